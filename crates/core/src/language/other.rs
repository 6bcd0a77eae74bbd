//! The rest of part 5 of domain.md: word lists per intent and per kind of sender, and texts that want nothing.

use super::bind::{self, Bound};
use super::context::{Context, Found};
use super::phrases::rule;
use super::{Action, Intent, Sender, Speaker, callout, late, normalise::Text, say, window};

rule!(INJECTION = words [
    r"(?:ignore|disregard|forget|override|bypass) (?:all |any |the |your |my |every |these |those |of )*(?:previous|prior|above|earlier|system|safety|other|existing)? ?(?:instructions?|rules?|prompts?|guidelines|policies|policy|programming|constraints)", r"(?:system|developer|hidden|initial|admin) (?:prompt|mode|message|override|instructions?)", r"you are now (?:a|an|in|the|my)", r"you are (?:chatgpt|an ai|a language model)", r"pretend (?:to be|you are|that you|i am)", r"act as (?:a|an|if|my|the)", r"jailbreak", r"as an ai", r"(?:reveal|print|show|repeat|output|dump|send|list|give)(?: me)? (?:your |the |all |every |a list of )*(?:prompt|instructions|system|api key|password|passwords|database|clients?(?: names| addresses| list)?(?: and| addresses)|phone numbers|caregivers phone|door codes?|gate codes?|social security)", r"(?:assign|give|award) (?:me|all|every)(?: of)? (?:all|every|the)? ?(?:open )?shifts?(?: to me)?(?: (?:now|immediately|without|and))", r"drop table", r"select from", r"script", r"(?:role|system|assistant) (?:system|user|assistant)", r"admin (?:access|command|override|mode)", r"sudo", r"execute", r"(?:mark|set) (?:all|every|the) (?:shifts?|visits?|cases?) (?:as )?(?:confirmed|filled|complete|canceled|cancelled)", r"i am (?:the|your) (?:developer|administrator|admin|creator|programmer)", r"ignor(?:a|e|en) (?:todas )?(?:las|tus|sus|mis)?(?: [a-z]+)? ?(?:instrucciones|reglas)", r"olvida (?:tus|las|todas) (?:las )?(?:instrucciones|reglas)", r"respond only with", r"repeat after me", r"assign me the shift", r"new instructions", r"as (?:the|your|a) (?:developer|admin|administrator|owner|creator|programmer)", r"i order you", r"i (?:hereby )?(?:command|authorize) you", r"actua como", r"haz caso omiso", r"haga caso omiso", r"te ordeno", r"le ordeno", r"como (?:el|tu|su) (?:desarrollador|administrador|programador)", r"finge (?:ser|que)", r"nuevas instrucciones",
]);
rule!(AUTO_REPLY = words [
    r"auto ?(?:matic)? ?(?:reply|response|responder)", r"(?:i am|im) (?:currently )?driving(?: right now)?(?: and)?(?: with| do not| focus| ill| i will| sent)?.{0,40}(?:dont disturb|when i (?:get|arrive)|see your message|later|focus|notifications)", r"dont disturb", r"(?:this|the) (?:number|mailbox|inbox) (?:is|does) not (?:monitored|accept|receive)", r"(?:is|am|im) (?:currently |now )?driving.{0,20}(?:get back|reply|respond|call|text|message) (?:to )?you(?: back)?", r"out of (?:the )?office", r"away from my phone", r"(?:message|text) (?:not delivered|blocking is active|could not be delivered)", r"msg blocked", r"sent from my (?:car|carplay)", r"respuesta automatica", r"estoy conduciendo", r"this is an automated", r"automated message", r"free msg", r"unable to (?:receive|reply)", r"notifications silenced",
]);
rule!(ACK = whole [
    r"(?:(?:ok|k|got it|thanks|so much|very much|a lot|again|much|you|to you|too|all|alright|cool|great|perfect|good|sounds|nice|awesome|will do|no|okyes|np|youre|your|are|most|very|welcome|appreciate|it|that|smile|thumbsup|thumbsup|have|a|an|blessed|wonderful|great|nice|day|night|evening|weekend|one|god|bless|see|ya|soon|received|noted|copy|understood|understand|understanding|heard|10-4|roger|yw|sorry|for|the|update|info|information|letting|me|know|everyone|guys|everybody|maam|sir|bye|goodnight|ttyl|lol|haha|hahaha|yay|happy|thanksgiving|holidays|and|yes|same|gracias|muchas|mil|muy|amable|bueno|bien|listo|entendido|perfecto|de|nada|vale|buen|buenas|noches|dia|dios|te|los|la|las|le|bendiga|igualmente|enterada|enterado|recibido|saludos|feliz|claro|esta|muchisimas|ustedes|usted|a) ?)+",
]);
rule!(ACK_CORE = words [r"thanks", r"ok", r"k", r"gracias", r"got it", r"welcome", r"thumbsup", r"smile", r"cool", r"great", r"perfect", r"noted", r"alright", r"np", r"no okyes", r"de nada", r"entendido", r"listo", r"vale", r"sounds good", r"bye", r"understood", r"will do", r"copy", r"received", r"roger", r"10-4", r"appreciate", r"good night", r"goodnight", r"lol", r"haha", r"perfecto", r"blessed", r"happy", r"enterad[oa]", r"recibido", r"awesome", r"nice"]);
rule!(
    GREETING = whole[r"(?:(?:hi|hello|hey|hola|good|morning|afternoon|evening|buenos|buenas|dias|tardes|noches|there|gigi|team|everyone|yo|sup|how|are|you|que|tal|helo|hiya) ?)+"]
);
rule!(PERSON = words [
    r"(?:speak|talk|chat) (?:to|with) (?:a |an |the |my |someone|somebody|real )*(?:person|human|manager|supervisor|someone|somebody|agent|coordinator|scheduler|representative|rep|nurse|office|owner|live)?", r"(?:real|live|actual) (?:person|human|agent)", r"(?:call|phone) me(?: back)?", r"give me a call", r"representative", r"are you a (?:bot|robot|real|computer|machine)", r"human", r"agent", r"(?:llameme|llamame|llamenme)", r"hablar con (?:alguien|una persona|un|la|el)", r"(?:can|could) (?:someone|somebody) call",
]);

