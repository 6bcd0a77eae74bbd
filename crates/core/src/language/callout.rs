//! "I can't work": call-outs, told apart from lateness, from talk about the client, and from training.

use super::bind::{self, Bound};
use super::context::{Context, Found};
use super::phrases::{Rule, rule};
use super::reason;
use super::{Action, Intent, Sender, late, say, window};

rule!(
    /// Sounds like a call-out and is not: taken out before the rules look.
    NOT_OUT = words [
        r"(?:said|says|told me|tells me)(?: that)? (?:she|he|they) (?:doesnt|dont|didnt|wont) (?:need|want) (?:me|us|anyone|anybody|help|care)(?: [a-z]+){0,2}", r"(?:dijo|dice|me dijo) que (?:ya )?no (?:me|nos) (?:necesita|ocupa|quiere)(?: [a-z]+){0,2}",
        r"(?:am |im )?not (?:a )?(?:call|calling|calln|callin)(?:ing)? (?:out|off|in)", r"(?:dont|didnt|did not|never|havent|wont|not trying to|dont want to|hate to|not going to) (?:have to )?(?:call|called) (?:out|off)(?: before| ever)?", r"(?:if|when|how do|how can|how should|how to|what happens if|what if|every time|do) i (?:have to |need to |do |want to )?(?:call|called) (?:out|off|in)", r"how to call (?:out|off|in)",
        // Past, nearly, or only wished for.
        r"(?:almost|nearly|about to|close to|was going to|were going to|thought about|thinking about|thought of|wish i could|should have|could have|would have|wanted to|tempted to)(?: have)?(?: to)? (?:call|called|calling|cancel|canceled|cancelled|canceling|cancelling) (?:out|off|in|on you|on yall)(?: sick)?(?: today| tomorrow| tonight)?", r"(?:had|having) to (?:call|called) (?:out|off|in)(?: [a-z]+){0,4} (?:last|yesterday|the other|every|in (?:january|february|march|april|may|june|july|august|september|october|november|december))", r"(?:last|every|each|remember when|remember the) (?:week|month|year|winter|summer|fall|spring|time|christmas|snow|storm)?(?: [a-z]+){0,5} (?:call|called|calling) (?:out|off|in)",
        // Others call out, and other things are called off.
        r"(?:husband|wife|son|daughter|kid|sister|brother|boyfriend|girlfriend|cousin|friend|coworker|co worker|roommate|neighbor|fiance|uncle|nephew|niece)s? (?:just |also |has |had to |has to |is |was )*(?:call|calls|called|calling) (?:out|off|in)(?: sick)?(?: [a-z]+){0,4}", r"my (?:husband|wife|son|daughter|kid|sister|brother|mom|mother|dad|father|boyfriend|girlfriend|cousin|friend|roommate|neighbor|fiance|uncle|aunt|nephew|niece)s? (?:cant|wont|is not|isnt|is not going to|couldnt)(?: be able to)? (?:make it|come|go|get|be|work)(?: [a-z]+){0,5} but (?:i |im |ill |am )", r"mi (?:esposo|esposa|marido|hijo|hija|hermano|hermana|prima|primo|amiga|novio)(?: [a-z]+)? no (?:puede|pudo|va|va a|fue)(?: [a-z]+){0,5} pero (?:yo )?si", r"call(?:s|ed|ing)? off (?:his|her|their|the|christmas|thanksgiving|easter|school|practice|church|bingo)", r"call(?:s|ed|ing)? out (?:(?:for|to) (?:her|his|their|god|jesus|someone|somebody|help)|names?|my name|her name|his name|in (?:her|his) sleep|numbers)", r"who call(?:ed|s) (?:out|off)",
        r"clock(?:ing)? (?:in|out) (?:isnt|is not|not|wont|doesnt|didnt|still)(?: not)? (?:work|working|going through|go through)", r"(?:notice|in advance|ahead of time) (?:do|should|must|would|can) (?:i|we|you)(?: [a-z]+){0,4} (?:to|before|for|when|if) (?:i |we )?call(?:ing)? (?:out|off|in)",
        r"called (?:out|off|in)(?: sick)? (?:yesterday|last|on me|monday last|again on)", r"call ?out (?:policy|line|number|procedure|rules)",
        r"(?:sick|tired) (?:and tired )?of", r"sick (?:pay|time|hour|leave|days? (?:left|do i|balance|pay)|bank)", r"homesick", r"(?:cancel|reschedule|move|change|missed|miss) (?:my|the|a) (?:dentist|doctor|dental|hair|nail|eye|vet|physical|therapy|gym)(?: [a-z]+)?",
        r"(?:cant|wont|not going to|might not|will miss|miss|missing|have to miss|going to miss|skip|not able) (?:make|do|come|be at|attend|go|get|make it)? ?(?:it )?(?:to |in |for |at )?(?:the |that |my |our |this |todays |tomorrow |any |a |office |team |monthly |weekly |quarterly |safety |cpr |first aid |dementia |hoyer |company |annual |alzheimers |bls |lift |new hire |refresher |online |mandatory |required |hipaa |skills |infection control )*(?:practice|training|trainings|meeting|in ?service|inservice|class|orientation|interview|webinar|staff meeting|zoom|party|workshop|drill)(?: shift| class| session| meeting)?(?: (?:on|this|next|tomorrow|today|tonight|at))*(?: (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday))?",
        r"(?:practice|training|test|demo|shadow) shift", r"no puedo (?:ir|llegar|asistir|estar) (?:a|en) (?:la|el|una) (?:capacitacion|entrenamiento|reunion|clase|practica|entrevista|junta)",
        r"cant (?:do|work|go on|keep going|continue|handle|take) (?:like this|this anymore|it anymore|that anymore|the lift|the hoyer|the stairs|her hair|his hair|the laundry|the app|the phone|out how|it out)", r"cant (?:use|open|get into|log|sign|clock|access|find|reach|hear|download|remember|figure|lift|stand|believe|wait|tell|understand|text|talk|call|answer|get a hold|get hold|get ahold)(?: [a-z]+)? ?(?:the app|app|in to the app|into the app)?",
        r"no puedo (?:marcar|entrar (?:a|en) la|abrir|usar|encontrar|ver|registrar|checar|ponchar|acceder|iniciar|hablar|contestar)",
        r"cant see (?:the|it|my|anything|where|what|who)", r"cant complain", r"cant work (?:the|this|that) (?:app|phone|thing|tablet|system|remote)", r"cant work out (?:how|what|why)", r"cant thanks you enough", r"(?:was|were) (?:out )?sick (?:yesterday|last|monday|on|that)", r"got sick (?:yesterday|last|at work|on)",
        r"miss (?:you|my client|her|him|working)", r"out of (?:the |my |her |his )?(?:gloves|briefs|depends|supplies|wipes|milk|food|diapers|meds|pads|paper|insulin|pills)",
        r"(?:cant|wont) (?:be|get|come|make|make it|arrive|start)(?: it| there| in| here| at work)*(?: any)? (?:(?:until|before|by)(?: like| about| around| maybe| after)? (?:[0-9][0-9:]* ?(?:am|pm|a|p)?|noon)|on time|any earlier|earlier|at exactly|right at)", r"cant (?:be|get|make)(?: it| there| in)* (?:at )?[0-9:]+ ?(?:am|pm|a|p)? (?:but|can be|will be|ill be|maybe|more like)", r"no puedo (?:llegar|estar|ir) (?:a tiempo|antes|hasta|temprano)",
        r"cant (?:stay|leave|take off) ?(?:late|past|after|longer|over|until)?",
        // What if, in the past, what others say, what must not be done.
        r"(?:what if|what happens if|que pasa si|y si)(?: [a-z]+){0,3} (?:cant|no puedo|no voy|no llego|no alcanzo)(?: a)?(?: [a-z]+)?", r"si no (?:puedo|llego|alcanzo)(?: [a-z]+){0,6} (?:les|le|te) (?:aviso|digo|hablo|llamo)", r"(?:el|la) [a-z]+ (?:pasad[oa]|antepasad[oa])(?: [a-z]+){0,2} no (?:pude|fui|llegue)(?: [a-z]+)?", r"(?:la ultima vez|ayer|anoche|el otro dia)(?: [a-z]+){0,4} no (?:pude|fui|llegue)(?: [a-z]+)?",
        r"quien (?:dijo|dice|anda diciendo|te dijo|les dijo|le dijo)(?: [a-z]+)? (?:que|q|k) (?:yo )?no (?:voy|puedo|llego|vengo)(?: [a-z]+)?", r"no me (?:quiten|quites|quite|saquen|cancelen|cambien) (?:el|la|mi|ese|esa|los|las|mis)(?: [a-z]+)?", r"(?:dont|never) (?:take|pull) me off(?: [a-z]+){0,2}", r"(?:did|why did|who|have|has)(?: [a-z]+){0,2} (?:take|took|taken|taking|pulled|removed) me off(?: [a-z]+){0,3}", r"(?:did|has|have) (?:anybody|anyone|somebody|someone)(?: [a-z]+)? cover(?:ed)?(?: for)? me(?: [a-z]+){0,4} cant (?:come|make it|work)", r"when i cant (?:come|make it|work)", r"cant (?:work|come|make it)(?: (?:on )?[a-z]+day)? last [a-z]+",
        // By a time, or not at once: that is late.
        r"no (?:voy a poder|puedo|podre|alcanzo a)(?: (?:llegar|estar|ir|quedarme|entrar|empezar|salir))? (?:antes de|hasta|mas de|mas tarde de)", r"a las? [0-9:]+(?: [a-z]+){0,2} no (?:voy a poder|puedo|llego|alcanzo)(?: [a-z]+)?", r"(?:cant|wont) (?:get|be|make it|come|arrive)(?: back)? (?:to|at|in) (?:the |my )?(?:(?:mr|mrs|ms|miss|dona|don) )?[a-z]+ (?:by|before|until|till) (?:[0-9][0-9:]* ?(?:am|pm|a|p)?|noon)", r"cant (?:come|get|make it) to the (?:phone|door)",
        // Of an offer: what would come of it.
        r"(?:then|or else|so then|otherwise) i (?:cant|wont)(?: [a-z]+){0,2} (?:get|make it|be)(?: [a-z]+){0,4}", r"cant (?:make it|get)(?: [a-z]+){0,5} from there", r"no alcanzo a llegar(?: [a-z]+){0,4} si (?:agarro|tomo|hago)",
    ]
);

