//! What a complaint is about and what is wished, by word lists in English and Spanish (domain.md 4.31 to 4.33). Like
//! the rest of the reading it explains itself: every finding carries the words that decided.
use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::normalise::Text;
use super::phrases::{Rule, rule};
use crate::calendar::Zone;
use crate::private::Redacted;

/// What a complaint is about, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// Somebody was hurt, or is not safe.
    Hurt,
    /// A visit that is missed or late now.
    Missed,
    /// A caregiver asleep, drunk or otherwise unfit at work.
    Unfit,
    /// Something went wrong with medication.
    Medication,
    /// Something private got out.
    Privacy,
    /// Somebody was treated worse for what she is.
    Discrimination,
    /// Late, again and again or once.
    Late,
    /// On the phone instead of working.
    OnPhone,
    /// Rude, careless.
    Attitude,
    /// Work not done, or left early.
    Tasks,
    /// Always somebody new.
    NewFaces,
    /// Something was broken.
    Damage,
    /// The office did not call, answer or listen.
    Office,
    /// A bill.
    Billing,
    /// A wish for other hours.
    Hours,
    /// App or portal.
    App,
    /// None of these words.
    Care,
}

/// What somebody wants beside being heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// Never that caregiver again.
    NotHer,
    /// Somebody of another origin, faith, age, sex: never a filter, a manager answers (domain.md 2.51, 2.52).
    Protected,
    /// The same person each time.
    SamePerson,
    /// Other hours.
    OtherTime,
}

/// A complaint, as its words say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grievance {
    /// What it is about, each with the words that say so, the gravest first; never empty.
    pub matters: Vec<(Matter, Redacted<String>)>,
    /// What is wished.
    #[serde(default)]
    pub wishes: Vec<(Wish, Redacted<String>)>,
    /// The words that threaten to leave, to sue, to tell others.
    #[serde(default)]
    pub threat: Option<Redacted<String>>,
}

impl Grievance {
    /// Whether something is wished.
    pub fn wishes(&self, wish: Wish) -> bool {
        self.wishes.iter().any(|(w, _)| *w == wish)
    }
}

