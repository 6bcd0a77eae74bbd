//! Everybody else of the bigger agencies: hundreds or thousands of caregivers and clients around the cast.

use rand::RngExt;

use super::AgencySize;
use super::cast::{self, Part, Role};
use super::generate::{Builder, Slot};
use super::places::PLACES;

/// Area codes whose 555-01xx numbers are reserved for fiction like all others.
const AREA_CODES: [&str; 10] = ["303", "312", "708", "773", "630", "847", "224", "331", "872", "815"];

/// How many people a size adds.
pub(super) struct Scale {
    caregivers: usize,
    /// How many of them have clients of their own.
    regulars: usize,
    clients: usize,
    days: std::ops::RangeInclusive<i64>,
    phones: bool,
}

pub(super) fn scale(agency: AgencySize) -> Option<Scale> {
    match agency {
        AgencySize::Small => None,
        AgencySize::Storm => {
            Some(Scale { caregivers: 274, regulars: 120, clients: 150, days: -14..=14, phones: true })
        }
        // so many people share the fictional numbers that texting them makes no sense
        AgencySize::Large => {
            Some(Scale { caregivers: 4_974, regulars: 2_000, clients: 2_500, days: -3..=4, phones: false })
        }
    }
}

impl Builder {
    /// Everybody else of the bigger agencies.
    pub(super) fn crowd(&mut self, scale: &Scale) {
        let tags: [&'static [u64]; 8] = [
            &[cast::HOYER],
            &[cast::DEMENTIA, cast::DRIVER],
            &[cast::HOYER, cast::CNA],
            &[cast::DRIVER],
            &[cast::SPANISH, cast::HOYER],
            &[cast::NO_CATS, cast::DEMENTIA],
            &[cast::HOYER, cast::DEMENTIA, cast::DRIVER],
            &[cast::HOSPICE, cast::GAIT_BELT],
        ];
        let mut staff = Vec::with_capacity(scale.caregivers);
        for index in 0..scale.caregivers {
            let part = self.somebody(tags[index % tags.len()]);
            let digits = fictional(index);
            let kind = if self.rng.random_bool(0.05) { "home" } else { "mobile" };
            let known = !self.rng.random_bool(0.03);
            let phones = if known { vec![(kind, digits.clone())] } else { Vec::new() };
            let id = self.caregiver(&part, phones, true, true);
            if known && scale.phones {
                let name = format!("{} {}", part.given, part.family);
                self.contact(&digits, name, Role::Caregiver, id, part.spanish);
            }
            if self.rng.random_bool(0.03)
                && let Some(doc) = self.world.practitioners.get_mut(&id)
            {
                doc.body.remove("address");
            }
            staff.push((id, part));
        }
        let relief: Vec<u64> = staff[scale.regulars..].iter().map(|(id, _)| *id).collect();
        let days: Vec<i64> = scale.days.clone().collect();
        for index in 0..scale.clients {
            let (regular, place, needs) = {
                let (id, part) = &staff[index % scale.regulars];
                (*id, part.place, part.tags.get(..1).unwrap_or_default())
            };
            let slot = [Slot(8, 12), Slot(13, 17), Slot(18, 21)][index / scale.regulars % 3];
            let part = Part { place, ..self.somebody(if index % 3 == 0 { needs } else { &[] }) };
            let digits = fictional(500 + index);
            let status = if self.rng.random_bool(0.2) { "None" } else { "80" };
            let id = self.client(&part, vec![("home", digits.clone())], true, status.to_owned());
            if scale.phones {
                let name = format!("{} {}", part.given, part.family);
                self.contact(&digits, name, Role::Client, id, part.spanish);
            }
            self.plan(id, regular, &days, slot, index % 2 == 0, &relief);
        }
    }

    fn somebody(&mut self, tags: &'static [u64]) -> Part {
        let (given, gender) = cast::GIVEN[self.rng.random_range(0..cast::GIVEN.len())];
        let family = cast::FAMILY[self.rng.random_range(0..cast::FAMILY.len())];
        let place = self.rng.random_range(0..PLACES.len());
        Part { given, family, gender, place, spanish: tags.contains(&cast::SPANISH), tags }
    }
}

fn fictional(index: usize) -> String {
    format!("{}55501{:02}", AREA_CODES[index / 100 % AREA_CODES.len()], index % 100)
}
