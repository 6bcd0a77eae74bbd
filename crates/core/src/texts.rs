//! Every text that a person can see, in one place per language.
//!
//! GSM-7 only, so that a text is as few segments as it looks (`domain.md 1.16`: lower-case á, í, ó, ú are outside, so
//! the Spanish lines do without accents on them). No text says "tomorrow", invites a carrier's keyword (`YES`, `CANCEL`,
//! `STOP`) as an answer, or names a client to somebody who has not accepted (P6). Nothing is said that was not done (b77).
pub(crate) mod complaint;
mod lead;
pub mod letter;
pub mod note;
mod request;
mod schedule;
mod visit;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::agency::{Priority, Tongue};
use crate::calendar::{Zone, clock, say, say_range};
use crate::escalation::PageWhy;
use crate::matching::Wording;
use crate::visit::Sign;

pub use complaint::{ComplaintLine, ask, matter};
pub use lead::{LeadLine, question};
pub use request::RequestSay;
pub use schedule::{Coming, MOST_VISITS, Own, OwnState, ScheduleSay};
pub use visit::VisitLine;

/// A shift as a text may name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// Start.
    pub start: Timestamp,
    /// End.
    pub end: Timestamp,
}

/// One of several offers in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// Number to answer with.
    pub code: u8,
    /// When.
    pub when: When,
    /// City.
    pub area: Option<String>,
    /// Estimated travel, minutes.
    pub minutes_away: Option<u32>,
}

/// What a text says. Parameters are data; words are in [`Say::render`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "say")]
pub enum Say {
    /// To the caregiver who called out.
    CallOutHeard {
        /// Her shift.
        when: When,
        /// The policy wants a phone call as well.
        please_phone: bool,
    },
    /// The same of several shifts, in one text.
    CallOutsHeard {
        /// Her shifts, in order.
        shifts: Vec<When>,
        /// The policy wants a phone call as well.
        please_phone: bool,
    },
    /// She said it again.
    CallOutKnown {
        /// Her shift.
        when: When,
        /// Somebody else has it for sure.
        covered: bool,
    },
    /// Which shift does she mean?
    WhichShift {
        /// Shifts to choose from.
        options: Vec<When>,
    },
    /// No shift of hers fits.
    NoShift,
    /// The offer.
    Offer {
        /// Number to answer with.
        code: u8,
        /// When.
        when: When,
        /// City.
        area: Option<String>,
        /// Estimated travel, minutes.
        minutes_away: Option<u32>,
        /// Until when.
        until: Timestamp,
        /// In which words; texts from before there were two are plain.
        #[serde(default)]
        wording: Wording,
    },
    /// Several offers in one text (b52).
    Offers {
        /// Each with its own number.
        offers: Vec<Offered>,
        /// Until when.
        until: Timestamp,
    },
    /// What somebody may know before accepting.
    OfferFacts {
        /// Number to answer with.
        code: u8,
        /// When.
        when: When,
        /// City.
        area: Option<String>,
        /// Estimated travel, minutes.
        minutes_away: Option<u32>,
    },
    /// Two offers are open, one yes came.
    WhichOffer {
        /// Numbers and times.
        offers: Vec<(u8, When)>,
    },
    /// First valid yes: claimed, not confirmed.
    Confirming {
        /// Number of the offer.
        code: u8,
        /// When.
        when: When,
    },
    /// Her yes is collected with others.
    InTheRunning {
        /// Number of the offer.
        code: u8,
        /// When.
        when: When,
        /// When she hears.
        until: Timestamp,
    },
    /// Of several yeses hers was chosen: claimed, not confirmed.
    Chosen {
        /// Number of the offer.
        code: u8,
        /// When.
        when: When,
    },
    /// Of several yeses another was chosen, nothing is written yet.
    NotChosen {
        /// Number of the offer.
        code: u8,
        /// When.
        when: When,
    },
    /// WellSky shows it.
    Confirmed {
        /// Number of the offer.
        code: u8,
        /// When.
        when: When,
        /// How the client is named to her caregiver.
        client: String,
    },
    /// She said yes again to what she has.
    IsYours {
        /// Number of the offer.
        code: u8,
        /// When.
        when: When,
    },
    /// Somebody else was first, nothing is written yet.
    SomebodyFirst {
        /// Number of the offer.
        code: u8,
        /// When.
        when: When,
    },
    /// It is filled.
    Filled {
        /// Number of the offer.
        code: u8,
        /// When.
        when: When,
    },
    /// Nobody needs it any more.
    NoLongerOpen {
        /// Number of the offer.
        code: u8,
        /// When.
        when: When,
    },
    /// One is over, others are open for her.
    OthersOpen {
        /// What is said about the one.
        about: Box<Say>,
        /// Numbers and times of the others.
        open: Vec<(u8, When)>,
    },
    /// The yes came after the offer's time.
    Expired {
        /// Number of the offer.
        code: u8,
        /// When.
        when: When,
    },
    /// A hard rule forbids it now.
    CannotGive {
        /// Number of the offer.
        code: u8,
        /// When.
        when: When,
    },
    /// She said no.
    PassThanks {
        /// Number of the offer.
        code: u8,
    },
    /// She said something else than yes or no about an offer.
    CounterHeard {
        /// Number of the offer.
        code: u8,
    },
    /// She wants to think.
    Held {
        /// Number of the offer.
        code: u8,
        /// Until when.
        until: Timestamp,
    },
    /// A human is on this shift.
    OfficeHasIt {
        /// When.
        when: When,
    },
    /// She had it and cannot.
    WithdrawalHeard {
        /// When.
        when: When,
    },
    /// Back on her own shift.
    StillOn {
        /// When.
        when: When,
    },
    /// Too late to go back.
    SomebodyElseHasIt {
        /// When.
        when: When,
    },
    /// Running late.
    LateHeard {
        /// When.
        when: When,
        /// Minutes late, if said.
        minutes: Option<i64>,
    },
    /// She wants to leave, or nobody relieves her.
    StayPlease,
    /// Somebody will answer.
    PersonWillAnswer,
    /// Somebody will phone.
    PersonWillCall {
        /// Not before then: nobody is woken for it.
        after: Option<Timestamp>,
    },
    /// She took back what nobody had acted on yet.
    NothingChanged,
    /// Which of her call-outs does she take back?
    WhichBack {
        /// Shifts to choose from.
        options: Vec<When>,
    },
    /// Is it that she can't work one of these? A guess, asked back.
    ProposeCallOut {
        /// Shifts to choose from.
        options: Vec<When>,
        /// A person has the message as well.
        person: bool,
    },
    /// Is she late for this? A guess, asked back.
    ProposeLate {
        /// When.
        when: When,
        /// A person has the message as well.
        person: bool,
    },
    /// Is it about this offer? A guess, asked back.
    ProposeOffer {
        /// Number to answer with.
        code: u8,
        /// When.
        when: When,
        /// A person has the message as well.
        person: bool,
    },
    /// Late, as we know; what was asked is not asked again.
    LateKnown {
        /// When.
        when: When,
    },
    /// Clocking in or out went wrong.
    ClockHeard,
    /// Somebody else's number, or somebody who asks who we are.
    WhoWeAre,
    /// It was not understood; asked once.
    SayAgain,
    /// A number that nobody knows.
    UnknownSender,
    /// Possible danger; the policy names somebody who is woken for it.
    Emergency,
    /// Possible danger, and nobody can be woken.
    EmergencyOnly,
    /// To a caregiver who is in danger where she works.
    LeaveNow {
        /// Somebody is woken for it.
        alert: bool,
    },
    /// The one allowed confirmation after an opt-out in plain words.
    OptedOut,
    /// Who we are.
    Help {
        /// Office number.
        phone: Option<String>,
    },
    /// To the client of a visit that nobody is set for: that we look.
    ClientOpen {
        /// The visit.
        when: When,
    },
    /// To the client: her caregiver cannot come, we look.
    ClientArranging {
        /// When.
        when: When,
    },
    /// No offers for a while, or offers again.
    Paused {
        /// Until when; nothing: from now on again.
        until: Option<Timestamp>,
    },
    /// To the client: may she come?
    ClientMay {
        /// When.
        when: When,
        /// First name and initial.
        caregiver: String,
        /// She may also ask for another time, or for no visit.
        #[serde(default)]
        choices: bool,
    },
    /// To the client, who would rather have another time.
    ClientMoveHeard {
        /// Somebody of the office is woken to phone her.
        person: bool,
    },
    /// To the caregiver who said yes: the client would rather have another time.
    ClientMoves {
        /// Number of the offer.
        code: u8,
        /// When.
        when: When,
    },
    /// To the client: may the visit begin at another time?
    ClientMayMove {
        /// As planned.
        when: When,
        /// As it could be.
        instead: When,
        /// First name and initial.
        caregiver: String,
    },
    /// To the client, who answered.
    ClientThanks {
        /// She may come; otherwise somebody else is searched for.
        agrees: bool,
    },
    /// To the client: who comes.
    ClientCover {
        /// When.
        when: When,
        /// First name and initial.
        caregiver: String,
    },
    /// To somebody who asks about the schedule.
    Schedule {
        /// What.
        what: ScheduleSay,
    },
    /// About a change that somebody asked for.
    Request {
        /// What.
        what: RequestSay,
    },
    /// To somebody who asks for care.
    Lead {
        /// Sentences, in order.
        lines: Vec<LeadLine>,
    },
    /// To somebody who complains.
    Complaint {
        /// Sentences, in order.
        lines: Vec<ComplaintLine>,
    },
    /// About somebody's coming, in doubt or to be confirmed.
    Visit {
        /// Which text.
        line: VisitLine,
    },
    /// To somebody who asks for work.
    Recruiting {
        /// Where to apply.
        link: String,
    },
    /// To staff: take this.
    Page {
        /// Case number.
        case: u64,
        /// Shift start, if one is known.
        start: Option<Timestamp>,
        /// Client priority.
        priority: Option<Priority>,
        /// Why.
        why: PageWhy,
    },
    /// To staff: enter this.
    PageEnter {
        /// Case number.
        case: u64,
        /// When.
        when: When,
        /// Appointment in WellSky.
        appointment: String,
        /// Who.
        caregiver: String,
    },
    /// To staff: for information.
    StaffNote {
        /// Case number, if there is a case.
        case: Option<u64>,
        /// Start.
        start: Option<Timestamp>,
        /// What.
        what: StaffNote,
    },
    /// To staff: thanks for taking it.
    AckThanks {
        /// Case number.
        case: u64,
    },
    /// To staff: somebody else has this complaint.
    TakenBy {
        /// Case number.
        case: u64,
        /// Whose it is; nobody: it is about the one who asks.
        owner: Option<String>,
    },
    /// To staff: it cannot be closed yet.
    StillOpen {
        /// Case number.
        case: u64,
        /// Tasks that are open.
        open: usize,
    },
    /// To staff: which case?
    AckWhich {
        /// Numbers of open pages.
        cases: Vec<u64>,
    },
}

