//! Answers to what Gigi asked last: a number from a list, yes or no to a confirmation; and reactions.

use super::bind::{self, Bound};
use super::callout;
use super::context::{Context, Found, Local};
use super::listed;
use super::phrases::rule;
use super::reply::{self, Verdict};
use super::thread::{self, Asked};
use super::{Action, Answer, Intent, Speaker, Turn, say, window};

rule!(ALL = words [r"both(?: of them| shifts)?", r"all(?: of them| three| shifts| my shifts| 3| 4| of it)?", r"every one", r"los dos", r"las dos", r"ambos", r"ambas", r"tod[oa]s"]);
rule!(NONE = words [r"neither", r"none(?: of them| of those)?", r"ninguno", r"ninguna"]);
rule!(NOT_YET = words [r"not (?:yet|quite|just yet)", r"(?:todavia|aun) no", r"no,? (?:todavia|aun)", r"pas encore", r"hindi pa"]);
rule!(MEANT = words [r"i (?:meant|mean)", r"quise decir", r"me refiero", r"es (?:el|la) del?"]);
/// So few words that pick one of the listed shifts say nothing else.
const BARE_PICK: usize = 4;
rule!(PICK_FILLER = whole [
    r"(?:(?:the|number|num|option|shift|shifts|and|y|el|la|numero|opcion|one|ones|please|its|it is|just|only|i mean|i meant|is|or|1st|2nd|3rd|first|second|third|last|primero|primera|segundo|segunda|tercero|ultimo|thanks|both|#?[1-9]) ?)+",
]);

/// What an answer came to.
#[derive(Default)]
pub(super) struct Answered {
    pub(super) answer: Option<Answer>,
    pub(super) found: Vec<Found>,
}

impl Answered {
    fn new(answer: Answer, found: Vec<Found>) -> Option<Self> {
        Some(Self { answer: Some(answer), found })
    }
}

/// An answer to what was asked, and nothing beside it.
pub(super) fn alone() -> Found {
    Found::new(Intent::UnclearOrAdversarial, 0.9, "answer").action(Action::Act)
}

/// She is out of these.
pub(super) fn out_of(context: &Context<'_>, ids: Vec<String>, words: &str) -> Found {
    let intent = if ids.len() > 1 { Intent::CallOutMulti } else { Intent::CallOutSingle };
    let urgent =
        ids.iter().filter_map(|id| context.shift(id)).any(|shift| context.minutes_until(shift) < 240);
    Found::new(intent, 0.93, words).shifts(ids).urgent(urgent)
}

