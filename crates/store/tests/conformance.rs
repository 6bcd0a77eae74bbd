//! What the engine relies on, on both databases: the same stories on SQLite and on PostgreSQL.
//!
//! PostgreSQL is the one that `GIGI_TEST_POSTGRES` names (`.ci/run` starts it with `scripts/postgres-for-tests`);
//! without it the PostgreSQL tests fail and say so, they are never skipped silently.
#![expect(clippy::unwrap_used, reason = "a test")]
use std::collections::BTreeSet;

use gigi_core::agency::{Client, PersonName, Shift, ShiftStatus, Tongue};
use gigi_core::case::{Case, Event, Head, Words};
use gigi_core::complaint::{Barred, Complaint};
use gigi_core::effect::{Effect, Purpose, TimerName, To};
use gigi_core::escalation::{Ack, PageWhy};
use gigi_core::handoff::Handoff;
use gigi_core::id::{AgencyId, CaseId, EffectKey, ShiftKey};
use gigi_core::inbound::advice::Consult;
use gigi_core::inbound::{InboundText, Outcome, OutcomeKind};
use gigi_core::incident::Incident;
use gigi_core::language::Intent;
use gigi_core::phone::Phone;
use gigi_core::teaching::Correction;
use gigi_core::texts::Say;
use gigi_engine::ports::{
    Arrival, Changes, Commit, Committed, Consultation, Consume, Covered, Delivery, DeliveryStatus, EffectEnd,
    Hint, Input, JournalLine, MirrorUpdate, NewEffect, OutboxRow, OutgoingText, PersonKind, Received,
    Rewritten, Store, Versioned, Whose, Work,
};
use gigi_store::{Schema, SqlStore, open};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

fn now() -> Timestamp {
    "2026-11-23T21:00:00.123456Z".parse().unwrap()
}

