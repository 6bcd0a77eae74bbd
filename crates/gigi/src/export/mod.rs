//! `gigi export`: files that a surveyor can read: a log as CSV, and for each case an evidence pack as Markdown.
//!
//! The log of complaints holds no words of a message that may be about abuse, and the log of incidents holds no words at
//! all: those stand in the pack of that case only. Packs hold client data and belong where the agency keeps such files.
mod complaints;
mod incidents;
mod shifts;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use gigi_core::agency::Roster;
use gigi_core::case::Case;
use gigi_core::policy::Policy;
use gigi_engine::ports::{Clock as _, Store as _};
use gigi_store::SqlStore;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::clock::SystemClock;
use crate::config::Config;
use crate::web::words::Names;

/// What to write.
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// complaints.csv, complaints-by-month.csv and a pack for each complaint.
    Complaints(Range),
    /// incidents.csv and a pack for each incident.
    Incidents(Range),
    /// shifts.csv and a pack for each shift that somebody called out of or did not come to.
    Shifts(Range),
}

#[derive(Debug, Args)]
struct Range {
    /// Folder to write into; it is made if it is not there.
    folder: PathBuf,
    /// First day on which a case was opened, agency's zone.
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<Date>,
    /// Last day.
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<Date>,
}

/// Which kind of case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Complaints.
    Complaints,
    /// Emergencies and suspected abuse.
    Incidents,
    /// Shifts that had to be covered.
    Shifts,
}

/// The command.
///
/// # Errors
/// When the database cannot be read or a file cannot be written.
pub async fn start(options: Options, config: Config) -> anyhow::Result<()> {
    let (kind, range) = match options.what {
        What::Complaints(range) => (Kind::Complaints, range),
        What::Incidents(range) => (Kind::Incidents, range),
        What::Shifts(range) => (Kind::Shifts, range),
    };
    let (parts, _sim) = crate::serve::parts(config)
        .await
        .context("the database cannot be read; on SQLite, stop Gigi or export from a copy of the file")?;
    let days = (range.from, range.to);
    let count = write(&parts.store, &parts.policy, kind, days, &range.folder, SystemClock.now()).await?;
    writeln!(std::io::stdout(), "{count} cases in {}", range.folder.display()).context("standard output")
}

/// Writes the files; returns how many cases there are.
///
/// # Errors
/// When the database cannot be read or a file cannot be written.
pub async fn write(
    store: &SqlStore,
    policy: &Policy,
    kind: Kind,
    (from, to): (Option<Date>, Option<Date>),
    folder: &Path,
    now: Timestamp,
) -> anyhow::Result<usize> {
    let roster: Roster = store.roster().await?;
    let names = Names { roster: &roster, policy };
    let zone = &policy.agency.zone;
    let begins = |day: Date| day.to_zoned_datetime(zone.tz().clone()).map(|at| at.timestamp());
    let since = from.map(begins).transpose().context("the first day")?.unwrap_or(Timestamp::MIN);
    let until = to.map(|day| begins(day.saturating_add(1.day()))).transpose().context("the last day")?;
    let (stored, name) = match kind {
        Kind::Complaints => ("complaint", "complaint"),
        Kind::Incidents => ("incident", "incident"),
        Kind::Shifts => ("call_out", "shift"),
    };
    let mut cases: Vec<Case> = store.cases_of(stored, since).await?;
    cases.retain(|c| until.is_none_or(|until| c.head().opened < until));
    std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let hidden = crate::web::incident::restricted(store).await?;
    let mut log = match kind {
        Kind::Complaints => row(&complaints::COLUMNS.map(str::to_owned)),
        Kind::Incidents => row(&incidents::COLUMNS.map(str::to_owned)),
        Kind::Shifts => row(&shifts::COLUMNS.map(str::to_owned)),
    };
    for case in &cases {
        let lines = crate::web::case::lines(store, &names, case).await?;
        let pack = match case {
            Case::Complaint(c) => {
                log.push_str(&row(&complaints::columns(&names, c, &hidden)));
                complaints::pack(&names, c, &lines, &hidden, now)
            }
            Case::Incident(i) => {
                log.push_str(&row(&incidents::columns(&names, i, now)));
                incidents::pack(&names, i, &lines, now)
            }
            Case::CallOut(c) => {
                let journal = store.journal_of(case.id()).await?;
                log.push_str(&row(&shifts::columns(&names, c, &journal, now)));
                shifts::pack(&names, c, &journal, now)
            }
            _ => continue,
        };
        put(&folder.join(format!("{name}-{}.md", case.head().number)), &pack)?;
    }
    put(&folder.join(format!("{name}s.csv")), &log)?;
    if kind == Kind::Complaints {
        let all: Vec<_> = cases.iter().filter_map(Case::as_complaint).collect();
        let lines = [complaints::TREND.map(str::to_owned).to_vec()]
            .into_iter()
            .chain(complaints::trend(&names, &all));
        put(&folder.join("complaints-by-month.csv"), &lines.map(|line| row(&line)).collect::<String>())?;
    }
    Ok(cases.len())
}

fn put(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
}

/// One line of CSV. A cell that a spreadsheet would take for a formula gets an apostrophe.
fn row(cells: &[String]) -> String {
    let cell = |text: &String| {
        let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let text = text.replace('"', "\"\"");
        if formula { format!("\"'{text}\"") } else { format!("\"{text}\"") }
    };
    format!("{}\r\n", cells.iter().map(cell).collect::<Vec<_>>().join(","))
}

/// An instant with date, time and offset: what a file says long after.
fn stamp(names: &Names<'_>, at: Timestamp) -> String {
    names.policy.agency.zone.at(at).strftime("%Y-%m-%d %H:%M:%S %:z").to_string()
}

/// Words as they came, as a quotation.
fn quoted(text: &str) -> String {
    text.lines().map(|l| format!("> {l}\n")).collect()
}

/// The whole time-line.
fn timeline(names: &Names<'_>, lines: &[(Timestamp, crate::web::words::Line)]) -> String {
    let mut out = String::from("## Everything that happened\n\n");
    for (at, line) in lines {
        out.push_str(&format!("- {} - {}\n", stamp(names, *at), line.text));
        if let Some(quote) = &line.quote {
            let indented: String = quoted(quote).lines().map(|l| format!("  {l}\n")).collect();
            out.push_str(&indented);
        }
        for reason in &line.reasons {
            out.push_str(&format!("  - {reason}\n"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_cell_is_never_a_formula_and_keeps_its_quotes() {
        let cells = ["=1+1".to_owned(), "she said \"no\", twice".to_owned()];
        assert_eq!(super::row(&cells), "\"'=1+1\",\"she said \"\"no\"\", twice\"\r\n");
    }
}
