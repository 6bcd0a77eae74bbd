//! The commands as a user starts them: the real binary, its environment, its output.
#![expect(clippy::unwrap_used, reason = "a test")]
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

fn gigi(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gigi"));
    command.args(arguments).env_clear().stdin(Stdio::null());
    command
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Ends with the test, however that ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Already ended is fine.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    fn terminate(mut self) -> bool {
        let pid = self.0.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status().unwrap();
        self.0.wait().unwrap().success()
    }
}

async fn ready(http: &reqwest::Client, url: &str) {
    let mut turn = tokio::time::interval(Duration::from_millis(20));
    for _ in 0..1_500 {
        turn.tick().await;
        let answer = http.get(format!("{url}/readyz")).send().await;
        if answer.is_ok_and(|a| a.status().is_success()) {
            return;
        }
    }
    panic!("{url} is not ready within half a minute");
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn sync_reads_everything_once_and_says_what_it_took() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}/gigi.sqlite", folder.path().display());
    let sync =
        |json: &[&str]| gigi(&[&["sync"], json].concat()).env("DATABASE_URL", &database).output().unwrap();
    let first = sync(&["--json"]);
    assert!(first.status.success(), "{}", told(&first));
    let result: Value = serde_json::from_slice(&first.stdout).unwrap();
    assert!(result["shifts"].as_u64().unwrap() > 100, "{result}");
    assert_eq!(result["changes"]["shifts_new"], result["shifts"]);
    assert_eq!((&result["clients_failed"], &result["set_aside"]), (&json!(0), &json!(0)));
    assert!(result["requests"].as_u64().unwrap() > 0 && result["busiest_second"].as_u64().unwrap() > 0);
    assert!(told(&first).contains("reading people"), "plain lines where there is no terminal");
    let second = sync(&[]);
    let words = String::from_utf8_lossy(&second.stdout).into_owned();
    assert!(words.contains("busiest second"), "{words}");
    let running = serve_lock(&database);
    assert!(told(&sync(&[])).contains("in use by another process"), "one reads, the other says why not");
    drop(running);
}

/// Holds a SQLite database as a running service does.
fn serve_lock(database: &str) -> std::fs::File {
    let path = format!("{}.lock", database.strip_prefix("sqlite:").unwrap());
    let lock = std::fs::File::open(path).unwrap();
    lock.lock().unwrap();
    lock
}

#[test]
fn export_corrections_writes_lines_to_be_reviewed_and_says_that_a_human_must_read_them() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}/gigi.sqlite", folder.path().display());
    let file = folder.path().join("lines.tsv");
    let export = || {
        let arguments = ["export-corrections", file.to_str().unwrap()];
        gigi(&arguments).env("DATABASE_URL", &database).output().unwrap()
    };
    let done = export();
    assert!(done.status.success(), "{}", told(&done));
    assert!(told(&done).contains("0 corrections. A human must read every line"), "{}", told(&done));
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.starts_with("# Not reviewed."), "{written}");
    assert_eq!(written.lines().nth(1), Some("sender\tlang\tcontext\tintents\ttext"));
    let _held = serve_lock(&database);
    let refused = export();
    assert!(!refused.status.success());
    assert!(told(&refused).contains("/corrections.tsv"), "says where else: {}", told(&refused));
}

#[test]
fn half_a_configuration_refuses_to_start_with_one_clear_line() {
    let output = gigi(&["serve"]).env("WELLSKY_CLIENT_ID", "id").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        told(&output),
        "gigi: a WellSky credential is set, but WELLSKY_CLIENT_SECRET and WELLSKY_AGENCY_ID is not\n"
    );
    let output = gigi(&["serve"]).env("GIGI_POLCY", "x").output().unwrap();
    assert_eq!(told(&output), "gigi: GIGI_POLCY is not a setting; did you mean GIGI_POLICY?\n");
    let output = gigi(&["serve"]).env("DYNO", "web.1").output().unwrap();
    assert!(told(&output).contains("SQLite is refused"), "{}", told(&output));
}

#[test]
fn help_lists_every_setting() {
    let output = gigi(&["--help"]).output().unwrap();
    let help = String::from_utf8_lossy(&output.stdout).into_owned();
    for (name, ..) in gigi::config::SETTINGS {
        assert!(help.contains(name), "{name}");
    }
}

