//! What the words of a text say of each candidate: the clauses that point at it or past it, the neighbours of a day or a name, yes and
//! no around them, and how far "till Friday" or "ten days" reach.
use jiff::civil::Date;

use super::super::context::{Context, Local};
use super::super::dates::When;
use super::super::day::Day;
use super::super::phrases::rule;
use super::{Gathered, Item, Points, WORDS};

/// A clause with what it points at.
struct Clause<'t> {
    words: Vec<&'t str>,
    /// What each of the words says of what it stands beside.
    verdicts: Vec<u8>,
    when: When,
    /// How it points at each of the candidates.
    points: Vec<Points>,
    pointers: Vec<Pointer>,
}

impl<'t> Clause<'t> {
    fn new(context: &Context<'_>, text: &'t str, items: &[Item<'_>]) -> Self {
        let words: Vec<&str> = text.split_whitespace().take(WORDS).collect();
        let verdicts = words.iter().map(|word| verdict(word)).collect();
        let when = context.when_in(text);
        let points: Vec<Points> = items.iter().map(|item| item.pointed(&when, &words)).collect();
        let mut clause = Self { words, verdicts, when, points, pointers: Vec::new() };
        if clause.points_at_any() {
            clause.pointers = pointers(context, &clause.words, items);
        }
        clause
    }

    fn points_at_any(&self) -> bool {
        self.points.iter().any(|p| p.any())
    }

    /// `_` beyond the ends.
    fn word(&self, at: Option<usize>) -> &'t str {
        at.and_then(|at| self.words.get(at).copied()).unwrap_or("_")
    }

    fn verdict(&self, at: Option<usize>) -> u8 {
        at.and_then(|at| self.verdicts.get(at).copied()).unwrap_or(0)
    }

    /// The first and the last yes or no of it.
    fn yes_or_no(&self) -> (u8, u8) {
        let mut all = self.verdicts.iter().copied().filter(yes_or_no);
        (all.next().unwrap_or(0), all.next_back().unwrap_or(0))
    }
}

fn yes_or_no(verdict: &u8) -> bool {
    matches!(verdict, 1 | 2)
}

/// The words of a text as they stand to all candidates.
pub(super) struct Words<'t> {
    all: Vec<&'t str>,
    clauses: Vec<Clause<'t>>,
    lengths: Vec<i64>,
}

impl<'t> Words<'t> {
    pub(super) fn new(context: &'t Context<'_>, items: &[Item<'_>]) -> Self {
        let all: Vec<&str> = context.text.words().into_iter().take(WORDS).collect();
        let clauses = context.text.clauses.iter().map(|clause| Clause::new(context, clause, items)).collect();
        Self { clauses, lengths: lengths(&all), all }
    }

    /// Every word beside where the candidate stands.
    pub(super) fn beside(&self, place: &[Vec<u8>], found: &mut Gathered) {
        for fact in place {
            found.facts(fact);
            for (at, word) in self.all.iter().enumerate() {
                found.word(fact, &[word]);
                if let Some(next) = self.all.get(at + 1) {
                    found.word(fact, &[word, next]);
                }
            }
        }
    }

    /// What they say of candidate `n`.
    pub(super) fn of(&self, context: &Context<'_>, n: usize, item: &Item<'_>, found: &mut Gathered) {
        let mut best = 0;
        for clause in &self.clauses {
            best = best.max(of_clause(clause, n, found));
            for pointer in &clause.pointers {
                beside_pointer(clause, pointer, n, found);
                about_day(clause, pointer, item.shift, found);
            }
        }
        verdicts(&self.clauses, n, found);
        for days in &self.lengths {
            let until = i64::from((item.shift.date - context.today()).get_days());
            found.facts(&[53, u8::from(until < *days), u8::from(until == *days), u8::from(*days > 6)]);
        }
        let when = &context.when;
        let whole = item.pointed(when, &self.all);
        found.facts(&[50, best]);
        found.facts(&[51, whole.code(), u8::from(when.says_day())]);
        let flags = [when.several, when.range, when.all].map(u8::from);
        found.facts(&[52, u8::from(whole.day > 0), flags[0], flags[1], flags[2]]);
    }
}

/// A word that points at some of the candidates.
struct Pointer {
    at: usize,
    /// The day it says.
    day: Option<Date>,
    points: Vec<Points>,
}

/// Words that single out some candidates: a day, a name, a time.
fn pointers(context: &Context<'_>, words: &[&str], items: &[Item<'_>]) -> Vec<Pointer> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let when = context.when_in(word);
        let points: Vec<Points> = items.iter().map(|item| item.pointed(&when, &[word])).collect();
        if points.iter().any(|p| p.any()) {
            found.push(Pointer { at, day: when.days.first().and_then(Day::first), points });
        }
    }
    found
}