rule!(NO_SHOW = words [
    r"(?:nobody|none|not one person|no (?:aide|caregiver|nurse|girl|helper|one|worker|cna|hha)) (?:has |have |had |ever |is |even )*(?:came|come|showed|shown|show|here|arrived|coming|been here|turned up|yet|there)(?: up)?", r"(?:aide|caregiver|girl|helper|nurse|worker|cna|hha|lady|she|he|maria|attendant|[a-z]+) (?:never|didnt|did not|hasnt|has not|havent|still hasnt|still has not|is not|isnt|wasnt|still not|still isnt|no) (?:yet )?(?:came|come|show|showed|shown|showing|here|arrive|arrived|been here|appeared|there)(?: up)?", r"where (?:is|are|the heck is|the hell is)? ?(?:my|the|our|your|moms|dads|todays|her|his|everyone|everybody|this)? ?(?:morning |new |night )?(?:aide|aides|caregiver|caregivers|girl|helper|nurse|worker|cna|hha|lady|help|she|he|person|attendant|home health aide|care giver)(?: at)?", r"(?:is|will) (?:anyone|anybody|someone|somebody) (?:coming|going to come|here|be here|showing|ever coming|on the way)", r"still (?:waiting|no (?:one|aide|caregiver|sign|show)|nobody)", r"no ?show(?:ed)?", r"(?:aide|caregiver|girl|nurse|she|he|helper) (?:is|was) (?:late|supposed to be here|[0-9]+ min late|over an hour late|an hour late|supposed to (?:come|start|arrive)(?: at)?)", r"(?:waiting|waited) (?:for )?(?:the|my|an|over|all|since|hour)[a-z ]*(?:aide|caregiver|hour|morning|day|nurse|girl)", r"was supposed to be here", r"supposed to (?:come|be here|start|arrive) (?:at|by) [0-9]", r"stood (?:us|me|her|him|mom) up", r"did someone forget",
    r"nadie (?:vino|llego|ha llegado|ha venido|viene|llega|se presento|aparecio|esta aqui)", r"no (?:vino|llego|ha llegado|ha venido|se presento|aparecio|llega|viene)(?: (?:nadie|la|el|mi|hoy|todavia|aun|ella|maria|esta))?", r"(?:donde esta|onde esta) (?:la|mi|el|nuestra) (?:muchacha|cuidadora|senora|asistente|enfermera|chica|ayudante|persona|trabajadora|cuidador)", r"(?:todavia|aun) no (?:llega|viene|ha llegado|llego)", r"sigo esperando", r"la cuidadora no",
]);
rule!(NOT_NO_SHOW = words [r"(?:nobody|no one) (?:here )?(?:cares|answers|called|told|listens)", r"(?:dont|we dont) need (?:anyone|anybody)", r"never (?:come|came) (?:back|on time)", r"did not come to (?:the phone|clean)"]);

