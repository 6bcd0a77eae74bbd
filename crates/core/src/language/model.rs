//! The embedded model: one logistic regression per intent over hashed pieces of words, no network, no key. It stands beside the
//! rules and never alone: it raises an alarm that they missed, and gives a text that they could not place its kind.
//!
//! `cargo xtask train-language` makes `data/language.bin` from `fixtures/language/train`; the same texts give the same bytes.
use super::context::Context;
use super::{Intent, Message, Sender, Speaker};

/// Buckets that pieces are hashed into.
pub const BUCKETS: usize = 1 << 17;

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

/// Scale and bias of every intent as little-endian floats, then a byte per bucket and intent.
static WEIGHTS: &[u8] = include_bytes!("../../data/language.bin");
const HEAD: usize = INTENTS.len() * 8;

fn hash(salt: u8, piece: &[u8]) -> u32 {
    // FNV-1a: the same everywhere and for ever, which is what weights in a file need.
    let mut h: u64 = 0xcbf2_9ce4_8422_2325 ^ u64::from(salt);
    for byte in piece {
        h = (h ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    h ^= h >> 29;
    #[expect(clippy::cast_possible_truncation, reason = "the remainder fits")]
    let bucket = (h % BUCKETS as u64) as u32;
    bucket
}

/// The buckets of a text in its situation, sorted, each once.
pub fn features(message: &Message) -> Vec<u32> {
    buckets(&Context::new(message))
}

fn buckets(context: &Context<'_>) -> Vec<u32> {
    let mut found = Vec::new();
    let words = context.text.words();
    for (n, word) in words.iter().enumerate() {
        found.push(hash(1, word.as_bytes()));
        let pair = |other: &str, salt| hash(salt, format!("{word} {other}").as_bytes());
        if let Some(next) = words.get(n + 1) {
            found.push(pair(next, 2));
            if let Some(third) = words.get(n + 2) {
                found.push(hash(3, format!("{word} {next} {third}").as_bytes()));
            }
        }
        if let Some(skipped) = words.get(n + 2) {
            found.push(pair(skipped, 4));
        }
        let padded: Vec<char> = format!("<{word}>").chars().collect();
        for size in 3..=5 {
            for piece in padded.windows(size) {
                found.push(hash(5, piece.iter().collect::<String>().as_bytes()));
            }
        }
    }
    if let (Some(first), Some(last)) = (words.first(), words.last()) {
        found.push(hash(6, first.as_bytes()));
        found.push(hash(7, last.as_bytes()));
    }
    found.push(hash(8, &[u8::from(context.text.question), u8::try_from(words.len().min(6)).unwrap_or(6)]));
    situation(context, &words, &mut found);
    found.sort_unstable();
    found.dedup();
    found
}

/// What is known beside the words, alone and with the words of a short text.
fn situation(context: &Context<'_>, words: &[&str], found: &mut Vec<u32>) {
    let sender = match context.message.sender {
        Sender::Caregiver => 0,
        Sender::Client | Sender::Family => 1,
        Sender::Prospect => 2,
        Sender::Applicant => 3,
        Sender::Unknown => 4,
    };
    let offers = u8::try_from(context.offers.len().min(2)).unwrap_or(2);
    let running = context.live.iter().any(|shift| context.running(shift));
    let asked =
        context.message.thread.last().is_some_and(|t| t.from == Speaker::Gigi && t.text.contains('?'));
    found.push(hash(9, &[sender]));
    found.push(hash(10, &[offers]));
    found.push(hash(11, &[u8::from(running)]));
    found.push(hash(12, &[u8::from(asked)]));
    for word in words.iter().take(4) {
        found.push(hash(13 + sender, word.as_bytes()));
        found.push(hash(20 + offers, word.as_bytes()));
    }
}

/// How much speaks for every intent, 0 to 1, in the order of [`INTENTS`].
pub(super) fn scores(context: &Context<'_>) -> [f32; INTENTS.len()] {
    let found = buckets(context);
    let mut sums = [0_i32; INTENTS.len()];
    for bucket in &found {
        let from = HEAD + *bucket as usize * INTENTS.len();
        let row = WEIGHTS.get(from..from + INTENTS.len()).unwrap_or(&[]);
        for (sum, weight) in sums.iter_mut().zip(row) {
            *sum += i32::from(weight.cast_signed());
        }
    }
    let float =
        |at: usize| WEIGHTS.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0.0, f32::from_le_bytes);
    // Long texts have more pieces: each counts less.
    let share = 1.0 / (found.len().max(1) as f32).sqrt();
    let mut scores = [0.0; INTENTS.len()];
    for (n, score) in scores.iter_mut().enumerate() {
        let (scale, bias) = (float(n * 8), float(n * 8 + 4));
        *score = 1.0 / (1.0 + (-(sums[n] as f32 * scale * share + bias)).exp());
    }
    scores
}