#[tokio::test]
async fn p10_the_demo_fills_a_call_out_within_a_minute_with_nothing_installed() {
    let mut demo = Running(gigi(&["demo", "--port", "0"]).stdout(Stdio::piped()).spawn().unwrap());
    let lines = BufReader::new(demo.0.stdout.take().unwrap()).lines();
    let board =
        lines.map_while(Result::ok).find_map(|l| l.trim().strip_prefix("board").map(|u| u.trim().to_owned()));
    let url = board.unwrap().trim_end_matches('/').to_owned();
    let http = gigi::http::client().unwrap();
    ready(&http, &url).await;

    let text = json!({"from": "+12025550100", "text": "cant make my 7a tmrw, been sick all nite"});
    let sent = http.post(format!("{url}/demo/text")).json(&text).send().await.unwrap();
    assert_eq!(sent.json::<Value>().await.unwrap()["webhook_status"], 200);
    let minute = json!({"seconds": 60});
    let moved = http.post(format!("{url}/demo/clock/advance")).json(&minute).send().await.unwrap();
    assert!(moved.status().is_success());
    let cases: Value = http.get(format!("{url}/api/v1/cases")).send().await.unwrap().json().await.unwrap();
    assert_eq!(cases[0]["phase"], "filled", "{cases}");

    let phones: Value = http.get(format!("{url}/demo/phones")).send().await.unwrap().json().await.unwrap();
    let keisha = phones["phones"].as_array().unwrap().iter().find(|p| p["number"] == "+12025550100").unwrap();
    assert_eq!(keisha["messages"].as_array().unwrap().len(), 2, "her text and the answer: {keisha}");
    let page = http.get(format!("{url}/phones?as=2025550100")).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Got it: you can&#39;t work"), "{page}");
    for wrong in [json!({"from": "7", "text": "x"}), json!({"from": "+12025550100", "text": " "})] {
        let refused = http.post(format!("{url}/demo/text")).json(&wrong).send().await.unwrap();
        assert_eq!(refused.status(), 422, "{wrong}");
    }
    assert!(demo.terminate());
}

#[tokio::test]
async fn serve_with_nothing_set_runs_a_simulated_wellsky_and_sends_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let process = gigi(&["serve"])
        .env("PORT", port.to_string())
        .env("GIGI_DATA", folder.path())
        .env("GIGI_LOG", "error")
        .spawn()
        .unwrap();
    let process = Running(process);
    let http = gigi::http::client().unwrap();
    let url = format!("http://127.0.0.1:{port}");
    ready(&http, &url).await;
    let board = http.get(&url).send().await.unwrap().text().await.unwrap();
    assert!(board.contains("shadow: texts are shown, not sent"), "{board}");
    let second = gigi(&["serve"]).env("PORT", "0").env("GIGI_DATA", folder.path()).output().unwrap();
    assert!(told(&second).contains("in use by another process"), "{}", told(&second));
    assert!(process.terminate());
    assert!(folder.path().join("gigi.sqlite").exists());
}

#[tokio::test]
async fn serve_asks_for_the_password_where_others_can_reach_it() {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    std::fs::write(folder.path().join("password"), "open sesame\n").unwrap();
    let process = gigi(&["serve"])
        .env("PORT", port.to_string())
        .env("GIGI_DATA", folder.path())
        .env("GIGI_PUBLIC_URL", "https://gigi.example.org")
        .env("GIGI_BOARD_PASSWORD_FILE", folder.path().join("password"))
        .env("GIGI_LOG", "error")
        .spawn()
        .unwrap();
    let _process = Running(process);
    let http = gigi::http::client().unwrap();
    let url = format!("http://127.0.0.1:{port}");
    ready(&http, &url).await;
    let shut = http.get(&url).send().await.unwrap();
    assert_eq!(shut.status(), 401);
    assert!(shut.headers().contains_key("www-authenticate"));
    let wrong = http.get(&url).basic_auth("dana", Some("open")).send().await.unwrap();
    assert_eq!(wrong.status(), 401);
    let open = http.get(&url).basic_auth("dana", Some("open sesame")).send().await.unwrap();
    assert_eq!(open.status(), 200);
}

