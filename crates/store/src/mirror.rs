//! People and shifts as WellSky showed them last.
use std::collections::BTreeMap;

use gigi_core::agency::{Caregiver, Client, Contact, Roster, Shift};
use gigi_core::id::ShiftKey;
use gigi_engine::mirror::{self, Filed};
use gigi_engine::ports::{Changes, Hint, MirrorUpdate, PersonKind, Stored, Whose};
use jiff::Timestamp;

use crate::db::{SqlStore, failed, instant, micros, parsed, reading, writing};
use crate::sql;
use crate::store::REVISION;

/// Counter that holds when the mirror was read last.
const AS_OF: &str = "mirror_as_of";

fn all<T: serde::de::DeserializeOwned>(docs: Vec<(String,)>) -> Stored<Vec<T>> {
    docs.into_iter().map(|(doc,)| parsed("reading the mirror", &doc)).collect()
}

/// A document as text, failing as the statements around it do.
fn serialized<T: serde::Serialize>(doc: &T) -> Result<String, sqlx::Error> {
    serde_json::to_string(doc).map_err(|e| sqlx::Error::Encode(Box::new(e)))
}

/// A stored shift that cannot be read is as good as unknown: the next read writes it anew.
fn know(known: &mut BTreeMap<ShiftKey, Shift>, docs: impl IntoIterator<Item = String>) {
    let shifts = docs.into_iter().filter_map(|doc| serde_json::from_str::<Shift>(&doc).ok());
    known.extend(shifts.map(|s| (s.key.clone(), s)));
}

