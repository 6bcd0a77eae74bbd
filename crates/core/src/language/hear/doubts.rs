//! Readings that are likely and still too dear to be wrong: she is asked before anything is done.
use super::super::context::Found;
use super::super::phrases::rule;
use super::super::reply::Verdict;
use super::super::thread::Asked;
use super::super::{Action, Intent, Sender, bind, callout, each, reason, reply, say};
use super::{HEARD, Heard};

rule!(ONLY_THIS = raw_one[r"^\s*(?:just|only|solo|solamente|nomas|nada mas) "]);
rule!(
    /// Whoever is on her way to an open shift has taken it.
    ON_HER_WAY = words [
        r"on my way", r"leaving (?:now|the house|here|right now)", r"heading (?:there|over|out|that way)", r"voy (?:para alla|en camino|saliendo)", r"ya (?:salgo|sali|voy)",
    ]
);
rule!(
    /// Cancelling that is denied, asked about or told of others; another person that is wanted instead.
    KEEPS = words [
        r"no (?:la |lo |las |los |me |le |nos )?(?:vayan? a |quier[oe]n? |queremos |puedo |se puede |hay (?:necesidad de |que |por que )|hace falta |necesito )?cancel[a-z]*", r"(?:dont|didnt|did not|never|not|no need to|nobody|cant|shouldnt|no reason to)(?: want to| going to| trying to)? cancel[a-z]*", r"(?:quien|por que|porque) (?:la |lo )?cancel[a-z]*", r"(?:who|why)(?: [a-z]+){0,2} cancel[a-z]*", r"no,? (?:dejel[ao]s?|la dejen)", r"no (?:le|me|les) hagan caso", r"llamo a cancelar",
        r"(?:manden|mande|mandeme|mandenme|send|want|quiero)(?: me| a)? (?:la )?(?:otra|otro|another|someone else|somebody else|alguien mas|different)", r"no (?:me )?(?:manden?|envien?) (?:mas )?a [a-z]+", r"no venga con", r"(?:stop|basta de|dejen de) (?:chang|cambi)[a-z]*",
    ]
);
rule!(BUT = words [r"but", r"pero", r"not", r"except", r"menos", r"still", r"todavia si", r"vemos", r"keep"]);
rule!(SPOKESMAN = words [
    r"(?:this is|its|it is)(?: [a-z]+)? (?P<whose>[a-z]+) (?:daughter|son|husband|wife|sister|brother|mom|mother|girlfriend|boyfriend|roommate)", r"(?:soy|es|habla) (?:el|la) (?:hija|hijo|esposo|esposa|hermana|hermano|mama|papa|novio|novia) de",
]);
rule!(OTHER_ONE = words[r"(?:the |el |la )?(?:other one|otr[oa])"]);
rule!(NOR = words [r"(?:ni|tampoco|neither|nor|either|none|no|not|cant) (?:to |for |por |en |the |el |la |al )*(?:other|otr[oa])", r"(?:other one|otr[oa]) (?:no|not|tampoco|either|cant|ni)", r"(?:otr[oa]|other) (?:trabajo|vez|dia|cliente|job|time|day|client|turno|place|agencia|agency)"]);
rule!(
    GIVES_CODE = words[r"(?:pass|drop|cancel|give|cant do|paso) (?:on |up |back |el |la |the )*#?(?P<code>[0-9]{1,3})"]
);

/// From here on a reason alone says that she is out.
const CLEAR_REASON: f64 = 0.5;
/// Her own shift is near, minutes.
const SOON: i64 = 24 * 60;

impl Heard<'_, '_> {
    /// Asked about, however likely it is.
    pub(super) fn mind_doubts(&self, kept: &mut [Found]) {
        let accepts = kept.iter().any(|one| one.reading.intent == Intent::OfferAccept);
        let answered = kept.iter().filter(|one| one.reading.intent.answers_offer());
        let answered: Vec<String> =
            answered.flat_map(|one| &one.reading.offers).map(|code| code.to_lowercase()).collect();
        for one in kept.iter_mut().filter(|one| matches!(one.action, Action::Act | Action::Ignore)) {
            let intent = one.reading.intent;
            let doubtful = match intent {
                Intent::OfferAccept => self.accepts_something_else(one),
                Intent::OfferDecline => !accepts && self.may_pick_another(&answered),
                Intent::ClientCancelReschedule => self.may_keep_the_visit(),
                _ if intent.is_call_out() => {
                    self.calls_out_of_others(one)
                        || !one.certain
                            && (self.takes_back()
                                || self.doubts_call_out()
                                || self.works_as_well(one)
                                || self.is_of_offer())
                }
                _ => false,
            };
            if self.speaks_for_her() && !intent.is_danger() {
                *one = one.clone().action(Action::Human);
                continue;
            }
            let sets_out = !accepts && !intent.is_call_out() && self.sets_out();
            if doubtful {
                *one = self.ask_back(one.clone());
            } else if sets_out && !one.reading.intent.is_danger() {
                *one = one.clone().ask(say::which_offer(self.context));
            }
        }
    }

