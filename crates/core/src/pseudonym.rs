//! Taking people out of a text: names, numbers and addresses are replaced, the rest stays as it was typed.
//!
//! Two uses: training lines made of corrections get invented people, so that they read like any other text; what a
//! hosted model sees gets placeholders. Known names are found because the mirror knows them; names that nobody knows
//! (a child's, a neighbour's) are found only where a title or a capital in the middle of a sentence gives them away, so
//! whatever is made of texts for the outside must be read by a human first.
use std::collections::{BTreeMap, BTreeSet};

use crate::agency::{PersonName, Roster};
use crate::policy::Policy;

/// What stands in for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Invented names, numbers and streets.
    Invented,
    /// `[name 1]`, `[phone]`, `[address]`.
    Placeholders,
}

/// First and last names of nobody.
const INVENTED: &[&str] = &[
    "Alba",
    "Benita",
    "Corinne",
    "Delphine",
    "Edwina",
    "Fabiola",
    "Griselda",
    "Hyacinth",
    "Imelda",
    "Jocasta",
    "Kerstin",
    "Leocadia",
    "Marguerite",
    "Nerissa",
    "Ottilie",
    "Philippa",
    "Quintina",
    "Rosalba",
    "Sidonie",
    "Thomasina",
    "Ulrike",
    "Valda",
    "Winifred",
    "Xenia",
    "Ysolde",
    "Zelda",
];
/// Names that are words as well: replaced only where they must be a name.
const WORDS: &[&str] = &[
    "will", "may", "grace", "rose", "art", "mark", "faith", "joy", "hope", "sunny", "april", "june",
    "august", "dawn", "summer", "autumn", "bill", "rich", "frank", "drew", "pat", "sue", "gene", "ray",
    "guy", "chase", "grant", "love", "day", "young", "long", "short", "good", "best", "price", "home",
    "park", "rivers", "wood", "woods", "hall", "hill", "field", "lane", "brooks", "stone", "west", "north",
    "cook", "baker", "carter", "king", "case", "an", "my", "he", "do", "so", "in", "le", "la", "de", "del",
    "los", "las", "luz", "paz", "sol", "mercedes",
];
/// After these a name follows.
const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "miss", "mister", "dr", "sra", "sr", "srta", "senora", "señora", "senor", "señor",
    "don", "doña", "dona", "nurse", "aunt", "uncle", "tia", "tio",
];
/// Capitals in the middle of a sentence that are no names.
const CAPITALS: &[&str] = &[
    "i",
    "im",
    "ive",
    "id",
    "ill",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "am",
    "pm",
    "ok",
    "er",
    "covid",
    "cna",
    "hha",
    "rn",
    "lpn",
    "gigi",
    "wellsky",
    "thanksgiving",
    "christmas",
    "easter",
    "uber",
    "lyft",
    "stop",
    "take",
    "pass",
    "help",
    "yes",
    "no",
    "si",
    "dios",
    "god",
    "mom",
    "dad",
];
/// What a street's name ends with.
const STREETS: &[&str] = &[
    "street",
    "st",
    "avenue",
    "ave",
    "road",
    "rd",
    "drive",
    "dr",
    "lane",
    "ln",
    "boulevard",
    "blvd",
    "court",
    "ct",
    "place",
    "pl",
    "terrace",
    "ter",
    "way",
    "circle",
    "cir",
    "parkway",
    "pkwy",
    "highway",
    "hwy",
    "calle",
    "avenida",
];
/// After these a number opens something.
const OPENS: &[&str] = &[
    "code", "pin", "gate", "door", "keypad", "lockbox", "codigo", "clave", "password", "ssn", "apt", "unit",
];

/// Replaces people, the same person by the same stand-in as long as it lives.
#[derive(Clone, Debug)]
pub struct Pseudonyms {
    style: Style,
    known: BTreeSet<String>,
    places: BTreeSet<String>,
    given: BTreeMap<String, usize>,
    phones: BTreeMap<String, usize>,
}

fn fold(word: &str) -> String {
    word.chars()
        .flat_map(char::to_lowercase)
        .filter(|c| !matches!(c, '\'' | '’' | '‘'))
        .map(|c| match c {
            'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ñ' => 'n',
            'ç' => 'c',
            c => c,
        })
        .collect()
}

