//! Caregivers, clients and their contacts.

use serde_json::{Map, Value};

use super::{Client, Created};
use crate::error::{Error, Misuse};
use crate::page::Listing;
use crate::route::Route;
use crate::wire::{Id, Patient, Phone, Practitioner, RelatedPerson};

macro_rules! filter {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Default)]
        pub struct $name {
            fields: Map<String, Value>,
        }

        impl $name {
            $($(#[$fdoc])*
            #[must_use]
            pub fn $field(mut self, value: impl Into<String>) -> Self {
                self.fields.insert(stringify!($field).to_owned(), Value::String(value.into()));
                self
            })+

            /// Only records in use, or only those not in use. On clients this filter has been seen to lose
            /// everybody; filtering what came by `is_active` is safer there.
            #[must_use]
            pub fn active(mut self, active: bool) -> Self {
                self.fields.insert("active".to_owned(), Value::String(active.to_string()));
                self
            }

            /// Only records with these profile tags. Whether any or all of them is not documented: check the records.
            #[must_use]
            pub fn tags(mut self, tags: &[Id]) -> Self {
                let list: Vec<&str> = tags.iter().map(Id::as_str).collect();
                self.fields.insert("tags".to_owned(), Value::String(list.join(",")));
                self
            }

            /// Only records changed at or after this instant.
            #[must_use]
            pub fn updated_since(mut self, instant: jiff::Timestamp) -> Self {
                let text = instant.strftime("ge%Y-%m-%dT%H:%M:%S").to_string();
                self.fields.insert("updated".to_owned(), Value::String(text));
                self
            }
        }

        impl std::fmt::Debug for $name {
            // The values are names and phone numbers.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).field("keys", &self.fields.keys().collect::<Vec<_>>()).finish()
            }
        }
    };
}

filter! {
    /// What to look for among caregivers and applicants. Empty finds everybody.
    ///
    /// ```
    /// use gigi_wellsky::PractitionerFilter;
    /// let caregivers_in_town = PractitionerFilter::default().active(true).is_hired(true).city("Springfield");
    /// ```
    PractitionerFilter {
        /// First name.
        first_name,
        /// Family name.
        last_name,
        /// City.
        city,
        /// Two-letter state.
        state,
        /// Mobile phone, ten digits. Each phone filter looks only at its own kind.
        mobile_phone,
        /// Home phone, ten digits.
        home_phone,
        /// Work phone, ten digits.
        work_phone,
        /// Id in another system.
        external_id,
    }
}
filter! {
    /// What to look for among clients and prospects. Empty finds everybody.
    PatientFilter {
        /// First name.
        first_name,
        /// Family name.
        last_name,
        /// City.
        city,
        /// Two-letter state.
        state,
        /// Mobile phone, ten digits. Each phone filter looks only at its own kind.
        mobile_phone,
        /// Home phone, ten digits.
        home_phone,
        /// Work phone, ten digits.
        work_phone,
        /// Id in another system.
        external_id,
    }
}

impl PractitionerFilter {
    /// Only caregivers (`true`) or only applicants (`false`).
    #[must_use]
    pub fn is_hired(mut self, is_hired: bool) -> Self {
        self.fields.insert("is_hired".to_owned(), Value::String(is_hired.to_string()));
        self
    }
}

impl Client {
    /// Caregivers and applicants that match.
    ///
    /// WellSky ignores filters it does not know and then finds everybody, so check what matters on the records.
    ///
    /// # Errors
    /// Any [`Error`]; never an empty list instead of one.
    pub async fn search_practitioners(
        &self,
        filter: &PractitionerFilter,
    ) -> Result<Listing<Practitioner>, Error> {
        self.search(Route::PractitionerSearch, Value::Object(filter.fields.clone()), None).await
    }

    /// The same, and turns each record into something smaller as soon as its page is read: a list of thousands then
    /// never stands in memory as the vendor wrote it.
    ///
    /// # Errors
    /// Any [`Error`]; never an empty list instead of one.
    pub async fn practitioners_as<U>(
        &self,
        filter: &PractitionerFilter,
        turn: impl FnMut(Practitioner) -> Option<U>,
    ) -> Result<Listing<U>, Error> {
        self.search_as(Route::PractitionerSearch, Value::Object(filter.fields.clone()), None, turn).await
    }

    /// One caregiver or applicant.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none with this id.
    pub async fn practitioner(&self, id: &Id) -> Result<Practitioner, Error> {
        self.read(Route::PractitionerRead, id).await
    }

    /// Clients and prospects that match; see [`Client::search_practitioners`].
    ///
    /// # Errors
    /// Any [`Error`]; never an empty list instead of one.
    pub async fn search_patients(&self, filter: &PatientFilter) -> Result<Listing<Patient>, Error> {
        self.search(Route::PatientSearch, Value::Object(filter.fields.clone()), None).await
    }

    /// The same, each record turned as soon as its page is read; see [`Client::practitioners_as`].
    ///
    /// # Errors
    /// Any [`Error`]; never an empty list instead of one.
    pub async fn patients_as<U>(
        &self,
        filter: &PatientFilter,
        turn: impl FnMut(Patient) -> Option<U>,
    ) -> Result<Listing<U>, Error> {
        self.search_as(Route::PatientSearch, Value::Object(filter.fields.clone()), None, turn).await
    }