rule!(CLIENT_CANCEL = words [
    r"cancel(?:l)?(?:ed|ing|s)?", r"(?:dont|doesnt|wont|no longer|not going to) (?:need|be needing|want|require)(?: [a-z]+)? ?(?:anyone|anybody|someone|me|help|her|him|you|an aide|aide|a caregiver|the caregiver|the aide|care|the girl|service|services|visit|tomorrow|today|tonight|on|for|the|this)", r"no need (?:to (?:send|come)|for (?:anyone|her|him|the aide|a caregiver|care|help|an aide))", r"(?:dont|do not) (?:send|come|have (?:her|anyone|him) come)(?: anyone| anybody| her| him| the aide| over)?(?: today| tomorrow| tonight| on)?", r"skip (?:today|tomorrow|this|tonight|the|our|my|monday|tuesday|wednesday|thursday|friday|saturday|sunday|next)", r"reschedul(?:e|ed|ing)", r"(?:can|could|may|would) (?:[a-z]+|she|he|you|they|we|the aide|the caregiver|my aide) (?:please )?(?:come|start|be here|arrive|move|change|switch|have)(?: (?:her|the visit|it|mom|over|the time|the day|it to))*(?: (?:at|earlier|later|on|to|around|from|an hour|a bit|a little|in the|after|before|by|instead|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow))", r"(?:change|move|switch|push|shift) (?:my|the|her|his|our|moms|dads|todays|tomorrow|mondays)?(?: [a-z]+)? ?(?:visit|time|appointment|schedule|day|hour|shift|care|morning)(?: visit)?(?: to| back| from)?", r"(?:wont|will not|not going to) be (?:home|here|there)", r"(?:we|i|mom|dad|she|he) (?:are|am|is|will be) (?:be )?(?:away|out of town|on vacation|traveling|going to be away|not home)", r"(?:come|start) (?:an hour |a little |a bit )?(?:earlier|later)", r"instead of (?:her|his|the) (?:usual|regular)", r"come at [0-9: apm]+(?:instead|not|rather)", r"have (?:her|him|them|[a-z]+) (?:come|start)", r"come (?:at )?[0-9][0-9: apm]*(?: [a-z]+){0,2} instead", r"has (?:a|an) (?:doctor )?appointment (?:at|tomorrow|on|that)",
    r"cancel(?:ar|e|en|o|amos|ada|ado)", r"no (?:necesitamos|necesito|necesita|hace falta|ocupamos|ocupo|vamos a necesitar|queremos)(?: [a-z]+)?", r"no (?:venga|vengan|manden|mande|envien|envie)(?: a nadie| hoy| manana)?", r"(?:cambiar|mover|reprogramar|adelantar|atrasar) (?:la|el|mi|su) (?:hora|visita|dia|cita|horario|turno)", r"(?:puede|podria|pueden) (?:venir|llegar|empezar|ella venir) (?:a las|mas|el|otro|en)", r"no (?:vamos a estar|estaremos|estare|voy a estar|estara) (?:en casa)?",
]);
rule!(COMPLAINT = words [
    r"complain(?:t|ing|ts)?", r"unacceptable", r"(?:on|in) (?:her|his|the|their) (?:cell ?)?phone (?:the whole|all|most|the entire|half|instead)", r"rude", r"(?:was|is|were|found (?:her|him)|fell) (?:sleeping|asleep)(?: on)?", r"(?:doesnt|dont|does not|didnt) (?:like|get along|trust|want)", r"(?:late|early) (?:again|every)", r"(?:3rd|third|2nd|second|4th|fourth|fifth|5th) (?:time|new|different|one)", r"(?:someone|somebody|a) (?:new|different)(?: (?:again|every|person|aide|caregiver|girl|face|one))?", r"new (?:person|aide|caregiver|girl|face|people|faces) (?:every|each|again|all)", r"(?:keep|keeps|kept|stop) sending", r"not (?:happy|satisfied|pleased|acceptable|ok with|impressed)", r"un(?:happy|satisfied|professional|reliable)", r"disappoint(?:ed|ing|ment)", r"(?:terrible|horrible|awful|poor|worst|lousy|bad) (?:service|care|experience|job|attitude|company|agency|communication|aide|caregiver|job)", r"fed up", r"angry", r"furious", r"upset", r"ridiculous", r"refund", r"(?:didnt|did not|never|doesnt|wont|not|hasnt) (?:clean|cleaned|bathe|bathed|do|change|changed|feed|fed|wash|washed|give|gave|cook|cooked|help|helped|do anything|shower|showered|listen|make|made|vacuum|even)", r"left (?:early|before|an hour early|[0-9]+ min early|the (?:house|kitchen|place) (?:a )?(?:mess|dirty|filthy))", r"(?:dont|do not|never|please dont) (?:send|want)(?: [a-z]+)? (?:again|back|her back|him back|anymore|her again|him again|that|in my house)", r"(?:dont|do not) (?:send|want) (?:[a-z]+ )?(?:again|back|anymore|ever)", r"lawyer", r"attorney", r"bbb", r"(?:leave|leaving|write|post) (?:a )?(?:bad |one star |1 star )?review", r"(?:broke|damaged|ruined|scratched|stained|chipped) (?:my|our|the|her|moms|dads)", r"overcharg(?:ed|ing)", r"(?:bill|invoice|charged|billing|billed) (?:is |was |us |me |for )?(?:wrong|too|twice|for|incorrect|double|error|issue|question)?", r"wrong (?:bill|invoice|amount|charge)", r"(?:lazy|disrespectful|careless|incompetent|smells|smelled|smoking|reeks)", r"(?:switch|change|find another|going with another|cancel the) (?:agenc(?:y|ies)|compan(?:y|ies)|service|contract)", r"sick and tired", r"_ of", r"what (?:kind|type) of (?:company|agency|place|service)", r"nobody (?:called|calls|cares|answers|told|listens)",
    r"queja(?:r|rme|s)?", r"inaceptable", r"groser[oa]", r"mal servicio", r"(?:en|con) el (?:telefono|celular) (?:todo|toda)", r"(?:siempre|otra vez) (?:llega )?tarde", r"llega tarde", r"no (?:limpio|hizo|bano|limpia|hace) nada", r"dormid[oa]", r"molest[oa]s?", r"persona (?:nueva|diferente|distinta)", r"no la quiero", r"no lo quiero", r"no manden mas a", r"harta", r"pesimo", r"me cobraron",
]);
rule!(STATUS = words [
    r"(?:took|taken|rushed|transported|admitted|going|went|goes|is|was|back|sent|headed|has been|still|being) (?:[a-z]+ )?(?:[a-z]+ )?(?:to|in|into|at) (?:the )?(?:hospital|er|icu|rehab|emergency room|nursing home|hospice)", r"hospitali[sz]ed", r"admitted", r"(?:passed|died) (?:away|this|last|today|yesterday|early|peacefully|on|at|in)", r"passed away", r"(?:she|he|mom|dad|mother|father|client|mr [a-z]+|mrs [a-z]+|ms [a-z]+|husband|wife) (?:has |just )?(?:died|passed)", r"(?:on|in|to|started|starting|entered|entering) hospice", r"(?:moved|moving|going) (?:in )?to (?:a |an )?(?:facility|nursing home|assisted living|rehab|memory care|nursing facility|another|live with|her daughters|his sons)", r"(?:discharged|coming home|released|back home|home from)(?: from)?(?: the)?(?: hospital| rehab| er)?", r"is (?:in|at) the hospital", r"(?:client|mr [a-z]+|mrs [a-z]+|ms [a-z]+|patient|resident) (?:is|has|was|seems|looks|feels) (?:a |really |very |so |not feeling |running a |been |got )*(?:sick|ill|fever|cold|covid|flu|well|weak|confused|refusing|not eating|vomiting|throwing up|weaker|worse|cough|uti|rash|tested positive)", r"(?:not|isnt|wont|hasnt|havent|hasnt been|refus(?:ed|es|ing)(?: to)?) (?:eat|eating|eaten|drink|drinking)", r"refus(?:ed|es|ing)(?: (?:her|his|the|all|any|to|a))? (?:care|meds|shower|bath|to|medication|eat|take|get|lunch|breakfast|dinner|service|help|let)", r"(?:she|he|mom|dad|mother|father|client)(?: is| seems| looks| acting)(?: very| so| really| more| a little)* (?:confused|weak|worse|not herself|not himself|lethargic|disoriented)", r"cant get out of bed", r"(?:she|he|client|mom|dad|mrs [a-z]+|mr [a-z]+) (?:has|is running|got|is having|developed) (?:a |an |some )*(?:low |high |bad )?(?:fever|cough|uti|rash|temp|temperature|diarrhea|cold|infection)", r"change in (?:condition|status)", r"(?:more|very) confused", r"new (?:wound|sore|rash)", r"(?:se llevaron|llevaron) a", r"(?:esta|fue|sigue|ingresad[oa]|internad[oa])(?: en)? (?:el )?hospital", r"hospitalizad[oa]", r"ingresad[oa]", r"(?:fallecio|murio)", r"(?:la clienta|el cliente|la senora|el senor|la paciente) (?:esta|tiene|se siente) (?:[a-z]+ )?(?:enferm[oa]|fiebre|mal|debil|confundid[oa])", r"no quiere comer",
]);
rule!(SWAP = words [
    r"(?:swap|switch|trade|exchange)(?:ped|ed|ing|s|d)?", r"(?:can|could|may|is it (?:ok|alright|possible|fine|cool)|would it be (?:ok|possible|alright)|mind)(?: if)?(?: i| to| me| we| for me to)* (?:start|come|come in|begin|go in|arrive|get there|do|work|be there|change)(?: [a-z]+)? (?:at |an hour |a little |a bit |[0-9]+ (?:min|hour) |from |in at |my |the |later|earlier|[0-9])[a-z0-9: -]*", r"(?:start|come in|come|begin) (?:at )?[0-9:]+ ?(?:am|pm|a|p)? instead", r"(?:move|change|push|adjust) (?:my|the) (?:shift|time|hour|schedule|start|visit|day)", r"(?:come|start) (?:in )?(?:a little |a bit |an hour |[0-9]+ (?:min|hour) )?(?:later|earlier)", r"(?:do|work|come|take) (?:[a-z]+ )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday) instead", r"(?:mon|monday|tue|tuesday|wed|wednesday|thu|thursday|fri|friday|sat|saturday|sun|sunday) instead", r"make up (?:the|my) (?:shift|hour)", r"different (?:day|time)", r"(?:take|cover) (?:my|rosas?|[a-z]+s) (?:shift )?(?:and i|if i|for)",
    r"(?:cambiar|intercambiar|cambio|cambiamos) (?:de |el |mi |la |los |con |turno|turnos|dia|hora|horario)+", r"(?:puedo|podria|se puede) (?:entrar|empezar|llegar|comenzar|ir) (?:a las|mas tarde|mas temprano|una hora|[0-9])",
]);
rule!(AVAILABILITY = words [
    r"(?:more|extra|additional|fewer|less|full time|part time|enough|any|some) (?:hour|shifts|clients|work|days)(?: please)?", r"pick(?:ing)? up (?:a |any |some |an |more |extra |the )*(?:shift|shifts|hour|work|extra|days)?", r"(?:got|have|any|are there|is there|got any|do you have|anything|looking for) (?:any |more |extra |open |available )*(?:shifts|open shifts|work|clients|openings|anything|hour|cases)(?: open| available| for| this| today| tomorrow)?", r"(?:am|i will be|ill be|will be) (?:free|available|open)(?: to work| on| for| this| all| today| tomorrow| tonight| any| after| until| from| mon| weekends| most| every| to)*", r"my availability", r"(?:change|update|new|changed|changing) (?:in )?(?:my |of )?availability", r"availability", r"(?:can|cant|only|dont|no longer|not) (?:want to |able to |do |work |be )*(?:weekends|weekdays|nights|mornings|evenings|overnights|mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays|doubles|12s)", r"(?:dont|do not|no longer) want (?:weekends|nights|any more|more|overnights)", r"(?:time|days) off (?:request|from|in|for|next month|around)", r"request(?:ing)? (?:time|days?|a few days|vacation|pto)(?: off)?", r"vacation (?:from|in|next|request|the|starting|on|dec|jan|july|august)", r"(?:go|going|be) on vacation", r"(?:if|when) (?:anything|something|you have) (?:opens|comes|anything)(?: up)?",
    r"(?:mas|menos) (?:horas|hour|turnos|trabajo|clientes|dias)", r"(?:hay|tiene|tienen|tendra|habra) (?:algun |algunos |mas )?(?:turnos?|trabajo|horas|hour)(?: disponibles?| abiertos?)?", r"mi disponibilidad", r"(?:estoy|estare) (?:libre|disponible)", r"(?:solo )?puedo trabajar", r"vacaciones", r"ya no puedo (?:trabajar )?(?:los|las|fines)",
]);
rule!(SCHEDULE = words [
    r"(?:what|which) (?:time|times|day|days|hour|shift|shifts|client|clients) (?:am|do|are|is|did|will|does) (?:i|my|you have me|she|he|the|they|[a-z]+)", r"when (?:do|am|will|is|are|does|should) (?:i|my|you|she|he|the|someone|they|her|his|[a-z]+) ?(?:next |aide |caregiver |work|working|start|shift|come|coming|go|due|be here|client|on|in|scheduled|get|arrive|next)*", r"(?:am|was) i (?:on|working|scheduled|supposed|off|still|with|going|needed|at|working today|in)", r"do i (?:work|have (?:a |any |to )?(?:shift|shifts|work|client|clients|anyone|mr|mrs|ms|anything)|go|start|still)", r"(?:what is|whats|send|see|get|check|need|have|send me|text me|know|confirm|is)(?: me)? (?:my|the|her|our|next|mom|moms) (?:schedule|hour|shifts|shift|assignment|start time|next shift|next client|week|visit|visits)(?: for| this| next| like| today| tomorrow)*", r"my schedule", r"who (?:am i|do i|is coming|is my|will be|is with|is the|comes|are you sending)(?: [a-z]+)*", r"where (?:am i|do i|is my)(?: [a-z]+)*", r"what (?:are|is) my (?:hour|shift|shifts|days|schedule|start)", r"(?:address|gate code|door code|lockbox|phone number|parking) (?:for|of|to|at|again|is)", r"(?:whats|what is|need|send|forgot|have|lost|dont have)(?: me)? the (?:address|door code|gate code|lockbox code|lockbox|code)", r"how many hours? (?:do|am|did) i", r"how long (?:is|am i|do i)", r"what time (?:is|does|will|do|are) ?(?:[a-z]+ )?(?:coming|come|she|he|be here|start|someone|they|the)", r"(?:is|are) (?:[a-z]+|my aide|the caregiver) (?:coming|still coming|working|scheduled) (?:today|tomorrow|tonight|on|this|monday|tuesday|wednesday|thursday|friday|saturday|sunday)", r"next (?:visit|shift)",
    r"(?:a )?que hora (?:trabajo|entro|empiezo|es|viene|llega|tengo|me toca|salgo)", r"(?:que dias?|cuando) (?:trabajo|me toca|tengo|empiezo|viene|vienen|llega)", r"mi horario", r"(?:tengo|me toca) (?:que trabajar|trabajo|trabajar|turno)(?: hoy| manana| el)?", r"trabajo (?:manana|hoy|el|este|esta)", r"con quien (?:trabajo|me toca|voy)", r"cual es (?:mi|la) (?:horario|turno|direccion)", r"quien (?:viene|va a venir|me toca)", r"cuantas (?:horas|hour) (?:tengo|trabajo)",
]);
rule!(EVV = words [
    r"clock(?:ing|ed|s)? ?(?:me )?(?:in|out|back)?", r"clockin(?:g)?", r"clockout", r"punch(?:ed|ing)? (?:me )?(?:in|out)", r"(?:missed|forgot) (?:my |the |a |to )?(?:punch|sign in|sign out|check in|check out)", r"evv", r"app", r"gps", r"log(?:ged|ging)? ?(?:me )?(?:in|on|into|out)", r"login", r"password", r"no (?:signal|service|reception|internet|wifi|cell service|data)", r"telephony", r"phone (?:died|is dead|broke|wont work)", r"check(?:ed)? (?:in|out) (?:on|in) (?:the )?(?:app|phone|system)", r"(?:system|website|portal) (?:is )?(?:down|not working|frozen|crashed|wont)", r"(?:marcar|ponchar|marque|checar|registrar|fichar) ?(?:mi |la )?(?:entrada|salida)?", r"la aplicacion", r"no hay (?:senal|internet|servicio)", r"sin senal", r"reloj", r"(?:no tengo) (?:senal|internet)",
]);
rule!(HR = words [
    r"pay(?:s|ed|ing)?", r"paid", r"paychecks?", r"pay ?(?:check|stub|stubs|roll|day|period|rate)", r"payday", r"payroll", r"(?:my|the|a) (?:last )?check (?:is|was|has|came|short|missing|wrong|didnt|amount|for|hasnt|this|yet)", r"check (?:is |was |came )?(?:short|wrong|low)", r"direct deposit", r"w ?-?2s?", r"1099", r"mileage", r"overtime", r"pto", r"sick (?:pay|time|leave|hours|days|hour)", r"holiday pay", r"bonus", r"cpr", r"tb (?:test|skin|shot|results)", r"licen[sc]e", r"certif(?:icate|ication|ied|icates)", r"credential(?:s)?", r"background (?:check|screening)", r"fingerprint(?:s|ing)?", r"drug (?:test|screen)", r"hr", r"raise", r"(?:health |dental )?insurance", r"benefits", r"401k", r"training", r"trainings", r"in ?service", r"orientation", r"(?:practice|test|demo) shift", r"staff meeting", r"meeting", r"time ?(?:sheet|sheets|card)", r"gas (?:money|reimbursement|card)", r"reimburse(?:d|ment|ments)?", r"employment (?:verification|letter)", r"verification letter", r"unemployment", r"fmla", r"workers? comp", r"garnishment", r"covid (?:vaccine|shot)", r"flu shot", r"physical exam", r"uniform", r"scrubs", r"badge", r"covid test results", r"missing (?:hour|hours|pay|money)", r"short (?:[0-9]+ )?(?:hour|hours|on my)", r"inservices?", r"address change", r"changed? my (?:address|bank|phone number|number)", r"new (?:bank|address|phone number)",
    r"(?:mi |el |un )?cheque", r"(?:me|nos) (?:pagan|pagaron|pago|deben|paguen|falta|faltan)", r"pago", r"pagan", r"pagaron", r"nomina", r"deposito", r"licencia", r"certificado", r"capacitacion", r"entrenamiento", r"impuestos", r"seguro medico", r"prueba de tuberculosis", r"aumento", r"horas (?:que )?(?:me )?faltan", r"millaje",
]);
rule!(LEAD = words [
    r"home ?(?:care|health)", r"in ?home (?:care|help)", r"(?:care|help|caregiver|aide|someone|somebody|companion|services|assistance|sitter) (?:for|to help|with|to stay with|to care for|to sit with|to watch) (?:my|our|a|an|his|her|mom|dad|the) ?(?:[a-z]+ ?)?(?:mom|mother|dad|father|grandma|grandmother|grandpa|husband|wife|aunt|uncle|parent|parents|brother|sister|loved one|senior|elderly|self|friend|neighbor)?", r"(?:do|can) (?:you|u|yall)(?: guys)? (?:do|offer|provide|accept|take|cover|serve|have|service|work with|care|handle|come|help|start)", r"how (?:much|does)(?: (?:is|do|does|are|would|will))?(?: (?:it|you|your|the|this|care|a|services?|that|an))*(?: (?:cost|charge|rates?|per|hour|work|price|be|aide|run))*", r"pric(?:e|es|ing)", r"rates?", r"(?:hourly|per hour|an hour) (?:rate|cost|charge)?", r"(?:looking|searching|shopping) for (?:a |an |some |in |help |home )*(?:caregiver|care|help|aide|companion|someone|nurse|sitter|agency|services)", r"(?:need|needs|want|require)(?: a| an| some| to find| to hire| to get| someone| help| in| home| full time| part time| overnight| 24)* (?:caregiver|care|help|aide|nurse|sitter|companion|assistance|hour care|someone to)", r"medicaid", r"medicare", r"va (?:benefits|aid|pension)", r"veteran(?:s)?", r"long term care", r"ltc", r"(?:my|our) (?:mom|mother|dad|father|grandma|husband|wife|parents|grandmother|aunt) (?:is |was |just |has |needs |lives |got |cant |had )", r"dementia", r"alzheimers?", r"respite", r"free (?:assessment|consultation|estimate|quote)", r"quote", r"your services", r"start (?:care|services|tonight|tomorrow|today|right away|asap|this week)",
    r"cuidador(?:a|as|es)?", r"cuidad[oa] (?:para|de|en)", r"(?:cuanto|que) (?:cuesta|cobran|cobra|vale|precio|sale)", r"precios?", r"tarifas?", r"(?:necesito|necesitamos|busco|buscamos|buscando) (?:a )?(?:una |un |alguien |quien |ayuda )*(?:cuidadora|ayuda|persona|cuide|enfermera|que cuide|para|alguien)", r"(?:mi|nuestra) (?:mama|papa|abuela|abuelo|madre|padre|esposo|esposa) (?:necesita|esta|salio|tiene|vive)", r"ofrecen", r"aceptan",
]);
rule!(APPLICANT = words [
    r"hiring", r"(?:a|the|any|your|for|about) (?:job|jobs|position|positions|openings|opening|employment)", r"jobs?", r"appl(?:y|ied|ying|ication|icant|ications)", r"job (?:opening|posting|offer|listing)", r"positions? (?:open|available)", r"openings", r"interview", r"resume", r"(?:am|as) (?:a|an) (?:certified |licensed |experienced )?(?:cna|hha|caregiver|lpn|rn|pca|nurse aide|home health aide|nurse|stna)", r"looking for (?:a )?(?:work|job|employment|full time|part time|hours)", r"work (?:for|with) (?:you|your|yall|this)", r"indeed", r"ziprecruiter", r"recruit(?:er|ing|ment)?", r"onboarding", r"orientation", r"(?:start|first) day", r"(?:saw|seen) your (?:ad|post|posting|listing)", r"(?:cna|hha|pca) (?:license|certificate|work|job)", r"do you pay", r"(?:estan )?contratando", r"empleo", r"solicitud", r"vacantes?", r"entrevista", r"(?:busco|buscando|necesito) (?:un )?(?:trabajo|empleo)", r"(?:hay|tienen) trabajo", r"aplique", r"aplicar", r"soy (?:cna|hha|cuidadora|enfermera|asistente)",
]);
rule!(WRONG_NUMBER = words [
    r"wrong (?:number|person|#|num|phone|guy|girl)", r"who(?: is| the hell is| tf is)? (?:this|dis|that)(?: is)?", r"new phone who", r"(?:dont|do not) know (?:you|who you|this number|who this|who that|anyone named|any|what this|what you)", r"you have the wrong", r"not (?:my|the right) (?:number|person)", r"(?:this|it) is not [a-z]+(?: [a-z]+)?(?: (?:phone|number|anymore))?$", r"(?:no|isnt any|is no) (?:one|body)? ?(?:here )?(?:by that name|named|with that name)", r"i am not (?:who|the person|a caregiver|your)", r"never (?:signed up|worked|heard of)", r"i dont work (?:for|there|here|with)", r"(?:just )?got this (?:number|phone)", r"who are you", r"(?:numero )?equivocado", r"quien (?:es|habla|eres|son|me escribe)", r"no (?:lo|la|los|te|le) conozco", r"no conozco", r"se equivoco",
]);
rule!(CAREGIVER_COMPLAINT = words [
    r"(?:dont|do not|never|refuse to|wont|not going to|cant) (?:want to )?(?:work|go|be) (?:with|back to|for|to) (?:her|him|that|this client|mr [a-z]+|mrs [a-z]+|ms [a-z]+|them|the client|there)(?: again| anymore| ever)?", r"(?:client|daughter|son|family|she|he|coordinator|office|scheduler) (?:is|was|are|has been) (?:so |very |really |always |being )?(?:rude|mean|disrespectful|nasty|racist|difficult|impossible|rude to me)", r"unfair", r"treat(?:ed|ing)? (?:me |us )?(?:like|bad|badly)", r"file a (?:complaint|grievance)", r"_ this", r"hate (?:this|my)",
]);
rule!(RELAYED = words [
    r"(?:client|patient|resident|she|he|family|daughter|son|wife|husband|mr [a-z]+|mrs [a-z]+|ms [a-z]+)(?: just| has)? (?:said|says|told me|called|texted|asked|wants|want|cancel|canceled|cancelled|canceling|doesnt|does not|is going to be|will be|wont)", r"(?:la|el) (?:clienta|cliente|senora|senor|familia|hija|hijo) (?:dijo|dice|cancelo|pidio|no quiere|quiere)",
]);
rule!(TRAINING_ONLY = words [r"practice", r"training", r"in ?service", r"orientation", r"meeting", r"webinar", r"capacitacion", r"entrenamiento", r"reunion", r"test shift", r"demo shift", r"workshop"]);

