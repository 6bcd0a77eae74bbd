//! Live odds: the chance that a shift is filled by its start, from who was asked, who will be, and the clock.
use jiff::Timestamp;

use super::measure::wilson;
use crate::calendar::{hours_between, plus_minutes};
use crate::matching::Waiting;
use crate::matching::pace::{SAY_NO, answered_within};
use crate::matching::waves::{plan, slots};
use crate::policy::Policy;

/// Minutes from a yes to the confirmation that a filled shift needs.
const CONFIRMING: f64 = 1.0;
/// When everybody who was asked says no the next wave goes out at once: after this share of the gap, on average.
const ALL_SAID_NO: f64 = 0.25;

/// What is known about the search at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Outlook<'a> {
    /// Start of the shift.
    pub start: Timestamp,
    /// Open offers.
    pub open: &'a [Waiting],
    /// Chances of those who can be asked and have not been, best first.
    pub rest: &'a [f64],
    /// Chances of those who only live too far away, best first: they are asked once nobody else is left (`domain.md 3.33`).
    pub far: &'a [f64],
    /// Those who cannot be texted just now because they are with a client: until when, and the chance of each.
    pub busy: &'a [(Timestamp, f64)],
    /// When the next of them are asked; `None` if nobody is.
    pub next_wave: Option<Timestamp>,
}

/// Chance, 0 to 1, that somebody says yes early enough to be confirmed by the start.
///
/// Everybody answers on her own; silence so far makes a yes less likely; the waves to come are sized and timed as the
/// machine sizes and times them, quiet hours included; who is with a client is asked when she has left, and
/// who lives far away when the list is at its end. Who drops out
/// meanwhile, or comes free because plans change, is not foreseen.
pub fn odds(policy: &Policy, outlook: &Outlook<'_>, now: Timestamp) -> f64 {
    let minutes = |from: Timestamp, until: Timestamp| hours_between(from, until) * 60.0 - CONFIRMING;
    let left = minutes(now, outlook.start);
    let mut nobody: f64 = outlook.open.iter().map(|offer| 1.0 - offer.says_yes(left)).product();
    let Some(next) = outlook.next_wave else { return 1.0 - nobody };
    let (mut rest, mut busy) = (outlook.rest.to_vec(), outlook.busy.to_vec());
    busy.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    let wait = hours_between(now, next).max(0.0) * 60.0;
    let all_say_no: f64 = outlook.open.iter().map(|offer| offer.says_no(wait)).product();
    let mut at = sooner(now, wait, if outlook.open.is_empty() { 0.0 } else { all_say_no });
    at = policy.may_ask_from(outlook.start, at);
    let silent = hours_between(now, at) * 60.0;
    let open: Vec<Waiting> = outlook.open.iter().map(|offer| offer.after(silent)).collect();
    let mut sizes = plan(&open, &rest, &slots(policy, outlook.start, at)).into_iter();
    let mut far = outlook.far;
    while at < outlook.start && nobody > 1e-6 {
        let free = busy.partition_point(|(until, _)| *until <= at);
        rest.extend(busy.drain(..free).map(|(_, chance)| chance));
        let rule = policy.wave(hours_between(at, outlook.start));
        let gap = rule.gap_minutes.max(1) as f64;
        if rest.is_empty() && !far.is_empty() {
            // The list is at its end: it is made again at once, with longer ways.
            rest.extend(std::mem::take(&mut far));
            sizes = plan(&[], &rest, &slots(policy, outlook.start, at)).into_iter();
            continue;
        }
        if rest.is_empty() {
            // The list is looked through again every gap: half of one passes before she is found on it.
            let Some((until, _)) = busy.first() else { break };
            at = policy.may_ask_from(outlook.start, sooner(at.max(*until), gap / 2.0, 0.0));
            continue;
        }
        // Waves that went out sooner than planned leave room for more of them.
        let size = sizes.next().unwrap_or(rule.size).min(rule.size);
        let asked: Vec<f64> = rest.drain(..size.clamp(1, rest.len())).collect();
        let in_time = answered_within(minutes(at, outlook.start));
        nobody *= asked.iter().map(|chance| 1.0 - chance * in_time).product::<f64>();
        let all_say_no = asked.iter().map(|c| (1.0 - c) * SAY_NO * answered_within(gap)).product::<f64>();
        at = policy.may_ask_from(outlook.start, sooner(at, gap, all_say_no).max(plus_minutes(at, 1)));
    }
    1.0 - nobody
}

/// When the next wave goes out on average: after the gap in minutes, or soon after everybody has said no.
fn sooner(at: Timestamp, gap: f64, all_say_no: f64) -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "seconds of a gap")]
    let seconds = (gap * 60.0 * (1.0 - all_say_no * (1.0 - ALL_SAID_NO))) as i64;
    at.saturating_add(jiff::SignedDuration::from_secs(seconds.max(1))).unwrap_or(at)
}