/// News for staff that need no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffNote {
    /// A call-out came in and is being worked.
    CallOut,
    /// A shift on the schedule has nobody and is being worked.
    Unassigned,
    /// Filled and shown by WellSky.
    Filled {
        /// Who.
        caregiver: String,
    },
    /// The caregiver can come after all.
    Retracted,
    /// Running late.
    Late {
        /// Who.
        caregiver: String,
        /// Minutes, if said.
        minutes: Option<i64>,
    },
    /// Somebody offered something else than the whole shift.
    Counter {
        /// Who.
        caregiver: String,
    },
    /// Somebody can do a part of the shift.
    Part {
        /// Who.
        caregiver: String,
        /// From when.
        from: Timestamp,
        /// Until when.
        until: Timestamp,
    },
    /// People who fit and cannot be texted.
    PleaseCall {
        /// How many.
        people: usize,
    },
    /// Somebody could work the whole visit at another time.
    MovedStart {
        /// Who.
        caregiver: String,
        /// The other start.
        from: Timestamp,
        /// The other end.
        until: Timestamp,
        /// Whether the client agrees.
        agreed: bool,
    },
    /// The client would rather have these hours.
    ClientHours {
        /// From when on, if said.
        from: Option<Timestamp>,
        /// Until when, if said.
        until: Option<Timestamp>,
    },
    /// The client does not want the visit: what was to be entered is not.
    DontEnter {
        /// Who was to be entered.
        caregiver: String,
    },
    /// Two parts make a whole.
    TwoHalves {
        /// Who would begin.
        first: String,
        /// Who would end it.
        second: String,
        /// When they would change.
        change: Timestamp,
        /// Whether the client's file agrees to it.
        agreed: bool,
    },
    /// She called out and named a client whom the schedule does not have there (b2).
    OtherClient {
        /// Who.
        caregiver: String,
    },
    /// She called out and offers other hours (S3).
    OtherHours {
        /// Who.
        caregiver: String,
        /// From when on, if said.
        from: Option<Timestamp>,
        /// Until when, if said.
        until: Option<Timestamp>,
    },
    /// Whoever was missing or late is there.
    Here {
        /// Who.
        caregiver: String,
        /// How that is known.
        sign: Sign,
    },
    /// People who work the next day have not confirmed.
    Unconfirmed {
        /// How many people.
        people: usize,
        /// How many shifts.
        shifts: usize,
    },
    /// Closed because the schedule says so.
    ClosedBySchedule,
    /// Whoever began a case that is with her wrote again.
    WroteAgain,
}

/// What every text needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Letterhead<'a> {
    /// Agency name.
    pub agency: &'a str,
    /// Zone in which times are said.
    pub zone: &'a Zone,
}

impl Say {
    /// Whether it tells somebody that what she answers is not hers.
    pub const fn is_over(&self) -> bool {
        matches!(
            self,
            Self::SomebodyFirst { .. }
                | Self::Filled { .. }
                | Self::NoLongerOpen { .. }
                | Self::Expired { .. }
        )
    }

    /// The words, in the receiver's language. Staff texts are English.
    pub fn render(&self, tongue: Tongue, head: Letterhead<'_>) -> String {
        gsm(&match tongue {
            Tongue::English => self.english(head),
            Tongue::Spanish => self.spanish(head),
        })
    }

