//! People and shifts as WellSky showed them last.
use std::collections::BTreeSet;

use gigi_core::agency::{Caregiver, Client, Contact, Roster, Shift};
use gigi_engine::ports::{MirrorUpdate, Stored, Whose};

use crate::db::{SqlStore, failed, instant, micros, parsed, reading, writing, written};
use crate::sql;
use crate::store::REVISION;

/// Counter that holds when the mirror was read last.
const AS_OF: &str = "mirror_as_of";

fn all<T: serde::de::DeserializeOwned>(docs: Vec<(String,)>) -> Stored<Vec<T>> {
    docs.into_iter().map(|(doc,)| parsed("reading the mirror", &doc)).collect()
}

impl SqlStore {
    pub(crate) async fn read_roster(&self) -> Stored<Roster> {
        type Docs = Vec<(String,)>;
        let (caregivers, clients, contacts, shifts, as_of): (Docs, Docs, Docs, Docs, Option<i64>) =
            reading!(self, "reading the mirror", |c| {
                let a = sqlx::query_as(sql::PEOPLE)
                    .bind(&self.agency)
                    .bind("caregiver")
                    .fetch_all(&mut *c)
                    .await?;
                let b =
                    sqlx::query_as(sql::PEOPLE).bind(&self.agency).bind("client").fetch_all(&mut *c).await?;
                let d =
                    sqlx::query_as(sql::PEOPLE).bind(&self.agency).bind("contact").fetch_all(&mut *c).await?;
                let s = sqlx::query_as(sql::SHIFTS).bind(&self.agency).fetch_all(&mut *c).await?;
                let t = sqlx::query_scalar(sql::COUNTER)
                    .bind(&self.agency)
                    .bind(AS_OF)
                    .fetch_optional(&mut *c)
                    .await?;
                (a, b, d, s, t)
            })?;
        let contacts: Vec<Contact> = all(contacts)?;
        Ok(Roster::new(
            all::<Caregiver>(caregivers)?,
            all::<Client>(clients)?,
            &contacts,
            all::<Shift>(shifts)?,
            as_of.map(instant),
        ))
    }

    pub(crate) async fn write_mirror(&self, update: &MirrorUpdate) -> Stored<()> {
        let mut people: Vec<(&str, Vec<(String, String)>)> = Vec::new();
        if let Some(list) = &update.caregivers {
            let docs = list.iter().map(|c| Ok((c.id.to_string(), written(c)?))).collect::<Stored<_>>()?;
            people.push(("caregiver", docs));
        }
        if let Some(list) = &update.clients {
            let docs = list.iter().map(|c| Ok((c.id.to_string(), written(c)?))).collect::<Stored<_>>()?;
            people.push(("client", docs));
        }
        if let Some(list) = &update.contacts {
            let numbered = list.iter().enumerate();
            let docs =
                numbered.map(|(at, c)| Ok((format!("{at:08}"), written(c)?))).collect::<Stored<_>>()?;
            people.push(("contact", docs));
        }
        let shifts = update
            .shifts
            .iter()
            .map(|s| Ok((s.key.to_string(), s, written(s)?)))
            .collect::<Stored<Vec<(String, &Shift, String)>>>()?;
        let read: BTreeSet<&str> = shifts.iter().map(|(key, ..)| key.as_str()).collect();
        let agency = self.agency.as_str();
        let run = writing!(self, |tx| {
            for (kind, docs) in &people {
                sqlx::query(sql::CLEAR_PEOPLE).bind(agency).bind(*kind).execute(&mut *tx).await?;
                for (id, doc) in docs {
                    sqlx::query(sql::PUT_PERSON)
                        .bind(agency)
                        .bind(*kind)
                        .bind(id)
                        .bind(doc)
                        .execute(&mut *tx)
                        .await?;
                }
            }
            for covered in &update.covered {
                let (from, until) = (micros(covered.from), micros(covered.until));
                match &covered.whose {
                    Whose::Client(client) => {
                        let known: Vec<(String, String)> = sqlx::query_as(sql::SHIFTS_OF_CLIENT)
                            .bind(agency)
                            .bind(client.as_str())
                            .bind(from)
                            .bind(until)
                            .fetch_all(&mut *tx)
                            .await?;
                        for (key, _) in known.iter().filter(|(key, _)| !read.contains(key.as_str())) {
                            sqlx::query(sql::DELETE_SHIFT).bind(agency).bind(key).execute(&mut *tx).await?;
                        }
                    }
                    Whose::Shift(key) if !read.contains(key.to_string().as_str()) => {
                        sqlx::query(sql::DELETE_SHIFT)
                            .bind(agency)
                            .bind(key.to_string())
                            .execute(&mut *tx)
                            .await?;
                    }
                    Whose::Shift(_) => {}
                    Whose::Caregiver(caregiver) => {
                        let known: Vec<(String, String)> = sqlx::query_as(sql::SHIFTS_OF_CAREGIVER)
                            .bind(agency)
                            .bind(caregiver.as_str())
                            .bind(from)
                            .bind(until)
                            .fetch_all(&mut *tx)
                            .await?;
                        for (key, doc) in known.iter().filter(|(key, _)| !read.contains(key.as_str())) {
                            // It may have gone to somebody else: her name goes, the shift stays.
                            let Ok(mut shift) = serde_json::from_str::<Shift>(doc) else { continue };
                            shift.caregiver = None;
                            let doc = serde_json::to_string(&shift).unwrap_or_else(|_| doc.clone());
                            sqlx::query(sql::PUT_SHIFT)
                                .bind(agency)
                                .bind(key)
                                .bind(shift.client.as_str())
                                .bind(None::<String>)
                                .bind(micros(shift.start()))
                                .bind(&doc)
                                .execute(&mut *tx)
                                .await?;
                        }
                    }
                }
            }
            for (key, shift, doc) in &shifts {
                sqlx::query(sql::PUT_SHIFT)
                    .bind(agency)
                    .bind(key)
                    .bind(shift.client.as_str())
                    .bind(shift.caregiver.as_ref().map(|c| c.as_str().to_owned()))
                    .bind(micros(shift.start()))
                    .bind(doc)
                    .execute(&mut *tx)
                    .await?;
            }
            if let Some(at) = update.at {
                sqlx::query(sql::SET_COUNTER)
                    .bind(agency)
                    .bind(AS_OF)
                    .bind(micros(at))
                    .execute(&mut *tx)
                    .await?;
            }
            sqlx::query(sql::NEXT_COUNTER).bind(agency).bind(REVISION).execute(&mut *tx).await?;
        });
        run.await.map_err(|e| failed("writing the mirror", e))
    }
}
