//! Which language a text is in, by short word lists and letters.

use super::Turn;
use super::normalise::Text;

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
    "the",
    "i",
    "you",
    "my",
    "is",
    "am",
    "are",
    "cant",
    "make",
    "work",
    "shift",
    "tomorrow",
    "today",
    "tonight",
    "yes",
    "no",
    "ok",
    "and",
    "to",
    "for",
    "will",
    "be",
    "late",
    "sick",
    "car",
    "it",
    "in",
    "at",
    "on",
    "have",
    "need",
    "take",
    "pass",
    "sorry",
    "thanks",
    "please",
    "not",
    "who",
    "what",
    "when",
    "where",
    "how",
    "she",
    "he",
    "her",
    "client",
    "can",
    "out",
    "do",
    "dont",
    "hi",
    "hello",
    "help",
    "stop",
    "sure",
    "nobody",
    "maybe",
    "early",
    "k",
    "y",
    "we",
    "me",
    "of",
    "with",
    "your",
    "this",
    "that",
    "there",
    "here",
    "was",
    "if",
    "calling",
    "clock",
    "pay",
    "cancel",
    "running",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "morning",
    "night",
    "hours",
    "hour",
    "from",
    "get",
    "definitely",
    "absolutely",
    "available",
    "interested",
    "alright",
    "wrong",
    "number",
    "good",
    "both",
    "fever",
    "covid",
    "nevermind",
    "start",
    "unstop",
    "info",
    "end",
    "quit",
    "unsubscribe",
];

const SPANISH: &[&str] = &[
    "puedo",
    "estoy",
    "enferma",
    "enfermo",
    "manana",
    "hoy",
    "trabajar",
    "turno",
    "ir",
    "voy",
    "que",
    "el",
    "la",
    "los",
    "las",
    "mi",
    "si",
    "gracias",
    "hola",
    "noche",
    "lunes",
    "martes",
    "miercoles",
    "jueves",
    "viernes",
    "sabado",
    "domingo",
    "por",
    "para",
    "con",
    "pero",
    "no",
    "tengo",
    "una",
    "un",
    "es",
    "esta",
    "hasta",
    "de",
    "tarde",
    "llego",
    "llegar",
    "fiebre",
    "carro",
    "hijo",
    "hija",
    "claro",
    "vale",
    "acepto",
    "tomo",
    "lo",
    "del",
    "senora",
    "senor",
    "nadie",
    "vino",
    "cuanto",
    "quien",
    "donde",
    "cuando",
    "hora",
    "trabajo",
    "necesito",
    "ayuda",
    "mensajes",
    "mas",
    "ya",
    "siempre",
    "disculpe",
    "perdon",
    "favor",
    "cita",
    "mediodia",
    "ambos",
    "paso",
    "y",
    "se",
    "cayo",
    "le",
    "me",
    "al",
    "quiero",
    "nino",
    "nina",
    "cancelar",
    "numero",
    "equivocado",
    "equipo",
    "app",
    "entrada",
    "salida",
    "cheque",
    "pago",
    "ninguno",
    "ahorita",
    "luego",
    "quizas",
    "tal",
    "vez",
    "despues",
    "antes",
    "seguro",
    "alto",
    "parar",
    "buenos",
    "dias",
    "buenas",
    "dejame",
    "ver",
    "aviso",
];

/// Words that only one of the rarer languages has, folded.
const VIETNAMESE: &[&str] = &[
    "khong",
    "toi",
    "duoc",
    "vang",
    "benh",
    "ngay mai",
    "xin loi",
    "hom nay",
    "cam on",
    "bi om",
    "lam viec",
    "den tre",
    "cap cuu",
    "nga",
    "con toi",
    "di lam",
    "ca lam",
    "dong y",
    "bi te",
    "khach hang",
    "em bi",
    "em khong",
    "ma'am em",
];
const FRENCH: &[&str] = &[
    "je",
    "ne",
    "pas",
    "peux",
    "oui",
    "non",
    "malade",
    "demain",
    "aujourdhui",
    "suis",
    "retard",
    "travailler",
    "merci",
    "ce soir",
    "venir",
    "enfant",
    "voiture",
    "bonjour",
    "tombee",
    "tombe",
    "urgence",
    "respire",
    "daccord",
    "mais",
    "est",
];
const TAGALOG: &[&str] = &[
    "hindi",
    "ako",
    "po",
    "opo",
    "oo",
    "bukas",
    "ngayon",
    "may sakit",
    "pasok",
    "makakapasok",
    "makapasok",
    "sige",
    "salamat",
    "mahuhuli",
    "male late",
    "malelate",
    "nahulog",
    "natumba",
    "kasi",
    "lagnat",
    "anak",
    "pwede",
    "puwede",
    "kaya",
    "ko",
    "mamaya",
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
        list.iter()
            .filter(|phrase| flat.contains(&format!(" {phrase} ")))
            .map(|p| p.split(' ').count())
            .sum::<usize>()
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
    flat.is_ascii() && vowels * 5 >= letters
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
}
