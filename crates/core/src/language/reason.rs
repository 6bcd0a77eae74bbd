//! Why somebody is out, as a category (domain.md 0.11): and whether it is her, her family or the client.

use super::Reason;
use super::context::Context;
use super::phrases::rule;

/// A reason found.
#[derive(Clone, Debug)]
pub(super) struct Why {
    pub(super) reason: Reason,
    pub(super) words: String,
    /// How sure a call-out is if nothing else is said: "sorry my car died". 0 for reasons that say nothing alone.
    pub(super) alone: f64,
}

const KIN: &str = r"(?:my|our|mi|mis) (?:own |little |older |younger |oldest |youngest )?(?:son|sons|daughter|daughters|kid|kids|child|children|baby|babies|mom|mother|mama|dad|father|papa|husband|wife|grandma|grandmother|granny|grandpa|grandson|granddaughter|grandbaby|grandkids|brother|sister|aunt|uncle|cousin|niece|nephew|boyfriend|girlfriend|fiance|partner|toddler|twins|family|dog|cat|babysitter|sitter|hijo|hija|hijos|nino|nina|bebe|abuela|abuelo|esposo|esposa|marido|hermano|hermana|tia|tio|suegra|suegro|madre|padre|nieto|nieta|familia|ninos)";

rule!(BEREAVED = words [
    r"funeral", r"wake for", r"burial", r"viewing", r"memorial service", r"death in (?:the|my) family", r"passed away", r"(?:my|our) [a-z]+ (?:just |has |had )?(?:passed|died)(?: away)?", r"lost my (?:mom|dad|mother|father|grandma|grandpa|grandmother|grandfather|son|daughter|brother|sister|aunt|uncle|husband|wife|baby|cousin|friend)", r"bereavement", r"velorio", r"entierro", r"(?:fallecio|murio|se murio) (?:mi|un)", r"mi [a-z]+ (?:fallecio|murio|se murio)", r"sepelio",
]);
rule!(
    THINGS_DIE = words[r"(?:my|the|mi|el) (?:car|battery|phone|truck|van|tire|alternator|engine|transmission|carro|coche|telefono|bateria|camioneta) (?:just |has |had |se )?(?:died|passed|murio)"]
);
rule!(CHILD = words [
    r"school (?:called|is closed|closed|sent)", r"daycare", r"day care", r"no (?:babysitter|sitter|childcare|child care)", r"(?:babysitter|sitter|childcare|nanny) (?:cancel|canceled|cancelled|bailed|fell|called|didnt|is sick|quit|no show|cant)[a-z]*", r"childcare", r"family emergency", r"emergency (?:at home|with my)", r"emergencia familiar", r"sick (?:kid|child|baby|son|daughter|kids)", r"(?:kid|kids|child|son|daughter|baby) (?:is |are |has |got |came down |have |woke up )[a-z ]*(?:sick|fever|flu|throwing|vomiting|hospital|er|covid|ear|pink|strep)", r"no tengo (?:ninera|quien (?:me )?cuide)", r"(?:hijo|hija|nino|nina|bebe|ninos|hijos) (?:esta|se|tiene|sigue|amanecio|estan|se me)[a-z ]*(?:enferm[oa]s?|fiebre|mal|calentura|hospital|vomitando|gripe)",
]);
rule!(CAR = words [
    r"car(?: just| has| is| wont| wouldnt| will not| finally| also)*(?: not)? (?:died|dead|broke|broken|start|starting|down|stolen|towed|acting|in the shop|at the shop|overheat|overheated|overheating|accident|wont start|stuck|wreck|wrecked|totaled|got|quit|stopped|been|didnt start|doesnt start|isnt|trouble)(?: down| up| out)?", r"(?:wont|cant get (?:my|the) car to|didnt|doesnt) start", r"car (?:trouble|troubles|problems|problem|issues|accident|broke|died)", r"(?:flat|blown|blew a|busted|popped a) tire", r"tire (?:blew|is flat|popped|went flat)", r"dead battery", r"(?:got|have|had) a flat", r"battery (?:died|is dead)", r"no (?:ride|car|transportation|gas|gas money|way to get)", r"(?:my )?ride (?:cancel|canceled|cancelled|bailed|fell|didnt|left|is|flaked|never)[a-z]*", r"(?:lost|dont have|no longer have) (?:my |a )?(?:ride|car|transportation)", r"transportation", r"(?:bus|train|uber|lyft) (?:didnt|never|is not|is|not|isnt|broke|canceled|cancelled|isnt running|strike)", r"(?:in|had|got in|been in|got into) (?:a|an) (?:car )?(?:accident|wreck|fender bender)", r"broke(?:n)? down", r"truck (?:died|broke|wont|is)", r"out of gas", r"(?:carro|coche|auto|camioneta|troca)(?: [a-z]+)? (?:no (?:prende|arranca|enciende|quiere|sirve)|se (?:descompuso|dano|murio|poncho|averio|rompio)|descompuesto|esta (?:descompuesto|danado|en el taller|malo))", r"(?:descompuso|dano|poncho|averio|rompio) (?:el|mi|la) (?:carro|coche|auto|camioneta|llanta|troca)", r"(?:sin|no tengo) (?:carro|transporte|ride|raite|coche|auto)", r"(?:choque|accidente)", r"el (?:bus|autobus|camion|tren) no", r"ponche una llanta", r"llanta ponchada",
]);
rule!(WEATHER = words [
    r"snow(?:ed|ing|storm|ed in)?", r"snowed in", r"icy", r"ice storm", r"(?:the|of|on|all|black) ice", r"blizzard", r"flood(?:ed|ing)?", r"hurricane", r"tornado", r"storm", r"roads? (?:are|is|conditions) [a-z ]*(?:bad|closed|ice|iced|icy|terrible|unsafe|awful)", r"roads closed", r"(?:out of|dig out|stuck in|leave) my driveway", r"weather", r"nieve", r"nevando", r"hielo", r"tormenta", r"inundacion", r"huracan",
]);
rule!(pub(super) ILL = words [
    r"sick", r"covid", r"fever", r"flu", r"throw(?:ing|n|s|ed)? up", r"threw up", r"vomit(?:ing|ed|s)?", r"migraine", r"stomach (?:bug|virus|flu|ache|pain|hurts|issues|is)", r"diarrhea", r"nausea", r"nauseous", r"strep", r"pneumonia", r"bronchitis", r"infection", r"pink eye", r"food poisoning", r"(?:my )?back (?:is out|went out|hurts|is killing|gave out|pain|spasm|spasms|is)", r"(?:threw|thrown|hurt|pulled) (?:out )?my (?:back|knee|ankle|wrist|shoulder|leg|foot|hip)", r"(?:sprained|broke|twisted|fractured|injured) my", r"in (?:the )?(?:er|hospital|emergency room|urgent care)", r"at (?:the )?(?:er|hospital|emergency room|urgent care)", r"to (?:the )?(?:er|hospital|emergency room|urgent care)", r"tested positive", r"positive (?:for|test)", r"contagious", r"not feeling (?:good|well|great|so good|too good|it)", r"dont feel (?:good|well|right|so good|too good)", r"feel(?:ing)? (?:awful|terrible|horrible|like crap|like death|bad|ill|really bad|unwell|so bad|lousy|under the weather|dizzy)", r"under the weather", r"cold (?:and|is|really bad|bad)", r"bad cold", r"a (?:bad |terrible |nasty )?cold", r"lost my voice", r"cough(?:ing)?", r"chills", r"body aches", r"sore throat", r"toothache", r"surgery", r"panic attack", r"sickemoji", r"contractions", r"in labor", r"miscarriage", r"quarantine", r"rsv", r"norovirus", r"shingles", r"asthma", r"kidney stone(?:s)?", r"chest pains?", r"i fell", r"hives", r"ear infection", r"unwell", r"am ill", r"fell ill",
    r"enferm[oa]", r"estoy (?:muy |bien )?mal[oa]?(?:it[oa])?", r"me siento (?:muy |bien |un poco |super )?mal", r"no me siento (?:bien|nada bien|muy bien)", r"fiebre", r"calentura", r"grip[ea]", r"vomit(?:o|ando|os|e)", r"diarrea", r"dolor de (?:cabeza|estomago|espalda|garganta|muela|muelas)", r"temperatura", r"migrana", r"intoxicad[oa]", r"me duele", r"(?:en|al) (?:el )?hospital", r"en (?:urgencias|emergencias|emergencia)", r"operacion", r"cirugia", r"amaneci (?:muy |bien )?mal",
]);
rule!(HARD = words [
    r"covid", r"fever", r"flu", r"throw(?:ing|n|s)? up", r"threw up", r"vomit(?:ing|ed)?", r"migraine", r"strep", r"food poisoning", r"stomach (?:bug|virus|flu)", r"in (?:the )?(?:er|hospital|emergency room|urgent care)", r"at (?:the )?(?:er|hospital|emergency room)", r"tested positive", r"pneumonia", r"am (?:so |really |very |super |too |still |also )?sick", r"woke up (?:really |so |very )?sick", r"got sick", r"feel(?:ing)? (?:really |so |very )?sick", r"sick (?:as a dog|today|tonight|tomorrow)", r"am out sick", r"funeral", r"enferm[oa]", r"fiebre", r"gripe", r"vomitando", r"calentura", r"sickemoji",
]);
rule!(VISIT = words [
    r"appointment(?:s)?", r"doctor(?:s)?", r"dentist", r"court", r"jury(?: duty)?", r"(?:my|a|have|got) (?:class|exam|test|finals|interview)", r"dmv", r"immigration", r"cita", r"corte", r"juzgado", r"examen", r"graduation", r"school (?:meeting|conference|play|event)", r"parent teacher",
]);
rule!(PERSONAL = words [r"personal (?:reasons|matter|issue|issues|emergency|day|stuff|situation)", r"emergency", r"emergencia", r"something (?:came|has come|is) up", r"asunto personal", r"motivos personales", r"imprevisto", r"surgio algo"]);
rule!(NOT_OTHER_DAY = words [r"(?:feeling|feel|am|is|much|all|doing) (?:much |lot |a lot |way )?better", r"recovered", r"over (?:it|the flu|my cold)", r"ya (?:estoy|me siento) mejor"]);
rule!(
    /// Somebody who is not the sender.
    THIRD = words [
        r"client(?:s)?", r"patient", r"resident", r"she", r"he", r"they", r"mr", r"mrs", r"ms", r"miss", r"cliente", r"clienta", r"senora", r"senor", r"ella", r"sra",
    ]
);
rule!(OWN = words [r"i", r"me", r"my", r"estoy", r"tengo", r"mi", r"yo", r"ando", r"amaneci"]);

