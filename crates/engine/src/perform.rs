//! Performing effects: the only place where the world is touched, and where "exactly once" is discussed.
//!
//! A row is *begun* immediately before the vendor is called and closed in the commit that tells the case. A crash in
//! between leaves it begun: texts are then looked for at the provider before they are sent again; reads are simply
//! repeated; an assignment reads WellSky first and finds its own write. So every effect happens at least once, and a
//! second time only where the vendor could not say whether the first one did.
use std::collections::BTreeSet;

use gigi_core::agency::{Shift, ShiftStatus};
use gigi_core::callout::{CallOut, FillingState};
use gigi_core::case::{AssignOutcome, CaseShift, Event, Seen, TextOutcome};
use gigi_core::effect::{Effect, To};
use gigi_core::id::{CaregiverId, CaseId, ClientId, EffectKey};
use gigi_core::lead::{Change, ChangeOutcome, EnterOutcome, Prospect};
use gigi_core::note::{About, Channel, Note};
use gigi_core::request::Request;
use gigi_core::texts::note::note as note_words;
use jiff::{SignedDuration, Timestamp};

use crate::engine::{Engine, EngineError};
use crate::ports::{
    Consume, Covered, EffectEnd, MirrorUpdate, OutboxRow, OutgoingText, RecordError, SendError, Whose,
};

/// Tries of a text that certainly did not leave, before it is given up and the case hears.
const TEXT_TRIES: u32 = 6;
/// Tries of a note or an office task, over some three hours: a WellSky that is down for two gets it when it is back.
const NOTE_TRIES: u32 = 16;
/// Longest wait between two of them, seconds.
const NOTE_WAIT: i64 = 900;

/// Tries of entering a prospect, over about ten minutes; then a human does it.
const ENTER_TRIES: u32 = 10;

/// Steps in which offers may join a text that has not left. If that text leaves in between, each is a conflict; then
/// they go their own way.
const JOIN_TRIES: u32 = 3;

/// How the reason of a refusal begins that came from WellSky.
const BY_WELLSKY: &str = "WellSky:";

/// What performing led to.
struct Performed {
    end: EffectEnd,
    event: Option<Event>,
    opted_out: bool,
    /// Tried again and again in vain, although nothing is wrong with whom it is for.
    given_up: bool,
}

impl Performed {
    fn ended(end: EffectEnd, event: Option<Event>) -> Self {
        Self { end, event, opted_out: false, given_up: false }
    }

    fn done(how: impl Into<String>, event: Option<Event>) -> Self {
        Self::ended(EffectEnd::Done { provider_id: None, how: how.into() }, event)
    }
}

/// Whether it counts for the brake: it failed for good, and not because of whom it was for. A write that Gigi itself does not
/// dare (a recurring series) is no failure.
fn is_failure(performed: &Performed) -> bool {
    let refused = match &performed.event {
        Some(
            Event::Assigned { outcome: AssignOutcome::Refused { why }, .. }
            | Event::Entered { outcome: EnterOutcome::Refused { why } }
            | Event::Changed { outcome: ChangeOutcome::Refused { why } },
        ) => why.starts_with(BY_WELLSKY),
        _ => false,
    };
    performed.given_up || refused
}

impl Engine {
    pub(crate) async fn perform(&self, row: OutboxRow) -> Result<(), EngineError> {
        let name = row.work.effect.name();
        if self.is_braked(&row.work.effect) {
            let why = "held: several things failed within minutes".to_owned();
            let end = EffectEnd::Retry { due: self.after(60), unknown: row.begun.is_some(), why };
            let consume = Consume::Effect { id: row.id, owner: self.parts().owner.clone(), end };
            self.bench().await?.commit(consume).await?;
            return Ok(());
        }
        let performed = match &row.work.text {
            Some(text) => self.send(&row, text).await?,
            None => self.act(&row).await?,
        };
        let Some(performed) = performed else { return Ok(()) };
        let result = match &performed.end {
            EffectEnd::Done { .. } => "done",
            EffectEnd::Retry { .. } => "retry",
            EffectEnd::Failed { .. } => "failed",
        };
        metrics::counter!("gigi_effects_total", "effect" => name, "result" => result).increment(1);
        let owner = &self.parts().owner;
        for tried in 0..25 {
            let mut bench = self.bench().await?;
            bench.joins = tried < JOIN_TRIES;
            for (case, event) in hearers(&row, performed.event.as_ref()) {
                bench.hear(case, event).await?;
            }
            if let (true, Some(text)) = (performed.opted_out, &row.work.text) {
                bench.opted_out(&text.to).await?;
            }
            let consume = Consume::Effect { id: row.id, owner: owner.clone(), end: performed.end.clone() };
            if bench.commit(consume).await? == crate::ports::Committed::Done {
                if is_failure(&performed) {
                    self.failed().await?;
                }
                return Ok(());
            }
        }
        // The lease went to somebody else, who finds the row begun and asks the vendor.
        tracing::warn!(
            effect = name,
            outbox.id = row.id,
            "an effect's result could not be recorded under its lease"
        );
        Ok(())
    }