rule!(OUT = words [
    r"call(?:ing|in)? (?:out|off)(?: sick)?", r"calling in (?:sick|today|tomorrow|tonight|for (?:today|tomorrow|tonight|my shift))", r"calling in$", r"call in sick", r"calling sick", r"callin (?:out|off|in)", r"called in sick", r"calling my shift off", r"need to call (?:out|off)",
    r"cant (?:make|do) (?:it|that|this|my|the|today|tonight|tomorrow|to|mon|monday|tue|tues|tuesday|wed|wednesday|thu|thurs|thursday|fri|friday|sat|saturday|sun|sunday|shift|either|both|any|work|mr|mrs|ms|miss|[0-9][0-9:apm/-]*|none|nothing|all|mornings?|nights?|for|because|in|next|anymore today|no)", r"cant (?:make|do)$", r"(?:so|but|and|that|why|sorry) i (?:just |really |simply )?cant$", r"cant drive", r"not coming$", r"(?:need|have|want) to cancel$", r"cancel(?:l)? (?:all )?(?:of )?(?:my|all)",
    r"cant (?:work|come|cover|report|show|attend)(?: in| up| out)?", r"cant go(?: in| to| see| work| today| tomorrow| tonight| there| over)?", r"cant be (?:there|in|at|able|here|with|available|working|on)", r"cant get (?:in|there|to|out|over|off|childcare|a (?:sitter|babysitter|ride)|coverage)", r"cant take (?:my|care of (?:mr|mrs|ms|my client))",
    r"wont (?:make|be (?:in|there|able|coming|at|working|available|going|here|making)|come|work|show)", r"(?:am|is|be|will) not (?:coming|going in|going to (?:make|be|come|work|go)|working|available|able|make|be (?:in|there|able|coming)|making it|work|come|going to work)", r"not (?:going to )?mak(?:e|ing) it", r"not coming (?:in|to work|today|tomorrow|tonight)", r"not available (?:for my|for the|today|tomorrow|tonight|to work)", r"not able (?:make|come|work|do)", r"not going (?:in|to be in)(?: today| tomorrow| tonight)?", r"(?:no way|doubt) i (?:can|will) (?:make|come|work|be)[a-z ]*",
    r"(?:going to|have to|will|gonna|need to|must) (?:miss|skip)(?: out)?(?: on)? (?:my|the|work|today|tomorrow|tonight|this|shift|monday|tuesday|wednesday|thursday|friday|saturday|sunday)", r"missing (?:my|work|today|tomorrow|tonight)",
    r"(?:need|want|taking|take|have|requesting|get|like) (?:(?:today|tomorrow|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday|my shift|the day|a day|the night|the week|a sick day|a personal day|this week|the weekend|next (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|mon|tue|wed|thu|fri|sat|sun|[0-9]+/[0-9]+|the [0-9]+(?:st|nd|rd|th)?) ?(?:and |to |thru |through )?)+off", r"sick day", r"personal day", r"(?:need|want|have|take|taking|requesting|be|get) off (?:on |from |for |this )?(?:today|tomorrow|tonight|mon|monday|tue|tues|tuesday|wed|wednesday|thu|thurs|thursday|fri|friday|sat|saturday|sun|sunday|weekend|week|work|the|[0-9]+/[0-9]+)", r"off (?:sick|work) (?:today|tomorrow|tonight)",
    r"(?:need|find|get|want|get me|looking for) (?:someone|somebody|coverage|a replacement|a sub|cover|anyone|a fill in|a cover)(?: else)?(?: to)? ?(?:cover|take|for|fill|work|do)?(?: my| me| today| tomorrow| tonight| the)", r"(?:can|could|will) (?:someone|somebody|anyone|you)(?: please)?(?: find someone to)? (?:cover|take|fill) (?:for me|my|me)", r"need (?:my )?[a-z0-9 ]{0,20}(?:covered|coverage)", r"cover my (?:shift|client|7|morning|night|[0-9])", r"(?:need|have|want|going|like) to cancel (?:my|today|tomorrow|tonight|work|with|on|the shift|mr|mrs|ms)", r"cancel(?:ing|ling)? my (?:shift|shifts|visit|client|morning|night|7|8|9|[0-9][0-9:apm-]*|work|today|tomorrow)",
    r"take me off (?:the schedule|my shift|tomorrow|today|tonight|for|schedule|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mr|mrs|ms)", r"(?:dr|doctor|doc|urgent care|nurse practitioner|pa) (?:says|said|told me|wants me|has me|put me)(?: to| i should| i have to| i need to| i gotta)?(?: just)? (?:stay(?:ing)? (?:home|in bed|off work|away from work)|on bed ?rest|off work)", r"(?:mon|tue|tues|wed|thu|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|tonight) (?:is |are |is a |a |are a )?(?:no good|no go|not good|not going to work|not gonna work|wont work|doesnt work|off the table|out of the question)(?: for me)?", r"stay(?:ing)? home (?:today|tomorrow|tonight|with|from work|sick)?", r"(?:give|giving) (?:up|away) my", r"drop(?:ping)? my (?:shift|[0-9])", r"(?:will be|going to be|am|be|gonna be|im) out (?:sick|today|tomorrow|tonight|the|until|for|all|this|next|of work|of town|on|from|with|of commission|mon|tue|wed|thu|fri|sat|sun)", r"out (?:sick|the next|for the next|of work|all week|until)", r"(?:out|off) the next", r"(?:have|having) to (?:back out|bail)", r"bail(?:ing)? (?:out )?(?:on|today|tomorrow|tonight)", r"backing out", r"(?:i quit|i resign|two weeks notice|2 weeks notice|my resignation|quitting)", r"cant (?:today|tomorrow|tonight|this (?:week|weekend|morning|afternoon|evening))", r"(?:wont|cant) (?:today|tomorrow|tonight)", r"no call no show",
    // Spanish
    r"no (?:puedo|podre|pude|podria|voy a poder|vamos a poder|voy a|voy|ire|iba a|creo (?:que )?(?:pueda|poder|puedo)|alcanzo a) ?(?:a )?(?:ir|llegar|venir|trabajar|asistir|hacer|presentarme|cubrir|estar|tomar mi|entrar|cumplir|trabajo|mi turno|hoy|manana|el|este|esta|pasado|al trabajo|con)", r"no (?:voy|vengo|llego|trabajo|ire|iria|trabajare|llegare|asistire|ire a)(?: a)?(?: ir| trabajar| llegar)? ?(?:hoy|manana|al trabajo|el (?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)|esta|pasado|a trabajar|a ir|a poder|a llegar|a venir|con)", r"(?:el )?(?:doctor|medico|dr) (?:me )?(?:dijo|dice|mando|dio)(?: que)? (?:me quede|reposo|que descanse|incapacidad)", r"no me es posible (?:ir|trabajar|llegar|asistir)", r"(?:voy a faltar|faltare|falto|tengo que faltar|tendre que faltar)", r"(?:cancelar|cancelo|cancele|cancelen|quiteme|quitenme|saquenme|saqueme) (?:de )?(?:mi|el|del) (?:turno|visita|turno de|horario)", r"(?:necesito|quiero|pido) (?:estar |tener )?libres? (?:hoy|manana|de[l ]|el |la |los |las |este|esta|toda)[a-z]*", r"(?:necesito|quiero|pido|tomar|tomarme|tomare) (?:el|un) (?:dia|lunes|martes|miercoles|jueves|viernes|sabado|domingo) (?:libre|de descanso)", r"(?:reporto|reportarme|reportando|reportandome) (?:enferm[oa])", r"(?:cubra|cubran|cubrir|cubre) mi (?:turno|lugar)", r"alguien (?:que )?(?:me )?(?:cubra|puede cubrir|pueda cubrir)", r"no estoy disponible (?:hoy|manana|para mi)", r"me quedo en casa", r"(?:hoy|manana|esta noche|el (?:lunes|martes|miercoles|jueves|viernes|sabado|domingo))(?: yo)? no (?:puedo|podre|voy|trabajo|llego|ire)", r"no puedo (?:hoy|manana|el|esta)", r"manana no$", r"renuncio", r"no cuenten conmigo",
]);