    fn english(&self, head: Letterhead<'_>) -> String {
        let agency = head.agency;
        let range = |w: &When| say_range(w.start, w.end, head.zone);
        let hour = |t: &Timestamp| clock(&head.zone.at(*t));
        match self {
            Self::CallOutHeard { when, please_phone } => format!(
                "Got it: you can't work {}. We are looking for cover. Hope you're ok.{}",
                range(when),
                if *please_phone { " Please also phone the office: a text alone is not notice." } else { "" }
            ),
            Self::CallOutsHeard { shifts, please_phone } => format!(
                "Got it: you can't work {} shifts: {}. We are looking for cover. Hope you're ok.{}",
                shifts.len(),
                some_of(shifts.iter().map(range), "and", "more"),
                if *please_phone { " Please also phone the office." } else { "" }
            ),
            Self::CallOutKnown { when, covered: false } => {
                format!("We have your call-out for {}. We are still looking for cover.", range(when))
            }
            Self::CallOutKnown { when, covered: true } => {
                format!("We have your call-out for {}. It is covered.", range(when))
            }
            Self::WhichShift { options } => {
                format!("Which shift can't you work? {} Reply with the number.", numbered(options, range))
            }
            Self::NoShift => {
                "Got it. I can't find a shift of yours then, so I'm asking a coordinator to contact you."
                    .into()
            }
            Self::Offer { code, when, area, minutes_away, until, wording } => {
                let (before, after) = match wording {
                    Wording::Plain => ("", ""),
                    Wording::Warm => {
                        ("a client of ours would be without a caregiver: ", " Either answer helps.")
                    }
                };
                format!(
                    "{agency}: {before}open shift {}{}{}. Reply TAKE {code} or PASS {code} by {}.{after}",
                    range(when),
                    area.as_ref().map(|a| format!(", {a} area")).unwrap_or_default(),
                    minutes_away.map(|m| format!(", about {m} min from you")).unwrap_or_default(),
                    say(*until, head.zone),
                )
            }
            Self::Offers { offers, until } => format!(
                "{agency}: {} open shifts: {}. Reply with the numbers you can take, or PASS, by {}.",
                offers.len(),
                listed(offers, range, |a| format!(", {a}"), |m| format!(", about {m} min")),
                say(*until, head.zone),
            ),
            Self::OfferFacts { code, when, area, minutes_away } => format!(
                "#{code}: {}{}{}. Name and address come once the office has confirmed you. Reply TAKE {code} or PASS {code}.",
                range(when),
                area.as_ref().map(|a| format!(", {a} area")).unwrap_or_default(),
                minutes_away.map(|m| format!(", about {m} min from you")).unwrap_or_default(),
            ),
            Self::WhichOffer { offers } => format!(
                "Which one? {}. Reply TAKE and the number.",
                by_code(offers, range)
            ),
            Self::Confirming { code, when } => format!(
                "Thank you! You're first for #{code} {}. The office is confirming, please wait for our next text.",
                range(when)
            ),
            Self::InTheRunning { code, when, until } => format!(
                "Thank you! You're in the running for #{code} {}. We'll text you by {} whether it is yours.",
                range(when),
                say(*until, head.zone),
            ),
            Self::Chosen { code, when } => format!(
                "Thank you! #{code} {} is to go to you. The office is confirming, please wait for our next text.",
                range(when)
            ),
            Self::NotChosen { code, when } => format!(
                "Thank you! Somebody else was chosen for #{code} {}. We'll text you if it opens up again.",
                range(when)
            ),
            Self::Confirmed { code, when, client } => format!(
                "You're confirmed for #{code} {} with {}. Open the WellSky app for the address and care plan.",
                range(when),
                client.trim_end_matches('.'),
            ),
            Self::IsYours { code, when } => {
                format!("#{code} {} is yours, it is confirmed. Thank you!", range(when))
            }
            Self::SomebodyFirst { code, when } => format!(
                "Thank you! Somebody else was first for #{code} {}. We'll text you if it opens up again.",
                range(when)
            ),
            Self::Filled { code, when } => format!("Shift #{code} {} is filled - thank you.", range(when)),
            Self::NoLongerOpen { code, when } => {
                format!("Shift #{code} {} is no longer open - thank you.", range(when))
            }
            Self::OthersOpen { about, open } => format!(
                "{} Still open for you: {}.",
                about.english(head),
                by_code(open, range)
            ),
            Self::Expired { code, when } => {
                format!("Thank you - the time to take #{code} {} has passed, so it isn't yours.", range(when))
            }
            Self::CannotGive { code, when } => format!(
                "Thank you, but we can't give you #{code} {}: it doesn't fit your schedule or the client's needs.",
                range(when)
            ),
            Self::PassThanks { code } => format!("OK, #{code} is not yours. Thanks for answering."),
            Self::CounterHeard { code } => format!(
                "Thanks, noted for the office. #{code} stays open; reply TAKE {code} if you can do the whole shift."
            ),
            Self::Held { code, until } => {
                format!("OK. #{code} stays open until {}. Reply TAKE {code} or PASS {code}.", hour(until))
            }
            Self::OfficeHasIt { when } => {
                format!(
                    "Thank you. The office is handling {} itself and knows that you answered.",
                    range(when)
                )
            }
            Self::WithdrawalHeard { when } => {
                format!("Got it: you can't work {} after all. We are looking for somebody else.", range(when))
            }
            Self::StillOn { when } => format!("Good to hear. You are still on for {}.", range(when)),
            Self::SomebodyElseHasIt { when } => format!(
                "Thanks. Somebody else has already said yes to {}. A coordinator is asked to contact you.",
                range(when)
            ),
            Self::LateHeard { when, minutes } => match minutes {
                Some(m) => {
                    format!("Thanks, noted: about {m} min late for {}. You are still on.", range(when))
                }
                None => format!(
                    "Thanks, noted: late for {}. You are still on. About how many minutes?",
                    range(when)
                ),
            },
            Self::StayPlease => "Please stay with the client until the office calls you.".into(),
            Self::PersonWillAnswer => {
                "Thanks, we have your message. A coordinator will get back to you.".into()
            }
            Self::PersonWillCall { after: None } => "OK. I'm asking a coordinator to call you.".into(),
            Self::PersonWillCall { after: Some(t) } => {
                format!("OK. I'm asking a coordinator to call you after {}.", say(*t, head.zone))
            }
            Self::NothingChanged => "OK, good to hear. Nothing was changed on your schedule.".into(),
            Self::WhichBack { options } => format!(
                "Which shift can you work after all? {} Reply with the number.",
                numbered(options, range)
            ),
            Self::ProposeCallOut { options, person } => format!(
                "Is there a shift you can't work? {} Reply with the number if so.{}",
                numbered(options, range),
                too(*person)
            ),
            Self::ProposeLate { when, person } => {
                format!("Are you late for {}? About how many minutes?{}", range(when), too(*person))
            }
            Self::ProposeOffer { code, when, person } => format!(
                "Is this about #{code} {}? Reply TAKE {code} or PASS {code}.{}",
                range(when),
                too(*person)
            ),
            Self::LateKnown { when } => format!("Thanks, noted. You are still on for {}.", range(when)),
            Self::ClockHeard => {
                "Thanks, noted with the time of your text. Keep working; the office corrects clock times \
                                 by hand and will get back to you."
                    .into()
            }
            Self::WhoWeAre => {
                format!(
                    "This is {agency}. If this isn't for you, sorry: we'll check the number. STOP ends texts."
                )
            }
            Self::SayAgain => {
                "Sorry, I didn't understand that. Is it about a shift? Please say it in other words.".into()
            }
            Self::UnknownSender => "We got your message; a coordinator will get back to you.".into(),
            Self::Emergency => {
                "If anyone may be in danger call 911 now. We are alerting our on-call person.".into()
            }
            Self::OptedOut => {
                format!("{agency}: you will get no more texts from us. Reply START to get them again.")
            }
            Self::Help { phone } => format!(
                "{agency}: shift and visit texts.{} Msg&data rates may apply. Reply STOP to end texts.",
                phone.as_ref().map(|p| format!(" Office {p}.")).unwrap_or_default()
            ),
            Self::ClientOpen { when } => {
                format!("{agency}: we are arranging who comes to you {} and will text you.", range(when))
            }
            Self::ClientArranging { when } => format!(
                "{agency}: your caregiver can't come {}. We are arranging cover and will text you who comes.",
                range(when)
            ),
            Self::Paused { until: Some(until) } => {
                format!("No shift offers until {}. Reply UNPAUSE to get them again.", say(*until, head.zone))
            }
            Self::Paused { until: None } => "You get shift offers again.".to_owned(),
            Self::ClientMay { when, caregiver, choices } => format!(
                "{agency}: {caregiver} can come {} instead. Is that ok with you? Reply OK or NO{}.",
                range(when),
                if *choices { ", MOVE for another time, or SKIP for no visit" } else { "" }
            ),
            Self::ClientMoveHeard { person: true } => {
                "Understood, another time would be better. Nothing is fixed; we are asking the office to phone you.".into()
            }
            Self::ClientMoveHeard { person: false } => {
                "Understood, another time would be better. Nothing is fixed; please phone the office.".into()
            }
            Self::ClientMoves { code, when } => format!(
                "#{code} {} is not fixed yet: another time was asked for. Please wait, the office will contact you.",
                range(when)
            ),
            Self::ClientMayMove { when, instead, caregiver } => format!(
                "{agency}: nobody can come {}. {caregiver} could come {} instead. Is that ok with you? Reply OK or NO.",
                range(when),
                range(instead)
            ),
            Self::ClientThanks { agrees: true } => {
                "Thank you. We will text you as soon as it is settled.".to_owned()
            }
            Self::ClientThanks { agrees: false } => {
                "Understood, she will not come. We look for somebody else and will let you know.".to_owned()
            }
            Self::ClientCover { when, caregiver } => {
                format!("{agency}: {caregiver} will come to you {}.", range(when))
            }
            Self::Schedule { what } => what.words(Tongue::English, head),
            Self::Request { what } => what.words(Tongue::English, head),
            Self::Lead { lines } => joined(lines, Tongue::English, head),
            Self::Complaint { lines } => {
                lines.iter().map(|l| l.words(Tongue::English, head)).collect::<Vec<_>>().join(" ")
            }
            Self::EmergencyOnly => "If anyone may be in danger call 911 now.".into(),
            Self::LeaveNow { alert } => format!(
                "Get to a safe place now and call 911.{}",
                if *alert { " We are alerting our on-call person." } else { "" }
            ),
            Self::Visit { line } => line.words(Tongue::English, head),
            Self::Recruiting { link } => {
                format!(
                    "{agency}: thanks for asking about work. Please apply at {link} - our recruiters read it."
                )
            }
            Self::Page { case, start, priority, why } => format!(
                "Case {case}{}{}: {} Reply OK {case} to take it.",
                priority.map(|p| format!(" {p:?}")).unwrap_or_default(),
                start.map(|s| format!(" start {}", say(s, head.zone))).unwrap_or_default(),
                match why {
                    PageWhy::OvertimeLeft { people } => {
                        format!("{} Reply OT {case} to ask these {people}.", page_why(why))
                    }
                    _ => page_why(why).to_owned(),
                },
            ),
            Self::PageEnter { case, when, appointment, caregiver } => format!(
                "Case {case}: {caregiver} said yes to {}. Enter her on shift {appointment} in WellSky now; she is told \
                 when it shows. Reply OK {case} to take it.",
                range(when)
            ),
            Self::StaffNote { case, start, what } => format!(
                "{}{}: {}",
                case.map_or_else(|| "For information".to_owned(), |n| format!("Case {n}")),
                start.map(|s| format!(" {}", say(s, head.zone))).unwrap_or_default(),
                match what {
                    StaffNote::Unassigned => {
                        "nobody is on it in WellSky, people are being asked. Nothing to do yet.".to_owned()
                    }
                    StaffNote::CallOut => "call-out, people are being asked. Nothing to do yet.".to_owned(),
                    StaffNote::Filled { caregiver } => format!("filled by {caregiver}, WellSky shows it."),
                    StaffNote::Retracted => "the caregiver can come after all. Closed.".to_owned(),
                    StaffNote::Late { caregiver, minutes: Some(m) } => {
                        format!("{caregiver} says she is about {m} min late.")
                    }
                    StaffNote::Late { caregiver, minutes: None } => format!("{caregiver} says she is late."),
                    StaffNote::Counter { caregiver } => {
                        format!("{caregiver} offers something else than the whole shift, see the board.")
                    }
                    StaffNote::Part { caregiver, from, until } => {
                        format!("{caregiver} can do {}-{} of it, not the whole.", hour(from), hour(until))
                    }
                    StaffNote::PleaseCall { people } => format!(
                        "{people} caregiver(s) who fit cannot be texted. Please phone them and mark it on the board."
                    ),
                    StaffNote::MovedStart { caregiver, from, until, agreed } => format!(
                        "{caregiver} could do the whole visit {}-{}. {}",
                        hour(from),
                        hour(until),
                        if *agreed {
                            "The client agrees. Phone her, then move it in WellSky."
                        } else {
                            "Ask the client first; nothing is promised."
                        },
                    ),
                    StaffNote::ClientHours { from, until } => format!(
                        "the client would rather have the visit{}{}. Phone her and whoever said yes.",
                        from.map(|t| format!(" from {}", say(t, head.zone))).unwrap_or_default(),
                        until.map(|t| format!(" until {}", say(t, head.zone))).unwrap_or_default(),
                    ),
                    StaffNote::DontEnter { caregiver } => format!(
                        "the client does not want the visit. Don't enter {caregiver}; take the visit off in WellSky."
                    ),
                    StaffNote::TwoHalves { first, second, change, agreed } => format!(
                        "{first} until {c} and {second} from {c} would cover it. {} Phone both, then enter it in \
                         WellSky.",
                        if *agreed {
                            "The client's file agrees to two people."
                        } else {
                            "Ask the client first: no consent to two people on file."
                        },
                        c = hour(change),
                    ),
                    StaffNote::OtherClient { caregiver } => {
                        format!(
                            "{caregiver} called out but named another client. Worked as scheduled, please check."
                        )
                    }
                    StaffNote::OtherHours { caregiver, from, until } => format!(
                        "{caregiver} called out but could work{}{}.",
                        from.map(|t| format!(" from {}", hour(&t))).unwrap_or_default(),
                        until.map(|t| format!(" until {}", hour(&t))).unwrap_or_default(),
                    ),
                    StaffNote::WroteAgain => "the sender wrote again, see the board.".to_owned(),
                    StaffNote::Here { caregiver, sign } => match sign {
                        Sign::Says => format!("{caregiver} says she is there now."),
                        Sign::ClockIn(at) => format!("{caregiver} clocked in at {}.", hour(at)),
                        Sign::Client => format!("the client says that {caregiver} has come."),
                    },
                    StaffNote::Unconfirmed { people, shifts } => format!(
                        "{people} caregiver(s) with {shifts} shift(s) have not confirmed, see the board."
                    ),
                    StaffNote::ClosedBySchedule => "WellSky shows that it is settled. Closed.".to_owned(),
                }
            ),
            Self::AckThanks { case } => format!("Thanks, case {case} is yours."),
            Self::TakenBy { case, owner: Some(owner) } => format!("Case {case} is with {owner}."),
            Self::TakenBy { case, owner: None } => format!("Case {case} is for somebody else to take."),
            Self::StillOpen { case, open } => {
                format!("Case {case} cannot be closed yet: {open} tasks are open, see the board.")
            }
            Self::AckWhich { cases } => format!(
                "Which case? Reply OK and the number: {}.",
                cases.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")
            ),
        }
    }

