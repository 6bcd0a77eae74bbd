//! Where people are, and how long they travel.
use serde::{Deserialize, Serialize};

/// Decimal degrees, WGS 84.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// North positive.
    pub latitude: f64,
    /// East positive.
    pub longitude: f64,
}

static ZIPS: &[u8] = include_bytes!("../data/zip_centroids.bin");
const RECORD: usize = 12;

impl Place {
    /// The centroid of a five-digit ZIP (a ZIP+4 is cut). `None` for ZIPs that the table does not know.
    ///
    /// A ZIP is only a stand-in for a missing coordinate on the way to travel minutes; it is never a factor of its own
    /// (`domain.md 2.54`).
    pub fn of_zip(zip: &str) -> Option<Self> {
        let wanted: u32 = zip.get(..5)?.parse().ok()?;
        let field = |record: usize, at: usize| {
            let from = record * RECORD + at;
            ZIPS.get(from..from + 4).and_then(|b| b.try_into().ok()).map(i32::from_le_bytes)
        };
        let (mut low, mut high) = (0, ZIPS.len() / RECORD);
        while low < high {
            let middle = usize::midpoint(low, high);
            let zip = u32::try_from(field(middle, 0)?).ok()?;
            match zip.cmp(&wanted) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => {
                    return Some(Self {
                        latitude: f64::from(field(middle, 4)?) / 1e5,
                        longitude: f64::from(field(middle, 8)?) / 1e5,
                    });
                }
            }
        }
        None
    }

    /// Great-circle distance in miles.
    pub fn miles_to(self, other: Self) -> f64 {
        let (a, b) = (self.latitude.to_radians(), other.latitude.to_radians());
        let half_lat = (b - a) / 2.0;
        let half_lon = (other.longitude - self.longitude).to_radians() / 2.0;
        let h = half_lat.sin().powi(2) + a.cos() * b.cos() * half_lon.sin().powi(2);
        2.0 * 3958.8 * h.sqrt().min(1.0).asin()
    }

    /// Estimated travel minutes: the way is 1.3 times the straight line, at 24 mph in town, plus three minutes to leave
    /// and park. An estimate, and called so wherever it is shown; no routing service is asked.
    pub fn minutes_to(self, other: Self) -> f64 {
        3.0 + self.miles_to(other) * 1.3 / 24.0 * 60.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oak_park_is_a_few_miles_from_cicero_and_far_from_new_york() {
        let (oak_park, cicero) = (Place::of_zip("60302").unwrap(), Place::of_zip("60804-1234").unwrap());
        let miles = oak_park.miles_to(cicero);
        assert!((2.0..6.0).contains(&miles), "{miles}");
        assert!(oak_park.miles_to(Place::of_zip("10001").unwrap()) > 600.0);
        assert!(oak_park.minutes_to(oak_park) < 4.0);
    }

    #[test]
    fn a_zip_that_does_not_exist_is_none() {
        for zip in ["00000", "99999", "abc", "", "6030"] {
            assert_eq!(Place::of_zip(zip), None, "{zip}");
        }
    }
}
