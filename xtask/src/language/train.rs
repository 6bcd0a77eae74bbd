//! `cargo xtask train-language`: the embedded model from the labelled texts. One logistic regression per intent over pieces of words and
//! facts, trained together by AdaGrad in an order that is always the same, calibrated on texts kept back, rounded to a byte a weight.
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use gigi_core::language::model::{FACT_WEIGHT, FACTS, Features, INTENTS, WORDS, features};
use gigi_core::language::{Intent, KnownShift, Message, OfferedShift, OpenOffer, Sender, Speaker, Turn};
use jiff::{SignedDuration, Timestamp};

use super::corpus::{self, word, words};

const FILES: [&str; 5] = ["caregivers_en", "others_en", "contrasts_en", "spanish", "other_languages"];
const EPOCHS: usize = 8;
const STEP: f32 = 0.35;
/// Pulls weights that little speaks for towards nothing.
const DECAY: f32 = 1e-5;
/// The texts are taught in so many parts; every part is once kept back, to say how well the rest was learnt and how sure it may be.
const PARTS: usize = 3;
/// One in so many times the facts are left out, so that the words must carry a text as well.
const WITHOUT_FACTS: usize = 4;

pub(super) struct Example {
    pub(super) seen: Features,
    pub(super) wanted: Vec<usize>,
    /// Where it stands in `fixtures/language`.
    pub(super) folder: String,
    pub(super) text: String,
}

impl Example {
    /// Written in a whole situation, not beside a word for one.
    fn situated(&self) -> bool {
        self.folder != "train"
    }
}

/// Texts in whole situations.
pub(super) fn in_folder(path: &Path, folder: &str) -> Result<Vec<Example>> {
    let texts = corpus::in_situations(path)?.into_iter().map(|one| Example {
        seen: features(&one.message),
        wanted: columns_of(&one.intents),
        folder: folder.to_owned(),
        text: one.message.text,
    });
    Ok(texts.collect())
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

fn columns_of(intents: &[Intent]) -> Vec<usize> {
    intents.iter().filter_map(|i| INTENTS.iter().position(|known| known == i)).collect()
}

/// How many texts of `train` there are.
pub(super) fn count_by_hand() -> Result<usize> {
    FILES.iter().map(|file| Ok(by_hand(file)?.lines().skip(1).count())).sum()
}

/// A file of `train`; its first line names the columns.
fn by_hand(file: &str) -> Result<String> {
    let path = corpus::folder().join(format!("train/{file}.tsv"));
    fs::read_to_string(&path).with_context(|| path.display().to_string())
}

pub(super) fn examples() -> Result<Vec<Example>> {
    let mut all = Vec::new();
    for file in FILES {
        for line in by_hand(file)?.lines().skip(1) {
            let columns: Vec<&str> = line.split('\t').collect();
            ensure!(columns.len() == 5, "{file}: {line}");
            let (sender, context): (Sender, &str) = (word(columns[0])?, columns[2]);
            let intents: Vec<Intent> = words(columns[3])?;
            let message = situation(sender, context, columns[4]);
            let (seen, wanted) = (features(&message), columns_of(&intents));
            all.push(Example { seen, wanted, folder: "train".to_owned(), text: columns[4].to_owned() });
        }
    }
    for path in corpus::situations()? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        all.extend(in_folder(&path, &name)?);
    }
    Ok(all)
}

/// Weights of one kind of feature: a row of intents per bucket.
struct Table {
    weights: Vec<f32>,
    squares: Vec<f32>,
}

impl Table {
    fn new(buckets: usize) -> Self {
        let cells = buckets * INTENTS.len();
        Self { weights: vec![0.0; cells], squares: vec![1e-3; cells] }
    }

    fn add(&self, buckets: &[u32], times: f32, sums: &mut [f32]) {
        for bucket in buckets {
            let row = &self.weights[*bucket as usize * INTENTS.len()..][..INTENTS.len()];
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += weight * times;
            }
        }
    }

    fn learn(&mut self, buckets: &[u32], times: f32, slopes: &[(usize, f32)]) {
        for bucket in buckets {
            for (intent, slope) in slopes {
                let cell = *bucket as usize * INTENTS.len() + intent;
                let gradient = slope * times + DECAY * self.weights[cell];
                self.squares[cell] += gradient * gradient;
                self.weights[cell] -= STEP * gradient / self.squares[cell].sqrt();
            }
        }
    }

    fn scale(&self, intent: usize) -> f32 {
        let largest =
            self.weights.iter().skip(intent).step_by(INTENTS.len()).fold(0.0_f32, |m, w| m.max(w.abs()));
        (largest / 127.0).max(1e-9)
    }

    fn rounded(&self, scales: &[f32], bytes: &mut Vec<u8>) {
        for (cell, weight) in self.weights.iter().enumerate() {
            #[expect(clippy::cast_possible_truncation, reason = "within -127 to 127 by the scale")]
            let byte = (weight / scales[cell % INTENTS.len()]).round() as i8;
            bytes.push(byte.cast_unsigned());
        }
    }
}