fn picked(context: &Context<'_>, count: usize) -> Vec<usize> {
    let flat = &context.text.flat;
    if ALL.is(flat) {
        return (1..=count).collect();
    }
    if !PICK_FILLER.is(flat) {
        return Vec::new();
    }
    let mut numbers = Vec::new();
    for word in context.text.words() {
        let number = match word.trim_start_matches('#') {
            "first" | "1st" | "primero" | "primera" => 1,
            "second" | "2nd" | "segundo" | "segunda" => 2,
            "third" | "3rd" | "tercero" => 3,
            "last" | "ultimo" => count,
            digits => digits.parse::<usize>().unwrap_or(0),
        };
        if (1..=count).contains(&number) && !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    numbers
}

/// Reads the text as an answer to `asked`; nothing if it is none.
pub(super) fn find(context: &Context<'_>, asked: &Asked, verdict: Verdict) -> Option<Answered> {
    let flat = &context.text.flat;
    let brief = context.text.words().len() <= 12;
    match asked {
        Asked::WhichShift(entries) => {
            if NONE.is(flat) {
                // "neither, i meant monday"
                return match context.binding().bound.clone() {
                    Bound::These(ids) if MEANT.is(flat) && says_which(context) => {
                        Answered::new(Answer::Shift(ids.clone()), vec![out_of(context, ids, flat.trim())])
                    }
                    _ => Answered::new(Answer::No, Vec::new()),
                };
            }
            let numbers = picked(context, entries.len());
            let narrower = ALL.is(flat) && (says_which(context) || callout::says_works(flat));
            if narrower {
                // "both of Mrs Reyes", "all day tomorrow"; "no, I can work all of them" picks none.
                let all: Vec<String> = entries.iter().flatten().cloned().collect();
                let ids = if callout::says_works(flat) { Vec::new() } else { listed::those(context, &all) };
                let out = out_of(context, ids.clone(), flat.trim());
                return match ids.len() {
                    0 => Some(Answered {
                        answer: None,
                        found: vec![out.ask(say::which_shift(context, &all)).certain()],
                    }),
                    _ => Answered::new(Answer::Shift(ids), vec![out]),
                };
            }
            if !numbers.is_empty() {
                let ids: Vec<String> =
                    numbers.iter().filter_map(|n| entries.get(n - 1).cloned().flatten()).collect();
                let found = if ids.is_empty() {
                    Vec::new()
                } else {
                    vec![out_of(context, ids, flat.trim()).certain()]
                };
                return Answered::new(Answer::Choice(numbers), found);
            }
            if !brief {
                return None;
            }
            // "yes" to "which?": still which.
            if matches!(verdict, Verdict::Yes { .. })
                && context.text.words().len() <= 3
                && !says_which(context)
            {
                let listed: Vec<String> = entries.iter().flatten().cloned().collect();
                let again = out_of(context, Vec::new(), flat.trim()).ask(say::which_shift(context, &listed));
                return Some(Answered { answer: None, found: vec![again.certain()] });
            }
            // Of the listed shifts: the words may fit others as well.
            let listed: Vec<&String> = entries.iter().flatten().collect();
            // "I can still do the morning one": the other is the one she cannot.
            if let Some(kept) = callout::kept(context) {
                let left: Vec<String> =
                    listed.iter().filter(|id| !kept.contains(id)).map(|id| (*id).clone()).collect();
                if left.len() == 1 && kept.iter().all(|id| listed.contains(&id)) {
                    return Answered::new(
                        Answer::Shift(left.clone()),
                        vec![out_of(context, left, flat.trim()).certain()],
                    );
                }
            }
            let among: Vec<&Local> = listed.iter().filter_map(|id| context.shift(id)).collect();
            if let Some(one) = listed::picked(context, &among) {
                let ids = vec![one.id.clone()];
                let out = out_of(context, ids.clone(), flat.trim());
                let out = if context.text.words().len() <= BARE_PICK { out.certain() } else { out };
                return Answered::new(Answer::Shift(ids), vec![out]);
            }
            match context.binding().bound.clone() {
                Bound::These(ids) if says_which(context) => {
                    Answered::new(Answer::Shift(ids.clone()), vec![out_of(context, ids, flat.trim())])
                }
                Bound::Ask(ids) if says_which(context) => {
                    let left: Vec<String> = ids.into_iter().filter(|id| listed.contains(&id)).collect();
                    match left.len() {
                        1 => Answered::new(
                            Answer::Shift(left.clone()),
                            vec![out_of(context, left, flat.trim())],
                        ),
                        _ => Some(Answered {
                            answer: None,
                            found: vec![
                                out_of(context, Vec::new(), flat.trim())
                                    .ask(say::which_shift(context, &left)),
                            ],
                        })
                        .filter(|_| left.len() > 1),
                    }
                }
                _ => None,
            }
        }
        Asked::OutOf(named) => match verdict {
            Verdict::Yes { .. } if brief => {
                let found = (!named.is_empty()).then(|| out_of(context, named.clone(), flat.trim()));
                // A bare yes can mean nothing else; "yes and Friday too", "yes, I'm back Monday" name another day.
                let bare = context.text.words().len() <= 3;
                let more = !bare && says_which(context);
                let found = found.map(|one| match (bare, more) {
                    (true, _) => one.certain(),
                    (_, true) => one.ask(say::which_shift(context, named)).certain(),
                    _ => one,
                });
                Answered::new(Answer::Yes, found.into_iter().collect())
            }
            Verdict::No if brief && callout::find(context).is_none() => Answered::new(Answer::No, Vec::new()),
            _ if flat.trim() == "1" => {
                let found = named.iter().take(1).map(|id| out_of(context, vec![id.clone()], "1")).collect();
                Answered::new(Answer::Choice(vec![1]), found)
            }
            _ => None,
        },
        Asked::Confirm(shift) => match verdict {
            Verdict::Yes { .. } => Answered::new(Answer::Yes, Vec::new()),
            // "todavía no, apenas estoy lavando el uniforme"
            Verdict::No if comes_all_the_same(flat) && callout::find(context).is_none() => None,
            Verdict::No => {
                let called = callout::find(context);
                let named = shift.clone().or_else(|| bind::at_hand(context, 36));
                let found = match (called, named) {
                    (Some(called), _) if called.action == Action::Act => Some(called),
                    (_, Some(id)) => {
                        let mut found = out_of(context, vec![id], flat.trim());
                        found.reading.reason = super::reason::find(context, flat).map(|why| why.reason);
                        Some(found)
                    }
                    (called, None) => called,
                };
                Answered::new(Answer::No, found.into_iter().collect())
            }
            _ => None,
        },
        Asked::Part(shift) => part(context, shift.clone(), verdict, brief),
        Asked::Other if context.text.words().len() <= 4 => match verdict {
            Verdict::Yes { .. } => Answered::new(Answer::Yes, Vec::new()),
            Verdict::No => Answered::new(Answer::No, Vec::new()),
            _ => None,
        },
        Asked::Nothing | Asked::Told | Asked::Offer | Asked::HowLate | Asked::Other => None,
    }
}

/// "todavía no", "no me gusta manejar con hielo pero ahí voy a estar", "last time it snowed I couldn't": no no to what was asked.
fn comes_all_the_same(flat: &str) -> bool {
    NOT_YET.is(flat) || callout::says_works(flat) || callout::has_lookalike(flat)
}

/// "Could you work part of it?": yes or a window is a part, no is all of it. Either way she is out of the rest.
fn part(context: &Context<'_>, shift: Option<String>, verdict: Verdict, brief: bool) -> Option<Answered> {
    let id = shift.or_else(|| bind::at_hand(context, 36))?;
    let local = context.shift(&id)?;
    let window = window::on_shift(context, &context.when, local);
    if callout::find(context).is_some() && window.is_none() && verdict != Verdict::No {
        return None;
    }
    let mut out = out_of(context, vec![id.clone()], context.text.flat.trim());
    match verdict {
        Verdict::No if window.is_none() && brief => {
            let out = if context.text.words().len() <= 3 { out.certain() } else { out };
            Answered::new(Answer::No, vec![out])
        }
        Verdict::Yes { .. } | Verdict::Conditional | Verdict::None if window.is_some() => {
            out.reading.window = window;
            let mut swap = Found::new(Intent::SwapOrTimeChange, 0.9, "part").shifts(vec![id]);
            swap.reading.window = window;
            // A bare window answers the question, and the call-out is known.
            let (out, swap) = if brief && !context.text.question && !context.text.flat.contains(" if ") {
                (out.certain(), swap.certain())
            } else {
                (out, swap)
            };
            Some(Answered { answer: None, found: vec![out, swap] })
        }
        Verdict::Yes { .. } if brief => {
            let question = say::which_hours(context);
            Some(Answered { answer: Some(Answer::Yes), found: vec![out.ask(question).certain()] })
        }
        _ => None,
    }
}

/// The words point at a shift at all: a day, a time, a part of the day, a client.
fn says_which(context: &Context<'_>) -> bool {
    let when = &context.when;
    when.says_day()
        || !when.times.is_empty()
        || !when.spans.is_empty()
        || !when.parts.is_empty()
        || when.next_shift
        || bind::names_client(context)
}

rule!(REACTION = raw_one [
    r#"^(?:(liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted (\S+) to|(\S{1,8}) to|le gusto|le encanto|no le gusto|reacciono (?:con )?(\S+) a|removed an? [a-z ]+ from))\s*[\x{200a}]*"(.*)$"#,
]);

/// A tapback that arrived as text: `Liked "…"`. Yes for the good ones, no for the bad ones.
pub(super) fn reaction(context: &Context<'_>) -> Option<Answered> {
    let folded = super::normalise::fold(&context.text.lower);
    let found = REACTION.captures(folded.trim())?;
    let kind = found.get(1).map_or("", |m| m.as_str());
    let sign = [2, 3, 4].iter().find_map(|group| found.get(*group)).map_or("", |m| m.as_str());
    let quoted = found.get(5).map_or("", |m| m.as_str()).trim_end_matches(['"', ' ', '.', '…']);
    let good = matches!(kind, "liked" | "loved" | "le gusto" | "le encanto")
        || sign.contains("thumbsup")
        || sign.contains("smile");
    // Emoji were put into words, with spaces, before the rules see them.
    let good = good || kind.contains("thumbsup") || kind.contains("smile");
    let bad = matches!(kind, "disliked" | "no le gusto") || kind.contains("thumbsdown");
    let ignored = || {
        Some(Answered {
            answer: None,
            found: vec![Found::new(Intent::UnclearOrAdversarial, 0.9, kind).action(Action::Ignore)],
        })
    };
    if kind == "questioned" && !context.offers.is_empty() {
        return Some(Answered {
            answer: None,
            found: reply::to_offers(context, Verdict::Question, &Asked::Offer),
        });
    }
    if !good && !bad {
        return ignored();
    }
    let turn = Turn { from: Speaker::Gigi, text: quoted.to_owned(), at: context.at() };
    match thread::of_turn(context, &turn) {
        Asked::Offer => {
            let words = super::normalise::Text::new(quoted);
            let named: Vec<&str> = context
                .offers
                .iter()
                .filter(|offer| {
                    words.flat.contains(&format!(" take {} ", offer.id))
                        || words.flat.contains(&format!(" tome {} ", offer.id))
                })
                .map(|offer| offer.id.as_str())
                .collect();
            let code = match (named.as_slice(), context.offers.as_slice()) {
                ([only], _) => Some((*only).to_owned()),
                ([], [only]) => Some(only.id.clone()),
                _ => None,
            };
            let intent = if good { Intent::OfferAccept } else { Intent::OfferDecline };
            let found = match code {
                Some(code) => Found::new(intent, 0.9, kind).offers(vec![context.code(&code)]),
                None if context.offers.is_empty() => return ignored(),
                None => Found::new(intent, 0.8, kind).ask(say::which_offer(context)),
            };
            Some(Answered { answer: None, found: vec![found] })
        }
        Asked::Confirm(_) if good => Answered::new(Answer::Yes, Vec::new()),
        Asked::OutOf(named) if good => {
            let found = (!named.is_empty()).then(|| out_of(context, named, kind));
            Answered::new(Answer::Yes, found.into_iter().collect())
        }
        Asked::Confirm(_) | Asked::OutOf(_) => Answered::new(Answer::No, Vec::new()),
        Asked::Other if good => Answered::new(Answer::Yes, Vec::new()),
        Asked::Other => Answered::new(Answer::No, Vec::new()),
        Asked::Nothing | Asked::Told | Asked::WhichShift(_) | Asked::HowLate | Asked::Part(_) => ignored(),
    }
}

/// Whether the text quotes something that was sent to her.
pub(super) fn quotes(context: &Context<'_>) -> bool {
    context.text.raw.contains('“') || context.text.raw.matches('"').count() > 1
}
