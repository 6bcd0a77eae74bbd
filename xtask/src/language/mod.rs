//! `cargo run -p xtask -- eval-language`: how well texts are read, on those of `fixtures/language/heldout` that nobody trained on.
//! `--set dev` and `--set heldout` measure one set only, `--set kept` the texts of `situations` that the encoder was not taught, `--list`
//! also names every text that is read wrongly, `--pictures` draws the confusion matrix and the reliability into `docs/images`.
mod binding;
mod corpus;
mod dump;
mod learner;
mod net;
mod pictures;
mod public;
mod sense;
mod train;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::Result;
use gigi_core::language::model::INTENTS;
use gigi_core::language::{Action, Intent, Reading, understand_by};
use gigi_core::policy::Thresholds;

pub(crate) use binding::train_binding;
use corpus::Labelled;
pub(crate) use dump::dump;
pub(crate) use train::train;

/// A wrong reading that Gigi would act on, and that hurts somebody.
fn harm(gold: &Labelled, reading: &Reading) -> Option<&'static str> {
    let read = |intent| reading.intents.iter().any(|i| i.intent == intent);
    let reads = |kind: fn(Intent) -> bool| reading.intents.iter().any(|i| kind(i.intent));
    let is = |kind: fn(Intent) -> bool| gold.intents.iter().copied().any(kind);
    if is(Intent::is_danger) && !reads(Intent::is_danger) {
        return Some("missed emergency or abuse");
    }
    if gold.says(Intent::OptOutInHelp)
        && !read(Intent::OptOutInHelp)
        && gold.primary() == Some(Intent::OptOutInHelp)
    {
        return Some("missed opt-out or help");
    }
    let acts = reading.action == Action::Act;
    if acts && read(Intent::OfferAccept) {
        let offers = reading.intents.iter().find(|i| i.intent == Intent::OfferAccept).map(|i| &i.offers);
        let primary = gold.primary() == Some(Intent::OfferAccept);
        if !gold.says(Intent::OfferAccept)
            || primary
                && !gold.offers.is_empty()
                && offers.is_some_and(|offers| offers.iter().any(|code| !gold.offers.contains(code)))
        {
            return Some("false accept");
        }
    }
    if acts && reads(Intent::is_call_out) && !is(Intent::is_call_out) {
        return Some("false call-out");
    }
    if read(Intent::OptOutInHelp) && !gold.says(Intent::OptOutInHelp) {
        return Some("false opt-out");
    }
    // A question or a human mends what was not understood; acting or silence does not.
    let unattended = matches!(reading.action, Action::Act | Action::Ignore);
    if unattended && gold.primary().is_some_and(Intent::is_call_out) && !reads(Intent::is_call_out) {
        return Some("missed call-out");
    }
    if unattended && gold.primary() == Some(Intent::OfferAccept) && !read(Intent::OfferAccept) {
        return Some("missed accept");
    }
    None
}

