//! Where a candidate stands: among the others, in time, in what was said before, and in what the rules made of the text.
use jiff::civil::Weekday;

use super::super::bind::{self, Bound};
use super::super::calendar_words::number_named;
use super::super::context::{Context, Found, Local};
use super::super::normalise::Text;
use super::super::order::Ruled;
use super::super::thread::{self, Asked};
use super::super::{Intent, Speaker, about};
use super::{Gathered, Item, Points, kind};

fn small(n: usize) -> u8 {
    u8::try_from(n.min(5)).unwrap_or(5)
}

/// Where a candidate stands among the others and in time.
pub(super) fn place(context: &Context<'_>, items: &[Item<'_>], n: usize) -> [Vec<u8>; 9] {
    let mine = items[n].shift;
    let over = mine.end <= context.at();
    let running = !over && context.running(mine);
    let ahead = |item: &&Item<'_>| item.shift.end > context.at() && !context.running(item.shift);
    let to_come = items.iter().filter(ahead).count();
    let rank = items.iter().filter(ahead).filter(|i| i.shift.start < mine.start).count();
    let that_day: Vec<&Item<'_>> = items.iter().filter(|i| i.shift.date == mine.date).collect();
    let in_day = that_day.iter().filter(|i| i.shift.start < mine.start).count();
    let same_client = items.iter().filter(|i| !i.names.is_empty() && i.names == items[n].names).count();
    let days = (mine.date - context.today()).get_days();
    let offset = match days {
        i32::MIN..=-1 => 0,
        0 => 1,
        1 => 2,
        2 => 3,
        3..=6 => 4,
        7..=13 => 5,
        _ => 6,
    };
    let state = if over {
        0
    } else if running {
        1
    } else {
        2
    };
    let hour = u8::try_from(mine.start_minute / 180).unwrap_or(0);
    let weekend = matches!(mine.date.weekday(), Weekday::Saturday | Weekday::Sunday);
    let last = rank + 1 == to_come && to_come > 1;
    let others = || items.iter().filter(ahead).filter(|i| i.shift.id != mine.id);
    let longest = u8::from(others().all(|other| length(other.shift) < length(mine)));
    let shortest = u8::from(others().all(|other| length(other.shift) > length(mine)));
    let first_of_client =
        !items.iter().filter(ahead).any(|i| i.names == items[n].names && i.shift.start < mine.start);
    [
        vec![10, state, small(rank)],
        vec![11, offset],
        vec![12, small(in_day), small(that_day.len()), u8::from(days == 0)],
        vec![13, u8::from(last), small(to_come)],
        vec![14, hour, u8::from(mine.crosses_midnight)],
        vec![15, u8::from(weekend), mine.date.weekday().to_monday_zero_offset().unsigned_abs()],
        vec![16, u8::from(same_client > 1), u8::from(first_of_client), state],
        vec![17, u8::from(items.len() == 1), u8::from(to_come == 1)],
        vec![18, longest, shortest],
    ]
}

/// Minutes from start to end.
fn length(shift: &Local) -> i64 {
    (shift.end.as_second() - shift.start.as_second()) / 60
}

/// Whether the words say how long it is: "the 8 hour one". 0 where they say no length, 1 where another, 2 where this.
fn length_said(words: &[&str], shift: &Local) -> u8 {
    let said = |pair: &[&str]| match pair {
        [number, "hour" | "hours" | "hr" | "hrs" | "horas"] => {
            number.parse::<i64>().ok().or_else(|| number_named(number))
        }
        _ => None,
    };
    let hours: Vec<i64> = words.windows(2).filter_map(said).collect();
    match hours.contains(&(length(shift) / 60)) {
        _ if hours.is_empty() => 0,
        false => 1,
        true => 2,
    }
}

/// The last text of one side.
struct Said {
    speaker: u8,
    /// How it points at each of the candidates.
    points: Vec<Points>,
    /// Whether it points at any of them.
    any: bool,
}

/// What is the same for every candidate.
pub(super) struct Shared {
    bound: Bound,
    /// What the rules found of this kind: its shifts or offers, and how sure.
    ruled: Option<(Vec<String>, u8)>,
    /// What the rules would say it is about.
    about: Vec<String>,
    at_hand: Option<String>,
    asked: u8,
    listed: Vec<Option<String>>,
    /// What the last text of either side points at.
    said: Vec<Said>,
    /// Where one shift was asked about: the one whose date and start stand in the last text of the agency's side.
    written: Option<Option<String>>,
    short: bool,
}

