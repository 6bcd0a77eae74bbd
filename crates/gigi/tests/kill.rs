//! The real binary, killed with SIGKILL again and again while people text: no acknowledged message is lost, no text is
//! sent twice, and what was promised is on the schedule. WellSky and Twilio are the simulator's; they stay up.
#![expect(clippy::unwrap_used, reason = "a test")]
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use gigi_core::id::AgencyId;
use gigi_engine::ports::{Clock as _, Input};
use gigi_sim::toggles::AppointmentWrite;
use gigi_sim::{Role, Sim, SimConfig};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// How often the process dies. `GIGI_TEST_KILLS` says otherwise.
const KILLS: usize = 50;
/// How often one text that asks for an answer gets one: people text twice, not for ever.
const ANSWERS: usize = 2;
/// What the heroine texts, whose shifts are single ones: the only ones that the API may write.
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// What caregivers text.
const WORDS: [&str; 7] = [
    "I'm sick, can't make my shift tomorrow",
    "cant come tomorrow my kid has a fever",
    "running 10 min late",
    "when do i work this week?",
    "yes i can",
    "no sorry",
    "sorry my car died, i cant make it",
];

fn start(url: &str, port: u16, folder: &Path, sim: &Sim) -> Child {
    let (id, secret, agency) = sim.credentials();
    let account = sim.carrier().account().clone();
    Command::new(env!("CARGO_BIN_EXE_gigi"))
        .arg("serve")
        .env_clear()
        .env("PORT", port.to_string())
        .env("GIGI_PUBLIC_URL", url)
        .env("GIGI_LOG", "error")
        .env("GIGI_POLICY", folder.join("policy.toml"))
        .env("DATABASE_URL", format!("sqlite:{}/gigi.sqlite", folder.display()))
        .env("WELLSKY_API_URL", sim.wellsky_url())
        .env("WELLSKY_ENVIRONMENT", "sandbox")
        .env("WELLSKY_CLIENT_ID", id)
        .env("WELLSKY_CLIENT_SECRET", secret)
        .env("WELLSKY_AGENCY_ID", agency)
        .env("GIGI_SMS_PROVIDER", "twilio")
        .env("GIGI_OPERATIONS_SMS_ENABLED", "true")
        .env("TWILIO_API_URL", sim.twilio_url())
        .env("TWILIO_ACCOUNT_SID", account.sid)
        .env("TWILIO_AUTH_TOKEN", account.auth_token)
        .env("TWILIO_FROM", account.number)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

async fn until(what: &str, mut true_now: impl AsyncFnMut() -> bool) {
    let mut turn = tokio::time::interval(Duration::from_millis(20));
    for _ in 0..3_000 {
        turn.tick().await;
        if true_now().await {
            return;
        }
    }
    panic!("{what}: not within a minute");
}

/// Waits until nothing was sent and nothing was asked for two seconds.
async fn idle(sim: &Sim) {
    let (mut quiet, mut before) = (0, 0);
    until("idle", async || {
        let now = sim.carrier().sent().len() + sim.requests().len();
        quiet = if now == before { quiet + 1 } else { 0 };
        before = now;
        quiet > 100
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s30_i11_killed_fifty_times_under_load_nothing_is_lost_and_no_text_leaves_twice() {
    let kills = std::env::var("GIGI_TEST_KILLS").ok().and_then(|k| k.parse().ok()).unwrap_or(KILLS);
    let http = gigi::http::client().unwrap();
    let mut config = SimConfig::new(http.clone(), Arc::new(|| gigi::clock::SystemClock.now()));
    config.toggles.appointment_write = AppointmentWrite::OnSingle;
    let sim = Sim::start(config).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    // Any hour of the day: all shifts of the coming week are urgent, so that offers leave at night as well.
    let policy = "[agency]\nname = \"Example Home Care\"\n[writing]\nroute = \"api\"\n[quiet]\nurgent_within_hours = 336.0\n[caps]\ntogether_seconds = 1\n\
                  [[ladder]]\nname = \"Dana\"\nphone = \"202-555-0180\"\n";
    std::fs::write(folder.path().join("policy.toml"), policy).unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}");
    sim.carrier().set_webhook(&format!("{url}/webhooks/twilio/sms"));
    let caregivers: Vec<String> =
        sim.directory().into_iter().filter(|p| p.role == Role::Caregiver).map(|p| p.number).collect();

    let mut rng = ChaCha8Rng::seed_from_u64(30);
    let ready = async || {
        let answer = http.get(format!("{url}/readyz")).send().await;
        answer.is_ok_and(|a| a.status().is_success())
    };
    let mut process = start(&url, port, folder.path(), &sim);
    until("the first start", ready).await;
    let mut answers: BTreeMap<(String, String), usize> = BTreeMap::new();
    for kill in 0..kills {
        let mut texts = Vec::new();
        for turn in 0..rng.random_range(1..5) {
            // Each day of hers is called out early enough for people to answer it while the process goes on dying.
            let hers = turn == 0 && kill % 3 == 0;
            let offers = sim.carrier().sent();
            let offered = offers.iter().rev().find(|s| {
                let given = answers.get(&(s.to.clone(), s.body.clone())).copied().unwrap_or(0);
                !hers && s.body.contains("TAKE ") && given < ANSWERS && rng.random_bool(0.6)
            });
            let (from, words) = match offered {
                Some(offer) => {
                    *answers.entry((offer.to.clone(), offer.body.clone())).or_default() += 1;
                    let code = offer.body.split("TAKE ").nth(1).and_then(|r| r.chars().next()).unwrap_or('1');
                    (offer.to.clone(), format!("TAKE {code}"))
                }
                None if hers => {
                    (sim.heroine().number, format!("im sick, cant work {} 7am", DAYS[kill / 3 % 7]))
                }
                None => {
                    let from = caregivers[rng.random_range(0..caregivers.len())].clone();
                    (from, WORDS[rng.random_range(0..WORDS.len())].to_owned())
                }
            };
            let carrier = sim.carrier().clone();
            texts.push(tokio::spawn(async move { carrier.text(&from, &words).await }));
        }
        // The moment of death is anywhere in the work that these texts make.
        let moment = Duration::from_millis(rng.random_range(0..250));
        let _ = tokio::time::timeout(moment, std::future::pending::<()>()).await;
        process.kill().unwrap();
        process.wait().unwrap();
        for text in texts {
            text.await.unwrap();
        }
        process = start(&url, port, folder.path(), &sim);
        until("a start after a kill", ready).await;
    }

    // Left alone it finishes what is due; then people answer, and it ends in peace.
    idle(&sim).await;
    let mut offers = BTreeSet::new();
    for sent in sim.carrier().sent().iter().filter(|s| s.body.contains("PASS")) {
        let after = sent.body.split("TAKE ").nth(1).or_else(|| sent.body.split('#').nth(1));
        let code = after.and_then(|r| r.chars().next()).unwrap_or('1');
        offers.insert((sent.to.clone(), format!("TAKE {code}")));
    }
    for (from, words) in offers {
        sim.carrier().text(&from, &words).await;
    }
    idle(&sim).await;
    let agency = AgencyId::new(sim.credentials().2);
    let pid = i32::try_from(process.id()).unwrap();
    Command::new("kill").args(["-TERM", &pid.to_string()]).status().unwrap();
    assert!(process.wait().unwrap().success(), "SIGTERM drains and ends well");

    let database = format!("sqlite:{}/gigi.sqlite", folder.path().display());
    let store = gigi_store::open(&database, &agency, gigi_store::Schema::Migrate).await.unwrap();
    let arrivals = store.recent_arrivals(100_000).await.unwrap();
    let stored: BTreeMap<String, bool> = arrivals
        .iter()
        .filter_map(|m| match &m.arrival.what {
            Input::Text(text) => Some((text.id.clone(), m.outcome.is_some())),
            _ => None,
        })
        .collect();
    let acknowledged: Vec<String> = sim
        .carrier()
        .received()
        .into_iter()
        .filter(|r| r.attempts.iter().any(|a| a.status == Some(200)))
        .map(|r| r.sid)
        .collect();
    assert!(acknowledged.len() > kills, "there was load: {}", acknowledged.len());
    for sid in &acknowledged {
        assert_eq!(stored.get(sid), Some(&true), "{sid} was acknowledged: stored and handled");
    }

    let mut by_row: BTreeMap<String, usize> = BTreeMap::new();
    for sent in sim.carrier().sent() {
        *by_row.entry(sent.status_callback.clone().unwrap()).or_default() += 1;
    }
    assert!(by_row.len() > kills, "texts left: {}", by_row.len());
    let twice: Vec<_> = by_row.iter().filter(|(_, n)| **n > 1).collect();
    assert!(twice.is_empty(), "texts that left twice: {twice:?}");

    let cases = store.recent_cases(1_000).await.unwrap();
    let mut filled = 0;
    for case in cases.iter().filter_map(|c| c.as_call_out()) {
        let (Some(winner), Some(shift)) = (&case.winner, &case.shift) else { continue };
        let key = gigi_sim::ShiftKey {
            appointment_id: shift.key.appointment.as_str().parse().unwrap(),
            start: shift.key.start,
        };
        assert_eq!(sim.assignee(key).flatten().map(|id| id.to_string()), Some(winner.to_string()));
        filled += 1;
    }
    assert!(filled > 0, "shifts were filled on the way");
    println!(
        "{kills} kills: {} texts acknowledged, {} texts left, {} cases, {filled} filled, nothing lost, nothing twice",
        acknowledged.len(),
        by_row.len(),
        cases.len(),
    );
}
