//! `gigi rehearse`: past call-outs again, with modelled people, under this policy and under three others.
mod csv;
pub mod logs;
mod report;
mod simulated;

pub use simulated::agency as invented_agency;
mod table;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::Args;
use gigi_core::id::CaregiverId;
use gigi_core::policy::Policy;
use gigi_core::rehearsal::waves::{Measured, measure};
use gigi_core::rehearsal::{Agency, Load, Outcome, PastCallOut, People, Style, Summary, invent, rehearse};
use gigi_engine::ports::{Clock as _, Store as _};
use gigi_sim::AgencySize;
use serde_json::{Value, json};

use crate::clock::SystemClock;
use crate::config::Config;
use crate::progress::Shown;

/// Times a schedule is played at the most.
const MOST_PLAYS: u64 = 1_000;
/// Small cases that `--waves` measures for each row of the table.
const SMALL_CASES: usize = 200;

/// What to rehearse.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// The invented agency whose people and schedule are used: small, large or storm.
    #[arg(long, default_value = "small", conflicts_with = "mirror")]
    agency: AgencySize,
    /// Use the agency's own people and schedule, from the database that `gigi sync` filled.
    #[arg(long)]
    mirror: bool,
    /// What people, call-outs and the invented agency grow from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Share of the assigned shifts that are called out, 0 to 1; notice times are modelled.
    #[arg(long, default_value_t = 0.05, conflicts_with = "csv")]
    share: f64,
    /// So many call-outs: the earliest first; where the call-outs are invented and one play of the schedule has fewer, it
    /// is played again with other people and other call-outs until there are as many.
    #[arg(long, value_name = "N")]
    shifts: Option<usize>,
    /// Past call-outs: a file with the columns shift_start,shift_end,client,caregiver,called_out_at. Times are like
    /// 2026-11-24T07:00 (the agency's zone) or 2026-11-24T13:00:00Z, people are ids.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Past call-outs from WellSky's care logs of so many days (at most 60): visits that somebody else clocked in for than
    /// the schedule names. The schedule is the database's.
    #[arg(long, value_name = "DAYS", requires = "mirror", conflicts_with_all = ["csv", "share"],
        value_parser = clap::value_parser!(i64).range(1..=60))]
    encounters: Option<i64>,
    /// The policy to rehearse (TOML) instead of the built-in one or that of GIGI_POLICY.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Only these beside ours, with commas between them: fixed-waves, one-at-a-time, broadcast.
    #[arg(long, value_name = "POLICIES", value_delimiter = ',', value_parser = style)]
    against: Vec<Style>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// Write a page with pictures.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Measure the sizes of waves on small cases against the exact best instead.
    #[arg(long, conflicts_with_all = ["csv", "report", "mirror", "encounters"])]
    waves: bool,
}

/// Everything that is shown.
struct Rehearsed {
    source: String,
    policy: Policy,
    remarks: Vec<String>,
    /// The plays of each policy, ours first.
    outcomes: Vec<Vec<Outcome>>,
    summaries: Vec<Summary>,
    took: Duration,
}

impl Rehearsed {
    fn ours(&self) -> &[Outcome] {
        self.outcomes.first().map(Vec::as_slice).unwrap_or_default()
    }

    fn plays_in_words(&self) -> String {
        match self.ours().len() {
            0 | 1 => String::new(),
            plays => {
                format!(", in {plays} plays of its schedule, each with other people and other call-outs")
            }
        }
    }
}

/// One play of the schedule.
struct Play {
    past: Vec<PastCallOut>,
    people: People,
}

/// The command.
///
/// # Errors
/// When the policy, the file of call-outs or the database cannot be read, or the report cannot be written.
pub async fn start(options: Options, elapsed: impl Fn() -> Duration) -> anyhow::Result<()> {
    let policy = policy(&options)?;
    if options.waves {
        let rows = measure(&policy, SMALL_CASES, options.seed);
        let text = if options.json {
            json!({"small_cases": SMALL_CASES, "rows": rows}).to_string()
        } else {
            waves(&rows)
        };
        return print(&text);
    }
    if !(0.0..=1.0).contains(&options.share) {
        bail!("--share is a part of all shifts, 0 to 1, not {}", options.share);
    }
    let (mut agency, source, history) = agency(&options, &policy).await?;
    let mut remarks = Vec::new();
    let plays = match (&options.csv, history) {
        (None, Some(history)) => {
            remarks = history.remarks;
            if history.past.is_empty() {
                bail!("there is nothing to rehearse:\n  {}", remarks.join("\n  "));
            }
            vec![play(history.past, options.seed, options.shifts)]
        }
        (Some(path), _) => {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("{} cannot be read", path.display()))?;
            let past = csv::read(&text, &mut agency, &policy.agency.zone)
                .map_err(|wrong| anyhow::anyhow!("{}:\n  {}", path.display(), wrong.join("\n  ")))?;
            vec![play(past, options.seed, options.shifts)]
        }
        (None, None) => invented(&agency, &options),
    };
    if plays.iter().all(|play| play.past.is_empty()) {
        bail!("there is nothing to rehearse: no shift of {source} was called out (see --share and --csv)");
    }
    remarks.extend(missing(&agency));
    let rehearsed = all(policy, &agency, &plays, &styles(&options.against), (source, remarks), elapsed);
    if let Some(path) = &options.report {
        std::fs::write(path, report::page(&rehearsed))
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    let text = if options.json { to_json(&rehearsed).to_string() } else { table::text(&rehearsed) };
    print(&text)
}

