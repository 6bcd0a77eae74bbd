//! What the first read of a large agency takes: 5,000 caregivers, 20,000 visits, a WellSky that answers after 80 ms, 100
//! requests a second configured. Prints numbers, asserts nothing. The simulator is a process of its own, so that the
//! memory that is printed is Gigi's alone.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

const LATENCY_MS: u64 = 80;
const REQUESTS_PER_SECOND: u32 = 100;

fn gigi() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gigi"));
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).env("GIGI_LOG", "error");
    command
}

/// The largest resident size that a process had so far, in kB.
fn peak(process: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).ok()?;
    status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.trim().parse().ok()
}

async fn get(http: &reqwest::Client, url: String) -> Value {
    http.get(url).send().await.unwrap().json().await.unwrap()
}

async fn run(http: &reqwest::Client, wellsky: &Value) {
    let text = |name: &str| wellsky[name].as_str().unwrap().to_owned();
    let folder = tempfile::tempdir().unwrap();
    for what in ["first read of everything", "read of everything again"] {
        let mut sync = gigi()
            .args(["sync", "--json"])
            .env("DATABASE_URL", format!("sqlite:{}/gigi.sqlite", folder.path().display()))
            .env("WELLSKY_ENVIRONMENT", "sandbox")
            .env("WELLSKY_API_URL", text("wellsky"))
            .env("WELLSKY_CLIENT_ID", text("client_id"))
            .env("WELLSKY_CLIENT_SECRET", text("client_secret"))
            .env("WELLSKY_AGENCY_ID", text("agency_id"))
            .env("WELLSKY_REQUESTS_PER_SECOND", REQUESTS_PER_SECOND.to_string())
            .spawn()
            .unwrap();
        let mut memory = 0;
        let mut look = tokio::time::interval(Duration::from_millis(100));
        while sync.try_wait().unwrap().is_none() {
            memory = peak(&sync).unwrap_or(memory).max(memory);
            look.tick().await;
        }
        let output = sync.wait_with_output().unwrap();
        let turn: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        println!(
            "{what}: {} people, {} shifts of {} clients, {} requests, {:.1} s, peak memory {} MB, set aside {}",
            turn["people"],
            turn["shifts"],
            turn["clients"],
            turn["requests"],
            turn["seconds"].as_f64().unwrap_or_default(),
            memory / 1024,
            turn["set_aside"],
        );
    }
    let log = get(http, format!("{}/requests", text("control"))).await;
    let all = log["requests"].as_array().unwrap();
    let refused = all.iter().filter(|r| r["status"] == 429).count();
    println!(
        "at the simulator: {} requests, {} in the busiest second, {refused} answered 429",
        all.len(),
        log["busiest_second"]
    );
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let http = gigi::http::client().unwrap();
        let mut sim = gigi()
            .args(["sim", "--agency", "large", "--json"])
            .args(["--port", "0", "--control-port", "0", "--twilio-port", "0"])
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(sim.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let wellsky: Value = serde_json::from_str(&line).unwrap();
        let toggles = format!("{}/toggles", wellsky["control"].as_str().unwrap());
        http.put(toggles).json(&json!({"latency_ms": LATENCY_MS})).send().await.unwrap();
        println!("WellSky answers after {LATENCY_MS} ms, {REQUESTS_PER_SECOND} requests a second configured");
        run(&http, &wellsky).await;
        sim.kill().unwrap();
        sim.wait().unwrap();
    });
}
