//! Danger and abuse, by word lists in English and Spanish; a trained model may add to them, never take away
//! (domain.md 4.26, 4.27, 5.0).

use super::context::{Context, Found};
use super::phrases::rule;
use super::{Action, Intent, Sender, callout, vitals};

rule!(
    /// What sounds like danger and is not.
    HARMLESS = words [
        r"fell (?:asleep|through|behind|ill|sick|apart|in love|off the schedule|off my schedule|for (?:it|that)|(?:on|in|into) (?:my|the) (?:shift|birthday|toilet|sink|water|same day))", r"(?:phone|cell|service|signal|internet|wifi|app|system|call) (?:just )?(?:fell|dropped)", r"se (?:me )?cayo (?:la llamada|el internet|la senal|el sistema|la app|el telefono|el celular)",
        r"fall(?:s|ing)? (?:asleep|risk|behind)",
        r"(?:not|no|isnt|is not|its not|not an|no es(?: una)?) (?:an? )?(?:emergency|emergencia|urgent)", r"(?:family|familiar|personal|car|childcare) (?:emergency|emergencia)", r"emergencia familiar", r"emergency (?:contact|room|at home|with my|came up|childcare|leave|fund|number|vet)",
        r"(?:almost|nearly|casi se|casi) (?:fell|fall|cayo|cae)", r"(?:did not|didnt|has not|hasnt|never|no se) (?:fall|fallen|fell|hit (?:her|his) head|cayo|ha caido)",
        r"nobody (?:is|was|got) (?:hurt|injured)", r"(?:gave|give) me a heart attack", r"(?:car|phone|battery|truck|tire|van|cell) (?:is |was )?(?:dying|died|dead)",
        r"fire (?:drill|alarm test|stick|me|her|him|them)", r"on fire today", r"drop(?:ped)? (?:of )?blood", r"blood (?:work|test|tests|pressure (?:check|cuff|machine|is (?:good|fine|normal|ok)))",
        r"(?:traffic|heat|app|job|cold|wait) is killing me", r"killing me", r"dead (?:tired|battery|car|phone)", r"i am dying of (?:boredom|laughter)", r"stroke (?:patient|client|survivor|care|recovery)",
        r"history of (?:stroke|strokes|falls|seizures|heart attack)", r"(?:after|since) (?:her|his|the) stroke", r"seizure (?:free|meds|medication|precautions|training)", r"(?:cpr|first aid|fall|choking|fire) (?:class|card|cert|certification|training|prevention|prevent)",
        r"missing (?:hour|hours|pay|shift|shifts|my|work|a shift|punch|clock|money from my check|from my (?:check|pay))", r"on the floor (?:mat|plan)", r"mop(?:ped)? (?:on )?the floor",
        r"cant find (?:my|the|a|any|parking) (?:keys|key|address|house|place|ride|sitter|babysitter|badge|phone|charger|app|code|lockbox|building|apartment|login|ride|parking|apt|schedule|entrance|remote)",
        r"no need (?:for|to call) 911",
    ]
);

