//! How a clock time bounds what somebody can do: "after 2", "can't before 9", "busy until 3", "leave at 4", "the last
//! 2 hours".

use super::calendar_words::number_named;
use super::clock::{Relation, back, word};

/// A piece of a shift that needs no clock: "the first half", "the last 2 hours".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    FirstHalf,
    LastHalf,
    FirstHours(i64),
    LastHours(i64),
    /// "can't do the first 2 hours"
    AllButFirst(i64),
    AllButLast(i64),
}

/// Whether a "can't" governs the word at `i`: "can't stay past", "not before", "no puedo hasta".
fn denied(words: &[&str], i: usize) -> bool {
    for n in 1..=6 {
        match back(words, i, n) {
            "" => return false,
            "cant" | "wont" | "not" | "dont" | "never" | "nunca" => return true,
            "no" if n <= 2 => return true,
            "puedo" | "puede" | "podria" | "podre" => return back(words, i, n + 1) == "no",
            "but" | "pero" | "can" | "could" | "will" | "only" | "solo" | "and" | "y" | "so" | "or"
            | "free" | "available" | "disponible" | "unless" | "if" | "si" | "when" | "cuando"
            | "because" => return false,
            _ => {}
        }
    }
    false
}

/// Whether the words before `i` tell of something else that she does then: "appointment until 2", "I work until 3".
fn busy(words: &[&str], i: usize) -> bool {
    for n in 1..=6 {
        match back(words, i, n) {
            "" => return false,
            "appointment" | "class" | "classes" | "court" | "busy" | "school" | "dentist" | "doctor"
            | "interview" | "cita" | "clase" | "clases" | "ocupada" | "ocupado" | "corte" | "juzgado"
            | "escuela" | "training" => return true,
            "work" | "working" => return matches!(back(words, i, n + 1), "i" | "am" | "already" | "job"),
            "trabajo" => return back(words, i, n + 1) != "al",
            "but" | "pero" | "can" | "could" | "will" | "only" | "solo" | "puedo" | "free" | "available"
            | "disponible" => return false,
            _ => {}
        }
    }
    false
}

fn opposite(relation: Relation) -> Relation {
    match relation {
        Relation::After => Relation::Until,
        Relation::Until => Relation::After,
        other => other,
    }
}

/// How the time at word `i` is used.
pub(super) fn relation_before(words: &[&str], i: usize) -> Relation {
    let back = |n: usize| back(words, i, n);
    let nearest = match back(1) {
        "at" | "the" | "las" | "la" | "around" | "about" | "like" | "its" | "is" => 2,
        "de" if matches!(back(2), "despues" | "antes") => 2,
        _ => 1,
    };
    // "despues de las 3" has one more word between.
    let nearest = if nearest == 2 && matches!(back(2), "de" | "of" | "a") { 3 } else { nearest };
    let said = match back(nearest) {
        "after" | "past" | "from" | "since" | "starting" | "desde" | "despues" | "partir" => Relation::After,
        "before" | "until" | "by" | "hasta" | "antes" => Relation::Until,
        "than" if matches!(back(nearest + 1), "later") => Relation::After,
        "than" if matches!(back(nearest + 1), "earlier" | "sooner") => Relation::Until,
        "instead" | "than" | "not" | "vez" | "lugar" => return Relation::Instead,
        "of" if back(nearest + 1) == "instead" => return Relation::Instead,
        "if" | "its" | "it" if back(nearest + 1) == "after" => Relation::After,
        _ => return Relation::At,
    };
    let connector = i.saturating_sub(nearest);
    // "leave by 3", "be there by 8" and "waiting since 5" are never turned round, "can't stay until 4" is no beginning.
    let fixed = matches!(back(nearest), "by" | "since")
        || said == Relation::Until && matches!(back(nearest + 1), "stay" | "staying" | "quedarme" | "late");
    if !fixed && (denied(words, connector) || busy(words, connector)) {
        return opposite(said);
    }
    said
}

/// "leave at 3", "salir a las 2": an end, though no "until" is said.
pub(super) fn leaving_at(words: &[&str], i: usize) -> bool {
    let verb = match (back(words, i, 1), back(words, i, 2)) {
        ("at" | "around", verb) => verb,
        ("las" | "la", "a") => back(words, i, 3),
        _ => return false,
    };
    matches!(verb, "leave" | "leaving" | "out" | "done" | "gone" | "irme" | "salir" | "salgo")
}