    async fn begin(&self, row: &OutboxRow) -> Result<bool, EngineError> {
        Ok(self.parts().store.begin(row.id, &self.parts().owner, self.now()).await?)
    }

    fn after(&self, seconds: i64) -> Timestamp {
        let now = self.now();
        now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(now)
    }

    async fn send(&self, row: &OutboxRow, text: &OutgoingText) -> Result<Option<Performed>, EngineError> {
        let messenger = &self.parts().messenger;
        let event = |outcome| row.case.zip(key_of(row)).map(|(_, key)| Event::Texted { key, outcome });
        let failed = |why: String, opted_out| {
            let end = EffectEnd::Failed { why: why.clone() };
            Performed { opted_out, ..Performed::ended(end, event(TextOutcome::Failed { why })) }
        };
        if let Some(since) = row.begun {
            match messenger.find(row.id, text, since).await {
                Ok(Some(id)) => {
                    let end = EffectEnd::Done { provider_id: Some(id), how: "found at the provider".into() };
                    return Ok(Some(Performed::ended(end, None)));
                }
                Ok(None) => {}
                Err(e) => {
                    let end = EffectEnd::Retry { due: self.after(20), unknown: true, why: e.to_string() };
                    return Ok(Some(Performed::ended(end, None)));
                }
            }
        }
        if self.is_mourned(&row.work.effect).await? {
            let why = "a death was reported: what was planned is not sent by machine";
            return Ok(Some(failed(why.into(), false)));
        }
        if text.expires.is_some_and(|t| t < self.now()) {
            return Ok(Some(failed("expired before it could leave".into(), false)));
        }
        if !self.begin(row).await? {
            return Ok(None);
        }
        if !messenger.is_live() {
            return Ok(Some(Performed::done("shadow mode: shown, not sent", event(TextOutcome::Shadowed))));
        }
        Ok(Some(match messenger.send(row.id, text, self.now()).await {
            Ok(id) => {
                let end = EffectEnd::Done { provider_id: Some(id), how: "taken by the provider".into() };
                Performed::ended(end, None)
            }
            Err(SendError::Refused { code, opted_out }) => failed(code, opted_out),
            Err(SendError::NotSent { why, .. }) if row.attempts + 1 >= TEXT_TRIES => {
                Performed { given_up: true, ..failed(why, false) }
            }
            Err(SendError::NotSent { why, retry_after }) => {
                let wait = retry_after.unwrap_or(2_i64.pow(row.attempts.min(6) + 1)).clamp(1, 300);
                let end = EffectEnd::Retry { due: self.after(wait), unknown: false, why };
                Performed::ended(end, None)
            }
            Err(SendError::Unknown { why }) => {
                Performed::ended(EffectEnd::Retry { due: self.after(5), unknown: true, why }, None)
            }
        }))
    }

    /// Whether a planned text would go to a home where somebody is said to have died. Answers still leave.
    async fn is_mourned(&self, effect: &Effect) -> Result<bool, EngineError> {
        let Effect::Text { to: To::Client(client), .. } = effect else { return Ok(false) };
        let open = self.parts().store.active_cases().await?;
        Ok(open.iter().any(|c| c.doc.as_request().and_then(Request::mourns) == Some(client)))
    }

