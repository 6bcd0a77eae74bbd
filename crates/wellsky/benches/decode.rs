//! `cargo bench -p gigi-wellsky`: decoding 10,000 appointments, as they come in a hundred pages. Prints wall time, and
//! instructions when valgrind is there (the same number on every run and machine of a kind; times are not).
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]
use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use gigi_wellsky::wire::{Appointment, Bundle};
use serde_json::{Value, json};

const APPOINTMENTS: usize = 10_000;
const PAGE: usize = 100;

/// The pages as bytes. The shift has everything that the documents show; ids, days and people vary.
fn pages() -> Vec<Vec<u8>> {
    let shift = |n: usize| -> Value {
        let (day, hour) = (1 + n % 28, n % 20);
        let mut shift = json!({"resourceType": "Appointment", "id": (55_500_000 + n / 4).to_string(), "status": "SCHEDULED",
            "start": format!("2026-11-{day:02}T{hour:02}:00:00+00:00"),
            "end": format!("2026-11-{day:02}T{:02}:00:00+00:00", hour + 4),
            "client": {"id": (7_100_000 + n % 1_500).to_string()}, "position": {"latitude": 41.89, "longitude": -87.78},
            "scheduledItems": [{"id": "301", "name": "Meal preparation"}],
            "tasks": [{"id": "401", "description": "Help with breakfast", "status": "NOT_COMPLETE"}]});
        if !n.is_multiple_of(20) {
            shift["caregiver"] = json!({"id": (8_200_000 + n % 5_000).to_string()});
        }
        json!({"resource": shift})
    };
    let page = |first: usize| {
        let entry: Vec<Value> = (first..first + PAGE).map(shift).collect();
        let bundle = json!({"resourceType": "Bundle", "id": "searchParams", "type": "searchset",
            "totalRecords": APPOINTMENTS, "entry": entry});
        bundle.to_string().into_bytes()
    };
    (0..APPOINTMENTS).step_by(PAGE).map(page).collect()
}

/// What the client does with each answer.
fn decode(pages: &[Vec<u8>]) -> Vec<Appointment> {
    let mut all = Vec::with_capacity(APPOINTMENTS);
    for page in pages {
        let bundle: Bundle = serde_json::from_slice(page).unwrap();
        let (shifts, set_aside) = bundle.read::<Appointment>();
        assert!(set_aside.is_empty());
        all.extend(shifts);
    }
    all
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures")]
fn main() {
    let pages = pages();
    if std::env::args().any(|a| a == "--once") {
        black_box(decode(&pages));
        return;
    }
    // What making the pages costs, to be taken away.
    if std::env::args().any(|a| a == "--none") {
        black_box(&pages);
        return;
    }
    let open = decode(&pages).iter().filter(|shift| shift.assigned().is_none()).count();
    let mut times: Vec<_> = (0..50)
        .map(|_| {
            let begun = Instant::now();
            let shifts = black_box(decode(&pages));
            let took = begun.elapsed();
            drop(shifts);
            took
        })
        .collect();
    times.sort();
    let megabytes = pages.iter().map(Vec::len).sum::<usize>() as f64 / 1e6;
    println!(
        "decode {APPOINTMENTS} appointments: median {:.1} ms, best {:.1} ms ({megabytes:.1} MB, {open} of them open)",
        times[times.len() / 2].as_secs_f64() * 1e3,
        times[0].as_secs_f64() * 1e3,
    );
    match (instructions("--once"), instructions("--none")) {
        (Some(with), Some(without)) => {
            println!("decode {APPOINTMENTS} appointments: {} instructions", with.saturating_sub(without));
        }
        _ => println!(
            "decode {APPOINTMENTS} appointments: instructions not counted, valgrind is not installed"
        ),
    }
}

/// Instructions of this program when it runs like this.
fn instructions(how: &str) -> Option<u64> {
    let me = std::env::current_exe().unwrap();
    let options = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];
    let output = Command::new("valgrind").args(options).arg(me).arg(how).output().ok()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    text.lines().find_map(|l| l.split("Collected :").nth(1)).and_then(|n| n.trim().parse().ok())
}