rule!(RETRACT = words [
    r"nevermind", r"false alarm", r"scratch that", r"disregard(?: (?:that|my|the|last|previous|this))*(?: (?:text|message|msg|last))?", r"ignore (?:that|my|my last|the last|last|what i|previous|the previous)(?: (?:text|message|msg|one|said|last|text message))*", r"i can (?:make it|work|come|do it|go)(?: in)?(?: after all| now)", r"(?:can|able to|will|going to) (?:make it|work|come|be there|come in|work it)[a-z ]{0,12} after all", r"after all", r"(?:car|it) (?:finally )?(?:started|starts|is running|is fixed|is working)(?: up)?(?: now)?", r"(?:i )?take (?:it|that) back", r"undo(?: that)?", r"(?:actually|wait|ok) (?:i am|im|i) (?:ok|fine|good|can (?:make|work|come|do)|coming|going(?: in)?|able)", r"actually i can", r"changed? my mind", r"(?:dont|no need to|do not need to) (?:need to )?(?:find|look for|get|cover|worry about)(?: [a-z]+)? ?(?:someone|coverage|a replacement|my shift|cover|anyone|replacement|sub)", r"(?:i will|ill|i am|im) (?:be )?(?:there|coming|going|working) (?:after all|now|anyway|anyways)", r"my mistake", r"wrong (?:day|date|week|text|chat)(?: sorry)?", r"(?:i am|im) (?:still )?going (?:in|to work)", r"i am going$", r"forget (?:it|that|what i said|about it|i said|my)", r"(?:cancel|delete) (?:that|my last|my call ?out|the call ?out|my request)",
    r"olvid(?:alo|elo|enlo|en|e)(?: (?:lo|el|mi) [a-z]+)?", r"falsa alarma", r"siempre si(?: (?:puedo|voy))?", r"ya (?:si )?puedo (?:ir|trabajar|llegar)?", r"si (?:voy a ir|puedo ir|voy a poder|voy)(?: siempre)?", r"no (?:me )?haga(?:n)? caso", r"ya (?:arranco|prendio|sirve)", r"cambie de opinion", r"me equivoque",
]);
rule!(RETRACT_AFTER = words [
    r"got a ride", r"(?:feel|feeling|am) (?:much |a lot |a bit |a little |way |lots )?better", r"(?:found|got) (?:a |my |someone |another )*(?:sitter|babysitter|ride|someone|coverage for my kid)", r"(?:babysitter|sitter|my mom|ride) (?:came|showed|can|is here|made it)", r"i can (?:make it|come|work|go|do it)", r"i (?:will|am going to) (?:be there|make it|come|work|go)", r"am (?:on my way|coming|going)", r"me siento mejor", r"consegui (?:ride|quien|carro)", r"ya voy",
]);

