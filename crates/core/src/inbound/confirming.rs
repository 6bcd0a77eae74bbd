//! Answers to the evening's question who comes the next day. A yes to it never takes an open offer, and a yes to an
//! offer never confirms a shift (b39).
use super::{OutcomeKind, Routing};
use crate::agency::{Caregiver, Shift};
use crate::calendar::Zone;
use crate::case::{Case, Event};
use crate::conversation::{Asked, Confirming, Deciding, Question};
use crate::effect::To;
use crate::id::ShiftKey;
use crate::language::{Answer, Intent, Reading};
use crate::texts::{Say, VisitLine, When};

/// What a text says about the shifts that were listed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Said {
    /// Comes to all of them.
    All,
    /// The same, in a word that can mean nothing else.
    Plainly,
    /// Comes to these only.
    Only(Vec<ShiftKey>),
    /// Cannot work these.
    Not(Vec<ShiftKey>),
    /// A bare no.
    No,
}

fn flat(text: &str) -> String {
    let lower = text.to_lowercase().replace(['\'', '\u{2019}'], "").replace('í', "i");
    let mut flat = String::from(" ");
    for word in lower.split(|c: char| !(c.is_alphanumeric() || c == ':' || c == '#')).take(40) {
        if !word.is_empty() {
            flat.push_str(word);
            flat.push(' ');
        }
    }
    flat
}

/// A thumb, a tick, a folded hand: with or without a colour.
fn is_thumb(text: &str) -> bool {
    let signs = |c: char| matches!(c, '👍' | '👌' | '✅' | '✔' | '🙏' | '💯');
    text.chars().any(signs) && !text.chars().any(char::is_alphanumeric)
}

/// Every word of it says yes, thanks or nothing.
fn says_yes(flat: &str) -> bool {
    const YES: &[&str] = &[
        "ok",
        "okay",
        "k",
        "kk",
        "yes",
        "y",
        "yep",
        "yeah",
        "yup",
        "si",
        "sure",
        "confirmed",
        "confirm",
        "confirmo",
        "confirmado",
        "confirming",
        "mine",
        "absolutely",
        "claro",
        "listo",
        "perfect",
        "perfecto",
        "correct",
        "definitely",
        "okey",
        "oki",
        "bueno",
        "vale",
    ];
    const BESIDE: &[&str] = &[
        "all", "both", "of", "them", "thanks", "thank", "you", "gracias", "ill", "i", "will", "be", "there",
        "ahi", "estare", "todo", "todos", "for", "tomorrow", "shifts", "shift", "good", "see", "maam", "sir",
        "got", "it", "do", "can", "work", "please", "im", "am", "coming", "my", "own", "the", "alli",
        "puedo", "voy", "sounds", "great",
    ];
    const WHOLE: &[&str] = &[
        " ill be there ",
        " i will be there ",
        " will do ",
        " all good ",
        " sounds good ",
        " got it ",
        " ahi estare ",
        " alli estare ",
        " i can work all ",
        " im coming ",
        " i can do both ",
        " i can do all ",
    ];
    let words: Vec<&str> = flat.split_whitespace().collect();
    let known = |w: &&str| YES.contains(w) || BESIDE.contains(w);
    let yes = words.iter().any(|w| YES.contains(w)) || WHOLE.iter().any(|w| flat.starts_with(w));
    yes && words.len() <= 9 && words.iter().all(known)
}

/// "the 2nd", "the 9am", "#2": which of the listed.
fn which(flat: &str, options: &[ShiftKey], zone: &Zone) -> Vec<ShiftKey> {
    const FIRST: &[&str] = &["1st", "first", "primero", "primer", "#1"];
    const SECOND: &[&str] = &["2nd", "second", "segundo", "#2"];
    const THIRD: &[&str] = &["3rd", "third", "tercero", "tercer", "#3"];
    const FOURTH: &[&str] = &["4th", "fourth", "cuarto", "#4"];
    let words: Vec<&str> = flat.split_whitespace().collect();
    let mut found: Vec<ShiftKey> = Vec::new();
    let mut add = |key: Option<&ShiftKey>| {
        if let Some(key) = key.filter(|k| !found.contains(k)) {
            found.push(key.clone());
        }
    };
    for (at, names) in [FIRST, SECOND, THIRD, FOURTH].into_iter().enumerate() {
        if words.iter().any(|w| names.contains(w)) {
            add(options.get(at));
        }
    }
    if words.iter().any(|w| matches!(*w, "last" | "ultimo")) {
        add(options.last());
    }
    for (at, word) in words.iter().enumerate() {
        let digits: String = word.chars().take_while(|c| c.is_ascii_digit() || *c == ':').collect();
        let rest = word.get(digits.len()..).unwrap_or_default();
        let after = words.get(at + 1).copied().unwrap_or_default();
        let half = match (rest, after) {
            ("am" | "a", _) | ("", "am") => Some(0),
            ("pm" | "p", _) | ("", "pm") => Some(12),
            ("", _) => None,
            _ => continue,
        };
        let (hour, minute) = digits.split_once(':').unwrap_or((digits.as_str(), "0"));
        let (Ok(hour), Ok(minute)) = (hour.parse::<i8>(), minute.parse::<i8>()) else { continue };
        let means = |key: &&ShiftKey| {
            let start = zone.at(key.start);
            start.minute() == minute
                && match half {
                    Some(add) => start.hour() == hour % 12 + add,
                    None => start.hour() % 12 == hour % 12,
                }
        };
        let fitting: Vec<&ShiftKey> = options.iter().filter(means).collect();
        if let [one] = fitting.as_slice() {
            add(Some(one));
        }
    }
    found
}

