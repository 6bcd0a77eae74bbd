//! `gigi export-corrections`: what coordinators corrected, as training lines without people in them. A human must read
//! them before they are used; the file says so in its first line, which the trainer refuses.
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use gigi_core::policy::Policy;
use gigi_core::pseudonym::{Pseudonyms, Style};
use gigi_core::teaching::{HEADER, REVIEW, training_line};
use gigi_engine::ports::{Store as _, StoreError};
use gigi_store::SqlStore;

use crate::config::Config;

/// Where the lines go.
#[derive(Debug, Args)]
pub struct Options {
    /// File to write; without one the lines are printed.
    file: Option<PathBuf>,
}

/// Every message that was corrected, with its last correction, as a file of training lines.
///
/// # Errors
/// The store's.
pub async fn lines(store: &SqlStore, policy: &Policy) -> Result<String, StoreError> {
    let roster = store.roster().await?;
    let mut pseudonyms = Pseudonyms::new(Style::Invented, &roster, policy);
    // Words about abuse leave by no other way than the file of their incident.
    let hidden = crate::web::incident::restricted(store).await?;
    let mut out = format!("{REVIEW}\n{HEADER}\n");
    for (correction, text) in store.corrections().await? {
        if hidden.contains(&text.text.id) {
            continue;
        }
        if let Some(of) = text.outcome.as_ref().and_then(|o| o.understood.as_deref()) {
            out.push_str(&training_line(of, &correction.intents, &mut pseudonyms));
            out.push('\n');
        }
    }
    Ok(out)
}

/// The command.
///
/// # Errors
/// When the database cannot be read or the file cannot be written.
pub async fn start(options: Options, config: Config) -> anyhow::Result<()> {
    let (parts, _sim) = crate::serve::parts(config)
        .await
        .context("the database cannot be read; while Gigi runs on SQLite, its page /corrections.tsv has the same lines")?;
    let text = lines(&parts.store, &parts.policy).await?;
    let count = text.lines().count().saturating_sub(2);
    match &options.file {
        Some(path) => {
            std::fs::write(path, &text).with_context(|| format!("{} cannot be written", path.display()))?
        }
        None => std::io::stdout().write_all(text.as_bytes()).context("standard output")?,
    }
    // To standard error, so that it is seen when the lines go into a pipe.
    writeln!(
        std::io::stderr(),
        "{count} corrections. A human must read every line before it is used: names that Gigi does not know are still in there."
    )
    .context("standard error")?;
    Ok(())
}
