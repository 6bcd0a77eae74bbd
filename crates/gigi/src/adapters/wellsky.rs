//! WellSky's words into ours and back: the only place that knows both.
use std::collections::BTreeSet;

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use gigi_core::agency::{Caregiver, Client as CareClient, Contact, PersonName, Shift, ShiftStatus, Tongue};
use gigi_core::case::{AssignOutcome, Seen};
use gigi_core::id::{AppointmentId, CaregiverId, ClientId, ShiftKey, TagId};
use gigi_core::lead::{Change, ChangeOutcome, EnterOutcome, Prospect, Stage};
use gigi_core::note::About;
use gigi_core::phone::Phone;
use gigi_core::place::Place;
use gigi_core::private::Redacted;
use gigi_core::visit::ClockIn;
use gigi_engine::ports::{
    Aside, Lane, People, Person, PersonKind, Read, RecordError, RecordSystem, Recorded, Requests,
};
use gigi_wellsky::wire::{
    Address, Appointment, AppointmentStatus, Encounter, HumanName, Id, Maybe, NewAdminTask, NewPerson,
    NewTaskLog, OneOrMany, Patient, Practitioner, ProspectStage, Quarantined, RelatedPerson, Requester,
};
use gigi_wellsky::{Client, Error, Listing, PatientFilter, PractitionerFilter};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

/// Days around a shift in which a second start of the same appointment shows that it is a series.
const SERIES_DAYS: i64 = 14;
/// The agency's WellSky.
#[derive(Clone)]
pub struct WellSky {
    client: Client,
    /// The same at half of the rate, for regular reads.
    beside: Client,
    /// The same at full rate, for regular reads while nothing else waits.
    alone: Client,
    zone: jiff::tz::TimeZone,
}

impl std::fmt::Debug for WellSky {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WellSky")
    }
}

impl WellSky {
    /// Wraps a client; `zone` is where the agency's days begin.
    pub fn new(client: Client, zone: jiff::tz::TimeZone) -> Self {
        Self { beside: client.in_bulk(), alone: client.apart(), client, zone }
    }

    fn lane(&self, lane: Lane) -> &Client {
        match lane {
            Lane::Alone => &self.alone,
            Lane::Beside => &self.beside,
        }
    }

    async fn contacts(&self, reader: &Client, aside: &mut Vec<Aside>) -> Recorded<Vec<Contact>> {
        let found = whole(reader.related_persons(None).await.map_err(|e| record_error(&e))?)?;
        aside.extend(found.quarantined.iter().map(|q| set_aside("relatedperson", q)));
        let contact = |r: &RelatedPerson| {
            let (_, phones) = phones(&r.phones());
            Some(Contact { client: ClientId::new(r.client_id()?.as_str()), name: name(&r.name), phones })
        };
        Ok(found.items.iter().filter_map(contact).collect())
    }
}

/// A client's shifts that start in the interval.
async fn visits(
    wellsky: &Client,
    client: &ClientId,
    from: Timestamp,
    until: Timestamp,
) -> Recorded<Read<Shift>> {
    let id = Id::from(client.as_str());
    schedule(wellsky.appointments_of_client_between(&id, from, until).await, from, until)
}

/// Reads a list of appointments; what makes no shift is set aside like what cannot be read at all.
fn schedule(
    found: Result<Listing<Appointment>, Error>,
    from: Timestamp,
    until: Timestamp,
) -> Recorded<Read<Shift>> {
    let mut read = Read::default();
    let listing = whole(found.map_err(|e| record_error(&e))?)?;
    read.aside.extend(listing.quarantined.iter().map(|q| set_aside("appointment", q)));
    for appointment in &listing.items {
        match shift(appointment) {
            Some(shift) if shift.start() >= from && shift.start() < until => read.items.push(shift),
            Some(_) => {}
            None => read.aside.push(Aside {
                resource: "appointment",
                path: "entry[].resource".into(),
                reason: "without a start or a client".into(),
                id: Some(appointment.id.as_str().to_owned()),
            }),
        }
    }
    Ok(read)
}

/// A record that could not be read, without the record.
fn set_aside(resource: &'static str, record: &Quarantined) -> Aside {
    let id = match record.record.get("id") {
        Some(Value::String(id)) if !id.is_empty() => Some(id.clone()),
        Some(Value::Number(id)) => Some(id.to_string()),
        _ => None,
    };
    Aside { resource, path: record.path.clone(), reason: record.reason.clone(), id }
}