    async fn act(&self, row: &OutboxRow) -> Result<Option<Performed>, EngineError> {
        let found = match row.case {
            Some(id) => self.parts().store.case(id).await?,
            None => None,
        };
        if let Effect::EnterProspect { prospect } = &row.work.effect {
            return self.enter_now(row, prospect).await;
        }
        if let Effect::ChangeProspect { id, change } = &row.work.effect {
            return self.change_now(row, id, change).await;
        }
        if let (Effect::Note { about, note, due }, Some(stored)) = (&row.work.effect, &found) {
            if !self.begin(row).await? {
                return Ok(None);
            }
            let number = stored.doc.head().number;
            let outcome = self.note_now(about, note, *due, number).await;
            return Ok(Some(self.noted(row, outcome)));
        }
        if let (Effect::Look, Some(shift)) =
            (&row.work.effect, found.as_ref().and_then(|c| c.doc.as_request()).and_then(Request::shift))
        {
            let (seen, _) = self.look(shift).await?;
            return Ok(Some(Performed::done("looked", Some(Event::Looked { seen }))));
        }
        let Some(case) = found.as_ref().and_then(|c| c.doc.as_call_out()) else {
            return Ok(Some(Performed::done("nothing to do it for", None)));
        };
        let Some(shift) = case.shift.clone() else {
            return Ok(Some(Performed::done("no shift", None)));
        };
        if !self.begin(row).await? {
            return Ok(None);
        }
        let performed = match &row.work.effect {
            Effect::Rank => {
                let (ranking, seen) = self.rank_now(case, &shift).await?;
                Performed::done("ranked", Some(Event::Ranked { ranking, seen }))
            }
            Effect::Recheck { caregiver } => {
                let event = self.recheck_now(case, &shift, caregiver).await?;
                Performed::done("rechecked", Some(event))
            }
            Effect::Look => {
                let (seen, _) = self.look(&shift).await?;
                Performed::done("looked", Some(Event::Looked { seen }))
            }
            Effect::Assign { caregiver } => self.assign_now(row, case, &shift, caregiver).await?,
            Effect::NoteCallOut => {
                let text = "A caregiver called out of an upcoming visit. Cover is being arranged.";
                let now = self.now();
                let outcome = self.parts().records.note(&shift.client, "Call-out", text, now).await;
                self.noted(row, outcome)
            }
            Effect::AskOffice { caregiver } => {
                let text = format!(
                    "COVERAGE: assign practitioner {caregiver} to appointment {} starting {}. She has accepted.",
                    shift.key.appointment, shift.key.start
                );
                let (due, now) = (shift.key.start, self.now());
                let about = About { client: Some(shift.client.clone()), caregiver: Some(caregiver.clone()) };
                let outcome = self.parts().records.ask_office(&about, &text, due, now).await;
                self.noted(row, outcome)
            }
            Effect::Text { .. }
            | Effect::Offer { .. }
            | Effect::Page { .. }
            | Effect::Note { .. }
            | Effect::ChangeProspect { .. }
            | Effect::EnterProspect { .. } => Performed::done("no text", None),
        };
        Ok(Some(performed))
    }

    fn noted(&self, row: &OutboxRow, outcome: Result<String, RecordError>) -> Performed {
        match outcome {
            Ok(channel) => Performed::done(channel.clone(), Some(Event::Noted { outcome: Ok(channel) })),
            Err(e) if e.transient && row.attempts + 1 < NOTE_TRIES => {
                let due = self.after((30 * 2_i64.pow(row.attempts.min(6))).min(NOTE_WAIT));
                // A note may stand although the answer was lost; a second one does less harm than none.
                Performed::ended(EffectEnd::Retry { due, unknown: false, why: e.why }, None)
            }
            Err(e) => {
                let end = EffectEnd::Failed { why: e.why.clone() };
                Performed::ended(end, Some(Event::Noted { outcome: Err(e.why) }))
            }
        }
    }

