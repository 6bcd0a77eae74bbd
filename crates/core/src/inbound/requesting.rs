//! Wishes about the schedule, news about a client, questions to the office: each becomes a request (`crate::request`).
use super::understanding::Why;
use super::{OutcomeKind, Routing, Target, case_shift};
use crate::agency::{Caregiver, Identity, Shift};
use crate::case::{Case, CaseShift, Event, Words};
use crate::effect::To;
use crate::id::{CaregiverId, CaseId, ClientId, ShiftKey};
use crate::language::grievance::plain_words;
use crate::language::{Answer, Intent, IntentReading, Reading, fold};
use crate::policy::client::Family;
use crate::private::Redacted;
use crate::request::{Asking, Kind, Party, Request, Stage};
use crate::texts::{RequestSay, Say, When};

/// Most visits that a question lists.
const CHOICES: usize = 4;

/// The first words of a text, with a space at either end.
fn flat(text: &str) -> String {
    let words: Vec<String> = plain_words(text).into_iter().take(200).collect();
    format!(" {} ", words.join(" "))
}

fn says(flat: &str, list: &[&str]) -> bool {
    list.iter().any(|words| flat.contains(&format!(" {words} ")))
}

/// A trade or a cover by somebody else, not another hour.
fn is_swap(flat: &str) -> bool {
    const SWAP: &[&str] = &[
        "swap",
        "switch",
        "trade",
        "trading",
        "swapping",
        "switching",
        "cover me",
        "cover my",
        "cover for me",
        "take my",
        "work my",
        "cambiar turno",
        "cambio de turno",
        "cambiar mi turno",
        "intercambiar",
        "cubrir mi",
        "cubra",
        "cubrirme",
    ];
    says(flat, SWAP)
}

/// More work is wanted, not less and not other days.
fn wants_more(flat: &str) -> bool {
    const MORE: &[&str] = &[
        "more hours",
        "more shifts",
        "more work",
        "more days",
        "extra hours",
        "extra shifts",
        "extra shift",
        "extra work",
        "any shifts",
        "any shift",
        "any open",
        "any hours",
        "open shifts",
        "pick up",
        "pickup",
        "additional hours",
        "got anything",
        "have anything",
        "any work",
        "mas horas",
        "mas turnos",
        "mas trabajo",
        "horas extra",
        "turnos disponibles",
        "hay turnos",
        "hay trabajo",
        "algun turno",
        "full time",
    ];
    const LESS: &[&str] =
        &["fewer", "less", "cut back", "cut down", "no more", "dont want", "menos", "no longer", "anymore"];
    says(flat, MORE) && !says(flat, LESS)
}

/// The client has died.
fn is_death(flat: &str) -> bool {
    const DIED: &[&str] = &[
        "passed away",
        "passed",
        "died",
        "has died",
        "is dead",
        "death",
        "fallecio",
        "murio",
        "ha fallecido",
        "ha muerto",
        "pasado a mejor vida",
        "no longer with us",
    ];
    const NOT: &[&str] = &[
        "passed out",
        "passed her",
        "passed his",
        "passed the",
        "battery died",
        "phone died",
        "car died",
        "passed my",
    ];
    says(flat, DIED) && !says(flat, NOT)
}

/// A client wants another hour or day, not none.
fn is_move(flat: &str, intent: &IntentReading) -> bool {
    const MOVE: &[&str] = &[
        "instead",
        "reschedule",
        "move",
        "change",
        "earlier",
        "later",
        "switch",
        "different time",
        "different day",
        "another day",
        "come at",
        "come on",
        "start at",
        "cambiar",
        "mover",
        "mas tarde",
        "mas temprano",
        "otra hora",
        "otro dia",
        "en vez",
        "venga a las",
        "venir a las",
    ];
    const CANCEL: &[&str] = &[
        "cancel",
        "dont need",
        "do not need",
        "no need",
        "nobody",
        "dont come",
        "no venga",
        "no necesitamos",
        "cancelar",
    ];
    let moves = says(flat, MOVE) || intent.window.is_some();
    moves && (!says(flat, CANCEL) || says(flat, &["instead", "reschedule", "en vez"]))
}