/// What was read, how surely, and from which words.
fn described(reading: &Reading) -> String {
    let one = |one: &gigi_core::language::IntentReading| {
        format!("{:?} {:.2} {}", one.intent, one.confidence, one.because.join("/"))
    };
    reading.intents.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// Hits of so many.
#[derive(Clone, Copy, Default)]
struct Share {
    hits: usize,
    of: usize,
}

impl Share {
    fn add(&mut self, hit: bool) {
        self.hits += usize::from(hit);
        self.of += 1;
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let percent = 100.0 * self.hits as f64 / self.of.max(1) as f64;
        write!(f, "{percent:.2} % ({} of {})", self.hits, self.of)
    }
}

#[derive(Default)]
struct Measures {
    primary: Share,
    spanish: Share,
    bound: Share,
    misbound: Share,
    danger: Share,
    false_alarm: Share,
    straight: Share,
    /// The same with what is always a person's.
    straight_of_all: Share,
    action: Share,
    harmful: Share,
    harms: BTreeMap<&'static str, usize>,
    by_intent: BTreeMap<Intent, Share>,
    confused: BTreeMap<(Intent, Option<Intent>), usize>,
    wrong: Vec<String>,
}

impl Measures {
    fn take(&mut self, gold: &Labelled, reading: &Reading) {
        let Some(primary) = gold.primary() else { return };
        let first = reading.intents.first().map(|i| i.intent);
        let right = first == Some(primary);
        self.primary.add(right);
        self.by_intent.entry(primary).or_default().add(right);
        if matches!(gold.lang.as_str(), "es" | "mixed") {
            self.spanish.add(right);
        }
        if !right {
            *self.confused.entry((primary, first)).or_default() += 1;
        }
        let read = reading.intents.iter().find(|i| i.intent == primary);
        if !gold.shifts.is_empty() || !gold.offers.is_empty() {
            let alike = |mine: &[String], right: &[String]| {
                let sorted = |ids: &[String]| ids.iter().cloned().collect::<BTreeSet<_>>();
                sorted(mine) == sorted(right)
            };
            let bound =
                read.is_some_and(|i| alike(&i.shifts, &gold.shifts) && alike(&i.offers, &gold.offers));
            self.bound.add(bound);
            let changes = primary.is_call_out()
                || matches!(primary, Intent::OfferAccept | Intent::ClientCancelReschedule);
            if changes && right && reading.action == Action::Act {
                self.misbound.add(!bound);
            }
            if right && !bound {
                let wanted = [gold.shifts.join(","), gold.offers.join(",")].join("/");
                let got =
                    read.map(|i| [i.shifts.join(","), i.offers.join(",")].join("/")).unwrap_or_default();
                self.wrong.push(format!(
                    "{} {primary:?} bound to {got} not {wanted} ({:?}): {}",
                    gold.message.id, reading.action, gold.message.text
                ));
            }
        }
        let alarmed = reading.intents.iter().any(|i| i.intent.is_danger());
        if gold.intents.iter().any(|intent| intent.is_danger()) {
            self.danger.add(alarmed);
        } else {
            self.false_alarm.add(alarmed);
        }
        // Of texts that teach nobody said what may be done: what names its shift or offer may be acted on.
        let bound = !gold.shifts.is_empty() || !gold.offers.is_empty();
        if gold.actions.first() == Some(&Action::Act) || gold.actions.is_empty() && bound {
            let through = right && reading.action == Action::Act;
            self.straight_of_all.add(through);
            if !primary.is_for_people() {
                self.straight.add(through);
            }
        }
        self.action.add(gold.actions.contains(&reading.action));
        if right && !gold.actions.is_empty() && !gold.actions.contains(&reading.action) {
            self.wrong.push(format!(
                "{} {primary:?} {:?} not {:?} ({}): {}",
                gold.message.id,
                reading.action,
                gold.actions,
                described(reading),
                gold.message.text
            ));
        }
        let harm = harm(gold, reading);
        self.harmful.add(harm.is_some());
        if let Some(harm) = harm {
            *self.harms.entry(harm).or_default() += 1;
        }
        if !right || harm.is_some() {
            let (id, text) = (&gold.message.id, &gold.message.text);
            let harm = harm.map(|h| format!(" HARM {h}")).unwrap_or_default();
            self.wrong.push(format!(
                "{id} {primary:?} read as {first:?} ({:?}, {}){harm}: {text}",
                reading.action,
                described(reading)
            ));
        }
    }
}

/// Measures and prints.
pub(crate) fn evaluate() -> Result<()> {
    let mut out = std::io::stdout().lock();
    if let Some(set) = std::env::args().skip_while(|a| a != "--set").nth(1) {
        return own(&set, &mut out);
    }
    own("heldout", &mut out)?;
    public::evaluate(&mut out)
}

/// Those of the default policy; `--policy-language '{"act":0.8}'` measures others.
fn thresholds() -> Result<Thresholds> {
    let given = std::env::args().skip_while(|a| a != "--policy-language").nth(1);
    Ok(given.map(|json| serde_json::from_str(&json)).transpose()?.unwrap_or_default())
}

/// On one of the sets of `fixtures/language` that are never taught.
fn own(set: &str, out: &mut impl std::io::Write) -> Result<()> {
    let texts = match set {
        "kept" => corpus::kept_back(train::count_by_hand()?)?,
        _ => corpus::in_situations(&corpus::folder().join(set))?,
    };
    let thresholds = thresholds()?;
    let mut all = Measures::default();
    let mut model_first = Share::default();
    let (mut pairs, mut said, mut took) = (Vec::new(), Vec::new(), Vec::new());
    for gold in &texts {
        let scores = gigi_core::language::model::alone(&gold.message);
        let best = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]));
        model_first.add(best.map(|at| INTENTS[at]) == gold.primary());
        let from = public::clock();
        let reading = understand_by(&gold.message, &thresholds);
        took.push(from.elapsed());
        if let (Some(is), Some(first)) = (gold.primary(), reading.intents.first()) {
            pairs.push((is, first.intent));
            said.push((first.confidence, is == first.intent));
        }
        all.take(gold, &reading);
    }
    if std::env::args().any(|a| a == "--pictures") {
        let images = corpus::folder().join("../../docs/images");
        fs::write(images.join("language-confusion.svg"), pictures::confusion(&pairs))?;
        fs::write(images.join("language-reliability.svg"), pictures::reliability(&pictures::bins(&said)))?;
    }
    writeln!(out, "{set}: {} texts\n", texts.len())?;
    for (name, goal, share) in [
        ("primary intent", "95 %", all.primary),
        ("... the model's likeliest alone", "", model_first),
        ("... Spanish and mixed", "within 2 points", all.spanish),
        ("shifts and offers bound", "95 %", all.bound),
        ("... of those acted on, others than meant", "", all.misbound),
        ("emergencies and abuse noticed", "100 %", all.danger),
        ("... raised for nothing", "under 3 %", all.false_alarm),
        ("acceptable action", "", all.action),
        ("straight through, of what may be acted on", "85 %", all.straight),
        ("... with what is always for a person", "", all.straight_of_all),
        ("harmful", "at most 0.2 %", all.harmful),
    ] {
        writeln!(out, "{name:<45} {:<24} goal {goal}", share.to_string())?;
    }
    for (harm, count) in &all.harms {
        writeln!(out, "    {harm}: {count}")?;
    }
    took.sort_unstable();
    let time =
        |share: usize| took.get(took.len() * share / 100).map_or(0.0, |time| time.as_secs_f64() * 1000.0);
    writeln!(out, "{:<45} median {:.1} ms, 99 in 100 under {:.1} ms", "time a text", time(50), time(99))?;
    writeln!(out, "\nby intent")?;
    for (intent, share) in &all.by_intent {
        writeln!(out, "    {:<24} {share}", format!("{intent:?}"))?;
    }
    let mut confused: Vec<_> = all.confused.iter().collect();
    confused.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    writeln!(out, "\nmost confused")?;
    for ((gold, read), count) in confused.iter().take(15) {
        writeln!(out, "    {count:>3} {gold:?} read as {read:?}")?;
    }
    if std::env::args().any(|a| a == "--list") {
        writeln!(out, "\n{}", all.wrong.join("\n"))?;
    }
    writeln!(out)?;
    Ok(())
}
