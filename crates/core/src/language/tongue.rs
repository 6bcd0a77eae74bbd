//! Which language a text is in, and the few phrases of the rarer ones that the English rules can then read.

use super::Turn;
use super::normalise::{Text, fold};

/// A language that is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tongue {
    English,
    Spanish,
    Vietnamese,
    French,
    Russian,
    Korean,
    Tagalog,
    Unknown,
}

impl Tongue {
    /// ISO 639-1, `und` for none.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
            Self::Vietnamese => "vi",
            Self::French => "fr",
            Self::Russian => "ru",
            Self::Korean => "ko",
            Self::Tagalog => "tl",
            Self::Unknown => "und",
        }
    }
}

const ENGLISH: &[&str] = &[
    "the", "i", "you", "my", "is", "am", "are", "cant", "make", "work", "shift", "tomorrow", "today", "tonight", "yes",
    "no", "ok", "and", "to", "for", "will", "be", "late", "sick", "car", "it", "in", "at", "on", "have", "need", "take",
    "pass", "sorry", "thanks", "please", "not", "who", "what", "when", "where", "how", "she", "he", "her", "client", "can",
    "out", "do", "dont", "hi", "hello", "help", "stop", "sure", "nobody", "maybe", "early", "k", "y", "we", "me", "of",
    "with", "your", "this", "that", "there", "here", "was", "if", "calling", "clock", "pay", "cancel", "running", "monday",
    "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "morning", "night", "hours", "hour", "from", "get",
    "definitely", "absolutely", "available", "interested", "alright", "wrong", "number", "good", "both", "fever", "covid",
    "nevermind", "start", "unstop", "info", "end", "quit", "unsubscribe",
];

const SPANISH: &[&str] = &[
    "puedo", "estoy", "enferma", "enfermo", "manana", "hoy", "trabajar", "turno", "ir", "voy", "que", "el", "la", "los",
    "las", "mi", "si", "gracias", "hola", "noche", "lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo",
    "por", "para", "con", "pero", "no", "tengo", "una", "un", "es", "esta", "hasta", "de", "tarde", "llego", "llegar", "fiebre",
    "carro", "hijo", "hija", "claro", "vale", "acepto", "tomo", "lo", "del", "senora", "senor", "nadie", "vino", "cuanto",
    "quien", "donde", "cuando", "hora", "trabajo", "necesito", "ayuda", "mensajes", "mas", "ya", "siempre", "disculpe", "perdon", "favor",
    "cita", "mediodia", "ambos", "paso", "y", "se", "cayo", "le", "me", "al", "quiero", "nino", "nina", "cancelar", "numero", "equivocado",
    "equipo", "app", "entrada", "salida", "cheque", "pago", "ninguno", "ahorita", "luego", "quizas", "tal", "vez", "despues", "antes", "seguro",
    "alto", "parar", "buenos", "dias", "buenas", "dejame", "ver", "aviso",
];

/// Words that only one of the rarer languages has, folded.
const VIETNAMESE: &[&str] = &[
    "khong", "toi", "duoc", "vang", "benh", "ngay mai", "xin loi", "hom nay", "cam on", "bi om", "lam viec", "den tre",
    "cap cuu", "nga", "con toi", "di lam", "ca lam", "dong y", "bi te", "khach hang", "em bi", "em khong", "ma'am em",
];
const FRENCH: &[&str] = &[
    "je", "ne", "pas", "peux", "oui", "non", "malade", "demain", "aujourdhui", "suis", "retard", "travailler", "merci",
    "ce soir", "venir", "enfant", "voiture", "bonjour", "tombee", "tombe", "urgence", "respire", "daccord", "mais", "est",
];
const TAGALOG: &[&str] = &[
    "hindi", "ako", "po", "opo", "oo", "bukas", "ngayon", "may sakit", "pasok", "makakapasok", "makapasok", "sige", "salamat",
    "mahuhuli", "male late", "malelate", "nahulog", "natumba", "kasi", "lagnat", "anak", "pwede", "puwede", "kaya", "ko", "mamaya",
];