rule!(HURT = words [r"(?:got|is|was|been|getting) hurt", r"injur(?:ed|y|ies)", r"not safe", r"unsafe", r"danger(?:ous)?", r"lastimad[oa]", r"herid[oa]"]);
rule!(
    UNHURT =
        words[r"(?:nobody|no one|noone|not|never|nadie)(?: [a-z]+)? (?:hurt|injured|lastimad[oa]|herid[oa])"]
);
rule!(MISSED = words [r"(?:still|is|she is|he is) not here", r"(?:nobody|no one|noone|she|he|aide|caregiver) (?:never |did not |didnt |hasnt |has not |still hasnt )?(?:show|showed|shown|come|came|arrived)(?: up)?", r"(?:did not|didnt|never|hasnt|has not) (?:show|showed|shown|come|came|arrive|arrived)(?: up)?", r"no ?show(?:ed)?", r"still waiting", r"no (?:vino|llego|ha llegado|ha venido)", r"nadie (?:vino|llego)"]);
rule!(UNFIT = words [r"(?:sleeping|asleep|napping)", r"drunk", r"intoxicated", r"impaired", r"smell(?:s|ed)? (?:of|like) (?:alcohol|weed|beer|pot|liquor)", r"stoned", r"dormid[oa]", r"durmiendo", r"borrach[oa]"]);
rule!(MEDICATION = words [r"(?:forgot|forgets|missed|misses|skipped|skips|wrong|late with|mixed up|didnt give|did not give|never gave|doesnt give|not (?:given|giving|get|got))(?: [a-z]+){0,5} (?:meds|medicine|medicines|medication|medications|pills|pill|insulin|dose)", r"(?:meds|medicine|medication|pills|insulin) (?:was|were|is|are) (?:wrong|late|missed|forgotten|not given)", r"(?:olvido|no le dio|equivoco)(?: [a-z]+){0,3} (?:medicina|medicinas|pastillas|insulina)"]);
rule!(PRIVACY = words [r"privacy", r"hipaa", r"confidential(?:ity)?", r"(?:posted|post|posting|put|puts)(?: [a-z]+){0,8} (?:facebook|instagram|tiktok|snapchat|online|internet)", r"(?:took|taking|takes) (?:pictures|photos|videos?|pics) of", r"(?:told|telling|tells) (?:everyone|everybody|the neighbors?|my neighbors?|other people|her friends|people)(?: [a-z]+){0,2}", r"privacidad", r"fotos de (?:mi|la)"]);
rule!(DISCRIMINATION = words [r"racist", r"racism", r"racial(?:ly)?", r"discriminat(?:ed|es|ing|ion)", r"slurs?", r"bigot(?:ed)?", r"homophobic", r"sexist", r"racista", r"discrimina(?:n|cion|ron|do)?"]);
rule!(LATE = words [r"late", r"tarde", r"on time", r"minutes? behind"]);
rule!(ON_PHONE = words [r"on (?:her|his|the|their|your) (?:[a-z]+ )?(?:phone|cell|cellphone|mobile|tablet)", r"(?:texting|scrolling|watching (?:tv|videos|her phone))", r"(?:en|con) el (?:telefono|celular)"]);
rule!(ATTITUDE = words [r"rude", r"disrespectful", r"attitude", r"unprofessional", r"lazy", r"careless", r"incompetent", r"(?:is|was|so|very|really) mean", r"nasty", r"smok(?:es|ed|ing)", r"talks? (?:down|back)", r"groser[oa]", r"maleducad[oa]", r"falta de respeto"]);
rule!(TASKS = words [r"(?:didnt|did not|never|doesnt|does not|wont|hasnt|not|without) (?:clean|cleaned|cleaning|bathe|bathed|do|done|change|changed|feed|fed|wash|washed|cook|cooked|help|helped|shower|showered|vacuum|make|made)", r"left (?:early|before|an hour early|[0-9]+ min early|the (?:house|kitchen|place|dishes))", r"(?:a )?mess", r"dirty", r"filthy", r"no (?:limpio|limpia|hizo|hace|bano|cocino)"]);
rule!(NEW_FACES = words [r"(?:2nd|second|3rd|third|4th|fourth|5th|fifth) (?:[a-z]+ ){0,3}(?:new|different|person|people|one|girl|aide|caregiver|face|stranger)", r"(?:someone|somebody) (?:new|different|else)", r"(?:new|different) (?:person|people|face|faces|girl|girls|aide|aides|caregiver|caregivers|one|stranger)(?: [a-z]+)?", r"(?:stop|keep|keeps|kept) sending (?:us |me |her |him )?(?:new|different|strangers|someone|somebody)", r"persona (?:nueva|diferente|distinta)", r"gente nueva"]);
rule!(THIRD_NEW = words [r"(?:3rd|third|4th|fourth|5th|fifth|6th|sixth) (?:[a-z]+ ){0,5}(?:new|different|person|one|girl|aide|caregiver|face|stranger)", r"tercera (?:persona|cuidadora)"]);
rule!(DAMAGE = words [r"(?:broke|broken|damaged|ruined|scratched|stained|chipped|cracked)", r"(?:rompio|dano|arruino)"]);
rule!(OFFICE = words [r"(?:nobody|no one|noone) (?:called|calls|answers|answered|told|listens|cares|calls back)", r"(?:the|your) (?:office|coordinator|scheduler|manager)", r"hung up", r"call(?:ed)? me back", r"nadie (?:llamo|contesta|me aviso)", r"la oficina"]);
rule!(BILLING = words [r"bill(?:s|ed|ing)?", r"invoices?", r"(?:over)?charg(?:e|es|ed|ing)", r"refund", r"payment", r"me cobraron", r"factura", r"cobro"]);
rule!(HOURS = words [r"too (?:early|late in)", r"(?:come|start|arrive|comes) (?:in )?(?:earlier|later)", r"(?:earlier|later|different|other|better) (?:time|hour|hours|schedule|day|days)", r"(?:schedule|times?) (?:does not|doesnt|do not|dont) work", r"prefer (?:the )?(?:morning|mornings|afternoon|afternoons|evening|evenings)", r"(?:otra hora|otro horario|mas temprano)"]);
rule!(APP = words [r"(?:the|your) (?:app|portal|website|web site|login)", r"(?:la aplicacion|el portal)"]);
rule!(THREAT = words [r"cancel(?:ing|ling)? (?:the |our |my |this |your |all )?(?:service|services|contract|agency|everything|care)", r"(?:cancel|leave|leaving|quit|drop|dropping|done with) (?:you|yall|you guys|you all|you people|your agency|your company|this agency|this company|the agency)", r"(?:switch|switching|change|changing|find|finding|going with|look for|looking for|moving to) (?:to )?(?:a |an )?(?:another |different |new |other )?(?:agenc(?:y|ies)|compan(?:y|ies)|provider)", r"lawyer", r"attorney", r"sue(?: you)?", r"suing", r"bbb", r"better business", r"(?:bad |one star |1 star |write a |leave a |post a )review", r"(?:the )?news", r"tak(?:e|ing) (?:our|my|her|his) business", r"abogad[oa]", r"(?:cancelar|cambiar de|otra) (?:el servicio|agencia|compania)"]);
rule!(NOT_HER = words [r"(?:dont|do not|never|please dont)(?: you)?(?: ever)? (?:send|want|let)(?: me| us)? (?:[a-z]+ ){1,4}(?:again|back|any ?more|ever|around here|near (?:me|her|him|us|mom|dad)|in (?:my|our|her|his) (?:house|home))", r"(?:never|not) (?:[a-z]+ ){0,2}(?:want|send) (?:her|him)(?: [a-z]+){0,2} (?:again|back|any ?more)", r"(?:send|sending) (?:anyone|anybody|someone|somebody) (?:else )?(?:but|except) (?:her|him|[a-z]+)", r"(?:take|get|want|remove) (?:her|him|[a-z]+) off (?:my|our|the|this|her|his|moms|dads) (?:case|schedule|visits)", r"(?:not|isnt|is not) (?:welcome|allowed)(?: [a-z]+){0,2}", r"keep (?:her|him) away", r"(?:ya )?no (?:la|lo) (?:quiero|queremos|mande|manden|envie|envien)(?: [a-z]+){0,3}", r"no (?:me |nos )?(?:mande|manden|envie|envien) (?:mas |otra vez )?a [a-z]+"]);
rule!(
    NOT_A_PERSON = words[r"(?:anyone|anybody|nobody|someone|somebody|new|different|people|strangers|text|texts|message|messages|email|emails|mail|bill|bills|invoice|reminders|link|this to happen|it)"]
);

