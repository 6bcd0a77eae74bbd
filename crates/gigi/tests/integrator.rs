//! Clients that nobody here wrote: a shell script with curl and a Python script with `requests`, as an integrator
//! writes them from the vendor's documents, against the real `gigi sim`.
//!
//! They need bash, curl and the Python of `scripts/python-for-tests`. Where one is missing the test says so and passes,
//! except in `.ci/run` (which sets `GIGI_TEST_PYTHON`) or when `CI` is set: there it fails.
#![expect(clippy::unwrap_used, reason = "a test")]
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// `gigi sim` on free ports; ends with the test, however that ends.
struct Simulator {
    child: Child,
    told: Value,
}

impl Simulator {
    fn start(more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_gigi"))
            .args(["sim", "--json", "--port", "0", "--control-port", "0", "--twilio-port", "0"])
            .args(more)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, told: serde_json::from_str(&line).unwrap() }
    }

    fn told(&self, key: &str) -> &str {
        self.told[key].as_str().unwrap()
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // already ended is fine
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/integrator").join(name)
}

fn works(program: &str, arguments: &[&str]) -> bool {
    let run = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    run.is_ok_and(|status| status.success())
}

/// Says what is missing; in CI that is a failure.
#[expect(clippy::print_stdout, reason = "a test that tests nothing says so")]
fn missing(what: &str) {
    let needed = ["CI", "GIGI_TEST_PYTHON"].iter().any(|name| std::env::var_os(name).is_some());
    assert!(!needed, "{what} is missing, and here it must not be");
    println!("NOT TESTED: {what} is missing");
}

/// The Python that has `requests`: the one given, or the one that the script made.
fn python() -> Option<String> {
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("python-for-tests/bin/python");
    let given = std::env::var("GIGI_TEST_PYTHON").ok();
    let python = given.unwrap_or_else(|| made.to_string_lossy().into_owned());
    works(&python, &["-c", "import requests"]).then_some(python)
}

/// Runs a script against the simulator and shows what it said when it was surprised.
fn run(sim: &Simulator, program: &str, name: &str) -> String {
    let output = Command::new(program)
        .arg(script(name))
        .env("WELLSKY_API_URL", sim.told("wellsky"))
        .env("WELLSKY_CLIENT_ID", sim.told("client_id"))
        .env("WELLSKY_CLIENT_SECRET", sim.told("client_secret"))
        .env("WELLSKY_AGENCY_ID", sim.told("agency_id"))
        .env("no_proxy", "127.0.0.1")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let (said, surprise) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{name}:\n{said}\n{surprise}");
    assert!(said.ends_with("everything as documented\n"), "{name} stopped early:\n{said}");
    said.into_owned()
}

#[test]
fn a_shell_script_of_an_integrator_finds_everything_as_documented() {
    if !works("bash", &["-c", "curl --version && python3 --version"]) {
        return missing("bash, curl or python3");
    }
    let sim = Simulator::start(&["--at", "2026-11-23T18:00:00Z"]);
    let said = run(&sim, "bash", "connect.sh");
    assert!(said.lines().count() > 15, "a line for each step:\n{said}");
    run(&sim, "bash", "connect.sh");
}

#[test]
fn a_python_script_of_an_integrator_finds_everything_as_documented() {
    let Some(python) = python() else {
        return missing("a Python with `requests` (run scripts/python-for-tests)");
    };
    // by the clock on the wall, as an integrator starts it, and at the instant of the other tests
    for more in [&[][..], &["--at", "2026-11-23T18:00:00Z"]] {
        let sim = Simulator::start(more);
        let said = run(&sim, &python, "connect.py");
        assert!(said.lines().count() > 20, "a line for each step:\n{said}");
    }
}

#[test]
fn two_simulators_at_the_same_instant_tell_the_script_the_same() {
    if !works("bash", &["-c", "curl --version && python3 --version"]) {
        return missing("bash, curl or python3");
    }
    let once =
        || run(&Simulator::start(&["--at", "2026-11-23T18:00:00Z", "--seed", "5"]), "bash", "connect.sh");
    assert_eq!(once(), once());
}
