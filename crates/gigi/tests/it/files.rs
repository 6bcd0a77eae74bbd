//! What the commands write from the database of a day: shifts for surveyors, clock corrections, clients without backups.
use gigi_core::policy::WriteRoute;

use crate::agency::{Agency, DANA, ROSA};
use crate::lateness::patient;

#[tokio::test]
async fn a_covered_and_a_missed_shift_are_files_that_say_when_what_was_done_and_nobodys_reason() {
    let mut agency = Agency::open(WriteRoute::Api).await;
    let offers = agency.call_out().await;
    let (winner, code) = &offers[0];
    agency.text(winner, &format!("TAKE {code}")).await;
    let name = agency.name(winner);
    agency.text("+12025550101", "my kid has a fever, cant work my 9am tomorrow").await;
    agency.minutes(60 * 30).await;
    let folder = tempfile::tempdir().unwrap();
    let said = agency.command(&["export", "shifts", folder.path().to_str().unwrap()]).await;
    assert!(said.contains("2 cases"), "{said}");
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let log = read("shifts.csv");
    assert_eq!(log.lines().count(), 3, "{log}");
    assert!(log.contains("covered before the start") && log.contains(&name), "{log}");
    let missed = read("shift-2.md");
    assert!(missed.contains("human woken: 2026-11-24"), "{missed}");
    assert!(missed.contains("not covered"), "{missed}");
    for file in [&log, &read("shift-1.md"), &missed] {
        assert!(!file.contains("fever") && !file.contains("sick") && !file.contains("family"), "{file}");
    }
    assert!(
        read("shift-1.md").contains(&format!("{name} has it"))
            || read("shift-1.md").contains("WellSky shows")
    );
}

#[tokio::test]
async fn b57_clock_corrections_leave_by_command_with_what_she_says_and_nothing_else() {
    let mut agency = patient(|_| {}).await;
    agency.until("2026-11-24T14:05:00Z").await;
    let keisha = agency.sim.heroine().number.clone();
    agency.text(&keisha, "app wont let me clock in, got here at 7:02").await;
    assert!(agency.last(DANA).contains("needs correcting"), "{}", agency.last(DANA));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("corrections.csv");
    agency.command(&["export-clock-corrections", file.to_str().unwrap()]).await;
    let csv = std::fs::read_to_string(file).unwrap();
    assert!(csv.lines().count() == 2 && csv.contains("\"in\",\"2026-11-24 07:02\""), "{csv}");
}

#[tokio::test]
async fn clients_without_two_willing_backups_are_listed_by_command() {
    let mut agency = Agency::open(WriteRoute::Api).await;
    agency.text(ROSA, "When is she coming?").await;
    let table = agency.command(&["backups"]).await;
    assert!(table.contains("Rosa Sample") || table.contains("two"), "{table}");
}