/// Compares files that were read with those that are known and writes the difference. A read of those who changed
/// looks up those; a read of everybody looks at everybody.
macro_rules! refile {
    ($tx:ident, $agency:ident, $kind:literal, $what:ty, $read:ident, $update:ident) => {{
        let mut docs: Vec<String> = Vec::new();
        if $update.partial && $read.len() < 100 {
            for person in $read {
                let found: Option<String> = sqlx::query_scalar(sql::PERSON)
                    .bind($agency)
                    .bind($kind)
                    .bind(person.file())
                    .fetch_optional(&mut *$tx)
                    .await?;
                docs.extend(found);
            }
        } else {
            docs = sqlx::query_scalar(sql::PEOPLE).bind($agency).bind($kind).fetch_all(&mut *$tx).await?;
        }
        let known: Vec<$what> = docs.iter().filter_map(|doc| serde_json::from_str(doc).ok()).collect();
        drop(docs);
        let found = mirror::people(&known, $read, $update);
        for id in &found.delete {
            sqlx::query(sql::DELETE_PERSON).bind($agency).bind($kind).bind(id).execute(&mut *$tx).await?;
        }
        for person in &found.put {
            sqlx::query(sql::PUT_PERSON)
                .bind($agency)
                .bind($kind)
                .bind(person.file())
                .bind(serialized(person)?)
                .execute(&mut *$tx)
                .await?;
        }
        found.changes
    }};
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

    /// Compares inside the transaction what was read with what is known, and writes only what differs: a read that finds
    /// nothing new costs a few look-ups, and the roster that others hold in memory stays valid.
    pub(crate) async fn write_mirror(&self, update: &MirrorUpdate) -> Stored<Changes> {
        let agency = self.agency.as_str();
        let run = writing!(self, |tx| {
            let mut known: BTreeMap<ShiftKey, Shift> = BTreeMap::new();
            for covered in &update.covered {
                let (from, until) = (micros(covered.from), micros(covered.until));
                let (statement, whose) = match &covered.whose {
                    Whose::Client(client) => (sql::SHIFTS_OF_CLIENT, client.as_str()),
                    Whose::Caregiver(caregiver) => (sql::SHIFTS_OF_CAREGIVER, caregiver.as_str()),
                    Whose::Shift(key) => {
                        let found: Option<String> = sqlx::query_scalar(sql::SHIFT)
                            .bind(agency)
                            .bind(key.to_string())
                            .fetch_optional(&mut *tx)
                            .await?;
                        know(&mut known, found);
                        continue;
                    }
                };
                let found: Vec<String> = sqlx::query_scalar(statement)
                    .bind(agency)
                    .bind(whose)
                    .bind(from)
                    .bind(until)
                    .fetch_all(&mut *tx)
                    .await?;
                know(&mut known, found);
            }
            for shift in &update.shifts {
                if !known.contains_key(&shift.key) {
                    let found: Option<String> = sqlx::query_scalar(sql::SHIFT)
                        .bind(agency)
                        .bind(shift.key.to_string())
                        .fetch_optional(&mut *tx)
                        .await?;
                    know(&mut known, found);
                }
            }
            let found = mirror::shifts(&known, update);
            drop(known);
            for key in &found.delete {
                sqlx::query(sql::DELETE_SHIFT).bind(agency).bind(key).execute(&mut *tx).await?;
            }
            for shift in &found.put {
                sqlx::query(sql::PUT_SHIFT)
                    .bind(agency)
                    .bind(shift.key.to_string())
                    .bind(shift.client.as_str())
                    .bind(shift.caregiver.as_ref().map(|c| c.as_str().to_owned()))
                    .bind(micros(shift.start()))
                    .bind(serialized(shift)?)
                    .execute(&mut *tx)
                    .await?;
            }
            let mut changes = found.changes;
            if let Some(read) = &update.caregivers {
                changes += refile!(tx, agency, "caregiver", Caregiver, read, update);
            }
            if let Some(read) = &update.clients {
                changes += refile!(tx, agency, "client", Client, read, update);
            }
            let mut moved = !changes.is_empty();
            if let Some(read) = &update.contacts {
                let known: Vec<String> =
                    sqlx::query_scalar(sql::PEOPLE).bind(agency).bind("contact").fetch_all(&mut *tx).await?;
                let docs = read.iter().map(serialized).collect::<Result<Vec<_>, _>>()?;
                // Contacts have no id of their own in the mirror: all are replaced when one has changed.
                if known != docs {
                    moved = true;
                    sqlx::query(sql::CLEAR_PEOPLE).bind(agency).bind("contact").execute(&mut *tx).await?;
                    for (at, doc) in docs.iter().enumerate() {
                        sqlx::query(sql::PUT_PERSON)
                            .bind(agency)
                            .bind("contact")
                            .bind(format!("{at:08}"))
                            .bind(doc)
                            .execute(&mut *tx)
                            .await?;
                    }
                }
            }
            if let Some(before) = update.forget_before {
                sqlx::query(sql::FORGET_SHIFTS).bind(agency).bind(micros(before)).execute(&mut *tx).await?;
            }
            for (name, at) in &update.marks {
                sqlx::query(sql::SET_MARK)
                    .bind(agency)
                    .bind(name)
                    .bind(micros(*at))
                    .execute(&mut *tx)
                    .await?;
            }
            for hint in &update.followed {
                sqlx::query(sql::DROP_HINT)
                    .bind(agency)
                    .bind(hint.kind.as_str())
                    .bind(&hint.id)
                    .bind(micros(hint.at))
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
            if moved {
                sqlx::query(sql::NEXT_COUNTER).bind(agency).bind(REVISION).execute(&mut *tx).await?;
            }
            changes
        });
        run.await.map_err(|e| failed("writing the mirror", e))
    }

    pub(crate) async fn read_as_of(&self) -> Stored<Option<Timestamp>> {
        let found: Option<i64> = reading!(self, "reading the mirror's age", |c| {
            sqlx::query_scalar(sql::COUNTER).bind(&self.agency).bind(AS_OF).fetch_optional(&mut *c).await?
        })?;
        Ok(found.map(instant))
    }

    pub(crate) async fn read_marks(&self) -> Stored<BTreeMap<String, Timestamp>> {
        let found: Vec<(String, i64)> = reading!(self, "reading what was read", |c| {
            sqlx::query_as(sql::MARKS).bind(&self.agency).fetch_all(&mut *c).await?
        })?;
        Ok(found.into_iter().map(|(name, at)| (name, instant(at))).collect())
    }

    pub(crate) async fn write_hint(&self, hint: &Hint) -> Stored<()> {
        let run = writing!(self, |tx| {
            sqlx::query(sql::PUT_HINT)
                .bind(&self.agency)
                .bind(hint.kind.as_str())
                .bind(&hint.id)
                .bind(micros(hint.at))
                .execute(&mut *tx)
                .await?;
        });
        run.await.map_err(|e| failed("keeping a hint", e))
    }

    pub(crate) async fn read_hints(&self, limit: i64) -> Stored<Vec<Hint>> {
        let found: Vec<(String, String, i64)> = reading!(self, "reading hints", |c| {
            sqlx::query_as(sql::HINTS).bind(&self.agency).bind(limit).fetch_all(&mut *c).await?
        })?;
        let hint = |(kind, id, at): (String, String, i64)| {
            Some(Hint { kind: PersonKind::parse(&kind)?, id, at: instant(at) })
        };
        Ok(found.into_iter().filter_map(hint).collect())
    }
}