rule!(DANGER = words [
    r"fell", r"fallen", r"had a fall", r"took a fall", r"has fallen", r"collapsed", r"fainted", r"passed out", r"blacked out", r"on the (?:floor|ground)",
    r"cant (?:get|lift) (?:her|him|mom|dad|mom|them) up", r"cant (?:get|stand) up (?:off|from|by)", r"heart attack", r"cardiac arrest",
    r"(?:chest|chests) (?:is |are |really )?(?:pain|pains|hurts|hurting|tight|tightness|pressure|heavy)", r"pain in (?:her|his|my|the) chest",
    r"(?:cant|can barely|trouble|hard time|difficulty|struggling to|hard to|not) (?:breathe|breathing|catch (?:her|his|my) breath)", r"not breathing", r"stopped breathing", r"short(?:ness)? of breath", r"gasping", r"turning blue", r"lips (?:are )?blue",
    r"(?:having|had|has had|having a|like a|maybe a|possible|think) (?:a )?stroke", r"signs of (?:a )?stroke", r"face (?:is )?(?:droop|drooping|drooped|crooked)", r"slurr(?:ed|ing)", r"(?:speech|words) (?:is|are) (?:slurred|slurring|not making sense)",
    r"unresponsive", r"not respond(?:ing)?", r"wont respond", r"wont wake(?: up)?", r"cant wake (?:her|him|mom|dad|mr|mrs|ms|them|my)(?: [a-z]+)?(?: up)?", r"not waking(?: up)?", r"wont open (?:her|his) eyes", r"unconscious", r"not moving",
    r"(?:took|takes|taken|takin|taking|gave|given|swallowed|ate)(?: [a-z]+){0,4} (?:pills?|meds?|medicines?|medications?|doses?|insulin|tablets?)(?: [a-z]+){0,2} (?:twice|two times|three times|2 times|3 times|2x)", r"(?:double|doubled|triple) (?:up )?(?:on )?(?:the |her |his |my )?(?:dose|doses|dosed|pills|meds|insulin|medicine)", r"(?:too many|handful of|whole bottle of)(?: of)? (?:the |her |his |my )?(?:pills|meds|tablets|medicine)",
    r"chok(?:ing|ed)", r"seizures?", r"seizing", r"convuls(?:ing|ion|ions)", r"overdos(?:e|ed|ing)", r"too many (?:pills|meds|tablets)", r"wrong (?:pill|pills|meds|medication|medicine|dose)", r"(?:double|extra) dose", r"(?:took|taken|gave (?:her|him)|had) (?:her|his|the|my) (?:meds|pills|medication|insulin) twice",
    r"bleeding", r"blood (?:everywhere|all over)", r"(?:lots?|lot) of blood", r"there is blood", r"hit (?:her|his|my) head", r"head injury", r"(?:broke|broken|fractured) (?:her|his|a) (?:hip|leg|arm|wrist|ankle|neck|back)", r"hip (?:is )?broken", r"suicid(?:e|al)", r"kill (?:myself|himself|herself|themselves|me|her|him|us)",
    r"(?:wants?|wanted) to die", r"(?:dont|doesnt|does not) want to (?:live|be alive)", r"end (?:my|her|his|it) (?:life|all)", r"hurt (?:myself|himself|herself)", r"better off dead", r"(?:house|kitchen|stove|oven|apartment|building|room) (?:is )?on fire", r"there is a fire", r"caught fire", r"fire in the", r"smell(?:s|ing)? (?:of |like )?gas", r"gas leak",
    r"carbon monoxide", r"smell(?:s|ing|ed)? (?:of |like |strongly of )?gas", r"gas (?:leak|smell|is leaking)", r"full of smoke", r"911", r"ambulance", r"paramedics?", r"(?:wandered|walked) (?:off|away|out)", r"got out of the house", r"eloped", r"cant find (?:her|him|mom|dad|my (?:mom|dad|mother|father|husband|wife|client)|mr|mrs|ms|the client|client)", r"(?:she|he|mom|dad|client|my (?:mom|dad|mother|father|client)) is missing", r"(?:is )?missing person",
    r"(?:not|isnt|is not|doesnt|wont|nobody|didnt) answer(?:ing|s)? (?:the |her |his |my )?(?:door|doorbell)", r"no answer at (?:the |her |his )?door", r"not coming to the door", r"(?:allergic reaction|anaphylaxis|epipen)", r"diabetic (?:shock|coma|emergency)", r"(?:blood )?sugar is (?:\d+|really low|very low|too low|dropping|crashing|low)",
    r"emergency", r"help me", r"is dying", r"she is turning", r"found (?:her|him) (?:dead|cold)", r"no pulse", r"burn(?:ed|t) (?:her|him|herself|himself)", r"(?:vomiting|throwing up|coughing up) blood", r"electrocut",
    // Signs of a stroke, a seizure, sepsis, bleeding inside, low oxygen or sugar, a throat that closes.
    r"(?:mouth|face|smile|eyelid|one side)(?: [a-z]+){0,3} (?:droop(?:s|y|ing|ed)?|sagging|crooked|lopsided|hanging)", r"(?:cant|wont|unable to|not able) (?:move|lift|raise|feel) (?:her|his|my|the) (?:left |right )?(?:arm|leg|side|hand|foot)", r"(?:left|right|one) side (?:is |went |has gone )?(?:weak|numb|limp)", r"garbled", r"(?:not making (?:any )?sense|talking (?:gibberish|nonsense|jibberish))", r"hallucinat(?:ing|ions?|es?)", r"(?:talking to|seeing) (?:people|things|somebody|someone|bugs) (?:that|who) (?:arent|isnt|are not|is not)", r"hearing voices", r"coffee grounds?", r"(?:black|bloody) (?:tarry )?(?:stools?|poop|diarrhea|urine)", r"eyes (?:are |have )?rolled", r"shaking all over", r"foaming", r"(?:oxygen|o2|spo2|sats?|pulse ox)(?: [a-z]+){0,3} [4-8][0-9]", r"oxygen(?: tank)?(?: is)? (?:out|empty|on zero|ran out|gone)", r"sugar(?: [a-z]+){0,3} (?:[1-5][0-9]|[4-9][0-9][0-9])", r"fever of 10[3-6]", r"(?:tongue|throat|lips)(?: is| are| keeps?)? (?:swelling|swollen|closing|getting big)",
    r"(?:clammy|gray|grey|pale) and (?:clammy|sweaty|sweating|cold|confused)", r"(?:cold sweat|sweating buckets)", r"(?:wont|doesnt|cant) stop (?:bleeding|shaking|throwing up|vomiting)", r"(?:gash|cut)(?: [a-z]+){0,4} (?:wont|keeps|deep)", r"tried to (?:stand|get up) and (?:went|fell|collapsed)",
    // Words of somebody who may end her life.
    r"dont want to be here any ?more", r"(?:no (?:reason|point)|nothing) (?:to|in|left to) liv(?:e|ing)(?: for)?", r"(?:everyone|everybody|yall|they|you all) (?:would|will|d) be better off without (?:me|her|him)", r"tired of living", r"ready to (?:die|end it)", r"(?:took|swallowed|taken) (?:all|the whole|a whole|a bunch|a handful|too much|every)(?: of)?(?: [a-z]+){0,3} (?:pills|bottle|meds|tylenol|sleeping|tablets|ambien|oxy[a-z]*)", r"drank (?:the |some |a )?(?:bleach|cleaner|antifreeze|rubbing alcohol)",
    r"ganas de vivir", r"no quiero (?:seguir viviendo|vivir|estar aqui)", r"quitar(?:me|se) la vida", r"mejor muert[oa]", r"(?:boca|cara)(?: [a-z]+){0,2} (?:torcida|chueca|caida|de lado)", r"se le (?:torcio|fue de lado|paralizo|durmio)(?: [a-z]+){0,3}", r"(?:arrastra|se le traban) las palabras", r"(?:labios|boca) morad[oa]s?", r"alucina(?:ndo|ciones)?", r"temblando tod[oa]", r"ojos en blanco", r"huele a quemado", r"sale humo",
    // Nobody has heard of somebody who lives alone.
    r"(?:hasnt|has not|havent|not|isnt|doesnt|no ha|no) (?:answered|answering|answer|picked up|picking up|been seen|contestado|contesta)(?: [a-z]+){0,5} (?:since|desde|all day|for (?:two|2|three|3|a couple))", r"(?:havent|hasnt|not|nobody has) (?:heard from|seen) (?:her|him|mom|dad|grandma|my [a-z]+|mr [a-z]+|mrs [a-z]+)(?: [a-z]+){0,3} (?:since|in (?:two|2|3|three|days)|for)", r"(?:newspapers?|mail)(?: [a-z]+){0,3} (?:piling|piled|stacking|stacked)", r"(?:smoke|sparks) (?:coming|everywhere|from|in the)",
    // Spanish
    r"se (?:ha )?(?:cayo|caido|desmayo|golpeo|ahoga|atraganto)", r"se esta (?:ahogando|asfixiando|muriendo)", r"(?:en el|en) (?:piso|suelo)", r"no (?:puede |puedo )?respira(?:r)?", r"no esta respirando", r"(?:dolor|duele) (?:de|en|el|fuerte en el) (?:el )?pecho", r"(?:le|me) duele (?:mucho )?el pecho",
    r"infarto", r"derrame", r"ataque al corazon", r"no responde", r"no reacciona", r"inconsciente", r"desmayad[oa]", r"convulsion(?:es)?", r"convulsionando", r"sangr(?:a|e|ando)", r"sobredosis", r"pastillas de mas", r"demasiadas pastillas", r"medicina equivocada", r"suicid(?:io|arse|arme)", r"(?:quiere|quiero) morir(?:se|me)?", r"matar(?:me|se)",
    r"ambulancia", r"incendio", r"fuego en", r"hay fuego", r"se esta quemando", r"(?:olor|huele) a gas", r"fuga de gas", r"se perdio (?:mi|la|el|don|dona)", r"no (?:la|lo) encuentr(?:o|an|amos)", r"(?:es una |una )?emergencia", r"no (?:abre|contesta) la puerta", r"no (?:se )?despierta", r"auxilio", r"socorro", r"se salio de la casa", r"golpeo la cabeza",
]);

