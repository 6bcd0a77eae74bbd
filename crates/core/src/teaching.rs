//! What a coordinator teaches: the right reading of a message, and the training line made of it.
//!
//! A correction changes nothing that has happened; it is kept with its author, shown on the time-line, and exported as a
//! line in the form of `fixtures/language/train`, without people in it. A human reads the lines before they are used.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::ShiftKey;
use crate::inbound::Understanding;
use crate::language::{Intent, Sender};
use crate::pseudonym::Pseudonyms;

/// A coordinator's word on how a message should have been read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// Provider's id of the message.
    pub message: String,
    /// Who says so.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What it really says, most pressing first; never empty.
    pub intents: Vec<Intent>,
    /// The shifts that it is about.
    pub shifts: Vec<ShiftKey>,
    /// The offers that it is about, by the sender's numbers.
    pub offers: Vec<u8>,
}

/// Why a correction cannot be taken, in words for the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotACorrection {
    /// No intent was picked.
    #[error("pick at least one meaning")]
    NothingPicked,
    /// More than can be meant.
    #[error("pick at most five meanings")]
    TooMany,
    /// A shift or offer that was not on the form.
    #[error("that shift or offer was not among those the message may be about")]
    NotAmongThem,
}

/// Most intents of one message.
const MOST: usize = 5;

/// The order in which a text's intents are acted on and labelled (`domain.md` part 5).
pub const fn rank(intent: Intent) -> u8 {
    match intent {
        Intent::MedicalEmergency => 0,
        Intent::AbuseNeglectSafety => 1,
        Intent::ClientNoShowReport => 2,
        Intent::ReliefMissing => 3,
        Intent::LeaveEarly => 4,
        Intent::CallOutSingle => 5,
        Intent::CallOutMulti => 6,
        Intent::RunningLate => 7,
        Intent::OptOutInHelp => 8,
        Intent::ClientCancelReschedule => 9,
        Intent::Complaint => 10,
        Intent::Retraction => 11,
        Intent::OfferAccept => 12,
        Intent::OfferDecline => 13,
        Intent::OfferConditional => 14,
        Intent::SwapOrTimeChange => 15,
        Intent::AvailabilityHours => 16,
        Intent::ScheduleQuery => 17,
        Intent::EvvClockIssue => 18,
        Intent::HrPayCredential => 19,
        Intent::ClientStatusChange => 20,
        Intent::LeadCareInquiry => 21,
        Intent::JobApplicant => 22,
        Intent::WrongNumberUnknown => 23,
        Intent::UnclearOrAdversarial => 24,
    }
}

impl Correction {
    /// A correction of what was understood; its parts must be among what the form showed.
    ///
    /// # Errors
    /// [`NotACorrection`] in words for the page.
    pub fn new(
        of: &Understanding,
        by: &str,
        at: Timestamp,
        mut intents: Vec<Intent>,
        mut shifts: Vec<ShiftKey>,
        mut offers: Vec<u8>,
    ) -> Result<Self, NotACorrection> {
        intents.sort_by_key(|i| rank(*i));
        intents.dedup();
        shifts.sort();
        shifts.dedup();
        offers.sort_unstable();
        offers.dedup();
        if intents.is_empty() {
            return Err(NotACorrection::NothingPicked);
        }
        if intents.len() > MOST {
            return Err(NotACorrection::TooMany);
        }
        let known = shifts.iter().all(|key| of.shifts.iter().any(|s| s.key == *key))
            && offers.iter().all(|code| of.offers.iter().any(|o| o.code == *code));
        if !known {
            return Err(NotACorrection::NotAmongThem);
        }
        Ok(Self { message: of.message.clone(), by: by.to_owned(), at, intents, shifts, offers })
    }
}

/// The first line of an export.
pub const HEADER: &str = "sender\tlang\tcontext\tintents\ttext";

/// What stands above an export, so that nobody trains on it unread.
pub const REVIEW: &str = "# Not reviewed. Names, numbers and addresses that Gigi knows were replaced; a human must read every line, take out \
                          what still tells who somebody is, and delete this line before the lines are used.";

fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(s)) => s,
        _ => String::new(),
    }
}

/// A training line: `sender<TAB>lang<TAB>context<TAB>intents<TAB>text`, without people in it.
///
/// The training set knows the language by what people write in; a text whose language is not known counts as English.
pub fn training_line(of: &Understanding, right: &[Intent], pseudonyms: &mut Pseudonyms) -> String {
    let intents: Vec<String> = right.iter().map(word).collect();
    let sender = if of.sender == Sender::Unknown { "unknown".to_owned() } else { word(&of.sender) };
    let language = if of.reading.language == "und" { "en" } else { of.reading.language.as_str() };
    let text = pseudonyms.clean(of.words.expose());
    [sender.as_str(), language, of.context.as_str(), &intents.join(","), &text].join("\t")
}