    fn spanish(&self, head: Letterhead<'_>) -> String {
        let agency = head.agency;
        let range = |w: &When| say_range_es(w, head.zone);
        let hour = |t: &Timestamp| clock(&head.zone.at(*t));
        match self {
            Self::CallOutHeard { when, please_phone } => format!(
                "Entendido: no puede trabajar {}. Estamos buscando reemplazo. Que este bien.{}",
                range(when),
                if *please_phone {
                    " Por favor llame tambien a la oficina: un texto solo no basta."
                } else {
                    ""
                }
            ),
            Self::CallOutsHeard { shifts, please_phone } => format!(
                "Entendido: no puede trabajar {} turnos: {}. Estamos buscando reemplazo. Que este bien.{}",
                shifts.len(),
                some_of(shifts.iter().map(range), "y", "mas"),
                if *please_phone { " Por favor llame tambien a la oficina." } else { "" }
            ),
            Self::CallOutKnown { when, covered: false } => {
                format!("Ya tenemos su aviso para {}. Seguimos buscando reemplazo.", range(when))
            }
            Self::CallOutKnown { when, covered: true } => {
                format!("Ya tenemos su aviso para {}. El turno esta cubierto.", range(when))
            }
            Self::WhichShift { options } => {
                format!("Que turno no puede trabajar? {} Responda con el numero.", numbered(options, range))
            }
            Self::NoShift => {
                "Entendido. No encuentro un turno suyo para entonces; pido a un coordinador que le contacte."
                    .into()
            }
            Self::Offer { code, when, area, minutes_away, until, wording } => {
                let (before, after) = match wording {
                    Wording::Plain => ("", ""),
                    Wording::Warm => (
                        "una persona a quien cuidamos se quedaria sin cuidadora: ",
                        " Cualquier respuesta ayuda.",
                    ),
                };
                format!(
                    "{agency}: {before}turno libre {}{}{}. Responda TAKE {code} para tomarlo o PASS {code} antes de {} {}.{after}",
                    range(when),
                    area.as_ref().map(|a| format!(", zona {a}")).unwrap_or_default(),
                    minutes_away.map(|m| format!(", a unos {m} min de usted")).unwrap_or_default(),
                    weekday_es(*until, head.zone),
                    hour(until),
                )
            }
            Self::Offers { offers, until } => format!(
                "{agency}: {} turnos libres: {}. Responda con los numeros que puede tomar, o PASS, antes de {} {}.",
                offers.len(),
                listed(offers, range, |a| format!(", {a}"), |m| format!(", a unos {m} min")),
                weekday_es(*until, head.zone),
                hour(until),
            ),
            Self::OfferFacts { code, when, area, minutes_away } => format!(
                "#{code}: {}{}{}. Nombre y direccion cuando la oficina confirme. Responda TAKE {code} o PASS {code}.",
                range(when),
                area.as_ref().map(|a| format!(", zona {a}")).unwrap_or_default(),
                minutes_away.map(|m| format!(", a unos {m} min de usted")).unwrap_or_default(),
            ),
            Self::WhichOffer { offers } => {
                format!("Cual? {}. Responda TAKE y el numero.", by_code(offers, range))
            }
            Self::Confirming { code, when } => format!(
                "Gracias! Es la primera para #{code} {}. La oficina lo confirma, espere el proximo texto.",
                range(when)
            ),
            Self::InTheRunning { code, when, until } => format!(
                "Gracias! Lo tenemos en cuenta para #{code} {}. Le decimos si es suyo antes de {} {}.",
                range(when),
                weekday_es(*until, head.zone),
                hour(until),
            ),
            Self::Chosen { code, when } => format!(
                "Gracias! #{code} {} sera para usted. La oficina lo confirma, espere el proximo texto.",
                range(when)
            ),
            Self::NotChosen { code, when } => format!(
                "Gracias! Elegimos a otra persona para #{code} {}. Le avisamos si se abre de nuevo.",
                range(when)
            ),
            Self::Confirmed { code, when, client } => format!(
                "Confirmado: #{code} {} con {}. Abra la app WellSky para la direccion y el plan.",
                range(when),
                client.trim_end_matches('.'),
            ),
            Self::IsYours { code, when } => {
                format!("#{code} {} es suyo, esta confirmado. Gracias!", range(when))
            }
            Self::SomebodyFirst { code, when } => {
                format!(
                    "Gracias! Otra persona fue primero para #{code} {}. Le avisamos si se abre de nuevo.",
                    range(when)
                )
            }
            Self::Filled { code, when } => {
                format!("El turno #{code} {} ya esta cubierto - gracias.", range(when))
            }
            Self::NoLongerOpen { code, when } => {
                format!("El turno #{code} {} ya no esta abierto - gracias.", range(when))
            }
            Self::OthersOpen { about, open } => {
                format!("{} Siguen abiertos: {}.", about.spanish(head), by_code(open, range))
            }
            Self::Expired { code, when } => {
                format!("Gracias - el plazo para #{code} {} ya paso, no es suyo.", range(when))
            }
            Self::CannotGive { code, when } => format!(
                "Gracias, pero no podemos darle #{code} {}: no cuadra con su horario o con lo que necesita el cliente.",
                range(when)
            ),
            Self::PassThanks { code } => format!("De acuerdo, #{code} no es suyo. Gracias por responder."),
            Self::CounterHeard { code } => format!(
                "Gracias, anotado para la oficina. #{code} sigue abierto; responda TAKE {code} si puede el turno entero."
            ),
            Self::Held { code, until } => {
                format!(
                    "De acuerdo. #{code} sigue abierto hasta {}. Responda TAKE {code} o PASS {code}.",
                    hour(until)
                )
            }
            Self::OfficeHasIt { when } => {
                format!("Gracias. La oficina atiende {} y sabe que usted respondio.", range(when))
            }
            Self::WithdrawalHeard { when } => {
                format!("Entendido: al final no puede trabajar {}. Buscamos a otra persona.", range(when))
            }
            Self::StillOn { when } => format!("Que bien. Sigue con su turno {}.", range(when)),
            Self::SomebodyElseHasIt { when } => {
                format!(
                    "Gracias. Otra persona ya acepto {}. Pedimos a un coordinador que le contacte.",
                    range(when)
                )
            }
            Self::LateHeard { when, minutes } => match minutes {
                Some(m) => {
                    format!("Gracias, anotado: unos {m} min tarde para {}. Sigue con su turno.", range(when))
                }
                None => format!(
                    "Gracias, anotado: tarde para {}. Sigue con su turno. Cuantos minutos?",
                    range(when)
                ),
            },
            Self::StayPlease => "Por favor quedese con el cliente hasta que la oficina le llame.".into(),
            Self::PersonWillAnswer => "Gracias, tenemos su mensaje. Un coordinador le respondera.".into(),
            Self::PersonWillCall { after: None } => "De acuerdo. Pido a un coordinador que le llame.".into(),
            Self::PersonWillCall { after: Some(t) } => format!(
                "De acuerdo. Pido a un coordinador que le llame despues de {} {}.",
                weekday_es(*t, head.zone),
                hour(t)
            ),
            Self::NothingChanged => "De acuerdo, que bien. No se cambio nada en su horario.".into(),
            Self::WhichBack { options } => {
                format!("Que turno si puede trabajar? {} Responda con el numero.", numbered(options, range))
            }
            Self::ProposeCallOut { options, person } => format!(
                "Hay un turno que no puede trabajar? {} Si es asi responda con el numero.{}",
                numbered(options, range),
                too_es(*person)
            ),
            Self::ProposeLate { when, person } => {
                format!("Llega tarde para {}? Cuantos minutos?{}", range(when), too_es(*person))
            }
            Self::ProposeOffer { code, when, person } => format!(
                "Es sobre #{code} {}? Responda TAKE {code} o PASS {code}.{}",
                range(when),
                too_es(*person)
            ),
            Self::LateKnown { when } => format!("Gracias, anotado. Sigue con su turno {}.", range(when)),
            Self::ClockHeard => {
                "Gracias, anotado con la hora de su texto. Siga trabajando; la oficina corrige las horas \
                                 a mano y le respondera."
                    .into()
            }
            Self::WhoWeAre => format!(
                "Somos {agency}. Si no es para usted, perdon: revisaremos el numero. STOP para no recibir textos."
            ),
            Self::SayAgain => {
                "Perdon, no entendi. Es sobre un turno? Por favor digalo con otras palabras.".into()
            }
            Self::UnknownSender => "Recibimos su mensaje; un coordinador le respondera.".into(),
            Self::Emergency => {
                "Si alguien puede estar en peligro llame al 911 ya. Avisamos a la persona de guardia.".into()
            }
            Self::OptedOut => {
                format!("{agency}: no recibira mas textos. Responda START para recibirlos de nuevo.")
            }
            Self::ClientOpen { when } => {
                format!("{agency}: estamos viendo quien va con usted {} y le avisamos.", range(when))
            }
            Self::ClientArranging { when } => format!(
                "{agency}: su cuidadora no puede venir {}. Buscamos reemplazo y le avisamos quien viene.",
                range(when)
            ),
            Self::Paused { until: Some(until) } => format!(
                "Sin ofertas de turnos hasta {}. Responda UNPAUSE para recibirlas.",
                say_es(*until, head.zone)
            ),
            Self::Paused { until: None } => "Vuelve a recibir ofertas de turnos.".to_owned(),
            Self::ClientMay { when, caregiver, choices } => format!(
                "{agency}: {caregiver} puede ir {} en su lugar. Esta bien para usted? Responda OK o NO{}.",
                range(when),
                if *choices { ", MOVE para otra hora o SKIP para no recibir visita" } else { "" }
            ),
            Self::ClientMoveHeard { person: true } => {
                "Entendido, prefiere otra hora. Nada esta fijado; pedimos a la oficina que la llame.".into()
            }
            Self::ClientMoveHeard { person: false } => {
                "Entendido, prefiere otra hora. Nada esta fijado; por favor llame a la oficina.".into()
            }
            Self::ClientMoves { code, when } => format!(
                "#{code} {} aun no esta fijado: pidieron otra hora. Espere por favor, la oficina la contactara.",
                range(when)
            ),
            Self::ClientMayMove { when, instead, caregiver } => format!(
                "{agency}: nadie puede ir {}. {caregiver} podria ir {}. Esta bien para usted? Responda OK o NO.",
                range(when),
                range(instead)
            ),
            Self::ClientThanks { agrees: true } => {
                "Gracias. Le avisamos en cuanto este confirmado.".to_owned()
            }
            Self::ClientThanks { agrees: false } => {
                "Entendido, ella no ira. Buscamos a otra persona y le avisamos.".to_owned()
            }
            Self::ClientCover { when, caregiver } => {
                format!("{agency}: {caregiver} ira con usted {}.", range(when))
            }
            Self::Schedule { what } => what.words(Tongue::Spanish, head),
            Self::Request { what } => what.words(Tongue::Spanish, head),
            Self::Lead { lines } => joined(lines, Tongue::Spanish, head),
            Self::Complaint { lines } => {
                lines.iter().map(|l| l.words(Tongue::Spanish, head)).collect::<Vec<_>>().join(" ")
            }
            Self::EmergencyOnly => "Si alguien puede estar en peligro llame al 911 ya.".into(),
            Self::LeaveNow { alert } => format!(
                "Vaya ya a un lugar seguro y llame al 911.{}",
                if *alert { " Avisamos a la persona de guardia." } else { "" }
            ),
            Self::Visit { line } => line.words(Tongue::Spanish, head),
            Self::Recruiting { link } => {
                format!("{agency}: gracias por preguntar por trabajo. Solicite en {link} por favor.")
            }
            Self::Help { .. }
            | Self::Page { .. }
            | Self::PageEnter { .. }
            | Self::StaffNote { .. }
            | Self::AckThanks { .. }
            | Self::TakenBy { .. }
            | Self::StillOpen { .. }
            | Self::AckWhich { .. } => self.english(head),
        }
    }
}

