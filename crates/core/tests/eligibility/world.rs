//! A small agency for the stories about who may be asked.
use std::collections::BTreeMap;

use gigi_core::agency::{Caregiver, Client, PersonName, Roster, Shift, ShiftStatus, Tongue};
use gigi_core::id::{CaregiverId, ClientId, ShiftKey, TagId};
use gigi_core::matching::{Exclusion, FactorName, Need, Ranking, Reach, Widened, rank, why_not};
use gigi_core::phone::Phone;
use gigi_core::place::Place;
use gigi_core::policy::Policy;
use jiff::Timestamp;

/// An agency in Chicago with a client "7100001" in Oak Park who needs somebody on Tuesday 24 November, 8 to 12.
pub(crate) struct World {
    pub(crate) policy: Policy,
    pub(crate) caregivers: Vec<Caregiver>,
    pub(crate) client: Client,
    pub(crate) shifts: Vec<Shift>,
    pub(crate) reach: BTreeMap<CaregiverId, Reach>,
    pub(crate) need: Need,
    pub(crate) now: Timestamp,
}

pub(crate) fn at(text: &str) -> Timestamp {
    format!("{text}:00-06:00[America/Chicago]")
        .parse::<jiff::ZonedDateTime>()
        .unwrap_or_else(|e| panic!("{text}: {e}"))
        .timestamp()
}

pub(crate) fn place(miles_north: f64) -> Option<Place> {
    Some(Place { latitude: 41.88 + miles_north / 69.09, longitude: -87.79 })
}

pub(crate) fn caregiver(id: &str) -> Caregiver {
    let phone = Phone::parse("2025550101").expect("a test number");
    Caregiver {
        id: CaregiverId::new(id),
        name: PersonName::new("Ada", "Example"),
        text_to: Some(phone.clone()),
        phones: vec![phone],
        home: place(1.0),
        city: None,
        tongue: Tongue::English,
        tags: [TagId::new("45")].into(),
        active: true,
        hired: true,
        hours_wanted: None,
    }
}

pub(crate) fn shift(no: usize, caregiver: &str, client: &str, from: Timestamp, until: Timestamp) -> Shift {
    Shift {
        key: ShiftKey::new(format!("{no}").as_str(), from),
        client: ClientId::new(client),
        caregiver: Some(CaregiverId::new(caregiver)),
        end: until,
        position: place(0.0),
        status: ShiftStatus::Scheduled,
    }
}

impl World {
    pub(crate) fn new(policy: &str) -> Self {
        let policy: Policy = toml::from_str(policy).unwrap_or_else(|e| panic!("{e}"));
        let (from, until) = (at("2026-11-24T08:00"), at("2026-11-24T12:00"));
        Self {
            policy: policy.checked().expect("a policy that can be meant"),
            caregivers: vec![caregiver("1"), caregiver("2")],
            client: Client {
                id: ClientId::new("7100001"),
                name: PersonName::new("Rosa", "Sample"),
                text_to: None,
                phones: Vec::new(),
                home: place(0.0),
                city: Some("Oak Park".into()),
                tongue: Tongue::English,
                tags: [TagId::new("45")].into(),
                active: true,
                is_client: true,
            },
            shifts: Vec::new(),
            reach: BTreeMap::new(),
            need: Need {
                key: ShiftKey::new("1", from),
                client: ClientId::new("7100001"),
                end: until,
                position: None,
                widened: Widened::default(),
            },
            now: at("2026-11-23T15:00"),
        }
    }

    pub(crate) fn works(mut self, who: &str, from: &str, until: &str) -> Self {
        let no = 100 + self.shifts.len();
        self.shifts.push(shift(no, who, "7100002", at(from), at(until)));
        self
    }

    pub(crate) fn roster(&self) -> Roster {
        let clients = vec![self.client.clone()];
        Roster::new(self.caregivers.clone(), clients, &[], self.shifts.clone(), Some(self.now))
    }

    pub(crate) fn rank(&self) -> Ranking {
        rank(&self.policy, &self.roster(), &self.need, &BTreeMap::new(), &self.reach, self.now)
    }

    /// Every rule that caregiver "1" breaks.
    pub(crate) fn broken(&self) -> Vec<Exclusion> {
        let who = CaregiverId::new("1");
        let reach = self.reach.get(&who).cloned().unwrap_or_default();
        let broken = why_not(&self.policy, &self.roster(), &self.need, &who, &reach, self.now);
        let ranking = self.rank();
        let listed = ranking.excluded.iter().find(|(_, who)| who.contains(&CaregiverId::new("1")));
        assert_eq!(listed.map(|(why, _)| *why), broken.first().copied(), "the one reason is the first");
        broken
    }

    pub(crate) fn factor(&self, name: FactorName) -> f64 {
        let ranking = self.rank();
        let one = ranking.candidates.iter().find(|c| c.caregiver.as_str() == "1").expect("she may be asked");
        one.factors.iter().find(|f| f.name == name).map_or(0.0, |f| f.points)
    }

    pub(crate) fn first(&self) -> String {
        self.rank().candidates[0].caregiver.to_string()
    }
}