#[tokio::test]
async fn on_postgresql_serve_refuses_until_migrate_has_run() {
    let Ok(base) = std::env::var("GIGI_TEST_POSTGRES") else {
        panic!("GIGI_TEST_POSTGRES is not set: eval \"$(scripts/postgres-for-tests start)\"");
    };
    let name = format!("gigi_commands_{}", std::process::id());
    let created =
        Command::new("psql").args([&base, "-qc", &format!("CREATE DATABASE {name}")]).status().unwrap();
    assert!(created.success());
    let database = format!("{}/{name}", base.rsplit_once('/').unwrap().0);
    let port = free_port();
    let serve = || {
        let mut command = gigi(&["serve"]);
        command.env("PORT", port.to_string()).env("DATABASE_URL", &database).env("GIGI_LOG", "error");
        command
    };
    let refused = serve().output().unwrap();
    assert!(told(&refused).contains("run `gigi migrate` first"), "{}", told(&refused));
    let migrated = gigi(&["migrate"]).env("DATABASE_URL", &database).output().unwrap();
    assert!(migrated.status.success(), "{}", told(&migrated));
    let process = Running(serve().spawn().unwrap());
    let http = gigi::http::client().unwrap();
    ready(&http, &format!("http://127.0.0.1:{port}")).await;
    assert!(process.terminate());
}

fn doctor(env: &[(&str, &str)], arguments: &[&str]) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = gigi(&[&["doctor"], arguments].concat());
    let output = command.env("GIGI_DATA", folder.path()).envs(env.iter().copied()).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned(), told(&output))
}

#[test]
fn the_doctor_says_by_its_exit_code_whether_anything_fails() {
    let (code, said, progress) = doctor(&[], &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.ends_with("Nothing fails.\n") && progress.contains("looking at the token"),
        "{said}{progress}"
    );
    assert!(!said.contains('\u{1b}'), "readable without colour");
    let (code, said, _) = doctor(&[], &["--call", "POST /v1/oauth/accesstoken"]);
    assert_eq!(code, Some(1));
    assert!(
        said.starts_with("WellSky: a simulated WellSky inside this process\n\nFAILS call [D02]: 403 Missing"),
        "{said}"
    );
    let (code, _, told) = doctor(&[], &["--call", "FETCH /v1/patients/"]);
    assert_eq!((code, told.as_str()), (Some(2), "gigi doctor: --call: FETCH is not a method\n"));
    let (code, _, _) = doctor(&[], &["--header", "Accept: text/html"]);
    assert_eq!(code, Some(2));
}

#[tokio::test]
async fn rank_says_who_may_be_asked_in_what_order_and_why_the_others_are_not() {
    // The next visit may begin in minutes, or want what nobody else can do; Rosa's of tomorrow morning is always far away.
    let config = gigi_sim::SimConfig::new(gigi::http::client().unwrap(), std::sync::Arc::new(jiff_now));
    let tomorrow = gigi_sim::Sim::start(config).await.unwrap().heroine().shift.appointment_id.to_string();
    let folder = tempfile::tempdir().unwrap();
    // In the evening nobody is asked for a morning that is not urgent.
    let policy = folder.path().join("policy.toml");
    std::fs::write(&policy, "[quiet]\nurgent_within_hours = 48.0\n").unwrap();
    let rank = |arguments: &[&str]| {
        let mut command = gigi(&[&["rank"], arguments].concat());
        let output = command.env("GIGI_DATA", folder.path()).env("GIGI_POLICY", &policy).output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned(), told(&output))
    };
    let (ok, _, error) = rank(&["--shift", "next", "--json"]);
    assert!(ok, "{error}");
    let (ok, said, error) = rank(&["--shift", &tomorrow, "--json"]);
    assert!(ok, "{error}");
    let ranking: Value = serde_json::from_str(&said).unwrap();
    let (candidates, excluded) =
        (ranking["candidates"].as_array().unwrap(), ranking["excluded"].as_array().unwrap());
    assert!(candidates.len() > 2 && !excluded.is_empty(), "{said}");
    for one in candidates {
        let points = one["factors"].as_array().unwrap().iter().map(|f| f["points"].as_f64().unwrap());
        assert!((points.sum::<f64>() - one["score"].as_f64().unwrap()).abs() < 1e-6, "{one}");
    }
    let called_out = excluded.iter().find(|e| e["reason"] == "called_out").expect("whoever has the shift");
    assert_eq!(called_out["code"], "H19");
    let weights = ranking["weights"].as_object().unwrap();
    let sum: f64 = weights.iter().filter(|(k, _)| *k != "from_hours").map(|(_, w)| w.as_f64().unwrap()).sum();
    assert!((sum - 1.0).abs() < 1e-6, "{weights:?}");
    let (_, table, _) = rank(&["--shift", ranking["shift"].as_str().unwrap(), "--top", "2"]);
    assert!(table.contains("1. ") && table.contains("points") && table.contains("Not asked:"), "{table}");
    let nobody = excluded.iter().find(|e| e["reason"] == "not_hired").expect("an applicant");
    let (_, why, _) = rank(&["--shift", "next", "--why", nobody["caregiver"].as_str().unwrap()]);
    assert!(why.contains("is not asked:") && why.contains("H1  not hired"), "{why}");
    for (arguments, word) in [
        (&["--shift", "999"][..], "there is no shift 999"),
        (&["--shift", "next", "--why", "999"][..], "there is no caregiver 999"),
    ] {
        let (ok, _, error) = rank(arguments);
        assert!(!ok && error.contains(word), "{error}");
    }
}

