//! Complaints: who complains about whose care, what the schedule says about it, and what her further texts mean.
use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::calling::asks_for_person;
use super::{Heard, OutcomeKind, Routing, Target};
use crate::agency::{Identity, Roster, Shift, Tongue};
use crate::case::{Case, Event, Words};
use crate::complaint::{Complaint, Found, Opening, Party, Saying, Visit, volunteered};
use crate::escalation::PageWhy;
use crate::id::{CaregiverId, CaseId, ClientId};
use crate::language::grievance::{Matter, Wish, day_named, grievance, plain_words, settled, third_new};
use crate::language::{Intent, IntentReading, Reading, Sender};
use crate::policy::Policy;
use crate::private::Redacted;

/// From here on "nobody came" is meant, whatever was asked (`domain.md 5.0`).
const SURELY: f64 = 0.85;

const DAY: SignedDuration = SignedDuration::from_hours(24);

impl Routing<'_> {
    fn complaint(&self) -> Option<&Complaint> {
        let id = self.out.conversation.complaint?;
        self.heard.cases.iter().find(|c| c.id() == id).and_then(Case::as_complaint).filter(|c| c.is_open())
    }

    /// Whether the words complain: about something that can be named, by words that say so, or as the model surely hears it
    /// while no person has the conversation already.
    pub(super) fn complains(&self, reading: &Reading) -> bool {
        let read = reading.intents.iter().find(|r| r.intent == Intent::Complaint);
        let named = || {
            let said = grievance(self.heard.text.body.expose());
            said.threat.is_some() || said.matters.iter().any(|(m, _)| *m != Matter::Care)
        };
        let with_person = || {
            let open = |id: &CaseId| self.heard.cases.iter().any(|c| c.id() == *id && c.is_open());
            self.out.conversation.handoff.as_ref().is_some_and(open)
        };
        read.is_some_and(|r| {
            let sure = r.confidence >= self.heard.policy.language.act;
            named() || (sure && (r.is_by_words() || !with_person()))
        })
    }

    /// Whether the words answer the question if a complaint is settled. A weak sound of "nobody came" in them does not
    /// make them a report of that.
    pub(super) fn settles(&self, reading: &Reading) -> bool {
        let surely = |r: &IntentReading| r.intent == Intent::ClientNoShowReport && r.confidence >= SURELY;
        self.complaint().is_some_and(Complaint::asks_settled)
            && settled(self.heard.text.body.expose()).is_some()
            && !reading.intents.iter().any(surely)
    }

    /// Whether this is a complaint, or belongs to one that is open; then it is dealt with. Danger went before.
    pub(super) fn complaining(&mut self, sender: Sender, reading: &Reading) -> bool {
        let body = self.heard.text.body.expose().clone();
        let (open, listens, asks) =
            self.complaint().map_or((false, false, false), |c| (true, c.listens(), c.asks_settled()));
        let says = settled(&body).filter(|_| asks);
        // "Nobody came" is a visit to be saved now, whatever is said about it; a weak sound of it in the answer to a
        // question of ours is not ("somebody who looks up", would make it right).
        let meant = |r: &IntentReading| match says {
            Some(_) => r.confidence >= SURELY,
            None => !listens || r.confidence >= self.heard.policy.language.route || r.is_by_words(),
        };
        let no_show = |r: &IntentReading| r.intent == Intent::ClientNoShowReport && meant(r);
        if reading.intents.iter().any(no_show) {
            return false;
        }
        // Who is wished away, or for what she is, complains, whatever else it was read as; so does who leaves because
        // of ever new faces.
        let said = grievance(&body);
        let known = said.matters.iter().any(|(m, _)| *m != Matter::Care);
        let theirs = matches!(sender, Sender::Client | Sender::Family);
        let wishes = theirs && (said.wishes(Wish::NotHer) || said.wishes(Wish::Protected));
        let leaves = theirs && (third_new(&body).is_some() || (said.threat.is_some() && known));
        let complains = self.complains(reading) || wishes || leaves;
        let something_else = reading.intents.iter().any(|r| {
            !matches!(r.intent, Intent::Complaint | Intent::UnclearOrAdversarial | Intent::ClientNoShowReport)
                && r.confidence >= self.heard.policy.language.act
        });
        let thanks = reading.action == crate::language::Action::Ignore && !complains && says.is_none();
        // Whether it is settled is what her words were asked for, whatever else they sound like.
        let answer = listens && !thanks && if asks { says.is_some() } else { !something_else };
        if !complains && !answer {
            return false;
        }
        // Nobody's number and no word of a complaint: the office looks at it as before.
        if sender == Sender::Unknown && !open && !complains {
            return false;
        }
        self.complain(sender, reading, answer);
        // What is cancelled beside the complaint needs a person as well; a weak sound of it in the answer to "is it
        // settled?" does not.
        let surely = if says.is_some() { SURELY } else { self.heard.policy.language.act };
        let cancels = reading
            .intents
            .iter()
            .any(|r| r.intent == Intent::ClientCancelReschedule && r.confidence >= surely);
        if cancels && !wishes && said.threat.is_none() {
            let name = self.name.clone();
            self.hand_over(PageWhy::Message, name, "complains, and cancels or moves a visit");
            self.done(OutcomeKind::HandedOver, "complains, and cancels or moves a visit");
        }
        true
    }

    /// Opens a complaint, or adds to the one that is open.
    pub(super) fn complain(&mut self, sender: Sender, reading: &Reading, answers: bool) {
        let text = self.heard.text;
        let identities = self.heard.roster.who_has(&text.from);
        let (party, client, caregiver) = match (sender, identities.as_slice()) {
            (Sender::Client, [Identity::Client(id)]) => (Party::Client, Some(id.clone()), None),
            (Sender::Family, [Identity::Contact(id)]) => (Party::Family, Some(id.clone()), None),
            // A relative of several clients: which of them is meant is not guessed.
            (Sender::Family, _) => (Party::Family, None, None),
            (Sender::Caregiver, [Identity::Caregiver(id)]) => (Party::Caregiver, None, Some(id.clone())),
            _ => (Party::Unknown, None, None),
        };
        let saying = self.saying(party, client.as_ref(), answers);
        let fact = self.understood().map(|fact| Event::Heard { fact });
        if let Some(id) = self.complaint().map(|c| c.head.id) {
            if let Some(fact) = fact {
                self.tell(id, fact);
            }
            self.tell(id, Event::ComplaintTold { saying: Box::new(saying) });
            return self.done(OutcomeKind::Acted, "more about a complaint");
        }
        let found = client.as_ref().map(|c| found(self.heard, c, self.now)).unwrap_or_default();
        let from = self.name.clone().unwrap_or_else(|| format!("number ending {}", text.from.last_four()));
        let opening = Opening {
            phone: text.from.clone(),
            tongue: if reading.language == "es" { Tongue::Spanish } else { Tongue::English },
            from: Redacted::new(from),
            party,
            client,
            caregiver,
            found,
            saying,
        };
        let opened = Event::Complained { opening: Box::new(opening) };
        self.out.events.push((Target::NewComplaint, fact.into_iter().chain([opened]).collect()));
        self.done(OutcomeKind::Acted, "a complaint");
    }

    fn saying(&self, party: Party, client: Option<&ClientId>, answers: bool) -> Saying {
        let text = self.heard.text;
        let body = text.body.expose();
        let said = grievance(body);
        Saying {
            words: Words { message: text.id.clone(), text: text.body.clone() },
            third_new: third_new(body).is_some(),
            told: volunteered(body, &said),
            about: client.map(|c| self.pointed_at(party, c)).unwrap_or_default(),
            answers,
            settled: settled(body),
            wants_call: asks_for_person(body),
            spared: accused(self.heard.policy, body),
            said,
        }
    }

    /// Caregivers of this client whom the words point at: by first name; otherwise whoever was on the visit of the day
    /// that is named, or on the last visit that has begun. A relative is told no name that she did not say herself.
    fn pointed_at(&self, party: Party, client: &ClientId) -> Vec<(CaregiverId, Option<Redacted<String>>)> {
        let (roster, body) = (self.heard.roster, self.heard.text.body.expose());
        let words = plain_words(body);
        let near = |s: &&Shift| s.is_on() && s.end > self.now.saturating_sub(DAY * 30).unwrap_or(self.now);
        let hers: BTreeSet<&CaregiverId> =
            roster.visits_to(client).filter(near).filter_map(|s| s.caregiver.as_ref()).collect();
        let named: Vec<&CaregiverId> = hers
            .into_iter()
            .filter(|id| {
                let first = roster.caregiver(id).map(|c| c.name.first()).unwrap_or_default();
                plain_words(&first).first().is_some_and(|name| name.len() > 2 && words.contains(name))
            })
            .collect();
        let name = |id: &CaregiverId, said: bool| {
            let of = roster.caregiver(id)?;
            match party {
                Party::Client => Some(Redacted::new(of.name.short())),
                _ if said => Some(Redacted::new(of.name.first())),
                _ => None,
            }
        };
        if !named.is_empty() {
            return named.into_iter().map(|id| (id.clone(), name(id, true))).collect();
        }
        let day = day_named(body, self.now, &self.heard.policy.agency.zone);
        let zone = &self.heard.policy.agency.zone;
        let mut begun = roster.visits_to(client).filter(|s| s.is_on() && s.start() <= self.now);
        let visits: Vec<&Shift> = match day {
            Some(day) => begun.filter(|s| zone.at(s.start()).date() == day).collect(),
            None => {
                let since = self.now.saturating_sub(DAY * 2).unwrap_or(self.now);
                begun.rfind(|s| s.end > since).into_iter().collect()
            }
        };
        let who: BTreeSet<&CaregiverId> = visits.iter().filter_map(|s| s.caregiver.as_ref()).collect();
        match who.into_iter().collect::<Vec<_>>().as_slice() {
            [one] => vec![((*one).clone(), name(one, false))],
            _ => Vec::new(),
        }
    }
}