/// "the first half", "the last 2 hours", "las primeras 3 horas" at word `i`; a "can't" before turns it round.
pub(super) fn piece_at(words: &[&str], i: usize) -> Option<(Piece, usize)> {
    let first = match word(words, i) {
        "first" | "1st" | "primera" | "primeras" => true,
        "last" | "second" | "2nd" | "other" | "segunda" | "ultima" | "ultimas" => false,
        _ => return None,
    };
    let can = !denied(words, i);
    let next = word(words, i + 1);
    if matches!(next, "half" | "mitad" | "1/2") && word(words, i + 2) != "hour" {
        return Some((if first == can { Piece::FirstHalf } else { Piece::LastHalf }, 2));
    }
    if matches!(word(words, i), "second" | "2nd" | "other" | "segunda") {
        return None;
    }
    let (hours, used) = match next {
        "hour" | "hora" if word(words, i) != "last" || word(words, i + 2) != "i" => (1, 2),
        "couple" if word(words, i + 1 + usize::from(word(words, i + 2) == "of") + 1) == "hour" => {
            (2, 3 + usize::from(word(words, i + 2) == "of"))
        }
        number => {
            let hours = number.parse().ok().or_else(|| number_named(number))?;
            matches!(word(words, i + 2), "hour" | "horas" | "hora").then_some((hours, 3))?
        }
    };
    if !(1..=12).contains(&hours) {
        return None;
    }
    Some((
        match (first, can) {
            (true, true) => Piece::FirstHours(hours),
            (false, true) => Piece::LastHours(hours),
            (true, false) => Piece::AllButFirst(hours),
            (false, false) => Piece::AllButLast(hours),
        },
        used,
    ))
}

#[cfg(test)]
mod tests {
    use super::super::clock::clock_at;
    use super::*;

    fn relation(text: &str) -> Relation {
        let words: Vec<&str> = text.split(' ').collect();
        let i = (0..words.len()).find(|i| clock_at(&words, *i, true).is_some()).unwrap();
        relation_before(&words, i)
    }

    #[test]
    fn what_a_time_bounds_depends_on_the_words_before_it() {
        for (text, meant) in [
            ("can do after 2", Relation::After),
            ("leave by 5", Relation::Until),
            ("can i leave at 3", Relation::At),
            ("cant stay until 4", Relation::Until),
            ("cant unless it starts after 11", Relation::After),
            ("waiting since 5 and nobody is not here", Relation::After),
            ("hasta las 3", Relation::Until),
            ("despues de las 2", Relation::After),
            ("a partir de las 2", Relation::After),
            ("antes de las 2", Relation::Until),
            ("no later than 5", Relation::Until),
            ("not before 9", Relation::After),
            ("cant start until 9", Relation::After),
            ("cant stay past 5", Relation::Until),
            ("no puedo hasta las 3", Relation::After),
            ("puedo hasta las 3", Relation::Until),
            ("cant today but can until 3", Relation::Until),
            ("i have an appointment until 2", Relation::After),
            ("i work until 2", Relation::After),
            ("i can work until 2", Relation::Until),
            ("at 9 instead of 7", Relation::At),
        ] {
            assert_eq!(relation(text), meant, "{text}");
        }
    }

    #[test]
    fn pieces_of_a_shift() {
        let piece = |text: &str| {
            let words: Vec<&str> = text.split(' ').collect();
            (0..words.len()).find_map(|i| piece_at(&words, i)).map(|(piece, _)| piece)
        };
        assert_eq!(piece("only the first half"), Some(Piece::FirstHalf));
        assert_eq!(piece("cant do the first half"), Some(Piece::LastHalf));
        assert_eq!(piece("the last 2 hour"), Some(Piece::LastHours(2)));
        assert_eq!(piece("cant do the last two hour"), Some(Piece::AllButLast(2)));
        assert_eq!(piece("las primeras 3 horas"), Some(Piece::FirstHours(3)));
        assert_eq!(piece("my first half hour"), None);
        assert_eq!(piece("the last 20 hour"), None);
    }
}
