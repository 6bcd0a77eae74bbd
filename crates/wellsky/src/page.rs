//! Collecting the pages of a list.
//!
//! Whether `_page` counts from 0 or from 1 differs between the sources, and some endpoints ignore it. So the first
//! page asked for is 0, records are recognised when they come again, and the listing says whether it is complete.

use std::collections::BTreeSet;
use std::vec::Drain;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::Error;
use crate::wire::{Bundle, Quarantined, read_row};

/// Largest page the API gives.
pub(crate) const PAGE_SIZE: u32 = 100;

/// Smallest page known when `_count` is ignored: a shorter one without a total is the last.
const SMALLEST_DEFAULT: usize = 20;

/// No list of an agency is longer than this many pages; a server that never ends is cut off here.
const MOST_PAGES: u32 = 500;

/// Records of a search, and how far they can be trusted to be all.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing<T> {
    /// The records that could be read, in the server's order, each once.
    pub items: Vec<T>,
    /// Records that came but could not be read.
    pub quarantined: Vec<Quarantined>,
    /// Whether as many records came (readable or not) as the server says there are. When false, something was not
    /// seen: do not conclude from the absence of a record.
    pub complete: bool,
    /// How many records the server says there are.
    pub total: Option<u64>,
    /// The number of the first page, where it mattered: `Some(0)` or `Some(1)`.
    pub page_base: Option<u32>,
}

impl<T> Listing<T> {
    /// Whether everything came and everything could be read.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.complete && self.quarantined.is_empty()
    }

    pub(crate) fn empty() -> Self {
        Listing {
            items: Vec::new(),
            quarantined: Vec::new(),
            complete: true,
            total: Some(0),
            page_base: None,
        }
    }

    /// Joins two listings of the same kind.
    pub(crate) fn extend(&mut self, other: Listing<T>) {
        self.items.extend(other.items);
        for record in other.quarantined {
            if !self.quarantined.iter().any(|known| known.record == record.record) {
                self.quarantined.push(record);
            }
        }
        self.complete &= other.complete;
        self.total = self.total.zip(other.total).map(|(a, b)| a + b);
        self.page_base = self.page_base.or(other.page_base);
    }
}

/// The state of a paged search: says which page to fetch next, and takes what came.
pub(crate) struct Pager<T> {
    next: Option<u32>,
    items: Vec<T>,
    quarantined: Vec<Quarantined>,
    /// Records that came, readable or not.
    seen: usize,
    known: BTreeSet<String>,
    total: Option<u64>,
    base: Option<u32>,
    repeats: u32,
    ended_well: bool,
}

impl<T: DeserializeOwned> Pager<T> {
    pub(crate) fn new() -> Self {
        Pager {
            next: Some(0),
            items: Vec::new(),
            quarantined: Vec::new(),
            seen: 0,
            known: BTreeSet::new(),
            total: None,
            base: None,
            repeats: 0,
            ended_well: false,
        }
    }

    pub(crate) fn next(&self) -> Option<u32> {
        self.next.filter(|page| *page < MOST_PAGES)
    }

    /// Takes a page.
    pub(crate) fn take(&mut self, page: u32, bundle: Bundle) {
        self.total = bundle.total().or(self.total);
        let rows: Vec<_> =
            bundle.into_rows().map(|(place, record)| (key(&record), (place, record))).collect();
        let count = rows.len();
        // Compared with earlier pages only: what the server repeats within one page is its own affair.
        let fresh: Vec<_> = rows.into_iter().filter(|(key, _)| !self.known.contains(key)).collect();
        let repeated = count - fresh.len();
        self.known.extend(fresh.iter().map(|(key, _)| key.clone()));
        let found_some = !fresh.is_empty();
        self.seen += fresh.len();
        for (_, (place, record)) in fresh {
            match read_row(&place, &record) {
                Ok(item) => self.items.push(item),
                Err(record) => self.quarantined.push(record),
            }
        }

        let all_seen = self.total.is_some_and(|total| self.seen as u64 >= total);
        self.next = if all_seen {
            self.ended_well = true;
            None
        } else if count == 0 {
            self.after_nothing(page)
        } else if !found_some {
            self.after_repeat(page)
        } else {
            if page == 1 && repeated == 0 {
                self.base = self.base.or(Some(0));
            }
            let last = self.total.is_none() && count < SMALLEST_DEFAULT;
            self.ended_well = last;
            (!last).then_some(page + 1)
        };
    }

    /// Takes a refused page. `Ok` when the refusal only means that there is no such page.
    pub(crate) fn refused(&mut self, page: u32, error: Error) -> Result<(), Error> {
        let about_page = |context: &crate::Context| context.message.to_ascii_lowercase().contains("page");
        match &error {
            // Page 0 does not exist where counting starts at 1.
            Error::NotFound(context) | Error::Validation(context) if page == 0 && about_page(context) => {
                self.base = Some(1);
                self.next = Some(1);
                Ok(())
            }
            // Some servers answer 404 behind the last page instead of an empty one.
            Error::NotFound(_) if page > 0 && self.seen > 0 => {
                self.ended_well = true;
                self.next = None;
                Ok(())
            }
            _ => Err(error),
        }
    }

    fn after_nothing(&mut self, page: u32) -> Option<u32> {
        // Nothing on page 0 although there is something, or nobody says: counting may start at 1.
        if page == 0 && self.total != Some(0) {
            self.base = self.total.map(|_| 1);
            return Some(1);
        }
        self.ended_well = true;
        None
    }

