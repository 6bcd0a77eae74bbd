//! The embedded model: one logistic regression per intent over hashed pieces of words and over facts, no network, no key. It stands
//! beside the rules: what they found is among the facts it has learnt to weigh.
//!
//! `cargo xtask train-language` makes `data/language.bin` from `fixtures/language`; the same texts give the same bytes.
use super::context::Context;
use super::order::{self, Ruled};
use super::{Intent, Message, facts};
use crate::fnv;

/// Buckets that pieces of words are hashed into.
pub const WORDS: usize = 1 << 16;
/// Buckets that facts are hashed into.
pub const FACTS: usize = 1 << 12;
/// A fact counts the same in a long text as in a short one.
pub const FACT_WEIGHT: f32 = 0.35;
/// Every intent, in the order of the columns of the weights.
pub const INTENTS: [Intent; 25] = [
    Intent::CallOutSingle,
    Intent::CallOutMulti,
    Intent::RunningLate,
    Intent::LeaveEarly,
    Intent::ReliefMissing,
    Intent::OfferAccept,
    Intent::OfferDecline,
    Intent::OfferConditional,
    Intent::Retraction,
    Intent::SwapOrTimeChange,
    Intent::AvailabilityHours,
    Intent::ScheduleQuery,
    Intent::EvvClockIssue,
    Intent::HrPayCredential,
    Intent::ClientStatusChange,
    Intent::MedicalEmergency,
    Intent::AbuseNeglectSafety,
    Intent::Complaint,
    Intent::ClientCancelReschedule,
    Intent::ClientNoShowReport,
    Intent::LeadCareInquiry,
    Intent::JobApplicant,
    Intent::OptOutInHelp,
    Intent::WrongNumberUnknown,
    Intent::UnclearOrAdversarial,
];

/// For every intent, little-endian floats: scale of its word weights, scale of its fact weights, bias, and the two numbers that turn
/// its sum into a confidence; then a byte per word bucket and intent, then a byte per fact bucket and intent. Beside the sentence
/// encoder stand weights that were learnt together with it.
static WORDED: &[u8] = include_bytes!("../../data/language.bin");
#[cfg(feature = "encoder")]
static BESIDE_ENCODER: &[u8] = include_bytes!("../../data/language-encoder.bin");
/// Floats of one intent in the head.
pub const HEAD: usize = 5;

/// A text as the model sees it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Features {
    /// Buckets of pieces of words, sorted, each once.
    pub words: Vec<u32>,
    /// Buckets of facts, sorted, each once.
    pub facts: Vec<u32>,
}

pub(super) fn hash(salt: u8, piece: &[u8]) -> u64 {
    let h = fnv::of(fnv::NOTHING ^ u64::from(salt), piece.iter().copied());
    h ^ (h >> 29)
}

#[expect(clippy::cast_possible_truncation, reason = "the remainder fits")]
fn word(salt: u8, piece: &[u8]) -> u32 {
    (hash(salt, piece) % WORDS as u64) as u32
}

/// A text in its situation as the model sees it.
pub fn features(message: &Message) -> Features {
    let context = Context::new(message);
    let ruled = order::rules(&context);
    of(&context, &ruled)
}

fn of(context: &Context<'_>, ruled: &Ruled) -> Features {
    let mut words = pieces(context);
    words.sort_unstable();
    words.dedup();
    #[expect(clippy::cast_possible_truncation, reason = "the remainder fits")]
    let bucket = |fact: &facts::Fact| (hash(0, fact) % FACTS as u64) as u32;
    let mut facts: Vec<u32> = facts::of(context, ruled).iter().map(bucket).collect();
    facts.sort_unstable();
    facts.dedup();
    Features { words, facts }
}