rule!(MEDICAL_QUESTION = words [
    r"dizzy", r"light ?headed", r"(?:should|can|could|may) (?:i|she|he|mom|dad|my mom|my dad) (?:take|have|get|give)(?: [a-z]+)? (?:another|a second|second|more|extra|two|2|her|his|my|the|a) ?(?:[a-z]+ )?(?:pill|pills|dose|meds|medicine|medication|tylenol|aspirin|insulin|tablet|ibuprofen)",
    r"second pill", r"extra pill", r"blood pressure is", r"high fever", r"(?:puede|puedo|debo|debe) tomar(?:se)? (?:otra|mas|una|dos)(?: [a-z]+)?", r"maread[oa]", r"missed (?:her|his|my) (?:insulin|dose|meds|pills)", r"(?:face|leg|legs|foot|feet) (?:is|are) swollen", r"forgot (?:her|his) (?:insulin|meds)",
]);

rule!(KIN = words [
    r"(?:my|our|mi|mis) (?:own |little |older |younger |oldest |youngest |\d+ (?:yr|year) old )?(?:son|sons|daughter|daughters|kid|kids|child|children|baby|babies|mom|moms|mother|mama|dad|dads|father|papa|husband|wife|grandma|grandmas|grandmother|granny|nana|grandpa|grandfather|grandson|granddaughter|grandbaby|grandkids|brother|sister|aunt|auntie|uncle|cousin|niece|nephew|boyfriend|bf|girlfriend|fiance|partner|roommate|dog|cat|neighbor|family|mother in law|father in law|toddler|twins|hijo|hija|hijos|nino|nina|bebe|abuela|abuelo|esposo|esposa|marido|hermano|hermana|tia|tio|suegra|suegro|madre|padre|nieto|nieta|familia|mijo|mija)",
]);
rule!(IN_CARE = words [
    r"(?:in|at|to|from|left) (?:the )?(?:er|e r|hospital|urgent care|emergency room|clinic|doctor|doctors)", r"doctor", r"urgent care", r"clinic", r"sala de emergencia(?:s)?", r"en (?:el hospital|urgencias|emergencias|la clinica)", r"al (?:hospital|doctor|medico)",
]);
rule!(LIFE = words [
    r"chest", r"breathe", r"breathing", r"suicid(?:e|al)", r"kill myself", r"to die", r"hurt myself", r"overdose", r"pecho", r"respir(?:ar|a)", r"matarme",
]);
rule!(SELF = words [r"i", r"me", r"my", r"myself", r"estoy", r"me", r"tengo", r"yo"]);