    /// One client or prospect.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none with this id.
    pub async fn patient(&self, id: &Id) -> Result<Patient, Error> {
        self.read(Route::PatientRead, id).await
    }

    /// All contacts of all clients; with `updated_since` only those changed since.
    ///
    /// # Errors
    /// Any [`Error`]; never an empty list instead of one.
    pub async fn related_persons(
        &self,
        updated_since: Option<jiff::Timestamp>,
    ) -> Result<Listing<RelatedPerson>, Error> {
        let mut filter = Map::new();
        if let Some(instant) = updated_since {
            let text = instant.strftime("ge%Y-%m-%dT%H:%M:%S").to_string();
            filter.insert("updated".to_owned(), Value::String(text));
        }
        self.search(Route::RelatedPersonSearch, Value::Object(filter), None).await
    }

    /// Contacts of one client.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such client.
    pub async fn related_persons_of(&self, client: &Id) -> Result<Listing<RelatedPerson>, Error> {
        self.bundle(Route::RelatedPersonOfPatient, &[client.as_str()]).await
    }

    /// Enters a contact of a client.
    ///
    /// # Errors
    /// [`Error::Misuse`] for a document that names no client.
    pub async fn create_related_person(&self, contact: &RelatedPerson) -> Result<Created, Error> {
        if contact.client_id().is_none() {
            return Err(Misuse::new("a contact belongs to a client").into());
        }
        let body = serde_json::to_value(contact).map_err(|_| Misuse::new("the contact cannot be written"))?;
        self.write(Route::RelatedPersonCreate, &[], body).await
    }

    /// Replaces a contact by this document. The id is the contact's own.
    ///
    /// # Errors
    /// [`Error::Misuse`] for a document without an id.
    pub async fn put_related_person(&self, contact: &RelatedPerson) -> Result<(), Error> {
        self.put(Route::RelatedPersonUpdate, contact.id.get(), contact).await
    }

    /// Removes a contact of a client.
    ///
    /// # Errors
    /// [`Error::Misuse`] unless [`Permission::Deletes`](super::Permission::Deletes) was given.
    pub async fn remove_related_person(&self, client: &Id, contact: &Id) -> Result<(), Error> {
        self.delete(Route::RelatedPersonRemove, &[client.as_str(), contact.as_str()]).await
    }
}

/// A caller's search: three searches, because each phone filter looks at one kind only; what came is checked.
macro_rules! by_phone {
    ($(#[$doc:meta])* $name:ident, $search:ident, $filter:ident, $record:ident) => {
        impl Client {
            $(#[$doc])*
            ///
            /// Three searches, because each phone filter looks at one kind only. The records are checked against the
            /// number.
            ///
            /// # Errors
            /// [`Error::Misuse`] when the text is not a ten-digit number (with or without punctuation and country
            /// code).
            pub async fn $name(&self, phone: &str) -> Result<Listing<$record>, Error> {
                let digits = ten_digit_phone(phone)?;
                let mut found = Listing::<$record>::empty();
                let filter = $filter::default;
                for filter in
                    [filter().mobile_phone(&digits), filter().home_phone(&digits), filter().work_phone(&digits)]
                {
                    let mut page = self.$search(&filter).await?;
                    page.items.retain(|person| {
                        has_phone(&person.phones(), &digits)
                            && !found.items.iter().any(|known| known.id == person.id)
                    });
                    found.extend(page);
                }
                found.total = None;
                Ok(found)
            }
        }
    };
}

by_phone! {
    /// Caregivers and applicants with this phone number, be it stored as mobile, home or work.
    practitioners_by_phone, search_practitioners, PractitionerFilter, Practitioner
}
by_phone! {
    /// Clients and prospects with this phone number, be it stored as mobile, home or work.
    patients_by_phone, search_patients, PatientFilter, Patient
}

fn ten_digit_phone(phone: &str) -> Result<String, Error> {
    let digits = crate::wire::ten_digits(phone);
    // A number that begins with 0 belongs to nobody; that is an answer and not a mistake of the caller's.
    (digits.len() == 10)
        .then_some(digits)
        .ok_or_else(|| Misuse::new("a phone number must have ten digits").into())
}

fn has_phone(phones: &[Phone], digits: &str) -> bool {
    phones.iter().any(|phone| phone.digits == digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn filters_are_sent_as_text_under_the_vendors_names() {
        let filter = PractitionerFilter::default()
            .active(true)
            .is_hired(true)
            .tags(&["45".into(), "67".into()])
            .updated_since("2026-03-01T05:00:00Z".parse().unwrap());
        assert_eq!(
            Value::Object(filter.fields.clone()),
            json!({"active": "true", "is_hired": "true", "tags": "45,67", "updated": "ge2026-03-01T05:00:00"})
        );
        assert!(!format!("{:?}", PatientFilter::default().last_name("Sample")).contains("Sample"));
    }

    #[test]
    fn a_phone_is_normalised_or_refused() {
        assert_eq!(ten_digit_phone("+1 (202) 555-0142").unwrap(), "2025550142");
        for bad in ["555-0142", "", "12025550142123"] {
            assert!(ten_digit_phone(bad).is_err(), "{bad}");
        }
    }
}