fn said(text: &str, options: &[ShiftKey], zone: &Zone, reading: &Reading) -> Option<Said> {
    let flat = flat(text);
    let has = |list: &[&str]| list.iter().any(|w| flat.contains(w));
    if text.contains('?') {
        return None;
    }
    let named = which(&flat, options, zone);
    let negative = has(&[
        " cant ",
        " cannot ",
        " can not ",
        " wont ",
        " not ",
        " no puedo ",
        " unable ",
        " except ",
        " but not ",
        " menos ",
    ]);
    let only = has(&[" only ", " just ", " solo ", " solamente ", " nada mas "]);
    if !named.is_empty() && named.len() < options.len() {
        if negative {
            return Some(Said::Not(named));
        }
        if only {
            return Some(Said::Only(named));
        }
    }
    if negative {
        return None;
    }
    if is_thumb(text) || says_yes(&flat) {
        let plainly = has(&[" mine ", " confirm", " confirmo "]);
        return Some(if plainly { Said::Plainly } else { Said::All });
    }
    let words = flat.split_whitespace().count();
    match &reading.answers {
        Some(Answer::Yes) if words <= 6 => Some(Said::All),
        Some(Answer::No) if words <= 3 => Some(Said::No),
        _ if matches!(flat.trim(), "no" | "n" | "nope" | "no thanks" | "nah" | "no gracias") => {
            Some(Said::No)
        }
        _ => None,
    }
}

