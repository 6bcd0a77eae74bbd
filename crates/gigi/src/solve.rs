//! `gigi solve`: one storm in, one plan out.
use std::fs::File;
use std::io::{Read, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use gigi_core::storm::{Answer, Options, Problem, Storm, judge, solve};
use serde::Serialize;

/// Longest instance that is read, bytes.
const LONGEST: u64 = 1 << 30;
/// The part of the time that is kept back for noticing that it is over, judging the plan, writing it and ending the
/// process: a twentieth, this at the most.
const MARGIN: Duration = Duration::from_millis(70);

/// What to solve and for how long.
#[derive(Debug, Args)]
pub(crate) struct Solve {
    /// The storm as JSON: caregivers, shifts, travel minutes and eligible pairs; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    instance: String,
    /// Milliseconds to spend, reading included. Fewer are spent when the plan is proven best. 10,000 unless --steps is given.
    #[arg(long, value_name = "N")]
    budget_ms: Option<u64>,
    /// Another seed, another search.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Rounds of search. Without --budget-ms no clock is read: the same seed gives the same bytes.
    #[arg(long, value_name = "N")]
    steps: Option<u64>,
    /// Searches side by side.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=2))]
    threads: u64,
}

/// What is printed. `bound` is proven: no plan costs less.
#[derive(Serialize)]
struct Printed {
    assignments: Vec<(i64, i64)>,
    cost: i64,
    unfilled: usize,
    bound: i64,
    elapsed_ms: u128,
    trace: Vec<(u128, i64)>,
}

/// Reads, solves, prints. Ends with 2 and one line on standard error if the storm cannot be read.
///
/// `elapsed` is the time since the command began.
pub(crate) fn run(
    options: &Solve,
    elapsed: impl Fn() -> Duration + Sync,
    mut output: impl Write,
) -> ExitCode {
    match answer(options, elapsed) {
        // A reader that went away wants no answer.
        Ok(text) => match writeln!(output, "{text}") {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "gigi solve: {error}");
            ExitCode::from(2)
        }
    }
}

fn answer(options: &Solve, elapsed: impl Fn() -> Duration + Sync) -> Result<String, String> {
    let storm: Storm = serde_json::from_slice(&read(&options.instance)?)
        .map_err(|e| format!("{}: {e}", options.instance))?;
    let problem = Problem::new(&storm).map_err(|e| format!("{}: {e}", options.instance))?;
    let budget = match (options.budget_ms, options.steps) {
        (Some(ms), _) => Some(Duration::from_millis(ms)),
        (None, None) => Some(Duration::from_secs(10)),
        (None, Some(_)) => None,
    };
    let until = budget.map(|all| all.saturating_sub((all / 20).min(MARGIN)));
    let clock = || if until.is_some() { elapsed() } else { Duration::ZERO };
    let wanted = Options {
        seed: options.seed,
        until,
        steps: options.steps,
        threads: usize::try_from(options.threads).unwrap_or(1),
    };
    let Answer { assignments, cost, unfilled, bound, trace } = solve(&problem, &wanted, &clock);
    // Two readings of the rules must agree before anybody is sent anywhere.
    match judge(&storm, &assignments) {
        Ok(judged) if judged == (cost, unfilled.len()) => {}
        Ok((judged, _)) => return Err(format!("the plan costs {judged}, not {cost}: please report this")),
        Err(broken) => return Err(format!("the plan breaks a rule, please report this: {broken}")),
    }
    let printed = Printed {
        assignments,
        cost,
        unfilled: unfilled.len(),
        bound,
        elapsed_ms: clock().as_millis(),
        trace: trace.into_iter().map(|(at, cost)| (at.as_millis(), cost)).collect(),
    };
    serde_json::to_string(&printed).map_err(|e| e.to_string())
}

fn read(from: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = if from == "-" {
        std::io::stdin().lock().take(LONGEST + 1).read_to_end(&mut bytes)
    } else {
        File::open(from).and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes))
    };
    read.map_err(|e| format!("{from}: {e}"))?;
    if bytes.len() as u64 > LONGEST { Err(format!("{from}: longer than {LONGEST} bytes")) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gigi_core::storm::sample::{Kind, invent};
    use serde_json::Value;

    fn solved(text: &str, steps: u64) -> (ExitCode, String) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let options = Solve {
            instance: file.path().to_string_lossy().into_owned(),
            budget_ms: None,
            seed: 1,
            steps: Some(steps),
            threads: 2,
        };
        let mut out = Vec::new();
        let code = run(&options, || Duration::ZERO, &mut out);
        (code, String::from_utf8(out).unwrap())
    }

    #[test]
    fn one_storm_in_one_object_out_and_the_same_bytes_again() {
        let storm = invent(&Kind { seed: 5, caregivers: 80, shifts: 20, days: 1, available: 40 });
        let text = serde_json::to_string(&storm).unwrap();
        let (code, first) = solved(&text, 8);
        assert_eq!(code, ExitCode::SUCCESS);
        let answer: Value = serde_json::from_str(&first).unwrap();
        let fields: Vec<&String> = answer.as_object().unwrap().keys().collect();
        assert_eq!(fields, ["assignments", "bound", "cost", "elapsed_ms", "trace", "unfilled"]);
        let given = answer["assignments"].as_array().unwrap().len() as u64;
        assert_eq!(given + answer["unfilled"].as_u64().unwrap(), 20);
        assert_eq!(solved(&text, 8).1, first);
    }

    #[test]
    fn what_cannot_be_read_ends_with_two_and_prints_nothing() {
        let mut storm = invent(&Kind { seed: 5, caregivers: 80, shifts: 20, days: 1, available: 40 });
        storm.shifts[3].client = 9_999;
        let unknown = serde_json::to_string(&storm).unwrap();
        for text in
            ["", "[]", "{\"shifts\":1.5}", unknown.as_str(), &unknown.replace("\"prio\":1", "\"prio\":1.5")]
        {
            let (code, out) = solved(text, 1);
            assert_eq!((code, out.as_str()), (ExitCode::from(2), ""));
        }
    }
}