fn later(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

fn phone() -> Phone {
    Phone::parse("202-555-0101").unwrap()
}

fn arrival(id: &str) -> Arrival {
    let text =
        InboundText { id: id.into(), from: phone(), body: "hello".into(), opt: None, received_at: now() };
    Arrival {
        dedupe: format!("twilio/{id}"),
        thread: phone().e164().into(),
        at: now(),
        what: Input::Text(text),
    }
}

fn case(n: u128) -> Case {
    Case::Handoff(Box::new(Handoff::blank(Head::new(CaseId(Uuid::from_u128(n)), 1, "9001".into(), now()))))
}

fn text(key: &str) -> NewEffect {
    let effect =
        Effect::Text { to: To::Phone(phone()), say: Say::PersonWillAnswer, purpose: Purpose::Answer };
    let text = OutgoingText { to: phone(), body: "hi".into(), expires: None, despite_opt_out: false };
    NewEffect {
        key: key.into(),
        case: None,
        work: Work { effect, text: Some(text), makes: Vec::new() },
        due: now(),
        priority: 3,
    }
}

fn commit(consume: Consume) -> Commit {
    Commit {
        at: now(),
        consume,
        cases: Vec::new(),
        conversations: Vec::new(),
        timers: Vec::new(),
        journal: Vec::new(),
        outbox: Vec::new(),
        withdrawn: Vec::new(),
        rewritten: Vec::new(),
        release: false,
        silenced: None,
        delivery: None,
    }
}

fn outcome() -> Outcome {
    Outcome::new(OutcomeKind::Acted, "test")
}

/// Receives one text and gives what consumes it.
async fn heard(store: &SqlStore, id: &str) -> Consume {
    store.receive(&arrival(id)).await.unwrap();
    let waiting = store.waiting(10).await.unwrap();
    Consume::Arrival { seq: waiting.last().unwrap().seq, outcome: outcome() }
}

async fn b50_the_same_arrival_twice_is_one_row(store: SqlStore) {
    assert_eq!(store.receive(&arrival("SM1")).await.unwrap(), Received::New);
    assert_eq!(store.receive(&arrival("SM1")).await.unwrap(), Received::Duplicate);
    store.receive(&arrival("SM2")).await.unwrap();
    let waiting = store.waiting(10).await.unwrap();
    assert_eq!(waiting.len(), 1, "one per thread, so that two texts of one person stay in order");
    assert_eq!(waiting[0].arrival, arrival("SM1"));
}

async fn b52_a_text_is_rewritten_only_before_it_has_begun(store: SqlStore) {
    let mut first = commit(heard(&store, "SM1").await);
    first.outbox.push(NewEffect { due: later(10), ..text("a/offer/1") });
    assert_eq!(store.commit(&first).await.unwrap(), Committed::Done);
    let other = |key: &str, must| {
        let mut work = text("x").work;
        work.makes = vec![(CaseId(Uuid::from_u128(1)), EffectKey("offer/1".into()))];
        Rewritten { key: key.into(), becomes: "a/offer/1/together".into(), work, must }
    };
    // Somebody has claimed it, and read what it said before.
    let claimed = store.claim(later(10), "slow", later(100), 10).await.unwrap();
    assert!(claimed[0].work.makes.is_empty());
    let mut joins = commit(heard(&store, "SM2").await);
    joins.rewritten.push(other("a/offer/1", true));
    joins.release = true;
    assert_eq!(store.commit(&joins).await.unwrap(), Committed::Done);
    assert!(!store.begin(claimed[0].id, "slow", later(11)).await.unwrap(), "what was read is no more");
    let again = store.claim(now(), "slow", later(100), 10).await.unwrap();
    assert_eq!(again.len(), 1, "it need not wait any more");
    assert_eq!((again[0].key.as_str(), again[0].work.makes.len()), ("a/offer/1/together", 1));
    assert!(store.begin(again[0].id, "slow", now()).await.unwrap());
    // It is on its way: whoever wants to join must know, whoever leaves need not.
    let consume = heard(&store, "SM3").await;
    let mut late = commit(consume.clone());
    late.rewritten.push(other("a/offer/1/together", true));
    assert_eq!(store.commit(&late).await.unwrap(), Committed::Conflict);
    late.rewritten[0].must = false;
    assert_eq!(store.commit(&late).await.unwrap(), Committed::Done);
    let delivery = Delivery {
        provider_id: "SMnone".into(),
        outbox: Some(again[0].id),
        status: DeliveryStatus::Failed,
        error: None,
    };
    let row = store.delivered_row(&delivery).await.unwrap().unwrap();
    assert_eq!(row.makes.len(), 1, "every case hears how it ended");
}

async fn a_commit_is_all_or_nothing(store: SqlStore) {
    let consume = heard(&store, "SM1").await;
    let mut first = commit(consume.clone());
    first.cases.push(Versioned { doc: case(1), version: 0 });
    first.timers.push((CaseId(Uuid::from_u128(1)), TimerName::Ladder, Some(later(60))));
    let words = Words { message: "SM1".into(), text: "hello".into() };
    let event = Event::HandedOver { why: PageWhy::Message, words, from: "unknown".into() };
    first.journal.push(JournalLine { case: CaseId(Uuid::from_u128(1)), event, facts: Vec::new() });
    first.outbox.push(text("message/SM1/0"));
    assert_eq!(store.commit(&first).await.unwrap(), Committed::Done);
    assert_eq!(store.commit(&first).await.unwrap(), Committed::Conflict, "the arrival is consumed");
    let mut stale = commit(heard(&store, "SM2").await);
    stale.cases.push(Versioned { doc: case(1), version: 7 });
    stale.outbox.push(text("message/SM2/0"));
    assert_eq!(store.commit(&stale).await.unwrap(), Committed::Conflict, "the version moved");
    assert_eq!(store.waiting(10).await.unwrap().len(), 1, "and nothing of it was written");
    assert_eq!(store.case(CaseId(Uuid::from_u128(1))).await.unwrap().unwrap().version, 1);
    assert_eq!(store.journal_of(CaseId(Uuid::from_u128(1))).await.unwrap().len(), 1);
}

async fn cases_of_a_kind_are_found_open_or_closed(store: SqlStore) {
    let head =
        |n: u128| Head::new(CaseId(Uuid::from_u128(n)), 1, "9001".into(), later(i64::try_from(n).unwrap()));
    let complaint = |n: u128, closed: bool| {
        let mut one = Complaint::blank(head(n));
        one.closed = closed.then(|| (now(), "settled".to_owned()));
        Case::Complaint(Box::new(one))
    };
    let incident = Case::Incident(Box::new(Incident::blank(head(4))));
    let mut first = commit(heard(&store, "SM1").await);
    for doc in [complaint(2, true), complaint(1, false), case(3), incident.clone()] {
        first.cases.push(Versioned { doc, version: 0 });
    }
    assert_eq!(store.commit(&first).await.unwrap(), Committed::Done);
    let all = store.cases_of("complaint", Timestamp::MIN).await.unwrap();
    assert_eq!(all, [complaint(1, false), complaint(2, true)], "oldest first");
    assert_eq!(store.cases_of("complaint", later(2)).await.unwrap(), [complaint(2, true)]);
    assert_eq!(store.cases_of("incident", Timestamp::MIN).await.unwrap(), [incident]);
}

async fn whoever_is_not_wanted_is_looked_up_by_client_and_comes_back_when_it_is_lifted(store: SqlStore) {
    let complaint = |n: u128, client: &str, who: &[&str]| {
        let mut one = Complaint::blank(Head::new(CaseId(Uuid::from_u128(n)), 1, "9001".into(), now()));
        one.client = Some(client.into());
        let barred =
            |who: &&str| Barred { caregiver: (*who).into(), since: now(), confirmed: None, lifted: None };
        one.barred = who.iter().map(barred).collect();
        one
    };
    let case = |one: &Complaint| Case::Complaint(Box::new(one.clone()));
    let unwanted = async |client: &str| {
        let found = store.unwanted(&client.into()).await.unwrap();
        found.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let (mut first, mut second) =
        (complaint(1, "7100001", &["8200001", "8200002"]), complaint(2, "7100001", &[]));
    let elsewhere = complaint(3, "7100002", &["8200003"]);
    second.closed = Some((now(), "settled".to_owned()));
    second.barred = first.barred.clone();
    let mut all = commit(heard(&store, "SM1").await);
    for one in [&first, &second, &elsewhere] {
        all.cases.push(Versioned { doc: case(one), version: 0 });
    }
    assert_eq!(store.commit(&all).await.unwrap(), Committed::Done);
    assert_eq!(
        unwanted("7100001").await,
        ["8200001", "8200002"],
        "of an open and a closed complaint, each once"
    );
    assert_eq!(unwanted("7100002").await, ["8200003"]);
    assert_eq!(unwanted("7100009").await, [""; 0]);
    // One complaint is lifted, the other still stands.
    first.barred.iter_mut().for_each(|b| b.lifted = Some(Ack { by: "Dana".into(), at: now() }));
    let mut lifted = commit(heard(&store, "SM2").await);
    lifted.cases.push(Versioned { doc: case(&first), version: 1 });
    assert_eq!(store.commit(&lifted).await.unwrap(), Committed::Done);
    assert_eq!(unwanted("7100001").await, ["8200001", "8200002"]);
    second.barred.truncate(1);
    let mut taken_back = commit(heard(&store, "SM3").await);
    taken_back.cases.push(Versioned { doc: case(&second), version: 1 });
    assert_eq!(store.commit(&taken_back).await.unwrap(), Committed::Done);
    assert_eq!(unwanted("7100001").await, ["8200001"]);
    // What is not committed changes nothing.
    let mut stale = commit(heard(&store, "SM4").await);
    second.barred.clear();
    stale.cases.push(Versioned { doc: case(&second), version: 1 });
    assert_eq!(store.commit(&stale).await.unwrap(), Committed::Conflict);
    assert_eq!(unwanted("7100001").await, ["8200001"]);
}

async fn timers_fire_once_and_only_as_they_are_set(store: SqlStore) {
    let id = CaseId(Uuid::from_u128(1));
    let mut first = commit(heard(&store, "SM1").await);
    first.cases.push(Versioned { doc: case(1), version: 0 });
    first.timers.push((id, TimerName::Ladder, Some(later(60))));
    store.commit(&first).await.unwrap();
    assert_eq!(store.next_due().await.unwrap(), Some(later(60)));
    assert!(store.due_timers(later(59), 9).await.unwrap().is_empty());
    let due = store.due_timers(later(60), 9).await.unwrap();
    assert_eq!(due, vec![(id, TimerName::Ladder, later(60))]);
    let fired = commit(Consume::Timer { case: id, name: TimerName::Ladder, due: later(60) });
    assert_eq!(store.commit(&fired).await.unwrap(), Committed::Done);
    assert_eq!(store.commit(&fired).await.unwrap(), Committed::Conflict);
}

async fn f15_effects_are_leased_begun_and_fenced(store: SqlStore) {
    let mut first = commit(heard(&store, "SM1").await);
    first.outbox.push(text("a"));
    store.commit(&first).await.unwrap();
    let claimed = store.claim(now(), "one", later(90), 9).await.unwrap();
    assert_eq!((claimed.len(), claimed[0].begun), (1, None));
    assert!(store.claim(now(), "two", later(90), 9).await.unwrap().is_empty(), "leased");
    let id = claimed[0].id;
    assert!(store.begin(id, "one", now()).await.unwrap());
    // The first process stalls; its lease runs out and another one finds the row begun.
    let again = store.claim(later(91), "two", later(200), 9).await.unwrap();
    assert_eq!(again[0].begun, Some(now()));
    assert!(!store.begin(id, "one", later(92)).await.unwrap(), "a stale lease may not act");
    let end = EffectEnd::Done { provider_id: Some("SM9".into()), how: "sent".into() };
    let stale = commit(Consume::Effect { id, owner: "one".into(), end: end.clone() });
    assert_eq!(store.commit(&stale).await.unwrap(), Committed::Conflict);
    let done = commit(Consume::Effect { id, owner: "two".into(), end });
    assert_eq!(store.commit(&done).await.unwrap(), Committed::Done);
    let delivery =
        Delivery { provider_id: "SM9".into(), outbox: None, status: DeliveryStatus::Delivered, error: None };
    assert_eq!(store.delivered_row(&delivery).await.unwrap().unwrap().id, id);
}

async fn f39_nothing_begins_after_an_opt_out(store: SqlStore) {
    let mut first = commit(heard(&store, "SM1").await);
    first.outbox.push(text("a"));
    store.commit(&first).await.unwrap();
    let claimed = store.claim(now(), "one", later(90), 9).await.unwrap();
    let mut conversation = store.conversation(&phone()).await.unwrap();
    conversation.doc.opted_out = Some(now());
    let mut stop = commit(heard(&store, "SM2").await);
    stop.conversations.push(conversation);
    stop.silenced = Some(phone());
    assert_eq!(store.commit(&stop).await.unwrap(), Committed::Done);
    assert!(!store.begin(claimed[0].id, "one", now()).await.unwrap());
    assert!(store.claim(later(300), "one", later(400), 9).await.unwrap().is_empty());
}

async fn b16_a_named_lease_has_one_owner_and_runs_out(store: SqlStore) {
    assert!(store.lease("sync", "one", now(), later(60)).await.unwrap());
    assert!(!store.lease("sync", "two", now(), later(60)).await.unwrap());
    assert!(store.lease("sync", "one", later(30), later(90)).await.unwrap(), "renewed");
    assert!(store.lease("sync", "two", later(91), later(150)).await.unwrap(), "expired");
}

fn visit(id: &str, caregiver: &str) -> Shift {
    Shift {
        key: ShiftKey::new(id, later(3600)),
        client: "7100001".into(),
        caregiver: Some(caregiver.into()),
        end: later(7200),
        position: None,
        status: ShiftStatus::Scheduled,
    }
}

fn read(shifts: Vec<Shift>) -> MirrorUpdate {
    let covered = Covered {
        whose: Whose::Client("7100001".into()),
        from: now(),
        until: later(9000),
        except: BTreeSet::new(),
    };
    MirrorUpdate { at: Some(now()), shifts, covered: vec![covered], ..MirrorUpdate::default() }
}

async fn the_mirror_writes_what_differs_and_says_what_changed(store: SqlStore) {
    let changes = store.mirror(&read(vec![visit("1", "a"), visit("2", "a")])).await.unwrap();
    assert_eq!(changes, Changes { shifts_new: 2, ..Changes::default() });
    let revision = store.roster_revision().await.unwrap();
    let mut again = read(vec![visit("1", "a"), visit("2", "a")]);
    again.at = Some(later(60));
    assert!(store.mirror(&again).await.unwrap().is_empty());
    assert_eq!(store.roster_revision().await.unwrap(), revision, "nothing differs: no roster is renewed");
    assert_eq!(store.mirror_as_of().await.unwrap(), Some(later(60)), "but it is fresh");
    let changes = store.mirror(&read(vec![visit("1", "b")])).await.unwrap();
    assert_eq!(changes, Changes { shifts_reassigned: 1, shifts_gone: 1, ..Changes::default() });
    assert_ne!(store.roster_revision().await.unwrap(), revision);
    let roster = store.roster().await.unwrap();
    assert_eq!(roster.shifts().iter().map(|s| s.key.appointment.as_str()).collect::<Vec<_>>(), ["1"]);
    let forget = MirrorUpdate { forget_before: Some(later(4000)), ..MirrorUpdate::default() };
    store.mirror(&forget).await.unwrap();
    assert!(store.roster().await.unwrap().shifts().is_empty());
}

fn client(id: &str, city: &str) -> Client {
    Client {
        id: id.into(),
        name: PersonName::new("Rosa", "Sample"),
        text_to: None,
        phones: Vec::new(),
        home: None,
        city: Some(city.into()),
        tongue: Tongue::English,
        tags: BTreeSet::new(),
        active: true,
        is_client: true,
    }
}

async fn a_read_of_changes_removes_nobody_and_a_read_of_everybody_does(store: SqlStore) {
    let people = |clients: Vec<Client>, partial| MirrorUpdate {
        clients: Some(clients),
        partial,
        ..MirrorUpdate::default()
    };
    let all = vec![client("1", "Springfield"), client("2", "Springfield"), client("3", "Springfield")];
    assert_eq!(store.mirror(&people(all, false)).await.unwrap().people_new, 3);
    let changes = store.mirror(&people(vec![client("2", "Oak Park")], true)).await.unwrap();
    assert_eq!(changes, Changes { people_changed: 1, ..Changes::default() });
    let mut everybody = people(vec![client("2", "Oak Park")], false);
    everybody.kept.insert("3".into());
    let changes = store.mirror(&everybody).await.unwrap();
    assert_eq!(changes, Changes { people_gone: 1, ..Changes::default() }, "3 came and could not be read");
    let left: Vec<String> = store.roster().await.unwrap().clients().map(|c| c.id.to_string()).collect();
    assert_eq!(left, ["2", "3"]);
}

async fn marks_and_hints_are_kept_until_they_are_replaced_or_followed(store: SqlStore) {
    let mark = |at| MirrorUpdate { marks: vec![("whole/1".into(), at)], ..MirrorUpdate::default() };
    store.mirror(&mark(now())).await.unwrap();
    store.mirror(&mark(later(5))).await.unwrap();
    assert_eq!(store.marks().await.unwrap(), [("whole/1".to_owned(), later(5))].into());
    let hint = |id: &str, at| Hint { kind: PersonKind::Client, id: id.into(), at };
    store.hint(&hint("1", now())).await.unwrap();
    store.hint(&hint("2", later(1))).await.unwrap();
    let found = store.hints(9).await.unwrap();
    assert_eq!(found, [hint("1", now()), hint("2", later(1))]);
    // It comes again while the first is being followed.
    store.hint(&hint("1", later(2))).await.unwrap();
    store.mirror(&MirrorUpdate { followed: found, ..MirrorUpdate::default() }).await.unwrap();
    assert_eq!(store.hints(9).await.unwrap(), [hint("1", later(2))]);
}

async fn texts_are_found_by_number_and_their_last_correction_counts(store: SqlStore) {
    for id in ["SM1", "SM2"] {
        store.receive(&arrival(id)).await.unwrap();
    }
    let status =
        Delivery { provider_id: "SM9".into(), outbox: None, status: DeliveryStatus::Sent, error: None };
    let other = Arrival {
        dedupe: "twilio/SM9/sent".into(),
        thread: "status/SM9".into(),
        at: now(),
        what: Input::Delivery(status),
    };
    store.receive(&other).await.unwrap();
    let texts = store.recent_texts(9).await.unwrap();
    assert_eq!(texts.iter().map(|t| t.text.id.as_str()).collect::<Vec<_>>(), ["SM2", "SM1"], "texts only");
    assert_eq!(store.texts_from(&phone(), 1).await.unwrap()[0].text.id, "SM2");
    let seq = texts[1].seq;
    assert_eq!(store.text_at(seq).await.unwrap().unwrap().text.id, "SM1");
    let said = |intent, by: &str| Correction {
        message: "SM1".into(),
        by: by.into(),
        at: now(),
        intents: vec![intent],
        shifts: Vec::new(),
        offers: Vec::new(),
    };
    store.correct(seq, &said(Intent::Complaint, "dana")).await.unwrap();
    store.correct(seq, &said(Intent::RunningLate, "miguel")).await.unwrap();
    let all = store.corrections_of(seq).await.unwrap();
    assert_eq!(all.iter().map(|c| c.by.as_str()).collect::<Vec<_>>(), ["dana", "miguel"], "both stay");
    let last = store.corrections().await.unwrap();
    assert_eq!(last.len(), 1);
    assert_eq!((last[0].0.by.as_str(), last[0].1.seq), ("miguel", seq));
}

async fn a_question_to_a_model_is_begun_once_and_ended_once(store: SqlStore) {
    let begun = Consultation {
        message: "SM1".into(),
        begun: now(),
        ended: None,
        model: "test".into(),
        asked: Consult {
            task: "task".into(),
            transcript: "words".into(),
            shifts: vec![("s1".into(), ShiftKey::new("55", now()))],
            offers: Vec::new(),
        },
        answer: None,
        how: String::new(),
    };
    assert!(store.keep_consultation(&begun).await.unwrap());
    assert!(!store.keep_consultation(&begun).await.unwrap(), "somebody asks already");
    let ended = Consultation {
        ended: Some(later(1)),
        answer: Some("{}".into()),
        how: "thrown away".into(),
        ..begun.clone()
    };
    assert!(store.keep_consultation(&ended).await.unwrap());
    assert!(!store.keep_consultation(&ended).await.unwrap(), "an end is an end");
    assert!(!store.keep_consultation(&begun).await.unwrap());
    assert_eq!(store.consultation("SM1").await.unwrap(), Some(ended.clone()));
    assert_eq!(store.consultation("SM2").await.unwrap(), None);
    assert_eq!(store.consultations(9).await.unwrap(), [ended]);
}

async fn agencies_do_not_see_each_other(store: SqlStore, other: SqlStore) {
    store.receive(&arrival("SM1")).await.unwrap();
    assert!(other.waiting(9).await.unwrap().is_empty());
    assert_eq!(other.receive(&arrival("SM1")).await.unwrap(), Received::New);
    assert_eq!((store.next_number().await.unwrap(), other.next_number().await.unwrap()), (1, 1));
}

async fn postgres(agency: &str) -> SqlStore {
    let base = std::env::var("GIGI_TEST_POSTGRES")
        .expect("GIGI_TEST_POSTGRES is not set: eval \"$(scripts/postgres-for-tests start)\"");
    open(&base, &AgencyId::new(agency), Schema::Migrate).await.unwrap()
}

macro_rules! on_both {
    ($($story:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $story() {
                let folder = tempfile::tempdir().unwrap();
                let url = format!("sqlite:{}/gigi.sqlite", folder.path().display());
                super::$story(super::open(&url, &"9001".into(), super::Schema::Migrate).await.unwrap()).await;
            })*
        }
        mod on_postgres {
            $(#[tokio::test]
            async fn $story() {
                // Agencies share one database and see nothing of each other: one agency per story.
                super::$story(super::postgres(concat!(stringify!($story), "-", line!())).await).await;
            })*
        }
    };
}

on_both!(
    b50_the_same_arrival_twice_is_one_row,
    a_commit_is_all_or_nothing,
    cases_of_a_kind_are_found_open_or_closed,
    whoever_is_not_wanted_is_looked_up_by_client_and_comes_back_when_it_is_lifted,
    timers_fire_once_and_only_as_they_are_set,
    f15_effects_are_leased_begun_and_fenced,
    b52_a_text_is_rewritten_only_before_it_has_begun,
    f39_nothing_begins_after_an_opt_out,
    b16_a_named_lease_has_one_owner_and_runs_out,
    the_mirror_writes_what_differs_and_says_what_changed,
    a_read_of_changes_removes_nobody_and_a_read_of_everybody_does,
    marks_and_hints_are_kept_until_they_are_replaced_or_followed,
    texts_are_found_by_number_and_their_last_correction_counts,
    a_question_to_a_model_is_begun_once_and_ended_once,
);

#[tokio::test]
async fn nothing_crosses_between_two_agencies_of_one_postgres() {
    agencies_do_not_see_each_other(postgres("first agency").await, postgres("second agency").await).await;
}

#[tokio::test]
async fn f38_a_second_process_on_the_same_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/gigi.sqlite", folder.path().display());
    let _first = open(&url, &"9001".into(), Schema::Migrate).await.unwrap();
    let refused = open(&url, &"9001".into(), Schema::Migrate).await.unwrap_err();
    assert!(refused.to_string().contains("in use"), "{refused}");
}

