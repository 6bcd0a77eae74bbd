//! Queries for pages: plain functions that return what a page shows.
use gigi_core::case::{Case, Event};
use gigi_core::fact::Fact;
use gigi_core::id::CaseId;
use gigi_core::inbound::Outcome;
use gigi_engine::ports::{Arrival, DeliveryStatus, Stored, Work};
use jiff::Timestamp;

use crate::db::{SqlStore, instant, parsed, reading};
use crate::sql;

/// One line of a case's history.
#[derive(Clone, Debug)]
pub struct JournalEntry {
    /// When.
    pub at: Timestamp,
    /// What the case heard.
    pub event: Event,
    /// What it meant.
    pub facts: Vec<Fact>,
}

/// One effect of a case.
#[derive(Clone, Debug)]
pub struct EffectEntry {
    /// Its name.
    pub name: String,
    /// What.
    pub work: Work,
    /// `pending`, `done`, `failed`, `withdrawn`.
    pub state: String,
    /// How it ended or why it waits.
    pub how: Option<String>,
    /// How far a text is.
    pub delivery: Option<DeliveryStatus>,
    /// How often it was begun.
    pub attempts: i64,
    /// When it was planned.
    pub planned: Timestamp,
}

/// A text that arrived, with its outcome if it has one.
#[derive(Clone, Debug)]
pub struct MessageEntry {
    /// The arrival.
    pub arrival: Arrival,
    /// Its outcome.
    pub outcome: Option<Outcome>,
}

/// Name, work, state, how, delivery, attempts, planned.
pub(crate) type FoundEffect = (String, String, String, Option<String>, Option<String>, i64, i64);

pub(crate) fn effect_entry(
    (name, work, state, how, delivery, attempts, planned): FoundEffect,
) -> Stored<EffectEntry> {
    Ok(EffectEntry {
        name,
        work: parsed("reading an effect", &work)?,
        state,
        how,
        delivery: delivery.map(|d| parsed("reading a delivery status", &d)).transpose()?,
        attempts,
        planned: instant(planned),
    })
}

impl SqlStore {
    /// The cases that changed last.
    ///
    /// # Errors
    /// The database's.
    pub async fn recent_cases(&self, limit: i64) -> Stored<Vec<Case>> {
        let found: Vec<(String,)> = reading!(self, "reading cases", |c| {
            sqlx::query_as(sql::RECENT_CASES).bind(&self.agency).bind(limit).fetch_all(&mut *c).await?
        })?;
        found.into_iter().map(|(doc,)| parsed("reading a case", &doc)).collect()
    }

    /// Whether the database answers at all.
    ///
    /// # Errors
    /// The database's.
    pub async fn answers(&self) -> Stored<()> {
        let _: Option<(i64,)> = reading!(self, "asking for a sign of life", |c| {
            sqlx::query_as(sql::COUNTER).bind(&self.agency).bind("roster").fetch_optional(&mut *c).await?
        })?;
        Ok(())
    }

    /// A case by the number people use.
    ///
    /// # Errors
    /// The database's.
    pub async fn case_by_number(&self, number: i64) -> Stored<Option<Case>> {
        let found: Option<(String,)> = reading!(self, "reading a case", |c| {
            sqlx::query_as(sql::CASE_BY_NUMBER)
                .bind(&self.agency)
                .bind(number)
                .fetch_optional(&mut *c)
                .await?
        })?;
        found.map(|(doc,)| parsed("reading a case", &doc)).transpose()
    }

    /// A case's history, oldest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn journal_of(&self, case: CaseId) -> Stored<Vec<JournalEntry>> {
        let found: Vec<(i64, String, String)> = reading!(self, "reading a journal", |c| {
            sqlx::query_as(sql::JOURNAL_OF)
                .bind(&self.agency)
                .bind(case.to_string())
                .fetch_all(&mut *c)
                .await?
        })?;
        let entry = |(at, event, facts): (i64, String, String)| {
            Ok(JournalEntry {
                at: instant(at),
                event: parsed("reading a journal", &event)?,
                facts: parsed("reading a journal", &facts)?,
            })
        };
        found.into_iter().map(entry).collect()
    }

    /// A case's effects, oldest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn effects_of(&self, case: CaseId) -> Stored<Vec<EffectEntry>> {
        let found: Vec<FoundEffect> = reading!(self, "reading effects", |c| {
            sqlx::query_as(sql::EFFECTS_OF)
                .bind(&self.agency)
                .bind(case.to_string())
                .fetch_all(&mut *c)
                .await?
        })?;
        found.into_iter().map(effect_entry).collect()
    }

    /// What arrived last, newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn recent_arrivals(&self, limit: i64) -> Stored<Vec<MessageEntry>> {
        let found: Vec<(String, Option<String>)> = reading!(self, "reading arrivals", |c| {
            sqlx::query_as(sql::RECENT_TEXTS).bind(&self.agency).bind(limit).fetch_all(&mut *c).await?
        })?;
        let entry = |(doc, outcome): (String, Option<String>)| {
            Ok(MessageEntry {
                arrival: parsed("reading an arrival", &doc)?,
                outcome: outcome.map(|o| parsed("reading an outcome", &o)).transpose()?,
            })
        };
        found.into_iter().map(entry).collect()
    }
}