/// The reason in a text; `scrubbed` is the flat text without look-alikes ("sick of").
pub(super) fn find(context: &Context<'_>, scrubbed: &str) -> Option<Why> {
    let client_died = THIRD.is(scrubbed) && !KIN_RULE.is(scrubbed);
    if let Some(words) =
        BEREAVED.find(&THINGS_DIE.replace(scrubbed, "car broke down")).filter(|_| !client_died)
    {
        return Some(Why { reason: Reason::Bereavement, words, alone: 0.86 });
    }
    if let Some(found) = ill(context, scrubbed) {
        return Some(found);
    }
    if let Some(words) = CHILD.find(scrubbed) {
        return Some(Why { reason: Reason::ChildOrFamily, words, alone: 0.8 });
    }
    if let Some(words) = WEATHER.find(scrubbed) {
        return Some(Why { reason: Reason::Weather, words, alone: 0.0 });
    }
    if let Some(words) = CAR.find(scrubbed) {
        return Some(Why { reason: Reason::Transport, words, alone: 0.86 });
    }
    if let Some(words) = VISIT.find(scrubbed) {
        return Some(Why { reason: Reason::Appointment, words, alone: 0.0 });
    }
    if KIN_RULE.is(scrubbed) && !scrubbed.contains(" client ") {
        return KIN_RULE.find(scrubbed).map(|words| Why { reason: Reason::ChildOrFamily, words, alone: 0.0 });
    }
    PERSONAL.find(scrubbed).map(|words| Why { reason: Reason::Personal, words, alone: 0.0 })
}

