//! Facts, effects and states in words for people who run the agency. Names come from the mirror at the moment of
//! showing, so nothing here is stored.
mod visits;

use gigi_core::agency::{Identity, Roster};
use gigi_core::calendar;
use gigi_core::callout::{CallOut, CallResult, FillingState, OfferState, Phase};
use gigi_core::effect::{Effect, TimerName};
use gigi_core::fact::{Answered, Fact};
use gigi_core::id::{CaregiverId, ClientId, ShiftKey};
use gigi_core::inbound::{Understanding, Why};
use gigi_core::language::{Action, Answer, IntentReading};
use gigi_core::lead::{Change, Channel};
use gigi_core::matching::Ranking;
use gigi_core::note::Note;
use gigi_core::phone::Phone;
use gigi_core::policy::{Policy, WriteRoute};
use gigi_core::teaching::Correction;
use gigi_core::texts::note::note as note_words;
use gigi_core::texts::page_why;
use gigi_engine::ports::DeliveryStatus;
use gigi_store::read::EffectEntry;
use gigi_store::talk::TextEntry;
use jiff::Timestamp;
use serde::Serialize;

/// One line of a time-line.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Line {
    /// When, local.
    pub at: String,
    /// `in`, `out`, `good`, `bad` or nothing: how it is drawn.
    pub tone: &'static str,
    /// The sentence.
    pub text: String,
    /// Words of a message, as they were written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// Reasons, one line each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// The message's place in the inbox, for a line that is a message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// Whether this is the message that the page is about.
    #[serde(skip)]
    pub chosen: bool,
    /// Who was ranked, and who was left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ranked: Option<Ranked>,
}

/// A ranking in words.
#[derive(Clone, Debug, Serialize)]
pub struct Ranked {
    /// Best first.
    pub candidates: Vec<Row>,
    /// Reason and names.
    pub excluded: Vec<(String, String)>,
}

/// One candidate.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Name.
    pub name: String,
    /// Sum of the points.
    pub score: String,
    /// Each factor in words, with its points.
    pub factors: Vec<(String, String)>,
}

/// What words need to know.
pub struct Names<'a> {
    /// People.
    pub roster: &'a Roster,
    /// Zone and ladder.
    pub policy: &'a Policy,
}

/// `4 min`, `2 h 5 min`, `3 d`.
pub fn span(seconds: i64) -> String {
    match seconds.max(0) {
        s @ 0..60 => format!("{s} s"),
        s @ 60..3_600 => format!("{} min", s / 60),
        s @ 3_600..172_800 => format!("{} h {} min", s / 3_600, s % 3_600 / 60),
        s => format!("{} d", s / 86_400),
    }
}

/// A name in snake case, as a stored enum has it, in words.
pub(crate) fn plain<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(s)) => s.replace('_', " "),
        _ => String::new(),
    }
}

/// Why something was asked, as a half sentence after "because".
fn why_asked(why: &Why) -> String {
    match why {
        Why::Unsure { confidence, needed } => {
            format!("only {:.0} % sure, and {:.0} % are needed to act", confidence * 100.0, needed * 100.0)
        }
        Why::SeveralShifts { fit } => format!("{fit} shifts fit the words"),
        Why::SeveralOffers { open } => format!("{open} offers wait for an answer"),
        Why::NoShiftFits => "no shift on the schedule fits the words".into(),
        Why::Disagreement => "the rules and the embedded model hear different things".into(),
        Why::NoMinutes => "it does not say how late".into(),
        Why::SeveralCallOuts => "several call-outs of the sender are open".into(),
        Why::Corrected => "it corrects a call-out".into(),
        Why::AskedEnough => "it was asked before or asked enough".into(),
        Why::WantsPerson => "a person is wanted".into(),
        Why::PersonsBusiness => "a person answers this kind of message".into(),
        Why::Danger => "somebody may be in danger".into(),
        Why::Unclear => "nothing in it could be made out".into(),
        Why::Proposed => "a hosted model heard something that the reading did not".into(),
    }
}

