//! Words for days and times at any instant in any zone, of a caregiver with a shift every twelve hours.
#![no_main]

use gigi_core::language::{Intent, KnownShift, Message, Sender, understand};
use gigi_fuzz::{ZONES, check, instant, text};
use jiff::{SignedDuration, Timestamp};
use libfuzzer_sys::arbitrary::{Arbitrary, Result, Unstructured};
use libfuzzer_sys::fuzz_target;

#[derive(Debug)]
struct Said {
    at: Timestamp,
    zone: &'static str,
    text: String,
}

impl<'a> Arbitrary<'a> for Said {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self { at: instant(u, Timestamp::UNIX_EPOCH)?, zone: u.choose(&ZONES)?, text: text(u)? })
    }
}

fuzz_target!(|said: Said| {
    let hours = |n: i64| said.at.saturating_add(SignedDuration::from_hours(n)).unwrap_or(said.at);
    let shifts: Vec<KnownShift> = (-2..=30)
        .map(|n| KnownShift {
            id: format!("s{n}"),
            start: hours(12 * n - 5),
            end: hours(12 * n + 3),
            client: String::new(),
        })
        .collect();
    let message = Message {
        id: "m".to_owned(),
        at: said.at,
        zone: said.zone.to_owned(),
        sender: Sender::Caregiver,
        text: format!("cant work {}", said.text),
        shifts,
        offers: Vec::new(),
        thread: Vec::new(),
    };
    let reading = understand(&message);
    check(&message, &reading);
    for one in &reading.intents {
        if !matches!(one.intent, Intent::CallOutSingle | Intent::CallOutMulti) {
            continue;
        }
        let ended = |id: &String| message.shifts.iter().any(|s| s.id == *id && s.end <= message.at);
        assert!(!one.shifts.iter().any(ended), "a call-out of a shift that is over: {:?}", one.shifts);
        let Some(window) = one.window else { continue };
        let near = |at: Timestamp| {
            message.shifts.iter().any(|shift| {
                one.shifts.contains(&shift.id)
                    && at >= shift.start.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN)
                    && at <= shift.end.saturating_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX)
            })
        };
        assert!(window.from.is_none_or(near) && window.until.is_none_or(near), "a window far from its shift");
    }
});