fn joined(lines: &[LeadLine], tongue: Tongue, head: Letterhead<'_>) -> String {
    lines.iter().map(|l| l.words(tongue, head)).collect::<Vec<_>>().join(" ")
}

const fn too(person: bool) -> &'static str {
    if person { " A coordinator has your message too." } else { "" }
}

const fn too_es(person: bool) -> &'static str {
    if person { " Un coordinador tiene su mensaje tambien." } else { "" }
}

/// Shifts that one text names; more are counted.
const NAMED: usize = 6;

/// "Tue 11/24 7:00a-11:00a, Wed 11/25 7:00a-11:00a and 4 more".
fn some_of(shifts: impl ExactSizeIterator<Item = String>, and: &str, more: &str) -> String {
    let rest = shifts.len().saturating_sub(NAMED);
    let named = shifts.take(NAMED).collect::<Vec<_>>().join(", ");
    if rest == 0 { named } else { format!("{named} {and} {rest} {more}") }
}

/// "#4 Tue 11/24 7:00a-11:00a, #5 Wed 11/25 3:00p-7:00p".
fn by_code(offers: &[(u8, When)], range: impl Fn(&When) -> String) -> String {
    offers.iter().map(|(code, when)| format!("#{code} {}", range(when))).collect::<Vec<_>>().join(", ")
}

fn numbered(options: &[When], range: impl Fn(&When) -> String) -> String {
    options
        .iter()
        .enumerate()
        .map(|(at, w)| format!("{}) {}", at + 1, range(w)))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Offers, each with its number: `#4 Tue 11/24 7:00a-11:00a, Oak Park, about 12 min; #5 ...`.
fn listed(
    offers: &[Offered],
    range: impl Fn(&When) -> String,
    area: impl Fn(&str) -> String,
    way: impl Fn(u32) -> String,
) -> String {
    let one = |o: &Offered| {
        let place = o.area.as_deref().map(&area).unwrap_or_default();
        format!("#{} {}{place}{}", o.code, range(&o.when), o.minutes_away.map(&way).unwrap_or_default())
    };
    offers.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn weekday_es(when: Timestamp, zone: &Zone) -> &'static str {
    weekday_named_es(zone.at(when).weekday())
}

fn weekday_named_es(weekday: jiff::civil::Weekday) -> &'static str {
    use jiff::civil::Weekday;
    match weekday {
        Weekday::Monday => "lun",
        Weekday::Tuesday => "mar",
        Weekday::Wednesday => "mie",
        Weekday::Thursday => "jue",
        Weekday::Friday => "vie",
        Weekday::Saturday => "sab",
        Weekday::Sunday => "dom",
    }
}

