//! What the rules found: kept, doubted or dropped by how likely the model thinks it.
use super::super::context::Found;
use super::super::model::INTENTS;
use super::super::phrases::rule;
use super::super::{Action, Intent, Reason, Window, bind, callout, reason, reply, say};
use super::scores::NOT_RULED_OUT;
use super::{ALONE, HEARD, Heard, LIKELY_DANGER, alike};

/// Below this a word of danger is taken for a figure of speech ("heart attack on a plate").
const NO_ALARM: f32 = 0.04;
/// Below this a finding of the rules is dropped.
const DROPPED: f32 = 0.3;
/// The same where something else was heard: the rules stumbled over a word.
const BESIDE: f32 = 0.4;
/// The same of a yes in a clause of its own, beside a question: it is asked back.
const ASKED_BESIDE: f32 = 0.03;
/// From here on what the rules found in a short and plain text is acted on: they are hardly ever wrong there.
const PLAIN: f32 = 0.1;
/// The same of a plain call-out.
const PLAIN_OUT: f32 = 0.4;
/// From here on a no that its words are certain of is asked about if it sounds more like a yes.
const YES_BESIDE: f32 = 0.2;
/// From here on a no or a condition may be meant beside a yes, which is asked about then.
const NO_BESIDE: f32 = 0.1;
/// From here on a plain call-out is not dropped, and acted on if its words say so and name the day, unless it is surely none: "cant work
/// jan 16 to jan 20" can hardly be misread, whatever else it resembles.
const PLAIN_OUT_KEPT: f32 = 0.01;
/// From here on a call-out is acted on whose words say so and name the day, in however long a text.
const SAID_OUT: f32 = 0.5;
/// Below this a reason that nobody drew a conclusion from is no call-out: "my back is killing me but I'm fine to work".
const HARDLY_OUT: f32 = 0.05;
/// From here on a plain yes to an offer is acted on.
const PLAIN_YES: f32 = 0.93;
/// The same where each offer has its own answer: "yes to cicero, the other one no" chose.
const APART_YES: f32 = 0.8;
/// Below this even a yes that the rules are certain of is asked back.
const NO_YES: f32 = 0.3;
/// The same of a yes whose only condition is that the shift is open still.
const STILL_YES: f32 = 0.05;
/// The same of a call-out.
const NO_OUT: f32 = 0.2;
/// How sure the model must be that it is one shift, or several, to doubt what was bound.
const COUNTED: f32 = 0.6;

rule!(
    /// What makes a broken car a call-out.
    NOT_COMING = words [
        r"cant", r"wont", r"not", r"no", r"off", r"out", r"cover(?:ed)?", r"some(?:one|body)", r"any(?:one|body)", r"miss", r"unable", r"call(?:ing)?", r"puedo", r"llego", r"voy", r"alguien", r"otra", r"tomorrow", r"today", r"tonight", r"manana", r"hoy",
    ]
);

rule!(FALL = words [r"fell", r"fallen", r"a fall", r"se cayo", r"se ha caido"]);

rule!(
    /// It is old, or ended well.
    OVER = words [
        r"ok", r"okay", r"fine", r"better", r"all ?right", r"yesterday", r"last (?:night|week|weekend|month|year|time|mon|tue|wed|thu|fri|sat|sun|[a-z]+day)", r"(?:days?|weeks?|months?|years?|while) ago", r"weeks?", r"months?", r"weekend", r"no (?:injur[a-z]*|bruis[a-z]*|marks?)", r"laugh[a-z]*", r"ayer", r"anoche", r"semanas?", r"mes", r"hace (?:[a-z0-9]+ )?(?:dias?|semanas?|mes|meses|anos?)", r"(?:esta|quedo|anda) bien",
    ]
);

rule!(
    /// "no habla bien" is the contrary of well.
    NOT_WELL = words [
        r"(?:not|isnt|aint|doesnt|dont|cant|never|no)(?: [a-z]+){0,2} (?:ok|okay|fine|good|better|all ?right|bien)",
    ]
);