rule!(NOT_ABUSE = words [
    r"hit (?:her|his|my|the) (?:head|arm|leg|knee|elbow|hip|face|back|curb|car|deer|foot|toe|shin)", r"hit (?:a|the) (?:deer|car|curb|pole|tree|wall|pothole|dog|truck|guardrail|ditch|road)", r"hit traffic", r"got hit", r"golpeo la (?:cabeza|pierna|rodilla)", r"(?:roads?|weather|driving|drive|car|ice|streets|conditions|highway) (?:is|are|not|look)?(?: very| so| too)? ?(?:unsafe|not safe|dangerous)",
    r"(?:unsafe|not safe|isnt safe|is not safe|scared|afraid) (?:to|of|for me to) (?:be )?(?:driv|drive|driving|travel|be on the road|losing|lose|get fired)(?:e|ing)?", r"(?:roads|its|it is|it) (?:are |is )?(?:not safe|unsafe)(?: to drive| out(?: there| here)?| for driving)?", r"cant be left alone", r"cannot be left alone", r"not be left alone", r"threat(?:en|ened|ening|ens)? to (?:cancel|quit|leave|switch|fire|change)",
    r"(?:stole|steal) my (?:shift|client|shifts|clients|hour|hours)", r"(?:his|her|my) car (?:was|got) stolen", r"(?:my|the) car (?:was|got|has been) (?:stolen|hit)", r"stole my (?:car|purse|phone|wallet|tires|catalytic)", r"(?:my|the) (?:purse|phone|wallet|bike) (?:was|got) stolen", r"steak knife", r"(?:bread|butter|kitchen|dull) knife", r"tied up (?:in|at|with)", r"nail gun", r"scared (?:i|ill|that i)", r"afraid (?:i|ill|that i)", r"me robaron el (?:carro|coche|auto|telefono|celular)", r"robaron mi (?:carro|coche|auto)",
]);
rule!(ABUSE = words [
    r"(?:grab|grabs|grabbed|grabbing|hit|hits|hitting|slap|slaps|slapped|slapping|punch|punched|punches|push|pushed|pushes|shove|shoved|kick|kicked|kicks|bit|choked|shook|pinched|drags|dragged) (?:her|him|me|my (?:mom|dad|mother|father|wife|husband|grandma|arm|hair|grandmother)|mom|dad|the client|my client|(?:the|your|our) (?:caregiver|aide|nurse|girl|worker)|a caregiver)", r"(?:hit|slapped|punched|pushed|beat|beaten|attacked|assaulted|grabbed|groped|threatened|choked|kicked) by",
    r"bruis(?:e|es|ed|ing)", r"abus(?:e|ed|es|ing|ive)", r"neglect(?:ed|ing|ful|s)?", r"(?:stole|steal|steals|stealing|stolen|theft|thief|robbed)", r"(?:took|takes|taking|used|using|has|swiped) (?:my |our |her |his )?(?:moms?|dads?|mothers?|fathers?|grandmas?|wifes?|husbands?|her|his|my|mrs [a-z]+|mr [a-z]+)? ?(?:debit card|credit card|bank card|card|checkbook|cash|jewelry|purse|wallet|ring|rings|necklace|money|pain pills)",
    r"(?:money|cash|jewelry|ring|rings|pills|meds|wallet|purse|necklace|checkbook|debit card|credit card|oxys|watch) (?:is|are|was|went|has gone|have gone|gone|keeps going) ?(?:missing|gone)?(?: missing)", r"missing (?:money|cash|jewelry|pills|medication|meds|ring|rings|checks|wallet|purse|debit card)", r"touch(?:ed|es|ing) (?:me|her|him|my (?:butt|breast|leg|chest))", r"sexual(?:ly)?", r"harass(?:ed|ing|ment|es)?", r"grop(?:ed|ing|es)", r"raped?", r"molest(?:ed|ing)?", r"exposed himself", r"weapon", r"(?:a|has|his|pulled|with|the|had|got) (?:a )?(?:gun|knife)",
    r"threaten(?:ed|ing|s)?", r"(?:scream|screams|screamed|screaming|yell|yells|yelled|yelling|curses|cursed|cussed|cusses|swears) at (?:her|him|me|my (?:mom|dad|mother|father|wife|husband)|mom|dad|the client|my client)", r"locked (?:her|him|mom|dad) (?:in|out|up)", r"tied (?:her|him|mom|dad) (?:up|to|down)", r"left (?:her|him|mom|dad|my mom|my dad|my mother|my father|grandma|the client) (?:alone|unattended|by (?:herself|himself)|in (?:her|his) own)", r"starv(?:ing|ed)", r"bed ?sores?", r"(?:own|in) (?:urine|feces|waste|pee|poop)", r"(?:soiled|dirty|wet|soaked|full) (?:diaper|brief|depends|diapers)(?: for| all| since)?",
    r"(?:call|calling|calls|reporting|report) (?:you |this |them |it )?(?:to )?(?:the )?(?:state|aps|adult protective|ombudsman|police|cops|health department)", r"adult protective", r"(?:afraid|scared|terrified) of (?:her|him|the|my|your|that|this|them)", r"(?:i|she|he|we) (?:do not|dont|doesnt|did not|didnt|does not) feel safe", r"(?:unsafe|not safe)", r"violent", r"(?:attacked|assaulted|beaten|beating|strangled)", r"(?:is|was|came|showed up|smells|drunk|seems|looks) (?:drunk|high|like alcohol|of alcohol|intoxicated)", r"on drugs", r"exploit(?:ed|ing|ation)?", r"(?:rough with|rough handling|hurting) (?:her|him|my|mom|dad)?", r"hurts (?:her|him|mom|dad)", r"wont (?:feed|change|let) (?:her|him|mom|dad)(?: eat| out)?",
    // Threats, also against staff; sexual acts; money taken by asking; neglect; somebody who should not be there.
    r"(?:going to|gonna|will|ill) (?:shoot|stab|hurt|beat|kill|burn)(?: [a-z]+){0,2} (?:you|yall|u|her|him|them|everyone|everybody|all)", r"(?:shoot|stab|bomb|burn down|blow up|shoot up) (?:you all|all of you|yall|you people|everyone there|everybody there|your office|the office|this place|that place|the place|the building|your building)", r"(?:watch|watching) (?:her|his|your|my|their) back", r"know where (?:she|he|you|u|they|[a-z]+) (?:lives?|parks?|sleeps?)", r"nudes?", r"(?:sends?|sent|sending|texting|texts|shows?|showed|showing) (?:me|her|him)(?: [a-z]+){0,3} (?:dirty|naked|private|pics|pictures|porn)", r"private parts", r"(?:walks? around|was|stood|came out|answers? the door) naked", r"(?:sign|signed|signing|cosign|cosigned)(?: [a-z]+){0,3} (?:over|checks?|deed|will|loan|title|lease|(?:phone )?plan|contract|papers)", r"(?:changed|changing|rewrote) (?:her|his|the|my) will", r"(?:borrow(?:ed|ing|s)?|asked (?:her|him|me|mom|dad) for|lend|lent|loaned)(?: [a-z]+){0,2} money", r"gift cards?", r"left (?:me|her|him|mom|dad|mama|papa|grandma|my [a-z]+) (?:on|in|sitting in|lying in) (?:the |a |her |his )?(?:commode|toilet|bathtub|tub|wet|soiled|poop|floor|chair all)", r"(?:hasnt|has not|not|havent) (?:been )?(?:fed|changed|bathed|eaten)(?: [a-z]+){0,2} (?:in|for|since) ", r"(?:cigarette|cigaret) (?:burn|burns|tip)", r"wh?oop(?:in|ing|ed|s)", r"(?:broke|breaking) in(?:to)?", r"intruder", r"stalk(?:ing|er|s|ed)", r"follow(?:ed|ing) me", r"smell(?:s|ed)? (?:like|of) (?:liquor|vodka|beer|booze|weed|whiskey)",
    r"(?:te|la|lo|los|las|le) voy a (?:matar|pegar|partir|golpear)", r"se metio a (?:mi|la|su) casa", r"manose(?:o|a|aron|ando)", r"se desnud[oa]", r"partes intimas", r"(?:huele|olia) a (?:alcohol|cerveza|licor)", r"(?:украл[аи]?|бь[её]т|ударил[аи]?)", r"(?:ăn cắp|đánh)",
    // Spanish
    r"(?:le|la|lo|me) (?:pega|pego|pegan|golpea|golpeo|golpean|grita|grito|gritan|empujo|empuja|jalo|amenaza|amenazo|toco|toca|robo|roba|robaron|maltrata|maltrato|agredio)", r"maltrat(?:o|a|an|ada|ado|aron)", r"jalone(?:o|a|an|aron)", r"trat(?:o|a|an|aron) (?:muy )?mal a (?:mi|la|el|don|dona)", r"(?:la|lo|me|le) (?:trato|tratan|trataron) (?:muy )?mal", r"(?:la|lo|me) jala(?:n)? del (?:pelo|brazo)", r"abus(?:o|a|an|ando|aron)", r"(?:se )?rob(?:o|aron|ando|an)", r"robada", r"se llevo (?:el|la|mi|su|los|las) (?:dinero|tarjeta|joyas|joya|anillo|pastillas)", r"amenaz(?:a|o|ando|aron|as)", r"(?:una )?(?:pistola|arma|cuchillo)", r"moreton(?:es)?", r"acos(?:o|a|ando|aron)", r"negligencia", r"descuid(?:ada|ado|o|an)", r"borrach[oa]", r"la dejo sola", r"lo dejo solo", r"(?:tengo|tiene) miedo (?:de|a|del)",
]);