    /// Asked immediately before a write: whether the row is still this process's.
    fn still_ours(
        &self,
        row: &OutboxRow,
    ) -> impl Fn() -> futures_util::future::BoxFuture<'static, bool> + Send + Sync + use<> {
        let (engine, id) = (self.clone(), row.id);
        move || {
            let engine = engine.clone();
            Box::pin(async move {
                let owner = engine.parts().owner.clone();
                engine.parts().store.begin(id, &owner, engine.now()).await.unwrap_or(false)
            })
        }
    }

    async fn note_now(
        &self,
        about: &About,
        note: &Note,
        due: Option<Timestamp>,
        case: u64,
    ) -> Result<String, RecordError> {
        let (title, text) = note_words(note, case, &self.parts().policy.agency.zone);
        let (records, now) = (&self.parts().records, self.now());
        match (note.channel(), &about.client) {
            (Channel::TaskLog, Some(client)) => records.note(client, title, &text, now).await,
            (Channel::TaskLog, None) => {
                Err(RecordError { why: "no client whose visit could take it".into(), transient: false })
            }
            (Channel::AdminTask, _) => {
                let text = format!("{title}\n\n{text}");
                records.ask_office(about, &text, due.unwrap_or(now), now).await
            }
        }
    }

    /// Enters a prospect. An unknown outcome is settled by looking for her number before anything is written again.
    async fn enter_now(
        &self,
        row: &OutboxRow,
        prospect: &Prospect,
    ) -> Result<Option<Performed>, EngineError> {
        if !self.begin(row).await? {
            return Ok(None);
        }
        let outcome = self.parts().records.enter_prospect(prospect, &self.still_ours(row)).await;
        Ok(Some(match outcome {
            EnterOutcome::Waiting { why } => self.prospect_waits(
                row,
                &why,
                Event::Entered { outcome: EnterOutcome::Waiting { why: why.clone() } },
                Event::Entered { outcome: EnterOutcome::Refused { why: why.clone() } },
            ),
            outcome => Performed::done("entered", Some(Event::Entered { outcome })),
        }))
    }

    /// Changes a prospect's record; the same change again does no harm.
    async fn change_now(
        &self,
        row: &OutboxRow,
        id: &ClientId,
        change: &Change,
    ) -> Result<Option<Performed>, EngineError> {
        if !self.begin(row).await? {
            return Ok(None);
        }
        let outcome = self.parts().records.change_prospect(id, change, &self.still_ours(row)).await;
        Ok(Some(match outcome {
            ChangeOutcome::Waiting { why } => self.prospect_waits(
                row,
                &why,
                Event::Changed { outcome: ChangeOutcome::Waiting { why: why.clone() } },
                Event::Changed { outcome: ChangeOutcome::Refused { why: why.clone() } },
            ),
            outcome => Performed::done("changed", Some(Event::Changed { outcome })),
        }))
    }

    /// Tried again; the case hears of the first wait, and when it is given up.
    fn prospect_waits(&self, row: &OutboxRow, why: &str, waiting: Event, given_up: Event) -> Performed {
        let why = why.to_owned();
        if row.attempts + 1 >= ENTER_TRIES {
            return Performed::ended(EffectEnd::Failed { why }, Some(given_up));
        }
        let wait = (5 * 2_i64.pow(row.attempts.min(6))).min(120);
        let event = (row.attempts == 0).then_some(waiting);
        Performed::ended(EffectEnd::Retry { due: self.after(wait), unknown: true, why }, event)
    }

    async fn assign_now(
        &self,
        row: &OutboxRow,
        case: &CallOut,
        shift: &CaseShift,
        caregiver: &CaregiverId,
    ) -> Result<Performed, EngineError> {
        let current = case.filling.as_ref().is_some_and(|f| {
            f.caregiver == *caregiver
                && f.state == FillingState::Writing
                && key_of(row).as_ref() == Some(&f.key)
        });
        if !current {
            return Ok(Performed::done("void: the claim is over", None));
        }
        let still_ours = self.still_ours(row);
        let records = &self.parts().records;
        let outcome =
            records.assign(&shift.key, &shift.client, caregiver, &case.expected(), &still_ours).await;
        if let AssignOutcome::Waiting { why } = &outcome {
            let wait = (5 * 2_i64.pow(row.attempts.min(6))).min(120);
            let first = row.attempts == 0;
            let event = Event::Assigned { caregiver: caregiver.clone(), outcome: outcome.clone() };
            let end = EffectEnd::Retry { due: self.after(wait), unknown: true, why: why.clone() };
            return Ok(Performed::ended(end, first.then_some(event)));
        }
        if outcome == AssignOutcome::Shown {
            // The mirror learns it at once: who texts about this shift next is read against the new schedule.
            self.look(shift).await?;
        }
        Ok(Performed::done("written", Some(Event::Assigned { caregiver: caregiver.clone(), outcome })))
    }

    /// Reads the shift from WellSky into the mirror. `None`: it could not be read.
    pub(crate) async fn look(&self, shift: &CaseShift) -> Result<(Option<Seen>, Option<Shift>), EngineError> {
        let now = self.now();
        let Ok(found) = self.parts().records.shift(&shift.key, &shift.client).await else {
            return Ok((None, None));
        };
        let covered = Covered {
            whose: Whose::Shift(shift.key.clone()),
            from: now,
            until: now,
            except: BTreeSet::new(),
        };
        let update = MirrorUpdate {
            at: Some(now),
            shifts: found.iter().cloned().collect(),
            covered: vec![covered],
            ..MirrorUpdate::default()
        };
        self.apply(&update).await?;
        Ok((Some(seen(found.as_ref())), found))
    }
}

/// Who hears what came of a row: its case; of a text that makes the offers of several cases, each of them.
fn hearers(row: &OutboxRow, event: Option<&Event>) -> Vec<(CaseId, Event)> {
    match event {
        Some(Event::Texted { outcome, .. }) if !row.work.makes.is_empty() => {
            let heard = |key: &EffectKey| Event::Texted { key: key.clone(), outcome: outcome.clone() };
            row.work.makes.iter().map(|(case, key)| (*case, heard(key))).collect()
        }
        Some(event) => row.case.map(|case| (case, event.clone())).into_iter().collect(),
        None => Vec::new(),
    }
}

/// What a read of the shift shows.
pub(crate) fn seen(found: Option<&Shift>) -> Seen {
    match found {
        None => Seen::Gone,
        Some(s) if s.status == ShiftStatus::Cancelled => Seen::Cancelled,
        Some(s) => Seen::On { caregiver: s.caregiver.clone() },
    }
}

/// The effect's name within its case.
fn key_of(row: &OutboxRow) -> Option<EffectKey> {
    let case = row.case?.to_string();
    row.key.strip_prefix(&case)?.strip_prefix('/').map(|k| EffectKey(k.to_owned()))
}
