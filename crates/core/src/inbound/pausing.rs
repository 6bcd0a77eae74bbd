//! "PAUSE 4H": no offers for a while (`domain.md 3.35`). Nothing else is held back: answers, her own shifts, news about
//! what she accepted.
use super::{OutcomeKind, Routing};
use crate::calendar::plus_minutes;
use crate::effect::To;
use crate::texts::Say;

/// Hours when she names none.
const HOURS: i64 = 4;
/// Longest pause; for longer she tells the office, or opts out.
const LONGEST: i64 = 24;

impl Routing<'_> {
    /// Whether the whole text is the word; everything else is read as usual.
    pub(super) fn paused(&mut self) -> bool {
        let Some(hours) = wanted(self.heard.text.body.expose()) else { return false };
        let until = (hours > 0).then(|| plus_minutes(self.now, hours * 60));
        self.out.conversation.paused_until = until;
        self.out.replies.push((To::Phone(self.heard.text.from.clone()), Say::Paused { until }));
        self.done(OutcomeKind::Acted, if until.is_some() { "no offers for a while" } else { "offers again" });
        true
    }
}

/// Hours without offers; 0 ends a pause.
fn wanted(text: &str) -> Option<i64> {
    let text = text.trim().trim_end_matches(['.', '!']).to_lowercase();
    if text == "unpause" || text == "pause off" {
        return Some(0);
    }
    let rest = text.strip_prefix("pause").or_else(|| text.strip_prefix("pausa"))?;
    let rest = rest.trim();
    let digits = rest.trim_end_matches(|c: char| !c.is_ascii_digit());
    match (rest, rest.strip_prefix(digits)?.trim()) {
        ("", _) => Some(HOURS),
        (_, "h" | "hr" | "hrs" | "hour" | "hours" | "hora" | "horas" | "") => {
            digits.parse().ok().map(|hours: i64| hours.clamp(1, LONGEST))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn only_the_word_itself_pauses() {
        let rows = [
            ("PAUSE 4H", Some(4)),
            ("pause", Some(4)),
            ("Pause 2 hours.", Some(2)),
            ("pausa 3 horas", Some(3)),
            ("pause 900h", Some(24)),
            ("unpause", Some(0)),
            ("pause the 7a please", None),
            ("can we pause", None),
            ("pause 4 days", None),
            ("pause h", None),
        ];
        for (text, hours) in rows {
            assert_eq!(wanted(text), hours, "{text}");
        }
    }
}