impl Routing<'_> {
    pub(super) fn requests(&self) -> impl Iterator<Item = &Request> {
        self.heard.cases.iter().filter_map(Case::as_request)
    }

    /// The client whose word this is: her own, or a relative's where her file says that he decides.
    fn decides<'i>(&self, identities: &'i [Identity]) -> Option<&'i ClientId> {
        match identities {
            [Identity::Client(id)] => Some(id),
            [Identity::Contact(id)] if self.heard.policy.client(id).family == Family::Decides => Some(id),
            _ => None,
        }
    }

    /// A caregiver's wish, news or question.
    pub(super) fn caregiver_asks(
        &mut self,
        caregiver: &Caregiver,
        intent: &IntentReading,
        shifts: &[Shift],
    ) -> bool {
        let flat = flat(self.heard.text.body.expose());
        let kind = match intent.intent {
            Intent::SwapOrTimeChange => {
                let named = self.colleague(caregiver, &flat);
                if is_swap(&flat) || named.is_some() { Kind::Swap } else { Kind::TimeChange }
            }
            // Too faint to be answered as a wish: a person reads it.
            Intent::AvailabilityHours if intent.confidence < self.heard.policy.language.route => {
                return false;
            }
            Intent::AvailabilityHours if wants_more(&flat) => Kind::MoreHours,
            Intent::AvailabilityHours => Kind::Availability,
            Intent::HrPayCredential => Kind::Pay,
            Intent::ClientStatusChange | Intent::ClientCancelReschedule if is_death(&flat) => Kind::Death,
            Intent::ClientStatusChange => Kind::Status,
            Intent::ClientCancelReschedule if is_move(&flat, intent) => Kind::Move,
            Intent::ClientCancelReschedule => Kind::Cancel,
            _ => return false,
        };
        let open = &self.out.conversation.open;
        if kind == Kind::MoreHours && !open.is_empty() {
            // "got any shifts?" while some are offered to her: those.
            let listed =
                open.iter().map(|o| (o.code, When { start: o.shift.key.start, end: o.shift.end })).collect();
            self.out
                .replies
                .push((To::Phone(self.heard.text.from.clone()), Say::WhichOffer { offers: listed }));
            self.done(OutcomeKind::Replied, "asks for work: the offers that are open");
            return true;
        }
        let with = (kind == Kind::Swap).then(|| self.colleague(caregiver, &flat)).flatten();
        let shift = self.one_of(intent, shifts);
        let asking = self.asking(
            kind,
            Party::Caregiver(caregiver.id.clone()),
            (format!("caregiver {}", caregiver.name.full()), caregiver.name.short()),
            (shift, Vec::new()),
            (with, intent),
        );
        self.request(asking);
        true
    }

    /// A client's or relative's wish or news. `false`: a person answers.
    pub(super) fn client_asks(
        &mut self,
        identities: &[Identity],
        reading: &Reading,
        visits: &[Shift],
    ) -> bool {
        let (client, by) = match (self.decides(identities), identities) {
            // Also a relative's word may be the client's; the answers go to her number.
            (Some(id), _) => (id, Party::Client(id.clone())),
            (None, [Identity::Contact(id)]) => (id, Party::Contact(id.clone())),
            _ => return false,
        };
        let flat = flat(self.heard.text.body.expose());
        let route = self.heard.policy.language.route;
        let wish = |i: &&IntentReading| {
            i.confidence >= route
                && matches!(
                    i.intent,
                    Intent::ClientCancelReschedule | Intent::ClientStatusChange | Intent::SwapOrTimeChange
                )
        };
        let Some(intent) = reading.intents.iter().find(wish) else { return false };
        let kind = match intent.intent {
            Intent::ClientStatusChange | Intent::ClientCancelReschedule if is_death(&flat) => Kind::Death,
            Intent::ClientStatusChange => Kind::Status,
            Intent::ClientCancelReschedule if !is_move(&flat, intent) => Kind::Cancel,
            _ => Kind::Move,
        };
        let (client, intent) = (client.clone(), intent.clone());
        let visits: Vec<Shift> = visits.iter().filter(|s| s.end > self.now).cloned().collect();
        let shift = self.one_of(&intent, &visits);
        let options = match (&shift, kind.of_a_visit()) {
            (None, true) => visits.iter().take(CHOICES).map(|s| self.shaped(s)).collect(),
            _ => Vec::new(),
        };
        // One visit ahead and no other day said: that one. It is read back before anything happens.
        let (shift, options) = match options.as_slice() {
            [only] if intent.shifts.is_empty() => (Some(only.clone()), Vec::new()),
            _ => (shift, options),
        };
        let short = self.client_name(&client);
        let from = self.name.clone().unwrap_or_else(|| format!("client {short}"));
        let asking = self.asking(kind, by, (from, short), (shift, options), (None, &intent));
        self.stand_back(&asking);
        self.request(asking);
        true
    }

    /// Nobody is asked for a visit that the client herself does not want; the request's own page keeps a human on it (b67).
    pub(super) fn stand_back(&mut self, asking: &Asking) {
        let (Kind::Cancel, Party::Client(_), Some(shift)) = (asking.kind, &asking.by, &asking.shift) else {
            return;
        };
        if let Some(case) = self.open_case_of(&shift.key) {
            self.tell(case, Event::ClientSkips { sure: false });
        }
    }

    fn shaped(&self, shift: &Shift) -> CaseShift {
        case_shift(self.heard.policy, self.heard.roster, shift)
    }

    /// The shift that the words bind, if it is exactly one.
    fn one_of(&self, intent: &IntentReading, shifts: &[Shift]) -> Option<CaseShift> {
        let [only] = intent.shifts.as_slice() else { return None };
        let key = ShiftKey::parse(only)?;
        shifts.iter().find(|s| s.key == key).map(|s| self.shaped(s))
    }

    /// The one other caregiver whose first name stands in the text. Two of that name, or a client of hers with it: nobody,
    /// the office asks (b12).
    fn colleague(&self, caregiver: &Caregiver, flat: &str) -> Option<(CaregiverId, Redacted<String>)> {
        let roster = self.heard.roster;
        let said = |name: &str| {
            let name = fold(&name.to_lowercase());
            name.chars().count() > 2 && flat.contains(&format!(" {name} "))
        };
        let hers: Vec<&ClientId> = roster.shifts_of(&caregiver.id).map(|s| &s.client).collect();
        let client = hers
            .iter()
            .filter_map(|id| roster.client(id))
            .any(|c| said(&c.name.first()) || c.name.family.expose().split_whitespace().any(said));
        let mut found = roster
            .caregivers()
            .filter(|c| c.active && c.hired && c.id != caregiver.id && said(&c.name.first()));
        match (found.next(), found.next(), client) {
            (Some(one), None, false) => Some((one.id.clone(), Redacted::new(one.name.short()))),
            _ => None,
        }
    }

    fn asking(
        &self,
        kind: Kind,
        by: Party,
        (from, short): (String, String),
        (shift, options): (Option<CaseShift>, Vec<CaseShift>),
        (with, intent): (Option<(CaregiverId, Redacted<String>)>, &IntentReading),
    ) -> Asking {
        let text = self.heard.text;
        Asking {
            kind,
            by,
            phone: text.from.clone(),
            from: Redacted::new(from),
            short_name: Redacted::new(short),
            words: Words { message: text.id.clone(), text: text.body.clone() },
            shift,
            options,
            with,
            window: intent.window,
        }
    }

    /// A new request, or more words for one that is open.
    pub(super) fn request(&mut self, asking: Asking) {
        self.because(Why::PersonsBusiness);
        let fact = self.understood().map(|fact| Event::Heard { fact });
        let known = self.requests().find(|r| {
            let same = match (r.shift(), asking.shift.as_ref()) {
                (Some(one), Some(other)) => one.key == other.key,
                _ => true,
            };
            same && r.is_of(&asking.by, asking.kind)
        });
        match known.map(|r| (r.head.id, r.stage, r.shift().is_none())) {
            // She was asked which visit, or whether it is right, and now says more about it.
            Some((id, Stage::Choosing | Stage::ReadBack, unclear)) if unclear || asking.shift.is_some() => {
                self.follow(id, fact, Event::Requested { asking: Box::new(asking) });
                self.done(OutcomeKind::Acted, "says more about her wish");
            }
            Some((id, ..)) => {
                let (words, kind) = (asking.words, asking.kind);
                self.follow(
                    id,
                    fact,
                    Event::MoreWords { why: crate::escalation::PageWhy::ChangeAsked, words },
                );
                let say = match kind {
                    Kind::MoreHours => Some(Say::Request { what: RequestSay::HoursHeard { more: true } }),
                    // Said once an hour, however often she says the same.
                    _ => self.out.conversation.answered.is_empty().then_some(Say::PersonWillAnswer),
                };
                self.out.replies.extend(say.map(|say| (To::Phone(self.heard.text.from.clone()), say)));
                self.done(OutcomeKind::HandedOver, "the same wish again");
            }
            None => {
                let opened = Event::Requested { asking: Box::new(asking) };
                self.out.events.push((Target::NewRequest, fact.into_iter().chain([opened]).collect()));
                self.done(OutcomeKind::HandedOver, "a wish or question for the office");
            }
        }
    }

    fn follow(&mut self, case: CaseId, fact: Option<Event>, event: Event) {
        if let Some(fact) = fact {
            self.tell(case, fact);
        }
        self.tell(case, event);
    }

    /// Another caregiver's answer to a swap that she was asked about.
    pub(super) fn colleague_answers(&mut self, caregiver: &Caregiver, reading: &Reading) -> bool {
        let Some(case) = self.requests().find(|r| r.waits_for_caregiver(&caregiver.id)).map(|r| r.head.id)
        else {
            return false;
        };
        self.yes_or_no(case, reading, true)
    }

    /// A client's answer to what a request asked her: which visit, whether it is right, whether another hour will do.
    pub(super) fn client_settles(&mut self, identities: &[Identity], reading: &Reading) -> bool {
        let Some(client) = self.decides(identities) else { return false };
        let Some(request) = self.requests().find(|r| r.waits_for_client(client)).cloned() else {
            return false;
        };
        if reading.intents.iter().any(|i| i.intent.is_danger()) {
            return false;
        }
        let id = request.head.id;
        if request.stage == Stage::Choosing {
            let Some(shift) = picked(&request, reading, self.heard.text.body.expose()) else { return false };
            let fact = self.understood_by(reading).map(|fact| Event::Heard { fact });
            self.follow(id, fact, Event::Picked { shift });
            self.done(OutcomeKind::Acted, "said which visit");
            return true;
        }
        let settled = self.yes_or_no(id, reading, request.stage != Stage::ReadBack);
        if let (true, Some(Answer::Yes | Answer::No)) = (settled, &reading.answers) {
            self.visit_unwanted(&request, reading.answers == Some(Answer::Yes));
        }
        settled
    }

    fn yes_or_no(&mut self, case: CaseId, reading: &Reading, thank: bool) -> bool {
        let agrees = match &reading.answers {
            Some(Answer::Yes) => true,
            Some(Answer::No) => false,
            _ => return false,
        };
        let fact = self.understood_by(reading).map(|fact| Event::Heard { fact });
        self.follow(case, fact, Event::Agreed { agrees });
        if thank {
            let say = Say::Request { what: RequestSay::Thanks };
            self.out.replies.push((To::Phone(self.heard.text.from.clone()), say));
        }
        self.done(OutcomeKind::Acted, if agrees { "agrees" } else { "does not agree" });
        true
    }

    /// What was understood of a text that answers a question of Gigi's.
    pub(super) fn understood_by(&mut self, reading: &Reading) -> Option<crate::fact::Fact> {
        self.out.reading = Some(reading.clone());
        self.out.answers = true;
        self.understood()
    }
}

