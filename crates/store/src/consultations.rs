//! What a hosted model was asked and answered.
use gigi_engine::ports::{Consultation, Stored};

use crate::db::{SqlStore, failed, micros, parsed, reading, writing, written};
use crate::sql;

impl SqlStore {
    pub(crate) async fn read_consultation(&self, message: &str) -> Stored<Option<Consultation>> {
        let found: Option<(String,)> = reading!(self, "reading a consultation", |c| {
            sqlx::query_as(sql::CONSULTATION).bind(&self.agency).bind(message).fetch_optional(&mut *c).await?
        })?;
        found.map(|(doc,)| parsed("reading a consultation", &doc)).transpose()
    }

    pub(crate) async fn write_consultation(&self, consultation: &Consultation) -> Stored<bool> {
        let doc = written(consultation)?;
        let run = writing!(self, |tx| {
            let query = match consultation.ended {
                None => sqlx::query(sql::BEGIN_CONSULTATION)
                    .bind(&self.agency)
                    .bind(&consultation.message)
                    .bind(micros(consultation.begun))
                    .bind(&doc),
                Some(ended) => sqlx::query(sql::END_CONSULTATION)
                    .bind(micros(ended))
                    .bind(&doc)
                    .bind(&self.agency)
                    .bind(&consultation.message),
            };
            query.execute(&mut *tx).await?.rows_affected() == 1
        });
        run.await.map_err(|e| failed("keeping a consultation", e))
    }

    /// The last questions to a hosted model, newest first: what a test replays.
    ///
    /// # Errors
    /// The database's.
    pub async fn consultations(&self, limit: i64) -> Stored<Vec<Consultation>> {
        let found: Vec<(String,)> = reading!(self, "reading consultations", |c| {
            sqlx::query_as(sql::CONSULTATIONS).bind(&self.agency).bind(limit).fetch_all(&mut *c).await?
        })?;
        found.into_iter().map(|(doc,)| parsed("reading a consultation", &doc)).collect()
    }
}