/// From here on a complaint in a long text is kept.
const GRIEVANCE: f32 = 0.05;
/// How sure of a no is what is doubted: less than any line of acting.
const DOUBTED: f64 = 0.5;
/// How sure of danger a fall is.
const FALLEN: f64 = 0.5;

impl Heard<'_, '_> {
    pub(super) fn keep(&self, one: &Found) -> Option<Found> {
        let intent = one.reading.intent;
        let score = self.score(intent);
        // What is certain by its words is so, but for what would do harm and hardly sounds like it: "5?", "yes queen".
        if one.certain {
            return Some(match intent {
                // "yes if its still open" sounds like a condition, and asks for nothing.
                Intent::OfferAccept if reply::only_if_open(self.context) && score >= STILL_YES => one.clone(),
                Intent::OfferAccept if score < NO_YES || reply::echoes_or_bargains(self.context) => {
                    self.ask_back(one.clone())
                }
                Intent::OfferDecline if self.sounds_like_yes(score) => self.doubt(one.clone()),
                _ if intent.is_call_out() && score < NO_OUT && one.action == Action::Act => {
                    self.ask_back(one.clone())
                }
                _ => one.clone(),
            });
        }
        // A fall that is neither old nor over is one, whatever it is told beside.
        let fall = intent == Intent::MedicalEmergency
            && one.reading.because.iter().any(|words| FALL.is(words))
            && !OVER.is(&NOT_WELL.replace(&self.context.text.flat, "_"));
        let least = match intent {
            _ if fall => NOT_RULED_OUT,
            _ if intent.is_danger() => NO_ALARM,
            _ if self.plain && intent.is_call_out() => PLAIN_OUT_KEPT,
            // Whoever asks for silence in plain words gets it (47 CFR 64.1200(a)(10)).
            Intent::OptOutInHelp => PLAIN_OUT_KEPT,
            // Words that point at an offer each are hardly stumbled over; what the model doubts is asked back.
            _ if self.apart && intent.answers_offer() => PLAIN_OUT_KEPT,
            // "changed my mind, I can't do it": back goes the shift that she has just taken.
            _ if intent.is_call_out() && self.won => PLAIN_OUT_KEPT,
            // "my car died": asked back, however faint, also beside a no to an offer ("cant, im sick").
            _ if intent.is_call_out()
                && self.short
                && one.action == Action::Ask
                && !self.hears_more_than_no(intent) =>
            {
                HARDLY_OUT
            }
            // "I can be there at 9" of a shift from 8, however much it sounds like a yes.
            Intent::OfferConditional if self.other_time(one) => 0.0,
            // What the rules are sure of for some desk, in a few words.
            _ if self.short && self.routes(intent) && one.reading.confidence >= 0.85 => ASKED_BESIDE,
            // A yes of its own clause beside a question.
            Intent::OfferAccept if one.reading.because.iter().any(|why| why == "question") => ASKED_BESIDE,
            _ if self.hears_other(intent) => BESIDE,
            // A named grievance in the middle of a long story, and nothing else heard in it.
            Intent::Complaint if !self.short => GRIEVANCE,
            _ => DROPPED,
        };
        if score < least {
            return None;
        }
        let mut kept = one.clone();
        kept.reading.confidence = f64::from(score);
        if intent.is_danger() {
            if score >= self.alarm(intent) {
                kept.reading.confidence = if score >= LIKELY_DANGER {
                    one.reading.confidence.max(f64::from(score))
                } else {
                    f64::from(score.max(0.5))
                };
            }
            if fall {
                kept.reading.confidence = kept.reading.confidence.max(FALLEN);
            }
            return Some(kept);
        }
        if intent.is_call_out() {
            kept = self.counted(kept);
        }
        // She named the day, and it is one of hers.
        let dated = self.says_out_and_day() && !kept.reading.shifts.is_empty();
        let plain = match intent {
            // "yes if its still open" is hardly doubted.
            Intent::OfferAccept if reply::only_if_open(self.context) => DROPPED,
            Intent::OfferAccept if self.apart => APART_YES,
            Intent::OfferAccept => PLAIN_YES,
            _ if intent.is_call_out() && dated && !self.hears_none() => PLAIN_OUT_KEPT,
            _ if intent.is_call_out() => PLAIN_OUT,
            _ => PLAIN,
        };
        let sure = match intent {
            _ if self.plain => self.sure(intent).min(plain),
            // "cant work with rosa tomorrow at 7 but could do 8:30 to 11:30": the rest she could do makes it less sure to the model only.
            _ if intent.is_call_out() && dated => self.sure(intent).min(SAID_OUT),
            _ => self.sure(intent),
        };
        if kept.action == Action::Act && score < sure {
            kept = self.ask_back(kept);
        }
        // "sorry my car died" may only make her late.
        if intent.is_call_out()
            && kept.action == Action::Act
            && reason::find(self.context, &self.context.text.flat)
                .is_some_and(|why| why.reason == Reason::Transport)
            && !NOT_COMING.is(&self.context.text.flat)
        {
            kept = self.ask_back(kept);
        }
        // "strep throat, tomorrow": the rules heard but a reason, together they are sure.
        let bound = !kept.reading.shifts.is_empty() && !callout::is_tentative(&self.context.text.flat);
        // A reason alone ("sorry my car died") may only make her late: that takes more.
        let named = self.context.when.says_day() || bind::names_client(self.context);
        let enough = if self.short && named { HEARD } else { self.sure(intent) + ALONE };
        if kept.action == Action::Ask
            && kept.question.is_none()
            && intent.is_call_out()
            && bound
            && score >= enough
        {
            kept.action = Action::Act;
        }
        // The rules were not sure enough to send it to its desk; together they are.
        if kept.action == Action::Human
            && one.reading.confidence < 0.85
            && self.routes(intent)
            && score >= self.sure(intent)
        {
            kept.action = Action::Act;
        }
        // "yeah right, on two hours of sleep"; "everything but Tuesday" takes what is left, and which that is she is asked.
        let flat = &self.context.text.flat;
        if intent == Intent::OfferAccept
            && kept.action == Action::Act
            && (reply::ironic(flat)
                || reply::echoes_or_bargains(self.context)
                || reply::leaves_out(flat) && self.context.offers.len() > 1 && !self.apart)
        {
            kept = self.ask_back(kept);
        }
        if kept.action == Action::Act && (self.torn(intent) || self.moves(intent)) {
            kept = self.ask_back(kept);
        }
        if kept.action == Action::Ask {
            kept.reading.confidence = kept.reading.confidence.clamp(0.6, 0.84);
        }
        Some(kept)
    }

