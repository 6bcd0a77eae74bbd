//! Past call-outs from a file: five columns, every finding with its line, all of them at once.
use std::collections::{BTreeMap, BTreeSet};

use gigi_core::agency::{Shift, ShiftStatus};
use gigi_core::calendar::{Zone, hours_between};
use gigi_core::id::{CaregiverId, ClientId, ShiftKey};
use gigi_core::rehearsal::{Agency, PastCallOut};
use jiff::Timestamp;

/// A visit on the schedule, and who has it.
type OnSchedule = (ShiftKey, Option<CaregiverId>);

/// The first line of the file. More columns may follow and are not read.
const COLUMNS: [&str; 5] = ["shift_start", "shift_end", "client", "caregiver", "called_out_at"];
/// Findings that are named; a file of another kind has thousands.
const NAMED: usize = 20;
/// No shift is longer, hours.
const LONGEST: f64 = 48.0;

/// Reads the call-outs. A shift that is not on the schedule, as past ones often are not, is added to it.
pub(super) fn read(text: &str, agency: &mut Agency, zone: &Zone) -> Result<Vec<PastCallOut>, Vec<String>> {
    let mut lines =
        text.trim_start_matches('\u{feff}').lines().enumerate().filter(|(_, l)| !l.trim().is_empty());
    let Some((_, head)) = lines.next() else { return Err(vec!["the file is empty".into()]) };
    let names: Vec<String> = cells(head).iter().map(|c| c.to_lowercase()).collect();
    let missing: Vec<&str> = COLUMNS.into_iter().filter(|c| !names.iter().any(|n| n == c)).collect();
    if !missing.is_empty() {
        return Err(vec![format!(
            "line 1: the column {} is missing; the first line names {}",
            missing.join(", "),
            COLUMNS.join(",")
        )]);
    }
    let at = COLUMNS.map(|c| names.iter().position(|n| n == c).unwrap_or_default());
    let clients: BTreeSet<ClientId> = agency.clients.iter().map(|c| c.id.clone()).collect();
    let caregivers: BTreeSet<CaregiverId> = agency.caregivers.iter().map(|c| c.id.clone()).collect();
    let mut schedule: BTreeMap<(ClientId, Timestamp), Vec<OnSchedule>> = BTreeMap::new();
    for s in &agency.shifts {
        let entry = schedule.entry((s.client.clone(), s.start())).or_default();
        entry.push((s.key.clone(), s.caregiver.clone()));
    }
    let (mut past, mut wrong, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (line, row) in lines {
        let cells = cells(row);
        let mut say = |what: String| wrong.push(format!("line {}: {what}", line + 1));
        if cells.len() < names.len() {
            say(format!("{} columns instead of {}", cells.len(), names.len()));
            continue;
        }
        let cell = |column: usize| {
            at.get(column).and_then(|at| cells.get(*at)).map(String::as_str).unwrap_or_default()
        };
        let mut time = |column: usize| {
            let found = instant(cell(column), zone);
            if found.is_none() {
                say(format!(
                    "{} `{}` is not a time such as 2026-11-24T07:00",
                    COLUMNS.get(column).copied().unwrap_or_default(),
                    cell(column)
                ));
            }
            found
        };
        let (start, end, told) = (time(0), time(1), time(4));
        let (client, caregiver) = (ClientId::new(cell(2)), CaregiverId::new(cell(3)));
        if !clients.contains(&client) {
            say(format!("client `{client}` is not known"));
        }
        if !caregivers.contains(&caregiver) {
            say(format!("caregiver `{caregiver}` is not known"));
        }
        let (Some(start), Some(end), Some(told)) = (start, end, told) else { continue };
        let hours = hours_between(start, end);
        if hours <= 0.0 || hours > LONGEST {
            say(format!("the shift ends {hours:.1} h after its start"));
        }
        if told >= end {
            say("it was called out after its end".into());
        }
        if !seen.insert((client.clone(), caregiver.clone(), start)) {
            say("the same call-out again".into());
        }
        let planned = schedule.get(&(client.clone(), start)).into_iter().flatten();
        let key =
            planned.filter(|(_, who)| who.as_ref() == Some(&caregiver)).map(|(key, _)| key.clone()).next();
        let key = key.unwrap_or_else(|| {
            let key = ShiftKey::new(format!("line-{}", line + 1).as_str(), start);
            agency.shifts.push(Shift {
                key: key.clone(),
                client,
                caregiver: Some(caregiver.clone()),
                end,
                position: None,
                status: ShiftStatus::Scheduled,
            });
            key
        });
        past.push(PastCallOut { at: told, shift: key, caregiver });
    }
    if past.is_empty() && wrong.is_empty() {
        wrong.push("the file has no line after the first".into());
    }
    if wrong.len() > NAMED {
        let more = wrong.len() - NAMED;
        wrong.truncate(NAMED);
        wrong.push(format!("and {more} more"));
    }
    if wrong.is_empty() { Ok(past) } else { Err(wrong) }
}

/// The cells of a line; quotes around a cell are taken off. No cell of these holds a comma.
fn cells(line: &str) -> Vec<String> {
    line.split(',').map(|c| c.trim().trim_matches('"').trim().to_owned()).collect()
}

/// An instant, or a time of the agency's zone with a blank or a T between date and time.
fn instant(text: &str, zone: &Zone) -> Option<Timestamp> {
    if let Ok(instant) = text.parse() {
        return Some(instant);
    }
    let civil: jiff::civil::DateTime = text.parse().ok()?;
    Some(civil.to_zoned_datetime(zone.tz().clone()).ok()?.timestamp())
}