rule!(OUT_START = raw_one [
    r"^\s*(?:sorry |hi |hey |i |will |be |am )*out (?:sick|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|tonight|on the [0-9]|[0-9]+/[0-9]+)",
    r"^\s*off (?:mon|tue|tues|wed|thu|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|tonight|the [0-9])",
]);
rule!(
    /// Not decided yet: asked, not acted on.
    TENTATIVE = words [
        r"i dont know what to do",
        r"(?:not sure|unsure|dont know|not know|wont know|undecided|let you know|tell you|(?:havent|hasnt|not) (?:yet )?(?:decided|said|picked)|no se|le digo|no han dicho) (?:yet )?(?:which|what day|cual|que dia)",
        r"(?:decide|decided|know|told me|said) which (?:one|day|night)? ?(?:yet|later|first)", r"which (?:one )?yet",
        r"one of (?:the|these|those|my|this weeks?)(?: next| last)?(?: two| 2| three| 3| couple)? (?:days|nights|mornings|evenings|shifts)", r"un[oa] de (?:los|las|mis) (?:proxim[oa]s )?(?:dos |2 |tres |3 )?(?:dias|noches|turnos)",
        r"(?:might|may|maybe|possibly|probably)(?: i)?(?: just)? (?:have to|need to|not|cant|call|calling|wont|be out|miss|going to)", r"if (?:this|it|my [a-z]+|i|he|she|the)(?: [a-z]+){0,4} (?:doesnt|dont|is not|isnt|still|gets|keeps|does not|wont|not)", r"not sure (?:if|yet|i)", r"i think i (?:might|may)", r"(?:tal vez|quizas|a lo mejor|puede que) no", r"heads up",
    ]
);
rule!(MULTI = words [r"i quit", r"i resign", r"two weeks notice", r"2 weeks notice", r"my resignation", r"quitting", r"renuncio", r"indefinitely", r"until further notice", r"for a while", r"hasta nuevo aviso"]);
rule!(SOMEBODY_ELSE = words [
    r"(?:my relief|my coworker|my co worker|the other (?:aide|caregiver|girl|nurse)|the next (?:aide|caregiver|girl)|night (?:aide|girl)|day (?:aide|girl)|mi relevo|my partner) (?:is |just |has )?(?:call(?:ed|ing)? (?:out|off)|cant|wont|not|no)", r"(?:client|she|he|mr [a-z]+|mrs [a-z]+|ms [a-z]+) (?:says |said )?(?:she |he )?(?:cant|wont) (?:go|do|make|come|get|be)",
]);
rule!(ASKED_PAST = words[r"(?:last week|last month|yesterday|the other day)"]);
rule!(HABIT = words [r"(?:mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays|weekends|nights|mornings|evenings|overnights|weekdays|los lunes|los martes|los miercoles|los jueves|los viernes|los sabados|los domingos|fines de semana)(?: anymore| any more| from now on| going forward| ya)?", r"anymore", r"from now on", r"going forward", r"starting (?:next month|in|jan|january|feb|february|march|april|may|june|july|aug|august|sept?|september|oct|october|nov|november|dec|december)", r"a partir de (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"]);
rule!(ONE_TIME = words [r"today", r"tonight", r"tomorrow", r"hoy", r"manana", r"my shift", r"this", r"sick", r"mi turno"]);
rule!(PARTIAL = words [
    r"(?:can|could|able to|available|i can do|can only|could do|could work|can work|only|puedo|podria|solo puedo)[a-z ]* (?:after|before|until|from|between|by|despues|antes|hasta|desde|de|[0-9][0-9:apm]*)",
    r"but (?:i )?(?:can|could)[a-z ]*", r"pero (?:si )?(?:puedo|podria)[a-z ]*",
]);
rule!(COMING = words [
    r"(?:will|ill|going to|can|should) (?:still )?be (?:there|in|here)(?: by| at| in| around| before| about| soon)", r"still coming", r"on my way", r"be there (?:by|at|in|around|about|soon|asap)", r"running (?:a )?(?:bit |little |few )?late", r"will be late", r"estoy en camino", r"voy en camino", r"still (?:going to )?(?:make it|be there|come)", r"not calling (?:out|off)",
]);