/// The language of a text; an answer of one word takes the language of the sender's earlier texts.
pub(super) fn detect(text: &Text, thread: &[Turn]) -> Tongue {
    let first = of_text(text);
    if first != Tongue::Unknown && text.flat.split_whitespace().count() > 1 {
        return first;
    }
    let earlier = thread
        .iter()
        .rev()
        .filter(|turn| turn.from == super::Speaker::Sender)
        .take(3)
        .map(|turn| Text::new(&turn.text))
        .map(|text| (of_text(&text), text.flat.split_whitespace().count()))
        .find(|(tongue, words)| *tongue != Tongue::Unknown && *words > 1);
    match (first, earlier) {
        // "no", "ok" and "si" alone say little.
        (Tongue::Unknown | Tongue::English, Some((tongue, _))) => tongue,
        (tongue, _) => tongue,
    }
}

fn of_text(text: &Text) -> Tongue {
    let (raw, lower, flat) = (&text.raw, &text.lower, &text.flat);
    let letters = |range: std::ops::RangeInclusive<char>| lower.chars().filter(|c| range.contains(c)).count();
    if letters('\u{AC00}'..='\u{D7A3}') > 0 {
        return Tongue::Korean;
    }
    if letters('\u{400}'..='\u{4FF}') > 1 {
        return Tongue::Russian;
    }
    let count = |list: &[&str]| {
        list.iter().filter(|phrase| flat.contains(&format!(" {phrase} "))).map(|p| p.split(' ').count()).sum::<usize>()
    };
    let marks = lower.chars().filter(|c| "ươăđạảấầẩậắằặẹẻẽếềểệỉịọỏốồổộớờởợụủứừửựỳỵỷỹ".contains(*c)).count();
    let spanish_marks = lower.chars().filter(|c| "ñ¿¡áíóú".contains(*c)).count();
    let french_marks = lower.chars().filter(|c| "çèêœà".contains(*c)).count();
    let scores = [
        (count(ENGLISH), Tongue::English),
        (count(SPANISH) + spanish_marks, Tongue::Spanish),
        (count(VIETNAMESE) + 2 * marks, Tongue::Vietnamese),
        (count(FRENCH) + 2 * french_marks, Tongue::French),
        (count(TAGALOG), Tongue::Tagalog),
    ];
    // English wins a tie, then the order of the list.
    let best = scores.iter().fold((0, Tongue::Unknown), |best, one| if one.0 > best.0 { *one } else { best });
    if best.0 == 0 && raw.chars().filter(char::is_ascii_alphabetic).count() > 2 && is_plain(flat) {
        return Tongue::English;
    }
    best.1
}

/// Latin letters with at least some vowels: more likely unknown English words than noise.
fn is_plain(flat: &str) -> bool {
    let letters = flat.chars().filter(|c| c.is_alphabetic()).count();
    let vowels = flat.chars().filter(|c| "aeiouy".contains(*c)).count();
    flat.chars().all(|c| c.is_ascii()) && vowels * 5 >= letters
}

/// Phrases and what they are in English; longer ones first.
type Phrases = &'static [(&'static str, &'static str)];