    /// "Its Denise's daughter, mom went in to the hospital and she wont be there": somebody else writes, of a person and not of the sender.
    fn speaks_for_her(&self) -> bool {
        let hers = |found: &regex::Captures<'_>| {
            found
                .name("whose")
                .is_none_or(|whose| !matches!(whose.as_str(), "my" | "a" | "the" | "our" | "mi" | "un"))
        };
        self.context.message.sender == Sender::Caregiver
            && SPOKESMAN.all(&self.context.text.flat).iter().any(hers)
    }

    /// "omw", "leaving now for Cicero", to an offer that waits.
    fn sets_out(&self) -> bool {
        *self.context.asked() == Asked::Offer && ON_HER_WAY.is(&self.context.text.flat)
    }

    /// "Sure I'll do it" to "could you bring the newspaper up?": an older offer is meant only where words point at it. "Rosa said she'd take
    /// 12 and I'll take 13", "I can do it, I'd be there around 9": it is not all of it, or not so.
    fn accepts_something_else(&self, one: &Found) -> bool {
        let context = self.context;
        let answers_newer = !matches!(context.asked(), Asked::Offer | Asked::Nothing | Asked::Told)
            && !reply::points_at_offer(context);
        let mixes = reply::mixes_offers(context);
        answers_newer
            || reply::says_neither(&context.text.flat)
            || reply::arrives_otherwise(context)
            || mixes && (one.reading.offers.len() != 1 || !self.apart || reply::codes(context).len() > 1)
            || reply::takes_otherwise(&context.text.flat)
            || !one.certain && self.is_said_otherwise(one)
    }

    /// Of several offers its words take others than these.
    fn is_said_otherwise(&self, one: &Found) -> bool {
        let apart = each::read(self.context);
        let codes: Vec<String> = one.reading.offers.iter().map(|code| code.to_lowercase()).collect();
        let refused = apart.no.iter().chain(&apart.maybe).any(|code| codes.contains(code));
        let others = !apart.yes.is_empty() && codes.iter().any(|code| !apart.yes.contains(code));
        self.context.offers.len() > 1 && (refused || others)
    }

    /// "salem. my kids are taking me out sunday", "me queda lejos, el otro": a no beside what she picks; or it gives up what is hers: "pass 15".
    fn may_pick_another(&self, answered: &[String]) -> bool {
        let (context, flat) = (self.context, &self.context.text.flat);
        let several = context.offers.len() > 1;
        let another = several && OTHER_ONE.is(flat) && !NOR.is(flat);
        let gives_other = GIVES_CODE.all(flat).iter().any(|found| {
            found
                .name("code")
                .is_some_and(|code| !context.offers.iter().any(|offer| offer.id == code.as_str()))
        });
        let apart = each::read(context);
        let beside = several && apart.yes.iter().chain(&apart.maybe).any(|code| !answered.contains(code));
        // "aint turning down no hours", "paso por cicero de camino asi q si"
        let idiom = reply::denies_no(flat) && reply::verdict(context) != Verdict::No;
        let begins_yes = several && (flat.starts_with(" yes ") || flat.starts_with(" si "));
        // "No im in the ER since 4 and no i cant do 5", to "are you on your way?"
        let soon = context.live.iter().any(|shift| context.minutes_until(shift) <= SOON);
        let out = *context.asked() != Asked::Offer
            && soon
            && reason::find(context, flat).is_some_and(|why| why.alone >= CLEAR_REASON);
        beside
            || idiom
            || begins_yes
            || out
            || another
            || gives_other
            || several && each::begins_with_pick(context)
    }

    /// "no la cancelen, yo trabajo", "cancelen mañana pero el jueves no", "no manden a Nora, mande a otra": the visit, or one of them, is wanted.
    fn may_keep_the_visit(&self) -> bool {
        let (context, flat) = (self.context, &self.context.text.flat);
        let contrast = context.when.days.len() > 1 && BUT.is(flat);
        KEEPS.is(flat) || contrast
    }

    /// "Friday I should be fine dont take me off", "could go from 10 to 2": no rule heard a call-out, and it may be of a part, or none.
    fn works_as_well(&self, one: &Found) -> bool {
        let flat = &self.context.text.flat;
        let part = one.reading.window.is_some() || self.score(Intent::SwapOrTimeChange) >= HEARD;
        let works = part || callout::says_works(flat) || ONLY_THIS.is(flat);
        !one.reading.is_by_words() && (self.confirms || !self.answers && works)
    }

    /// "I can do Sunday just not tomorrow": what she can work is not called out of.
    fn calls_out_of_others(&self, one: &Found) -> bool {
        let sorted = |mut ids: Vec<String>| {
            ids.sort();
            ids
        };
        let others = |no: Vec<String>| sorted(no) != sorted(one.reading.shifts.clone());
        !self.answers && each::contrasted(self.context).is_some_and(|(_, no)| others(no))
    }

    /// "my car got no air I am not driving to Mesa": a reason, no word of being out, and nothing that points past the offer.
    fn is_of_offer(&self) -> bool {
        let context = self.context;
        if context.offers.is_empty() {
            return false;
        }
        let offered = |day| context.offers.iter().any(|offer| offer.date == day);
        let own_day = || context.live.iter().any(|own| context.when.may_mean(own.date) && !offered(own.date));
        let points = context.when.says_day() && own_day() || bind::names_client(context);
        // "couldn't make it to Miss Hattie from Bessemer": what would come of taking it.
        reply::names_area(context) || !self.answers && !points && !callout::is_call_out(&context.text.flat)
    }
}
