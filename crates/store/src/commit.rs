//! One commit: everything of it, or nothing.
use gigi_core::case::Case;
use gigi_engine::ports::{Commit, Committed, Consume, EffectEnd, StoreError, Stored};

use crate::db::{SqlStore, failed, micros, writing, written};
use crate::sql;

/// What must be written, with every document as text, so that nothing can fail for its shape inside the transaction.
struct Prepared<'a> {
    commit: &'a Commit,
    outcome: Option<String>,
    cases: Vec<(Row, i64)>,
    conversations: Vec<(String, bool, String, i64)>,
    journal: Vec<(String, String, String)>,
    effects: Vec<String>,
    rewritten: Vec<String>,
    delivery: Option<String>,
}

struct Row {
    id: String,
    number: i64,
    kind: &'static str,
    phase: &'static str,
    open: bool,
    waiting: bool,
    shift: Option<String>,
    start: Option<i64>,
    opened: i64,
    doc: String,
    /// Client and caregiver, of everybody whom it keeps away; `None`: a kind of case that keeps nobody away.
    unwanted: Option<Vec<(String, String)>>,
}

fn row(case: &Case) -> Stored<Row> {
    Ok(Row {
        id: case.id().to_string(),
        number: i64::try_from(case.head().number).unwrap_or(i64::MAX),
        kind: case.kind(),
        phase: case.phase(),
        open: case.is_open(),
        waiting: case.waits_for_human(),
        shift: case.slot(),
        start: case.shift().map(|s| micros(s.key.start)),
        opened: micros(case.head().opened),
        doc: written(case)?,
        unwanted: case
            .as_complaint()
            .map(|_| case.unwanted().map(|(client, who)| (client.to_string(), who.to_string())).collect()),
    })
}

impl<'a> Prepared<'a> {
    fn new(commit: &'a Commit) -> Stored<Self> {
        let outcome = match &commit.consume {
            Consume::Arrival { outcome, .. } => Some(written(outcome)?),
            _ => None,
        };
        let mut cases =
            commit.cases.iter().map(|c| Ok((row(&c.doc)?, c.version))).collect::<Stored<Vec<_>>>()?;
        // Everybody takes rows in the same order; a case that closes frees its shift before another opens on it.
        cases.sort_by(|a, b| a.0.open.cmp(&b.0.open).then_with(|| a.0.id.cmp(&b.0.id)));
        let conversation = |c: &gigi_engine::ports::Versioned<gigi_core::conversation::Conversation>| {
            Ok((c.doc.phone.e164().to_owned(), c.doc.opted_out.is_some(), written(&c.doc)?, c.version))
        };
        let journal = |l: &gigi_engine::ports::JournalLine| {
            Ok((l.case.to_string(), written(&l.event)?, written(&l.facts)?))
        };
        Ok(Self {
            commit,
            outcome,
            cases,
            conversations: commit.conversations.iter().map(conversation).collect::<Stored<_>>()?,
            journal: commit.journal.iter().map(journal).collect::<Stored<_>>()?,
            effects: commit.outbox.iter().map(|e| written(&e.work)).collect::<Stored<_>>()?,
            rewritten: commit.rewritten.iter().map(|r| written(&r.work)).collect::<Stored<_>>()?,
            delivery: commit.delivery.as_ref().map(|d| written(&d.status)).transpose()?,
        })
    }
}

/// Stops a transaction whose premises do not hold any more; it is rolled back when it is dropped.
macro_rules! must {
    ($result:expr) => {
        if $result.rows_affected() != 1 {
            return Ok(Committed::Conflict);
        }
    };
}

