//! Why somebody is not asked.
use serde::{Deserialize, Serialize};

/// A hard rule that somebody breaks (`domain.md` 3.1–3.8). Of several the one that stands first here is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// Called out of this very shift.
    CalledOut,
    /// Said no to this shift.
    Declined,
    /// Said yes to this shift and took it back.
    Withdrew,
    /// Called out of another visit around then.
    AwayThen,
    /// A rule broke between the offer and the yes.
    FailedRecheck,
    /// Has an offer for this shift already.
    AlreadyAsked,
    /// Not active in WellSky.
    NotActive,
    /// Applicant, not hired.
    NotHired,
    /// On leave, suspended or held back by HR.
    OnHold,
    /// On the client's do-not-send list.
    DoNotSend,
    /// The client does not want her for this visit.
    ClientRefused,
    /// Does not go to this client.
    DoesNotGo,
    /// On a list of persons excluded by law.
    ExcludedByLaw,
    /// A credential is missing, or does not last through the shift.
    Credential,
    /// Under 18, or the date of birth is not on file where it must be.
    TooYoung,
    /// Lacks a tag the client needs.
    MissingTag,
    /// Gives a lower level of care than the client needs.
    Level,
    /// May not lift what must be lifted.
    Lift,
    /// Cannot be near something in the home.
    Aversion,
    /// Smokes, and the home is smoke-free.
    Smokes,
    /// Does not drive clients.
    DoesNotDrive,
    /// Does not speak the language that the service needs.
    Language,
    /// A documented need in intimate care.
    IntimateCare,
    /// Does not work nights.
    NoNights,
    /// The client takes only people who have been there.
    NotFamiliar,
    /// Something that the client needs is not on file, and the policy takes that as a no.
    NotOnFile,
    /// Lives too far away.
    TooFar,
    /// Reported symptoms too lately to be sent to a client.
    Symptoms,
    /// Not available then.
    Unavailable,
    /// Works then, or could not travel in between.
    Overlap,
    /// Has said yes to another shift at that time.
    ClaimedOther,
    /// Too little rest before or after.
    TooLittleRest,
    /// Too many hours within a day and a night.
    TooLongDay,
    /// Too many days in a row.
    TooManyDays,
    /// Would pass hours that nobody may pass.
    LegalHours,
    /// Would pass the hours without overtime.
    WeekHours,
    /// Cannot be there in time.
    CannotArrive,
    /// No number on file.
    NoPhone,
    /// Cannot be texted: opted out.
    OptedOut,
    /// Wants no offers just now.
    Paused,
    /// Quiet hours where she is.
    QuietHours,
    /// With a client now, and the shift can wait until she is not.
    WithClient,
    /// As many open offers as the policy allows.
    TooManyOpenOffers,
    /// As many offer texts today as the policy allows.
    TooManyOffersToday,
}