impl Pseudonyms {
    /// Knows everybody in the mirror and on the ladder.
    pub fn new(style: Style, roster: &Roster, policy: &Policy) -> Self {
        let mut known = BTreeSet::new();
        let mut learn = |name: &PersonName| {
            let parts = name.full();
            known.extend(parts.split([' ', '-']).map(fold).filter(|part| part.chars().count() > 1));
        };
        roster.caregivers().for_each(|c| learn(&c.name));
        roster.clients().for_each(|c| learn(&c.name));
        roster.relatives().for_each(learn);
        let rungs = policy.ladder.iter().flat_map(|r| r.name.split([' ', '(', ')']));
        // "Dana (on call)": the words of a role are no names.
        known.extend(rungs.filter(|w| w.starts_with(char::is_uppercase)).map(fold).filter(|w| w.len() > 2));
        let cities = roster.caregivers().map(|c| &c.city).chain(roster.clients().map(|c| &c.city));
        let places = cities.flatten().map(|city| fold(city)).filter(|city| city.len() > 2).collect();
        Self { style, known, places, given: BTreeMap::new(), phones: BTreeMap::new() }
    }

    /// The stand-in for a name, for lists beside the text.
    pub fn name(&mut self, name: &str) -> String {
        let next = self.given.len();
        let nth = *self.given.entry(fold(name)).or_insert(next);
        match self.style {
            Style::Placeholders => format!("[name {}]", nth + 1),
            Style::Invented => {
                let name = INVENTED.get(nth % INVENTED.len()).copied().unwrap_or("Alba");
                if nth < INVENTED.len() {
                    name.to_owned()
                } else {
                    format!("{name}{}", nth / INVENTED.len() + 1)
                }
            }
        }
    }

    fn phone(&mut self, digits: &str) -> String {
        let next = self.phones.len();
        let nth = *self.phones.entry(digits.to_owned()).or_insert(next);
        match self.style {
            Style::Placeholders => "[phone]".into(),
            Style::Invented => format!("202-555-01{:02}", nth % 100),
        }
    }