fn scrubbed(flat: &str, harmless: &super::phrases::Rule) -> String {
    harmless.replace(flat, "ok")
}

/// Danger to somebody, or a medical question.
pub(super) fn danger(context: &Context<'_>) -> Option<Found> {
    let raw = context.text.raw.to_lowercase();
    if matches!(raw.trim_end_matches(['!', '?', '.', ' ']), "help" | "ayuda") && raw.contains('!') {
        return Some(Found::new(Intent::MedicalEmergency, 0.7, "help").action(Action::Human).urgent(true));
    }
    if let Some(words) = vitals::alarming(&context.text.flat) {
        let found = Found::new(Intent::MedicalEmergency, 0.95, words).action(Action::Human).urgent(true);
        return Some(found.certain());
    }
    let staff = matches!(context.message.sender, Sender::Caregiver | Sender::Applicant | Sender::Unknown);
    let out = staff && callout::says_out_or_late(context);
    let mut kin = false;
    for clause in &context.text.clauses {
        let clause = scrubbed(clause, &HARMLESS);
        kin = KIN.is(&clause) || (kin && !clause.contains(" client "));
        let Some(words) = DANGER.find(&clause) else { continue };
        // Her own family, and she is with them: that is why she cannot work (domain.md 5.16 is about clients).
        let at_home = kin && (out || IN_CARE.is(&context.text.flat));
        // Herself, and not life-threatening now, or already with a doctor.
        let herself = out
            && SELF.is(&clause)
            && !clause.contains(" she ")
            && !clause.contains(" he ")
            && !clause.contains(" client ");
        let cared_for = herself && (!LIFE.is(&clause) || IN_CARE.is(&context.text.flat));
        if context.message.sender == Sender::Caregiver && (at_home || cared_for) {
            continue;
        }
        let found = Found::new(Intent::MedicalEmergency, 0.97, words).action(Action::Human).urgent(true);
        return Some(if BEYOND_DOUBT.is(&clause) { found.certain() } else { found });
    }
    // The phrase may reach over a comma.
    let family_in_care = kin && IN_CARE.is(&context.text.flat) && context.message.sender == Sender::Caregiver;
    if !out
        && !family_in_care
        && let Some(words) = DANGER.find(&scrubbed(&context.text.flat, &HARMLESS))
    {
        return Some(Found::new(Intent::MedicalEmergency, 0.9, words).action(Action::Human).urgent(true));
    }
    let words = MEDICAL_QUESTION.find(&scrubbed(&context.text.flat, &HARMLESS))?;
    if out {
        return None;
    }
    Some(Found::new(Intent::MedicalEmergency, 0.7, words).action(Action::Human).urgent(true))
}

