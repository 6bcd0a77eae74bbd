//! A week in the life of an invented agency: everybody texts about everything, phones answer, the office clicks. Every
//! message must have one outcome, every clock must be kept, and nobody may read what is not hers to know.
//!
//! `GIGI_WEEK=large:2000 cargo test -p gigi --test week -- --nocapture` plays two thousand messages at five thousand
//! caregivers; without it a smaller week is played.
#![expect(clippy::unwrap_used, reason = "a test")]
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use gigi_core::agency::{Contact, PersonName, Roster};
use gigi_core::calendar::{Zone, plus_minutes};
use gigi_core::case::{Case, Command};
use gigi_core::id::{CaregiverId, ClientId};
use gigi_core::inbound::{InboundText, OutcomeKind};
use gigi_core::phone::Phone;
use gigi_core::policy::{Policy, Rung, WriteRoute};
use gigi_core::rehearsal::Agency;
use gigi_engine::ports::{Arrival, Clock as _, Input, People, Store as _};
use gigi_engine::testing::{CountedIds, FakePhones, FakeRecords, MemStore, TestClock};
use gigi_engine::{Engine, EngineParts};
use gigi_sim::AgencySize;
use jiff::Timestamp;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Minutes that the week has: the invented schedule reaches no further.
const MINUTES: i64 = 4 * 24 * 60;
/// Area codes in which strangers live; their 555-01xx numbers are reserved for fiction like all others.
const STRANGERS: [&str; 4] = ["907", "808", "406", "701"];

fn phone(digits: &str) -> Phone {
    Phone::parse(digits).unwrap()
}

fn policy() -> Policy {
    let rung =
        |n: u32| Rung { name: format!("Office {n}"), phone: phone(&format!("9075550{n}")), minutes: 5 };
    let mut policy = Policy { ladder: vec![rung(190), rung(191)], ..Policy::default() };
    policy.agency.name = "Example Home Care".into();
    policy.writing.route = WriteRoute::Api;
    policy.checked().unwrap()
}

/// Numbers that are nobody's: 555-01xx in every area code that the invented agencies, relatives and strangers leave free.
fn numbers() -> impl Iterator<Item = Phone> {
    const TAKEN: [u32; 8] = [603, 802, 207, 202, 907, 808, 406, 701];
    let codes = (301..=989_u32).filter(|c| c % 100 != 11 && !TAKEN.contains(c));
    let all = codes.flat_map(|code| (0..100).map(move |n| format!("{code}55501{n:02}")));
    all.filter_map(|digits| Phone::parse(&digits).ok())
}

/// One text of the labelled ones, said with no open question.
struct Line {
    sender: String,
    text: String,
}

fn lines() -> Vec<Line> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/language/train");
    let mut lines = Vec::new();
    for name in ["caregivers_en", "contrasts_en", "others_en", "spanish"] {
        let file = std::fs::read_to_string(folder.join(name).with_extension("tsv")).unwrap();
        for line in file.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            if let [sender, _, "none" | "on_shift" | "visit_now", _, text] = cells.as_slice() {
                lines.push(Line { sender: (*sender).into(), text: (*text).into() });
            }
        }
    }
    lines
}

struct Week {
    rng: ChaCha8Rng,
    clock: Arc<TestClock>,
    store: Arc<MemStore>,
    phones: Arc<FakePhones>,
    engine: Engine,
    policy: Arc<Policy>,
    caregivers: Vec<Phone>,
    clients: Vec<Phone>,
    contacts: Vec<Phone>,
    texts: usize,
    answered: usize,
    before: Roster,
}

