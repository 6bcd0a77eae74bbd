//! The words of answers to several offers, one by one.
use super::Said;

const YES: &[&str] = &[
    "yes",
    "y",
    "si",
    "sure",
    "ok",
    "okyes",
    "take",
    "taking",
    "tomo",
    "tomar",
    "quiero",
    "want",
    "wants",
    "can",
    "puedo",
    "works",
    "accept",
    "acepto",
    "claro",
    "thumbsup",
    "gimme",
    "give",
    "grab",
    "absolutely",
    "definitely",
    "cover",
    "agarro",
    "hago",
    "gusta",
    "good",
    "perfect",
    "available",
    "free",
    "down",
    "love",
    "mine",
    "dame",
    "confirm",
    "apunto",
    "happy",
    "fine",
    "great",
    "va",
    "libre",
    "ponme",
    "ponganme",
    "anoteme",
    "anotame",
    "apunteme",
    "apuntame",
];
const NO: &[&str] = &[
    "no",
    "not",
    "cant",
    "wont",
    "dont",
    "pass",
    "skip",
    "nope",
    "nah",
    "paso",
    "never",
    "tampoco",
    "busy",
    "decline",
    "hate",
    "doesnt",
    "thumbsdown",
    "neither",
    "none",
    "ninguno",
    "ninguna",
    "isnt",
    "unavailable",
];
const MAYBE: &[&str] = &[
    "maybe", "might", "if", "quizas", "quiza", "possibly", "probably", "depends", "check", "unsure",
    "checar", "ver", "talvez", "idk",
];
pub(super) const EXCEPT: &[&str] = &["except", "excepto", "menos", "besides"];
pub(super) const EVERY: &[&str] = &[
    "both", "all", "either", "ambos", "ambas", "todos", "todas", "neither", "none", "ninguno", "ninguna",
    "any",
];
pub(super) const OTHERS: &[&str] = &["other", "otra", "otro", "others", "rest", "demas", "otras", "otros"];

/// What a word says by itself.
pub(super) fn says(word: &str) -> Option<Said> {
    if NO.contains(&word) {
        Some(Said::No)
    } else if MAYBE.contains(&word) {
        Some(Said::Maybe)
    } else if YES.contains(&word) {
        Some(Said::Yes)
    } else {
        None
    }
}
