//! One spelling for many: texts arrive with styled letters, curly quotes, emoji, "tmrw" and "cnt".
//!
//! Rules look at [`Text::flat`]: lower case, no accents, one space between words, a space at either end, no
//! punctuation outside numbers, usual abbreviations written out, contractions without apostrophe.

use super::phrases::Rule;
use std::sync::LazyLock;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Characters that are looked at: longer than any text a person types, short enough to bound the work.
const CAP: usize = 4_000;

/// A message's words in the forms the rules need.
#[derive(Clone, Debug)]
pub(super) struct Text {
    /// As received, trimmed and cut.
    pub(super) raw: String,
    /// Lower case with accents: tells "sí" from "si", and Vietnamese from English.
    pub(super) lower: String,
    /// The form for rules, see the module.
    pub(super) flat: String,
    /// The same, cut at punctuation and at "but".
    pub(super) clauses: Vec<String>,
    /// There is a question mark.
    pub(super) question: bool,
}

impl Text {
    pub(super) fn new(received: &str) -> Self {
        Self::translated(received, |flat| flat)
    }

    /// As [`Text::new`], with `translate` run over each clause before abbreviations are written out.
    pub(super) fn translated(received: &str, translate: impl Fn(String) -> String) -> Self {
        let raw: String = received.trim().chars().take(CAP).collect();
        let lower: String = raw.nfkc().take(2 * CAP).collect::<String>().to_lowercase();
        let lower = straight(&lower);
        let question = lower.contains(['?', '¿']);
        let folded = fold(&lower);
        let mut clauses = Vec::new();
        for piece in cut(&before_cutting(&folded)) {
            let flat = spell_out(&translate(flatten(&piece)));
            if flat.trim().is_empty() {
                continue;
            }
            for part in split_at_but(&flat) {
                clauses.push(part);
            }
        }
        // Abbreviations may reach over a comma ("nah, i'm good"), so the whole is joined from the clauses.
        let mut flat = String::from(" ");
        for clause in &clauses {
            flat.push_str(clause.trim());
            flat.push(' ');
        }
        Self { raw, lower, flat, clauses, question }
    }

    /// The words one by one.
    pub(super) fn words(&self) -> Vec<&str> {
        self.flat.split_whitespace().collect()
    }
}