impl Week {
    async fn begin(size: AgencySize, seed: u64) -> Self {
        let zone = Zone::named("America/Chicago").unwrap();
        let Agency { mut caregivers, mut clients, shifts } =
            gigi::rehearse::invented_agency(size, seed, &zone);
        let mut numbers = numbers();
        for (text_to, phones) in caregivers
            .iter_mut()
            .map(|c| (&mut c.text_to, &mut c.phones))
            .chain(clients.iter_mut().map(|c| (&mut c.text_to, &mut c.phones)))
            .filter(|(_, phones)| phones.is_empty())
        {
            // The crowd of the large agency has no phones of its own.
            *text_to = numbers.next();
            phones.extend(text_to.clone());
        }
        let start: Timestamp = "2026-11-23T18:00:00Z".parse().unwrap();
        let works: BTreeSet<&CaregiverId> =
            shifts.iter().filter(|s| s.end > start).filter_map(|s| s.caregiver.as_ref()).collect();
        let text_to = |c: &gigi_core::agency::Caregiver| {
            c.text_to.clone().filter(|_| c.active && c.hired && works.contains(&c.id))
        };
        let numbers = caregivers.iter().filter_map(text_to).collect();
        let visited: BTreeSet<&ClientId> =
            shifts.iter().filter(|s| s.end > start).map(|s| &s.client).collect();
        let served: Vec<_> = clients.iter().filter(|c| c.is_client && visited.contains(&c.id)).collect();
        // Every third client has a relative on file.
        let contacts: Vec<Contact> = served
            .iter()
            .step_by(3)
            .enumerate()
            .map(|(n, c)| Contact {
                client: c.id.clone(),
                name: PersonName::new("Robin", "Quillfeather"),
                phones: vec![phone(&format!("{}55501{:02}", ["603", "802", "207"][n / 100 % 3], n % 100))],
            })
            .take(300)
            .collect();
        let client_numbers = served.iter().filter_map(|c| c.text_to.clone()).collect();
        let contact_numbers = contacts.iter().flat_map(|c| c.phones.clone()).collect();
        let before = Roster::new(caregivers.clone(), clients.clone(), &contacts, shifts.clone(), None);
        let people = People { caregivers, clients, contacts, ..People::default() };
        let (clock, store, phones) =
            (Arc::new(TestClock::at(start)), Arc::new(MemStore::new()), Arc::<FakePhones>::default());
        let policy = Arc::new(policy());
        let engine = Engine::new(EngineParts {
            model: None,
            store: Arc::clone(&store) as _,
            messenger: Arc::clone(&phones) as _,
            records: Arc::new(FakeRecords::new(people, shifts)) as _,
            clock: Arc::clone(&clock) as _,
            ids: Arc::new(CountedIds::default()) as _,
            policy: Arc::clone(&policy),
            agency: "9001".into(),
            owner: "week".into(),
        });
        assert!(engine.sync_people().await.unwrap());
        engine.sync_shifts(4, 5).await.unwrap();
        Self {
            rng: ChaCha8Rng::seed_from_u64(seed),
            clock,
            store,
            phones,
            engine,
            policy,
            caregivers: numbers,
            clients: client_numbers,
            contacts: contact_numbers,
            texts: 0,
            answered: 0,
            before,
        }
    }

    async fn text(&mut self, from: &Phone, body: &str) {
        self.texts += 1;
        let (id, at) = (format!("SM{}", self.texts), self.clock.now());
        let text =
            InboundText { id: id.clone(), from: from.clone(), body: body.into(), opt: None, received_at: at };
        let dedupe = format!("week/{id}");
        let arrival = Arrival { dedupe, thread: from.e164().to_owned(), at, what: Input::Text(text) };
        self.engine.receive(arrival).await.unwrap();
    }

    fn somebody(&mut self, sender: &str) -> Option<Phone> {
        let known = match sender {
            "caregiver" => &self.caregivers,
            "client" => &self.clients,
            "family" => &self.contacts,
            _ => {
                let code = STRANGERS.choose(&mut self.rng)?;
                return Phone::parse(&format!("{code}55501{:02}", self.rng.random_range(0..90))).ok();
            }
        };
        known.choose(&mut self.rng).cloned()
    }

    /// People read their phones: offers and questions are answered or not, the office takes its pages or not.
    async fn answers(&mut self) {
        let ledger = self.phones.ledger();
        let new: Vec<_> = ledger.iter().skip(self.answered).cloned().collect();
        self.answered = ledger.len();
        for (_, _, to, words) in new {
            let code =
                words.split("TAKE ").nth(1).and_then(|r| r.chars().next()).filter(char::is_ascii_digit);
            let case: String = words
                .strip_prefix("Case ")
                .unwrap_or_default()
                .chars()
                .take_while(char::is_ascii_digit)
                .collect();
            if let Some(code) = code {
                match self.rng.random_range(0..10) {
                    0..=2 => self.text(&to, &format!("TAKE {code}")).await,
                    3..=5 => self.text(&to, &format!("PASS {code}")).await,
                    6 => self.text(&to, "whats the pay").await,
                    _ => {}
                }
            } else if words.contains("Reply with the numbers") {
                let codes: Vec<&str> = words.split('#').skip(1).filter_map(|w| w.split(' ').next()).collect();
                match self.rng.random_range(0..10) {
                    0..=3 => self.text(&to, &codes.join(" and ")).await,
                    4..=6 => self.text(&to, "PASS").await,
                    _ => {}
                }
            } else if words.ends_with("Reply OK or NO.") {
                let answer = if self.rng.random_bool(0.6) { "ok" } else { "no" };
                self.text(&to, answer).await;
            } else if !case.is_empty() && words.contains("Reply OK") && self.rng.random_bool(0.6) {
                self.text(&to, &format!("OK {case}")).await;
            }
        }
        if self.rng.random_bool(0.2) {
            self.office_clicks().await;
        }
    }