/// As [`say`], with the weekday in Spanish.
fn say_es(when: Timestamp, zone: &Zone) -> String {
    let english = say(when, zone);
    let (_, rest) = english.split_once(' ').unwrap_or(("", &english));
    format!("{} {rest}", weekday_es(when, zone))
}

fn say_range_es(when: &When, zone: &Zone) -> String {
    let english = say_range(when.start, when.end, zone);
    let (_, rest) = english.split_once(' ').unwrap_or(("", &english));
    // The end of an overnight shift names its weekday too.
    let rest = match rest.split_once('-') {
        Some((from, to)) if to.contains(' ') => {
            let (_, hour) = to.split_once(' ').unwrap_or(("", to));
            format!("{from}-{} {hour}", weekday_es(when.end, zone))
        }
        _ => rest.to_owned(),
    };
    format!("{} {rest}", weekday_es(when.start, zone))
}

/// Why, in a sentence for staff.
pub const fn page_why(why: &PageWhy) -> &'static str {
    match why {
        PageWhy::CloseStart => "call-out close to the start, people are being asked.",
        PageWhy::Unfilled => "still unfilled.",
        PageWhy::NobodyLeft => "unfilled, nobody else may be asked.",
        PageWhy::OvertimeLeft { .. } => "unfilled, only people for whom it is overtime are left.",
        PageWhy::CallsLeft => "nobody else can be texted. Some who fit can be phoned: see the board.",
        PageWhy::PhoneWinner => {
            "filled by somebody who cannot be texted. Phone her that it is hers, see the board."
        }
        PageWhy::AskMove => {
            "nobody can come on time. Ask the client about the other start in the note, then reply AGREES or REFUSES and the number."
        }
        PageWhy::MoveAgreed => {
            "the client agrees to the other start in the note. Phone the caregiver and move it in WellSky."
        }
        PageWhy::TwoHalves => "two people can do half of it each, see the note.",
        PageWhy::NobodyReached => "unfilled, no text got out: nobody was asked.",
        PageWhy::WhichShift => "a caregiver called out, which shift is not known.",
        PageWhy::NoShift => "a caregiver called out, no shift of hers was found.",
        PageWhy::EnterAssignment => "a yes must be entered in WellSky.",
        PageWhy::WriteRefused => "WellSky refused the assignment, enter it by hand.",
        PageWhy::WellskyDown => "WellSky cannot be reached, a yes waits to be entered.",
        PageWhy::WinnerWithdrew => "the replacement cannot come after all, searching again.",
        PageWhy::WinnerUnsure => "the replacement may not come after all. Phone her now.",
        PageWhy::ScheduleChanged => "the shift changed in WellSky while people were asked.",
        PageWhy::RetractedTooLate => {
            "the first caregiver can come after all, but somebody else has the shift."
        }
        PageWhy::AskClient => {
            "the client must agree before the replacement comes. Phone her, then reply AGREES or REFUSES and the number."
        }
        PageWhy::ClientWantsMove => {
            "the client wants another time. Phone her, then move it in WellSky or reply AGREES or REFUSES and the number."
        }
        PageWhy::PhoneClient => "please phone the client about the visit.",
        PageWhy::Leaving => "a caregiver wants to leave or waits for relief. Phone her now.",
        PageWhy::Message => "a message needs a person, see the board.",
        PageWhy::WantsCall => "a message needs a phone call, see the board.",
        PageWhy::Loop => "a machine seems to answer our texts. It gets no more answers, see the board.",
        PageWhy::Failing => {
            "several things failed within minutes. Nobody new is asked and nothing is written until it has been quiet; see the board."
        }
        PageWhy::OldSchedule => "asks about the schedule again while WellSky can't be read. Answer by phone.",
        PageWhy::NotHandled => "a message could not be handled by machine, read it on the board now.",
        PageWhy::HotLead => "somebody asks for care today or may not be safe. Phone her now.",
        PageWhy::Lead => "somebody asks for care, see the board and call.",
        PageWhy::LeadSilent => "somebody who asks for care stopped answering. Please call.",
        PageWhy::Referral => "a case manager or hospital has a referral. Call back now.",
        PageWhy::LeadNotEntered => "WellSky refused a prospect, enter her by hand.",
        PageWhy::LeadIsClient => "somebody who asks for care is on a client's file. Please call.",
        PageWhy::ChangeAsked => "somebody asks for a change of the schedule, decide on the board.",
        PageWhy::CancelAsked => "a client does not want a visit. Take it off the schedule in WellSky.",
        PageWhy::ChangeAgreed => "everybody agrees to a change. Enter it in WellSky, see the board.",
        PageWhy::NotEntered => "a change that was agreed is still not in WellSky, see the board.",
        PageWhy::StatusChange => "news about a client: hospital, death or condition. Read it and phone now.",
        PageWhy::PayQuestion => "a question about pay or papers waits for an answer, see the board.",
        PageWhy::Unassigned => "a shift on the schedule has nobody, people are being asked.",
        PageWhy::ComplaintNow => "a complaint that cannot wait. Read it and call back now.",
        PageWhy::Complaint => "a complaint needs an owner, see the board.",
        PageWhy::ComplaintCall => "a complaint needs a phone call, see the board.",
        PageWhy::ComplaintOverdue => "a deadline of a complaint has passed, see the board.",
        PageWhy::ComplaintReopened => "a complaint that was resolved is not settled, see the board.",
        PageWhy::ManagerAsked => "a request that a manager must answer, see the board.",
        PageWhy::ReportDue => "a report that the law asks for is due, see the board.",
        PageWhy::IncidentTask => "a task of an emergency is due, see the board.",
        PageWhy::LateLong => {
            "a caregiver is late, see the board. Cover for the time until then? Reply COVER and the number to search."
        }
        PageWhy::LateUnknown => "a caregiver is late and does not say how long. Phone her now.",
        PageWhy::NotArrived => "a late caregiver has not said that she is there. Phone her now.",
        PageWhy::NobodyCame => "nobody came, says the home. Phone caregiver and client now.",
        PageWhy::NoRelief => "a caregiver is not relieved. Phone the next one now.",
        PageWhy::NoClockIn => "no clock-in and no answer. Phone the caregiver now.",
        PageWhy::NoShow => "a no-show, people are being asked.",
        PageWhy::TurnedUpLate => {
            "the missing caregiver is there, and somebody else has said yes. Decide now."
        }
        PageWhy::ClockTrouble => "a clock-in or clock-out needs correcting, see the board.",
        PageWhy::ClocksBlind => "clock-ins cannot be seen, see the board.",
        PageWhy::Unconfirmed { .. } => "early shifts are not confirmed, see the board.",
        PageWhy::Emergency => "possible emergency in a message. Phone the sender now.",
        PageWhy::Safety => "possible abuse or neglect in a message. Phone the sender now.",
    }
}

/// Replaces the few characters that names and data may bring and GSM-7 does not have; anything else outside becomes `?`.
fn gsm(text: &str) -> String {
    const GSM: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ\
                       ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    text.chars()
        .map(|c| match c {
            'á' | 'â' | 'ã' => 'a',
            'í' | 'î' | 'ï' => 'i',
            'ó' | 'ô' | 'õ' => 'o',
            'ú' | 'û' => 'u',
            'ê' | 'ë' => 'e',
            'ç' => 'c',
            'Á' | 'À' | 'Â' => 'A',
            'Í' => 'I',
            'Ó' => 'O',
            'Ú' => 'U',
            '’' | '‘' => '\'',
            '“' | '”' => '"',
            '–' | '—' => '-',
            '\u{a0}' | '\u{202f}' => ' ',
            c if GSM.contains(c) => c,
            _ => '?',
        })
        .collect()
}

