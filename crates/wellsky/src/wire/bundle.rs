//! `Bundle`: the envelope of every list and search.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Maybe, OneOrMany, Scalar};
use crate::error::quiet;

/// A page of records.
///
/// The count is in `totalRecords` (or `total`), records are under `entry[].resource` (or directly in `entry[]`).
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Bundle {
    /// How many records match in all, WellSky's spelling.
    #[serde(default, rename = "totalRecords", skip_serializing_if = "Maybe::is_absent")]
    pub total_records: Maybe<Scalar>,
    /// The same, FHIR's spelling.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub total: Maybe<Scalar>,
    /// The records of this page, undecoded.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub entry: Maybe<OneOrMany<Value>>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A record that could not be read. The others of its page are not affected.
#[derive(Clone, PartialEq)]
pub struct Quarantined {
    /// Where in the answer, such as `entry[3].resource.start`.
    pub path: String,
    /// What was wrong there, without the value.
    pub reason: String,
    /// The record as it came. It may hold personal data; `Debug` leaves it out.
    pub record: Value,
}
opaque_debug!(Bundle);

impl std::fmt::Debug for Quarantined {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Quarantined")
            .field("path", &self.path)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

impl Bundle {
    /// How many records match in all, as far as the answer says.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        let count = |field: &Maybe<Scalar>| field.get().and_then(Scalar::number);
        count(&self.total_records).or_else(|| count(&self.total))
    }

    /// Whether this looks like a bundle at all; a `{"message": …}` with status 200 does not and must not be taken
    /// for an empty list.
    #[must_use]
    pub fn is_bundle(&self) -> bool {
        self.extra.get("resourceType").and_then(Value::as_str) == Some("Bundle")
            || !self.entry.is_absent()
            || self.total().is_some()
    }

    /// The records of this page, and those that could not be read.
    ///
    /// ```
    /// use gigi_wellsky::wire::{Appointment, Bundle};
    /// let page: Bundle = serde_json::from_str(
    ///     r#"{"resourceType": "Bundle", "totalRecords": 2, "entry": [
    ///         {"resource": {"id": "55500123", "start": "2026-03-02T16:00:00+00:00"}},
    ///         {"resource": {"id": "55500124", "start": "soon"}}]}"#,
    /// )?;
    /// let (shifts, set_aside) = page.read::<Appointment>();
    /// assert_eq!(shifts.len(), 1);
    /// assert_eq!(set_aside[0].path, "entry[1].resource.start");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn read<T: DeserializeOwned>(&self) -> (Vec<T>, Vec<Quarantined>) {
        let (mut items, mut quarantined) = (Vec::new(), Vec::new());
        for (place, record) in self.rows() {
            match read_row(&place, record) {
                Ok(item) => items.push(item),
                Err(record) => quarantined.push(record),
            }
        }
        (items, quarantined)
    }

    /// Each record with its place in the answer.
    fn rows(&self) -> impl Iterator<Item = (String, &Value)> {
        self.entry.items().iter().enumerate().map(|(index, entry)| match entry.get("resource") {
            Some(record) => (format!("entry[{index}].resource"), record),
            None => (format!("entry[{index}]"), entry),
        })
    }

    /// The same without copying the records.
    pub(crate) fn into_rows(self) -> impl Iterator<Item = (String, Value)> {
        let entries = match self.entry {
            Maybe::Present(OneOrMany::Many(entries)) => entries,
            Maybe::Present(OneOrMany::One(entry)) => vec![entry],
            Maybe::Absent | Maybe::Null => Vec::new(),
        };
        entries.into_iter().enumerate().map(|(index, mut entry)| {
            match entry.as_object_mut().and_then(|fields| fields.remove("resource")) {
                Some(record) => (format!("entry[{index}].resource"), record),
                None => (format!("entry[{index}]"), entry),
            }
        })
    }
}

/// Reads one record; what cannot be read is set aside with its place and reason.
pub(crate) fn read_row<T: DeserializeOwned>(place: &str, record: &Value) -> Result<T, Quarantined> {
    // keeping track of the place costs as much as the reading itself, so only a bad record is read that way
    if let Ok(read) = T::deserialize(record) {
        return Ok(read);
    }
    serde_path_to_error::deserialize(record).map_err(|error| {
        let inner = error.path().to_string();
        let path = if inner == "." { place.to_owned() } else { format!("{place}.{inner}") };
        Quarantined { path, reason: quiet(&error.inner().to_string()), record: record.clone() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Appointment;
    use serde_json::json;

    #[test]
    fn both_envelopes_are_read() {
        let nested: Bundle =
            serde_json::from_value(json!({"totalRecords": "1", "entry": [{"resource": {"id": "1"}}]}))
                .unwrap();
        let flat: Bundle = serde_json::from_value(json!({"total": 1, "entry": [{"id": "1"}]})).unwrap();
        for bundle in [nested, flat] {
            assert_eq!(bundle.total(), Some(1));
            assert_eq!(bundle.rows().next().map(|(_, record)| record.clone()), Some(json!({"id": "1"})));
        }
        let empty: Bundle = serde_json::from_value(json!({"resourceType": "Bundle"})).unwrap();
        assert!(empty.is_bundle() && empty.rows().next().is_none());
        let message: Bundle = serde_json::from_value(json!({"message": "hello"})).unwrap();
        assert!(!message.is_bundle());
    }

    #[test]
    fn a_broken_record_says_where_and_hides_what() {
        let bundle: Bundle = serde_json::from_value(json!({"entry": [
            {"resource": {"id": "1", "start": "2026-03-02T16:00:00Z"}},
            {"resource": {"id": "2", "start": "call Grace Sample"}},
            {"resource": {"id": "3", "start": 20260302}},
            {"resource": {"start": "2026-03-02T16:00:00Z"}}
        ]}))
        .unwrap();
        let read: Vec<_> =
            bundle.rows().map(|(place, record)| read_row::<Appointment>(&place, record)).collect();
        assert!(read[0].is_ok());
        let [second, third, fourth] = [1, 2, 3].map(|index| read[index].clone().unwrap_err());
        assert_eq!(second.path, "entry[1].resource.start");
        assert!(!format!("{second:?}").contains("Grace"));
        assert_eq!(third.path, "entry[2].resource.start");
        assert!(!third.reason.contains("20260302"), "{}", third.reason);
        assert_eq!(fourth.reason, "missing field `id`");
    }
}
