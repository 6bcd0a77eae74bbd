//! `ChargeItem`: billed and paid hours.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Id, Maybe, OneOrMany, Period, Reference, Scalar};

/// Hours of one visit as they were billed. The fields are what integrators expect; none was published.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ChargeItem {
    /// The id.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub id: Maybe<Id>,
    /// The client.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub subject: Maybe<Reference>,
    /// Who worked: a reference, or FHIR's `actor` around one.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub performer: Maybe<OneOrMany<Value>>,
    /// From and to; without an offset they are UTC.
    #[serde(default, rename = "occurrencePeriod", skip_serializing_if = "Maybe::is_absent")]
    pub period: Maybe<Period>,
    /// Hours, under `value`.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub quantity: Maybe<Quantity>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// An amount.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Quantity {
    /// The number.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub value: Maybe<Scalar>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
opaque_debug!(ChargeItem, Quantity);

impl ChargeItem {
    /// The client.
    #[must_use]
    pub fn client_id(&self) -> Option<Id> {
        self.subject.get().and_then(Reference::id)
    }

    /// Those who worked.
    #[must_use]
    pub fn caregiver_ids(&self) -> Vec<Id> {
        let reference = |performer: &Value| {
            let performer = performer.get("actor").unwrap_or(performer);
            serde_json::from_value::<Reference>(performer.clone()).ok()?.id()
        };
        self.performer.items().iter().filter_map(reference).collect()
    }

    /// Hours.
    #[must_use]
    pub fn hours(&self) -> Option<f64> {
        self.quantity.get()?.value.text()?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_performer_is_found_in_both_shapes() {
        for performer in [
            json!({"reference": "Practitioner/8200001"}),
            json!({"actor": {"reference": "Practitioner/8200001"}}),
        ] {
            let item: ChargeItem =
                serde_json::from_value(json!({"id": "1", "subject": {"reference": "Patient/7100001"},
                "performer": [performer], "quantity": {"value": 4.5}}))
                .unwrap();
            assert_eq!(item.caregiver_ids(), [Id::from("8200001")]);
            assert_eq!((item.client_id(), item.hours()), (Some(Id::from("7100001")), Some(4.5)));
        }
    }
}