const FROM_VIETNAMESE: Phrases = &[
    ("khong the di lam", "cant work"),
    ("khong di lam duoc", "cant work"),
    ("khong lam duoc", "cant work"),
    ("khong den duoc", "cant come"),
    ("khong tho duoc", "cant breathe"),
    ("kho tho", "cant breathe"),
    ("cap cuu", "emergency"),
    ("bat tinh", "unconscious"),
    ("bi nga", "fell"),
    ("te nga", "fell"),
    ("con toi bi om", "my kid is sick"),
    ("con toi om", "my kid is sick"),
    ("bi om", "i am sick"),
    ("bi benh", "i am sick"),
    ("bi sot", "fever"),
    ("xe hu", "car broke down"),
    ("den tre", "running late"),
    ("den muon", "running late"),
    ("phut", "min"),
    ("ngay mai", "tomorrow"),
    ("hom nay", "today"),
    ("toi nay", "tonight"),
    ("cam on", "thanks"),
    ("dong y", "yes"),
    ("duoc a", "yes"),
    ("toi nhan", "yes"),
    ("co the", "i can"),
    ("vang", "yes"),
    ("duoc", "yes"),
    ("khong", "no"),
    ("mai", "tomorrow"),
];
const FROM_FRENCH: Phrases = &[
    ("je ne peux pas venir", "i cant come"),
    ("je ne peux pas travailler", "i cant work"),
    ("peux pas venir", "cant come"),
    ("peux pas travailler", "cant work"),
    ("je ne viendrai pas", "i cant come"),
    ("je ne peux pas", "i cant"),
    ("je peux", "i can"),
    ("je prends", "i take it"),
    ("je suis malade", "i am sick"),
    ("enfant est malade", "kid is sick"),
    ("malade", "sick"),
    ("en retard", "running late"),
    ("ne respire pas", "not breathing"),
    ("est tombee", "fell"),
    ("est tombe", "fell"),
    ("inconsciente", "unconscious"),
    ("inconscient", "unconscious"),
    ("urgence", "emergency"),
    ("voiture", "car"),
    ("est en panne", "broke down"),
    ("apres demain", "day after tomorrow"),
    ("demain", "tomorrow"),
    ("aujourdhui", "today"),
    ("ce soir", "tonight"),
    ("daccord", "ok"),
    ("merci", "thanks"),
    ("oui", "yes"),
    ("non", "no"),
    ("lundi", "monday"),
    ("mardi", "tuesday"),
    ("mercredi", "wednesday"),
    ("jeudi", "thursday"),
    ("vendredi", "friday"),
    ("samedi", "saturday"),
    ("dimanche", "sunday"),
    ("desolee", "sorry"),
    ("desole", "sorry"),
];
const FROM_RUSSIAN: Phrases = &[
    ("не смогу выити", "cant work"),
    ("не смогу приити", "cant come"),
    ("не могу приити", "cant come"),
    ("не могу работать", "cant work"),
    ("не смогу работать", "cant work"),
    ("не приду", "cant come"),
    ("не выиду", "cant come"),
    ("не смогу", "cant"),
    ("не могу", "cant"),
    ("не дышит", "not breathing"),
    ("без сознания", "unconscious"),
    ("скорая", "ambulance"),
    ("скорую", "ambulance"),
    ("упала", "fell"),
    ("упал", "fell"),
    ("я заболела", "i am sick"),
    ("я заболел", "i am sick"),
    ("заболела", "i am sick"),
    ("заболел", "i am sick"),
    ("болею", "i am sick"),
    ("ребенок болеет", "my kid is sick"),
    ("температура", "fever"),
    ("машина сломалась", "car broke down"),
    ("опаздываю", "running late"),
    ("опоздаю", "running late"),
    ("минут", "min"),
    ("послезавтра", "day after tomorrow"),
    ("завтра", "tomorrow"),
    ("сегодня", "today"),
    ("да", "yes"),
    ("согласна", "yes"),
    ("согласен", "yes"),
    ("смогу", "i can"),
    ("могу", "i can"),
    ("нет", "no"),
    ("спасибо", "thanks"),
    ("хорошо", "ok"),
    ("понедельник", "monday"),
    ("вторник", "tuesday"),
    ("среду", "wednesday"),
    ("четверг", "thursday"),
    ("пятницу", "friday"),
    ("субботу", "saturday"),
    ("воскресенье", "sunday"),
];
const FROM_KOREAN: Phrases = &[
    ("일 못 가", " cant work "),
    ("일을 못", " cant work "),
    ("일 못", " cant work "),
    ("못 가요", " cant come "),
    ("못가요", " cant come "),
    ("못 갈", " cant come "),
    ("못 나가", " cant work "),
    ("출근 못", " cant work "),
    ("출근을 못", " cant work "),
    ("숨을 못", " cant breathe "),
    ("숨을 안", " not breathing "),
    ("의식이 없", " unconscious "),
    ("쓰러졌", " collapsed "),
    ("넘어졌", " fell "),
    ("넘어지", " fell "),
    ("응급", " emergency "),
    ("아이가 아파", " my kid is sick "),
    ("아파", " i am sick "),
    ("아프", " i am sick "),
    ("열이", " fever "),
    ("늦을", " running late "),
    ("늦어", " running late "),
    ("늦겠", " running late "),
    ("분 정도", " min "),
    ("내일", " tomorrow "),
    ("모레", " day after tomorrow "),
    ("오늘", " today "),
    ("할 수 있", " i can "),
    ("할게요", " i will take it "),
    ("갈게요", " i will take it "),
    ("아니", " no "),
    ("안돼", " no "),
    ("안 돼", " no "),
    ("못해", " cant do it "),
    ("네", " yes "),
    ("예", " yes "),
    ("감사", " thanks "),
    ("고마", " thanks "),
];
const FROM_TAGALOG: Phrases = &[
    ("hindi ako makakapasok", "i cant work"),
    ("hindi ako makapasok", "i cant work"),
    ("di ako makakapasok", "i cant work"),
    ("hindi po ako makakapasok", "i cant work"),
    ("hindi ako makakarating", "i cant come"),
    ("hindi ako pwede", "i cant"),
    ("hindi po ako pwede", "i cant"),
    ("hindi makahinga", "cant breathe"),
    ("walang malay", "unconscious"),
    ("nahulog", "fell"),
    ("natumba", "fell"),
    ("may sakit ang anak ko", "my kid is sick"),
    ("may sakit ako", "i am sick"),
    ("may sakit", "sick"),
    ("may lagnat", "fever"),
    ("nasira ang kotse", "car broke down"),
    ("malelate", "running late"),
    ("male late", "running late"),
    ("mahuhuli", "running late"),
    ("bukas", "tomorrow"),
    ("ngayon", "today"),
    ("mamaya", "tonight"),
    ("kaya ko", "i can"),
    ("pwede ako", "i can"),
    ("opo", "yes"),
    ("oo", "yes"),
    ("sige", "ok"),
    ("salamat", "thanks"),
    ("hindi po", "no"),
    ("hindi", "no"),
];