/// Whether the sender called out in one of the last texts.
pub(super) fn has_called_out(context: &Context<'_>) -> bool {
    context.message.thread.iter().rev().take(8).filter(|turn| turn.from == Speaker::Sender).any(|turn| {
        let text = Text::new(&turn.text);
        callout::is_call_out(&text.flat)
    })
}

/// Takes back a call-out or an answer.
pub(super) fn retraction(context: &Context<'_>) -> Option<Found> {
    if context.message.sender != Sender::Caregiver {
        return None;
    }
    let flat = &context.text.flat;
    let before = has_called_out(context);
    let words = RETRACT.find(flat).or_else(|| if before { RETRACT_AFTER.find(flat) } else { None })?;
    if callout::is_call_out(flat) || late::words(flat).is_some() && !before {
        return None;
    }
    // "I can only stay til 3 after all" takes back a part of a promise.
    if flat.contains(" only ") && !before {
        return None;
    }
    // "nevermind i cant do it after all" takes an acceptance back: a call-out or a decline.
    if flat.contains(" cant ") || flat.contains(" no puedo ") {
        return None;
    }
    let plain = RETRACT_AFTER.is(flat) || before || context.text.words().len() > 1;
    let shifts = match context.binding().bound.clone() {
        Bound::These(ids) => ids,
        Bound::Ask(_) | Bound::Nothing => Vec::new(),
    };
    let found = Found::new(Intent::Retraction, if plain { 0.92 } else { 0.7 }, words).shifts(shifts);
    Some(if plain { found } else { found.ask(say::what_about(context)) })
}