/// How the words of a clause stand to one candidate. Returns how well it points at it.
fn of_clause(clause: &Clause<'_>, n: usize, found: &mut Gathered) -> u8 {
    let mine = clause.points[n];
    let any = clause.points_at_any();
    let expressed = Points {
        day: u8::from(clause.when.says_day()),
        name: clause.points.iter().any(|p| p.name),
        time: u8::from(clause.points.iter().any(|p| p.time > 0)),
        part: clause.points.iter().any(|p| p.part),
    };
    let missed = (expressed.day > 0 && mine.day == 0) || (expressed.name && !mine.name);
    // Nothing is pointed at; something else is; this and what is named with it; this.
    let relation = match (any, mine.any(), missed) {
        (false, ..) if clause.when.says_day() => 1,
        (false, ..) => 0,
        (true, false, _) => 2,
        (true, true, true) => 3,
        (true, true, false) => 4,
    };
    let others = clause.points.iter().filter(|p| **p == mine).count().min(3);
    found.fact(&[60, relation, mine.code(), expressed.code()]);
    found.facts(&[61, relation, u8::try_from(others).unwrap_or(3)]);
    for (at, word) in clause.words.iter().enumerate() {
        found.word(&[70, relation], &[word]);
        found.word(&[70, relation, found.kind], &[word]);
        if let Some(next) = clause.words.get(at + 1) {
            found.word(&[71, relation], &[word, next]);
            if let Some(third) = clause.words.get(at + 2) {
                found.word(&[72, relation], &[word, next, third]);
            }
        }
    }
    if let (Some(first), Some(last)) = (clause.words.first(), clause.words.last()) {
        found.word(&[73, relation], &[first]);
        found.word(&[74, relation], &[last]);
    }
    relation
}

/// What a word says of what it stands beside.
fn verdict(word: &str) -> u8 {
    rule!(
        NO = whole[r"no|not|cant|wont|dont|nope|nah|out|off|neither|none|nothing|miss|missing|cancel|skip|unable|without|never|tampoco|ningun[oa]?|nada|falto|libre|unavailable|else|isnt|doesnt|didnt|drop|pass|ni"]
    );
    rule!(
        YES = whole[r"yes|si|ok|okay|fine|good|can|still|sure|keep|works?|working|will|ill|puedo|voy|do|take|there|yep|trabajo|bien|may"]
    );
    rule!(
        BUT = whole[r"but|except|only|just|other|others|rest|menos|excepto|solo|nomas|otr[oa]s?|demas|pero|after|until|till|til|through|thru|before|hasta|despues|desde|starting|from|since"]
    );
    if NO.is(word) {
        1
    } else if YES.is(word) {
        2
    } else if BUT.is(word) {
        3
    } else {
        0
    }
}

