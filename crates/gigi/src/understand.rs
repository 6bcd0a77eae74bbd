//! `gigi understand`: JSON lines in, JSON lines out. A bad line gets `{"id","error"}`; the run goes on and exits 1.
use std::io::{BufRead, Write};
use std::process::ExitCode;

use gigi_core::language::{Message, understand};
use serde_json::{Value, json};

/// Longest line that is read, bytes; a longer one is an error of its own, not of the run.
const LONGEST: usize = 1 << 20;

/// Reads every line, answers every line.
pub(crate) fn run(input: impl BufRead, mut output: impl Write) -> ExitCode {
    let mut good = true;
    for line in input.split(b'\n') {
        let answer = match line {
            Ok(line) if line.iter().all(u8::is_ascii_whitespace) => continue,
            Ok(line) => answer(&line),
            Err(e) => Err((Value::Null, format!("standard input: {e}"))),
        };
        let text = match answer {
            Ok(text) => text,
            Err((id, error)) => {
                good = false;
                json!({ "id": id, "error": error }).to_string()
            }
        };
        // A reader that went away wants no more lines.
        if writeln!(output, "{text}").is_err() {
            return ExitCode::FAILURE;
        }
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn answer(line: &[u8]) -> Result<String, (Value, String)> {
    if line.len() > LONGEST {
        return Err((Value::Null, format!("the line is longer than {LONGEST} bytes")));
    }
    let value: Value = serde_json::from_slice(line).map_err(|e| (Value::Null, format!("not JSON: {e}")))?;
    let id = value.get("id").cloned().unwrap_or(Value::Null);
    let message: Message = serde_json::from_value(value).map_err(|e| (id.clone(), e.to_string()))?;
    jiff::tz::TimeZone::get(&message.zone)
        .map_err(|_| (id.clone(), format!("unknown time zone `{}`", message.zone)))?;
    serde_json::to_string(&understand(&message)).map_err(|e| (id, e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &str) -> (Vec<Value>, ExitCode) {
        let mut out = Vec::new();
        let code = run(input.as_bytes(), &mut out);
        let text = String::from_utf8(out).unwrap();
        (text.lines().map(|l| serde_json::from_str(l).unwrap()).collect(), code)
    }

    #[test]
    fn a_call_out_is_read_and_bound_to_the_one_shift() {
        let input = json!({
            "id": "m1", "at": "2026-11-23T20:00:00-06:00", "zone": "America/Chicago", "sender": "caregiver",
            "text": "cant make my 7a tmrw, been sick all nite",
            "shifts": [{"id": "s1", "start": "2026-11-24T07:00:00-06:00", "end": "2026-11-24T11:00:00-06:00", "client": "Rosa Sample"}],
            "offers": [], "thread": []
        });
        let (out, code) = lines(&input.to_string());
        assert_eq!(out[0]["id"], "m1");
        assert_eq!(out[0]["intents"][0]["intent"], "call_out_single");
        assert_eq!(out[0]["intents"][0]["shifts"][0], "s1");
        assert_eq!(out[0]["action"], "act");
        assert_eq!(code, ExitCode::SUCCESS);
    }

    #[test]
    fn a_bad_line_is_named_and_the_run_goes_on() {
        let good = r#"{"id":"m2","at":"2026-11-23T20:00:00Z","zone":"America/Chicago","sender":"caregiver","text":"ok thanks"}"#;
        let zone = r#"{"id":"m3","at":"2026-11-23T20:00:00Z","zone":"Mars/Olympus","sender":"caregiver","text":"ok"}"#;
        let (out, code) = lines(&format!("{{oops\n{{\"id\":\"m1\",\"text\":4}}\n\n{good}\n{zone}\n"));
        assert!(out[0]["error"].as_str().unwrap().starts_with("not JSON"));
        assert_eq!((&out[1]["id"], &out[2]["id"], &out[3]["id"]), (&json!("m1"), &json!("m2"), &json!("m3")));
        assert!(out[1]["error"].is_string() && out[2]["intents"].is_array() && out[3]["error"].is_string());
        assert_eq!(code, ExitCode::FAILURE);
    }
}