rule!(
    /// With the client's name: "can't do Hale tomorrow".
    CANT = words [r"cant (?:make|do|see|work)", r"no puedo"]
);

pub(super) fn without_lookalikes(flat: &str) -> String {
    // Replacing by a word keeps the neighbours apart.
    NOT_OUT.replace(flat, "_")
}

/// Whether something in it sounds like a call-out and is known to be none.
pub(super) fn has_lookalike(flat: &str) -> bool {
    NOT_OUT.is(flat)
}

/// "starting dec I can only do tuesdays": what she can work from now on, no shift of hers.
pub(super) fn is_habit(flat: &str) -> bool {
    HABIT.is(flat) && !ONE_TIME.is(flat)
}

/// Plainly says she cannot work.
fn out_words(flat: &str) -> Option<String> {
    let flat = without_lookalikes(flat);
    OUT.find(&flat).or_else(|| OUT_START.find(&flat))
}

/// Whether these words call out; used on earlier texts of the same sender.
pub(super) fn is_call_out(flat: &str) -> bool {
    out_words(flat).is_some()
}

/// Whether the text says she is out or late: then an illness in it is the reason, not an emergency.
pub(super) fn says_out_or_late(context: &Context<'_>) -> bool {
    let flat = &context.text.flat;
    out_words(flat).is_some() || late::words(flat).is_some()
}