/// Instructions to a machine.
pub(super) fn injection(context: &Context<'_>) -> Option<Found> {
    let raw = &context.text.lower;
    let marked =
        ["<script", "{{", "drop table", "\"role\"", "system:", "[system", "### ", "<|", "';--", "</"]
            .iter()
            .find(|mark| raw.contains(**mark))
            .map(|mark| (*mark).to_owned());
    let words = INJECTION
        .find(&context.text.flat)
        .filter(|words| words != "script" && words != "execute")
        .or(marked)?;
    Some(Found::new(Intent::UnclearOrAdversarial, 0.95, words).action(Action::Human))
}

/// Another machine.
pub(super) fn auto_reply(context: &Context<'_>) -> Option<Found> {
    let words = AUTO_REPLY.find(&context.text.flat)?;
    Some(Found::new(Intent::UnclearOrAdversarial, 0.95, words).action(Action::Ignore))
}

/// "ok thanks", a heart, "you're welcome": nothing is wanted (behaviour 75).
pub(super) fn acknowledgement(context: &Context<'_>) -> Option<Found> {
    let flat = context.text.flat.replace(" no problem ", " okyes ").replace(" no worries ", " okyes ");
    let ack = ACK.is(&flat) && (ACK_CORE.is(&flat) || flat.contains(" okyes "));
    let emoji_only = flat.trim().is_empty() && !context.text.question && !context.text.raw.is_ascii();
    (ack || emoji_only)
        .then(|| Found::new(Intent::UnclearOrAdversarial, 0.9, "acknowledgement").action(Action::Ignore))
}

