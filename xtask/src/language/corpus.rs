//! The held-out texts of `fixtures/language`.
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use gigi_core::language::{Action, Intent, Message};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A text, and what it should be read as.
pub(super) struct Labelled {
    pub(super) message: Message,
    pub(super) lang: String,
    /// Most urgent first.
    pub(super) intents: Vec<Intent>,
    /// Of the primary intent.
    pub(super) shifts: Vec<String>,
    pub(super) offers: Vec<String>,
    /// Acceptable, the best first.
    pub(super) actions: Vec<Action>,
}

impl Labelled {
    pub(super) fn primary(&self) -> Option<Intent> {
        self.intents.first().copied()
    }

    pub(super) fn says(&self, intent: Intent) -> bool {
        self.intents.contains(&intent)
    }
}

/// `fixtures/language`.
pub(super) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/language")
}

/// The folders of `situations` that have texts, by name.
pub(super) fn situations() -> Result<Vec<PathBuf>> {
    let folder = folder().join("situations");
    let entries = fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    folders.retain(|path| path.join("messages.tsv").exists());
    folders.sort();
    Ok(folders)
}

/// A word of a closed vocabulary, by its name on the wire.
pub(super) fn word<T: DeserializeOwned>(name: &str) -> Result<T> {
    serde_json::from_value(Value::from(name)).with_context(|| format!("{name:?}"))
}

pub(super) fn words<T: DeserializeOwned>(list: &str) -> Result<Vec<T>> {
    list.split(',').map(str::trim).filter(|w| !w.is_empty()).map(word).collect()
}

fn names(list: &str) -> Vec<String> {
    list.split(',').map(str::trim).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// Every text of a folder in its situation: `contexts.jsonl` has the situations, `messages.tsv` the texts, its first line the names of
/// its columns.
pub(super) fn in_situations(folder: &Path) -> Result<Vec<Labelled>> {
    let file = folder.join("contexts.jsonl");
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let mut contexts = BTreeMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let value: Value = serde_json::from_str(line)?;
        let name = value["context"].as_str().context("a context has a name")?.to_owned();
        let message: Message = serde_json::from_value(value).with_context(|| name.clone())?;
        contexts.insert(name, message);
    }
    let file = folder.join("messages.tsv");
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    lines
        .enumerate()
        .map(|(n, line)| {
            read(line, n, &head, &contexts).with_context(|| format!("{}: {line}", file.display()))
        })
        .collect()
}

/// One text in so many is kept back when the encoder is taught.
const KEPT_BACK: usize = 12;

/// Says of one text after the other, in the order of `train::examples`, whether it is kept back. Folders that end in 7 and on are counted
/// each for itself, those in 6 together, and all older ones: so what was kept back stays kept back when folders are added.
#[derive(Default)]
pub(super) struct Keeper {
    counts: BTreeMap<String, usize>,
}

impl Keeper {
    pub(super) fn keeps(&mut self, folder: &str) -> bool {
        let counted_with = match folder.chars().last() {
            Some('7'..='9') => folder,
            Some('6') => "6",
            _ => "",
        };
        let count = self.counts.entry(counted_with.to_owned()).or_default();
        let keeps = count.is_multiple_of(KEPT_BACK);
        *count += 1;
        keeps
    }
}

/// The texts in situations that are kept back: nobody is taught by them, so lines may be drawn by them. `train` texts are counted before
/// them.
pub(super) fn kept_back(train: usize) -> Result<Vec<Labelled>> {
    let mut keeper = Keeper::default();
    for _ in 0..train {
        keeper.keeps("train");
    }
    let mut kept = Vec::new();
    for path in situations()? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for mut one in in_situations(&path)? {
            if keeper.keeps(&name) {
                one.message.id = format!("{name}:{}", one.message.id);
                kept.push(one);
            }
        }
    }
    Ok(kept)
}

fn read(line: &str, number: usize, head: &[&str], contexts: &BTreeMap<String, Message>) -> Result<Labelled> {
    let columns: Vec<&str> = line.split('\t').collect();
    ensure!(columns.len() == head.len(), "{} columns", columns.len());
    let optional = |name: &str| head.iter().position(|known| *known == name).map_or("", |at| columns[at]);
    let context = contexts.get(optional("context")).context("no such context")?;
    let mut message = context.clone();
    message.id = match optional("id") {
        "" => format!("{}", number + 1),
        id => id.to_owned(),
    };
    message.text = optional("text").to_owned();
    Ok(Labelled {
        message,
        lang: optional("lang").to_owned(),
        intents: words(optional("intents"))?,
        shifts: names(optional("shifts")),
        offers: names(optional("offers")),
        actions: words(&format!("{},{}", optional("actions"), optional("action")))?,
    })
}