rule!(
    /// Whoever cares for somebody and asks for money (domain.md 4.27: exploitation).
    BORROWS = words [
        r"(?:asks?|asked|asking|begs?|begged|begging|keeps asking)(?: [a-z]+){0,3} for (?:some |a little |more |gas )*(?:money|cash|a loan)", r"(?:borrow|borrows|borrowed|borrowing|lend|lent|loan|loaned|loaning)(?: [a-z]+){0,3} (?:money|cash|dollars|bucks|[0-9]+)", r"(?:pid(?:e|io|iendo|ieron)(?:me|le|nos)?)(?: [a-z]+){0,3} (?:dinero|plata|prestado)", r"(?:dinero|plata) prestad[oa]", r"prest(?:e|o|ar|arle|ado|amos)(?: [a-z]+){0,2} (?:dinero|plata|dolares)",
    ]
);

rule!(
    /// Said quietly: her money in somebody's name, nobody may call her, a secret, nobody washes her (domain.md 4.27).
    QUIETLY = words [
        r"(?:on|to|into|onto) (?:her|his|moms?|dads?|mothers?|fathers?|grandmas?|grandpas?)(?: [a-z]+)? ?(?:bank|checking|savings|joint) ?account", r"on the (?:title|deed) (?:of|to)", r"name is on the (?:title|deed)", r"(?:had|has|got|made|make|makes) (?:her|him|mom|dad|my [a-z]+|grandma|grandpa|mother|father) co ?sign(?: [a-z]+)?", r"cosign(?:ed)? (?:a|the|for) [a-z]+",
        r"(?:is|he is|she is|are|am)? ?not allowed to (?:call|talk to|see|visit)", r"(?:have|has) (?:a |their |our )?(?:little )?secrets?", r"lost [0-9]+ (?:pounds|lbs) since", r"(?:in|on) a (?:soaked|soaking|wet|soiled) (?:bed|mattress|chair)", r"(?:hair|it) is(?: all)? matted", r"(?:hasnt|has not|havent|not) had a (?:bath|shower) (?:since|in)", r"sleeps? in (?:dads|moms|her|his|my (?:dads?|moms?|mothers?|fathers?)) bed",
        r"(?:viene|llega|llego|anda|esta|estaba|vino) (?:bien |medio |muy )?(?:tomad|borrach)[oa]", r"(?:me|le) (?:dijo|dice|grita) (?:[a-z]+ y )?(?:gorda|vieja|inutil|estupida|pendeja|tonta)(?: [a-z]+)?", r"sin cambiar(?:la|lo)? desde",
    ]
);

