//! The port, method by method.
use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use gigi_core::agency::Roster;
use gigi_core::case::Case;
use gigi_core::conversation::Conversation;
use gigi_core::effect::TimerName;
use gigi_core::id::{CaregiverId, CaseId, ClientId, EffectKey};
use gigi_core::matching::Reach;
use gigi_core::phone::Phone;
use gigi_engine::ports::{
    Arrival, Changes, Commit, Committed, Consultation, DeliveredRow, Delivery, Hint, MirrorUpdate, OutboxRow,
    Received, Store, Stored, Versioned, Waiting, Work,
};
use jiff::Timestamp;
use sqlx::Row;

use crate::db::{Pool, SqlStore, failed, instant, micros, parsed, reading, writing, written};
use crate::sql;

/// Counter of case numbers.
const NUMBERS: &str = "case_number";
/// Counter that moves with the mirror.
pub(crate) const REVISION: &str = "mirror_revision";

fn case_id(text: &str) -> Option<CaseId> {
    text.parse().ok().map(CaseId)
}

fn rows(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

#[async_trait]
impl Store for SqlStore {
    async fn receive(&self, arrival: &Arrival) -> Stored<Received> {
        let doc = written(arrival)?;
        let run = writing!(self, |tx| {
            sqlx::query(sql::RECEIVE)
                .bind(&self.agency)
                .bind(&arrival.dedupe)
                .bind(&arrival.thread)
                .bind(micros(arrival.at))
                .bind(&doc)
                .execute(&mut *tx)
                .await?
                .rows_affected()
        });
        let stored = run.await.map_err(|e| failed("storing an arrival", e))?;
        Ok(if stored == 1 { Received::New } else { Received::Duplicate })
    }

    async fn waiting(&self, limit: usize) -> Stored<Vec<Waiting>> {
        let found: Vec<(i64, String)> = reading!(self, "looking for arrivals", |c| {
            sqlx::query_as(sql::WAITING).bind(&self.agency).bind(rows(limit)).fetch_all(&mut *c).await?
        })?;
        let waiting =
            |(seq, doc): (i64, String)| Ok(Waiting { seq, arrival: parsed("reading an arrival", &doc)? });
        found.into_iter().map(waiting).collect()
    }

    async fn case(&self, id: CaseId) -> Stored<Option<Versioned<Case>>> {
        let found: Option<(String, i64)> = reading!(self, "reading a case", |c| {
            sqlx::query_as(sql::CASE).bind(&self.agency).bind(id.to_string()).fetch_optional(&mut *c).await?
        })?;
        found
            .map(|(doc, version)| Ok(Versioned { doc: parsed("reading a case", &doc)?, version }))
            .transpose()
    }

    async fn active_cases(&self) -> Stored<Vec<Versioned<Case>>> {
        let found: Vec<(String, i64)> = reading!(self, "reading cases", |c| {
            sqlx::query_as(sql::ACTIVE_CASES).bind(&self.agency).fetch_all(&mut *c).await?
        })?;
        found
            .into_iter()
            .map(|(doc, version)| Ok(Versioned { doc: parsed("reading a case", &doc)?, version }))
            .collect()
    }

    async fn cases_of(&self, kind: &str, since: Timestamp) -> Stored<Vec<Case>> {
        let found: Vec<(String,)> = reading!(self, "reading cases of a kind", |c| {
            sqlx::query_as(sql::CASES_OF)
                .bind(&self.agency)
                .bind(kind)
                .bind(micros(since))
                .fetch_all(&mut *c)
                .await?
        })?;
        found.into_iter().map(|(doc,)| parsed("reading a case", &doc)).collect()
    }

    async fn unwanted(&self, client: &ClientId) -> Stored<BTreeSet<CaregiverId>> {
        let found: Vec<(String,)> = reading!(self, "reading who is not wanted", |c| {
            sqlx::query_as(sql::UNWANTED).bind(&self.agency).bind(client.as_str()).fetch_all(&mut *c).await?
        })?;
        Ok(found.into_iter().map(|(who,)| CaregiverId::new(who)).collect())
    }

    async fn conversation(&self, phone: &Phone) -> Stored<Versioned<Conversation>> {
        let found: Option<(String, i64)> = reading!(self, "reading a conversation", |c| {
            sqlx::query_as(sql::CONVERSATION)
                .bind(&self.agency)
                .bind(phone.e164())
                .fetch_optional(&mut *c)
                .await?
        })?;
        match found {
            Some((doc, version)) => Ok(Versioned { doc: parsed("reading a conversation", &doc)?, version }),
            None => Ok(Versioned { doc: Conversation::new(phone.clone()), version: 0 }),
        }
    }

    async fn reach(&self, now: Timestamp) -> Stored<BTreeMap<Phone, Reach>> {
        let found: Vec<(String, i64)> = reading!(self, "reading conversations", |c| {
            sqlx::query_as(sql::CONVERSATIONS).bind(&self.agency).fetch_all(&mut *c).await?
        })?;
        let reach = |(doc, _): (String, i64)| {
            let conversation: Conversation = parsed("reading a conversation", &doc)?;
            Ok((conversation.phone.clone(), conversation.reach(now)))
        };
        found.into_iter().map(reach).collect()
    }

    async fn next_number(&self) -> Stored<u64> {
        let run = writing!(self, |tx| {
            sqlx::query_scalar::<_, i64>(sql::NEXT_COUNTER)
                .bind(&self.agency)
                .bind(NUMBERS)
                .fetch_one(&mut *tx)
                .await?
        });
        let number = run.await.map_err(|e| failed("numbering a case", e))?;
        Ok(u64::try_from(number).unwrap_or_default())
    }

    async fn commit(&self, commit: &Commit) -> Stored<Committed> {
        self.write(commit).await
    }

    async fn due_timers(&self, now: Timestamp, limit: usize) -> Stored<Vec<(CaseId, TimerName, Timestamp)>> {
        let found: Vec<(String, String, i64)> = reading!(self, "looking for timers", |c| {
            sqlx::query_as(sql::DUE_TIMERS)
                .bind(&self.agency)
                .bind(micros(now))
                .bind(rows(limit))
                .fetch_all(&mut *c)
                .await?
        })?;
        let timer = |(case, name, due): (String, String, i64)| {
            Some((case_id(&case)?, TimerName::parse(&name)?, instant(due)))
        };
        Ok(found.into_iter().filter_map(timer).collect())
    }

    async fn timers_of(&self, case: CaseId) -> Stored<Vec<(TimerName, Timestamp)>> {
        let found: Vec<(String, i64)> = reading!(self, "reading timers", |c| {
            sqlx::query_as(sql::TIMERS_OF)
                .bind(&self.agency)
                .bind(case.to_string())
                .fetch_all(&mut *c)
                .await?
        })?;
        Ok(found
            .into_iter()
            .filter_map(|(name, due)| Some((TimerName::parse(&name)?, instant(due))))
            .collect())
    }

    async fn next_due(&self) -> Stored<Option<Timestamp>> {
        let (timer, effect): (Option<i64>, Option<i64>) = reading!(self, "looking for what is due", |c| {
            let timer = sqlx::query_scalar(sql::NEXT_TIMER).bind(&self.agency).fetch_one(&mut *c).await?;
            let effect = sqlx::query_scalar(sql::NEXT_EFFECT).bind(&self.agency).fetch_one(&mut *c).await?;
            (timer, effect)
        })?;
        Ok(timer.into_iter().chain(effect).min().map(instant))
    }

    async fn claim(
        &self,
        now: Timestamp,
        owner: &str,
        until: Timestamp,
        limit: usize,
    ) -> Stored<Vec<OutboxRow>> {
        type Found = (i64, Option<String>, String, String, i64, Option<i64>, i64);
        let statement = match self.pool {
            Pool::Sqlite { .. } => sql::CLAIMABLE_SQLITE,
            Pool::Postgres(_) => sql::CLAIMABLE_POSTGRES,
        };
        let run = writing!(self, |tx| {
            let found: Vec<Found> = sqlx::query_as(statement)
                .bind(&self.agency)
                .bind(micros(now))
                .bind(rows(limit))
                .fetch_all(&mut *tx)
                .await?;
            for (id, ..) in &found {
                sqlx::query(sql::LEASE_ROW)
                    .bind(owner)
                    .bind(micros(until))
                    .bind(&self.agency)
                    .bind(*id)
                    .execute(&mut *tx)
                    .await?;
            }
            found
        });
        let found = run.await.map_err(|e| failed("claiming effects", e))?;
        let row = |(id, case, key, work, attempts, begun, planned): Found| {
            Ok(OutboxRow {
                id,
                case: case.as_deref().and_then(case_id),
                key,
                work: parsed("reading an effect", &work)?,
                attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
                begun: begun.map(instant),
                planned: instant(planned),
            })
        };
        found.into_iter().map(row).collect()
    }

    async fn begin(&self, id: i64, owner: &str, now: Timestamp) -> Stored<bool> {
        let at = micros(now);
        let run = writing!(self, |tx| {
            let begun = sqlx::query(sql::BEGIN)
                .bind(at)
                .bind(&self.agency)
                .bind(id)
                .bind(owner)
                .bind(at)
                .execute(&mut *tx)
                .await?
                .rows_affected()
                == 1;
            if !begun {
                sqlx::query(sql::DROP_OPTED_OUT)
                    .bind(at)
                    .bind(&self.agency)
                    .bind(id)
                    .execute(&mut *tx)
                    .await?;
            }
            begun
        });
        run.await.map_err(|e| failed("beginning an effect", e))
    }

    async fn delivered_row(&self, delivery: &Delivery) -> Stored<Option<DeliveredRow>> {
        type Found = (i64, Option<String>, String, Option<String>, String);
        let found: Option<Found> = reading!(self, "looking for a text of ours", |c| {
            sqlx::query_as(sql::DELIVERY_ROW)
                .bind(&self.agency)
                .bind(delivery.outbox.unwrap_or(-1))
                .bind(&delivery.provider_id)
                .fetch_optional(&mut *c)
                .await?
        })?;
        let row = |(id, case, name, status, work): Found| {
            let case = case.as_deref().and_then(case_id);
            let key = case.and_then(|c| name.strip_prefix(&format!("{c}/")).map(|k| EffectKey(k.to_owned())));
            let status = status.map(|s| parsed("reading a delivery status", &s)).transpose()?;
            let work: Work = parsed("reading an effect", &work)?;
            Ok(DeliveredRow { id, case, key, makes: work.makes, status })
        };
        found.map(row).transpose()
    }

    async fn roster(&self) -> Stored<Roster> {
        self.read_roster().await
    }

    async fn roster_revision(&self) -> Stored<i64> {
        let found: Option<i64> = reading!(self, "reading the mirror's revision", |c| {
            sqlx::query(sql::COUNTER)
                .bind(&self.agency)
                .bind(REVISION)
                .fetch_optional(&mut *c)
                .await?
                .map(|row| row.get(0))
        })?;
        Ok(found.unwrap_or(0))
    }

    async fn mirror_as_of(&self) -> Stored<Option<Timestamp>> {
        self.read_as_of().await
    }

    async fn mirror(&self, update: &MirrorUpdate) -> Stored<Changes> {
        self.write_mirror(update).await
    }

    async fn marks(&self) -> Stored<BTreeMap<String, Timestamp>> {
        self.read_marks().await
    }

    async fn hint(&self, hint: &Hint) -> Stored<()> {
        self.write_hint(hint).await
    }

    async fn hints(&self, limit: usize) -> Stored<Vec<Hint>> {
        self.read_hints(rows(limit)).await
    }

    async fn consultation(&self, message: &str) -> Stored<Option<Consultation>> {
        self.read_consultation(message).await
    }

    async fn keep_consultation(&self, consultation: &Consultation) -> Stored<bool> {
        self.write_consultation(consultation).await
    }

    async fn lease(&self, name: &str, owner: &str, now: Timestamp, until: Timestamp) -> Stored<bool> {
        let run = writing!(self, |tx| {
            sqlx::query(sql::TAKE_LEASE)
                .bind(&self.agency)
                .bind(name)
                .bind(owner)
                .bind(micros(until))
                .bind(micros(now))
                .execute(&mut *tx)
                .await?
                .rows_affected()
                == 1
        });
        run.await.map_err(|e| failed("taking a lease", e))
    }
}