/// Puts English in place of the phrases that are known. `flat` is folded already.
pub(super) fn into_english(tongue: Tongue, flat: &str) -> String {
    let phrases = match tongue {
        Tongue::Vietnamese => FROM_VIETNAMESE,
        Tongue::French => FROM_FRENCH,
        Tongue::Russian => FROM_RUSSIAN,
        Tongue::Korean => FROM_KOREAN,
        Tongue::Tagalog => FROM_TAGALOG,
        Tongue::English | Tongue::Spanish | Tongue::Unknown => return flat.to_owned(),
    };
    let mut text = flat.split_whitespace().collect::<Vec<_>>().join(" ");
    text = format!(" {text} ");
    for (from, to) in phrases {
        // Korean puts endings on words; the others have spaces around them.
        if tongue == Tongue::Korean {
            text = text.replace(from, to);
        } else {
            let from = format!(" {} ", fold(from));
            if text.contains(&from) {
                text = text.replace(&from, &format!(" {to} "));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> &'static str {
        detect(&Text::new(text), &[]).code()
    }

    #[test]
    fn languages_are_told_apart() {
        assert_eq!(code("I can't make it tomorrow"), "en");
        assert_eq!(code("no puedo ir mañana"), "es");
        assert_eq!(code("Sí"), "es");
        assert_eq!(code("Tôi bị ốm, ngày mai không đi làm được"), "vi");
        assert_eq!(code("Je suis malade, je ne peux pas venir demain"), "fr");
        assert_eq!(code("Я заболела, завтра не приду"), "ru");
        assert_eq!(code("오늘 아파서 일 못 가요"), "ko");
        assert_eq!(code("Hindi ako makakapasok bukas"), "tl");
        assert_eq!(code("😀😀"), "und");
        assert_eq!(code("xkcdq zzrtw"), "und");
    }

    #[test]
    fn a_bare_no_takes_the_language_of_the_earlier_texts() {
        let turn = Turn {
            from: super::super::Speaker::Sender,
            text: "hola, no puedo ir hoy".to_owned(),
            at: "2026-11-23T10:00:00Z".parse().unwrap(),
        };
        assert_eq!(detect(&Text::new("no"), &[turn]).code(), "es");
    }

    #[test]
    fn phrases_become_english() {
        assert_eq!(into_english(Tongue::Vietnamese, " vang "), " yes ");
        assert_eq!(into_english(Tongue::Russian, " завтра не приду "), " tomorrow cant come ");
    }
}
