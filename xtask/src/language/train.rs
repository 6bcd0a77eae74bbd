//! `cargo xtask train-language`: the embedded model from the labelled texts. One logistic regression per intent, trained together
//! by AdaGrad in an order that is always the same, then rounded to a byte a weight.
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use gigi_core::language::model::{BUCKETS, INTENTS, features};
use gigi_core::language::{Intent, KnownShift, Message, OfferedShift, OpenOffer, Sender, Speaker, Turn};
use jiff::{SignedDuration, Timestamp};

use super::corpus::{word, words};

const FILES: [&str; 5] = ["caregivers_en", "others_en", "contrasts_en", "spanish", "other_languages"];
const EPOCHS: usize = 14;
const STEP: f32 = 0.5;
/// Pulls weights that little speaks for towards nothing.
const DECAY: f32 = 2e-6;
/// One in so many texts is kept back, to say how well the rest was learnt.
const KEPT_BACK: usize = 12;

struct Example {
    buckets: Vec<u32>,
    wanted: Vec<usize>,
}

/// A situation in which somebody might have written it.
fn situation(sender: Sender, context: &str, text: &str) -> Message {
    let at: Timestamp = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 365 * 56);
    let hours = |n: i64| at + SignedDuration::from_hours(n);
    let offer = |code: &str| OpenOffer {
        code: code.to_owned(),
        sent_at: hours(-1),
        shift: OfferedShift { id: format!("o{code}"), start: hours(20), end: hours(24), area: String::new() },
    };
    let offers = match context {
        "offer" => vec![offer("4")],
        "offers" => vec![offer("4"), offer("5")],
        _ => Vec::new(),
    };
    let running = matches!(context, "on_shift" | "visit_now");
    let shift = KnownShift { id: "s".to_owned(), start: hours(-1), end: hours(3), client: String::new() };
    let asked = Turn { from: Speaker::Gigi, text: "?".to_owned(), at: hours(-1) };
    Message {
        id: String::new(),
        at,
        zone: "America/Chicago".to_owned(),
        sender,
        text: text.to_owned(),
        shifts: if running { vec![shift] } else { Vec::new() },
        offers,
        thread: if context.starts_with("question") { vec![asked] } else { Vec::new() },
    }
}

fn examples(folder: &Path) -> Result<Vec<Example>> {
    let mut all = Vec::new();
    for file in FILES {
        let path = folder.join(format!("{file}.tsv"));
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        for line in text.lines().skip(1) {
            let columns: Vec<&str> = line.split('\t').collect();
            ensure!(columns.len() == 5, "{file}: {line}");
            let (sender, context): (Sender, &str) = (word(columns[0])?, columns[2]);
            let intents: Vec<Intent> = words(columns[3])?;
            let wanted = intents.iter().filter_map(|i| INTENTS.iter().position(|known| known == i)).collect();
            let message = situation(sender, context, columns[4]);
            all.push(Example { buckets: features(&message), wanted });
        }
    }
    Ok(all)
}

struct Model {
    weights: Vec<f32>,
    squares: Vec<f32>,
    bias: Vec<f32>,
}

impl Model {
    fn new() -> Self {
        let cells = BUCKETS * INTENTS.len();
        Self { weights: vec![0.0; cells], squares: vec![1e-3; cells], bias: vec![-3.0; INTENTS.len()] }
    }

    fn scores(&self, example: &Example) -> Vec<f32> {
        let share = 1.0 / (example.buckets.len().max(1) as f32).sqrt();
        let mut sums = self.bias.clone();
        for bucket in &example.buckets {
            let row = &self.weights[*bucket as usize * INTENTS.len()..][..INTENTS.len()];
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += weight * share;
            }
        }
        sums.iter().map(|s| 1.0 / (1.0 + (-s).exp())).collect()
    }

    fn learn(&mut self, example: &Example) {
        let share = 1.0 / (example.buckets.len().max(1) as f32).sqrt();
        let scores = self.scores(example);
        for (intent, score) in scores.iter().enumerate() {
            let slope = score - f32::from(u8::from(example.wanted.contains(&intent)));
            if slope.abs() < 1e-3 {
                continue;
            }
            self.bias[intent] -= 0.01 * slope;
            for bucket in &example.buckets {
                let cell = *bucket as usize * INTENTS.len() + intent;
                let gradient = slope * share + DECAY * self.weights[cell];
                self.squares[cell] += gradient * gradient;
                self.weights[cell] -= STEP * gradient / self.squares[cell].sqrt();
            }
        }
    }

    /// A byte a weight, with one scale per intent.
    fn rounded(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(INTENTS.len() * 8 + self.weights.len());
        let scale = |intent: usize| {
            let largest =
                self.weights.iter().skip(intent).step_by(INTENTS.len()).fold(0.0_f32, |m, w| m.max(w.abs()));
            (largest / 127.0).max(1e-9)
        };
        let scales: Vec<f32> = (0..INTENTS.len()).map(scale).collect();
        for (scale, bias) in scales.iter().zip(&self.bias) {
            bytes.extend(scale.to_le_bytes());
            bytes.extend(bias.to_le_bytes());
        }
        for (cell, weight) in self.weights.iter().enumerate() {
            #[expect(clippy::cast_possible_truncation, reason = "within -127 to 127 by the scale")]
            let byte = (weight / scales[cell % INTENTS.len()]).round() as i8;
            bytes.push(byte.cast_unsigned());
        }
        bytes
    }
}

/// Trains and writes.
pub(crate) fn train() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let all = examples(&root.join("fixtures/language/train"))?;
    let (kept, taught): (Vec<_>, Vec<_>) = all.iter().enumerate().partition(|(n, _)| n % KEPT_BACK == 0);
    let mut out = std::io::stdout().lock();
    let learn = |from: &[(usize, &Example)]| {
        let mut model = Model::new();
        for epoch in 0..EPOCHS {
            // A stride that shares no factor with the count visits everybody once, in another order every time.
            let stride = [7919, 104_729, 15_485_863, 6_700_417][epoch % 4];
            for n in 0..from.len() {
                model.learn(from[(n * stride + epoch) % from.len()].1);
            }
        }
        model
    };
    let trial = learn(&taught);
    let best = |scores: &[f32]| (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]));
    let right =
        kept.iter().filter(|(_, e)| best(&trial.scores(e)).is_some_and(|b| e.wanted.contains(&b))).count();
    writeln!(
        out,
        "{} texts; of {} kept back {:.1} % have one of their intents first",
        all.len(),
        kept.len(),
        100.0 * right as f64 / kept.len().max(1) as f64
    )?;
    let everything: Vec<(usize, &Example)> = all.iter().enumerate().collect();
    let bytes = learn(&everything).rounded();
    let path = root.join("crates/core/data/language.bin");
    fs::write(&path, &bytes).with_context(|| path.display().to_string())?;
    writeln!(out, "{} bytes written to crates/core/data/language.bin", bytes.len())?;
    Ok(())
}