impl Routing<'_> {
    /// Deals with an answer to the evening's question; `false`: it is something else, or another question is newer.
    pub(super) fn confirms(&mut self, caregiver: &Caregiver, reading: &Reading, shifts: &[Shift]) -> bool {
        let Some(asked) = self.out.conversation.confirming.clone() else { return false };
        let open = |c: &Case| c.id() == asked.case && matches!(c, Case::Day(r) if r.is_open());
        if !self.heard.cases.iter().any(open) {
            self.out.conversation.confirming = None;
            return false;
        }
        let never = |i: Intent| i.is_danger() || i == Intent::OptOutInHelp;
        let newer_question = self.out.conversation.asked.as_ref().is_some_and(|a| a.at > asked.at);
        if reading.intents.iter().any(|i| never(i.intent)) || newer_question {
            return false;
        }
        let body = self.heard.text.body.expose().clone();
        let upper = body.to_uppercase();
        if upper.contains("TAKE") || upper.contains("PASS") || upper.contains("TOME") {
            return false;
        }
        let zone = &self.heard.policy.agency.zone;
        let Some(said) = said(&body, &asked.options, zone, reading) else { return false };
        // What was said to her since then is what a bare word answers.
        let since = self.out.conversation.thread.iter().any(|e| e.ours && e.at > asked.at);
        let claimed = |case| self.out.conversation.claims.iter().any(|k| k.case == case);
        let offers = self.out.conversation.open.iter().filter(|o| !claimed(o.case) && o.expires > self.now);
        let offer = offers.filter(|o| o.sent_at >= asked.at).max_by_key(|o| o.sent_at).cloned();
        match (said, offer) {
            (Said::All, Some(offer)) => self.which_yes(&offer),
            (Said::No, Some(_)) => return false,
            (Said::All | Said::No, None) if since => return false,
            (Said::All | Said::Plainly, _) => self.confirm(caregiver, &asked, &asked.options),
            (Said::Only(keys), _) => {
                let rest: Vec<ShiftKey> =
                    asked.options.iter().filter(|o| !keys.contains(o)).cloned().collect();
                self.confirm(caregiver, &asked, &keys);
                self.cannot_work(caregiver, &rest, shifts);
            }
            (Said::Not(keys), _) => {
                let rest: Vec<ShiftKey> =
                    asked.options.iter().filter(|o| !keys.contains(o)).cloned().collect();
                self.confirm(caregiver, &asked, &rest);
                self.out.conversation.confirming = Some(asked);
                self.cannot_work(caregiver, &keys, shifts);
                self.out.conversation.confirming = None;
            }
            (Said::No, None) => self.which_not(&asked, shifts),
        }
        true
    }

    fn confirm(&mut self, caregiver: &Caregiver, asked: &Confirming, keys: &[ShiftKey]) {
        self.out.conversation.confirming = None;
        self.out.answers = true;
        if let Some(fact) = self.understood() {
            self.tell(asked.case, Event::Heard { fact });
        }
        if !keys.is_empty() {
            let (caregiver, shifts) = (caregiver.id.clone(), keys.to_vec());
            self.tell(asked.case, Event::Confirmed { caregiver, shifts });
        }
        self.done(OutcomeKind::Acted, "confirms her shifts");
    }

    /// She cannot work these: call-outs like any other.
    fn cannot_work(&mut self, caregiver: &Caregiver, keys: &[ShiftKey], shifts: &[Shift]) {
        let fact = self.understood();
        for shift in keys.iter().filter_map(|k| shifts.iter().find(|s| s.key == *k)) {
            self.cannot_come(&caregiver.id, &shift.key);
            if let Some(existing) = self.open_case_of(&shift.key) {
                self.tell(existing, Event::Repeated);
                continue;
            }
            self.new_call_out(caregiver.id.clone(), shift, fact.clone());
        }
        self.done(OutcomeKind::Acted, "confirms some of her shifts and cannot work others");
    }

    /// A bare yes while an offer came after the question: asked once, never guessed.
    fn which_yes(&mut self, offer: &crate::conversation::OpenOffer) {
        let asking = Question::WhichYes { code: offer.code };
        if !self.may_ask(&asking, &[offer.case]) {
            return self.ask_for_call("a yes that may mean her own shifts or an offer");
        }
        self.out.conversation.pose(asking, &[offer.case], self.now);
        let when = When { start: offer.shift.key.start, end: offer.shift.end };
        let say = Say::Visit { line: VisitLine::WhichYes { code: offer.code, when } };
        self.out.replies.push((To::Phone(self.heard.text.from.clone()), say));
        self.done(OutcomeKind::Replied, "asked what the yes is for");
    }

    /// A bare no: which one can't she work?
    fn which_not(&mut self, asked: &Confirming, shifts: &[Shift]) {
        let known: Vec<&Shift> =
            asked.options.iter().filter_map(|k| shifts.iter().find(|s| s.key == *k)).collect();
        let options: Vec<ShiftKey> = known.iter().map(|s| s.key.clone()).collect();
        let asking = Question::Proposed { options: options.clone() };
        if options.is_empty() || !self.may_ask(&asking, &[]) {
            return self.ask_for_call("says no to the shifts of the next day");
        }
        self.out.conversation.pose(asking, &[], self.now);
        self.out.conversation.asked =
            Some(Asked { case: None, deciding: Deciding::Proposed, options, at: self.now });
        let listed = known.iter().map(|s| When { start: s.start(), end: s.end }).collect();
        let say = Say::ProposeCallOut { options: listed, person: false };
        self.out.replies.push((To::Phone(self.heard.text.from.clone()), say));
        self.done(OutcomeKind::Replied, "asked which shift she cannot work");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading() -> Reading {
        serde_json::from_str(r#"{"language":"en","intents":[],"action":"act"}"#).unwrap()
    }

    #[test]
    fn answers_to_the_evening_in_their_usual_forms() {
        let zone = Zone::named("America/Chicago").unwrap();
        let key = |id: &str, start: &str| ShiftKey::new(id, start.parse().unwrap());
        let (nine, two) = (key("1", "2026-11-24T15:00:00Z"), key("2", "2026-11-24T20:00:00Z"));
        let options = [nine.clone(), two.clone()];
        let read = |text: &str| said(text, &options, &zone, &reading());
        for text in ["ok", "K", "👍", "👍🏽", "sí", "yes I'll be there", "ok thanks", "Yep!", "both ok"]
        {
            assert_eq!(read(text), Some(Said::All), "{text:?}");
        }
        assert_eq!(read("confirmed"), Some(Said::Plainly));
        assert_eq!(read("only the 9am"), Some(Said::Only(vec![nine.clone()])));
        assert_eq!(read("just the first one"), Some(Said::Only(vec![nine.clone()])));
        assert_eq!(read("can't do the 2nd"), Some(Said::Not(vec![two.clone()])));
        assert_eq!(read("yes but not the 2pm"), Some(Said::Not(vec![two])));
        assert_eq!(read("no"), Some(Said::No));
        for text in ["thanks", "ok what time is the 9am?", "I need more hours", "call me", "not sure"] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