/// Segments that a text costs: 160 for one, 153 each for several (GSM-7).
pub fn segments(text: &str) -> usize {
    match text.chars().count() {
        0 => 0,
        n if n <= 160 => 1,
        n => n.div_ceil(153),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::complaint;
    use crate::language::grievance::Matter;
    use crate::lead::Topic;

    fn complaint(lines: Vec<ComplaintLine>) -> Say {
        Say::Complaint { lines }
    }

    fn everything() -> Vec<Say> {
        let when = When {
            start: "2026-11-24T13:00:00Z".parse().unwrap(),
            end: "2026-11-24T17:00:00Z".parse().unwrap(),
        };
        let night = When {
            start: "2026-11-25T05:00:00Z".parse().unwrap(),
            end: "2026-11-25T13:00:00Z".parse().unwrap(),
        };
        let until: Timestamp = "2026-11-24T02:20:00Z".parse().unwrap();
        let area = Some("Oak Park".to_owned());
        let (code, w) = (4, || when.clone());
        let visit = |line| Say::Visit { line };
        let offer = |wording| Say::Offer {
            code,
            when: w(),
            area: area.clone(),
            minutes_away: Some(12),
            until,
            wording,
        };
        vec![
            Say::CallOutHeard { when: w(), please_phone: false },
            Say::CallOutHeard { when: w(), please_phone: true },
            Say::CallOutsHeard { shifts: vec![w(), night.clone()], please_phone: false },
            Say::CallOutsHeard { shifts: vec![night.clone(); 9], please_phone: true },
            Say::CallOutKnown { when: w(), covered: false },
            Say::CallOutKnown { when: w(), covered: true },
            Say::WhichShift { options: vec![w(), night.clone()] },
            Say::NoShift,
            offer(Wording::Plain),
            offer(Wording::Warm),
            Say::OfferFacts { code, when: w(), area: area.clone(), minutes_away: Some(12) },
            Say::WhichOffer { offers: vec![(4, w()), (5, w())] },
            Say::Offers {
                offers: [(4, w()), (5, night.clone()), (6, w())]
                    .map(|(code, when)| Offered { code, when, area: area.clone(), minutes_away: Some(12) })
                    .into(),
                until,
            },
            Say::Confirming { code, when: w() },
            Say::InTheRunning { code, when: w(), until },
            Say::Chosen { code, when: w() },
            Say::NotChosen { code, when: w() },
            Say::Confirmed { code, when: w(), client: "Rosa S.".into() },
            Say::SomebodyFirst { code, when: w() },
            Say::Filled { code, when: w() },
            Say::NoLongerOpen { code, when: w() },
            Say::OthersOpen { about: Box::new(Say::Filled { code: 1, when: w() }), open: vec![(2, w())] },
            Say::OthersOpen {
                about: Box::new(Say::SomebodyFirst { code: 1, when: night.clone() }),
                open: vec![(2, night.clone()), (3, night.clone()), (4, night.clone())],
            },
            Say::Expired { code, when: w() },
            Say::CannotGive { code, when: w() },
            Say::PassThanks { code },
            Say::CounterHeard { code },
            Say::Held { code, until },
            Say::OfficeHasIt { when: w() },
            Say::WithdrawalHeard { when: w() },
            Say::StillOn { when: w() },
            Say::SomebodyElseHasIt { when: w() },
            Say::LateHeard { when: w(), minutes: Some(20) },
            Say::LateHeard { when: w(), minutes: None },
            Say::StayPlease,
            Say::PersonWillAnswer,
            Say::PersonWillCall { after: None },
            Say::PersonWillCall { after: Some(until) },
            Say::NothingChanged,
            Say::WhichBack { options: vec![w(), w()] },
            Say::ProposeCallOut { options: vec![w()], person: true },
            Say::ProposeLate { when: w(), person: false },
            Say::ProposeOffer { code, when: w(), person: true },
            Say::LateKnown { when: w() },
            Say::ClockHeard,
            Say::WhoWeAre,
            Say::SayAgain,
            Say::UnknownSender,
            Say::Emergency,
            Say::OptedOut,
            Say::Help { phone: Some("202-555-0199".into()) },
            Say::ClientArranging { when: w() },
            Say::ClientOpen { when: w() },
            Say::Paused { until: Some(when.start) },
            Say::Paused { until: None },
            Say::ClientMay { when: w(), caregiver: "Ada E.".into(), choices: false },
            Say::ClientMay { when: w(), caregiver: "Ada E.".into(), choices: true },
            Say::ClientMoveHeard { person: true },
            Say::ClientMoveHeard { person: false },
            Say::ClientMoves { code, when: w() },
            Say::IsYours { code, when: w() },
            Say::StaffNote {
                case: Some(12),
                start: Some(when.start),
                what: StaffNote::ClientHours { from: Some(when.start), until: Some(when.end) },
            },
            Say::StaffNote {
                case: Some(12),
                start: Some(when.start),
                what: StaffNote::DontEnter { caregiver: "Ada E.".into() },
            },
            Say::Page {
                case: 12,
                start: Some(when.start),
                priority: Some(Priority::P1),
                why: PageWhy::ClientWantsMove,
            },
            Say::ClientMayMove { when: w(), instead: w(), caregiver: "Ada E.".into() },
            Say::ClientThanks { agrees: true },
            Say::ClientThanks { agrees: false },
            Say::ClientCover { when: w(), caregiver: "Ada E.".into() },
            Say::Schedule {
                what: ScheduleSay::Own {
                    visits: vec![
                        Own { when: w(), client: "Rosa S.".into(), state: OwnState::On },
                        Own { when: w(), client: "Maximiliana S.".into(), state: OwnState::CalledOut },
                        Own { when: night.clone(), client: "Walter H.".into(), state: OwnState::Confirming },
                        Own { when: w(), client: "Rosa S.".into(), state: OwnState::On },
                    ],
                    more: 3,
                    asked: None,
                    place: true,
                    as_of: None,
                },
            },
            Say::Schedule {
                what: ScheduleSay::Own {
                    visits: Vec::new(),
                    more: 0,
                    asked: Some((jiff::civil::date(2026, 11, 28), jiff::civil::date(2026, 11, 28))),
                    place: false,
                    as_of: Some(until),
                },
            },
            Say::Schedule {
                what: ScheduleSay::Visits {
                    visits: vec![
                        Coming { when: w(), caregiver: Some("Keisha E.".into()) },
                        Coming { when: night.clone(), caregiver: None },
                    ],
                    asked: None,
                    as_of: None,
                },
            },
            Say::Schedule {
                what: ScheduleSay::Visits {
                    visits: Vec::new(),
                    asked: Some((jiff::civil::date(2026, 11, 23), jiff::civil::date(2026, 11, 29))),
                    as_of: None,
                },
            },
            Say::Request { what: RequestSay::Which { options: vec![w(), night.clone()] } },
            Say::Request { what: RequestSay::ReadBack { when: w() } },
            Say::Request { what: RequestSay::CancelHeard { when: w() } },
            Say::Request { what: RequestSay::CancelDone { when: w() } },
            Say::Request { what: RequestSay::VisitOff { when: w(), client: "Rosa S.".into() } },
            Say::Request { what: RequestSay::Kept { when: w() } },
            Say::Request { what: RequestSay::ChangeHeard { when: Some(w()), client: false } },
            Say::Request { what: RequestSay::ChangeHeard { when: None, client: false } },
            Say::Request { what: RequestSay::ChangeHeard { when: Some(w()), client: true } },
            Say::Request { what: RequestSay::ChangeHeard { when: None, client: true } },
            Say::Request { what: RequestSay::Changed { when: w() } },
            Say::Request { what: RequestSay::YoursNow { when: w(), client: "Rosa S.".into() } },
            Say::Request { what: RequestSay::Refused { when: Some(w()), client: false } },
            Say::Request { what: RequestSay::Refused { when: Some(w()), client: true } },
            Say::Request { what: RequestSay::Refused { when: None, client: true } },
            Say::Request {
                what: RequestSay::SwapAsk {
                    when: night.clone(),
                    asker: "Keisha E.".into(),
                    area: area.clone(),
                },
            },
            Say::Request {
                what: RequestSay::TimeAsk {
                    when: w(),
                    caregiver: "Keisha E.".into(),
                    from: Some(until),
                    until: None,
                },
            },
            Say::Request { what: RequestSay::HoursHeard { more: true } },
            Say::Request { what: RequestSay::HoursHeard { more: false } },
            Say::Request { what: RequestSay::StatusHeard { death: true, person: true } },
            Say::Request { what: RequestSay::StatusHeard { death: false, person: true } },
            Say::Request { what: RequestSay::PayHeard { by: until } },
            Say::Request { what: RequestSay::Thanks },
            Say::Lead {
                lines: vec![
                    LeadLine::Hello,
                    LeadLine::Price { from: 32, to: 38 },
                    LeadLine::Ask { topic: Topic::Relation },
                ],
            },
            Say::Lead {
                lines: vec![
                    LeadLine::Hello,
                    LeadLine::NoPrice,
                    LeadLine::Today,
                    LeadLine::Ask { topic: Topic::Safe },
                ],
            },
            Say::Lead { lines: vec![LeadLine::NoNumbers, LeadLine::Ask { topic: Topic::Pay }] },
            Say::Lead { lines: vec![LeadLine::OutOfArea, LeadLine::Done { after: None }] },
            Say::Lead { lines: vec![LeadLine::Done { after: Some(until) }] },
            Say::Lead { lines: vec![LeadLine::Still] },
            Say::Lead { lines: vec![LeadLine::Hello, LeadLine::Referrer] },
            complaint(vec![
                ComplaintLine::Sorry,
                ComplaintLine::Alerting { who: Some("Dana".into()), by: until },
                ComplaintLine::Ask { topic: complaint::Topic::Hurt },
            ]),
            complaint(vec![
                ComplaintLine::Sorry,
                ComplaintLine::Excluded { who: Some("Maximiliana B.".into()), ahead: true },
                ComplaintLine::Alerting { who: None, by: until },
                ComplaintLine::Ask { topic: complaint::Topic::MayTell },
            ]),
            complaint(vec![
                ComplaintLine::Sorry,
                ComplaintLine::Manager,
                ComplaintLine::Alerting { who: None, by: until },
            ]),
            complaint(vec![
                ComplaintLine::Sorry,
                ComplaintLine::Asked { by: until },
                ComplaintLine::Ask { topic: complaint::Topic::When },
            ]),
            complaint(vec![
                ComplaintLine::Sorry,
                ComplaintLine::Recorded { case: 12 },
                ComplaintLine::Ask { topic: complaint::Topic::Outcome },
            ]),
            complaint(vec![
                ComplaintLine::Excluded { who: None, ahead: false },
                ComplaintLine::Summary {
                    matters: vec![Matter::Unfit, Matter::Discrimination, Matter::Medication, Matter::Late],
                    by: Some(until),
                },
            ]),
            complaint(vec![ComplaintLine::Ask { topic: complaint::Topic::From }]),
            complaint(vec![ComplaintLine::Ask { topic: complaint::Topic::Who }]),
            complaint(vec![ComplaintLine::Ask { topic: complaint::Topic::Still }]),
            complaint(vec![ComplaintLine::Ask { topic: complaint::Topic::Reach }]),
            complaint(vec![ComplaintLine::IsItSettled]),
            complaint(vec![ComplaintLine::Closed]),
            complaint(vec![ComplaintLine::Reopened { who: Some("Dana".into()), by: until }]),
            complaint(vec![ComplaintLine::Reopened { who: None, by: until }]),
            Say::EmergencyOnly,
            Say::LeaveNow { alert: true },
            Say::LeaveNow { alert: false },
            Say::StaffNote { case: Some(12), start: None, what: StaffNote::WroteAgain },
            Say::TakenBy { case: 12, owner: Some("Dana (on call)".into()) },
            Say::TakenBy { case: 12, owner: None },
            Say::StillOpen { case: 12, open: 2 },
            Say::Page { case: 12, start: None, priority: None, why: PageWhy::ComplaintNow },
            Say::Page { case: 12, start: None, priority: None, why: PageWhy::ReportDue },
            visit(VisitLine::AreYouThere { when: w() }),
            visit(VisitLine::HereThanks),
            visit(VisitLine::Absent { when: w() }),
            visit(VisitLine::PleaseStay),
            visit(VisitLine::ClientLate { when: w(), minutes: 20, at: when.start }),
            visit(VisitLine::NobodyCame { when: w(), alert: true, next: when.end, alone: true }),
            visit(VisitLine::NobodyCame { when: w(), alert: false, next: when.end, alone: false }),
            visit(VisitLine::StillLooking { when: w(), next: when.end }),
            visit(VisitLine::PersonHasIt { when: w() }),
            visit(VisitLine::HasSheCome { when: w() }),
            visit(VisitLine::ClientHere { when: w() }),
            visit(VisitLine::ClientNoShow { when: w() }),
            visit(VisitLine::NotYet { when: w() }),
            visit(VisitLine::Relative { alert: true }),
            visit(VisitLine::Relative { alert: false }),
            visit(VisitLine::ClockNoted { when: night.clone(), out: true, claimed: Some(night.end) }),
            visit(VisitLine::ClockNoted { when: w(), out: false, claimed: None }),
            visit(VisitLine::Evening { shifts: vec![(w(), "Rosa S.".into())], more: 0 }),
            visit(VisitLine::Evening { shifts: vec![(night.clone(), "Maximiliana S.".into()); 3], more: 3 }),
            visit(VisitLine::EveningThanks),
            visit(VisitLine::Reminder { when: w() }),
            visit(VisitLine::WhichYes { code, when: w() }),
            visit(VisitLine::KeptOnStandby { code, when: w() }),
            Say::Recruiting { link: "https://example.org/jobs".into() },
            Say::Page {
                case: 12,
                start: Some(when.start),
                priority: Some(Priority::P1),
                why: PageWhy::OvertimeLeft { people: 3 },
            },
            Say::Page {
                case: 12,
                start: Some(when.start),
                priority: Some(Priority::P1),
                why: PageWhy::NobodyLeft,
            },
            Say::PageEnter {
                case: 12,
                when: w(),
                appointment: "55500123".into(),
                caregiver: "Ada E.".into(),
            },
            Say::StaffNote { case: Some(12), start: Some(when.start), what: StaffNote::CallOut },
            Say::StaffNote {
                case: None,
                start: None,
                what: StaffNote::Late { caregiver: "Ada E.".into(), minutes: Some(20) },
            },
            Say::StaffNote {
                case: Some(12),
                start: Some(when.start),
                what: StaffNote::Part { caregiver: "Ada E.".into(), from: when.start, until: when.end },
            },
            Say::StaffNote {
                case: Some(12),
                start: Some(when.start),
                what: StaffNote::TwoHalves {
                    first: "Ada E.".into(),
                    second: "Bea F.".into(),
                    change: when.end,
                    agreed: false,
                },
            },
            Say::StaffNote {
                case: None,
                start: Some(when.start),
                what: StaffNote::OtherClient { caregiver: "Ada E.".into() },
            },
            Say::StaffNote {
                case: None,
                start: Some(when.start),
                what: StaffNote::OtherHours {
                    caregiver: "Ada E.".into(),
                    from: Some(when.start),
                    until: Some(when.end),
                },
            },
            Say::StaffNote {
                case: Some(12),
                start: Some(when.start),
                what: StaffNote::PleaseCall { people: 2 },
            },
            Say::StaffNote {
                case: Some(12),
                start: Some(when.start),
                what: StaffNote::MovedStart {
                    caregiver: "Ada E.".into(),
                    from: when.start,
                    until: when.end,
                    agreed: true,
                },
            },
            Say::AckThanks { case: 12 },
            Say::AckWhich { cases: vec![12, 13] },
        ]
    }

    #[test]
    fn every_text_as_people_see_it() {
        let zone = Zone::named("America/Chicago").unwrap();
        let head = Letterhead { agency: "Example Home Care", zone: &zone };
        let mut shown = String::new();
        for say in everything() {
            for tongue in [Tongue::English, Tongue::Spanish] {
                let text = say.render(tongue, head);
                shown.push_str(&format!("{} {text}\n", segments(&text)));
                assert!(
                    !text.contains('?') || text.contains("? ") || text.ends_with('?'),
                    "outside GSM-7: {text}"
                );
                assert!(segments(&text) <= 2, "{text}");
                for banned in ["tomorrow", "YES", "CANCEL"] {
                    assert!(!text.contains(banned), "{text}");
                }
            }
        }
        insta::assert_snapshot!("texts", shown);
    }

    /// Long names of agency and town, and a way of three digits: two segments hold both wordings.
    #[test]
    fn both_wordings_of_an_offer_say_the_same_and_the_longest_fits_two_segments() {
        let zone = Zone::named("America/Chicago").unwrap();
        let head = Letterhead { agency: "Example Home Care of Northern Illinois", zone: &zone };
        let offer = |wording| Say::Offer {
            code: 9,
            when: When {
                start: "2026-12-24T05:30:00Z".parse().unwrap(),
                end: "2026-12-24T18:45:00Z".parse().unwrap(),
            },
            area: Some("Arlington Heights".into()),
            minutes_away: Some(105),
            until: "2026-12-23T22:20:00Z".parse().unwrap(),
            wording,
        };
        for tongue in [Tongue::English, Tongue::Spanish] {
            let [plain, warm] = [Wording::Plain, Wording::Warm].map(|w| offer(w).render(tongue, head));
            assert!(segments(&plain) <= 2 && segments(&warm) <= 2, "{warm}");
            let (agency, facts) = plain.split_once(": ").unwrap();
            assert!(warm.starts_with(agency) && warm.contains(facts), "{warm}");
            assert!(warm.is_ascii(), "{warm}");
        }
    }

    #[test]
    fn names_from_outside_stay_in_the_alphabet_of_texts() {
        assert_eq!(gsm("José Núñez – “ok” 😀"), "José Nuñez - \"ok\" ?");
    }
}