#[tokio::test]
async fn f04_what_a_killed_process_had_begun_is_asked_about_once_it_can_have_arrived() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/gigi.sqlite", folder.path().display());
    {
        let killed = open(&url, &"9001".into(), Schema::Migrate).await.unwrap();
        let mut first = commit(heard(&killed, "SM1").await);
        first.outbox.extend([text("on its way"), text("in hand")]);
        killed.commit(&first).await.unwrap();
        let claimed = killed.claim(now(), "killed", later(90), 9).await.unwrap();
        assert_eq!(claimed.len(), 2);
        assert!(killed.begin(claimed[0].id, "killed", later(1)).await.unwrap());
    }
    let next = open(&url, &"9001".into(), Schema::Migrate).await.unwrap();
    let keys = |rows: Vec<OutboxRow>| rows.into_iter().map(|row| row.key).collect::<Vec<_>>();
    let at_once = next.claim(later(2), "next", later(90), 9).await.unwrap();
    assert_eq!(keys(at_once), ["in hand"], "the provider may not know of the other one yet");
    assert_eq!(next.next_due().await.unwrap(), Some(later(6)));
    let settled = next.claim(later(6), "next", later(90), 9).await.unwrap();
    assert_eq!(settled[0].begun, Some(later(1)), "so that the provider is asked");
    assert_eq!(keys(settled), ["on its way"]);
}
