//! Writing a visit: clocking in and out, and entering a care log after the fact. These are legal and payroll records.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::task::field_text;
use super::{Id, Maybe, Period, Scalar};
use crate::error::{Error, Misuse};

/// Degrees of latitude and longitude. There is no default: an invented place in an EVV record is a false record.
pub type Position = (f64, f64);

/// Clocking in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClockIn {
    /// When; sent with an explicit offset.
    pub at: Timestamp,
    /// Where, if it is known.
    pub position: Option<Position>,
}

/// Clocking out.
#[derive(Clone, Debug, PartialEq)]
pub struct ClockOut {
    /// When.
    pub at: Timestamp,
    /// Where, if it is known.
    pub position: Option<Position>,
    /// What happened; cut at 1000 characters.
    pub comment: String,
    /// Miles driven for the client.
    pub mileage: Option<f64>,
}

/// What clocking in answered.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ClockedIn {
    /// Id of the visit (encounter), which everything that follows wants.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub id: Maybe<Id>,
    /// Whether the visit had already ended.
    #[serde(default, rename = "clockedOut", skip_serializing_if = "Maybe::is_absent")]
    pub clocked_out: Maybe<Scalar>,
    /// From, and to when it had ended.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub period: Maybe<Period>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
opaque_debug!(ClockedIn, NewEncounter);

fn place(body: &mut Value, position: Option<Position>) -> Result<(), Error> {
    let Some((latitude, longitude)) = position else { return Ok(()) };
    if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
        return Err(Misuse::new("a position is latitude and longitude in degrees").into());
    }
    body["position"] = json!({"latitude": latitude, "longitude": longitude});
    Ok(())
}

/// A naive time would be taken as UTC and shift the record by the agency's offset.
fn zulu(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl ClockIn {
    pub(crate) fn body(self) -> Result<Value, Error> {
        let mut body = json!({"resourceType": "Encounter", "period": {"start": zulu(self.at)}});
        place(&mut body, self.position)?;
        Ok(body)
    }
}

impl ClockOut {
    pub(crate) fn body(&self) -> Result<Value, Error> {
        let mut body = json!({"resourceType": "Encounter", "period": {"end": zulu(self.at)}});
        place(&mut body, self.position)?;
        if !self.comment.trim().is_empty() {
            body["generalComment"] = json!(field_text(&self.comment, 1000));
        }
        if let Some(miles) = self.mileage {
            body["mileage"] = json!(miles);
        }
        Ok(body)
    }
}

/// How a visit is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each is its word")]
pub enum BillMethod {
    Hourly,
    #[serde(rename = "perVisit")]
    PerVisit,
    #[serde(rename = "liveIn")]
    LiveIn,
    #[serde(rename = "notBillable")]
    NotBillable,
}

/// How a visit is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each is its word")]
pub enum PayMethod {
    Hourly,
    #[serde(rename = "perVisit")]
    PerVisit,
    #[serde(rename = "liveIn")]
    LiveIn,
    #[serde(rename = "notPayable")]
    NotPayable,
}

/// A care log to enter, flat as the vendor wants it; what is read back has another shape
/// ([`Encounter`](super::Encounter)).
#[derive(Clone, PartialEq)]
pub struct NewEncounter {
    /// The client.
    pub client: Id,
    /// Who came.
    pub caregiver: Id,
    /// From.
    pub start: Timestamp,
    /// To; `None` while it goes on.
    pub end: Option<Timestamp>,
    /// How it is billed, and the id of the rate.
    pub bill: Option<(BillMethod, Id)>,
    /// How it is paid, and the id of the rate.
    pub pay: Option<(PayMethod, Id)>,
}

impl NewEncounter {
    pub(crate) fn body(&self, agency_id: &str) -> Result<Value, Error> {
        if self.client.is_blank() || self.caregiver.is_blank() {
            return Err(Misuse::new("a visit needs a client and a caregiver").into());
        }
        if self.end.is_some_and(|end| end <= self.start) {
            return Err(Misuse::new("a visit ends after it starts").into());
        }
        let naive = |at: Timestamp| at.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        let mut body = json!({"resourceType": "Encounter", "agencyId": agency_id,
            "status": if self.end.is_some() { "COMPLETE" } else { "IN_PROGRESS" },
            "patientId": self.client.as_str(), "practitionerId": self.caregiver.as_str(),
            "startDateTime": naive(self.start)});
        if let Some(end) = self.end {
            body["endDateTime"] = json!(naive(end));
        }
        if let Some((method, id)) = &self.bill {
            (body["billRateMethod"], body["billRateId"]) = (json!(method), json!(id.as_str()));
        }
        if let Some((method, id)) = &self.pay {
            (body["payRateMethod"], body["payRateId"]) = (json!(method), json!(id.as_str()));
        }
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocking_in_has_an_explicit_offset_and_no_invented_place() {
        let at: Timestamp = "2026-03-02T10:02:00-06:00".parse().unwrap();
        let body = ClockIn { at, position: None }.body().unwrap();
        assert_eq!(body, json!({"resourceType": "Encounter", "period": {"start": "2026-03-02T16:02:00Z"}}));
        assert!(ClockIn { at, position: Some((139.0, 0.0)) }.body().is_err());
    }

    #[test]
    fn a_care_log_is_flat() {
        let start: Timestamp = "2026-03-02T16:00:00Z".parse().unwrap();
        let log = NewEncounter {
            client: Id::from("7100001"),
            caregiver: Id::from("8200001"),
            start,
            end: Some("2026-03-02T20:00:00Z".parse().unwrap()),
            bill: Some((BillMethod::NotBillable, Id::from("12"))),
            pay: None,
        };
        let body = log.body("9001").unwrap();
        assert_eq!((&body["status"], &body["billRateMethod"]), (&json!("COMPLETE"), &json!("notBillable")));
        assert!(NewEncounter { end: Some(start), ..log }.body("9001").is_err());
    }
}