/// Violence, theft, neglect, fear of somebody.
pub(super) fn abuse(context: &Context<'_>) -> Option<Found> {
    if matches!(context.message.sender, Sender::Client | Sender::Family)
        && let Some(words) = BORROWS.find(&context.text.flat).or_else(|| QUIETLY.find(&context.text.flat))
    {
        let found = Found::new(Intent::AbuseNeglectSafety, 0.93, words).action(Action::Human).urgent(true);
        return Some(found.certain());
    }
    let words = ABUSE.find(&scrubbed(&context.text.flat, &NOT_ABUSE))?;
    let found = Found::new(Intent::AbuseNeglectSafety, 0.93, words).action(Action::Human).urgent(true);
    Some(if THREAT.is(&context.text.flat) { found.certain() } else { found })
}

rule!(
    /// No figure of speech: whatever else the text resembles, somebody looks.
    BEYOND_DOUBT = words [
        r"smell(?:s|ing|ed)? (?:of |like |strongly of )?gas", r"gas leak", r"carbon monoxide", r"(?:not|isnt|stopped) breathing", r"no pulse", r"unconscious", r"kill myself", r"suicidal", r"(?:olor|huele) a gas", r"fuga de gas", r"no respira", r"inconsciente",
    ]
);
rule!(
    /// Threatens everybody at the office: whatever else it resembles, somebody looks.
    THREAT = words [r"(?:shoot|stab|kill|bomb|burn down|blow up|shoot up) (?:you all|all of you|yall|you people|your office|the office|your building)"]
);