    fn address(&self) -> &'static str {
        match self.style {
            Style::Placeholders => "[address]",
            Style::Invented => "12 Example Street",
        }
    }

    fn mail(&self) -> &'static str {
        match self.style {
            Style::Placeholders => "[mail]",
            Style::Invented => "someone@example.org",
        }
    }

    fn place(&self) -> &'static str {
        match self.style {
            Style::Placeholders => "[place]",
            Style::Invented => "Exampleton",
        }
    }

    fn number(&self) -> &'static str {
        match self.style {
            Style::Placeholders => "[number]",
            Style::Invented => "0000",
        }
    }

    /// The text without people. One line: what ends lines and columns becomes a space.
    pub fn clean(&mut self, text: &str) -> String {
        let text: String = text
            .chars()
            .take(4_000)
            .map(|c| if c.is_control() || c == '\u{2028}' { ' ' } else { c })
            .collect();
        let text = self.without_phones(&text);
        let tokens: Vec<&str> = text.split(' ').collect();
        let mut out: Vec<String> = Vec::with_capacity(tokens.len());
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            if token.contains('@') && token.contains('.')
                || token.contains("://")
                || token.starts_with("www.")
            {
                out.push(self.mail().to_owned());
                at += 1;
            } else if let Some(used) = street(&tokens, at) {
                out.push(self.address().to_owned());
                at += used;
            } else if let Some(used) = self.city(&tokens, at) {
                out.push(self.place().to_owned());
                at += used;
            } else {
                let before = at.checked_sub(1).and_then(|b| tokens.get(b)).copied();
                let earlier = at.checked_sub(2).and_then(|b| tokens.get(b)).copied();
                out.push(self.word(token, before, earlier));
                at += 1;
            }
        }
        out.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn city(&self, tokens: &[&str], at: usize) -> Option<usize> {
        (1..=3).rev().find(|count| {
            let Some(words) = tokens.get(at..at + count) else { return false };
            let joined = fold(&words.join(" "));
            self.places.contains(joined.trim_matches(|c: char| !c.is_alphanumeric()))
        })
    }

    /// One word between its signs.
    fn word(&mut self, token: &str, before: Option<&str>, earlier: Option<&str>) -> String {
        let start = token.find(char::is_alphanumeric).unwrap_or(token.len());
        let end = token
            .rfind(char::is_alphanumeric)
            .map_or(start, |i| i + token.get(i..).and_then(|r| r.chars().next()).map_or(1, char::len_utf8));
        let (head, core, tail) = (
            token.get(..start).unwrap_or_default(),
            token.get(start..end).unwrap_or_default(),
            token.get(end..).unwrap_or_default(),
        );
        if core.is_empty() {
            return token.to_owned();
        }
        let bare = |word: Option<&str>| {
            word.map(fold).unwrap_or_default().trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
        };
        let previous = bare(before);
        if core.bytes().all(|b| b.is_ascii_digit()) {
            let opens = OPENS.contains(&previous.as_str())
                || matches!(previous.as_str(), "is" | "number" | "#")
                    && OPENS.contains(&bare(earlier).as_str());
            let secret = core.len() >= 5 || opens && core.len() >= 2;
            return if secret { format!("{head}{}{tail}", self.number()) } else { token.to_owned() };
        }
        let core_folded = fold(core);
        let is_word = WORDS.contains(&core_folded.as_str());
        let titled = TITLES.contains(&previous.as_str());
        let starts_sentence =
            before.is_none_or(|b| b.is_empty() || b.ends_with(['.', '!', '?', ':', ';', '-']));
        let capital = core.starts_with(char::is_uppercase) && core.chars().any(char::is_lowercase);
        let inside = capital && !starts_sentence && !CAPITALS.contains(&core_folded.as_str());
        let possessive =
            ["s"].iter().find_map(|s| core_folded.strip_suffix(s)).filter(|n| self.known.contains(*n));
        let known = self.known.contains(&core_folded) || possessive.is_some();
        let plain_word = is_word && !titled && !capital;
        if (known && !plain_word && !(is_word && starts_sentence && !titled))
            || (titled && core_folded.len() > 1)
            || (inside && !is_word)
        {
            let base = possessive.map_or(core_folded.as_str(), |n| n).to_owned();
            let suffix = match possessive {
                Some(_) if core.contains(['\'', '’']) => "'s",
                Some(_) => "s",
                None => "",
            };
            let stand_in = self.name(&base);
            let stand_in = if core.starts_with(char::is_lowercase) && self.style == Style::Invented {
                stand_in.to_lowercase()
            } else {
                stand_in
            };
            return format!("{head}{stand_in}{suffix}{tail}");
        }
        token.to_owned()
    }

    /// Numbers of seven digits and more, however they are written.
    fn without_phones(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let chars: Vec<char> = text.chars().collect();
        let mut at = 0;
        while let Some(c) = chars.get(at) {
            let begins = c.is_ascii_digit()
                || matches!(c, '+' | '(') && chars.get(at + 1).is_some_and(char::is_ascii_digit);
            let after_word =
                at.checked_sub(1).and_then(|b| chars.get(b)).is_some_and(|b| b.is_alphanumeric());
            if begins && !after_word {
                let mut end = at;
                let mut digits = String::new();
                let mut last = at;
                while let Some(c) = chars.get(end) {
                    match c {
                        d if d.is_ascii_digit() => {
                            digits.push(*d);
                            last = end + 1;
                        }
                        ' ' | '-' | '.' | '(' | ')' | '+' if end - last < 2 => {}
                        _ => break,
                    }
                    end += 1;
                }
                let run: String = chars.get(at..last).into_iter().flatten().collect();
                if is_phone(&run, &digits) {
                    out.push_str(&self.phone(&digits));
                    at = last;
                    continue;
                }
                out.push_str(&run);
                at = last.max(at + 1);
                if run.is_empty() {
                    out.push(*c);
                }
                continue;
            }
            out.push(*c);
            at += 1;
        }
        out
    }
}

/// "7 11 2025" is no number to call; "202 555 0101", "555-0101" and "12025550101" are.
fn is_phone(run: &str, digits: &str) -> bool {
    let groups: Vec<usize> =
        run.split(|c: char| !c.is_ascii_digit()).map(str::len).filter(|n| *n > 0).collect();
    match digits.len() {
        7 => matches!(groups.as_slice(), [7] | [3, 4]),
        10 | 11 => groups.iter().any(|n| *n >= 3) && groups.last().is_some_and(|n| *n >= 4),
        9 => matches!(groups.as_slice(), [9] | [3, 2, 4]),
        n => n > 11 && groups.iter().all(|n| *n >= 3),
    }
}