fn pieces(context: &Context<'_>) -> Vec<u32> {
    let mut found = Vec::with_capacity(160);
    let words = context.text.words();
    let mut joined = String::new();
    let mut pair = |salt: u8, parts: &[&str]| {
        joined.clear();
        for part in parts {
            joined.push_str(part);
            joined.push(' ');
        }
        word(salt, joined.as_bytes())
    };
    for (n, this) in words.iter().enumerate() {
        found.push(word(1, this.as_bytes()));
        if let Some(next) = words.get(n + 1) {
            found.push(pair(2, &[this, next]));
            if let Some(third) = words.get(n + 2) {
                found.push(pair(3, &[this, next, third]));
                found.push(pair(4, &[this, third]));
            }
        }
        let padded = format!("<{this}>");
        let ends: Vec<usize> = padded.char_indices().map(|(at, _)| at).chain([padded.len()]).collect();
        for size in 3..=5 {
            for window in ends.windows(size + 1) {
                found.push(word(5, &padded.as_bytes()[window[0]..window[size]]));
            }
        }
    }
    let edges = [(6, words.first()), (7, words.last())];
    found.extend(edges.into_iter().filter_map(|(salt, w)| w.map(|w| word(salt, w.as_bytes()))));
    let sender = facts::sender_code(context.message.sender);
    let offers = u8::try_from(context.offers.len().min(2)).unwrap_or(2);
    for this in words.iter().take(12) {
        found.push(word(13 + sender, this.as_bytes()));
        found.push(word(20 + offers, this.as_bytes()));
    }
    found
}

/// Number `n` of the head of some weights; nothing where they end before.
pub(super) fn float(weights: &[u8], n: usize) -> f32 {
    weights.get(n * 4..n * 4 + 4).and_then(|b| b.try_into().ok()).map_or(0.0, f32::from_le_bytes)
}

fn sums(weights: &[u8], from: usize, buckets: &[u32]) -> [i32; INTENTS.len()] {
    let mut sums = [0_i32; INTENTS.len()];
    for bucket in buckets {
        let from = from + *bucket as usize * INTENTS.len();
        let row = weights.get(from..from + INTENTS.len()).unwrap_or(&[]);
        for (sum, weight) in sums.iter_mut().zip(row) {
            *sum += i32::from(weight.cast_signed());
        }
    }
    sums
}

/// What the model says of a message on its own, before the rules have their word: confidences in the order of [`INTENTS`].
pub fn alone(message: &Message) -> [f32; INTENTS.len()] {
    let context = Context::new(message);
    let ruled = order::rules(&context);
    opinions(&context, &ruled).first
}

/// How much speaks for every intent, 0 to 1, in the order of [`INTENTS`], twice.
pub(super) struct Opinions {
    /// Of words, facts and meaning together: a share of right readings, so that of texts scored 0.9 nine in ten are that.
    pub(super) first: [f32; INTENTS.len()],
    /// Of words and facts alone. It is right less often and errs elsewhere: where the two differ about what would do harm, she is asked.
    /// The same as the first where no encoder is built in.
    pub(super) second: [f32; INTENTS.len()],
}

impl Opinions {
    /// Of what means nothing.
    pub(super) const NONE: Self = Self { first: [0.0; INTENTS.len()], second: [0.0; INTENTS.len()] };
}

/// What the models say of a text beside what the rules found.
pub(super) fn opinions(context: &Context<'_>, ruled: &Ruled) -> Opinions {
    let features = of(context, ruled);
    let second = weigh(WORDED, &features, &[0.0; INTENTS.len()]);
    Opinions { first: with_meaning(&context.text.raw, &features).unwrap_or(second), second }
}

fn weigh(weights: &[u8], features: &Features, meant: &[f32; INTENTS.len()]) -> [f32; INTENTS.len()] {
    let head = INTENTS.len() * HEAD * 4;
    let words = sums(weights, head, &features.words);
    let facts = sums(weights, head + WORDS * INTENTS.len(), &features.facts);
    // Long texts have more pieces: each counts less.
    let share = 1.0 / (features.words.len().max(1) as f32).sqrt();
    let mut scores = [0.0; INTENTS.len()];
    for (n, score) in scores.iter_mut().enumerate() {
        let number = |i: usize| float(weights, n * HEAD + i);
        let sum = words[n] as f32 * number(0) * share
            + facts[n] as f32 * number(1) * FACT_WEIGHT
            + meant[n]
            + number(2);
        *score = 1.0 / (1.0 + (-(sum * number(3) + number(4))).exp());
    }
    scores
}

#[cfg(feature = "encoder")]
fn with_meaning(text: &str, features: &Features) -> Option<[f32; INTENTS.len()]> {
    let meant = super::encoder::sums(text, &features.facts).unwrap_or_default();
    Some(weigh(BESIDE_ENCODER, features, &meant))
}

#[cfg(not(feature = "encoder"))]
fn with_meaning(_: &str, _: &Features) -> Option<[f32; INTENTS.len()]> {
    None
}
