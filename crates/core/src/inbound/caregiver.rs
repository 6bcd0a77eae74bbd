//! A text from a verified caregiver.
use super::answering::is_listed;
use super::calling::asks_for_person;
use super::understanding::{Why, context};
use super::{OutcomeKind, Routing, Target, case_shift, plain_opt_word};
use crate::agency::{Caregiver, Shift};
use crate::calendar::plus_minutes;
use crate::callout::{CallOut, Phase, Reply, Report};
use crate::case::{Case, Event};
use crate::conversation::{OpenOffer, Question};
use crate::effect::To;
use crate::escalation::PageWhy;
use crate::id::{CaseId, ShiftKey};
use crate::language::{self, Action, Health, Intent, IntentReading, Reading, Sender, Window};
use crate::texts::{Say, StaffNote, When};

/// Most shifts that a question lists.
const CHOICES: usize = 6;
/// More shifts than this in one call-out are a human's business (`domain.md 5.2`).
const MANY: usize = 3;

impl Routing<'_> {
    pub(super) fn caregiver(&mut self, caregiver: &Caregiver) {
        let shifts = self.known_shifts(caregiver);
        let mut offers = self.answerable();
        offers.extend(self.named_over(&offers));
        let message =
            self.message(Sender::Caregiver, self.shifts_for_reading(&shifts), offers_for_reading(&offers));
        let reading = self.read(&message);
        self.out.reading = Some(reading.clone());
        match language::health(&message, &reading) {
            Some(Health::Symptoms) => self.out.conversation.symptoms = Some(self.now),
            Some(Health::Well) => self.out.conversation.symptoms = None,
            None => {}
        }
        self.out.answerable = !asks_for_person(self.heard.text.body.expose());
        self.out.context = context(self, &shifts, &offers);
        self.out.shifts.clone_from(&shifts);
        self.out.offers.clone_from(&offers);
        let danger = reading.intents.iter().any(|i| i.intent.is_danger() || i.intent == Intent::OptOutInHelp);
        if !danger && (self.arrived(caregiver) || self.confirms(caregiver, &reading, &shifts)) {
            return;
        }
        if self.colleague_answers(caregiver, &reading)
            || self.answered_question(&reading, &shifts)
            || self.corrected(caregiver, &reading, &shifts)
        {
            return;
        }
        let mut settled = false;
        for intent in &reading.intents {
            settled |= self.intent(caregiver, &reading, intent, &shifts, &offers);
            // Danger ends the reading: nothing else in the text is acted on by machine.
            if intent.intent.is_danger() {
                return;
            }
        }
        if !settled {
            self.not_understood(&reading);
        } else {
            self.out.conversation.understood();
            let call = asks_for_person(self.heard.text.body.expose());
            if call && self.out.outcome.kind != OutcomeKind::HandedOver {
                self.ask_for_call("wants to be phoned as well");
            }
        }
    }

    /// Her shifts in the reader's form.
    pub(super) fn shifts_for_reading(&self, shifts: &[Shift]) -> Vec<language::KnownShift> {
        let client =
            |s: &Shift| self.heard.roster.client(&s.client).map(|c| c.name.full()).unwrap_or_default();
        shifts
            .iter()
            .map(|s| language::KnownShift {
                id: s.key.to_string(),
                start: s.start(),
                end: s.end,
                client: client(s),
            })
            .collect()
    }

    /// Her shifts from yesterday to two weeks ahead that have not ended, what she has just said yes to included.
    fn known_shifts(&self, caregiver: &Caregiver) -> Vec<Shift> {
        let until = plus_minutes(self.now, 14 * 24 * 60);
        let mut shifts: Vec<Shift> = self
            .heard
            .roster
            .shifts_of(&caregiver.id)
            .filter(|s| s.is_on() && s.end > self.now && s.start() < until)
            .cloned()
            .collect();
        for case in self.call_outs() {
            let hers = case.winner.as_ref() == Some(&caregiver.id)
                || case.filling.as_ref().is_some_and(|f| f.caregiver == caregiver.id);
            let reported = case.reporter.as_ref() == Some(&caregiver.id);
            if let Some(s) = case.shift.as_ref().filter(|_| hers || reported)
                && shifts.iter().all(|known| known.key != s.key)
                && s.end > self.now
            {
                shifts.push(Shift {
                    key: s.key.clone(),
                    client: s.client.clone(),
                    caregiver: Some(caregiver.id.clone()),
                    end: s.end,
                    position: s.position,
                    status: crate::agency::ShiftStatus::Scheduled,
                });
            }
        }
        shifts.sort_by_key(|s| s.key.start);
        shifts
    }

    /// Offers that her words may answer: open ones she has not said yes to; else those she has; else, for a late
    /// answer, the newest closed one.
    fn answerable(&self) -> Vec<OpenOffer> {
        let c = &self.out.conversation;
        let open: Vec<_> = c.open.iter().filter(|o| !self.is_answered(o)).cloned().collect();
        if !open.is_empty() {
            return open;
        }
        if !c.open.is_empty() {
            return c.open.clone();
        }
        c.closed.last().cloned().into_iter().collect()
    }

    pub(super) fn call_outs(&self) -> impl Iterator<Item = &CallOut> {
        self.heard.cases.iter().filter_map(Case::as_call_out)
    }

    /// The open ones that she reported.
    pub(super) fn own_call_outs<'s>(&'s self, caregiver: &'s Caregiver) -> impl Iterator<Item = &'s CallOut> {
        self.call_outs().filter(|c| c.is_open() && c.reporter.as_ref() == Some(&caregiver.id))
    }

    /// Acts on one intent; `false` when nothing came of it.
    fn intent(
        &mut self,
        caregiver: &Caregiver,
        reading: &Reading,
        intent: &IntentReading,
        shifts: &[Shift],
        offers: &[OpenOffer],
    ) -> bool {
        let to = To::Phone(self.heard.text.from.clone());
        let name = Some(format!("caregiver {}", caregiver.name.full()));
        match intent.intent {
            Intent::MedicalEmergency | Intent::AbuseNeglectSafety => {
                self.because(Why::Danger);
                let why = if intent.intent == Intent::MedicalEmergency {
                    PageWhy::Emergency
                } else {
                    PageWhy::Safety
                };
                self.alarm(why, name, "danger or abuse in the words");
            }
            Intent::Complaint if reading.action != Action::Ignore && self.complains(reading) => {
                self.because(Why::PersonsBusiness);
                self.complain(Sender::Caregiver, reading, false);
            }
            Intent::OptOutInHelp => self.opted(plain_opt_word(self.heard.text.body.expose()), false),
            Intent::CallOutSingle | Intent::CallOutMulti => {
                self.called_out(caregiver, reading, intent, shifts)
            }
            Intent::Retraction => return self.took_back(caregiver, intent),
            answer if answer.answers_offer() => {
                return self.offer_answer(caregiver, reading, intent, offers);
            }
            Intent::RunningLate => return self.late(caregiver, intent, shifts),
            Intent::ReliefMissing if self.not_relieved(caregiver) => {}
            Intent::LeaveEarly | Intent::ReliefMissing => self.leaves_or_waits(name),
            Intent::ScheduleQuery if reading.action != Action::Ignore => self.own_schedule(caregiver, shifts),
            // Said beside a call-out, the hours that she could work are flagged with it.
            Intent::SwapOrTimeChange if reading.intents.iter().any(|i| i.intent.is_call_out()) => {}
            Intent::SwapOrTimeChange
            | Intent::AvailabilityHours
            | Intent::HrPayCredential
            | Intent::ClientStatusChange
            | Intent::ClientCancelReschedule
                if reading.action != Action::Ignore =>
            {
                return self.caregiver_asks(caregiver, intent, shifts);
            }
            Intent::UnclearOrAdversarial => return false,
            Intent::EvvClockIssue if reading.action != Action::Ignore && self.clock_trouble(caregiver) => {}
            Intent::EvvClockIssue if reading.action != Action::Ignore => {
                self.because(Why::PersonsBusiness);
                self.out.replies.push((to, Say::ClockHeard));
                self.hand_over(PageWhy::Message, name, "clocking in or out went wrong");
            }
            Intent::WrongNumberUnknown if reading.action != Action::Ignore => {
                self.out.replies.push((to, Say::WhoWeAre));
                self.hand_over(PageWhy::Message, name, "wrong number, or asks who we are: check the file");
            }
            _ => {
                if reading.action == Action::Ignore {
                    return false;
                }
                self.because(Why::PersonsBusiness);
                self.out.replies.push((to, Say::PersonWillAnswer));
                self.hand_over(PageWhy::Message, name, "a person answers this kind of message");
            }
        }
        true
    }

    fn called_out(
        &mut self,
        caregiver: &Caregiver,
        reading: &Reading,
        intent: &IntentReading,
        shifts: &[Shift],
    ) {
        let bound: Vec<&Shift> = intent
            .shifts
            .iter()
            .filter_map(|id| ShiftKey::parse(id))
            .filter_map(|key| shifts.iter().find(|s| s.key == key))
            .collect();
        let report = |shift, options| Report {
            caregiver: caregiver.id.clone(),
            reason: intent.reason,
            shift,
            options,
            no_show: false,
            read_back: false,
        };
        let shape = |s: &Shift| case_shift(self.heard.policy, self.heard.roster, s);
        let sure = reading.action == Action::Act && !bound.is_empty();
        let fact = self.understood();
        let heard = |e: Event| {
            fact.clone().map(|fact| Event::Heard { fact }).into_iter().chain([e]).collect::<Vec<_>>()
        };
        if !sure {
            let waiting = self
                .call_outs()
                .find(|c| c.waits_for_choice() && c.reporter.as_ref() == Some(&caregiver.id))
                .map(CallOut::id);
            if let Some(id) = waiting {
                self.because(Why::AskedEnough);
                self.tell(id, Event::ChoiceUnclear);
                return self.done(OutcomeKind::HandedOver, "called out again without saying which shift");
            }
            let near = plus_minutes(self.now, 7 * 24 * 60);
            let question = reading.question.as_deref().unwrap_or_default();
            let zone = &self.heard.policy.agency.zone;
            let listed: Vec<&Shift> =
                shifts.iter().filter(|s| is_listed(question, s.start(), s.end, zone)).collect();
            let candidates: Vec<&Shift> = match (bound.len() > 1, listed.is_empty()) {
                (true, _) => bound,
                (false, false) => listed,
                (false, true) => shifts.iter().filter(|s| s.start() < near).collect(),
            };
            let fit = candidates.len();
            match (reading.action, fit) {
                (Action::Human, _) | (_, 0) => self.because(Why::NoShiftFits),
                (_, 1) => {}
                (_, fit) => self.because(Why::SeveralShifts { fit }),
            }
            self.because_of_reading(reading);
            let options = match reading.action {
                // Nothing of hers fits what she said: that is a human's business, not a guess.
                Action::Human => Vec::new(),
                _ => candidates.into_iter().take(CHOICES).map(shape).collect(),
            };
            let event = Event::Reported(report(None, options));
            self.out.events.push((Target::NewCallOut, heard(event)));
            return self.done(OutcomeKind::Acted, "called out, which shift is not clear");
        }
        let many = bound.len() > MANY;
        if let Some(first) = bound.first() {
            self.flag(caregiver, intent, first);
        }
        // Several are read back in one text (domain.md 5.2), each is its own case.
        let fresh: Vec<&Shift> = bound
            .iter()
            .filter(|shift| !self.opens(&shift.key) && self.case_about(&shift.key).is_none())
            .copied()
            .collect();
        let read_back = fresh.len() > 1;
        if read_back {
            let shifts = fresh.iter().map(|s| When { start: s.start(), end: s.end }).collect();
            let please_phone = !self.heard.policy.text_counts_as_notice;
            let to = To::Phone(self.heard.text.from.clone());
            self.out.replies.push((to, Say::CallOutsHeard { shifts, please_phone }));
        }
        for shift in bound {
            if self.opens(&shift.key) {
                continue;
            }
            self.cannot_come(&caregiver.id, &shift.key);
            match self.case_about(&shift.key) {
                Some(case) => {
                    let (id, hers) = (case.id(), case.has(&caregiver.id));
                    let event = if hers {
                        Event::Withdrew { caregiver: caregiver.id.clone() }
                    } else {
                        Event::Repeated
                    };
                    if let Some(fact) = fact.clone() {
                        self.tell(id, Event::Heard { fact });
                    }
                    self.tell(id, event);
                }
                None => {
                    let event =
                        Event::Reported(Report { read_back, ..report(Some(shape(shift)), Vec::new()) });
                    self.out.events.push((Target::NewCallOut, heard(event)));
                }
            }
        }
        if many {
            self.hand_over(
                PageWhy::Message,
                Some(format!("caregiver {}", caregiver.name.full())),
                "many shifts at once",
            );
        }
        self.done(OutcomeKind::Acted, "called out");
    }

    /// What else a call-out says that the coordinator should know; the shift is worked either way.
    fn flag(&mut self, caregiver: &Caregiver, intent: &IntentReading, shift: &Shift) {
        if self.heard.policy.ladder.is_empty() {
            return;
        }
        let name = caregiver.name.short();
        let mismatch = intent.because.iter().any(|b| b == "client_mismatch");
        let hours = intent.window.as_ref().filter(|w| w.from.is_some() || w.until.is_some());
        let notes = [
            mismatch.then(|| StaffNote::OtherClient { caregiver: name.clone() }),
            hours.map(|w| StaffNote::OtherHours { caregiver: name.clone(), from: w.from, until: w.until }),
        ];
        for what in notes.into_iter().flatten() {
            let say = Say::StaffNote { case: None, start: Some(shift.start()), what };
            self.out.replies.push((To::Rung(0), say));
        }
    }

    /// Whether this very message opens a case for the shift already: two intents may name the same one.
    pub(super) fn opens(&self, key: &ShiftKey) -> bool {
        let reports = self.out.events.iter().flat_map(|(_, events)| events);
        reports
            .filter_map(|e| match e {
                Event::Reported(report) => report.shift.as_ref(),
                _ => None,
            })
            .any(|shift| shift.key == *key)
    }

    fn offer_answer(
        &mut self,
        caregiver: &Caregiver,
        reading: &Reading,
        intent: &IntentReading,
        offers: &[OpenOffer],
    ) -> bool {
        let mut meant: Vec<&OpenOffer> = intent
            .offers
            .iter()
            .filter_map(|code| offers.iter().find(|o| o.code.to_string() == *code))
            .collect();
        let over = |o: &OpenOffer| !self.out.conversation.open.iter().any(|open| open == o);
        if meant.is_empty() && offers.len() > 1 {
            // Nothing is bound, but she names one that is over: the truth about that one, no question.
            meant.extend(offers.iter().filter(|o| over(o)));
        }
        let others = self.others_open(&meant);
        let act = self.heard.policy.language.act;
        let sure = intent.confidence >= act && reading.action == Action::Act;
        // "both" of three: one question which, not the facts of each.
        let which = meant.len() > 1 && intent.intent == Intent::OfferAccept && !sure;
        if meant.is_empty() || which {
            if offers.len() > 1 && (reading.action == Action::Ask || intent.intent == Intent::OfferAccept) {
                let cases: Vec<CaseId> = offers.iter().map(|o| o.case).collect();
                let asking = Question::WhichOffer { codes: offers.iter().map(|o| o.code).collect() };
                self.because(Why::SeveralOffers { open: offers.len() });
                if !self.may_ask(&asking, &cases) {
                    self.because(Why::AskedEnough);
                    self.ask_for_call("answers offers, which one is not clear");
                    return true;
                }
                self.out.conversation.pose(asking, &cases, self.now);
                let listed = offers
                    .iter()
                    .map(|o| (o.code, When { start: o.shift.key.start, end: o.shift.end }))
                    .collect();
                self.out
                    .replies
                    .push((To::Phone(self.heard.text.from.clone()), Say::WhichOffer { offers: listed }));
                self.done(OutcomeKind::Replied, "asked which offer is meant");
                return true;
            }
            return false;
        }
        let says = |word: &str| intent.because.iter().any(|b| b == word);
        // "sorry, I can't do it after all": what she said yes to is given back, whichever of the two sounds louder.
        // Who has called out takes that back instead.
        let gives_back = self.own_call_outs(caregiver).next().is_none()
            && meant.iter().all(|o| self.is_answered(o))
            && reading.intents.iter().any(|i| i.intent == Intent::Retraction && i.confidence >= act);
        let declines = intent.confidence >= act || reading.action == Action::Act || gives_back;
        let reply = match intent.intent {
            Intent::OfferAccept if sure => Reply::Accept,
            // A yes that is not sure is a question to her, never an acceptance.
            Intent::OfferAccept => {
                self.because_of_reading(reading);
                Reply::Question
            }
            // The question may be about the rest of what she wrote; her no is clear, and a no takes nothing from anybody.
            Intent::OfferDecline if declines => Reply::Decline,
            Intent::OfferDecline => Reply::Question,
            _ if says("question") => Reply::Question,
            _ if says("hold") => Reply::Hold,
            _ => match intent.window {
                Some(Window { from, until }) if from.is_some() || until.is_some() => {
                    Reply::Part { from, until }
                }
                _ => Reply::Counter,
            },
        };
        let fact = self.understood();
        for offer in meant {
            if let Some(fact) = fact.clone() {
                self.tell(offer.case, Event::Heard { fact });
            }
            let (no, reply) = (offer.no, reply.clone());
            self.tell(offer.case, Event::Replied { no, reply, others: others.clone() });
        }
        self.done(OutcomeKind::Acted, "answered an offer");
        true
    }

    fn not_understood(&mut self, reading: &Reading) {
        if reading.action == Action::Ignore {
            return self.done(OutcomeKind::Ignored, "nothing wanted");
        }
        let wants_person = asks_for_person(self.heard.text.body.expose());
        self.because_of_reading(reading);
        if reading.action == Action::Ask && !wants_person && self.may_ask(&Question::SayAgain, &[]) {
            self.out.conversation.pose(Question::SayAgain, &[], self.now);
            let to = To::Phone(self.heard.text.from.clone());
            self.out.replies.push((to, Say::SayAgain));
            return self.done(OutcomeKind::Replied, "asked to say it again");
        }
        if reading.action == Action::Ask && !wants_person {
            self.because(Why::AskedEnough);
        }
        self.ask_for_call(if wants_person { "wants to talk to a person" } else { "not understood" });
    }
}

fn offers_for_reading(offers: &[OpenOffer]) -> Vec<language::OpenOffer> {
    offers
        .iter()
        .map(|o| language::OpenOffer {
            code: o.code.to_string(),
            sent_at: o.sent_at,
            shift: language::OfferedShift {
                id: o.shift.key.to_string(),
                start: o.shift.key.start,
                end: o.shift.end,
                area: o.shift.area.clone().unwrap_or_default(),
            },
        })
        .collect()
}

/// Whether a case must be at hand when this number writes: the engine loads those before it routes.
pub fn concerns(case: &Case, caregiver: &crate::id::CaregiverId) -> bool {
    case.as_call_out().is_some_and(|c| {
        c.reporter.as_ref() == Some(caregiver)
            || c.winner.as_ref() == Some(caregiver)
            || c.filling.as_ref().is_some_and(|f| f.caregiver == *caregiver)
            || (c.phase != Phase::Triage
                && c.shift.as_ref().is_some_and(|s| s.original.as_ref() == Some(caregiver)))
    })
}