fn any(rule: &Rule, flat: &str) -> bool {
    rule.is(flat)
}

/// "might not make it": asked about, however sure it is that this is meant.
pub(super) fn is_tentative(flat: &str) -> bool {
    TENTATIVE.is(flat)
}

rule!(
    /// That she works, or may: "Friday I should be fine dont take me off".
    WORKS = words [
        r"(?:dont|do not|never) (?:take|pull|remove) me off", r"(?:will|ill|gonna|going to)? ?(?:let (?:you|u|yall) know|keep (?:you|u|yall) posted)", r"(?:am|should be|will be|be|feel|feeling) (?:fine|ok|okay|good|all ?right|better)", r"still (?:there|coming|comin|good|on)", r"i (?:can|could|will)(?: still)? (?:stay|do|work|come|go|be|take|make|cover)", r"could (?:go|come|do|work|stay)", r"(?:is|are) (?:fine|ok|okay|good)",
        r"si (?:voy|puedo|estoy|vengo|trabajo|llego)", r"(?:ahi|alli) (?:voy a estar|estare|estoy|voy)", r"(?:les|le|te) (?:aviso|digo|confirmo)", r"(?:estoy|ando|quedo) bien", r"puedo (?:ir|estar|quedarme|trabajar|llegar)",
    ]
);