/// Nobody came: from a client, a relative or an unknown number.
pub(super) fn no_show(context: &Context<'_>) -> Option<Found> {
    if !matches!(context.message.sender, Sender::Client | Sender::Family | Sender::Unknown) {
        return None;
    }
    let flat = NOT_NO_SHOW.replace(&context.text.flat, "_");
    let words = NO_SHOW.find(&flat)?;
    let known = context.message.sender != Sender::Unknown;
    if !known && callout::is_call_out(&context.text.flat) {
        return None;
    }
    let now: Vec<String> = context
        .live
        .iter()
        .filter(|shift| context.running(shift) || context.minutes_until(shift) < 30)
        .map(|shift| shift.id.clone())
        .take(1)
        .collect();
    Some(
        Found::new(Intent::ClientNoShowReport, if known { 0.93 } else { 0.8 }, words)
            .shifts(now)
            .urgent(true),
    )
}

fn simple(intent: Intent, confidence: f64, words: Option<String>) -> Option<Found> {
    words.map(|words| Found::new(intent, confidence, words))
}

/// What clients and relatives write about care.
pub(super) fn of_client(context: &Context<'_>) -> Vec<Found> {
    let flat = &context.text.flat;
    let mut found = Vec::new();
    let status = simple(Intent::ClientStatusChange, 0.88, STATUS.find(flat));
    let cancel = simple(Intent::ClientCancelReschedule, 0.9, CLIENT_CANCEL.find(flat)).filter(|found| {
        !found.reading.because.iter().any(|words| words.starts_with("cancel the service"))
            && !flat.contains(" cancel the service ")
    });
    let complaint = simple(Intent::Complaint, 0.88, COMPLAINT.find(flat));
    let schedule = simple(Intent::ScheduleQuery, 0.88, SCHEDULE.find(flat));
    // "stop sending new people" is no cancellation, "can she come at 10" no question about the schedule.
    let cancels = cancel.is_some();
    let never_again = complaint.as_ref().is_some_and(|one| {
        one.reading.because.iter().any(|words| words.contains("dont send") || words.contains("dont want"))
    });
    if let Some(mut cancel) = cancel.filter(|_| !never_again) {
        if let Bound::These(ids) = context.binding().bound.clone() {
            cancel = cancel.shifts(ids);
        }
        found.push(cancel);
    }
    let complains = complaint.is_some();
    found.extend(complaint);
    found.extend(status);
    if !cancels && !complains {
        found.extend(schedule);
    }
    if found.is_empty() {
        found.extend(simple(Intent::LeadCareInquiry, 0.7, LEAD.find(flat)).map(|f| f.action(Action::Human)));
    }
    found
}