fn play(mut past: Vec<PastCallOut>, seed: u64, most: Option<usize>) -> Play {
    past.sort();
    past.truncate(most.unwrap_or(usize::MAX));
    Play { past, people: People::new(seed) }
}

/// Invented call-outs: one play, or as many as the wanted number takes.
fn invented(agency: &Agency, options: &Options) -> Vec<Play> {
    let mut plays = vec![play(invent(agency, options.share, options.seed), options.seed, options.shifts)];
    for more in 1..MOST_PLAYS {
        let drawn: usize = plays.iter().map(|play| play.past.len()).sum();
        let missing = options.shifts.unwrap_or(0).saturating_sub(drawn);
        if missing == 0 || drawn == 0 {
            break;
        }
        let seed = options.seed.wrapping_add(more);
        plays.push(play(invent(agency, options.share, seed), seed, Some(missing)));
    }
    plays
}

fn print(text: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{}", text.trim_end()).context("standard output")
}

fn policy(options: &Options) -> anyhow::Result<Policy> {
    let path = options.policy.clone().or_else(|| std::env::var_os("GIGI_POLICY").map(PathBuf::from));
    let Some(path) = path else { return Ok(Policy::default()) };
    let text =
        std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let policy: Policy = toml::from_str(&text).with_context(|| path.display().to_string())?;
    policy.checked().with_context(|| path.display().to_string())
}

/// People and schedule, how they are named, and what care logs say if they are wanted.
async fn agency(options: &Options, policy: &Policy) -> anyhow::Result<(Agency, String, Option<logs::Past>)> {
    if !options.mirror {
        let name = format!("{:?}", options.agency).to_lowercase();
        let agency = simulated::agency(options.agency, options.seed, &policy.agency.zone);
        return Ok((agency, format!("the invented agency {name}, seed {}", options.seed), None));
    }
    let (parts, _sim) =
        crate::serve::parts(Config::from_env()?).await.context("the database cannot be read")?;
    let roster = parts.store.roster().await.context("the database cannot be read")?;
    let agency = Agency {
        caregivers: roster.caregivers().cloned().collect(),
        clients: roster.clients().cloned().collect(),
        shifts: roster.shifts().to_vec(),
    };
    if agency.caregivers.is_empty() {
        bail!("the database holds nobody yet: run `gigi sync` first");
    }
    let Some(days) = options.encounters else {
        return Ok((agency, "the agency's own schedule".into(), None));
    };
    let now = SystemClock.now();
    let engine = crate::app::join(parts)?.engine;
    let past = logs::read(&engine, &agency, days, now, options.seed).await?;
    Ok((agency, format!("the agency's own care logs of {days} days"), Some(past)))
}

/// Plays every policy, two plays at a time.
fn all(
    policy: Policy,
    agency: &Agency,
    plays: &[Play],
    styles: &[Style],
    (source, remarks): (String, Vec<String>),
    elapsed: impl Fn() -> Duration,
) -> Rehearsed {
    let (bar, done, next) = (Shown::new(), AtomicUsize::new(0), AtomicUsize::new(0));
    let played = Mutex::new(Vec::new());
    let whole = plays.iter().map(|play| play.past.len()).sum::<usize>() * styles.len();
    // The policies of one play after each other: the dearest of them is not left to the end.
    let work: Vec<(usize, &Play, Style)> = plays
        .iter()
        .enumerate()
        .flat_map(|(at, play)| styles.iter().rev().map(move |style| (at, play, *style)))
        .collect();
    std::thread::scope(|threads| {
        for _ in 0..2 {
            threads.spawn(|| {
                while let Some((at, play, style)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut each = || bar.count(done.fetch_add(1, Ordering::Relaxed) + 1, whole, "call-outs");
                    let outcome =
                        rehearse(&policy, agency, &play.past, play.people, *style, false, &mut each);
                    played.lock().unwrap_or_else(PoisonError::into_inner).push((*style, *at, outcome));
                }
            });
        }
    });
    let mut played = played.into_inner().unwrap_or_else(PoisonError::into_inner);
    played.sort_by_key(|(style, at, _)| (*style, *at));
    let mut outcomes: Vec<Vec<Outcome>> = styles.iter().map(|_| Vec::new()).collect();
    for (style, _, outcome) in played {
        let of = styles.iter().position(|s| *s == style).and_then(|at| outcomes.get_mut(at));
        if let Some(of) = of {
            of.push(outcome);
        }
    }
    let summaries: Vec<Summary> = outcomes.iter().map(|plays| Summary::of(plays)).collect();
    let remarks = remarks.into_iter().chain(few(&summaries)).collect();
    Rehearsed { source, policy, remarks, outcomes, summaries, took: elapsed() }
}

