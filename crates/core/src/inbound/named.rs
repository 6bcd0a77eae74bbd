//! Offers that she names by number although they wait for no answer any more: filled, over, or hers already. "TAKE 1" is
//! about #1 whatever else is open for her: asking "which one?" would be no answer, and would use up a question.
use super::Routing;
use crate::callout::OfferState;
use crate::conversation::{OpenOffer, Posed, Question};
use crate::texts::When;

/// Most words that are looked through.
const LONGEST: usize = 40;

/// Numbers of offers that the words name: after a word of taking or passing, with a `#`, or, where nothing else may be
/// meant, alone.
fn numbers(text: &str, bare: bool) -> Vec<u8> {
    const VERBS: &[&str] = &[
        "take", "taking", "accept", "pass", "decline", "want", "tome", "tomo", "tomar", "acepto", "paso",
        "rechazo", "quiero",
    ];
    const BETWEEN: &[&str] =
        &["number", "shift", "offer", "the", "and", "or", "numero", "turno", "oferta", "el", "la", "y"];
    const UNITS: &[&str] = &[
        "am", "pm", "a", "p", "min", "mins", "minutes", "hour", "hours", "hr", "hrs", "day", "days", "week",
        "weeks", "miles", "oclock", "hora", "horas", "dias",
    ];
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !(c.is_alphanumeric() || c == '#'))
        .filter(|w| !w.is_empty())
        .take(LONGEST + 1)
        .collect();
    // A longer text is no answer by number.
    if words.len() > LONGEST {
        return Vec::new();
    }
    let number = |word: &str| word.trim_start_matches('#').parse::<u8>().ok().filter(|n| (1..=9).contains(n));
    let alone = bare && words.iter().all(|w| number(w).is_some() || BETWEEN.contains(w));
    let mut found = Vec::new();
    let mut verb = false;
    for (at, word) in words.iter().enumerate() {
        let timed = words.get(at + 1).is_some_and(|next| UNITS.contains(next));
        match number(word) {
            Some(n) if (verb || alone || word.starts_with('#')) && !timed => {
                if !found.contains(&n) {
                    found.push(n);
                }
            }
            Some(_) => verb = false,
            None => verb = VERBS.contains(word) || (verb && BETWEEN.contains(word)),
        }
    }
    found
}

impl Routing<'_> {
    /// Her yes to it is known: it waits for no answer.
    pub(super) fn is_answered(&self, offer: &OpenOffer) -> bool {
        let claimed = self.out.conversation.claims.iter().any(|c| c.case == offer.case);
        let case = self.call_outs().find(|c| c.id() == offer.case);
        claimed || case.and_then(|c| c.offer(offer.no)).is_some_and(|o| o.state == OfferState::Accepted)
    }

    /// Offers that her words name and that are not among those that may be answered: the newest of each number, which are
    /// used again.
    pub(super) fn named_over(&self, answerable: &[OpenOffer]) -> Vec<OpenOffer> {
        let c = &self.out.conversation;
        if c.asked.is_some() {
            // A bare number answers the question that waits.
            return Vec::new();
        }
        let how_late = |p: &Posed| {
            matches!(p.question, Question::HowLate { .. }) && self.now.duration_since(p.at).as_hours() < 1
        };
        // "5" may be minutes, or a shift of the evening's list.
        let bare = c.confirming.is_none() && !c.posed.last().is_some_and(how_late);
        let known = |n: &u8| answerable.iter().any(|o| o.code == *n);
        let newest = |n: u8| c.open.iter().chain(c.closed.iter().rev()).find(|o| o.code == n).cloned();
        let named = numbers(self.heard.text.body.expose(), bare);
        named.into_iter().filter(|n| !known(n)).filter_map(newest).collect()
    }

    /// What is still open for her beside these, for whoever hears that these are not.
    pub(super) fn others_open(&self, meant: &[&OpenOffer]) -> Vec<(u8, When)> {
        let open =
            self.out.conversation.open.iter().filter(|o| self.now <= o.expires && !self.is_answered(o));
        open.filter(|o| !meant.iter().any(|m| m.case == o.case && m.no == o.no))
            .map(|o| (o.code, When { start: o.shift.key.start, end: o.shift.end }))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn b36_a_number_is_named_by_its_word_its_sign_or_standing_alone() {
        for text in ["TAKE 1", "take #1", "I'll take number 1 please", "yes #1", "1", "PASS 1", "tomo el 1"] {
            assert_eq!(numbers(text, true), [1], "{text}");
        }
        for text in ["1 and 3", "take 1 and 3", "#1, #3", "pass 1 or 3"] {
            assert_eq!(numbers(text, true), [1, 3], "{text}");
        }
        for text in ["yes", "I can be there at 1", "I can take 1 hour of it", "can do 1 to 5", "take 12"] {
            assert!(numbers(text, true).is_empty(), "{text}");
        }
        assert!(numbers("5", false).is_empty(), "minutes, where minutes were asked for");
        assert_eq!(numbers("take 5", false), [5]);
    }
}
