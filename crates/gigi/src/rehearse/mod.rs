//! `gigi rehearse`: past call-outs again, with modelled people, under this policy and under three others.
mod csv;
mod report;
mod simulated;

pub use simulated::agency as invented_agency;
mod table;

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::Args;
use gigi_core::policy::Policy;
use gigi_core::rehearsal::waves::{Measured, measure};
use gigi_core::rehearsal::{Agency, Outcome, PastCallOut, People, Style, Summary, invent, rehearse};
use gigi_engine::ports::Store as _;
use gigi_sim::AgencySize;
use serde_json::{Value, json};

use crate::config::Config;
use crate::progress::Shown;

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
    /// At most so many call-outs, the earliest first.
    #[arg(long, value_name = "N")]
    shifts: Option<usize>,
    /// Past call-outs: a file with the columns shift_start,shift_end,client,caregiver,called_out_at. Times are like
    /// 2026-11-24T07:00 (the agency's zone) or 2026-11-24T13:00:00Z, people are ids.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// The policy to rehearse (TOML) instead of the built-in one or that of GIGI_POLICY.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// Write a page with pictures.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Measure the sizes of waves on small cases against the exact best instead.
    #[arg(long, conflicts_with_all = ["csv", "report", "mirror"])]
    waves: bool,
}

/// Everything that is shown.
struct Rehearsed {
    source: String,
    policy: Policy,
    remarks: Vec<String>,
    outcomes: Vec<Outcome>,
    summaries: Vec<Summary>,
    took: Duration,
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
    let (mut agency, source) = agency(&options, &policy).await?;
    let mut past = match &options.csv {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("{} cannot be read", path.display()))?;
            csv::read(&text, &mut agency, &policy.agency.zone)
                .map_err(|wrong| anyhow::anyhow!("{}:\n  {}", path.display(), wrong.join("\n  ")))?
        }
        None => invent(&agency, options.share, options.seed),
    };
    past.sort();
    past.truncate(options.shifts.unwrap_or(usize::MAX));
    if past.is_empty() {
        bail!("there is nothing to rehearse: no shift of {source} was called out (see --share and --csv)");
    }
    let rehearsed = all(&options, policy, &agency, &past, source, elapsed);
    if let Some(path) = &options.report {
        std::fs::write(path, report::page(&rehearsed))
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    let text = if options.json { to_json(&rehearsed).to_string() } else { table::text(&rehearsed) };
    print(&text)
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

/// People and schedule, and how they are named.
async fn agency(options: &Options, policy: &Policy) -> anyhow::Result<(Agency, String)> {
    if !options.mirror {
        let name = format!("{:?}", options.agency).to_lowercase();
        let agency = simulated::agency(options.agency, options.seed, &policy.agency.zone);
        return Ok((agency, format!("the invented agency {name}, seed {}", options.seed)));
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
    Ok((agency, "the agency's own schedule".into()))
}

/// Plays every policy, two at a time.
fn all(
    options: &Options,
    policy: Policy,
    agency: &Agency,
    past: &[PastCallOut],
    source: String,
    elapsed: impl Fn() -> Duration,
) -> Rehearsed {
    let (bar, done, next) = (Shown::new(), AtomicUsize::new(0), AtomicUsize::new(0));
    let outcomes = Mutex::new(Vec::new());
    let whole = past.len() * Style::ALL.len();
    std::thread::scope(|threads| {
        for _ in 0..2 {
            threads.spawn(|| {
                while let Some(style) = Style::ALL.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let people = People::new(options.seed);
                    let mut each = || bar.count(done.fetch_add(1, Ordering::Relaxed) + 1, whole, "call-outs");
                    let outcome = rehearse(&policy, agency, past, people, *style, false, &mut each);
                    outcomes.lock().unwrap_or_else(PoisonError::into_inner).push(outcome);
                }
            });
        }
    });
    let mut outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
    outcomes.sort_by_key(|o| o.style);
    let summaries = outcomes.iter().map(Outcome::summary).collect();
    Rehearsed { source, policy, remarks: remarks(agency), outcomes, summaries, took: elapsed() }
}

/// What is missing in the data and how it was taken.
fn remarks(agency: &Agency) -> Vec<String> {
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
    let ours = rehearsed.outcomes.first();
    let mistakes: Vec<Value> = ours
        .into_iter()
        .flat_map(|o| o.mistakes.iter().filter_map(|(at, m)| o.told.get(*at).map(|t| (t, m))))
        .map(|(told, mistake)| {
            json!({"shift": told.shift.appointment.as_str(), "start": told.shift.start,
                "client": told.client.as_str(), "called_out_at": told.at, "mistake": mistake})
        })
        .collect();
    let load: serde_json::Map<String, Value> = ours
        .into_iter()
        .flat_map(|o| &o.load)
        .filter(|(_, load)| load.offers > 0)
        .map(|(who, load)| (who.to_string(), json!(load)))
        .collect();
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
