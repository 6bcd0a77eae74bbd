//! `cargo xtask train-binding`: which of several shifts or offers a text points at, learnt from the texts in whole situations. One
//! logistic regression over every pair of a text and a shift, trained by AdaGrad in an order that is always the same, calibrated on
//! situations kept back, rounded to a byte a weight.
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use gigi_core::language::Intent;
use gigi_core::language::pointing::{BUCKETS, Candidate, FACT_WEIGHT, binds, candidates, share};

use super::corpus::{self, Labelled};
use super::train::{calibrated, shuffled, sigmoid};

const EPOCHS: usize = 6;
const STEP: f32 = 0.25;
/// Pulls weights that little speaks for towards nothing.
const DECAY: f32 = 2e-5;
/// Situations are kept back in so many parts, one after the other.
const PARTS: u64 = 5;

/// A text with everything that might be bound.
struct Example {
    kind: Intent,
    candidates: Vec<(Candidate, bool)>,
    part: u64,
    text: String,
}

fn example(gold: &Labelled, number: u64) -> Option<Example> {
    let kind = gold.primary().filter(|intent| binds(*intent))?;
    let wanted: Vec<String> = if kind.answers_offer() {
        gold.offers.iter().map(|code| code.to_lowercase()).collect()
    } else {
        gold.shifts.clone()
    };
    let seen = candidates(&gold.message, kind);
    Some(Example {
        kind,
        candidates: seen
            .into_iter()
            .map(|one| {
                let is = wanted.contains(&one.id);
                (one, is)
            })
            .collect(),
        part: number % PARTS,
        text: gold.message.text.clone(),
    })
}

fn examples() -> Result<Vec<Example>> {
    let mut all = Vec::new();
    for folder in corpus::situations()? {
        let mut numbers = BTreeMap::new();
        for gold in corpus::in_situations(&folder)? {
            let key = (gold.message.at, gold.message.shifts.len(), gold.message.offers.len());
            let next = numbers.len() as u64;
            let number = *numbers.entry(key).or_insert(next);
            all.extend(example(&gold, number));
        }
    }
    Ok(all)
}

struct Model {
    weights: Vec<f32>,
    squares: Vec<f32>,
    bias: f32,
}

impl Model {
    fn sum(&self, one: &Candidate) -> f32 {
        let of = |buckets: &[u32]| buckets.iter().map(|b| self.weights[*b as usize]).sum::<f32>();
        of(&one.facts) * FACT_WEIGHT + of(&one.words) * share(one.words.len()) + self.bias
    }

    fn learn(&mut self, one: &Candidate, is: bool) {
        let slope = sigmoid(self.sum(one)) - f32::from(u8::from(is));
        if slope.abs() < 1e-3 {
            return;
        }
        self.bias -= 0.01 * slope;
        for (buckets, times) in [(&one.facts, FACT_WEIGHT), (&one.words, share(one.words.len()))] {
            for bucket in buckets {
                let cell = *bucket as usize;
                let gradient = slope * times + DECAY * self.weights[cell];
                self.squares[cell] += gradient * gradient;
                self.weights[cell] -= STEP * gradient / self.squares[cell].sqrt();
            }
        }
    }
}

fn taught(from: &[&Example]) -> Model {
    let mut model = Model { weights: vec![0.0; BUCKETS], squares: vec![1e-2; BUCKETS], bias: -1.0 };
    for epoch in 0..EPOCHS {
        for example in shuffled(from, epoch) {
            for (one, is) in &example.candidates {
                model.learn(one, *is);
            }
        }
    }
    model
}

/// Hits of so many.
#[derive(Default)]
struct Row {
    texts: usize,
    model: usize,
    sure: usize,
    sure_right: usize,
}

/// Trains, says how well texts are bound, and writes the weights.
pub(crate) fn train_binding() -> Result<()> {
    let mut out = std::io::stdout().lock();
    let all = examples()?;
    let list = std::env::args().any(|a| a == "--list");
    let mut rows: BTreeMap<Intent, Row> = BTreeMap::new();
    let mut sums = Vec::new();
    let mut kept = Vec::new();
    for part in 0..PARTS {
        let model = taught(&all.iter().filter(|one| one.part != part).collect::<Vec<_>>());
        for one in all.iter().filter(|one| one.part == part) {
            let scored: Vec<(f32, bool)> =
                one.candidates.iter().map(|(candidate, is)| (model.sum(candidate), *is)).collect();
            sums.extend(scored.iter().copied());
            kept.push((one, scored));
        }
    }
    let confidence = calibrated(&sums);
    for (one, scored) in &kept {
        if !scored.iter().any(|(_, is)| *is) {
            continue;
        }
        let scores: Vec<(f32, bool)> =
            scored.iter().map(|(sum, is)| (sigmoid(sum * confidence.0 + confidence.1), *is)).collect();
        let right = scores.iter().all(|(p, is)| (*p >= 0.5) == *is);
        let sure =
            scores.iter().all(|(p, _)| *p >= 0.85 || *p <= 0.15) && scores.iter().any(|(p, _)| *p >= 0.85);
        for kind in [one.kind, Intent::UnclearOrAdversarial] {
            let row = rows.entry(kind).or_default();
            row.texts += 1;
            row.model += usize::from(right);
            row.sure += usize::from(sure);
            row.sure_right += usize::from(sure && right);
        }
        if list && !right {
            let said: Vec<String> =
                scores.iter().map(|(p, is)| format!("{p:.2}{}", if *is { "*" } else { "" })).collect();
            writeln!(out, "{:?} {} {}", one.kind, said.join(" "), one.text)?;
        }
    }
    writeln!(
        out,
        "{:<24} {:>6} {:>8} {:>8} {:>8}",
        "situations kept back", "texts", "right", "sure", "of them"
    )?;
    for (kind, row) in &rows {
        let percent = |hits: usize, of: usize| format!("{:.1} %", 100.0 * hits as f64 / of.max(1) as f64);
        let name = if *kind == Intent::UnclearOrAdversarial { "all".to_owned() } else { format!("{kind:?}") };
        writeln!(
            out,
            "{name:<24} {:>6} {:>8} {:>8} {:>8}",
            row.texts,
            percent(row.model, row.texts),
            percent(row.sure, row.texts),
            percent(row.sure_right, row.sure)
        )?;
    }
    let model = taught(&all.iter().collect::<Vec<_>>());
    let scale = (model.weights.iter().fold(0.0_f32, |most, w| most.max(w.abs())) / 127.0).max(1e-9);
    let mut bytes = Vec::new();
    for number in [scale, model.bias, confidence.0, confidence.1] {
        bytes.extend(number.to_le_bytes());
    }
    for weight in &model.weights {
        #[expect(clippy::cast_possible_truncation, reason = "within -127 to 127 by the scale")]
        let byte = (weight / scale).round() as i8;
        bytes.push(byte.cast_unsigned());
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/core/data/binding.bin");
    fs::write(&path, &bytes).with_context(|| path.display().to_string())?;
    writeln!(out, "{} bytes written to crates/core/data/binding.bin", bytes.len())?;
    Ok(())
}