/// Everybody once, in another order every round: by a stride that shares no factor with the count.
pub(super) fn shuffled<'t, T>(all: &[&'t T], epoch: usize) -> impl Iterator<Item = &'t T> {
    let stride = [7919, 104_729, 15_485_863, 6_700_417][epoch % 4];
    (0..all.len()).map(move |n| all[(n * stride + epoch) % all.len()])
}

struct Model {
    words: Table,
    facts: Table,
    bias: Vec<f32>,
}

fn share(seen: &Features) -> f32 {
    1.0 / (seen.words.len().max(1) as f32).sqrt()
}

pub(super) fn sigmoid(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

impl Model {
    fn sums(&self, seen: &Features) -> Vec<f32> {
        let mut sums = self.bias.clone();
        self.words.add(&seen.words, share(seen), &mut sums);
        self.facts.add(&seen.facts, FACT_WEIGHT, &mut sums);
        sums
    }

    fn learn(&mut self, example: &Example, with_facts: bool) {
        let none = Vec::new();
        let facts = if with_facts { &example.seen.facts } else { &none };
        let times = share(&example.seen);
        let mut sums = self.bias.clone();
        self.words.add(&example.seen.words, times, &mut sums);
        self.facts.add(facts, FACT_WEIGHT, &mut sums);
        let wanted = |intent: usize| f32::from(u8::from(example.wanted.contains(&intent)));
        let slopes: Vec<(usize, f32)> = sums
            .iter()
            .enumerate()
            .map(|(intent, sum)| (intent, sigmoid(*sum) - wanted(intent)))
            .filter(|(_, slope)| slope.abs() >= 1e-3)
            .collect();
        for (intent, slope) in &slopes {
            self.bias[*intent] -= 0.01 * slope;
        }
        self.words.learn(&example.seen.words, times, &slopes);
        self.facts.learn(facts, FACT_WEIGHT, &slopes);
    }
}

fn taught(from: &[&Example]) -> Model {
    let mut model =
        Model { words: Table::new(WORDS), facts: Table::new(FACTS), bias: vec![-3.0; INTENTS.len()] };
    for epoch in 0..EPOCHS {
        for (n, example) in shuffled(from, epoch).enumerate() {
            let with_facts = (n + epoch) % WITHOUT_FACTS != 0;
            model.learn(example, with_facts);
        }
    }
    model
}

/// The two numbers that make confidences of one intent's sums: of texts with confidence 0.9 nine in ten shall be it (Platt 1999).
pub(super) fn calibrated(sums: &[(f32, bool)]) -> (f32, f32) {
    let (mut slope, mut shift) = (1.0_f64, 0.0_f64);
    // Some pull towards "as it is": a rare intent has few texts to say otherwise.
    let pull = 2.0;
    for _ in 0..200 {
        let (mut ga, mut gb, mut haa, mut hab, mut hbb) = (pull * (slope - 1.0), 0.0, pull, 0.0, 1e-6);
        for (sum, is) in sums {
            let sum = f64::from(*sum);
            let p = 1.0 / (1.0 + (-(slope * sum + shift)).exp());
            let (error, weight) = (p - f64::from(u8::from(*is)), (p * (1.0 - p)).max(1e-9));
            ga += error * sum;
            gb += error;
            haa += weight * sum * sum;
            hab += weight * sum;
            hbb += weight;
        }
        let det = haa * hbb - hab * hab;
        let (da, db) = ((hbb * ga - hab * gb) / det, (haa * gb - hab * ga) / det);
        slope -= da;
        shift -= db;
        if da.abs() + db.abs() < 1e-9 {
            break;
        }
    }
    #[expect(clippy::cast_possible_truncation, reason = "single precision is what the file holds")]
    let both = (slope as f32, shift as f32);
    both
}

fn bytes(model: &Model, confidence: &[(f32, f32)]) -> Vec<u8> {
    let scales = |table: &Table| (0..INTENTS.len()).map(|n| table.scale(n)).collect::<Vec<f32>>();
    let (words, facts) = (scales(&model.words), scales(&model.facts));
    let mut bytes = Vec::new();
    for n in 0..INTENTS.len() {
        for number in [words[n], facts[n], model.bias[n], confidence[n].0, confidence[n].1] {
            bytes.extend(number.to_le_bytes());
        }
    }
    model.words.rounded(&words, &mut bytes);
    model.facts.rounded(&facts, &mut bytes);
    bytes
}

/// Danger heard and danger raised for nothing, by the threshold from which on the alarm goes off.
fn alarms(out: &mut impl std::io::Write, sums: &[Vec<(f32, bool)>], confidence: &[(f32, f32)]) -> Result<()> {
    let column = |intent| INTENTS.iter().position(|known| *known == intent).unwrap_or_default();
    let (medical, abuse) = (column(Intent::MedicalEmergency), column(Intent::AbuseNeglectSafety));
    let score = |at: usize, n: usize| sigmoid(sums[at][n].0 * confidence[at].0 + confidence[at].1);
    writeln!(out, "alarm from   heard    for nothing   (texts kept back)")?;
    for threshold in [0.05, 0.1, 0.15, 0.2, 0.3, 0.5] {
        let (mut heard, mut danger, mut raised, mut calm) = (0, 0, 0, 0);
        for (n, (_, is_medical)) in sums[medical].iter().enumerate() {
            let alarm = score(medical, n).max(score(abuse, n)) >= threshold;
            if *is_medical || sums[abuse][n].1 {
                danger += 1;
                heard += usize::from(alarm);
            } else {
                calm += 1;
                raised += usize::from(alarm);
            }
        }
        let percent = |hits: usize, of: usize| 100.0 * hits as f64 / of.max(1) as f64;
        writeln!(
            out,
            "{threshold:<10} {:>6.2} %      {:>6.2} %",
            percent(heard, danger),
            percent(raised, calm)
        )?;
    }
    Ok(())
}

/// Trains and writes the model that stands alone. The one beside the sentence encoder is made by `scripts/encoder-weights.py`.
pub(crate) fn train() -> Result<()> {
    let all = examples()?;
    let mut out = std::io::stdout().lock();
    let file = "language.bin";
    let mut sums: Vec<Vec<(f32, bool)>> = vec![Vec::new(); INTENTS.len()];
    let (mut right, mut situated, mut of) = (0, 0, (0, 0));
    let list = std::env::args().any(|a| a == "--list");
    for part in 0..PARTS {
        let rest: Vec<&Example> =
            all.iter().enumerate().filter(|(n, _)| n % PARTS != part).map(|(_, e)| e).collect();
        let trial = taught(&rest);
        for (_, example) in all.iter().enumerate().filter(|(n, _)| n % PARTS == part) {
            let scored = trial.sums(&example.seen);
            for (intent, sum) in scored.iter().enumerate() {
                sums[intent].push((*sum, example.wanted.contains(&intent)));
            }
            let best = (0..scored.len()).max_by(|a, b| scored[*a].total_cmp(&scored[*b]));
            let hit = best.is_some_and(|b| example.wanted.contains(&b));
            right += usize::from(hit);
            of.0 += 1;
            if example.situated() {
                situated += usize::from(hit);
                of.1 += 1;
            }
            if list && !hit && example.situated() {
                let names: Vec<_> = example.wanted.iter().map(|w| INTENTS[*w]).collect();
                writeln!(out, "{:?} for {names:?}: {}", best.map(|b| INTENTS[b]), example.text)?;
            }
        }
    }
    let percent = |hits: usize, of: usize| 100.0 * hits as f64 / of.max(1) as f64;
    writeln!(
        out,
        "{file}: {} texts; kept back, {:.1} % have one of their intents first ({:.1} % of those in a situation)",
        all.len(),
        percent(right, of.0),
        percent(situated, of.1)
    )?;
    let confidence: Vec<(f32, f32)> = sums.iter().map(|one| calibrated(one)).collect();
    alarms(&mut out, &sums, &confidence)?;
    let everything: Vec<&Example> = all.iter().collect();
    let bytes = bytes(&taught(&everything), &confidence);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/core/data").join(file);
    fs::write(&path, &bytes).with_context(|| path.display().to_string())?;
    writeln!(out, "{} bytes written to crates/core/data/{file}", bytes.len())?;
    Ok(())
}
