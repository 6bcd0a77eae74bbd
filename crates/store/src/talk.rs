//! What one number wrote and was told, how it was read, and what coordinators say about that.
use gigi_core::inbound::{InboundText, Outcome};
use gigi_core::phone::Phone;
use gigi_core::teaching::Correction;
use gigi_engine::ports::{Arrival, Input, StoreError, Stored};
use jiff::Timestamp;

use crate::db::{SqlStore, failed, instant, micros, parsed, reading, writing, written};
use crate::read::{EffectEntry, effect_entry};
use crate::sql;

/// A text that came in.
#[derive(Clone, Debug)]
pub struct TextEntry {
    /// Its place in the inbox: the name that pages use.
    pub seq: i64,
    /// When it came.
    pub at: Timestamp,
    /// The text.
    pub text: InboundText,
    /// Its outcome with how it was read, once it was handled.
    pub outcome: Option<Outcome>,
}

type Found = (i64, i64, String, Option<String>);

fn entry((seq, at, doc, outcome): Found) -> Result<Option<TextEntry>, StoreError> {
    let arrival: Arrival = parsed("reading an arrival", &doc)?;
    let Input::Text(text) = arrival.what else { return Ok(None) };
    let outcome = outcome.map(|o| parsed("reading an outcome", &o)).transpose()?;
    Ok(Some(TextEntry { seq, at: instant(at), text, outcome }))
}

fn entries(found: Vec<Found>) -> Stored<Vec<TextEntry>> {
    found.into_iter().filter_map(|row| entry(row).transpose()).collect()
}

impl SqlStore {
    /// The texts that came in last, from whomever, newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn recent_texts(&self, limit: i64) -> Stored<Vec<TextEntry>> {
        entries(reading!(self, "reading texts", |c| {
            sqlx::query_as(sql::LAST_TEXTS).bind(&self.agency).bind(limit).fetch_all(&mut *c).await?
        })?)
    }

    /// One text by its place in the inbox.
    ///
    /// # Errors
    /// The database's.
    pub async fn text_at(&self, seq: i64) -> Stored<Option<TextEntry>> {
        let found: Option<Found> = reading!(self, "reading a text", |c| {
            sqlx::query_as(sql::TEXT_AT).bind(&self.agency).bind(seq).fetch_optional(&mut *c).await?
        })?;
        Ok(found.map(entry).transpose()?.flatten())
    }

    /// The last texts from one number, newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn texts_from(&self, phone: &Phone, limit: i64) -> Stored<Vec<TextEntry>> {
        entries(reading!(self, "reading a number's texts", |c| {
            sqlx::query_as(sql::TEXTS_FROM)
                .bind(&self.agency)
                .bind(phone.e164())
                .bind(limit)
                .fetch_all(&mut *c)
                .await?
        })?)
    }

    /// The last texts to one number, newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn texts_to(&self, phone: &Phone, limit: i64) -> Stored<Vec<EffectEntry>> {
        let found: Vec<crate::read::FoundEffect> = reading!(self, "reading texts to a number", |c| {
            sqlx::query_as(sql::TEXTS_TO)
                .bind(&self.agency)
                .bind(phone.e164())
                .bind(limit)
                .fetch_all(&mut *c)
                .await?
        })?;
        found.into_iter().map(effect_entry).collect()
    }

    /// Keeps a correction of the text at this place. Earlier ones of the same message stay, with who said them.
    ///
    /// # Errors
    /// The database's.
    pub async fn correct(&self, seq: i64, correction: &Correction) -> Stored<()> {
        let doc = written(correction)?;
        let run = writing!(self, |tx| {
            sqlx::query(sql::CORRECT)
                .bind(&self.agency)
                .bind(seq)
                .bind(micros(correction.at))
                .bind(&correction.by)
                .bind(&doc)
                .execute(&mut *tx)
                .await?
                .rows_affected()
        });
        run.await.map(|_| ()).map_err(|e| failed("keeping a correction", e))
    }

    /// What was said about the text at this place, oldest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn corrections_of(&self, seq: i64) -> Stored<Vec<Correction>> {
        let found: Vec<(String,)> = reading!(self, "reading corrections", |c| {
            sqlx::query_as(sql::CORRECTIONS_OF).bind(&self.agency).bind(seq).fetch_all(&mut *c).await?
        })?;
        found.into_iter().map(|(doc,)| parsed("reading a correction", &doc)).collect()
    }

    /// The last correction of every message that was corrected, oldest first, with the message.
    ///
    /// # Errors
    /// The database's.
    pub async fn corrections(&self) -> Stored<Vec<(Correction, TextEntry)>> {
        type Both = (String, i64, i64, String, Option<String>);
        let found: Vec<Both> = reading!(self, "reading corrections", |c| {
            sqlx::query_as(sql::CORRECTIONS).bind(&self.agency).fetch_all(&mut *c).await?
        })?;
        let mut all: Vec<(Correction, TextEntry)> = Vec::new();
        for (doc, seq, at, text, outcome) in found {
            let correction: Correction = parsed("reading a correction", &doc)?;
            let Some(text) = entry((seq, at, text, outcome))? else { continue };
            all.push((correction, text));
        }
        Ok(all)
    }
}