/// Which of the visits that were listed.
fn picked(request: &Request, reading: &Reading, text: &str) -> Option<CaseShift> {
    let options = &request.asking.as_ref()?.options;
    let number = |n: usize| n.checked_sub(1).and_then(|at| options.get(at)).cloned();
    match &reading.answers {
        Some(Answer::Choice(numbers)) => match numbers.as_slice() {
            [one] => number(*one),
            _ => None,
        },
        Some(Answer::Shift(ids)) => match ids.as_slice() {
            [one] => options.iter().find(|s| s.key.to_string() == *one).cloned(),
            _ => None,
        },
        _ => text.trim().trim_matches(|c: char| !c.is_ascii_digit()).parse().ok().and_then(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_kind_of_wish_it_is() {
        for text in
            ["can me and Rosa switch sat n sun", "could Ana take my friday", "puede Ana cubrir mi turno"]
        {
            assert!(is_swap(&flat(text)), "{text}");
        }
        assert!(!is_swap(&flat("Is it ok if i start at 9 instead of 8")));
        for text in ["I need more hours plz", "got any shifts this weekend?", "quiero más horas"] {
            assert!(wants_more(&flat(text)), "{text}");
        }
        for text in ["I need fewer hours, no more hours on sundays", "cant work sundays anymore"] {
            assert!(!wants_more(&flat(text)), "{text}");
        }
        for text in ["Mom passed this morning. Please cancel everything", "Mi papá falleció anoche"] {
            assert!(is_death(&flat(text)), "{text}");
        }
        for text in ["she passed out earlier", "my phone died"] {
            assert!(!is_death(&flat(text)), "{text}");
        }
    }
}