static KIN_RULE: std::sync::LazyLock<super::phrases::Rule> =
    std::sync::LazyLock::new(|| super::phrases::Rule::words(&[KIN]));

/// Whose illness it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Own,
    Family,
    Client,
}

/// The nearest person named before the illness; `known` stands if the clause names nobody there.
pub(super) fn whose(clause: &str, words: &str, known: Whose) -> Whose {
    if CHILD.is(clause) {
        return Whose::Family;
    }
    let before = clause.find(words).and_then(|at| clause.get(..at)).unwrap_or(clause);
    let said: Vec<&str> = before.split_whitespace().collect();
    for (i, word) in said.iter().enumerate().rev() {
        match *word {
            "i" | "me" | "estoy" | "tengo" | "yo" | "ando" | "amaneci" => return Whose::Own,
            "grandma" | "grandpa" | "mom" | "dad" | "mama" | "papa" | "husband" | "wife" | "son"
            | "daughter" | "kid" | "kids" | "baby" | "hijo" | "hija" | "abuela" => return Whose::Family,
            "my" | "our" | "mi" | "mis" => {
                let rest = format!("{} {words}", said[i..].join(" "));
                return if KIN_RULE.is(&rest) { Whose::Family } else { Whose::Own };
            }
            // "my daughter has a fever, she is throwing up" is still the daughter.
            "she" | "he" | "they" | "ella" if known == Whose::Family => return Whose::Family,
            third if THIRD.is(third) => {
                return if KIN_RULE.is(before) && !before.contains(" client ") {
                    Whose::Family
                } else {
                    Whose::Client
                };
            }
            _ => {}
        }
    }
    if words.starts_with("i ") || words.starts_with("am ") || words.starts_with("me ") {
        Whose::Own
    } else {
        known
    }
}