    /// "no brainer" is no no.
    fn sounds_like_yes(&self, no: f32) -> bool {
        let yes = self.score(Intent::OfferAccept);
        !self.apart && yes > no && yes >= YES_BESIDE
    }

    /// "mi prima se reportó enferma pero yo no": it wants nothing, or no offer.
    fn hears_none(&self) -> bool {
        self.score(Intent::UnclearOrAdversarial).max(self.score(Intent::OfferDecline)) >= HEARD
    }

    /// "10 is fine but 4 is not", "Saturday afternoons I coach": a yes that may be a no as well.
    fn torn(&self, intent: Intent) -> bool {
        let less = self.score(Intent::OfferDecline).max(self.score(Intent::OfferConditional));
        // Of several offers a no belongs to the others: "put me down for Cicero not the other".
        intent == Intent::OfferAccept
            && self.context.offers.len() == 1
            && less >= NO_BESIDE
            && !reply::only_if_open(self.context)
    }

    /// "make thursday 12-6": the shift is to be moved, and no word says that she cannot work.
    fn moves(&self, intent: Intent) -> bool {
        intent.is_call_out()
            && self.score(Intent::SwapOrTimeChange) >= HEARD
            && !callout::is_call_out(&self.context.text.flat)
    }

    /// A call-out is taken back in it, where she has won no shift that she could give back.
    pub(super) fn takes_back(&self) -> bool {
        !self.won && self.score(Intent::Retraction) >= HEARD
    }

    /// A condition that names other hours than those offered, and no refusal.
    pub(super) fn other_time(&self, one: &Found) -> bool {
        self.names_other_hours(one) && self.score(Intent::OfferDecline) < HEARD
    }