/// Yes and no, as they stand in the clauses that point at a candidate, and in the next that points at nothing.
fn verdicts(clauses: &[Clause<'_>], n: usize, found: &mut Gathered) {
    for (at, clause) in clauses.iter().enumerate() {
        if !clause.points_at_any() {
            continue;
        }
        let mine = u8::from(clause.points[n].any());
        let alone = u8::from(clause.points.iter().filter(|p| p.any()).count() == 1);
        let (first, last) = clause.yes_or_no();
        found.facts(&[90, mine, first, last, alone]);
        let beside = |at: Option<usize>| at.and_then(|at| clauses.get(at)).filter(|one| !one.points_at_any());
        let next = beside(at.checked_add(1)).map_or(9, |one| one.yes_or_no().0);
        found.facts(&[91, mine, first, next]);
        let before = beside(at.checked_sub(1)).map_or(9, |one| one.yes_or_no().1);
        found.facts(&[92, mine, first, before]);
    }
}

/// "10 days", "two weeks", "48 hours": in days.
fn lengths(words: &[&str]) -> Vec<i64> {
    let number = |word: &str| match word {
        "a" | "an" | "one" | "una" | "un" | "1" => Some(1),
        "couple" | "two" | "dos" => Some(2),
        "few" | "three" | "tres" | "unos" => Some(3),
        "four" | "cuatro" => Some(4),
        "five" | "cinco" => Some(5),
        "ten" | "diez" => Some(10),
        other => other.parse::<i64>().ok().filter(|n| *n < 100),
    };
    let unit = |word: &str| match word {
        "day" | "days" | "dia" | "dias" | "jours" => Some(1),
        "week" | "weeks" | "semana" | "semanas" | "wks" | "wk" => Some(7),
        "month" | "months" | "mes" | "meses" => Some(30),
        _ => None,
    };
    words
        .windows(3)
        .filter_map(|w| {
            let n = number(w[0]);
            match (n, w[1], w[2]) {
                (Some(n), "hours" | "hrs" | "horas", _) => Some((n + 23) / 24),
                (Some(n), one, _) if unit(one).is_some() => unit(one).map(|u| n * u),
                (Some(n), "of" | "more" | "full" | "whole", two) => unit(two).map(|u| n * u),
                _ => None,
            }
        })
        .collect()
}

/// Whether a shift lies before, on or after a day that is said, with the words that say it: "till the 27th", "after tonight".
fn about_day(clause: &Clause<'_>, pointer: &Pointer, mine: &Local, found: &mut Gathered) {
    let Some(day) = pointer.day else { return };
    let side = match mine.date.cmp(&day) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => 1,
        std::cmp::Ordering::Greater => 2,
    };
    // Of "the 27th" and "next friday" the word before.
    let before = pointer.at.checked_sub(1);
    let article = matches!(clause.word(before), "the" | "el" | "next" | "this" | "on");
    let at = if article { pointer.at.checked_sub(2) } else { before };
    let lead = clause.word(at);
    found.word(&[87, side], &[lead]);
    found.word(&[87, side, found.kind], &[lead]);
    found.word(&[88, side], &[lead, clause.word(clause.words.len().checked_sub(1))]);
    let said = |verdicts: &[u8]| verdicts.iter().copied().find(yes_or_no).unwrap_or(0);
    let (left, right) = clause.verdicts.split_at(pointer.at);
    found.facts(&[93, side, clause.verdict(at), said(left), said(right)]);
}

/// The neighbours of a word that points at this candidate, or at others.
fn beside_pointer(clause: &Clause<'_>, pointer: &Pointer, n: usize, found: &mut Gathered) {
    let mine = u8::from(pointer.points[n].any());
    let at = pointer.at;
    let (before, earlier) = (clause.word(at.checked_sub(1)), clause.word(at.checked_sub(2)));
    let (after, later) = (clause.word(at.checked_add(1)), clause.word(at.checked_add(2)));
    found.word(&[80, mine], &[before]);
    found.word(&[81, mine], &[after]);
    found.word(&[82, mine], &[earlier, before]);
    found.word(&[83, mine], &[after, later]);
    found.word(&[84, mine], &[before, after]);
    found.word(&[85, mine], &[earlier]);
    found.word(&[86, mine], &[later]);
    let nearest = |verdicts: &mut dyn Iterator<Item = &u8>| {
        let at = verdicts.take(5).enumerate().find(|(_, verdict)| yes_or_no(verdict));
        at.map_or([0, 0], |(at, verdict)| [*verdict, 1 + u8::from(at > 1)])
    };
    let left = nearest(&mut clause.verdicts[..at].iter().rev());
    let right = nearest(&mut clause.verdicts[at + 1..].iter());
    found.fact(&[94, mine, left[0], left[1], right[0], right[1]]);
    found.fact(&[95, mine, left[0], right[0], clause.verdict(at.checked_sub(1))]);
}