/// Whether it says that she works as well, some of the time or perhaps.
pub(super) fn says_works(flat: &str) -> bool {
    WORKS.is(flat)
}

/// "I quit", "until further notice": it reaches further than the shifts that are known.
pub(super) fn is_open_ended(flat: &str) -> bool {
    MULTI.is(flat)
}

/// Whether a part of this shift is what the times in the text say.
pub(super) fn partial(context: &Context<'_>, shift: &super::context::Local) -> bool {
    PARTIAL.is(&context.text.flat) && !window::repeats(&context.when, shift)
}

/// The call-out a text makes, if it makes one.
pub(super) fn find(context: &Context<'_>) -> Option<Found> {
    let flat = &context.text.flat;
    if !matches!(context.message.sender, Sender::Caregiver | Sender::Unknown) {
        return None;
    }
    if any(&SOMEBODY_ELSE, flat) && !flat.contains(" i cant ") {
        return None;
    }
    let words = out_words(flat)
        .or_else(|| if bind::names_client(context) { CANT.find(&without_lookalikes(flat)) } else { None });
    let scrubbed = without_lookalikes(flat);
    let why = reason::find(context, &scrubbed);
    // "can't get there until 8" was taken out; "will be there by 8" beside a plain "can't" is late as well.
    let late = late::words(flat).is_some();
    let coming = COMING.is(flat);
    if (words.is_none() && (late || coming)) || (coming && late && !flat.contains(" calling out ")) {
        return None;
    }
    let (words, confidence) = match (words, &why) {
        (Some(words), _) if TENTATIVE.is(flat) => (words, 0.75),
        (Some(words), _) => (words, 0.93),
        // "not calling out, my kid is sick but home": a look-alike takes the reason's weight away.
        (None, Some(why))
            if why.alone > 0.0 && context.message.sender == Sender::Caregiver && scrubbed == *flat =>
        {
            (why.words.clone(), why.alone)
        }
        _ => return None,
    };
    // "can't work sundays anymore" changes her availability.
    if is_habit(flat) && why.is_none() && !MULTI.is(flat) {
        return None;
    }
    if ASKED_PAST.is(flat) && context.text.question && !context.when.says_day() {
        return None;
    }
    if context.when.past && !context.when.says_day() && !flat.contains(" i cant ") && why.is_none() {
        return None;
    }
    Some(bound(context, words, confidence, why.map(|why| why.reason)))
}