    fn after_repeat(&mut self, page: u32) -> Option<u32> {
        self.repeats += 1;
        // Page 1 is page 0 again: either counting starts at 1 and page 0 was lenient, or `_page` is ignored. The
        // next page tells.
        if page == 1 {
            self.base = Some(1);
            return Some(2);
        }
        if self.repeats > 1 {
            self.base = None;
        }
        None
    }

    /// Takes out the records that were read so far.
    pub(crate) fn read(&mut self) -> Drain<'_, T> {
        self.items.drain(..)
    }

    /// What was collected, but for what was taken out.
    pub(crate) fn finish(self) -> Listing<T> {
        let complete = match self.total {
            Some(total) => self.seen as u64 >= total,
            None => self.ended_well,
        };
        let listing = Listing {
            items: self.items,
            quarantined: self.quarantined,
            complete,
            total: self.total,
            page_base: self.base,
        };
        if !listing.quarantined.is_empty() {
            let count = listing.quarantined.len();
            tracing::warn!(
                count,
                kind = std::any::type_name::<T>(),
                "records could not be read and were set aside"
            );
        }
        listing
    }
}

/// What makes a record the same record: id and start (recurring shifts share their id), or all of it.
fn key(record: &Value) -> String {
    match record.get("id") {
        Some(id) if !id.is_null() => {
            format!("{id}|{}", record.get("start").map(Value::to_string).unwrap_or_default())
        }
        _ => record.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::ProfileTag;
    use proptest::prelude::*;
    use serde_json::json;

    /// A server in one of the ways the sources describe.
    #[derive(Clone, Copy, Debug)]
    enum Server {
        FromZero,
        FromOne { lenient: bool },
        IgnoresPage,
        RefusesZero,
    }

    fn collect(server: Server, rows: usize, size: usize, with_total: bool) -> (Listing<ProfileTag>, usize) {
        let all: Vec<Value> = (0..rows).map(|id| json!({"resource": {"id": id.to_string()}})).collect();
        let mut pager = Pager::new();
        let mut requests = 0;
        while let Some(page) = pager.next() {
            requests += 1;
            let wanted = page as usize;
            let index = match server {
                Server::FromZero => Some(wanted),
                Server::IgnoresPage => Some(0),
                Server::FromOne { lenient: true } => Some(wanted.saturating_sub(1)),
                Server::FromOne { lenient: false } => wanted.checked_sub(1),
                Server::RefusesZero if page == 0 => {
                    let context = crate::Context { message: "Invalid page.".into(), ..Default::default() };
                    pager.refused(0, Error::NotFound(Box::new(context))).unwrap();
                    continue;
                }
                Server::RefusesZero => wanted.checked_sub(1),
            };
            let entry: Vec<_> =
                index.map_or(vec![], |index| all.iter().skip(index * size).take(size).cloned().collect());
            let mut bundle = json!({"resourceType": "Bundle", "entry": entry});
            if with_total {
                bundle["totalRecords"] = json!(rows);
            }
            pager.take(page, serde_json::from_value(bundle).unwrap());
        }
        (pager.finish(), requests)
    }

    proptest! {
        #[test]
        fn every_record_comes_once_wherever_counting_starts(
            server in prop::sample::select(vec![
                Server::FromZero, Server::FromOne { lenient: true }, Server::FromOne { lenient: false },
                Server::RefusesZero,
            ]),
            rows in 0usize..350, size in prop::sample::select(vec![20usize, 30, 100]), with_total: bool,
        ) {
            let (listing, requests) = collect(server, rows, size, with_total);
            let ids: Vec<_> = listing.items.iter().map(|tag| tag.id.get().unwrap().to_string()).collect();
            prop_assert_eq!(ids, (0..rows).map(|id| id.to_string()).collect::<Vec<_>>());
            prop_assert!(listing.complete);
            prop_assert!(requests <= rows / size + 3);
        }

        #[test]
        fn a_server_that_ignores_the_page_is_noticed(rows in 21usize..350) {
            let (listing, requests) = collect(Server::IgnoresPage, rows, 20, true);
            prop_assert_eq!(listing.items.len(), 20);
            prop_assert!(!listing.complete);
            prop_assert_eq!(requests, 3);
        }
    }

    #[test]
    fn the_base_is_reported_where_it_mattered() {
        assert_eq!(collect(Server::FromZero, 250, 100, true).0.page_base, Some(0));
        assert_eq!(collect(Server::FromOne { lenient: true }, 250, 100, true).0.page_base, Some(1));
        assert_eq!(collect(Server::FromOne { lenient: false }, 250, 100, true).0.page_base, Some(1));
        let (one_page, requests) = collect(Server::FromZero, 7, 100, true);
        assert_eq!((one_page.page_base, requests), (None, 1));
    }

    #[test]
    fn occurrences_of_a_series_are_different_records() {
        let page = json!({"totalRecords": 2, "entry": [
            {"resource": {"id": "5", "start": "2026-03-02T16:00:00Z"}},
            {"resource": {"id": "5", "start": "2026-03-03T16:00:00Z"}}]});
        let mut pager = Pager::new();
        pager.take(0, serde_json::from_value(page).unwrap());
        let listing: Listing<crate::wire::Appointment> = pager.finish();
        assert_eq!(listing.items.len(), 2);
        assert!(listing.is_whole());
    }
}
