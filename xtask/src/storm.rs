//! `cargo run --release -p xtask -- storm`: how good the plans of `gigi solve` are after one second and after ten, and how
//! quickly a plan is mended. Every plan is judged; with the benchmark's own judge too, where that is at hand.
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use gigi_core::storm::sample::{Kind, invent};
use gigi_core::storm::{Change, Options, Problem, Storm, judge, repair, solve};
use serde_json::Value;

const SEEDS: u64 = 5;
const BUDGETS: [u64; 2] = [1_000, 10_000];
const CALL_OUTS: usize = 200;

/// The four storms that others were measured on: arguments of the benchmark's generator, and the best cost anybody
/// found there (`true`: proven best).
const KNOWN: [(&str, [&str; 5], i64, bool); 4] = [
    ("storm_150_600", ["11", "600", "150", "1", "0.3"], 11_482, true),
    ("storm_400_1500", ["12", "1500", "400", "1", "0.25"], 33_151, true),
    ("storm_800_3000", ["13", "3000", "800", "1", "0.25"], 38_600, false),
    ("storm_800_5000", ["14", "5000", "800", "2", "0.10"], 36_807, true),
];

/// Storms of our own, of the same sizes and of others.
const OWN: [(&str, Kind); 6] = [
    ("own_50_200", Kind { seed: 1, caregivers: 200, shifts: 50, days: 1, available: 30 }),
    ("own_150_600", Kind { seed: 1, caregivers: 600, shifts: 150, days: 1, available: 30 }),
    ("own_400_1500", Kind { seed: 1, caregivers: 1500, shifts: 400, days: 1, available: 25 }),
    ("own_800_3000", Kind { seed: 1, caregivers: 3000, shifts: 800, days: 1, available: 25 }),
    ("own_800_500_week", Kind { seed: 1, caregivers: 500, shifts: 800, days: 7, available: 50 }),
    ("own_1500_4000_week", Kind { seed: 1, caregivers: 4000, shifts: 1500, days: 7, available: 15 }),
];

struct Case {
    name: String,
    file: PathBuf,
    known: Option<(i64, bool)>,
}

/// Prints the table. `quick` leaves out the runs of ten seconds and the storms of our own.
pub(crate) fn measure(quick: bool) -> Result<()> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lies in the workspace")?;
    let bench = here.join("../shared/bench/storm");
    let gigi = built(here)?;
    let folder = std::env::temp_dir().join("gigi-storm");
    fs::create_dir_all(&folder)?;
    let outside = bench.join("check.py").is_file();
    let mut cases = Vec::new();
    if outside {
        for (name, arguments, best, proven) in &KNOWN {
            let made = Command::new("python3").arg(bench.join("generate.py")).args(arguments).output()?;
            ensure!(made.status.success(), "generate.py: {}", String::from_utf8_lossy(&made.stderr));
            let file = folder.join(format!("{name}.json"));
            fs::write(&file, made.stdout)?;
            cases.push(Case { name: (*name).into(), file, known: Some((*best, *proven)) });
        }
    } else {
        say(
            "the benchmark's own generator and judge are not here: only storms of our own, gaps to their proven bounds",
        );
    }
    if !(quick && outside) {
        for (name, kind) in &OWN {
            let file = folder.join(format!("{name}.json"));
            fs::write(&file, serde_json::to_vec(&invent(kind))?)?;
            cases.push(Case { name: (*name).into(), file, known: None });
        }
    }
    say(&format!(
        "{:<20} {:>8} {:>8} {:>8} | worst of {SEEDS} seeds: {:>10} {:>10} {:>9} {:>8}",
        "storm", "known", "best", "bound", "gap 1 s", "gap 10 s", "unfilled", "longest"
    ));
    let budgets = if quick { &BUDGETS[..1] } else { &BUDGETS[..] };
    for case in &cases {
        say(&row(case, &gigi, budgets, outside.then_some(bench.join("check.py")).as_deref(), &folder)?);
    }
    let stormy = cases.iter().find(|c| c.name.contains("800_3000")).context("a storm of 800 shifts")?;
    repairs(&stormy.file)
}

#[expect(clippy::print_stdout, reason = "a measurement for people")]
fn say(line: &str) {
    println!("{line}");
}

#[expect(clippy::disallowed_methods, reason = "a measurement")]
fn now() -> Instant {
    Instant::now()
}

/// Builds the binary beside this one.
fn built(here: &Path) -> Result<PathBuf> {
    let status =
        Command::new("cargo").args(["build", "--release", "-p", "gigi"]).current_dir(here).status()?;
    ensure!(status.success(), "gigi does not build");
    let gigi = std::env::current_exe()?.with_file_name("gigi");
    ensure!(gigi.is_file(), "run this with --release, so that gigi lies beside xtask");
    Ok(gigi)
}