const ORIGIN: &str = "(?:black|white|african(?: american)?|mexicans?|hispanics?|latin[oa]s?|asians?|chinese|filipin[oa]s?|indians?|arabs?|muslims?|jewish|jews?|christians?|catholics?|foreign|foreigners?|immigrants?|americans?|haitians?|jamaicans?|nigerians?|russians?|polish|colored|older?|younger|young|elderly|gay|lesbian|transgender|pregnant|disabled|males?|females?|negr[oa]s?|extranjer[oa]s?|jovenes|viej[oa]s?|blanc[oa]s?)";
const PERSON: &str = "(?:caregivers?|aides?|girls?|wom[ae]n|m[ae]n|persons?|people|nurses?|workers?|ones?|lady|ladies|guys?|folks?|staff|cuidador[ae]?s?|personas?|muchachas?|mujer(?:es)?|gente)";
const WANTS: &str = "(?:no|not|only|want|wants|prefer|prefers|rather have|send|sending|instead of|need|like|quiero|queremos|prefiero|solo|manden)";

/// Wishes that no filter may hold.
static PROTECTED: std::sync::LazyLock<Rule> = std::sync::LazyLock::new(|| {
    Rule::words(&[
        &format!("{WANTS}(?: [a-z]+){{0,3}} {ORIGIN}(?: [a-z]+)? {PERSON}"),
        &format!("{WANTS}(?: [a-z]+)? {PERSON} {ORIGIN}"),
        "(?:no|not|no more|only|dont want|do not want|dont send|do not send|stop sending)(?: any| more)? (?:blacks|whites|mexicans|hispanics|latinos|asians|filipinos|foreigners|immigrants|muslims|jews|arabs|men|males|hombres|extranjeros|negros)",
        "(?:because|cause|since) (?:she|he|shes|hes)(?: is)?(?: too)? (?:black|white|mexican|hispanic|latina|asian|filipina|foreign|muslim|jewish|old|young|gay|pregnant)",
        "(?:no|without|dont want|do not want|understand)(?: [a-z]+){0,4} accents?",
        "(?:speaks?|talks?) with (?:an?|that) accent",
    ])
});

