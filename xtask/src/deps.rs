//! `cargo xtask check-deps` fails when a crate depends on one that the table of `ARCHITECTURE.md` does not allow.
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// Which of our crates each of our crates may use, outside of its tests.
const ARROWS: &[(&str, &[&str])] = &[
    ("gigi-core", &[]),
    ("gigi-engine", &["gigi-core"]),
    ("gigi-store", &["gigi-core", "gigi-engine"]),
    ("gigi-wellsky", &[]),
    ("gigi-sim", &[]),
    ("gigi", &["gigi-core", "gigi-engine", "gigi-store", "gigi-wellsky", "gigi-sim"]),
    ("xtask", &["gigi-core"]),
];

/// The whole list of what the rules may use: nothing that reads a clock, a file, a socket or a random source.
const CORE_MAY_USE: &[&str] = &[
    "serde",
    "serde_json",
    "jiff",
    "uuid",
    "phonenumber",
    "regex",
    "unicode-normalization",
    "thiserror",
    // Arithmetic of the sentence encoder.
    "ndarray",
];

/// Looks at every arrow between crates.
pub(crate) fn check() -> Result<()> {
    let output = Command::new("cargo")
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .output()
        .context("running cargo metadata")?;
    let metadata: Value = serde_json::from_slice(&output.stdout).context("reading cargo metadata")?;
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default() {
        let name = package["name"].as_str().unwrap_or_default();
        for dependency in package["dependencies"].as_array().map(Vec::as_slice).unwrap_or_default() {
            // A test may look at more than the code may use.
            if dependency["kind"].as_str() != Some("dev") {
                wrong.extend(broken(name, dependency["name"].as_str().unwrap_or_default()));
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { bail!("dependency rules:\n  {}", wrong.join("\n  ")) }
}

/// What is wrong with one arrow, if anything.
fn broken(from: &str, to: &str) -> Option<String> {
    let ours = |name: &str| ARROWS.iter().find(|(n, _)| *n == name);
    let Some((_, allowed)) = ours(from) else {
        return Some(format!("{from} is not in the table of xtask"));
    };
    if ours(to).is_some() && !allowed.contains(&to) {
        return Some(format!("{from} must not depend on {to}"));
    }
    if from == "gigi-core" && ours(to).is_none() && !CORE_MAY_USE.contains(&to) {
        return Some(format!("{from} must stay pure and may not use {to}"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::broken;

    #[test]
    fn arrows_go_one_way() {
        assert_eq!(broken("gigi-store", "gigi-core"), None);
        assert!(broken("gigi-core", "gigi-store").is_some());
        assert!(broken("gigi-wellsky", "gigi-sim").is_some());
        assert!(broken("gigi-core", "tokio").is_some());
        assert!(broken("something-new", "serde").is_some());
    }
}
