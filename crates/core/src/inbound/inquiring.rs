//! People on nobody's file who ask for care or for work, by text and by the web form.
use serde::{Deserialize, Serialize};

use super::{Heard, OutcomeKind, Routed, Routing, Target};
use crate::agency::{Identity, Tongue};
use crate::case::{Case, Event, Words};
use crate::conversation::Conversation;
use crate::effect::To;
use crate::escalation::PageWhy;
use crate::fact::Fact;
use crate::id::CaseId;
use crate::language::{Intent, IntentReading, Reading};
use crate::lead::{Channel, Inquiry, News, Topic, asks_price, is_professional, volunteered};
use crate::private::Redacted;
use crate::texts::Say;

/// What somebody filled into the web form; her own words for each field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Answers.
    pub told: Vec<(Topic, Redacted<String>)>,
    /// She chose Spanish.
    pub tongue: Tongue,
}

/// Says what follows from a form. `heard.text` is the form in words: its number is the sender's.
pub fn route_form(heard: Heard<'_>, conversation: Conversation, form: &Form) -> Routed {
    let mut routing = Routing::new(heard, conversation);
    routing.form(form);
    routing.out
}

impl Routing<'_> {
    /// The sender's lead, while it is open.
    pub(super) fn lead(&self) -> Option<CaseId> {
        self.out.conversation.lead.filter(|id| self.heard.cases.iter().any(|c| c.id() == *id && c.is_open()))
    }

    /// Whether the sender's lead waits for an answer, and only the model takes this for small talk: thanks are known by
    /// their words.
    pub(super) fn answers_lead(&self, reading: &Reading) -> bool {
        let waits = |c: &Case| matches!(c, Case::Lead(lead) if lead.waiting.is_some());
        let open = self.lead().is_some_and(|id| self.heard.cases.iter().any(|c| c.id() == id && waits(c)));
        open && reading.intents.iter().all(|i| i.because == ["model"])
    }

    /// Whether this is a matter of care or work wanted by somebody who has neither; then it is dealt with.
    pub(super) fn inquiring(&mut self, reading: &Reading) -> bool {
        let text = self.heard.text;
        let body = text.body.expose().as_str();
        let has = |i: Intent| reading.intents.iter().any(|r| r.intent == i);
        let identities = self.heard.roster.who_has(&text.from);
        let lead = self.lead();
        let stranger = identities.is_empty();
        // On file as somebody who once asked: the lead that is open, or a new one, finds her record by the number.
        let prospect = matches!(identities.as_slice(), [Identity::Client(id)]
            if self.heard.roster.client(id).is_some_and(|c| !c.is_client));
        if !(stranger || prospect) {
            return false;
        }
        if lead.is_none() && has(Intent::JobApplicant) {
            let Some(link) = self.heard.policy.leads.recruiting.clone() else { return false };
            if self.out.conversation.answered.is_empty() {
                self.out.replies.push((To::Phone(text.from.clone()), Say::Recruiting { link }));
            }
            self.done(OutcomeKind::Replied, "asks about work: the recruiters' link");
            return true;
        }
        // It ends the lead: a name or a town alone can faintly look like anything.
        let sure = |r: &IntentReading| r.confidence >= self.heard.policy.language.act;
        let wrong_number = reading.intents.iter().any(|r| r.intent == Intent::WrongNumberUnknown && sure(r));
        let professional = is_professional(body);
        if lead.is_none() && !has(Intent::LeadCareInquiry) && !professional {
            return false;
        }
        let leads = &self.heard.policy.leads;
        let told = volunteered(body, &leads.towns, &leads.zips)
            .into_iter()
            .map(|(topic, words)| (topic, Redacted::new(words)))
            .collect();
        let news = News {
            words: Words { message: text.id.clone(), text: text.body.clone() },
            told,
            answers: true,
            price: asks_price(body),
            professional,
            wrong_number: wrong_number && lead.is_some(),
        };
        let tongue = if reading.language == "es" { Tongue::Spanish } else { Tongue::English };
        self.inquire(lead, news, tongue, Channel::Text);
        true
    }

    fn inquire(&mut self, lead: Option<CaseId>, news: News, tongue: Tongue, channel: Channel) {
        let fact: Option<Event> = self.understood().map(|fact| Event::Heard { fact });
        let phone = self.heard.text.from.clone();
        match lead {
            Some(case) => {
                if let Some(fact) = fact {
                    self.tell(case, fact);
                }
                self.tell(case, Event::Told { news });
                self.done(OutcomeKind::Acted, "an answer of somebody who asks for care");
            }
            None => {
                let opened = Event::Inquired { inquiry: Inquiry { phone, tongue, channel, news } };
                self.out.events.push((Target::NewLead, fact.into_iter().chain([opened]).collect()));
                self.done(OutcomeKind::Acted, "somebody asks for care");
            }
        }
    }

    fn form(&mut self, form: &Form) {
        let text = self.heard.text;
        self.out.conversation.tidy(self.now);
        self.out.conversation.heard_at = Some(self.now);
        self.out.conversation.remember(false, text.body.expose(), self.now);
        let identities = self.heard.roster.who_has(&text.from);
        if let [one] = identities.as_slice() {
            self.name = self.who(one);
        }
        let reading = self.read(&self.message(super::Sender::Unknown, Vec::new(), Vec::new()));
        let danger = |i: Intent| reading.intents.iter().any(|r| r.intent == i);
        let why = if danger(Intent::MedicalEmergency) {
            Some(PageWhy::Emergency)
        } else if danger(Intent::AbuseNeglectSafety) {
            Some(PageWhy::Safety)
        } else {
            None
        };
        let heard = Fact::Understood {
            message: text.id.clone(),
            from: text.from.clone(),
            words: text.body.clone(),
            intents: Vec::new(),
        };
        let name = self.name.clone();
        if let Some(why) = why {
            return self.alarm(why, name, "danger or abuse in the web form");
        }
        let known = identities.iter().any(|i| match i {
            Identity::Client(id) => self.heard.roster.client(id).is_some_and(|c| c.is_client),
            Identity::Contact(_) | Identity::Caregiver(_) => true,
        });
        if known {
            // A client, a relative, a caregiver: the office answers her as that.
            self.out.replies.push((To::Phone(text.from.clone()), Say::PersonWillAnswer));
            return self.hand_over(PageWhy::Message, name, "web form from a number on file");
        }
        let news = News {
            words: Words { message: text.id.clone(), text: text.body.clone() },
            told: form.told.clone(),
            answers: false,
            price: false,
            professional: is_professional(text.body.expose()),
            wrong_number: false,
        };
        let lead = self.lead();
        self.inquire(lead, news, form.tongue, Channel::Form);
        if let Some((_, events)) = self.out.events.last_mut() {
            events.insert(0, Event::Heard { fact: heard });
        }
    }
}