/// Quotes, apostrophes, dashes and emoji in one spelling; invisible characters go.
fn straight(lower: &str) -> String {
    let mut out = String::with_capacity(lower.len());
    for c in lower.chars() {
        match c {
            '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2032}' | '\u{60}' | '\u{B4}' | '\u{2BC}' => {
                out.push('\'')
            }
            '\u{2010}'..='\u{2015}' | '\u{2212}' => out.push('-'),
            '\u{2044}' => out.push('/'),
            '\u{201C}' | '\u{201D}' | '«' | '»' => out.push('"'),
            '👍' | '👌' | '✅' | '✔' | '☑' | '🙋' | '💯' | '🆗' => out.push_str(" thumbsup "),
            '👎' | '❌' | '🙅' | '✖' => out.push_str(" thumbsdown "),
            '🤢' | '🤮' | '🤒' | '😷' | '🤧' | '🤕' => out.push_str(" sickemoji "),
            '❤' | '🙏' | '😊' | '🥰' | '😘' | '🫶' | '💕' | '🙂' | '😀' | '😁' => {
                out.push_str(" smile ")
            }
            '\n' | '\r' => out.push('\n'),
            '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}'
            | '\u{FEFF}'
            | '\u{AD}' => {}
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Without accents. Hangul and kana are put together again, they are not accents.
pub(crate) fn fold(lower: &str) -> String {
    lower
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .map(|c| match c {
            'đ' => 'd',
            'ł' => 'l',
            'ø' => 'o',
            'ё' => 'е',
            other => other,
        })
        .nfc()
        .collect()
}

/// What must happen while punctuation is still there.
fn before_cutting(folded: &str) -> String {
    static AM_PM: LazyLock<Rule> = LazyLock::new(|| Rule::raw(r"\b([ap])\s?\.\s?m\b\.?"));
    static IS: LazyLock<Rule> =
        LazyLock::new(|| Rule::raw(r"\b(he|she|it|who|what|where|that|there|here|when|how)'s\b"));
    static RANGE: LazyLock<Rule> = LazyLock::new(|| Rule::raw(r"(\d(?:am|pm|a|p)?)\s*-+\s*(\d)"));
    static TO_NOON: LazyLock<Rule> =
        LazyLock::new(|| Rule::raw(r"\b(\d{1,2}(?:am|pm|a|p)?)\s*-+\s*(noon|midnight)\b"));
    static FROM_NOON: LazyLock<Rule> = LazyLock::new(|| Rule::raw(r"\b(noon|midnight)\s*-+\s*(\d)"));
    // "mon-fri" is a stretch, "mon-wed-fri" a list.
    const DAY: &str =
        r"((?:mon|tue|wed|thu|thr|fri|sat|sun|lun|mar|mie|jue|vie|sab|dom|today|tomorrow|tmrw|hoy)[a-z]*)";
    static CHAIN: LazyLock<Rule> =
        LazyLock::new(|| Rule::raw(&format!(r"\b{DAY}\s?-\s?{DAY}\s?-\s?{DAY}\b")));
    static DAYS: LazyLock<Rule> = LazyLock::new(|| Rule::raw(&format!(r"\b{DAY}\s?-\s?{DAY}\b")));
    static DOTTED: LazyLock<Rule> = LazyLock::new(|| Rule::raw(r"\b(\d{1,2})\.(\d{2})(am|pm|a|p)?\b"));
    static GLUED: LazyLock<Rule> = LazyLock::new(|| Rule::raw(r"\b(take|pass)#?(\d)"));
    static OWNER: LazyLock<Rule> = LazyLock::new(|| Rule::raw(r"'s\b"));
    let text = folded.replace("w/", "with ").replace("w/o", "without ");
    let text = AM_PM.replace(&text, "${1}m");
    let text = IS.replace(&text, "$1 is");
    let text = RANGE.replace(&text, "$1-$2");
    let text = TO_NOON.replace(&text, "$1 to $2");
    let text = FROM_NOON.replace(&text, "$1 to $2");
    let text = CHAIN.replace(&text, "$1 $2 $3");
    let text = DAYS.replace(&text, "$1 to $2");
    let text = DOTTED.replace(&text, "$1:$2$3");
    let text = GLUED.replace(&text, "$1 $2");
    let text = OWNER.replace(&text, "");
    text.replace("i'll", "i will")
        .replace("i'd ", "i would ")
        .replace("'ll ", " will ")
        .replace("'re ", " are ")
        .replace("'ve ", " have ")
        .replace("i'm", "i am")
        .replace('\'', "")
}

/// Cuts at sentence punctuation, but not inside numbers.
fn cut(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut pieces = vec![String::new()];
    for (i, &c) in chars.iter().enumerate() {
        let inside_number =
            i > 0 && chars[i - 1].is_ascii_digit() && chars.get(i + 1).is_some_and(char::is_ascii_digit);
        let ends =
            matches!(c, '.' | ',' | ';' | '!' | '?' | '\n' | '¿' | '¡' | '(' | ')' | '…' | '，' | '。');
        if ends && !inside_number {
            pieces.push(String::new());
        } else if let Some(last) = pieces.last_mut() {
            last.push(c);
        }
    }
    pieces
}

/// Words only, `:` `/` `-` `.` inside numbers, `#` and `$` before them.
fn flatten(piece: &str) -> String {
    let chars = without_runs(piece);
    let mut out = String::with_capacity(piece.len() + 2);
    out.push(' ');
    for (i, &c) in chars.iter().enumerate() {
        let before = if i == 0 { ' ' } else { chars[i - 1] };
        let after = chars.get(i + 1).copied().unwrap_or(' ');
        if c.is_alphanumeric()
            || (matches!(c, ':' | '/' | '.') && before.is_ascii_digit() && after.is_ascii_digit())
            || (c == '-' && before.is_ascii_alphanumeric() && after.is_ascii_digit())
            || (matches!(c, '#' | '$') && after.is_ascii_digit())
        {
            out.push(c);
        } else if c == '&' || (c == '+' && before == ' ' && after == ' ') {
            out.push_str(" and ");
        } else if c == '@' {
            out.push_str(" at ");
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.push(' ');
    out
}

/// "nooooo" and "yesss": three or more of a letter are one.
fn without_runs(piece: &str) -> Vec<char> {
    let mut out: Vec<char> = Vec::with_capacity(piece.len());
    let mut run = 0_usize;
    for c in piece.chars() {
        run = if c.is_alphabetic() && out.last() == Some(&c) { run + 1 } else { 1 };
        match run {
            3 => {
                out.pop();
            }
            4.. => {}
            _ => out.push(c),
        }
    }
    out
}

/// Abbreviations, slips of the thumb and contractions, one word each.
fn word(word: &str) -> &str {
    match word {
        "tmrw" | "tmr" | "tmw" | "tmrow" | "tmro" | "tomm" | "2moro" | "2morrow" | "2mrw" | "2mro"
        | "tomorow" | "tommorow" | "tommorrow" | "tomorro" | "tommrow" | "tomorrows" | "2maro" | "tmmrw" => {
            "tomorrow"
        }
        "tonite" | "2nite" | "2night" | "tonght" | "tonights" => "tonight",
        "2day" | "todays" | "tday" => "today",
        "nite" => "night",
        "cannot" | "cnt" | "caint" | "cantt" | "carnt" => "cant",
        "couldnt" | "cudnt" => "cant",
        "wnt" | "wont" => "wont",
        "dnt" | "dont" => "dont",
        "isnt" => "is not",
        "arent" => "are not",
        "wasnt" => "was not",
        "aint" => "am not",
        "im" | "iam" => "i am",
        "ive" => "i have",
        "hes" => "he is",
        "shes" => "she is",
        "theyre" => "they are",
        "theres" => "there is",
        "whats" | "wats" => "what is",
        "wheres" => "where is",
        "whos" => "who is",
        "u" => "you",
        "ur" | "youre" => "your",
        "r" => "are",
        "pls" | "plz" | "plse" | "pleas" => "please",
        "thx" | "ty" | "thanx" | "thnx" | "tysm" | "tks" | "thnks" | "thankyou" | "thank" => "thanks",
        "nvm" | "nvmd" | "nevrmind" | "nm" => "nevermind",
        "bc" | "bcuz" | "cuz" | "coz" | "becuz" | "bcos" | "cause" => "because",
        "b4" => "before",
        "wrk" => "work",
        "shft" | "shfit" | "shit" | "shits" => "shift",
        "wk" => "week",
        "wknd" => "weekend",
        "appt" | "apt" | "apptmt" | "appointmnt" => "appointment",
        "dr" | "docs" | "drs" => "doctor",
        "gotta" => "have to",
        "wanna" => "want to",
        "lemme" => "let me",
        "gimme" => "give me",
        "idk" | "dunno" => "i dont know",
        "yea" | "yeah" | "yep" | "yup" | "yess" | "yas" | "yah" | "ye" | "yesh" | "yeh" | "yee" | "yass" => {
            "yes"
        }
        "okay" | "okey" | "oki" | "okie" | "kk" | "okk" | "okayy" | "ok" | "oke" => "ok",
        "nope" | "nah" | "naw" | "noo" | "nop" => "no",
        "alrite" | "aight" | "ight" | "alr" => "alright",
        "mins" | "minute" | "minutes" | "minuto" | "minutos" | "mns" => "min",
        "hr" | "hrs" | "hours" => "hour",
        "omw" => "on my way",
        "noone" => "nobody",
        "til" | "till" | "untill" | "untl" => "until",
        "thru" => "through",
        "coudl" => "could",
        "wen" => "when",
        "abt" => "about",
        "sck" => "sick",
        "throwin" => "throwing",
        "puking" | "pukin" | "barfing" => "throwing up",
        "covid-19" | "covid19" | "corona" | "covd" => "covid",
        "mañana" | "mnn" | "mñn" => "manana",
        "q" => "que",
        "xq" | "porq" | "pq" => "porque",
        "toy" => "estoy",
        other => super::calendar_words::respelt(other).unwrap_or(other),
    }
}

/// Writes abbreviations out, then the ones of several words.
fn spell_out(flat: &str) -> String {
    const SEVERAL: &[(&str, &str)] = &[
        (" can not ", " cant "),
        (" can t ", " cant "),
        (" don t ", " dont "),
        (" won t ", " wont "),
        (" i m ", " i am "),
        (" do not ", " dont "),
        (" will not ", " wont "),
        (" unable to ", " cant "),
        (" not able to ", " cant "),
        (" am cant ", " cant "),
        (" wont be able to ", " cant "),
        (" not be able to ", " cant "),
        (" not going to be able to ", " cant "),
        (" wont be able ", " cant "),
        (" no one ", " nobody "),
        (" never mind ", " nevermind "),
        (" thanks you ", " thanks "),
        (" gonna ", " going to "),
        (" going to be able ", " able "),
        (" not going to make ", " cant make "),
        (" not going to be able to ", " cant "),
        (" not going to come ", " cant come "),
        (" not going to work ", " cant work "),
        (" no puedo yo ", " no puedo "),
        (" for shure ", " for sure "),
        (" call off work ", " call off "),
        (" pass out ", " faint "),
    ];
    // "Ill" without its apostrophe is "I will" before a verb and an illness elsewhere.
    static ILL: LazyLock<Rule> = LazyLock::new(|| {
        Rule::words(&[
            r"ill (?P<v>be|take|do|come|go|cover|work|try|let|get|have|see|make|pass|call|text|accept|check|pick|stay|leave|need)",
        ])
    });
    let mut words: Vec<&str> = Vec::new();
    let mut title = false;
    for one in flat.split_whitespace() {
        // "Ms R": the letter is a name, not "are".
        words.push(if title { one } else { word(one) });
        title =
            matches!(one, "ms" | "mr" | "mrs" | "miss" | "sr" | "sra" | "senor" | "senora" | "don" | "dona");
    }
    let last = words.len().saturating_sub(1);
    for (i, word) in words.iter_mut().enumerate() {
        if i > 0 && i < last && *word == "n" {
            *word = "and";
        }
    }
    let mut text = format!(" {} ", words.join(" "));
    for (from, to) in SEVERAL {
        if text.contains(from) {
            text = text.replace(from, to);
        }
    }
    ILL.replace(&text, "i will $v")
}

fn split_at_but(flat: &str) -> Vec<String> {
    let mut parts = vec![String::from(" ")];
    for (i, word) in flat.split_whitespace().enumerate() {
        if i > 0 && matches!(word, "but" | "pero" | "however") {
            parts.push(String::from(" "));
        }
        if let Some(last) = parts.last_mut() {
            last.push_str(word);
            last.push(' ');
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(text: &str) -> String {
        Text::new(text).flat.trim().to_owned()
    }

    #[test]
    fn abbreviations_styled_letters_and_quotes_have_one_spelling() {
        assert_eq!(flat("I can’t make my 7a tmrw!!"), "i cant make my 7a tomorrow");
        assert_eq!(flat("I can not do 2nite, u know"), "i cant do tonight you know");
        assert_eq!(flat("𝓘'𝓵𝓵 take it"), "i will take it");
        assert_eq!(flat("Ill be there"), "i will be there");
        assert_eq!(flat("NOOOOO"), "no");
        assert_eq!(flat("yesss"), "yes");
        assert_eq!(flat("No podré ir mañana"), "no podre ir manana");
    }

    #[test]
    fn times_and_dates_stay_whole() {
        assert_eq!(flat("8:30 – 11:30 a.m. on 11/24, ok?"), "8:30-11:30 am on 11/24 ok");
        assert_eq!(flat("7.30pm"), "7:30pm");
        assert_eq!(flat("mon-fri"), "mon to fri");
    }

    #[test]
    fn clauses_are_cut_at_punctuation_and_but() {
        let text = Text::new("Client is sick but I'm with her. See you");
        assert_eq!(text.clauses, [" client is sick ", " but i am with her ", " see you "]);
    }

    #[test]
    fn zalgo_and_invisible_letters_are_read_through() {
        assert_eq!(flat("y\u{0335}\u{0321}e\u{0336}s\u{0337}"), "yes");
        assert_eq!(flat("y\u{200B}e\u{200D}s"), "yes");
    }
}