rule!(CAN_WORK = words [
    r"(?:i |ill |will |am )?(?:can|could|will|able to|still) (?:still )?(?:do|work|make|see|cover|go to|be at)", r"(?:is|am|are|was) (?:fine|ok|good|still good|no problem)", r"am good", r"(?:si|yo si|pero si|sí) (?:puedo|voy|con|la|el)", r"puedo con", r"ok (?:with|for)", r"works?",
]);
rule!(NEGATED = words [r"cant", r"not", r"wont", r"no", r"dont", r"unable", r"isnt", r"out", r"off", r"miss"]);

/// Shifts that a clause of its own says she can work; nothing where no clause does.
pub(super) fn kept(context: &Context<'_>) -> Option<Vec<String>> {
    let mut kept = Vec::new();
    for clause in &context.text.clauses {
        let when = context.when_in(clause);
        let points = when.says_day()
            || !when.parts.is_empty()
            || !when.times.is_empty()
            || bind::client_in(context, clause);
        if points && CAN_WORK.is(clause) && !NEGATED.is(clause) {
            match bind::bind_with(context, &when, clause).bound {
                Bound::These(ids) => kept.extend(ids),
                Bound::Ask(_) | Bound::Nothing => return None,
            }
        }
    }
    (!kept.is_empty()).then_some(kept)
}

/// Whether a call-out of so many shifts is one of several: a range ("wed to fri") and a resignation always are (domain.md 5.2).
pub(super) fn kind(context: &Context<'_>, shifts: usize) -> Intent {
    if shifts == 0 && says_one_of(context) && !is_open_ended(&context.text.flat) {
        return Intent::CallOutSingle;
    }
    if shifts > 1 || context.when.range || is_open_ended(&context.text.flat) {
        Intent::CallOutMulti
    } else {
        Intent::CallOutSingle
    }
}