impl Shared {
    pub(super) fn new(context: &Context<'_>, ruled: &Ruled, items: &[Item<'_>], intent: Intent) -> Self {
        let asked = context.asked();
        let (code, listed) = match asked {
            Asked::Nothing => (0, Vec::new()),
            Asked::Told => (1, Vec::new()),
            Asked::Offer => (2, Vec::new()),
            Asked::WhichShift(listed) => (3, listed.clone()),
            Asked::OutOf(named) => {
                (4, vec![if let [only] = named.as_slice() { Some(only.clone()) } else { None }])
            }
            Asked::Confirm(one) => (5, vec![one.clone()]),
            Asked::Part(one) => (6, vec![one.clone()]),
            Asked::HowLate => (7, Vec::new()),
            Asked::Other => (8, Vec::new()),
        };
        let last = |speaker: Speaker| context.message.thread.iter().rev().find(|turn| turn.from == speaker);
        let mut said = Vec::new();
        for speaker in [Speaker::Gigi, Speaker::Sender] {
            if let Some(turn) = last(speaker) {
                let text = Text::new(&turn.text);
                let (words, when) = (text.words(), context.when_in(&text.flat));
                let points: Vec<Points> = items.iter().map(|item| item.pointed(&when, &words)).collect();
                said.push(Said { speaker: speaker as u8, any: points.iter().any(|p| p.any()), points });
            }
        }
        let written = matches!(asked, Asked::Part(_) | Asked::OutOf(_) | Asked::Confirm(_))
            .then(|| last(Speaker::Gigi).and_then(|turn| thread::shift_in(context, &turn.text)));
        let same = |one: &&Found| kind(one.reading.intent) == kind(intent);
        let found = ruled.found.iter().find(same).map(|one| {
            let bound = if intent.answers_offer() {
                one.reading.offers.iter().map(|code| code.to_lowercase()).collect()
            } else {
                one.reading.shifts.clone()
            };
            (bound, one.action as u8)
        });
        Self {
            bound: context.binding().bound.clone(),
            ruled: found,
            about: about::shifts(context, intent),
            at_hand: bind::at_hand(context, 24),
            asked: code,
            listed,
            said,
            written,
            short: context.text.words().len() <= 6,
        }
    }

    pub(super) fn facts(
        &self,
        context: &Context<'_>,
        items: &[Item<'_>],
        n: usize,
        place: &[Vec<u8>],
        found: &mut Gathered,
    ) {
        let id = &items[n].shift.id;
        let (state, bound) = match &self.bound {
            Bound::These(ids) => (1, Some(ids)),
            Bound::Ask(ids) => (2, Some(ids)),
            Bound::Nothing => (0, None),
        };
        let holds = bound.is_some_and(|ids| ids.contains(id));
        let count = small(bound.map_or(0, Vec::len));
        let says = u8::from(context.when.says_day());
        found.facts(&[20, state, u8::from(holds), count]);
        found.facts(&[21, state, u8::from(holds), says, u8::from(context.when.unsure)]);
        let ruled = match &self.ruled {
            None => [22, 0, 0, 0],
            Some((ids, action)) => [22, 1 + u8::from(ids.contains(id)), small(ids.len()), *action],
        };
        found.facts(&ruled);
        let mut both = ruled.to_vec();
        both.extend([state, u8::from(holds), says]);
        found.facts(&both);
        found.facts(&[23, u8::from(self.about.contains(id)), small(self.about.len())]);
        found.facts(&[24, u8::from(self.at_hand.as_ref() == Some(id))]);
        let at = self.listed.iter().position(|one| one.as_ref() == Some(id));
        let listed = [25, self.asked, at.map_or(9, small), small(self.listed.len())];
        found.facts(&listed);
        for word in context.text.words().into_iter().take(12) {
            found.word(&listed, &[word]);
        }
        for said in &self.said {
            let (speaker, points, others) = (said.speaker, said.points[n], u8::from(said.any));
            found.facts(&[26, speaker, points.code(), others, u8::from(self.short)]);
            let near = [27, speaker, u8::from(points.day > 0 || points.name), others];
            found.facts(&near);
            for word in context.text.words().into_iter().take(12) {
                found.word(&near, &[word]);
            }
            let mut asked = near.to_vec();
            asked.push(self.asked);
            found.facts(&asked);
        }
        let mut both = vec![28, state, u8::from(holds)];
        both.extend_from_slice(&place[0]);
        found.facts(&both);
        let mut both = vec![29, says];
        both.extend_from_slice(&place[0]);
        both.extend_from_slice(&place[1]);
        found.facts(&both);
        let said = items.iter().any(|item| length_said(&context.text.words(), item.shift) == 2);
        found.facts(&[31, length_said(&context.text.words(), items[n].shift), u8::from(said)]);
        if let Some(written) = &self.written {
            found.facts(&[30, u8::from(written.as_ref() == Some(id)), self.asked]);
        }
    }
}