fn nameless(resource: &'static str) -> Aside {
    Aside { resource, path: "entry[].resource.id".into(), reason: "without an id".into(), id: None }
}

fn record_error(error: &Error) -> RecordError {
    RecordError { why: format!("WellSky: {error}"), transient: error.is_transient() }
}

/// A list that is not whole says nothing about what is missing from it.
fn whole<T>(listing: Listing<T>) -> Recorded<Listing<T>> {
    if listing.complete {
        Ok(listing)
    } else {
        Err(RecordError { why: "WellSky: the list came back incomplete".into(), transient: true })
    }
}

fn shift(appointment: &Appointment) -> Option<Shift> {
    let key = appointment.key()?;
    let start = key.start;
    Some(Shift {
        key: ShiftKey { appointment: AppointmentId::new(key.appointment_id.as_str()), start },
        client: ClientId::new(appointment.client_id()?.as_str()),
        caregiver: appointment.assigned().map(|id| CaregiverId::new(id.as_str())),
        // A shift without an end is taken as an hour: it must not vanish, and it must not block a day.
        end: appointment
            .ends_at()
            .unwrap_or_else(|| start.saturating_add(SignedDuration::from_hours(1)).unwrap_or(start)),
        position: position(&appointment.extra),
        status: match appointment.status() {
            AppointmentStatus::Cancelled => ShiftStatus::Cancelled,
            AppointmentStatus::Scheduled => ShiftStatus::Scheduled,
            other => ShiftStatus::Unknown(format!("{other:?}")),
        },
    })
}

fn position(extra: &Map<String, Value>) -> Option<Place> {
    let position = extra.get("position")?;
    Some(Place {
        latitude: position.get("latitude")?.as_f64()?,
        longitude: position.get("longitude")?.as_f64()?,
    })
}

fn name(names: &Maybe<OneOrMany<HumanName>>) -> PersonName {
    let Some(first) = names.get().and_then(|n| n.as_slice().first()) else { return PersonName::default() };
    let given =
        first.given.get().and_then(|g| g.as_slice().first()).and_then(gigi_wellsky::wire::Scalar::text);
    PersonName::new(&given.unwrap_or_default(), &first.family.text().unwrap_or_default())
}

fn home(addresses: &Maybe<OneOrMany<Address>>) -> (Option<Place>, Option<String>) {
    let first = addresses.get().and_then(|a| a.as_slice().first());
    let zip = first.and_then(|a| a.postal_code.text());
    (zip.as_deref().and_then(Place::of_zip), first.and_then(|a| a.city.text()))
}