/// What the schedule and the open call-outs say about a client's visits. Earlier complaints and closed call-outs are
/// added by whoever can read them.
fn found(heard: Heard<'_>, client: &ClientId, now: Timestamp) -> Found {
    let (roster, zone): (&Roster, _) = (heard.roster, &heard.policy.agency.zone);
    let day = day_named(heard.text.body.expose(), now, zone);
    let back = |days: i32| now.saturating_sub(DAY * days).unwrap_or(now);
    let ahead = now.saturating_add(DAY * 14).unwrap_or(now);
    let visit = |s: &Shift| Visit { key: s.key.clone(), end: s.end, caregiver: s.caregiver.clone() };
    let on = || roster.visits_to(client).filter(|s| s.is_on());
    let visits = on()
        .filter(|s| match day {
            Some(day) => zone.at(s.start()).date() == day,
            None => s.start() <= now && s.end > back(3),
        })
        .map(visit)
        .collect();
    let different = |since: Timestamp| {
        let seen = on().filter(|s| s.start() <= now && s.end > since).filter_map(|s| s.caregiver.as_ref());
        seen.collect::<BTreeSet<_>>().len()
    };
    let call_outs = heard
        .cases
        .iter()
        .filter_map(Case::as_call_out)
        .filter_map(|c| Some((c, c.shift.as_ref()?, c.reporter.as_ref()?)))
        .filter(|(_, shift, _)| shift.client == *client)
        .map(|(c, shift, who)| (c.head.number, shift.key.clone(), who.clone()))
        .collect();
    Found {
        visits,
        ahead: on().filter(|s| s.end > now && s.start() < ahead).map(visit).collect(),
        call_outs,
        caregivers_fortnight: different(back(14)),
        caregivers_this_week: different(back(7)),
        earlier: Vec::new(),
    }
}