/// One of ten bins: what was predicted on average, what happened, how often.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Bin {
    /// Mean of the predictions in it.
    pub predicted: f64,
    /// Share that was filled by the start.
    pub happened: f64,
    /// 95 % interval of that share (Wilson), each prediction taken for one of its own. Several are said of one shift and end
    /// alike, so that it is rather too narrow.
    pub interval: (f64, f64),
    /// Predictions.
    pub count: usize,
}

/// Predictions against what happened, in ten bins of equal width; empty bins have a count of 0.
pub fn calibration(said: &[(f64, bool)]) -> [Bin; 10] {
    let mut bins = [Bin::default(); 10];
    for (odds, filled) in said {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 9")]
        let at = ((odds * 10.0) as usize).min(9);
        if let Some(bin) = bins.get_mut(at) {
            bin.predicted += odds;
            bin.happened += f64::from(u8::from(*filled));
            bin.count += 1;
        }
    }
    for bin in bins.iter_mut().filter(|b| b.count > 0) {
        bin.predicted /= bin.count as f64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
        let hits = bin.happened as usize;
        bin.interval = wilson(hits, bin.count);
        bin.happened /= bin.count as f64;
    }
    bins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odds_fall_with_silence_and_with_the_time_left_and_rise_with_every_open_offer() {
        let policy = Policy::default();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (start, now) = (at("2026-11-24T18:00:00Z"), at("2026-11-24T16:00:00Z"));
        let with = |open: &[(f64, Timestamp)], now| {
            let open: Vec<Waiting> =
                open.iter().map(|(chance, sent)| Waiting::since(*chance, *sent, now)).collect();
            odds(
                &policy,
                &Outlook { start, open: &open, rest: &[], far: &[], busy: &[], next_wave: None },
                now,
            )
        };
        let fresh = with(&[(0.5, now)], now);
        assert!((0.4..0.5).contains(&fresh), "{fresh}");
        assert!(with(&[(0.5, now), (0.5, now)], now) > fresh);
        assert!(with(&[(0.5, now)], at("2026-11-24T16:40:00Z")) < fresh / 2.0, "40 minutes of silence");
        assert!(with(&[(0.5, now)], start) < 1e-9, "nothing is filled by a start that has come");
        assert!(with(&[], now) < 1e-9);
    }

    #[test]
    fn whoever_is_with_a_client_is_counted_from_when_she_leaves() {
        let policy = Policy::default();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (start, now) = (at("2026-11-24T22:00:00Z"), at("2026-11-24T16:00:00Z"));
        let with = |busy: &[(Timestamp, f64)], next_wave| {
            odds(&policy, &Outlook { start, open: &[], rest: &[], far: &[], busy, next_wave }, now)
        };
        let soon = with(&[(at("2026-11-24T17:00:00Z"), 0.4)], Some(now));
        assert!((0.35..0.4).contains(&soon), "{soon}");
        let late = with(&[(at("2026-11-24T21:50:00Z"), 0.4)], Some(now));
        assert!(late > 0.0 && late < soon - 0.1, "{late}");
        assert!(with(&[(start, 0.4)], Some(now)) < 1e-9, "she leaves too late");
        assert!(with(&[(at("2026-11-24T17:00:00Z"), 0.4)], None) < 1e-9, "nobody is asked any more");
    }

    #[test]
    fn people_with_longer_ways_are_counted_once_nobody_else_is_left() {
        let policy = Policy::default();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (start, now) = (at("2026-11-24T22:00:00Z"), at("2026-11-24T16:00:00Z"));
        let with = |rest: &[f64], far: &[f64], start| {
            odds(&policy, &Outlook { start, open: &[], rest, far, busy: &[], next_wave: Some(now) }, now)
        };
        let near = with(&[0.3], &[], start);
        let (both, alike) = (with(&[0.3], &[0.3], start), with(&[0.3, 0.3], &[], start));
        assert!(both > near + 0.1, "{near} {both}");
        assert!((both - alike).abs() < 0.03, "asked a gap later, and there is time: {both} {alike}");
        let soon = plus_minutes(now, 6);
        assert!(
            with(&[0.3], &[0.3], soon) < with(&[0.3, 0.3], &[], soon) - 0.05,
            "no time for a second wave"
        );
    }

    #[test]
    fn a_bin_holds_what_was_said_and_what_happened() {
        let bins = calibration(&[(0.95, true), (0.91, true), (1.0, false), (0.0, false)]);
        assert_eq!((bins[9].count, bins[0].count, bins[5].count), (3, 1, 0));
        assert!((bins[9].happened - 2.0 / 3.0).abs() < 1e-9);
        assert_eq!(bins[9].interval, wilson(2, 3), "three say little");
    }
}