    /// Somebody at the office works what is on the board.
    async fn office_clicks(&mut self) {
        let open: Vec<_> = self.store.all_cases().into_iter().filter(Case::is_open).collect();
        let Some(case) = open.choose(&mut self.rng) else { return };
        let command = match self.rng.random_range(0..4) {
            0 => Command::Approve,
            1 => Command::Decline { why: "no".into() },
            2 => Command::Acknowledge,
            _ => Command::Close { how: "settled".into() },
        };
        let (at, id) = (self.clock.now(), case.id());
        let what = Input::Command { case: id, by: "Dana".into(), command };
        let arrival = Arrival { dedupe: format!("click/{id}/{at}"), thread: format!("case/{id}"), at, what };
        self.engine.receive(arrival).await.unwrap();
    }

    /// Time passes; what is due on the way happens when it is due.
    async fn until(&mut self, then: Timestamp) {
        for _ in 0..100_000 {
            self.engine.run_until_idle().await.unwrap();
            self.answers().await;
            self.engine.run_until_idle().await.unwrap();
            match self.store.next_due().await.unwrap() {
                Some(due) if due < then => self.clock.set(due.max(plus_minutes(self.clock.now(), 0))),
                _ => break,
            }
        }
        self.clock.set(then.max(self.clock.now()));
    }

    async fn play(&mut self, messages: usize) {
        let lines = lines();
        let gap = (MINUTES / i64::try_from(messages).unwrap()).max(1);
        for _ in 0..messages {
            let line = lines.choose(&mut self.rng).unwrap();
            if let Some(from) = self.somebody(&line.sender) {
                self.text(&from, &line.text).await;
            }
            let next = plus_minutes(self.clock.now(), gap);
            self.until(next).await;
        }
        self.until(plus_minutes(self.clock.now(), 30)).await;
    }

    /// Everything that is broken, in words.
    async fn broken(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for (arrival, outcome) in self.store.all_arrivals() {
            if outcome.is_none() {
                wrong.push(format!("{} has no outcome", arrival.dedupe));
            }
        }
        let now = self.clock.now();
        for case in self.store.all_cases() {
            let timers = self.store.timers_of(case.id()).await.unwrap();
            wrong.extend(timers.iter().filter(|(_, due)| *due < now).map(|(name, due)| {
                format!("case {}: {name:?} was due at {due} and did not fire", case.head().number)
            }));
            let on_a_list = matches!(&case, Case::Request(r) if r.escalation.is_none());
            if case.is_open() && timers.is_empty() && case.escalation().is_none() && !on_a_list {
                wrong.push(format!(
                    "case {} ({}) waits for nothing and nobody",
                    case.head().number,
                    case.kind()
                ));
            }
        }
        let roster = self.engine.roster().await.unwrap();
        let told = Told::new(&self.before, &roster, &self.policy);
        wrong.extend(self.phones.ledger().iter().filter_map(|(_, _, to, words)| told.may_not(to, words)));
        wrong
    }
}

/// Who may read whose name.
struct Told<'a> {
    before: &'a Roster,
    after: &'a Roster,
    staff: BTreeSet<Phone>,
    /// Family names that are no part of anybody's first name.
    families: BTreeSet<String>,
    /// `Rosa S`, and everybody who is named so.
    short: BTreeSet<String>,
}

impl<'a> Told<'a> {
    fn new(before: &'a Roster, after: &'a Roster, policy: &Policy) -> Self {
        let names: Vec<&PersonName> =
            before.caregivers().map(|c| &c.name).chain(before.clients().map(|c| &c.name)).collect();
        let firsts: BTreeSet<String> = names.iter().map(|n| n.first()).collect();
        let families = names.iter().map(|n| n.family.expose().clone()).chain(["Quillfeather".to_owned()]);
        Self {
            before,
            after,
            staff: policy.ladder.iter().map(|r| r.phone.clone()).collect(),
            families: families.filter(|f| f.chars().count() > 3 && !firsts.contains(f)).collect(),
            short: names.iter().map(|n| n.short().trim_end_matches('.').to_owned()).collect(),
        }
    }

