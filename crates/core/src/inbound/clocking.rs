//! "App won't let me clock in", "forgot to clock out yesterday, left at 4": kept for correction with the visit it belongs
//! to. Off the schedule it is a person's business.
use jiff::civil::Time;
use jiff::{Timestamp, ToSpan};

use super::{OutcomeKind, Routing, Target, case_shift};
use crate::agency::{Caregiver, Shift};
use crate::calendar::{Zone, plus_minutes};
use crate::case::{Case, Event};
use crate::clock::{ClockClaim, Side};
use crate::private::Redacted;

/// How far back a visit is looked for: a night, a day, and the evening before it.
const BACK_MINUTES: i64 = 40 * 60;

impl Routing<'_> {
    /// Records it; `false`: no visit of hers is near.
    pub(super) fn clock_trouble(&mut self, caregiver: &Caregiver) -> bool {
        let text = self.heard.text.body.expose().clone();
        let flat = flat(&text);
        let zone = &self.heard.policy.agency.zone;
        let (from, until) = (plus_minutes(self.now, -BACK_MINUTES), plus_minutes(self.now, 60));
        let own: Vec<&Shift> = self
            .heard
            .roster
            .shifts_of(&caregiver.id)
            .filter(|s| s.is_on() && s.end > from && s.start() < until)
            .collect();
        let told = side_of(&flat);
        let today = zone.at(self.now).date();
        let yesterday =
            [" yesterday ", " last night ", " ayer ", " anoche "].iter().any(|w| flat.contains(w));
        let began = |s: &Shift| zone.at(s.start()).date();
        let on_day: Vec<&Shift> =
            own.iter().copied().filter(|s| !yesterday || began(s) == today.saturating_sub(1.day())).collect();
        let distance = |s: &Shift, side: Side| {
            let at = if side == Side::Out { s.end } else { s.start() };
            at.duration_since(self.now).as_secs().abs()
        };
        // Without a word about it: whoever is closer to the end of a visit than to the beginning of one clocks out.
        let side = told.unwrap_or_else(|| {
            let nearest = |side| on_day.iter().map(|s| distance(s, side)).min().unwrap_or(i64::MAX);
            if nearest(Side::Out) < nearest(Side::In) { Side::Out } else { Side::In }
        });
        let begun = |s: &&&Shift| side == Side::In || s.start() <= self.now;
        let Some(shift) = on_day.iter().filter(begun).min_by_key(|s| distance(s, side)).copied() else {
            return false;
        };
        let near = if side == Side::Out { shift.end } else { shift.start() };
        let claim = ClockClaim {
            caregiver: caregiver.id.clone(),
            name: Redacted::new(caregiver.name.full()),
            shift: case_shift(self.heard.policy, self.heard.roster, shift),
            side,
            claimed: claimed(&flat, near, zone).filter(|t| *t <= plus_minutes(self.now, 30)),
            words: self.said(),
            at: self.now,
        };
        let about = |c: &&Case| {
            matches!(c, Case::Clock(k) if k.is_open() && k.shift().is_some_and(|s| s.key == shift.key)
                && k.claims.iter().all(|one| one.caregiver == caregiver.id))
        };
        let target = self.heard.cases.iter().find(about).map_or(Target::NewClock, |c| Target::Case(c.id()));
        let fact = self.understood().map(|fact| Event::Heard { fact });
        let event = Event::ClockClaimed { claim: Box::new(claim) };
        self.out.events.push((target, fact.into_iter().chain([event]).collect()));
        // Whoever cannot clock in at the door is at the door.
        if side == Side::In
            && let Some(visit) = self.visit_of(&shift.key)
        {
            self.tell(visit, Event::TurnedUp { sign: crate::visit::Sign::Says });
        }
        self.done(OutcomeKind::Acted, "clock times to be corrected by hand");
        true
    }
}

fn flat(text: &str) -> String {
    let lower = text.to_lowercase().replace(['\'', '\u{2019}'], "");
    let mut flat = String::from(" ");
    let kept = |c: char| if c.is_alphanumeric() || c == ':' { c } else { ' ' };
    for word in lower.chars().take(600).map(kept).collect::<String>().split_whitespace() {
        flat.push_str(word);
        flat.push(' ');
    }
    flat
}