/// All numbers, and the one texts go to: mobile before home before work.
fn phones(found: &[gigi_wellsky::wire::Phone]) -> (Option<Phone>, Vec<Phone>) {
    let mut ranked: Vec<(u8, Phone)> = found
        .iter()
        .filter_map(|p| {
            let rank = match p.kind.as_str() {
                "mobile" => 0,
                "home" => 2,
                "work" => 3,
                _ => 1,
            };
            Some((rank, Phone::parse(&p.digits).ok()?))
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let all: Vec<Phone> = ranked.into_iter().map(|(_, phone)| phone).collect();
    (all.first().cloned(), all)
}

fn tongue(extra: &Map<String, Value>) -> Tongue {
    let spanish = extra.get("communication").is_some_and(|c| {
        let text = c.to_string().to_lowercase();
        text.contains("\"es") || text.contains("spanish")
    });
    if spanish { Tongue::Spanish } else { Tongue::English }
}

pub(crate) fn caregiver(person: &Practitioner) -> Option<Caregiver> {
    let (text_to, phones) = phones(&person.phones());
    let (home, city) = home(&person.address);
    Some(Caregiver {
        id: CaregiverId::new(person.id.get()?.as_str()),
        name: name(&person.name),
        text_to,
        phones,
        home,
        city,
        tongue: tongue(&person.extra),
        tags: person.profile_tags().iter().map(|t| TagId::new(t.as_str())).collect(),
        active: person.is_active().unwrap_or(false),
        hired: person.is_hired().unwrap_or(false),
        hours_wanted: None,
    })
}

pub(crate) fn client(person: &Patient) -> Option<CareClient> {
    let (text_to, phones) = phones(&person.phones());
    let (home, city) = home(&person.address);
    Some(CareClient {
        id: ClientId::new(person.id.get()?.as_str()),
        name: name(&person.name),
        text_to,
        phones,
        home,
        city,
        tongue: tongue(&person.extra),
        tags: person.profile_tags().iter().map(|t| TagId::new(t.as_str())).collect(),
        active: person.is_active().unwrap_or(false),
        is_client: person.is_client().unwrap_or(false),
    })
}

#[async_trait]
impl RecordSystem for WellSky {
    async fn shift(&self, key: &ShiftKey, client: &ClientId) -> Recorded<Option<Shift>> {
        // By id only the occurrence nearest to now comes back; the client's list has them all.
        let until = key.start.saturating_add(SignedDuration::from_secs(1)).unwrap_or(key.start);
        let found = visits(&self.client, client, key.start, until).await?;
        let hidden = |a: &Aside| a.id.as_deref().is_none_or(|id| id == key.appointment.as_str());
        match found.items.into_iter().find(|s| s.key == *key) {
            Some(shift) => Ok(Some(shift)),
            // It may be the one that could not be read: that is not the same as gone.
            None if found.aside.iter().any(hidden) => Err(unreadable()),
            None => Ok(None),
        }
    }

    async fn schedule_of(
        &self,
        caregiver: &CaregiverId,
        from: Timestamp,
        until: Timestamp,
    ) -> Recorded<Vec<Shift>> {
        let id = Id::from(caregiver.as_str());
        let found = self.client.appointments_of_caregiver_between(&id, from, until).await;
        let found = schedule(found, from, until)?;
        // What cannot be read may be a visit at that very hour.
        if found.aside.is_empty() { Ok(found.items) } else { Err(unreadable()) }
    }

    async fn visits_to(
        &self,
        client: &ClientId,
        from: Timestamp,
        until: Timestamp,
        lane: Lane,
    ) -> Recorded<Read<Shift>> {
        visits(self.lane(lane), client, from, until).await
    }

    async fn clock_ins(
        &self,
        client: &ClientId,
        from: Timestamp,
        until: Timestamp,
    ) -> Recorded<Vec<ClockIn>> {
        // Whether the search means days of UTC or of the agency is not said: a day more on both sides holds either.
        let day = |t: Timestamp, by: i64| {
            let around = t.saturating_add(SignedDuration::from_hours(24 * by)).unwrap_or(t);
            around.to_zoned_datetime(jiff::tz::TimeZone::UTC).date()
        };
        let id = Id::from(client.as_str());
        let found = self.beside.encounters_of_client(&id, day(from, -1), day(until, 1)).await;
        let found = whole(found.map_err(|e| record_error(&e))?)?;
        if !found.quarantined.is_empty() {
            // It may be the very one that is looked for.
            return Err(unreadable());
        }
        let clock_in = |visit: &Encounter| {
            Some(ClockIn {
                appointment: visit.appointment_id().map(|id| AppointmentId::new(id.as_str())),
                caregivers: visit.caregiver_ids().iter().map(|id| CaregiverId::new(id.as_str())).collect(),
                at: visit.clocked_in().filter(|at| *at >= from && *at <= until)?,
                out: visit.clocked_out(),
            })
        };
        Ok(found.items.iter().filter_map(clock_in).collect())
    }

    async fn people(&self, since: Option<Timestamp>, lane: Lane) -> Recorded<People> {
        let reader = self.lane(lane);
        let mut filters = (PractitionerFilter::default(), PatientFilter::default());
        if let Some(since) = since {
            filters = (filters.0.updated_since(since), filters.1.updated_since(since));
        }
        let mut people = People::default();
        let mut without_id = 0;
        let found = reader.practitioners_as(&filters.0, |person| {
            let read = caregiver(&person);
            without_id += usize::from(read.is_none());
            read
        });
        let found = whole(found.await.map_err(|e| record_error(&e))?)?;
        people.aside.extend(found.quarantined.iter().map(|q| set_aside("practitioner", q)));
        people.aside.extend((0..std::mem::take(&mut without_id)).map(|_| nameless("practitioner")));
        people.caregivers = found.items;
        let found = reader.patients_as(&filters.1, |person| {
            let read = self::client(&person);
            without_id += usize::from(read.is_none());
            read
        });
        let found = whole(found.await.map_err(|e| record_error(&e))?)?;
        people.aside.extend(found.quarantined.iter().map(|q| set_aside("patient", q)));
        people.aside.extend((0..without_id).map(|_| nameless("patient")));
        people.clients = found.items;
        if let Some(since) = since {
            let changed = whole(reader.related_persons(Some(since)).await.map_err(|e| record_error(&e))?)?;
            people.contacts_unread = changed.items.is_empty() && changed.quarantined.is_empty();
        }
        if !people.contacts_unread {
            people.contacts = self.contacts(reader, &mut people.aside).await?;
        }
        Ok(people)
    }

    async fn person(&self, kind: PersonKind, id: &str) -> Recorded<Option<Person>> {
        let id = Id::from(id);
        let read = match kind {
            PersonKind::Caregiver => self
                .beside
                .practitioner(&id)
                .await
                .map(|p| caregiver(&p).map(|c| Person::Caregiver(Box::new(c)))),
            PersonKind::Client => {
                self.beside.patient(&id).await.map(|p| self::client(&p).map(|c| Person::Client(Box::new(c))))
            }
        };
        match read {
            Ok(person) => Ok(person),
            Err(Error::NotFound(_)) => Ok(None),
            Err(e) => Err(record_error(&e)),
        }
    }

    fn requests(&self) -> Requests {
        Requests {
            direct: self.client.calls_sent(),
            regular: self.alone.calls_sent() + self.beside.calls_sent(),
            busiest_second: u64::try_from(self.client.busiest_second()).unwrap_or(u64::MAX),
        }
    }

    async fn assign(
        &self,
        key: &ShiftKey,
        client: &ClientId,
        caregiver: &CaregiverId,
        expected: &BTreeSet<Option<CaregiverId>>,
        still_ours: &(dyn Fn() -> BoxFuture<'static, bool> + Send + Sync),
    ) -> AssignOutcome {
        let around = SignedDuration::from_hours(24 * SERIES_DAYS);
        let from = key.start.saturating_sub(around).unwrap_or(key.start);
        let until = key.start.saturating_add(around).unwrap_or(key.start);
        let id = Id::from(client.as_str());
        let listed = match self.client.appointments_of_client_between(&id, from, until).await {
            Ok(listed) if listed.complete => listed.items,
            Ok(_) => return AssignOutcome::Waiting { why: "WellSky's list came back incomplete".into() },
            Err(e) => return waiting_or_refused(&e),
        };
        let same_id = |a: &&Appointment| a.id.as_str() == key.appointment.as_str();
        let Some(found) = listed.iter().filter(same_id).find(|a| a.starts_at() == Some(key.start)) else {
            return AssignOutcome::Conflict { seen: Seen::Gone };
        };
        if found.status() == AppointmentStatus::Cancelled {
            return AssignOutcome::Conflict { seen: Seen::Cancelled };
        }
        let on = found.assigned().map(|id| CaregiverId::new(id.as_str()));
        if on.as_ref() == Some(caregiver) {
            return AssignOutcome::Shown;
        }
        if !expected.contains(&on) {
            return AssignOutcome::Conflict { seen: Seen::On { caregiver: on } };
        }
        if listed.iter().filter(same_id).count() > 1 {
            return AssignOutcome::Refused {
                why: "a recurring series: a write could change every occurrence".into(),
            };
        }
        if !still_ours().await {
            return AssignOutcome::Waiting { why: "another process works on it".into() };
        }
        let mut document = found.clone();
        document.set_caregiver(Some(&Id::from(caregiver.as_str())));
        if let Err(e) = self.client.put_appointment(&document).await {
            return waiting_or_refused(&e);
        }
        match self.shift(key, client).await {
            Ok(Some(shift)) if shift.caregiver.as_ref() == Some(caregiver) => AssignOutcome::Shown,
            Ok(_) => AssignOutcome::Waiting { why: "WellSky took the write and does not show it yet".into() },
            Err(e) => AssignOutcome::Waiting { why: e.why },
        }
    }

    async fn note(&self, client: &ClientId, title: &str, text: &str, now: Timestamp) -> Recorded<String> {
        let id = Id::from(client.as_str());
        let today = now.to_zoned_datetime(self.zone.clone()).date();
        let note = NewTaskLog::note(title, text, now);
        match self.client.note_on_latest_visit(&id, today, &note).await {
            Ok(Some(_)) => Ok("task log".into()),
            Ok(None) => {
                Err(RecordError { why: "no visit of this client takes a note".into(), transient: false })
            }
            Err(e) => Err(record_error(&e)),
        }
    }

    async fn enter_prospect(
        &self,
        prospect: &Prospect,
        still_ours: &(dyn Fn() -> BoxFuture<'static, bool> + Send + Sync),
    ) -> EnterOutcome {
        match self.on_file(&prospect.phone).await {
            Ok(None) => {}
            Ok(Some(found)) => return found,
            Err(e) => return waiting(&e),
        }
        if !still_ours().await {
            return EnterOutcome::Waiting { why: "another process works on it".into() };
        }
        let (city, zip) = place(prospect.town.as_ref());
        let person = NewPerson {
            first_name: prospect.first.expose().clone(),
            last_name: prospect.last.expose().clone(),
            mobile: Some(prospect.phone.ten_digits().to_owned()),
            city: city.map(str::to_owned),
            zip: zip.map(str::to_owned),
            referral: prospect.heard.as_ref().map(|h| h.expose().clone()),
            ..NewPerson::default()
        };
        let created = match self.client.create_prospect(&person).await {
            Ok(created) => created,
            Err(e) => return refused_or_waiting(&e),
        };
        // What was answered is not what is on file: only a read counts.
        let read = match &created.id {
            Some(id) => self.client.patient(id).await.map(|read| found(&read, &prospect.phone)),
            None => self.on_file(&prospect.phone).await,
        };
        match read {
            Ok(Some(EnterOutcome::Shown { id, .. })) => EnterOutcome::Shown { id, existed: false },
            Ok(_) => {
                EnterOutcome::Waiting { why: "WellSky took the prospect and does not show her yet".into() }
            }
            Err(e) => waiting(&e),
        }
    }

    async fn change_prospect(
        &self,
        id: &ClientId,
        change: &Change,
        still_ours: &(dyn Fn() -> BoxFuture<'static, bool> + Send + Sync),
    ) -> ChangeOutcome {
        let id = Id::from(id.as_str());
        let before = match self.client.patient(&id).await {
            Ok(person) => person,
            Err(e) => return changed(&e),
        };
        if change.stage.is_some() && before.is_client() == Some(true) {
            return ChangeOutcome::Refused { why: "she is a client by now".into() };
        }
        if has(&before, change) {
            return ChangeOutcome::Shown;
        }
        if !still_ours().await {
            return ChangeOutcome::Waiting { why: "another process works on it".into() };
        }
        let written = self.client.change_patient(&id, |person| {
            let (city, zip) = place(change.town.as_ref());
            person.give_home(city, zip);
            if let Some(heard) = &change.heard {
                person.give_referral(heard.expose());
            }
            if let Some(stage) = change.stage {
                person.meta.set_tag("status", &vendor_stage(stage).id().to_string());
            }
        });
        if let Err(e) = written.await {
            return changed(&e);
        }
        // What was answered is not what is on file: only a read counts.
        match self.client.patient(&id).await {
            Ok(now) if has(&now, change) => ChangeOutcome::Shown,
            Ok(_) => {
                ChangeOutcome::Waiting { why: "WellSky took the change and does not show it yet".into() }
            }
            Err(e) => changed(&e),
        }
    }

    async fn ask_office(
        &self,
        about: &About,
        text: &str,
        due: Timestamp,
        now: Timestamp,
    ) -> Recorded<String> {
        let local = |t: Timestamp| t.to_zoned_datetime(self.zone.clone()).datetime();
        let client = about.client.as_ref().map(|c| Requester::Patient(Id::from(c.as_str())));
        let caregiver = about.caregiver.as_ref().map(|c| Requester::Practitioner(Id::from(c.as_str())));
        let mut requester: Vec<_> = client.into_iter().chain(caregiver).collect();
        if requester.is_empty() {
            requester.push(Requester::Agency);
        }
        let task = NewAdminTask {
            description: text.to_owned(),
            execution_date: local(now).date(),
            due: local(due),
            requester,
            owner: Vec::new(),
        };
        self.client.create_admin_task(&task).await.map(|_| "admin task".into()).map_err(|e| record_error(&e))
    }
}

impl WellSky {
    /// Whoever has this number. Each phone filter looks at its own kind only, and a filter that WellSky does not know
    /// finds everybody, so the records are looked at too.
    async fn on_file(&self, phone: &Phone) -> Result<Option<EnterOutcome>, Error> {
        let digits = phone.ten_digits();
        let filters = [
            PatientFilter::default().mobile_phone(digits),
            PatientFilter::default().home_phone(digits),
            PatientFilter::default().work_phone(digits),
        ];
        let mut known = None;
        for filter in filters {
            let listed = self.client.patients_as(&filter, |person| self::found(&person, phone)).await?;
            for one in listed.items {
                if matches!(one, EnterOutcome::IsClient { .. }) {
                    return Ok(Some(one));
                }
                known.get_or_insert(one);
            }
            if known.is_none() && !listed.complete {
                return Ok(Some(EnterOutcome::Waiting { why: "WellSky's list came back incomplete".into() }));
            }
        }
        Ok(known)
    }
}

/// What a record says about somebody with this number; `None`: it is somebody else's.
fn found(person: &Patient, phone: &Phone) -> Option<EnterOutcome> {
    let id = ClientId::new(person.id.get()?.as_str());
    if !phones(&person.phones()).1.contains(phone) {
        return None;
    }
    Some(if person.is_client().unwrap_or(false) {
        EnterOutcome::IsClient { id }
    } else {
        EnterOutcome::Shown { id, existed: true }
    })
}

/// City or ZIP code, as WellSky keeps them apart.
fn place(town: Option<&Redacted<String>>) -> (Option<&str>, Option<&str>) {
    let town = town.map(|t| t.expose().as_str());
    let zip = town.filter(|t| t.len() == 5 && t.bytes().all(|b| b.is_ascii_digit()));
    (town.filter(|_| zip.is_none()), zip)
}

const fn vendor_stage(stage: Stage) -> ProspectStage {
    match stage {
        Stage::Called => ProspectStage::InitialPhoneCall,
        Stage::AssessmentScheduled => ProspectStage::AssessmentScheduled,
        Stage::AssessmentPerformed => ProspectStage::AssessmentPerformed,
        Stage::NeedsContract => ProspectStage::NeedsContract,
        Stage::Signature => ProspectStage::ExpectingSignature,
        Stage::Ready => ProspectStage::ReadyToSchedule,
        Stage::Lost => ProspectStage::ClosedLost,
    }
}

/// Whether a record shows everything that a change wants.
fn has(person: &Patient, change: &Change) -> bool {
    change.stage.is_none_or(|s| person.status_id() == Some(vendor_stage(s).id()))
        && (change.heard.is_none() || person.referral().is_some())
        && (change.town.is_none() || !person.address.items().is_empty())
}

fn changed(error: &Error) -> ChangeOutcome {
    match waiting_or_refused(error) {
        AssignOutcome::Refused { why } => ChangeOutcome::Refused { why },
        _ => ChangeOutcome::Waiting { why: format!("WellSky: {error}") },
    }
}

fn waiting(error: &Error) -> EnterOutcome {
    EnterOutcome::Waiting { why: format!("WellSky: {error}") }
}

fn refused_or_waiting(error: &Error) -> EnterOutcome {
    match waiting_or_refused(error) {
        AssignOutcome::Refused { why } => EnterOutcome::Refused { why },
        _ => waiting(error),
    }
}

fn unreadable() -> RecordError {
    RecordError { why: "WellSky: a record of the schedule cannot be read".into(), transient: true }
}

fn waiting_or_refused(error: &Error) -> AssignOutcome {
    let why = format!("WellSky: {error}");
    match error {
        Error::WritesNotAvailable(_)
        | Error::RouteNotMatched(_)
        | Error::Forbidden(_)
        | Error::Validation(_)
        | Error::NotFound(_)
        | Error::Misuse(_) => AssignOutcome::Refused { why },
        _ => AssignOutcome::Waiting { why },
    }
}