#[test]
fn the_doctor_speaks_json_to_programs() {
    let (code, said, progress) = doctor(&[("WELLSKY_CLIENT_ID", "id")], &["--json"]);
    let report: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, report["failures"].as_u64(), progress.as_str()), (Some(1), Some(1), ""));
    assert_eq!(report["findings"][0]["state"], "failure");
    let (code, said, _) = doctor(&[], &["--json", "--call", "GET /v1/appointments/", "--support-mail"]);
    let report: Value = serde_json::from_str(&said).unwrap();
    let first = &report["findings"][0];
    assert_eq!((code, &first["row"], &first["sure"]), (Some(1), &json!("D11"), &json!("certain")));
    assert!(report["support_mail"].as_str().unwrap().starts_with("This is not for WellSky's support"));
}

#[test]
fn the_simulated_agency_lives_where_the_policy_says() {
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("policy.toml");
    std::fs::write(&policy, "[agency]\nzone = \"Pacific/Auckland\"\n").unwrap();
    let (code, said, _) = doctor(&[("GIGI_POLICY", policy.to_str().unwrap())], &["--json"]);
    let report: Value = serde_json::from_str(&said).unwrap();
    let rows: Vec<&Value> = report["findings"].as_array().unwrap().iter().map(|f| &f["row"]).collect();
    assert!(code == Some(0) && !rows.contains(&&json!("D47")), "visits by day, in the agency's zone: {said}");
}

#[tokio::test]
async fn the_mail_to_the_vendor_holds_the_evidence_and_no_secret() {
    let config = gigi_sim::SimConfig::new(gigi::http::client().unwrap(), std::sync::Arc::new(jiff_now));
    let sim = gigi_sim::Sim::start(config).await.unwrap();
    sim.edit_toggles(|t| t.deny_resource = Some("practitioners".into()));
    let (id, secret, agency) = sim.credentials();
    let url = sim.wellsky_url();
    let env = [
        ("WELLSKY_CLIENT_ID", id.clone()),
        ("WELLSKY_CLIENT_SECRET", secret.clone()),
        ("WELLSKY_AGENCY_ID", agency.clone()),
        ("WELLSKY_ENVIRONMENT", "sandbox".to_owned()),
        ("WELLSKY_API_URL", url),
    ];
    let run = move || {
        let env: Vec<(&str, &str)> = env.iter().map(|(k, v)| (*k, v.as_str())).collect();
        doctor(&env, &["--support-mail"])
    };
    let (code, mail, _) = tokio::task::spawn_blocking(run).await.unwrap();
    assert_eq!(code, Some(1));
    for part in
        ["To: WellSky Personal Care support", &agency, "403 User is not authorized", "request ", "sandbox at"]
    {
        assert!(mail.contains(part), "{part} in {mail}");
    }
    assert!(!mail.contains(&secret) && !mail.contains(&id), "{mail}");
}

fn jiff_now() -> jiff::Timestamp {
    use gigi_engine::ports::Clock as _;
    gigi::clock::SystemClock.now()
}