/// Whom a clause without an illness speaks of; `known` stands if it names nobody.
pub(super) fn about(clause: &str, known: Whose) -> Whose {
    if KIN_RULE.is(clause) {
        Whose::Family
    } else if THIRD.is(clause) && !OWN.is(clause) {
        if known == Whose::Family { known } else { Whose::Client }
    } else if OWN.is(clause) {
        Whose::Own
    } else {
        known
    }
}

/// Every illness that a text names, clause by clause: whose it is, in which words, and the clause.
pub(super) fn illnesses<'c>(context: &'c Context<'_>, scrubbed: &str) -> Vec<(Whose, String, &'c str)> {
    let mut known = Whose::Own;
    let mut found = Vec::new();
    for clause in &context.text.clauses {
        let Some(words) = ILL.find(clause).filter(|words| scrubbed.contains(words.as_str())) else {
            known = about(clause, known);
            continue;
        };
        known = whose(clause, &words, known);
        found.push((known, words, clause.as_str()));
    }
    found
}

/// Illness of her own or of her family; the client's illness is not a reason.
fn ill(context: &Context<'_>, scrubbed: &str) -> Option<Why> {
    let better = NOT_OTHER_DAY.is(scrubbed);
    let found = illnesses(context, scrubbed).into_iter().find(|(whose, ..)| *whose != Whose::Client);
    let (whose, words, clause) = found?;
    if whose == Whose::Family {
        let alone = if better { 0.0 } else { 0.8 };
        return Some(Why { reason: Reason::ChildOrFamily, words, alone });
    }
    let hard = HARD.is(clause) && !better && !context.text.question && !context.when.past;
    let alone = if better {
        0.0
    } else if hard {
        0.88
    } else {
        0.7
    };
    Some(Why { reason: Reason::Illness, words, alone })
}
