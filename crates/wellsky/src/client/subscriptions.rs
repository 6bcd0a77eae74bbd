//! Being told of changes, and the files of people.

use serde_json::json;

use super::{Client, Created, Permission};
use crate::error::{Error, Misuse};
use crate::page::Listing;
use crate::route::Route;
use crate::transport::Call;
use crate::wire::{Document, Id, NewDocument, NewSubscription, Subscription};

/// Largest file in Base64: 10 MB and a third.
const LARGEST_FILE: usize = 10 * 1024 * 1024 / 3 * 4;

impl Client {
    /// Asks to be told of an event.
    ///
    /// ```
    /// use gigi_wellsky::wire::{Criteria, NewSubscription};
    /// # mod simulator { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/simulator.rs")); }
    /// # simulator::against(async |sim, wellsky| {
    /// // A delivery names neither the event nor the agency, so each criteria gets an address of its own.
    /// let wanted = NewSubscription {
    ///     criteria: Criteria::PatientCreated,
    ///     endpoint: "http://127.0.0.1:8080/webhooks/wellsky/patient.created".into(),
    ///     header: "Authorization: Bearer made-up-shared-secret".into(),
    /// };
    /// let id = wellsky.subscribe(&wanted).await?.id.expect("the answer names it");
    /// assert!(wellsky.subscription(&id).await?.is_active());
    /// wellsky.unsubscribe(&id).await?;
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`Error::Misuse`] for a header that is not one.
    pub async fn subscribe(&self, subscription: &NewSubscription) -> Result<Created, Error> {
        self.write(Route::SubscriptionCreate, &[], subscription.body(&self.agency_id)?).await
    }

    /// All subscriptions.
    ///
    /// # Errors
    /// Any [`Error`]; never an empty list instead of one.
    pub async fn subscriptions(&self) -> Result<Listing<Subscription>, Error> {
        self.search(Route::SubscriptionSearch, json!({}), None).await
    }

    /// One subscription.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none with this id.
    pub async fn subscription(&self, id: &Id) -> Result<Subscription, Error> {
        self.read(Route::SubscriptionRead, id).await
    }

    /// Replaces a subscription by this document: read it, change it, put it back.
    ///
    /// # Errors
    /// [`Error::Misuse`] for a document without an id.
    pub async fn put_subscription(&self, subscription: &Subscription) -> Result<(), Error> {
        self.put(Route::SubscriptionUpdate, subscription.id.get(), subscription).await
    }

    /// Ends a subscription. Needs no permission: it is ours.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none with this id.
    pub async fn unsubscribe(&self, id: &Id) -> Result<(), Error> {
        self.transport.send(&Call::new(Route::SubscriptionDelete, &[id.as_str()])).await.map(drop)
    }

    /// Stores a file with somebody. Off unless [`Permission::Documents`] was given: the only recorded attempts with a
    /// valid body were answered with a crash.
    ///
    /// # Errors
    /// [`Error::Misuse`] without the permission or for a file of more than 10 MB.
    pub async fn create_document(&self, document: &NewDocument) -> Result<Created, Error> {
        self.permitted(Permission::Documents)?;
        if document.data.len() > LARGEST_FILE {
            return Err(Misuse::new("a file may have 10 MB").into());
        }
        self.write(Route::DocumentCreate, &[], document.body(&self.agency_id)).await
    }

    /// A file's description.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none with this id.
    pub async fn document(&self, id: &Id) -> Result<Document, Error> {
        self.read(Route::DocumentRead, id).await
    }

    /// The files of a client or caregiver, given as `Patient/7100001` or `Practitioner/8200001`.
    ///
    /// # Errors
    /// Any [`Error`]; never an empty list instead of one.
    pub async fn documents_of(&self, reference: &str) -> Result<Listing<Document>, Error> {
        self.search(Route::DocumentsByProfile, json!({"reference": reference}), None).await
    }
}