/// What caregivers write about besides shifts and offers.
pub(super) fn of_caregiver(context: &Context<'_>) -> Vec<Found> {
    let flat = &context.text.flat;
    let mut found: Vec<Found> = Vec::new();
    found
        .extend(simple(Intent::ClientStatusChange, 0.88, STATUS.find(flat)).filter(|_| !own_status(context)));
    // "Rivera cancelled tomorrow": the client's wish, passed on.
    if let Some(words) = CLIENT_CANCEL.find(flat).filter(|_| RELAYED.is(flat) || bind::names_client(context))
    {
        let own = callout::is_call_out(flat) || SWAP.is(flat) && !RELAYED.is(flat);
        if !own {
            let mut relayed = Found::new(Intent::ClientCancelReschedule, 0.8, words);
            if let Bound::These(ids) = context.binding().bound.clone() {
                relayed = relayed.shifts(ids);
            }
            let brief = context.text.words().len() <= 8;
            return vec![if brief { relayed.certain() } else { relayed }];
        }
    }
    let swap = SWAP.find(flat);
    let evv = EVV.find(flat);
    let hr = HR.find(flat);
    let schedule = SCHEDULE.find(flat);
    let availability = AVAILABILITY.find(flat);
    if let Some(words) = swap {
        let mut swap = Found::new(Intent::SwapOrTimeChange, 0.88, words);
        if let Bound::These(ids) = context.binding().bound.clone() {
            if let [only] = ids.as_slice()
                && let Some(shift) = context.shift(only)
            {
                swap.reading.window = window::on_shift(context, &context.when, shift);
            }
            swap = swap.shifts(ids);
        }
        found.push(swap);
    }
    if let Some(words) = evv {
        found.push(Found::new(Intent::EvvClockIssue, if words == "app" { 0.86 } else { 0.92 }, words));
    }
    if let Some(words) = hr {
        let evv = found.iter().any(|found| found.reading.intent == Intent::EvvClockIssue);
        let money_after_clock = evv && !flat.contains(" check ") && !flat.contains(" payroll ");
        if !money_after_clock {
            found.push(Found::new(Intent::HrPayCredential, 0.9, words));
        }
    }
    if found.is_empty() || TRAINING_ONLY.is(flat) && found.is_empty() {
        if let Some(words) = availability.clone().filter(|words| schedule.is_none() || words.contains("more"))
        {
            found.push(Found::new(Intent::AvailabilityHours, 0.88, words));
        } else if let Some(words) = schedule {
            let mut query = Found::new(Intent::ScheduleQuery, 0.9, words);
            if let Bound::These(ids) = context.binding().bound.clone()
                && context.when.says_day()
            {
                query = query.shifts(ids);
            }
            found.push(query);
        }
    }
    if found.is_empty() {
        found.extend(simple(Intent::Complaint, 0.7, CAREGIVER_COMPLAINT.find(flat)));
    }
    if found.is_empty() {
        found.extend(partial(context));
    }
    found
}

/// "in the hospital" about herself or her family is a reason, not news about the client.
fn own_status(context: &Context<'_>) -> bool {
    let flat = &context.text.flat;
    let client =
        ["client", "mr", "mrs", "ms", "she", "he", "patient", "la senora", "el senor", "cliente", "clienta"];
    let third = client.iter().any(|word| flat.contains(&format!(" {word} ")));
    let own = [" my ", " i am ", " me ", " mi ", " estoy "].iter().any(|word| flat.contains(word));
    own && !third
}

/// "Can do after 2pm" with no offer open: a wish to work part of an own shift (behaviours 18 to 20).
fn partial(context: &Context<'_>) -> Option<Found> {
    let bounded = !context.when.spans.is_empty()
        || context.when.times.iter().any(|time| {
            matches!(time.relation, super::clock::Relation::After | super::clock::Relation::Until)
        });
    if !bounded || context.live.is_empty() {
        return None;
    }
    let flat = &context.text.flat;
    if !["can", "could", "only", "puedo", "available", "until", "after", "solo"]
        .iter()
        .any(|w| flat.contains(&format!(" {w} ")))
    {
        return None;
    }
    let Bound::These(ids) = context.binding().bound.clone() else { return None };
    let shift = ids.first().and_then(|id| context.shift(id))?;
    let window = window::on_shift(context, &context.when, shift);
    let mut found = Found::new(Intent::SwapOrTimeChange, 0.86, flat.trim()).shifts(ids.clone());
    found.reading.window = window;
    Some(found)
}

/// Prospects, applicants and numbers nobody knows.
pub(super) fn of_stranger(context: &Context<'_>) -> Vec<Found> {
    let flat = &context.text.flat;
    let mut found = Vec::new();
    let applicant = simple(Intent::JobApplicant, 0.88, APPLICANT.find(flat));
    let lead = simple(Intent::LeadCareInquiry, 0.88, LEAD.find(flat));
    match context.message.sender {
        Sender::Applicant => {
            found.extend(applicant);
            if found.is_empty() && !flat.trim().is_empty() && LEAD.is(flat) {
                found.push(Found::new(Intent::JobApplicant, 0.7, flat.trim()));
            }
        }
        _ => {
            // "are you hiring" beside "care": people who look for work name the work.
            if applicant.is_some() && !flat.contains(" for my ") {
                found.extend(applicant);
            } else {
                found.extend(lead);
            }
        }
    }
    found
}

/// Not for us.
pub(super) fn wrong_number(context: &Context<'_>) -> Option<Found> {
    let words = WRONG_NUMBER.find(&context.text.flat)?;
    if words.starts_with("wrong") && context.text.flat.contains(" client ") {
        return None;
    }
    let known = matches!(context.message.sender, Sender::Caregiver | Sender::Client | Sender::Family);
    let sure = words.contains("wrong") || words.contains("equivocado") || !known;
    Some(Found::new(Intent::WrongNumberUnknown, if sure { 0.92 } else { 0.86 }, words))
}

/// A greeting and nothing else: whoever says hello is asked what it is about.
pub(super) fn greets(context: &Context<'_>) -> bool {
    GREETING.is(&context.text.flat)
}

/// Asks for a person, greets, or cannot be read.
pub(super) fn unclear(context: &Context<'_>) -> Found {
    let flat = &context.text.flat;
    if let Some(words) = PERSON.find(flat) {
        return Found::new(Intent::UnclearOrAdversarial, 0.88, words).action(Action::Human);
    }
    if let Some(found) = acknowledgement(context) {
        return found;
    }
    // Two questions a conversation, then a human (domain.md 5.0).
    let asked = context
        .message
        .thread
        .iter()
        .rev()
        .take(6)
        .filter(|turn| turn.from == Speaker::Gigi && turn.text.contains('?'))
        .count();
    let words = context.text.words().len();
    let found = Found::new(Intent::UnclearOrAdversarial, 0.6, "");
    if asked < 2 && (GREETING.is(flat) || words <= 4) {
        found.ask(say::what_about(context))
    } else {
        found.action(Action::Human)
    }
}
