//! The words of answers to offers, in English and Spanish: yes, no, if, let me check, and what only sounds like them.
use super::super::phrases::rule;

rule!(
    /// A "no" that means yes.
    pub(super) FALSE_NO = words [
        r"(?:cant|wont|never|wouldnt|couldnt) pass (?:that|it|this|them|up)(?: up| on)?", r"(?:cant|wont|not|never|wouldnt|dream of|couldnt)(?: dream of)? turn(?:ing)? (?:(?:that|it|this|them|money|hours?|no|any) )*down(?: (?:that|it|no|any|money|work|hours?))*",
        r"no (?:pues|pos|ps) (?:si|va|sale|orale|claro|dale|bueno|ok)", r"no m[ei] l[ao]s? quit(?:es|en|e)", r"(?:no|nada) mas (?:el|la|los|las)",
        r"no (?:problem|problems|prob|probs|worries|issue|issues|biggie|big deal|sweat|doubt)(?: at all)?", r"not a (?:problem|prob|issue)", r"np", r"(?:dont|wouldnt|would not|do not) mind", r"why not", r"cant wait", r"no (?:question|doubt)(?: about (?:it|that))?", r"without (?:a )?doubt", r"no reason not(?: to)?",
        r"sin (?:ningun )?problema", r"no hay (?:ningun )?problema", r"como no", r"no te preocupes", r"no se preocupe", r"por ?que no",
    ]
);
rule!(
    /// Says nothing about what is offered: "perdon no habia visto el mensaje", "ese dia no trabajo", "me tomo el dia libre", "paso por
    /// Yonkers de camino".
    pub(super) NEITHER_NOR = words [
        r"no (?:habia|he|hemos) (?:visto|leido)(?: (?:el|su|tu|este|los|sus|tus|mis)? ?(?:mensajes?|textos?))?", r"no vi (?:el|su|tu|este) (?:mensaje|texto)", r"(?:didnt|did not|hadnt|just) s(?:ee|een|aw) (?:this|your|the|ur|it|these)(?: (?:text|message|msg)s?)?(?: until now)?",
        r"ese dia no (?:trabajo|tengo nada|hago nada)", r"no (?:trabajo|tengo (?:clases?|nada|planes)|estoy ocupad[oa])(?: (?:el|los|ese|esa) [a-z]+)?", r"nunca hago nada", r"ya no estoy en el otro trabajo", r"ni modo", r"paso por",
    ]
);
rule!(
    /// Takes something else than the shift: "me tomo el dia libre", "taking a break".
    pub(super) TAKES_OTHER = words [
        r"(?:me )?(?:tomo|tome|tomar|tomare) (?:el dia|la semana|la tarde|clases|un descanso|vacaciones|[0-9]+ (?:camiones|buses))(?: libre)?", r"tak(?:e|ing|es|en) (?:a|an|the|my|me|him|her|us|them) (?:[a-z]+ )?(?:break|day|days|week|nap|rest|class|out|time|off)", r"tak(?:e|ing|es) (?:care|off)",
    ]
);
rule!(
    /// Somebody else would take it: "Rosa said she'd take 12".
    pub(super) THIRD = words [
        r"[a-z]+ (?:said|says|told me) (?:she|he|shed|hed|shell|hell)?(?: [a-z]+){0,2} ?(?:take|takes|wants|do|want)", r"(?:she|he|shed|hed) (?:will |would |can |wants to |wants )?(?:take|takes|wants|do)",
    ]
);
rule!(
    /// She has enough: "I'm ok on hours this week", "así estoy bien de horas".
    pub(super) ENOUGH = words [
        r"(?:ok|fine|good|set|alright|all set) (?:(?:on|with|w|for|on my end with) )+(?:my |the |these )*(?:hours?|what i (?:got|have))(?: i (?:got|have))?", r"i am (?:ok|fine|good|alright|all set) (?:for|this) (?:this week|the week|week|now)", r"(?:asi )?estoy bien (?:de horas|asi|con)",
    ]
);
rule!(
    /// Lets it pass.
    pub(super) LET_GO = words [r"(?:los |las |lo |la )?(?:dejo|dejare|voy a dejar|mejor dejo|dejar) (?:pasar|ir)"]
);
rule!(
    /// "90 no mas", "el jueves nada mas": only that.
    pub(super) MERELY = words [r"(?P<it>[0-9]{1,3}|lunes|martes|miercoles|jueves|viernes|sabado|domingo|manana|hoy) (?:no|nada) mas"]
);
rule!(pub(super) NO = words [
    r"(?:absolutely|definitely|of course|for sure|certainly|probably|sorry|unfortunately|def|most definitely|hell|heck|oh|um) (?:no|not|cant)", r"no way", r"no", r"n", r"cant", r"wont", r"not (?:today|tonight|tomorrow|available|interested|able|this time|this one|now|for me|really|possible|going|free|working|happening|a chance|this week|this weekend|anymore|good for me|me)", r"(?:am|are) not", r"pass", r"decline", r"declined", r"skip", r"hard pass", r"thumbsdown",
    r"i am (?:good|ok|set|all set|fine)(?: on that| on this| for now| today| tonight)? thanks", r"am good(?: on that| on this one)?$", r"(?:am|have been|already) (?:busy|working|booked|scheduled|committed|out of town|away|on vacation|off that day|at my other job|at work)", r"busy", r"out of town", r"(?:have|got|had) (?:other |another |prior )?(?:plans|commitment|commitments|obligations|engagement)", r"too (?:far|early|late|much|long|short notice|tired|short)", r"(?:i )?(?:have|got) (?:a |an |my )?(?:other job|another job|other shift|another shift|another client)", r"(?:maybe )?(?:next time|another time|some other time)", r"(?:dont|do not|doesnt) (?:want|think so|think i can|have|work for me|think)", r"rather not", r"id rather not", r"doesnt work", r"(?:that|it|this) wont work", r"unfortunately", r"regretfully", r"nah", r"negative", r"find someone else", r"ask someone else", r"count me out", r"unavailable", r"thanks but no", r"thumbs down",
    r"claro que no", r"por supuesto que no", r"para nada", r"hoy no", r"esta vez no", r"no (?:puedo|gracias|estoy|me)", r"imposible", r"paso", r"(?:ya )?tengo (?:cita|planes|otro trabajo|trabajo|otro turno|otro cliente|compromiso|que trabajar)", r"(?:estoy|ando) (?:ocupad[oa]|trabajando|fuera|lejos)", r"ocupad[oa]", r"lo siento no", r"muy lejos", r"otra vez sera", r"la proxima", r"ya trabajo", r"rechazo", r"tampoco", r"de ninguna manera", r"ni modo",
]);
rule!(pub(super) SOFT_NO = words [
    r"sorry", r"my apologies", r"apologies", r"wish i could", r"i would if i could", r"lo siento", r"perdon", r"disculpe", r"disculpa", r"que pena", r"lamento", r"appointment", r"am working", r"i work", r"am sick", r"already off", r"need my rest", r"have my kids", r"no babysitter", r"no sitter", r"no car", r"no ride",
]);
rule!(pub(super) STRONG_YES = words [
    r"yes", r"y", r"sure", r"ya (?:i|sure|ok|that|lol)", r"sure thing", r"absolutely", r"definitely", r"of course", r"for sure", r"certainly", r"totally", r"i can", r"can do(?: it| that| this)?", r"i will (?:take|do|be|cover|work|go|accept|come|help|be there|pick)", r"i would (?:love|like|be happy|take|do) ?(?:to|it|that)?", r"i (?:accept|take|want|got)(?: it| this| that| the)?", r"(?:take|taking|takin) (?:it|that|this|the|them)", r"ill take", r"take", r"sign me up", r"count me in", r"am (?:in|down|available|free|there|game|interested|on it|able)", r"i got (?:it|this|you|u)", r"(?:put|pencil|mark) me (?:down|in|on|up)", r"(?:am )?happy to", r"(?:would )?love to", r"glad to", r"be there", r"accept(?:ed)?", r"confirm(?:ed)?", r"affirmative", r"works for me", r"that works", r"works", r"will do(?: it)?", r"give it to me", r"mine", r"assign me", r"let me (?:have|take|do|get) (?:it|that|this|the)", r"im on it", r"yes maam", r"interested", r"available", r"i am(?: coming)?$",
    r"si", r"claro", r"por supuesto", r"acepto", r"(?:yo )?(?:lo|la) (?:tomo|hago|cubro|acepto|agarro|quiero)", r"tomo", r"puedo", r"(?:ahi|alli) (?:estare|estoy|voy)", r"cuenta(?:n)? conmigo", r"cuente conmigo", r"con (?:mucho )?gusto", r"seguro", r"estoy disponible", r"disponible", r"me apunto", r"yo voy", r"encantada", r"encantado", r"confirmo", r"me interesa", r"lo quiero", r"yo quiero",
]);
rule!(pub(super) WEAK_YES = words [
    r"ok", r"k", r"alright", r"fine", r"thumbsup", r"okyes", r"sounds (?:good|great|fine)", r"got it", r"bet", r"cool", r"perfect", r"great", r"all good", r"yessir", r"bueno", r"dale", r"va", r"vale", r"listo", r"de acuerdo", r"perfecto", r"esta bien", r"sale", r"orale",
]);
rule!(pub(super) THANKS = words [r"thanks", r"gracias", r"appreciate(?: it)?", r"welcome", r"de nada", r"god bless", r"bless you", r"smile"]);
rule!(pub(super) COND = words [
    r"(?:only )?if", r"only", r"unless", r"as long as", r"depending", r"depends", r"provided", r"but (?:i |id |i would |i will |will |would )?(?:only |still |just )?(?:have|dont have|need|can|cant|could|would|will|gotta|got|wont|be|not|leave|late|only|after|until)", r"half", r"part of", r"partial", r"instead", r"can you (?:do|pay|give)", r"[0-9]+ an hour", r"(?:leave|leaving|out|off|done|gone) (?:by|at|before)", r"(?:what|how) about", r"can i (?:start|come|do|leave|go|bring)", r"(?:run|running|be|am|bit|little|min) late", r"bonus", r"extra pay", r"time and a half", r"double(?: time| pay)?", r"more money", r"need a ride", r"if you (?:can|pay|give)", r"cant (?:[a-z]+ ){0,3}until", r"just the", r"not (?:until|before|after)",
    r"si es", r"si (?:me|pueden|puede|no|hay|pagan|empieza|termina|fuera|salgo|consigo|encuentro|todavia|alguien)", r"solo", r"solamente", r"nada mas", r"siempre y cuando", r"(?:nomas|nada mas|con tal de|con tal|siempre|mientras) que(?: no)?", r"que (?:sea|empiece|empezara|no sea)", r"pero (?:solo|tengo|puedo|no|hasta|despues|salgo|llego|necesito|me|a partir)", r"medio turno", r"la mitad", r"a partir de",
]);
rule!(
    /// A time she can come, which only matters if it is not the offer's.
    pub(super) AT_A_TIME = words [r"(?:could|can) (?:i )?(?:only )?(?:do|work|start|come|be|leave|stay|go)(?: in| there| here)? (?:from|after|until|between|at|by|around|[0-9])"]
);
rule!(pub(super) REFUSES = words [
    r"but (?:i |unfortunately |sadly |sorry )*(?:cant|wont|am not able|am (?:busy|working|booked|scheduled)|have (?:an? |my )?(?:other|another|plans|appointment|class|kids))(?: (?:do|make|take|work|cover)(?: it| that| this)?| today| tomorrow| tonight| this time| right now| sorry)*$", r"pero no (?:puedo|voy a poder)(?: hoy| manana)?$",
]);
rule!(
    pub(super) BUSY_UNTIL = words[r"(?:work|working|busy|appointment|class|other job|trabajo|ocupad[oa]|cita|on shift|scheduled)[a-z ]* (?:until|hasta)"]
);
rule!(
    /// "if" that asks for nothing.
    pub(super) FALSE_IF = words [
        r"si (?:todavia|aun) (?:(?:esta|sigue|queda|hay|lo tienen?|la tienen?|anda) ?)(?: ?(?:ese|el|este|la|esa|ahi|alli|turno|disponible|abiert[oa]|libre|vacante))*", r"si (?:sigue|esta) (?:todavia |aun )?(?:disponible|abiert[oa]|libre|vacante|en pie)", r"si (?:nadie|no) (?:mas |mas nadie )?(?:lo|la) (?:ha|han) (?:tomado|agarrado|cubierto)(?: nadie| alguien)?",
        r"if (?:nobody|no one|noone|nobodys|no ones)(?: else)? (?:has |have )?(?:took|taken|got|gotten|grabbed|claimed|picked)(?: it| that| this)?(?: up)?(?: yet| already)?",
        r"if (?:its |it is |that is |thats |the shift is |this is )?(?:still )?(?:open|available|not taken|not filled|there|needed)", r"if (?:you|u|yall|they) (?:will )?let me", r"if (?:you|u|yall)(?: still)? need(?: me| it| someone| help)?(?: to)?", r"(?:let me know|lmk|text me|call me) if", r"if (?:thats |that is |its |it is )?(?:ok|alright|fine|possible)", r"si (?:todavia|aun) (?:esta|hay|lo|me)[a-z ]*", r"only one", r"not only", r"si me necesita[n]?", r"si esta disponible",
    ]
);
rule!(pub(super) HOLD = words [
    r"maybe", r"(?:will|ill|can) try", r"i guess", r"possibly", r"let me (?:check|see|ask|look|think|find|get back|talk|call|know|double check|figure)", r"(?:will|ill|going to|gotta|have to|need to) (?:check|see|ask|let you know|get back|think about|think on|look at|talk to|find out)", r"get back to you", r"not sure", r"unsure", r"i dont know (?:yet|if|about|maybe|what|let|when)", r"i dont know$", r"might(?: be able)?", r"give me (?:a )?(?:min|sec|second|few|moment|hour|bit|5|10|15|20|30)", r"hold on", r"one (?:sec|second|moment|min)", r"(?:am )?checking", r"(?:can|could) i let you know", r"tentative(?:ly)?", r"perhaps", r"pending", r"thinking about it", r"i think so", r"probably", r"lmk later", r"tbd", r"potentially",
    r"tal vez", r"quizas?", r"a lo mejor", r"dejame (?:ver|checar|revisar|preguntar|pensar|consultar)", r"dejeme (?:ver|checar|revisar|preguntar|pensar|consultar)", r"(?:te|le|les) (?:aviso|confirmo|digo|dejo saber)", r"no (?:se|estoy segur[oa])", r"voy a (?:ver|checar|revisar|preguntar)", r"creo que si", r"un momento", r"puede ser", r"posiblemente", r"ahorita (?:le|te) (?:aviso|digo)",
]);
rule!(pub(super) ASKS = words [
    r"(?:what|which|who|where|when|how|whats|wheres|whos) (?:is|are|time|day|days|area|city|town|address|client|does|do|much|far|long|many|would|will|kind|about|shift|part|hours|hour|they|it|the|s)", r"is (?:it|this|that|the|she|he|there)", r"are (?:they|there|you)", r"does (?:it|she|he|the)", r"do (?:they|you|i)", r"how (?:far|much|long|many)", r"what time", r"(?:whats|what is) (?:the|it)", r"a que hora", r"que (?:dia|hora|area|turno|paga)", r"quien es", r"donde (?:es|queda|esta)", r"cuant[oa]s? (?:paga|pagan|horas|es|dura|tiempo)", r"cual es", r"que tan lejos", r"es (?:hombre|mujer|lejos)", r"hay que",
]);
rule!(pub(super) MONEY_OR_WAY = words [r"pay", r"pays", r"rate", r"how far", r"how much", r"bonus", r"mileage", r"overtime", r"paga", r"pagan", r"lejos", r"hoyer", r"how heavy", r"smoke", r"pets", r"dogs"]);
rule!(pub(super) CAN = words [r"can", r"could", r"available", r"free", r"able", r"would", r"puedo", r"podria", r"yes", r"si", r"ok", r"sure", r"only", r"solo", r"maybe", r"after", r"despues"]);
rule!(pub(super) EVERY = words [r"both(?: of them| shifts)?", r"all of (?:them|em|it)", r"all (?:three|3|four|4)", r"(?:the )?(?:pair|two) of (?:them|em)", r"them all", r"either(?: one)?", r"las dos", r"los dos", r"ambos", r"ambas", r"todos", r"neither", r"none of them", r"ninguno"]);
rule!(
    /// All but what comes next.
    pub(super) EXCEPT = words [r"(?:all|everything|any|anything|every(?: one| day)?|todo|todos|todas|cualquiera) (?:[a-z]+ )?(?:but|except|besides|minus|menos|excepto)"]
);
rule!(
    /// What is said of what one would never do, or to say the opposite.
    pub(super) IRONY = words [r"yes right", r"yes no", r"as if$", r"in your dreams", r"ni loc[ao]", r"dream on", r"yes sure right"]
);
rule!(pub(super) BOTH = words [r"both", r"(?:the )?(?:pair|two) of (?:them|em)", r"(?:las|los) dos", r"amb[oa]s"]);
rule!(pub(super) RIGHT_AWAY = words [r"right (?:away|now|on|there|after|here|over|by|at|up|back)"]);
rule!(pub(super) EITHER = words [r"either(?: one)?", r"cualquiera"]);
rule!(pub(super) NEITHER = words [r"neither", r"none of them", r"ninguno"]);
rule!(pub(super) OFFER_CLEAR = words [r"take", r"accept", r"the shift", r"open shift", r"acepto", r"tomo", r"cover it", r"i want it"]);

rule!(pub(super) NO_AND_WHY = raw_one[r"(?:^|[^o,] ?)\bno[,.;:]+ ?(?:problem|issue)s?\b (?:with|at|w/)"]);