    fn may_not(&self, to: &Phone, words: &str) -> Option<String> {
        if self.staff.contains(to) {
            // A page has a case number, a time, a priority and at most a caregiver's short name.
            return self
                .families
                .iter()
                .find(|f| has(words, f))
                .map(|f| format!("a page names {f}: {words}"));
        }
        let quoted = words.replace("Example Home Care", "");
        if let Some(family) = self.families.iter().find(|f| has(&quoted, f)) {
            return Some(format!("a family name, {family}: {words}"));
        }
        if let Some(number) = words.split(|c: char| !c.is_ascii_digit()).find(|n| n.len() >= 5) {
            return Some(format!("a number, {number}: {words}"));
        }
        let known = self.known_to(to);
        let named = self.short.iter().find(|s| has(&quoted, s) && !known.contains(*s));
        named.map(|name| format!("{name} is nobody that {to:?} may read of: {words}"))
    }

    /// Short names of those whom somebody visits or is visited by, and of colleagues who want to trade.
    fn known_to(&self, to: &Phone) -> BTreeSet<String> {
        use gigi_core::agency::Identity;
        let mut known = BTreeSet::new();
        for roster in [self.before, self.after] {
            for identity in roster.who_has(to) {
                match identity {
                    Identity::Caregiver(id) => {
                        let clients = roster.shifts_of(&id).filter_map(|s| roster.client(&s.client));
                        known.extend(clients.map(|c| c.name.short().trim_end_matches('.').to_owned()));
                    }
                    Identity::Client(id) => {
                        let who = roster.visits_to(&id).filter_map(|s| s.caregiver.as_ref());
                        let names = who.filter_map(|c| roster.caregiver(c)).map(|c| c.name.short());
                        known.extend(names.map(|n| n.trim_end_matches('.').to_owned()));
                    }
                    Identity::Contact(_) => {}
                }
            }
        }
        known
    }
}

/// Whether the words stand in the text, whole.
fn has(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

#[test]
fn a_week_in_the_life_of_an_agency() {
    let wish = std::env::var("GIGI_WEEK").unwrap_or_else(|_| "storm:300".into());
    let (size, messages) = wish.split_once(':').unwrap();
    let (size, messages): (AgencySize, usize) = (size.parse().unwrap(), messages.parse().unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let mut week = Week::begin(size, 1).await;
        week.play(messages).await;
        let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
        for (arrival, outcome) in week.store.all_arrivals() {
            let (Input::Text(_), Some(outcome)) = (&arrival.what, outcome) else { continue };
            let kind = match outcome.kind {
                OutcomeKind::Acted => "acted",
                OutcomeKind::Replied => "replied",
                OutcomeKind::Ignored => "ignored",
                OutcomeKind::HandedOver => "to a person",
            };
            *outcomes.entry(kind.into()).or_default() += 1;
        }
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for case in week.store.all_cases() {
            *kinds.entry(format!("{} {}", case.kind(), case.phase())).or_default() += 1;
        }
        println!("{} texts came in: {outcomes:?}", week.texts);
        println!("{} texts went out; cases: {kinds:?}", week.phones.ledger().len());
        let broken = week.broken().await;
        assert!(broken.is_empty(), "{} broken: {:#?}", broken.len(), &broken[..broken.len().min(20)]);
    });
}

#[test]
fn the_checker_notices_a_disclosure() {
    let zone = Zone::named("America/Chicago").unwrap();
    let Agency { caregivers, clients, shifts } = gigi::rehearse::invented_agency(AgencySize::Small, 1, &zone);
    let before = Roster::new(caregivers, clients, &[], shifts, None);
    let policy = policy();
    let told = Told::new(&before, &before, &policy);
    let keisha = phone("2025550100");
    assert!(told.may_not(&keisha, "You work: Tue 11/24 7:00a-11:00a with Rosa S.").is_none());
    for words in ["with Rosa Sample", "with Eleanor F.", "shift 55500016", "her son is at 2025550150"] {
        assert!(told.may_not(&keisha, words).is_some(), "{words}");
    }
    let stranger = phone("9075550101");
    assert!(told.may_not(&stranger, "with Rosa S.").is_some());
}