fn style(name: &str) -> Result<Style, String> {
    Style::parse(name).ok_or_else(|| "fixed-waves, one-at-a-time or broadcast".into())
}

/// Ours first, then those that are wanted; all of them where nothing is said.
fn styles(against: &[Style]) -> Vec<Style> {
    let wanted = |style: &Style| *style == Style::Ours || against.is_empty() || against.contains(style);
    Style::ALL.into_iter().filter(wanted).collect()
}

/// Why a policy cannot do with a quarter of the broadcast's offers, where so few may be asked that none can.
fn few(summaries: &[Summary]) -> Option<String> {
    let offers = |style: Style| {
        let summary = summaries.iter().find(|s| s.policy == style.name())?;
        Some(summary.offers_per_filled)
    };
    let (one, all) = (offers(Style::OneByOne)?, offers(Style::Broadcast)?);
    (one > all / 4.0).then(|| {
        format!(
            "broadcast makes only {all:.1} offers for each filled shift, and one at a time still {one:.1}: so few may be \
             asked that nobody can do here with a quarter of broadcast's offers"
        )
    })
}

/// What is missing in the data and how it was taken.
fn missing(agency: &Agency) -> Vec<String> {
    let mut remarks = Vec::new();
    let nowhere = agency.caregivers.iter().filter(|c| c.active && c.hired && c.home.is_none()).count();
    if nowhere > 0 {
        remarks.push(format!("{nowhere} caregivers have no place on file: their travel counts as unknown"));
    }
    let unplaced = agency.clients.iter().filter(|c| c.active && c.home.is_none()).count();
    if unplaced > 0 {
        remarks.push(format!("{unplaced} clients have no place on file: travel to them counts as unknown"));
    }
    let silent = agency.caregivers.iter().filter(|c| c.active && c.hired && c.text_to.is_none()).count();
    if silent > 0 {
        remarks.push(format!("{silent} caregivers have no number on file and cannot be asked"));
    }
    remarks
}

fn to_json(rehearsed: &Rehearsed) -> Value {
    let ours = rehearsed.ours();
    let mistakes: Vec<Value> = ours
        .iter()
        .flat_map(|o| o.mistakes.iter().filter_map(|(at, m)| o.told.get(*at).map(|t| (t, m))))
        .map(|(told, mistake)| {
            json!({"shift": told.shift.appointment.as_str(), "start": told.shift.start,
                "client": told.client.as_str(), "called_out_at": told.at, "mistake": mistake})
        })
        .collect();
    // Of all plays together.
    let mut loads: BTreeMap<&CaregiverId, Load> = BTreeMap::new();
    for (who, load) in ours.iter().flat_map(|o| &o.load).filter(|(_, load)| load.offers > 0) {
        let sum = loads.entry(who).or_default();
        (sum.offers, sum.wins) = (sum.offers + load.offers, sum.wins + load.wins);
    }
    let load: serde_json::Map<String, Value> =
        loads.into_iter().map(|(who, load)| (who.to_string(), json!(load))).collect();
    json!({"source": rehearsed.source, "policies": rehearsed.summaries, "mistakes": mistakes, "load": load,
        "remarks": rehearsed.remarks, "seconds": rehearsed.took.as_secs_f64()})
}

fn waves(rows: &[Measured]) -> String {
    let mut text = format!(
        "Waves on {SMALL_CASES} small cases a row (2 to 6 people, 1 to 8 waves): cost above the exact best\n\n\
         {:>10} {:>5} {:>8} {:>6}   {:>6} {:>7} {:>7}   {:>10} {:>12} {:>12}\n",
        "lead", "most", "gap", "wait", "ours", "<= 5 %", "worst", "80 % rule", "one a wave", "most a wave"
    );
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    for row in rows {
        let lead =
            if row.from_hours < 0.0 { "less".to_owned() } else { format!("{:.0} h +", row.from_hours) };
        text.push_str(&format!(
            "{lead:>10} {:>5} {:>4} min {:>6.1}   {:>6} {:>7} {:>7}   {:>10} {:>12} {:>12}\n",
            row.most,
            row.gap_minutes,
            row.waiting_price,
            percent(row.ours.mean),
            percent(row.ours.within_5_percent),
            percent(row.ours.worst),
            percent(row.share.mean),
            percent(row.one.mean),
            percent(row.all.mean),
        ));
    }
    text.push_str("\nwait: price of a gap without a yes, in texts; a shift left unfilled costs 100.\n");
    text
}