/// Rungs of the ladder that the words accuse: named by first name and not merely called for ("tell Dana", "hi Dana"),
/// or meant by what they are ("your coordinator hung up on me").
pub(super) fn accused(policy: &Policy, body: &str) -> Vec<usize> {
    const CALLED: &[&str] = &[
        "tell", "ask", "call", "let", "told", "called", "hi", "hey", "hello", "dear", "to", "with", "thanks",
        "thank", "from", "hola", "diga", "digale", "llame", "asked", "is", "this",
    ];
    const ROLES: &[&str] =
        &["coordinator", "scheduler", "owner", "manager", "nurse", "administrator", "supervisor"];
    const DOES: &[&str] = &[
        "is",
        "was",
        "were",
        "are",
        "has",
        "hung",
        "lied",
        "yelled",
        "screamed",
        "never",
        "keeps",
        "kept",
        "didnt",
        "doesnt",
        "did",
        "does",
        "ignored",
        "ignores",
        "refused",
        "refuses",
        "told",
        "said",
        "hit",
        "grabbed",
        "touched",
        "threatened",
        "treated",
        "treats",
        "stole",
        "took",
        "wont",
        "cant",
    ];
    // "Miguel's" names Miguel; "didn't" is one word.
    let words = plain_words(&body.replace("'s", " ").replace("’s", " ").replace(['\'', '’'], ""));
    let at = |n: usize| words.get(n).map(String::as_str).unwrap_or_default();
    let named = |rung: &str| {
        let parts = plain_words(rung);
        let first = crate::complaint::first_name(rung).and_then(|name| plain_words(&name).into_iter().next());
        (0..words.len()).any(|n| {
            let before = n.checked_sub(1).map(at).unwrap_or_default();
            let by_name = first.as_deref() == Some(at(n)) && !CALLED.contains(&before);
            let role = ROLES.contains(&at(n)) && parts.iter().any(|p| p == at(n));
            by_name || (role && matches!(before, "your" | "the") && DOES.contains(&at(n + 1)))
        })
    };
    (0..policy.ladder.len()).filter(|at| policy.ladder.get(*at).is_some_and(|r| named(&r.name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phone::Phone;
    use crate::policy::Rung;

    #[test]
    fn who_is_accused_is_told_from_who_is_called_for() {
        let rung = |name: &str, n: u32| Rung {
            name: name.into(),
            phone: Phone::parse(&format!("20255501{n}")).unwrap(),
            minutes: 5,
        };
        let ladder = vec![rung("Dana (coordinator)", 90), rung("Miguel Example", 91), rung("Office 180", 92)];
        let policy = Policy { ladder, ..Policy::default() };
        for (words, expected) in [
            ("Dana hung up on me", vec![0]),
            ("your coordinator was so rude", vec![0]),
            ("miguel's a liar and Dana is too", vec![0, 1]),
            ("tell Dana that the aide was late", vec![]),
            ("hi Miguel, she was late", vec![]),
            ("the office never calls", vec![]),
            ("I want to speak to the coordinator", vec![]),
        ] {
            assert_eq!(accused(&policy, words), expected, "{words}");
        }
    }
}