rule!(SAME = words [r"same (?:person|girl|aide|caregiver|one|lady|woman|face|people)", r"consisten(?:t|cy)", r"continuity", r"(?:her|his|our|my|a) regular (?:aide|caregiver|girl|person)", r"misma (?:persona|cuidadora|muchacha)"]);

/// Every list with what it stands for, the gravest first.
fn lists() -> [(Matter, &'static Rule); 16] {
    [
        (Matter::Hurt, &*HURT),
        (Matter::Missed, &*MISSED),
        (Matter::Unfit, &*UNFIT),
        (Matter::Medication, &*MEDICATION),
        (Matter::Privacy, &*PRIVACY),
        (Matter::Discrimination, &*DISCRIMINATION),
        (Matter::Late, &*LATE),
        (Matter::OnPhone, &*ON_PHONE),
        (Matter::Attitude, &*ATTITUDE),
        (Matter::Tasks, &*TASKS),
        (Matter::NewFaces, &*NEW_FACES),
        (Matter::Damage, &*DAMAGE),
        (Matter::Office, &*OFFICE),
        (Matter::Billing, &*BILLING),
        (Matter::Hours, &*HOURS),
        (Matter::App, &*APP),
    ]
}

/// Reads a complaint. Never fails; what fits no list is [`Matter::Care`].
#[must_use]
pub fn grievance(text: &str) -> Grievance {
    let flat = Text::new(text).flat;
    let scrubbed = UNHURT.replace(&flat, "ok");
    let found = |(matter, rule): (Matter, &Rule)| rule.find(&scrubbed).map(|w| (matter, Redacted::new(w)));
    let mut matters: Vec<(Matter, Redacted<String>)> = lists().into_iter().filter_map(found).collect();
    if matters.is_empty() {
        matters.push((Matter::Care, Redacted::default()));
    }
    let mut wishes = Vec::new();
    let mut wish = |wish, words: Option<String>| wishes.extend(words.map(|w| (wish, Redacted::new(w))));
    wish(Wish::NotHer, NOT_HER.find(&flat).filter(|words| !NOT_A_PERSON.is(words)));
    wish(Wish::Protected, PROTECTED.find(&flat));
    wish(Wish::SamePerson, SAME.find(&flat).or_else(|| NEW_FACES.find(&flat)));
    wish(Wish::OtherTime, HOURS.find(&flat));
    Grievance { matters, wishes, threat: THREAT.find(&flat).map(Redacted::new) }
}

/// The words that say it is the third new person or more.
#[must_use]
pub fn third_new(text: &str) -> Option<String> {
    THIRD_NEW.find(&Text::new(text).flat)
}

rule!(
    YES = raw_one[r"^\s*(?:ok|okay|k|yes|yep|yeah|si|sure|settled|resolved|solved|fixed|all good|good|great|fine|it is|thats (?:fine|good|ok)|that is (?:fine|good|ok)|perfect|resuelto|todo bien|arreglado|claro)\b"]
);
rule!(OPEN_STILL = words [r"no", r"not", r"nope", r"still", r"never", r"but", r"isnt", r"nothing", r"again", r"worse", r"todavia", r"pero", r"aun", r"nada"]);

/// The answer to "is it settled?". `None`: it is no answer to that.
#[must_use]
pub fn settled(text: &str) -> Option<bool> {
    if text.trim().starts_with(['👍', '👌']) {
        return Some(true);
    }
    let flat = Text::new(text).flat;
    let words = flat.split_whitespace().count();
    if OPEN_STILL.is(&flat) && words <= 60 {
        return Some(false);
    }
    (YES.is(&flat) && words <= 12).then_some(true)
}

rule!(IN_PERIL = words [r"(?:threaten(?:ed|s|ing)?|attack(?:ed|ing|s)?|chas(?:ed|ing)|follow(?:ed|ing)|corner(?:ed|ing)|hit(?:ting)?|grabb?(?:ed|ing|s)?|punch(?:ed|ing)?|slapp?(?:ed|ing)?|push(?:ed|ing)?|choke?(?:d|ing)?|touch(?:ed|es|ing)|grop(?:ed|ing)|assault(?:ed|ing)?|kick(?:ed|ing)?|harass(?:ed|ing|es)?|scream(?:ed|ing|s)? at|yell(?:ed|ing|s)? at|swing(?:ing|s)? at|pull(?:ed|ing)? (?:a )?(?:gun|knife) on) me", r"i (?:do not|dont|didnt|did not) feel safe", r"i (?:am|feel|felt) (?:so |really |very )?(?:unsafe|scared|afraid|threatened|in danger)", r"(?:gun|knife|weapon)", r"(?:locked|trapped) me", r"exposed himself", r"(?:me|nos) (?:amenazo|amenaza|pego|golpeo|toco|agredio|sigue|persigue)", r"tengo miedo", r"no me siento segura"]);

/// The words that say the caregiver herself is in danger where she works (domain.md 4.30).
#[must_use]
pub fn in_peril(text: &str) -> Option<String> {
    IN_PERIL.find(&Text::new(text).flat)
}

/// The words of a text one by one, as names are looked for: lower case, without accents.
#[must_use]
pub fn plain_words(text: &str) -> Vec<String> {
    let lower =
        super::normalise::fold(&text.chars().take(4_000).flat_map(char::to_lowercase).collect::<String>());
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.map(str::to_owned).collect()
}

/// The local day that a complaint names, today or before: "this morning", "yesterday", "on Sunday".
#[must_use]
pub fn day_named(text: &str, now: Timestamp, zone: &Zone) -> Option<Date> {
    let today = zone.at(now).date();
    let back = |days: i64| today.saturating_sub(days.days());
    let words = plain_words(text);
    let has = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    let pair = |a: &str, b: &str| words.windows(2).any(|w| matches!(w, [x, y] if x == a && y == b));
    if has(&["yesterday", "ayer", "anoche"]) || pair("last", "night") {
        return Some(back(1));
    }
    let days: [(&[&str], Weekday); 7] = [
        (&["monday", "mon", "lunes"], Weekday::Monday),
        (&["tuesday", "tue", "tues", "martes"], Weekday::Tuesday),
        (&["wednesday", "wed", "weds", "miercoles"], Weekday::Wednesday),
        (&["thursday", "thu", "thurs", "jueves"], Weekday::Thursday),
        (&["friday", "fri", "viernes"], Weekday::Friday),
        (&["saturday", "sat", "sabado"], Weekday::Saturday),
        (&["sunday", "sun", "domingo"], Weekday::Sunday),
    ];
    if let Some((_, day)) = days.iter().find(|(names, _)| has(names)) {
        return (0..7).map(back).find(|d| d.weekday() == *day);
    }
    let now_words = ["today", "tonight", "hoy", "now"];
    let this =
        ["morning", "afternoon", "evening"].iter().any(|part| pair("this", part)) || pair("esta", "manana");
    (has(&now_words) || this).then_some(today)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> Matter {
        grievance(text).matters[0].0
    }

    #[test]
    fn what_a_complaint_is_about_is_found_in_its_words() {
        for (text, matter) in [
            ("The girl you sent was on her phone the whole time", Matter::OnPhone),
            ("i found her sleeping on the couch again", Matter::Unfit),
            ("she forgot to give him his pills twice", Matter::Medication),
            ("she forgot his pills", Matter::Medication),
            ("your aide posted a picture of my mom on facebook", Matter::Privacy),
            ("the caregiver said racist things", Matter::Discrimination),
            ("3rd time this month someone new. Mom has dementia!!", Matter::NewFaces),
            ("you charged me twice on this bill", Matter::Billing),
            ("she is so rude and nobody was hurt but still", Matter::Attitude),
            ("la muchacha estaba en el telefono todo el dia", Matter::OnPhone),
            ("I am not happy", Matter::Care),
        ] {
            assert_eq!(first(text), matter, "{text}");
        }
    }

    #[test]
    fn a_wish_never_to_see_somebody_is_told_from_other_wishes() {
        for text in [
            "dont send her again",
            "please don't send Maria back",
            "I never want him in my house again",
            "take Keisha off our schedule",
            "no la quiero mas en mi casa",
            "do not send that girl back to my mother ever",
        ] {
            assert!(grievance(text).wishes(Wish::NotHer), "{text}");
        }
        for text in [
            "dont send anyone new again",
            "stop sending new people",
            "dont send me that bill again",
            "I dont want this to happen again",
            "she was late again",
            "dont want texts anymore",
        ] {
            assert!(!grievance(text).wishes(Wish::NotHer), "{text}");
        }
    }

    #[test]
    fn wishes_about_origin_faith_age_or_sex_are_seen() {
        for text in [
            "no more black caregivers please",
            "I want a white nurse",
            "dont send foreigners",
            "only American girls",
            "we need an older woman",
            "don't send her again because she is mexican",
            "no men in my mothers house",
            "i cant understand her accent",
            "no quiero cuidadoras negras",
        ] {
            assert!(grievance(text).wishes(Wish::Protected), "{text}");
        }
        for text in [
            "she burnt the white towels",
            "the young girl you sent was on her phone",
            "nobody told me a man would come",
            "mom is old and needs help",
            "she wants black tea",
            "the polish on the table is ruined",
        ] {
            assert!(!grievance(text).wishes(Wish::Protected), "{text}");
        }
    }

    #[test]
    fn b61_threats_and_the_third_new_face_are_heard() {
        assert!(grievance("we will cancel the service").threat.is_some());
        assert!(grievance("I am going to find another agency").threat.is_some());
        assert!(grievance("you will hear from my attorney").threat.is_some());
        assert!(grievance("she was late").threat.is_none());
        assert!(third_new("This is the third new caregiver this week").is_some());
        assert!(third_new("a new girl came").is_none());
    }

    #[test]
    fn settled_means_settled() {
        for text in ["ok", "Yes it is, thank you", "all good now", "👍", "si gracias", "OK thanks!"] {
            assert_eq!(settled(text), Some(true), "{text}");
        }
        for text in
            ["no", "not at all", "ok but she came late today", "still the same", "yes but nobody called"]
        {
            assert_eq!(settled(text), Some(false), "{text}");
        }
        for text in ["what time does she come wednesday", "thank you", "?"] {
            assert_eq!(settled(text), None, "{text}");
        }
    }

    #[test]
    fn days_named_are_today_or_before() {
        let zone = Zone::named("America/Chicago").unwrap();
        let now: Timestamp = "2026-11-23T21:30:00Z".parse().unwrap();
        let day = |text: &str| day_named(text, now, &zone).map(|d| d.day());
        assert_eq!(day("yesterday she came late"), Some(22));
        assert_eq!(day("on friday she left early"), Some(20));
        assert_eq!(day("this morning"), Some(23));
        assert_eq!(day("she is rude"), None);
    }
}