impl Exclusion {
    /// How many there are.
    pub(super) const COUNT: usize = Self::TooManyOffersToday as usize + 1;

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::CalledOut => "called out of this shift",
            Self::Declined => "declined this shift",
            Self::Withdrew => "accepted and withdrew",
            Self::AwayThen => "cannot work another visit around then",
            Self::FailedRecheck => "no longer fitted when she said yes",
            Self::AlreadyAsked => "was asked already",
            Self::NotActive => "not active",
            Self::NotHired => "not hired",
            Self::OnHold => "on hold by the office",
            Self::DoNotSend => "on the client's do-not-send list",
            Self::ClientRefused => "the client does not want her for this visit",
            Self::DoesNotGo => "does not go to this client",
            Self::ExcludedByLaw => "on a list of excluded persons",
            Self::Credential => "a credential is missing or expires before the end of the shift",
            Self::TooYoung => "under 18, or no date of birth on file",
            Self::MissingTag => "lacks a skill that the client needs",
            Self::Level => "gives a lower level of care than the client needs",
            Self::Lift => "may not lift what must be lifted here",
            Self::Aversion => "cannot be near something in the home",
            Self::Smokes => "smokes, and the home is smoke-free",
            Self::DoesNotDrive => "does not drive clients",
            Self::Language => "does not speak the language that is needed",
            Self::IntimateCare => "a documented need in intimate care",
            Self::NoNights => "does not work nights",
            Self::NotFamiliar => "the client takes only familiar people",
            Self::NotOnFile => "something that the client needs is not on file",
            Self::TooFar => "lives too far away",
            Self::Symptoms => "not sent to clients for now (infection control)",
            Self::Unavailable => "not available then",
            Self::Overlap => "has another visit then (travel included)",
            Self::ClaimedOther => "has said yes to another shift then",
            Self::TooLittleRest => "too little rest between shifts",
            Self::TooLongDay => "too many hours within 24",
            Self::TooManyDays => "too many days in a row",
            Self::LegalHours => "would pass the hours that nobody may pass",
            Self::WeekHours => "would be overtime",
            Self::CannotArrive => "cannot be there in time",
            Self::NoPhone => "no phone number on file",
            Self::OptedOut => "opted out of texts",
            Self::Paused => "wants no offers just now",
            Self::QuietHours => "quiet hours where she is",
            Self::WithClient => "is with a client now",
            Self::TooManyOpenOffers => "has as many open offers as allowed",
            Self::TooManyOffersToday => "had as many offers today as allowed",
        }
    }

    /// The rule's code: H for the agency's rules, which a named human may override with a reason, L for the law's, which
    /// nobody may (`domain.md` 3A). Empty for what only this search knows.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotActive | Self::NotHired | Self::OnHold => "H1",
            Self::DoNotSend | Self::ClientRefused | Self::DoesNotGo => "H2",
            Self::MissingTag | Self::Level => "H3",
            Self::Lift => "H4",
            Self::Aversion => "H5",
            Self::Smokes => "H6",
            Self::DoesNotDrive => "H7",
            Self::Language => "H8",
            Self::IntimateCare => "H9",
            Self::Overlap | Self::Unavailable | Self::WithClient => "H11",
            Self::CannotArrive => "H12",
            Self::WeekHours => "H13",
            Self::NoNights => "H14",
            Self::TooFar => "H15",
            Self::NotFamiliar => "H16",
            Self::ClaimedOther => "H17",
            Self::NoPhone | Self::OptedOut | Self::Paused | Self::QuietHours => "H18",
            Self::CalledOut | Self::Declined | Self::Withdrew => "H19",
            Self::AwayThen | Self::Symptoms => "H20",
            Self::ExcludedByLaw | Self::Credential => "L1",
            Self::TooYoung => "L2",
            Self::TooLittleRest | Self::TooLongDay | Self::TooManyDays | Self::LegalHours => "L3",
            Self::FailedRecheck
            | Self::AlreadyAsked
            | Self::NotOnFile
            | Self::TooManyOpenOffers
            | Self::TooManyOffersToday => "",
        }
    }

    /// Whether it can have passed when the next wave is ranked.
    pub const fn may_pass(self) -> bool {
        matches!(
            self,
            Self::Paused
                | Self::QuietHours
                | Self::WithClient
                | Self::TooManyOpenOffers
                | Self::TooManyOffersToday
                | Self::ClaimedOther
        )
    }

    /// Whether it only says that she cannot be texted now; somebody who has said yes is past that.
    pub(super) const fn is_about_texting(self) -> bool {
        matches!(
            self,
            Self::OptedOut
                | Self::NoPhone
                | Self::Paused
                | Self::QuietHours
                | Self::WithClient
                | Self::TooManyOpenOffers
                | Self::TooManyOffersToday
        )
    }
}

/// Something that the client needs and nobody has written down about this caregiver (`domain.md 3.8`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    /// How much she may lift.
    Lift,
    /// Whether she can be near what is in the home.
    Home,
    /// Whether she smokes.
    Smoking,
    /// Whether she drives clients.
    Driving,
    /// Which languages she speaks.
    Language,
    /// For a documented need in intimate care.
    IntimateCare,
    /// Which level of care she gives.
    Level,
}

impl Gap {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Lift => "how much she may lift",
            Self::Home => "whether she can be near what is in the home",
            Self::Smoking => "whether she smokes",
            Self::Driving => "whether she drives clients",
            Self::Language => "which languages she speaks",
            Self::IntimateCare => "what a documented need asks for",
            Self::Level => "which level of care she gives",
        }
    }
}