fn row(case: &Case, gigi: &Path, budgets: &[u64], outside: Option<&Path>, folder: &Path) -> Result<String> {
    let storm: Storm = serde_json::from_slice(&fs::read(&case.file)?)?;
    let (mut worst, mut best, mut bound) = (BTreeMap::new(), i64::MAX, 0);
    let (mut unfilled, mut fewest, mut longest) = (0, u64::MAX, Duration::ZERO);
    for budget in budgets {
        for seed in 1..=SEEDS {
            let began = now();
            let output = Command::new(gigi)
                .args([
                    "solve",
                    "--budget-ms",
                    &budget.to_string(),
                    "--seed",
                    &seed.to_string(),
                    "--instance",
                ])
                .arg(&case.file)
                .output()?;
            let took = began.elapsed();
            ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let answer: Value = serde_json::from_slice(&output.stdout)?;
            let given: Vec<(i64, i64)> = serde_json::from_value(answer["assignments"].clone())?;
            let (cost, open) = judge(&storm, &given)?;
            ensure!(answer["cost"] == cost, "{}: says {}, costs {cost}", case.name, answer["cost"]);
            if let Some(check) = outside {
                let file = folder.join("answer.json");
                fs::write(&file, &output.stdout)?;
                let judged = Command::new("python3").arg(check).arg(&case.file).arg(&file).output()?;
                let says: Value = serde_json::from_slice(&judged.stdout)
                    .with_context(|| String::from_utf8_lossy(&judged.stderr).into_owned())?;
                if says["cost"] != cost || says["unfilled"] != open {
                    bail!("{}: the benchmark's judge says {says}, ours {cost} and {open}", case.name);
                }
            }
            let dearest = worst.entry(*budget).or_insert(cost);
            *dearest = (*dearest).max(cost);
            best = best.min(cost);
            bound = bound.max(answer["bound"].as_i64().unwrap_or(0));
            let open = open as u64;
            (unfilled, fewest) = (unfilled.max(open), fewest.min(open));
            longest = longest.max(took.saturating_sub(Duration::from_millis(*budget)));
        }
    }
    let against = case.known.map_or(best, |(known, _)| known.min(best));
    let gap = |budget: u64| match worst.get(&budget) {
        Some(cost) => format!("{:.3} %", percent(*cost, against)),
        None => "-".into(),
    };
    let known = match case.known {
        Some((cost, true)) => cost.to_string(),
        Some((cost, false)) => format!("~{cost}"),
        None => "-".into(),
    };
    Ok(format!(
        "{:<20} {known:>8} {best:>8} {bound:>8} | {:>30} {:>10} {:>9} {:>8}",
        case.name,
        gap(BUDGETS[0]),
        gap(BUDGETS[1]),
        format!("{fewest}-{unfilled}"),
        format!("+{} ms", longest.as_millis()),
    ))
}

#[expect(clippy::cast_precision_loss, reason = "costs are far below 2^53")]
fn percent(cost: i64, of: i64) -> f64 {
    if of == 0 { 0.0 } else { 100.0 * (cost - of) as f64 / of as f64 }
}

/// Two hundred call-outs, one at a time, out of a good plan.
fn repairs(file: &Path) -> Result<()> {
    let storm: Storm = serde_json::from_slice(&fs::read(file)?)?;
    let problem = Problem::new(&storm)?;
    let search = |problem: &Problem, ms: u64| {
        let began = now();
        let options = Options { seed: 1, until: Some(Duration::from_millis(ms)), steps: None, threads: 2 };
        solve(problem, &options, &|| began.elapsed())
    };
    let plan = search(&problem, BUDGETS[1]);
    let (mut times, mut moves, mut gaps) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..CALL_OUTS {
        let (shift, caregiver) = plan.assignments[n * 7_919 % plan.assignments.len()];
        let change = Change { called_out: vec![shift], ..Change::default() };
        let began = now();
        let mended = repair(&problem, &plan.assignments, &change)?;
        times.push(began.elapsed());
        let (cost, _) = judge(&storm, &mended.assignments)?;
        ensure!(cost == mended.cost, "repair says {}, costs {cost}", mended.cost);
        ensure!(!mended.assignments.contains(&(shift, caregiver)), "she called out of {shift}");
        moves.push(mended.moved.len());
        // Without her the storm is no cheaper, so the old bound still holds; where that is not close, it is solved anew.
        let mut gap = percent(cost, plan.bound);
        if gap > 0.3 {
            let mut without = storm.clone();
            without.pairs.retain(|p| (p.0, p.1) != (shift, caregiver));
            gap = percent(cost, search(&Problem::new(&without)?, 3_000).cost).clamp(0.0, gap);
        }
        gaps.push(gap);
    }
    times.sort_unstable();
    moves.sort_unstable();
    gaps.sort_unstable_by(f64::total_cmp);
    let millis = |at: usize| times[at].as_secs_f64() * 1e3;
    say(&format!(
        "repair after one call-out, {CALL_OUTS} times in {} shifts: {:.2} ms median, {:.2} ms longest; others moved {} median, {} most; dearer than re-optimised by {:.3} % median, {:.3} % most",
        problem.shifts(),
        millis(CALL_OUTS / 2),
        millis(CALL_OUTS - 1),
        moves[CALL_OUTS / 2],
        moves[CALL_OUTS - 1],
        gaps[CALL_OUTS / 2],
        gaps[CALL_OUTS - 1],
    ));
    Ok(())
}