/// Which end of the visit the words are about.
fn side_of(flat: &str) -> Option<Side> {
    const OUT: &[&str] = &[
        " clock out ",
        " clocked out ",
        " clocking out ",
        " clockout ",
        " clock me out ",
        " punch out ",
        " punched out ",
        " sign out ",
        " check out ",
        " log out ",
        " left at ",
        " leaving ",
        " got off at ",
        " finished at ",
        " salida ",
        " salir ",
        " sali ",
        " salí ",
    ];
    const IN: &[&str] = &[
        " clock in ",
        " clocked in ",
        " clocking in ",
        " clockin ",
        " clock me in ",
        " punch in ",
        " punched in ",
        " sign in ",
        " check in ",
        " log in ",
        " login ",
        " started at ",
        " got here at ",
        " arrived at ",
        " entrada ",
        " entrar ",
        " entre ",
    ];
    let at = |words: &[&str]| words.iter().filter_map(|w| flat.find(w)).min();
    match (at(IN), at(OUT)) {
        (None, None) => None,
        (Some(_), None) => Some(Side::In),
        (None, Some(_)) => Some(Side::Out),
        (Some(one), Some(other)) => Some(if one < other { Side::In } else { Side::Out }),
    }
}

/// The clock time in the words ("left at 4", "7:05am", "at 11 pm"), on the day and in the half of it nearest to `near`.
fn claimed(flat: &str, near: Timestamp, zone: &Zone) -> Option<Timestamp> {
    let words: Vec<&str> = flat.split_whitespace().collect();
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|b| words.get(b)).copied().unwrap_or_default();
        let after = words.get(at + 1).copied().unwrap_or_default();
        let digits: String = word.chars().take_while(|c| c.is_ascii_digit() || *c == ':').collect();
        let rest = word.get(digits.len()..).unwrap_or_default();
        let half = match (rest, after) {
            ("am" | "a", _) | ("", "am") => Some(0),
            ("pm" | "p", _) | ("", "pm") => Some(12),
            ("", _) => None,
            _ => continue,
        };
        let said = half.is_some()
            || digits.contains(':')
            || matches!(before, "at" | "around" | "about" | "las" | "la");
        if digits.is_empty() || !said {
            continue;
        }
        let (hour, minute) = digits.split_once(':').unwrap_or((digits.as_str(), "0"));
        let (Ok(hour), Ok(minute)) = (hour.parse::<i8>(), minute.parse::<i8>()) else { continue };
        if hour > 23 || minute > 59 || after == "min" || after == "minutes" {
            continue;
        }
        let hours: Vec<i8> = match half {
            Some(add) if hour <= 12 => vec![hour % 12 + add],
            _ if hour <= 12 => vec![hour % 12, hour % 12 + 12],
            _ => vec![hour],
        };
        let day = zone.at(near).date();
        let days = [day.saturating_sub(1.day()), day, day.saturating_add(1.day())];
        let all = days.iter().flat_map(|d| hours.iter().map(move |h| (*d, *h)));
        let instants = all.filter_map(|(day, hour)| {
            let time = Time::new(hour, minute, 0, 0).ok()?;
            Some(day.to_datetime(time).to_zoned_datetime(zone.tz().clone()).ok()?.timestamp())
        });
        return instants.min_by_key(|t| t.duration_since(near).as_secs().abs());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_that_is_claimed_is_the_nearest_one() {
        let zone = Zone::named("America/Chicago").unwrap();
        let at = |t: &str| t.parse::<Timestamp>().unwrap();
        let near = at("2026-11-24T22:00:00Z");
        let read = |text: &str| claimed(&flat(text), near, &zone);
        assert_eq!(read("forgot to clock out yesterday left at 4"), Some(at("2026-11-24T22:00:00Z")));
        assert_eq!(read("clocked out late, I left at 4:15pm"), Some(at("2026-11-24T22:15:00Z")));
        assert_eq!(read("app wont let me clock in"), None);
        assert_eq!(read("waited 20 min for the app"), None);
        let morning = at("2026-11-25T13:00:00Z");
        let night = claimed(&flat("overnight with Rosa, forgot to clock out at 7am"), morning, &zone);
        assert_eq!(night, Some(morning));
    }

    #[test]
    fn in_or_out() {
        for (text, side) in [
            ("app won't let me clock in", Some(Side::In)),
            ("no signal cant clock out", Some(Side::Out)),
            ("forgot to clock out, clocked in fine", Some(Side::Out)),
            ("the app is broken", None),
        ] {
            assert_eq!(side_of(&flat(text)), side, "{text:?}");
        }
    }
}