rule!(ONE_OF = words [
    r"one of (?:my|the|those|these|his|her|your)(?: [a-z]+)? (?:shifts?|visits?|days?|mornings?|afternoons?|evenings?|nights?|ones)",
    r"one of (?:them|em|those|these|the two|both)", r"un[oa] de (?:los|las|mis|esos|esas|sus) (?:dos|dias|turnos|visitas|mananas|tardes|noches)",
]);
rule!(ONE_OF_HERS = words[r"one of (?:my|the) (?P<name>[a-z]+)"]);

/// "one of those days", "uno de los dos", "one of my Opals" of a client called Opal.
pub(super) fn says_one_of(context: &Context<'_>) -> bool {
    let flat = &context.text.flat;
    let hers = |found: &regex::Captures<'_>| {
        let name = found.name("name").map_or("", |name| name.as_str());
        bind::client_in(context, &format!(" {name} "))
            || name.strip_suffix('s').is_some_and(|name| bind::client_in(context, &format!(" {name} ")))
    };
    ONE_OF.is(flat) || ONE_OF_HERS.all(flat).iter().any(hers)
}

/// A call-out bound to shifts, or the question which.
pub(super) fn bound(
    context: &Context<'_>,
    words: String,
    confidence: f64,
    reason: Option<super::Reason>,
) -> Found {
    let mut binding = context.binding().clone();
    // "can't do the morning, but I can do the afternoon": the clause that says can't tells which.
    if matches!(binding.bound, Bound::Ask(_))
        && let [clause] =
            context.text.clauses.iter().filter(|clause| is_call_out(clause)).collect::<Vec<_>>().as_slice()
    {
        let when = context.when_in(clause);
        let narrower = bind::bind_with(context, &when, clause);
        let points = when.says_day() || when.own_time() || bind::client_in(context, clause);
        if matches!(narrower.bound, Bound::These(_)) && points {
            binding = narrower;
        }
    }
    // "I can do ida but not carl", "the morning is fine, I can't do the 3": what she can work is not what she calls out of.
    if let Some(kept) = kept(context) {
        let left = |ids: &[String]| ids.iter().filter(|id| !kept.contains(id)).cloned().collect::<Vec<_>>();
        binding.bound = match binding.bound {
            Bound::Ask(ids) | Bound::These(ids) if left(&ids).len() == 1 => Bound::These(left(&ids)),
            other => other,
        };
    }
    // "one of my earl days": one, and which is for her to say.
    if let Bound::These(ids) = &binding.bound
        && ids.len() > 1
        && says_one_of(context)
    {
        binding.bound = Bound::Ask(ids.clone());
    }
    let open_ended = is_open_ended(&context.text.flat);
    let mut found = match binding.bound {
        Bound::These(ids) => Found::new(kind(context, ids.len()), confidence, words).shifts(ids),
        Bound::Ask(ids) => {
            let intent = kind(context, 0);
            let urgent =
                ids.iter().filter_map(|id| context.shift(id)).any(|s| context.minutes_until(s) < 240);
            let found =
                Found::new(intent, confidence, words).urgent(urgent).ask(say::which_shift(context, &ids));
            // All of a list are meant, only one of them is in doubt.
            if context.when.several && !says_one_of(context) { found.shifts(ids) } else { found }
        }
        Bound::Nothing => Found::new(kind(context, 0), confidence.min(0.9), words).action(Action::Human),
    };
    if open_ended {
        found.action = Action::Human;
        found.question = None;
    }
    if context.message.sender == Sender::Unknown {
        // Never act on a guess about who this is (behaviour 11).
        found.action = Action::Human;
        found.question = None;
    }
    if binding.stranger {
        found = found.because("client_mismatch");
    }
    found.reading.reason = reason;
    let bound: Vec<_> = found.reading.shifts.iter().filter_map(|id| context.shift(id)).collect();
    let urgent = bound.iter().any(|shift| context.minutes_until(shift) < 240);
    if let [shift] = bound.as_slice()
        && partial(context, shift)
    {
        found.reading.window = window::on_shift(context, &context.when, shift);
    }
    found.urgent |= urgent;
    if found.action == Action::Act && found.reading.confidence < 0.85 {
        found.action = Action::Ask;
    }
    if found.action == Action::Human
        && confidence < 0.85
        && !found.reading.shifts.is_empty()
        && !open_ended
        && context.message.sender == Sender::Caregiver
    {
        let ids = found.reading.shifts.clone();
        found = found.ask(say::which_shift(context, &ids));
    }
    found
}
