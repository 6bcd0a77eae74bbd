//! `cargo xtask language-features`: what the model sees of every labelled text, a line each, for `scripts/encoder-weights.py`.
use std::io::Write as _;

use anyhow::Result;

use super::corpus;
use super::train::{self, Example};

/// Tab-separated: folder, 1 if it is kept back, columns of the wanted intents, buckets of words, buckets of facts, text.
pub(crate) fn dump() -> Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let joined = |numbers: &[u32]| numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
    let mut line = |folder: &str, kept: bool, one: &Example| -> Result<()> {
        let kept = u8::from(kept);
        let wanted: Vec<String> = one.wanted.iter().map(usize::to_string).collect();
        let seen = &one.seen;
        let (words, facts) = (joined(&seen.words), joined(&seen.facts));
        Ok(writeln!(out, "{folder}\t{kept}\t{}\t{words}\t{facts}\t{}", wanted.join(","), one.text)?)
    };
    let mut keeper = corpus::Keeper::default();
    for one in train::examples()? {
        line(&one.folder, keeper.keeps(&one.folder), &one)?;
    }
    for folder in ["heldout", "dev"] {
        for one in train::in_folder(&corpus::folder().join(folder), folder)? {
            line(folder, false, &one)?;
        }
    }
    Ok(())
}