impl SqlStore {
    pub(crate) async fn write(&self, commit: &Commit) -> Stored<Committed> {
        let p = Prepared::new(commit)?;
        let (agency, at) = (self.agency.as_str(), micros(commit.at));
        let run = writing!(self, |tx| {
            match &commit.consume {
                Consume::Arrival { seq, .. } => must!(
                    sqlx::query(sql::CONSUME_ARRIVAL)
                        .bind(p.outcome.clone())
                        .bind(at)
                        .bind(agency)
                        .bind(*seq)
                        .execute(&mut *tx)
                        .await?
                ),
                Consume::Timer { case, name, due } => must!(
                    sqlx::query(sql::CONSUME_TIMER)
                        .bind(agency)
                        .bind(case.to_string())
                        .bind(name.as_str())
                        .bind(micros(*due))
                        .execute(&mut *tx)
                        .await?
                ),
                Consume::Effect { id, owner, end: EffectEnd::Retry { due, unknown, why } } => must!(
                    sqlx::query(sql::RETRY_EFFECT)
                        .bind(micros(*due))
                        .bind(why)
                        .bind(*unknown)
                        .bind(agency)
                        .bind(*id)
                        .bind(owner)
                        .execute(&mut *tx)
                        .await?
                ),
                Consume::Effect { id, owner, end } => {
                    let (state, how, provider) = match end {
                        EffectEnd::Done { provider_id, how } => ("done", how, provider_id.clone()),
                        EffectEnd::Failed { why } | EffectEnd::Retry { why, .. } => ("failed", why, None),
                    };
                    must!(
                        sqlx::query(sql::END_EFFECT)
                            .bind(state)
                            .bind(how)
                            .bind(at)
                            .bind(provider)
                            .bind(agency)
                            .bind(*id)
                            .bind(owner)
                            .execute(&mut *tx)
                            .await?
                    );
                }
            }
            for (case, version) in &p.cases {
                let result = if *version == 0 {
                    sqlx::query(sql::INSERT_CASE)
                        .bind(agency)
                        .bind(&case.id)
                        .bind(case.number)
                        .bind(case.kind)
                        .bind(case.phase)
                        .bind(case.open)
                        .bind(case.waiting)
                        .bind(&case.shift)
                        .bind(case.start)
                        .bind(case.opened)
                        .bind(at)
                        .bind(&case.doc)
                        .execute(&mut *tx)
                        .await?
                } else {
                    sqlx::query(sql::UPDATE_CASE)
                        .bind(case.phase)
                        .bind(case.open)
                        .bind(case.waiting)
                        .bind(&case.shift)
                        .bind(case.start)
                        .bind(at)
                        .bind(&case.doc)
                        .bind(agency)
                        .bind(&case.id)
                        .bind(*version)
                        .execute(&mut *tx)
                        .await?
                };
                must!(result);
                if let Some(unwanted) = &case.unwanted {
                    sqlx::query(sql::CLEAR_UNWANTED).bind(agency).bind(&case.id).execute(&mut *tx).await?;
                    for (client, caregiver) in unwanted {
                        sqlx::query(sql::PUT_UNWANTED)
                            .bind(agency)
                            .bind(client)
                            .bind(caregiver)
                            .bind(&case.id)
                            .execute(&mut *tx)
                            .await?;
                    }
                }
            }
            for (phone, opted_out, doc, version) in &p.conversations {
                let result = if *version == 0 {
                    sqlx::query(sql::INSERT_CONVERSATION)
                        .bind(agency)
                        .bind(phone)
                        .bind(*opted_out)
                        .bind(doc)
                        .execute(&mut *tx)
                        .await?
                } else {
                    sqlx::query(sql::UPDATE_CONVERSATION)
                        .bind(*opted_out)
                        .bind(doc)
                        .bind(agency)
                        .bind(phone)
                        .bind(*version)
                        .execute(&mut *tx)
                        .await?
                };
                must!(result);
            }
            for (case, name, due) in &commit.timers {
                match due {
                    Some(due) => {
                        sqlx::query(sql::SET_TIMER)
                            .bind(agency)
                            .bind(case.to_string())
                            .bind(name.as_str())
                            .bind(micros(*due))
                            .execute(&mut *tx)
                            .await?;
                    }
                    None => {
                        sqlx::query(sql::CLEAR_TIMER)
                            .bind(agency)
                            .bind(case.to_string())
                            .bind(name.as_str())
                            .execute(&mut *tx)
                            .await?;
                    }
                }
            }
            for (case, event, facts) in &p.journal {
                sqlx::query(sql::JOURNAL)
                    .bind(agency)
                    .bind(case)
                    .bind(at)
                    .bind(event)
                    .bind(facts)
                    .execute(&mut *tx)
                    .await?;
            }
            for (new, work) in commit.rewritten.iter().zip(&p.rewritten) {
                let result = sqlx::query(sql::REWRITE)
                    .bind(&new.becomes)
                    .bind(work)
                    .bind(agency)
                    .bind(&new.key)
                    .execute(&mut *tx)
                    .await?;
                if new.must {
                    must!(result);
                }
            }
            for name in &commit.withdrawn {
                sqlx::query(sql::WITHDRAW).bind(at).bind(agency).bind(name).execute(&mut *tx).await?;
            }
            if let Some(phone) = &commit.silenced {
                sqlx::query(sql::SILENCE).bind(at).bind(agency).bind(phone.e164()).execute(&mut *tx).await?;
            }
            for (effect, work) in commit.outbox.iter().zip(&p.effects) {
                let text = effect.work.text.as_ref();
                sqlx::query(sql::PLAN)
                    .bind(agency)
                    .bind(&effect.key)
                    .bind(effect.case.map(|c| c.to_string()))
                    .bind(work)
                    .bind(text.map(|t| t.to.e164().to_owned()))
                    .bind(text.is_some_and(|t| t.despite_opt_out))
                    .bind(i64::from(effect.priority))
                    .bind(micros(effect.due))
                    .bind(at)
                    .execute(&mut *tx)
                    .await?;
            }
            if commit.release {
                sqlx::query(sql::RELEASE_OFFERS).bind(at).bind(agency).execute(&mut *tx).await?;
            }
            if let (Some(delivery), Some(status)) = (&p.commit.delivery, &p.delivery)
                && let Some(id) = delivery.outbox
            {
                let known: Option<Option<String>> =
                    sqlx::query_scalar("SELECT delivery FROM outbox WHERE agency = $1 AND id = $2")
                        .bind(agency)
                        .bind(id)
                        .fetch_optional(&mut *tx)
                        .await?;
                let known = known.flatten().and_then(|text| serde_json::from_str(&text).ok());
                // A status never goes back.
                if known.is_none_or(|k: gigi_engine::ports::DeliveryStatus| k < delivery.status) {
                    sqlx::query(sql::DELIVERED)
                        .bind(status)
                        .bind(&delivery.provider_id)
                        .bind(agency)
                        .bind(id)
                        .execute(&mut *tx)
                        .await?;
                }
            }
            Committed::Done
        });
        match run.await {
            Ok(committed) => Ok(committed),
            Err(e) if is_conflict(&e) => Ok(Committed::Conflict),
            Err(e) => Err::<_, StoreError>(failed("committing a step", e)),
        }
    }
}

/// Another writer was faster: a unique index, a serialization failure, a deadlock.
fn is_conflict(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|e| e.is_unique_violation() || matches!(e.code().as_deref(), Some("40001" | "40P01")))
}
