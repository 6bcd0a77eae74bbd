//! The client: one method per operation, grouped by what they are about.

mod agency;
mod intake;
mod people;
mod roster;
mod shifts;
mod subscriptions;
mod tasks;
mod today;
mod visits;
mod window;

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use people::{PatientFilter, PractitionerFilter};
pub use tasks::Created;
pub use window::Window;

use crate::Clock;
use crate::config::{Config, Permission};
use crate::error::{Context, Error, Misuse, is_html};
use crate::exchange::Answer;
use crate::page::{Listing, PAGE_SIZE, Pager};
use crate::route::Route;
use crate::transport::{Call, Transport, decode, unreadable};
use crate::wire::{Bundle, Id, Maybe, Scalar};

/// A client of one agency's WellSky. Cheap to clone; clones share token, throttle and counters.
#[derive(Clone)]
pub struct Client {
    transport: Arc<Transport>,
    agency_id: Arc<str>,
    permissions: Arc<[Permission]>,
    clock: Clock,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

impl Client {
    /// A client with the given settings; nothing is sent yet.
    ///
    /// `http` should be built with redirects off (`redirect::Policy::none()`): a redirected write may arrive without
    /// its body. With redirects on, a redirected call is still reported as [`Error::Redirected`], but the second
    /// request has been made by then. `clock` is asked for the current time and never waited on.
    ///
    /// # Errors
    /// [`Error::Misuse`] when a setting cannot work: a host with a path, a rate beyond the vendor's limit.
    pub fn new(config: Config, http: reqwest::Client, clock: Clock) -> Result<Self, Error> {
        let agency_id = Arc::from(config.agency_id.as_str());
        let permissions = Arc::from(config.permissions.as_slice());
        let transport = Arc::new(Transport::new(&config, http, clock.clone())?);
        Ok(Client { transport, agency_id, permissions, clock })
    }

    /// The same client for reads that nobody waits for: it shares everything, and passes a throttle of half the rate
    /// first, so that half is always left for calls in a hurry.
    #[must_use]
    pub fn in_bulk(&self) -> Self {
        Client { transport: Arc::new(self.transport.in_bulk()), ..self.clone() }
    }

    /// Gets a token unless there is one, to learn whether host and credentials are right.
    ///
    /// # Errors
    /// [`Error::AuthRejected`] for wrong credentials; [`Error::RouteNotMatched`] for a wrong host.
    pub async fn authenticate(&self) -> Result<(), Error> {
        self.transport.authenticate().await
    }

    /// How many requests this client has made since it was created, tokens and repetitions included.
    #[must_use]
    pub fn requests_made(&self) -> u64 {
        self.transport.requests_made()
    }

    /// Reads one object.
    async fn read<T: DeserializeOwned>(&self, route: Route, id: &Id) -> Result<T, Error> {
        self.transport.fetch(&Call::new(route, &[id.as_str()])).await
    }

    /// Fetches a bundle that comes in one piece.
    async fn bundle<T: DeserializeOwned>(&self, route: Route, ids: &[&str]) -> Result<Listing<T>, Error> {
        self.one_piece(&Call::new(route, ids)).await
    }

    async fn one_piece<T: DeserializeOwned>(&self, call: &Call<'_>) -> Result<Listing<T>, Error> {
        let bundle = self.page(call).await?;
        let whole = bundle.total().is_none();
        let mut pager = Pager::new();
        pager.take(0, bundle);
        let mut listing = pager.finish();
        // There are no further pages to ask for: without a count the answer is all there is.
        listing.complete |= whole;
        listing.page_base = None;
        Ok(listing)
    }

    /// Searches through all pages.
    async fn search<T: DeserializeOwned>(
        &self,
        route: Route,
        filter: Value,
        sort: Option<&str>,
    ) -> Result<Listing<T>, Error> {
        let mut pager = Pager::new();
        while let Some(page) = pager.next() {
            let mut query = vec![("_count", PAGE_SIZE.to_string()), ("_page", page.to_string())];
            if let Some(sort) = sort {
                query.push(("_sort", sort.to_owned()));
            }
            match self.page(&Call::new(route, &[]).query(query).body(filter.clone())).await {
                Ok(bundle) => pager.take(page, bundle),
                Err(error) => pager.refused(page, error)?,
            }
        }
        Ok(pager.finish())
    }

    async fn page(&self, call: &Call<'_>) -> Result<Bundle, Error> {
        let answer = self.transport.send(call).await?;
        let bundle: Bundle = decode(call.route(), &answer)?;
        if !bundle.is_bundle() {
            return Err(unreadable(call.route(), &answer, "the answer is not a list".to_owned(), None));
        }
        Ok(bundle)
    }

    /// Puts a document back under its id.
    async fn put<T: Serialize>(&self, route: Route, id: Option<&Id>, document: &T) -> Result<(), Error> {
        let id = id.filter(|id| !id.is_blank()).ok_or_else(|| Misuse::new("the document has no id"))?;
        let body =
            serde_json::to_value(document).map_err(|_| Misuse::new("the document cannot be written"))?;
        self.write(route, &[id.as_str()], body).await.map(drop)
    }

    async fn delete(&self, route: Route, ids: &[&str]) -> Result<(), Error> {
        self.permitted(Permission::Deletes)?;
        let answer = self.transport.send(&Call::new(route, ids)).await?;
        from_wellsky(route, &answer)
    }

    /// Whether the configuration allows this kind of write.
    fn permitted(&self, permission: Permission) -> Result<(), Error> {
        if self.permissions.contains(&permission) {
            return Ok(());
        }
        Err(Misuse::new(format!("{permission:?} must be allowed in the configuration first")).into())
    }

    /// Sends a write and reads the id of what was made, if the answer gives one.
    async fn write(&self, route: Route, ids: &[&str], body: Value) -> Result<Created, Error> {
        let answer = self.transport.send(&Call::new(route, ids).body(body)).await?;
        from_wellsky(route, &answer)?;
        let made = Made::read(&answer);
        if made.success.flag() == Some(false) {
            return Err(Error::Validation(Box::new(Context {
                operation: route.name(),
                status: Some(answer.status),
                request_id: answer.request_id,
                message: "the answer says success: false".to_owned(),
                ..Context::default()
            })));
        }
        Ok(Created { id: made.task_log_id.get().or(made.id.get()).filter(|id| !id.is_blank()).cloned() })
    }
}

/// A page of HTML with a status of success is a portal or proxy in between: whether the write went through is not known.
fn from_wellsky(route: Route, answer: &Answer) -> Result<(), Error> {
    if !is_html(&String::from_utf8_lossy(&answer.body)) {
        return Ok(());
    }
    let message = "an HTML page instead of an answer; is a proxy or portal in the way?".to_owned();
    Err(unconfirmed(unreadable(route, answer, message, None)))
}

/// A write whose answer could not be read may well have been done.
fn unconfirmed(error: Error) -> Error {
    match error {
        Error::Decode(context) => Error::UnknownOutcome(context),
        other => other,
    }
}

/// What the answers to writes have in common.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Made {
    id: Maybe<Id>,
    #[serde(rename = "taskLogId")]
    task_log_id: Maybe<Id>,
    success: Maybe<Scalar>,
}

impl Made {
    /// The write has been accepted by status; an answer that cannot be read does not undo it.
    fn read(answer: &Answer) -> Made {
        serde_json::from_slice(&answer.body).unwrap_or_default()
    }
}