#[test]
fn a_rehearsal_compares_four_policies_and_says_the_same_again() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("report.html");
    let run = |more: &[&str]| {
        gigi(&[&["rehearse", "--agency", "small", "--seed", "3", "--shifts", "8"], more].concat())
            .output()
            .unwrap()
    };
    let first = run(&["--json", "--report", page.to_str().unwrap()]);
    assert!(first.status.success(), "{}", told(&first));
    let mut said: Value = serde_json::from_slice(&first.stdout).unwrap();
    let names: Vec<&str> =
        said["policies"].as_array().unwrap().iter().map(|p| p["policy"].as_str().unwrap()).collect();
    assert_eq!(names, ["ours", "fixed waves", "one at a time", "broadcast"]);
    assert_eq!(said["policies"][0]["callouts"], 8);
    assert!(said["policies"][3]["offers"].as_u64() > said["policies"][2]["offers"].as_u64(), "{said}");
    let mut again: Value = serde_json::from_slice(&run(&["--json"]).stdout).unwrap();
    for value in [&mut said, &mut again] {
        value.as_object_mut().unwrap().remove("seconds");
    }
    assert_eq!(said, again);
    let two: Value = serde_json::from_slice(&run(&["--json", "--against", "broadcast"]).stdout).unwrap();
    assert_eq!(two["policies"].as_array().unwrap().len(), 2);
    assert_eq!(two["policies"][1], again["policies"][3], "leaving policies out changes none of the others");
    assert!(!run(&["--against", "everybody"]).status.success());
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.contains("<svg") && page.contains("Rehearsal of 8 call-outs") && !page.contains("<script"));
    let words = String::from_utf8_lossy(&run(&[]).stdout).into_owned();
    assert!(words.contains("filled by the start") && words.contains("Live odds"), "{words}");
}

#[test]
fn more_call_outs_than_one_play_has_are_drawn_by_playing_again() {
    let run = || gigi(&["rehearse", "--agency", "small", "--shifts", "60", "--json"]).output().unwrap();
    let said: Value = serde_json::from_slice(&run().stdout).unwrap();
    assert_eq!(said["policies"][0]["callouts"], 60);
    assert!(said["policies"][0]["plays"].as_u64() > Some(1), "{}", said["policies"][0]);
    let words = gigi(&["rehearse", "--agency", "small", "--shifts", "60"]).output().unwrap();
    let words = String::from_utf8_lossy(&words.stdout).into_owned();
    assert!(words.contains("plays of its schedule, each with other people and other call-outs"), "{words}");
}

#[test]
fn a_rehearsal_names_everything_that_is_wrong_in_a_file_of_call_outs() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("past.csv");
    let run = |text: &str| {
        std::fs::write(&file, text).unwrap();
        let output = gigi(&["rehearse", "--csv", file.to_str().unwrap()]).output().unwrap();
        (output.status.code(), told(&output) + &String::from_utf8_lossy(&output.stdout))
    };
    let head = "shift_start,shift_end,client,caregiver,called_out_at\n";
    let good = "2026-11-24T07:00,2026-11-24T11:00,7100001,8200001,2026-11-23T21:10\n";
    let (code, words) = run(&[head, good].concat());
    assert_eq!(code, Some(0), "{words}");
    assert!(words.contains("1 call-outs of"), "{words}");
    for (text, expected) in [
        ("", &["the file is empty"][..]),
        (head, &["no line after the first"]),
        ("start,end\n1,2\n", &["line 1", "shift_start", "called_out_at"]),
        (
            &[
                head,
                "yesterday,2026-11-24T11:00,7100001,8200001,2026-11-23T21:10\n",
                "2026-11-24T07:00,2026-11-24T11:00,9,8,2026-11-23T21:10\n",
                "2026-11-24T07:00,2026-11-24T06:00,7100001,8200001,2026-11-25T21:10\n",
                "2026-11-24T07:00\n",
                good,
                good,
            ]
            .concat(),
            &[
                "line 2: shift_start `yesterday`",
                "line 3: client `9` is not known",
                "line 3: caregiver `8` is not known",
                "line 4: the shift ends -1.0 h after its start",
                "line 4: it was called out after its end",
                "line 5: 1 columns instead of 5",
                "line 7: the same call-out again",
            ],
        ),
    ] {
        let (code, words) = run(text);
        assert_eq!(code, Some(1), "{words}");
        assert!(expected.iter().all(|e| words.contains(e)), "{words}");
    }
}

#[test]
fn the_waves_are_measured_by_one_command() {
    let output = gigi(&["rehearse", "--waves", "--json"]).output().unwrap();
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = said["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 5);
    assert!(rows.iter().all(|r| r["ours"]["worst"].as_f64().unwrap() <= 0.05), "{said}");
}