impl Names<'_> {
    /// `Keisha Jones`.
    pub fn caregiver(&self, id: &CaregiverId) -> String {
        self.roster.caregiver(id).map_or_else(|| format!("caregiver {id}"), |c| c.name.full())
    }

    /// `Rosa Sample`.
    pub fn client(&self, id: &ClientId) -> String {
        self.roster.client(id).map_or_else(|| format!("client {id}"), |c| c.name.full())
    }

    /// Who a number belongs to.
    pub fn phone(&self, phone: &Phone) -> String {
        if let Some(rung) = self.policy.ladder.iter().find(|r| r.phone == *phone) {
            return rung.name.clone();
        }
        match self.roster.who_has(phone).first() {
            Some(Identity::Caregiver(id)) => self.caregiver(id),
            Some(Identity::Client(id)) => self.client(id),
            Some(Identity::Contact(id)) => format!("family of {}", self.client(id)),
            None => format!("unknown number {}", phone.spoken()),
        }
    }

    /// `Tue 11/24 7:00a`.
    pub fn time(&self, at: Timestamp) -> String {
        calendar::say(at, &self.policy.agency.zone)
    }

    /// With seconds, for time-lines: `Mon 3:31:07 PM`.
    pub fn moment(&self, at: Timestamp) -> String {
        self.policy.agency.zone.at(at).strftime("%a %-I:%M:%S %p").to_string()
    }

    /// `Tue 11/24 7:00a-11:00a`.
    pub fn range(&self, start: Timestamp, end: Timestamp) -> String {
        calendar::say_range(start, end, &self.policy.agency.zone)
    }

    pub(super) fn shift(&self, key: &ShiftKey) -> String {
        match self.roster.shift(key) {
            Some(s) => format!("{}, {}", self.range(s.start(), s.end), self.client(&s.client)),
            None => self.time(key.start),
        }
    }

    pub(crate) fn list(&self, ids: &[CaregiverId]) -> String {
        ids.iter().map(|id| self.caregiver(id)).collect::<Vec<_>>().join(", ")
    }

    fn ranking(&self, ranking: &Ranking) -> Ranked {
        let row = |c: &gigi_core::matching::Candidate| Row {
            name: self.caregiver(&c.caregiver),
            score: format!("{:.1}", c.score),
            factors: c.factors.iter().map(|f| (f.words(), format!("{:.1}", f.points))).collect(),
        };
        Ranked {
            candidates: ranking.candidates.iter().map(row).collect(),
            excluded: ranking
                .excluded
                .iter()
                .map(|(why, ids)| (why.words().to_owned(), self.list(ids)))
                .collect(),
        }
    }

    /// One fact. Everything the case knows is said; nothing that it does not know.
    pub fn fact(&self, at: Timestamp, fact: &Fact) -> Line {
        let (tone, text) = self.sentence(fact);
        let mut line = Line { at: self.moment(at), tone, text, ..Line::default() };
        match fact {
            Fact::Understood { words, intents, .. } => {
                line.quote = Some(words.expose().clone());
                line.reasons = intents
                    .iter()
                    .map(|(_, sure, because)| {
                        let sure = format!("{:.0} % sure", sure * 100.0);
                        if because.is_empty() {
                            sure
                        } else {
                            format!("{sure}, because of: {}", because.join(", "))
                        }
                    })
                    .collect();
            }
            Fact::Ranked { ranking } => line.ranked = Some(self.ranking(ranking)),
            Fact::AskedWhich { options } => line.reasons = options.iter().map(|o| self.shift(o)).collect(),
            _ => {}
        }
        line
    }

    /// What a message was taken for, in a few words.
    pub fn intents(&self, of: &Understanding) -> String {
        let read: Vec<String> = of.reading.intents.iter().map(|i| plain(&i.intent)).collect();
        if read.is_empty() { "nothing certain".into() } else { read.join(", ") }
    }

    /// A text that came in, as far as it was handled.
    pub fn message(&self, entry: &TextEntry) -> Line {
        let from = self.phone(&entry.text.from);
        let understood = entry.outcome.as_ref().and_then(|o| o.understood.as_deref());
        let text = match understood {
            Some(of) => format!("{from} writes, read as: {}", self.intents(of)),
            None => format!("{from} writes"),
        };
        let mut reasons = understood.map(|of| self.reading(of)).unwrap_or_default();
        if let Some(outcome) = &entry.outcome {
            reasons.push(format!("Came of it: {}", outcome.words));
        }
        Line {
            at: self.moment(entry.at),
            tone: "in",
            text,
            quote: Some(entry.text.body.expose().clone()),
            reasons,
            seq: Some(entry.seq),
            ..Line::default()
        }
    }

    /// How a message was read: each meaning with how sure, the words that decided and what it was bound to; what it
    /// answers; why something was asked.
    pub fn reading(&self, of: &Understanding) -> Vec<String> {
        let mut lines: Vec<String> = of.reading.intents.iter().map(|i| self.meaning(of, i)).collect();
        if let Some(question) = &of.answers {
            let answer = match &of.reading.answers {
                Some(Answer::Choice(numbers)) => {
                    let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
                    format!("number {}", numbers.join(" and "))
                }
                Some(Answer::Yes) => "yes".into(),
                Some(Answer::No) => "no".into(),
                Some(Answer::Shift(ids)) => self.bound_shifts(of, ids),
                None => "not clear".into(),
            };
            lines.push(format!("Taken as the answer to \u{201c}{}\u{201d}: {answer}", question.expose()));
        }
        let why: Vec<String> = of.why.iter().map(why_asked).collect();
        if !why.is_empty() {
            let what = if of.reading.action == Action::Ask { "Asked" } else { "Not acted on alone" };
            lines.push(format!("{what} because {}", why.join("; ")));
        }
        lines
    }

    fn meaning(&self, of: &Understanding, read: &IntentReading) -> String {
        let mut line = format!("{}: {:.0} % sure", plain(&read.intent), read.confidence * 100.0);
        let because: Vec<&str> = read
            .because
            .iter()
            .map(|b| match b.as_str() {
                "model" => "what the embedded model hears",
                "model disagrees" => "the embedded model hears something else",
                "client_mismatch" => "names a client who is not on that shift",
                words => words,
            })
            .collect();
        if !because.is_empty() {
            line.push_str(&format!(", because of: {}", because.join(", ")));
        }
        if !read.shifts.is_empty() {
            line.push_str(&format!(", about {}", self.bound_shifts(of, &read.shifts)));
        }
        for code in &read.offers {
            let offer = of.offers.iter().find(|o| o.code.to_string() == *code);
            let when = offer.map(|o| self.range(o.shift.key.start, o.shift.end)).unwrap_or_default();
            line.push_str(&format!(", about offer #{code} {when}"));
        }
        if let Some(minutes) = read.eta_minutes {
            line.push_str(&format!(", {minutes} min after the start"));
        }
        if let Some(window) = &read.window {
            let from = window.from.map(|t| format!(" from {}", self.time(t))).unwrap_or_default();
            let until = window.until.map(|t| format!(" until {}", self.time(t))).unwrap_or_default();
            line.push_str(&format!(", could{from}{until}"));
        }
        if let Some(reason) = read.reason {
            line.push_str(&format!(", reason: {}", plain(&reason)));
        }
        line
    }

    fn bound_shifts(&self, of: &Understanding, ids: &[String]) -> String {
        let known = |id: &String| of.shifts.iter().find(|s| s.key.to_string() == *id);
        let words = |id: &String| match known(id) {
            Some(s) => format!("{}, {}", self.range(s.key.start, s.end), self.client(&s.client)),
            None => "a shift that is not on the schedule".into(),
        };
        ids.iter().map(words).collect::<Vec<_>>().join("; ")
    }

    /// What a coordinator says about a message.
    pub fn correction(&self, said: &Correction, of: Option<&Understanding>) -> Line {
        let meant: Vec<String> = said.intents.iter().map(plain).collect();
        let mut reasons = Vec::new();
        let shifts: Vec<String> = said.shifts.iter().map(|s| s.to_string()).collect();
        if let (Some(of), false) = (of, shifts.is_empty()) {
            reasons.push(format!("about {}", self.bound_shifts(of, &shifts)));
        }
        reasons.extend(said.offers.iter().map(|code| format!("about offer #{code}")));
        let quote = of.map(|of| of.words.expose().clone());
        let text = format!("{} corrects the reading: {}", said.by, meant.join(", "));
        Line { at: self.moment(said.at), text, quote, reasons, ..Line::default() }
    }

    fn sentence(&self, fact: &Fact) -> (&'static str, String) {
        match fact {
            Fact::Understood { from, intents, .. } => {
                let read: Vec<String> = intents.iter().map(|(i, ..)| plain(i)).collect();
                let read = if read.is_empty() { "nothing certain".into() } else { read.join(", ") };
                ("in", format!("{} writes, read as: {read}", self.phone(from)))
            }
            Fact::Inquired { channel, professional } => {
                let how = match channel {
                    Channel::Text => "by text",
                    Channel::Form => "by the web form, with consent to texts",
                };
                let who = if *professional {
                    "A case manager or hospital writes"
                } else {
                    "Somebody asks for care"
                };
                ("in", format!("{who}, {how}"))
            }
            Fact::LeadTold { known } => {
                let known: Vec<String> = known.iter().map(plain).collect();
                ("", format!("Known now: {}", known.join(", ")))
            }
            Fact::ProspectShown { id, existed: false } => {
                ("good", format!("WellSky shows the prospect, id {id}"))
            }
            Fact::ProspectShown { id, existed: true } => {
                ("good", format!("WellSky has this number already, id {id}; nobody was entered twice"))
            }
            Fact::Complaint { what } => super::complaint::happened(self, what),
            Fact::Incident { what } => super::incident::happened(self, what),
            Fact::CalledOut { caregiver, reason } => {
                let reason = reason.map(|r| format!(" ({})", plain(&r))).unwrap_or_default();
                ("bad", format!("{} called out{reason}", self.caregiver(caregiver)))
            }
            Fact::ShiftMatched { shift, notice_minutes } => {
                let notice = if *notice_minutes >= 0 {
                    format!("{} before the start", span(notice_minutes * 60))
                } else {
                    format!("{} after the start", span(-notice_minutes * 60))
                };
                ("", format!("The shift is {} - {notice}", self.shift(shift)))
            }
            Fact::AskedWhich { .. } => ("", "Asked which shift is meant".into()),
            Fact::Ranked { ranking } => {
                let left: usize = ranking.excluded.values().map(Vec::len).sum();
                let age = match (ranking.fresh, ranking.data_age_seconds) {
                    (true, _) => "schedules of the first re-read from WellSky just now".to_owned(),
                    (false, Some(s)) => format!("on data that is up to {} old", span(s)),
                    (false, None) => "without any data from WellSky".to_owned(),
                };
                let plan = ranking.together.map(|n| format!("; planned together with {n} open shifts"));
                let plan = plan.unwrap_or_default();
                ("", format!("{} may be asked, {left} may not; {age}{plan}", ranking.candidates.len()))
            }
            Fact::Wave { no, to, next } => {
                let whom = if to.is_empty() { "nobody".into() } else { self.list(to) };
                (
                    "out",
                    format!(
                        "Wave {no}: asks {whom}. Without a yes the next wave goes out {}",
                        self.time(*next)
                    ),
                )
            }
            Fact::HeldUntil { until } => {
                ("", format!("Nobody is asked before {} (quiet hours)", self.time(*until)))
            }
            Fact::Offered { caregiver, code } => {
                ("out", format!("Offered to {} as number {code}", self.caregiver(caregiver)))
            }
            Fact::OfferedTogether { caregiver, codes } => {
                let numbers: Vec<String> = codes.iter().map(u8::to_string).collect();
                let whom = self.caregiver(caregiver);
                ("out", format!("In one text to {whom} with other shifts: numbers {}", numbers.join(", ")))
            }
            Fact::NotOffered { caregiver, why } => {
                ("", format!("Not offered to {}: {}", self.caregiver(caregiver), why.words()))
            }
            Fact::Unreached { caregiver, why } => {
                ("bad", format!("The text to {} did not arrive: {why}", self.caregiver(caregiver)))
            }
            Fact::Answered { caregiver, answer } => {
                let (tone, said) = match answer {
                    Answered::Yes => ("good", "says yes"),
                    Answered::No => ("", "says no"),
                    Answered::Counter => ("", "offers something else"),
                    Answered::Question => ("", "asks a question"),
                    Answered::Hold => ("", "wants to think about it"),
                    Answered::TooLate => ("", "says yes, too late"),
                };
                (tone, format!("{} {said}", self.caregiver(caregiver)))
            }
            Fact::ClientAsked { caregiver } => {
                ("out", format!("The client is asked whether {} may come", self.caregiver(caregiver)))
            }
            Fact::ClientAnswered { caregiver, agrees, by } => {
                let by = by.as_ref().map(|by| format!(" (heard by {by})")).unwrap_or_default();
                let (tone, said) = if *agrees { ("good", "agrees to") } else { ("bad", "does not want") };
                (tone, format!("The client {said} {}{by}", self.caregiver(caregiver)))
            }
            Fact::Widened { widened, by } => {
                let what = match (widened.travel, widened.overtime) {
                    (_, true) => "people for whom it is overtime may be asked",
                    _ => "people who live farther away may be asked",
                };
                let by = by.as_ref().map(|by| format!(" ({by})")).unwrap_or_default();
                ("", format!("The search is widened: {what}{by}"))
            }
            Fact::OffersPart { caregiver, from, until } => (
                "",
                format!(
                    "{} can do {} to {} of it",
                    self.caregiver(caregiver),
                    self.time(*from),
                    self.time(*until)
                ),
            ),
            Fact::TwoHalves { first, second, change, agreed } => (
                "",
                format!(
                    "{} until {} and {} after that would cover it; {}",
                    self.caregiver(first),
                    self.time(*change),
                    self.caregiver(second),
                    if *agreed {
                        "the client's file agrees to two people"
                    } else {
                        "the client must be asked first"
                    }
                ),
            ),
            Fact::Claimed { caregiver } => {
                ("good", format!("{} is first and has the claim", self.caregiver(caregiver)))
            }
            Fact::MoveFound { caregiver, start, end, texted } => (
                "",
                format!(
                    "{} could work the whole visit {}; {}",
                    self.caregiver(caregiver),
                    self.range(*start, *end),
                    if *texted { "the client is asked" } else { "somebody must ask the client" }
                ),
            ),
            Fact::MoveAnswered { caregiver, agrees, by } => {
                let heard = by.as_ref().map(|by| format!(" ({by} heard it)")).unwrap_or_default();
                let says = if *agrees { "agrees to" } else { "does not want" };
                let whose = self.caregiver(caregiver);
                (
                    if *agrees { "good" } else { "bad" },
                    format!("The client {says} the other start, with {whose}{heard}"),
                )
            }
            Fact::ClientWantsMove { hours } => {
                let from = hours.and_then(|h| h.from).map(|t| format!(" from {}", self.time(t)));
                let until = hours.and_then(|h| h.until).map(|t| format!(" until {}", self.time(t)));
                let which = format!("{}{}", from.unwrap_or_default(), until.unwrap_or_default());
                ("in", format!("The client would rather have another time{which}"))
            }
            Fact::ClientSkips => ("in", "The client has confirmed that she needs no visit".into()),
            Fact::SaysSheCannot { caregiver, by } => {
                ("bad", format!("{} told {by} that she cannot come after all", self.caregiver(caregiver)))
            }
            Fact::ToCall { caregivers } => {
                ("", format!("Fit and cannot be texted, to be phoned by somebody: {}", self.list(caregivers)))
            }
            Fact::Called { caregiver, by, result } => {
                let heard = match result {
                    CallResult::Accepts => "takes the shift",
                    CallResult::Declines => "says no",
                    CallResult::NoAnswer => "does not answer",
                };
                ("in", format!("{by} phoned {}: {heard}", self.caregiver(caregiver)))
            }
            Fact::InTheRunning { caregiver, until } => (
                "in",
                format!(
                    "{} said yes; one of those who did is chosen by {}",
                    self.caregiver(caregiver),
                    self.time(*until)
                ),
            ),
            Fact::Standby { caregiver } => {
                ("", format!("{} said yes after another and stands by", self.caregiver(caregiver)))
            }
            Fact::Rechecked { caregiver, failed, fresh } => {
                let data =
                    if *fresh { "on fresh data" } else { "on mirrored data, WellSky could not be read" };
                match failed {
                    None => (
                        "",
                        format!("All rules hold for {}, checked again {data}", self.caregiver(caregiver)),
                    ),
                    Some(why) => (
                        "bad",
                        format!(
                            "{} may not have it: {} (checked again {data})",
                            self.caregiver(caregiver),
                            why.words()
                        ),
                    ),
                }
            }
            Fact::Writing { caregiver, route } => {
                let how = match route {
                    WriteRoute::Api => "Gigi writes it to WellSky",
                    WriteRoute::Office => "the office enters it in WellSky, Gigi watches",
                };
                ("", format!("{}: {how}", self.caregiver(caregiver)))
            }
            Fact::Confirmed { caregiver } => {
                ("good", format!("WellSky shows {}: filled", self.caregiver(caregiver)))
            }
            Fact::Trouble { what, why } => ("bad", format!("{what}: {why}")),
            Fact::Noted { channel } => ("", format!("Noted in WellSky ({channel})")),
            Fact::StageAsked { by, stage } => ("", format!("{by}: {}", stage.name())),
            Fact::ProspectChanged { change } => ("good", changed_words(change)),
            Fact::ScheduleChanged { how } => ("bad", format!("The schedule changed: {how}")),
            Fact::Withdrew { caregiver } => {
                ("bad", format!("{} cannot come after all", self.caregiver(caregiver)))
            }
            Fact::Retracted { caregiver } => {
                ("good", format!("{} can come after all", self.caregiver(caregiver)))
            }
            Fact::ClientTold { caregiver: Some(c) } => {
                ("out", format!("The client is told that {} comes", self.caregiver(c)))
            }
            Fact::ClientTold { caregiver: None } => {
                ("out", "The client is told that cover is being sought".into())
            }
            Fact::Paged { name, why } => ("bad", format!("Woke {name}: {}", page_why(why))),
            Fact::NobodyToPage { why, climbed: false } => {
                ("bad", format!("Nobody is on the ladder to wake: {}", page_why(why)))
            }
            Fact::NobodyToPage { why, climbed: true } => {
                ("bad", format!("Everybody on the ladder was woken, nobody answered: {}", page_why(why)))
            }
            Fact::Acknowledged { by } => ("good", format!("{by} has it")),
            Fact::TakenOver { by } => ("", format!("{by} works it, Gigi stands back")),
            Fact::Resumed { by } => ("", format!("Gigi goes on ({by})")),
            Fact::Unassigned { lead_minutes } => (
                "bad",
                format!("WellSky shows nobody on this shift, {} before its start", span(lead_minutes * 60)),
            ),
            Fact::Request { step } => self.request_step(step),
            Fact::Visit { news } => visits::visit(self, news),
            Fact::Round { news } => visits::round(self, news),
            Fact::ClockClaimed { caregiver, side, claimed } => {
                visits::clock(self, caregiver, *side, *claimed)
            }
            Fact::KeptOnStandby { caregiver } => (
                "",
                format!("{} stays second in line: the winner may not make it", self.caregiver(caregiver)),
            ),
            Fact::TurnedUp { caregiver } => {
                ("good", format!("{} is there after all", self.caregiver(caregiver)))
            }
            Fact::Closed { how } => ("", format!("Closed: {how}")),
        }
    }

    /// A text or a call to WellSky, as far as it got.
    pub fn effect(&self, entry: &EffectEntry) -> Option<Line> {
        let how = entry.how.as_deref().unwrap_or_default();
        let fate = match (entry.state.as_str(), entry.delivery) {
            ("done", Some(DeliveryStatus::Delivered)) => "delivered".to_owned(),
            ("done", Some(DeliveryStatus::Failed)) => "did not arrive".to_owned(),
            ("done", _) => how.to_owned(),
            ("failed", _) => format!("failed: {how}"),
            ("withdrawn", _) => "not sent, no longer needed".to_owned(),
            (_, _) if entry.attempts == 0 => "waits to be sent".to_owned(),
            _ => format!("tried {} time(s), {how}", entry.attempts),
        };
        let line =
            |tone, text, quote| Line { at: self.moment(entry.planned), tone, text, quote, ..Line::default() };
        match (&entry.work.effect, &entry.work.text) {
            (_, Some(text)) => {
                let tone = if entry.state == "failed" { "bad" } else { "out" };
                let to = self.phone(&text.to);
                Some(line(tone, format!("Text to {to} - {fate}"), Some(text.body.expose().clone())))
            }
            (Effect::NoteCallOut | Effect::AskOffice { .. }, None) if entry.state != "done" => {
                Some(line("", format!("Note in WellSky - {fate}"), None))
            }
            (Effect::ChangeProspect { .. }, None) if entry.state != "done" => {
                Some(line("", format!("Change of the prospect in WellSky - {fate}"), None))
            }
            (Effect::EnterProspect { .. }, None) if entry.state != "done" => {
                Some(line("", format!("Prospect in WellSky - {fate}"), None))
            }
            _ => None,
        }
    }

    /// A note with its words, and whether it stands in WellSky. `case`: the number of its case.
    pub fn note(&self, entry: &EffectEntry, note: &Note, case: u64) -> Line {
        let how = entry.how.as_deref().unwrap_or_default();
        let (tone, state) = match entry.state.as_str() {
            "done" => ("", format!("in WellSky ({how})")),
            "failed" => ("bad", format!("only in Gigi: {how}")),
            "withdrawn" => ("", "only in Gigi, no longer needed".into()),
            _ if entry.attempts == 0 => ("", "not in WellSky yet".into()),
            _ => ("", format!("not in WellSky yet, tried {} time(s): {how}", entry.attempts)),
        };
        let (title, words) = note_words(note, case, &self.policy.agency.zone);
        let text = format!("Note: {title} - {state}");
        Line { at: self.moment(entry.planned), tone, text, quote: Some(words), ..Line::default() }
    }

    /// Where a call-out stands, in a sentence.
    pub fn stands(&self, case: &CallOut, timers: &[(TimerName, Timestamp)]) -> String {
        let next = timers
            .iter()
            .find(|(name, _)| *name == TimerName::Wave)
            .map(|(_, at)| format!(", more are asked {}", self.time(*at)))
            .unwrap_or_default();
        if let Some(ack) = &case.taken_over {
            return format!("{} works it, Gigi stands back", ack.by);
        }
        let count = |state: fn(&OfferState) -> bool| case.offers.iter().filter(|o| state(&o.state)).count();
        match (&case.phase, &case.filling) {
            (Phase::Triage, _) => "Which shift is meant is being asked".into(),
            (Phase::Offering, _) if case.offers.is_empty() && case.ranking.is_some() => {
                "Looking who may be asked".into()
            }
            (Phase::Offering, _) if case.offers.is_empty() => format!("Nobody was asked yet{next}"),
            (Phase::Offering, _) => format!(
                "{} asked, {} said no, {} may still answer{next}",
                count(|s| *s != OfferState::Unreached),
                count(|s| *s == OfferState::Declined),
                count(|s| s.is_open()),
            ),
            (Phase::Filling, Some(f)) => {
                let how = match f.state {
                    FillingState::Rechecking => "is being checked again",
                    FillingState::Client => "waits for the client's yes",
                    FillingState::Writing => "is being written to WellSky",
                    FillingState::Office => "must be entered in WellSky by the office",
                };
                format!("{} said yes and {how}", self.caregiver(&f.caregiver))
            }
            (Phase::Filling, None) => "A yes is being checked".into(),
            (Phase::Filled, _) => match &case.winner {
                Some(winner) => format!("Filled by {}", self.caregiver(winner)),
                None => "Filled".into(),
            },
            (Phase::Closed { how }, _) => format!("Closed: {how}"),
        }
    }
}

/// What a prospect's record shows since it was changed.
fn changed_words(change: &Change) -> String {
    let mut what = Vec::new();
    if change.town.is_some() {
        what.push("the town".to_owned());
    }
    if change.heard.is_some() {
        what.push("how she heard of the agency".into());
    }
    if let Some(stage) = change.stage {
        what.push(stage.name().into());
    }
    format!("WellSky shows on the prospect's record: {}", what.join(", "))
}

#[cfg(test)]
mod tests {
    #[test]
    fn spans_are_said_as_people_say_them() {
        let said: Vec<String> = [7, 61, 7_500, 200_000].map(super::span).into();
        assert_eq!(said, ["7 s", "1 min", "2 h 5 min", "2 d"]);
    }
}
