//! Whatever arrives, the simulator answers HTTP with a status that makes sense, and lives: generated requests, sent as
//! bytes because no HTTP library would send most of them. The same requests on every run.
mod requests;

use std::collections::BTreeSet;
use std::time::Duration;

use gigi_sim::Sim;
use gigi_sim::toggles::{AppointmentWrite, OFF};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::{World, config};
use requests::{Sent, elsewhere, request};

/// Requests at the data plane, and at the other planes.
const CASES: (u32, u32) = (5_000, 1_000);

fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]))
}

/// The status that came; `Err` says how the answer failed to be one.
async fn exchange(host: &str, sent: &Sent) -> Result<u16, String> {
    let mut bytes = format!("{} ", sent.method).into_bytes();
    bytes.extend(&sent.target);
    bytes.extend(format!(" HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n").into_bytes());
    bytes.extend(format!("content-length: {}\r\n", sent.body.len()).into_bytes());
    for (name, value) in &sent.headers {
        bytes.extend(name.as_bytes());
        bytes.extend(b": ");
        bytes.extend(value);
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"\r\n");
    bytes.extend(&sent.body);
    let answer = async {
        let mut stream = TcpStream::connect(host).await?;
        // who is refused by the first line may find the connection closed while still sending
        let _ = stream.write_all(&bytes).await;
        let mut answer = Vec::new();
        match stream.read_to_end(&mut answer).await {
            Err(error) if answer.is_empty() => Err(error),
            _ => Ok(answer),
        }
    };
    let answer =
        tokio::time::timeout(Duration::from_secs(20), answer).await.map_err(|_| "it hangs".to_owned())?;
    let answer = answer.map_err(|error| format!("no answer: {error}"))?;
    let line = answer.split(|b| *b == b'\r').next().unwrap_or_default();
    let status = String::from_utf8_lossy(line).split(' ').nth(1).and_then(|s| s.parse().ok());
    status.ok_or_else(|| format!("not an answer: {:?}", String::from_utf8_lossy(line)))
}

/// What a vendor may answer. A 500 is only ever the crash that the documents tell of.
fn sane(status: u16, sent: &Sent) -> bool {
    let known = [200, 201, 204, 400, 401, 403, 404, 405, 409, 413, 414, 415, 422, 431].contains(&status);
    known || (status == 500 && sent.target.starts_with(b"/v1/documentReferences/"))
}

fn host(url: String) -> String {
    url.trim_start_matches("http://").to_owned()
}

#[test]
fn any_request_at_any_route_is_answered() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let world = runtime.block_on(World::new());
    world.sim.edit_toggles(|t| {
        (t.appointment_write, t.emoji_422, t.tasklog_reject_share) = (AppointmentWrite::OnSeries, OFF, 0.0);
    });
    let host = host(world.sim.wellsky_url());
    let mut seen = BTreeSet::new();
    let seen_by = std::sync::Mutex::new(&mut seen);
    let result = runner(CASES.0).run(&request(world.token.clone()), |sent| {
        let status = runtime.block_on(exchange(&host, &sent)).map_err(TestCaseError::fail)?;
        prop_assert!(sane(status, &sent), "{} for {:?}", status, sent);
        seen_by.lock().unwrap().insert(status);
        Ok(())
    });
    result.unwrap();
    // the requests reach all layers, or the test proves little
    for status in [200, 201, 204, 400, 401, 403, 404, 422] {
        assert!(seen.contains(&status), "{status} was never answered: {seen:?}");
    }
    // whatever was stored is still shown
    runtime.block_on(async {
        assert_eq!(world.get("/v1/patients/?_count=100").await.0, 200);
        assert!(world.sim.state().is_object());
        world.sim.stop().await;
    });
}

#[test]
fn any_request_at_the_other_planes_is_answered() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let sim = runtime.block_on(Sim::start(config())).unwrap();
    let hosts = [host(sim.control_url()), host(sim.twilio_url()), host(sim.legacy_url())];
    let result = runner(CASES.1).run(&elsewhere(), |(plane, sent)| {
        let status = runtime.block_on(exchange(&hosts[plane], &sent)).map_err(TestCaseError::fail)?;
        prop_assert!((200..500).contains(&status), "{} for {:?}", status, sent);
        Ok(())
    });
    result.unwrap();
    runtime.block_on(async {
        // an agency must survive whatever time it was told it is
        sim.advance(i64::MAX);
        let page = format!("http://{}/v1/nothing/", host(sim.wellsky_url()));
        assert_eq!(crate::http().get(page).send().await.unwrap().status(), 403);
        sim.stop().await;
    });
}