/// "1600 Maple Ave", "12 N. Oak Park Blvd apt 4": how many words of an address begin here.
fn street(tokens: &[&str], at: usize) -> Option<usize> {
    let number = tokens.get(at)?.trim_start_matches(['(', '"']);
    let digits = number.chars().take_while(char::is_ascii_digit).count();
    if digits == 0 || digits > 5 || number.chars().count() > digits + 1 {
        return None;
    }
    let ends = (2..=5).find(|count| {
        tokens.get(at + count - 1).is_some_and(|word| {
            let word = fold(word);
            STREETS.contains(&word.trim_matches(|c: char| !c.is_alphanumeric()))
        })
    });
    let calle = tokens.get(at.checked_sub(2)?..at).is_some_and(|w| w.iter().any(|w| fold(w) == "calle"));
    ends.filter(|count| {
        // "be there at 8 on oak st" has a time, "8 min away": a street's name follows the number at once.
        tokens.get(at + 1).is_some_and(|w| w.starts_with(char::is_alphabetic))
            && *count >= 3
            && !matches!(
                fold(tokens.get(at + 1).unwrap_or(&"")).as_str(),
                "am" | "pm" | "min" | "on" | "at" | "to" | "and"
            )
    })
    .or(if calle { Some(1) } else { None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agency::{Client, Tongue};
    use crate::id::ClientId;
    use crate::policy::Rung;

    fn client(id: &str, first: &str, last: &str) -> Client {
        Client {
            id: ClientId::new(id),
            name: PersonName::new(first, last),
            text_to: None,
            phones: Vec::new(),
            home: None,
            city: Some("Oak Park".into()),
            tongue: Tongue::English,
            tags: BTreeSet::new(),
            active: true,
            is_client: true,
        }
    }

    fn pseudonyms(style: Style) -> Pseudonyms {
        let clients = vec![
            client("1", "Rosa", "Tillerman"),
            client("2", "Will", "Okonkwo"),
            client("3", "May", "Núñez"),
        ];
        let roster = Roster::new(Vec::new(), clients, &[], Vec::new(), None);
        let rung = Rung {
            name: "Dana (on call)".into(),
            phone: crate::phone::Phone::parse("2025550180").unwrap(),
            minutes: 5,
        };
        let policy = Policy { ladder: vec![rung], ..Policy::default() };
        Pseudonyms::new(style, &roster, &policy)
    }

    #[test]
    fn people_numbers_and_addresses_are_taken_out_and_the_rest_stays() {
        let mut p = pseudonyms(Style::Placeholders);
        for (said, clean) in [
            ("cant make it to rosas at 7a tmrw", "cant make it to [name 1]s at 7a tmrw"),
            (
                "Rosa's daughter, 202-555-0101 or (202) 555-0102, told Dana",
                "[name 1]'s daughter, [phone] or [phone], told [name 2]",
            ),
            ("i will be there at 8:15 with mrs nunez", "i will be there at 8:15 with mrs [name 3]"),
            ("go to 1600 Maple Ave, gate code 4471", "go to [address] gate code [number]"),
            ("her house (12 Elm st)", "her house [address]"),
            ("write me at k.jones@example.com", "write me at [mail]"),
            ("the one in oak park, 10-2 or 7 11", "the one in [place] 10-2 or 7 11"),
            ("my son Tavian is sick", "my son [name 4] is sick"),
            ("I can do Monday 11/24 at 1430", "I can do Monday 11/24 at 1430"),
            ("Mr. Okonkwo fell", "Mr. [name 5] fell"),
            ("a\tb\nc", "a b c"),
        ] {
            assert_eq!(p.clean(said), clean, "{said:?}");
        }
    }

    #[test]
    fn invented_people_read_like_people_and_stay_the_same() {
        let mut p = pseudonyms(Style::Invented);
        let first = p.clean("cant do Rosa tmrw, call 2025550101");
        assert_eq!(first, "cant do Alba tmrw, call 202-555-0100");
        assert_eq!(p.clean("rosa again"), "alba again");
    }
}