    /// "I can cover 10 to 6" of a shift from 10 to 6 names none.
    pub(super) fn names_other_hours(&self, one: &Found) -> bool {
        let offered = |window: &Window| {
            self.context.offers.iter().any(|offer| {
                let (start, end) = (Some(offer.start), Some(offer.end));
                let (from, until) = (window.from, window.until);
                // "I can be there by 10" of a shift from 10.
                (from, until) == (None, start)
                    || (from, until) == (start, end)
                    || (from, until) == (start, None)
            })
        };
        one.reading.window.as_ref().is_some_and(|window| !offered(window))
    }

    /// Whether it is something else that the text says; that it says little is nothing else.
    pub(super) fn hears_other(&self, intent: Intent) -> bool {
        let speaks = |other: Intent| !other.is_danger() && other != Intent::UnclearOrAdversarial;
        // A yes stands well beside a question about pay or another shift.
        let excludes =
            |other: Intent| intent != Intent::OfferAccept || other.answers_offer() || other.is_call_out();
        INTENTS.into_iter().any(|other| {
            !alike(other, intent) && speaks(other) && excludes(other) && self.score(other) >= HEARD
        })
    }

    /// Whether it says something else than this and a no to an offer.
    pub(super) fn hears_more_than_no(&self, intent: Intent) -> bool {
        INTENTS.into_iter().any(|other| {
            let says =
                other != Intent::OfferDecline && other != Intent::UnclearOrAdversarial && !other.is_danger();
            says && !alike(other, intent) && self.score(other) >= HEARD
        })
    }

    /// Where nothing was bound the model counts the shifts; where it hears several and one was bound, she is asked.
    pub(super) fn counted(&self, mut found: Found) -> Found {
        // "one of my earl days" is one, whatever it resembles.
        if callout::says_one_of(self.context) {
            return found;
        }
        let (one, many) = (self.raw(Intent::CallOutSingle), self.raw(Intent::CallOutMulti));
        let bound = found.reading.shifts.len();
        // "wed to fri", "the 24th and the 25th": the words count.
        let when = &self.context.when;
        if bound > 1 || bound == 1 && (when.range || when.says_day() && !when.several) {
            return found;
        }
        let heard = match bound {
            0 if many > one => Intent::CallOutMulti,
            0 => Intent::CallOutSingle,
            1 if many >= COUNTED && many > one && self.context.live.len() > 1 => Intent::CallOutMulti,
            _ => return found,
        };
        found.reading.intent = heard;
        if bound > 0 && found.action == Action::Act {
            return self.ask_back(found);
        }
        found
    }

    /// Acting on it changes nothing by itself.
    pub(super) fn routes(&self, intent: Intent) -> bool {
        matches!(
            intent,
            Intent::ScheduleQuery
                | Intent::SwapOrTimeChange
                | Intent::AvailabilityHours
                | Intent::EvvClockIssue
                | Intent::HrPayCredential
                | Intent::ClientStatusChange
                | Intent::LeadCareInquiry
                | Intent::JobApplicant
                | Intent::WrongNumberUnknown
                | Intent::ClientNoShowReport
        )
    }

    /// A no that is asked about and not taken as one meanwhile.
    pub(super) fn doubt(&self, one: Found) -> Found {
        let mut doubted = self.ask_back(one);
        doubted.reading.confidence = doubted.reading.confidence.min(DOUBTED);
        doubted
    }

    /// A finding that is not sure enough to be acted on.
    pub(super) fn ask_back(&self, one: Found) -> Found {
        let context = self.context;
        match one.reading.intent {
            Intent::OfferAccept | Intent::OfferDecline => one.ask(say::which_offer(context)),
            Intent::CallOutSingle | Intent::CallOutMulti if one.reading.shifts.is_empty() => {
                one.ask(say::what_about(context))
            }
            Intent::CallOutSingle | Intent::CallOutMulti => {
                let shifts = one.reading.shifts.clone();
                one.ask(say::which_shift(context, &shifts))
            }
            _ => one.action(Action::Human),
        }
    }
}
