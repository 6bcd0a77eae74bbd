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
/// Of the earth, in miles.
const RADIUS: f64 = 3958.8;
const LEAVE_AND_PARK: f64 = 3.0;
const MINUTES_PER_MILE: f64 = 1.3 / 24.0 * 60.0;

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
        2.0 * RADIUS * h.sqrt().min(1.0).asin()
    }

    /// Estimated travel minutes: the way is 1.3 times the straight line, at 24 mph in town, plus three minutes to leave
    /// and park. An estimate, and called so wherever it is shown; no routing service is asked.
    pub fn minutes_to(self, other: Self) -> f64 {
        minutes(self.miles_to(other))
    }
}

fn minutes(miles: f64) -> f64 {
    LEAVE_AND_PARK + miles * MINUTES_PER_MILE
}

/// A place on the unit sphere: thousands of ways are compared in a ranking, and between points that is three products
/// instead of four sines. Exact to about two feet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Point([f32; 3]);

impl Point {
    /// Where nobody knows: no way to it or from it is known either.
    pub(crate) const NOWHERE: Self = Self([f32::NAN; 3]);

    pub(crate) fn of(place: Option<Place>) -> Self {
        let Some(place) = place else { return Self::NOWHERE };
        let (latitude, longitude) = (place.latitude.to_radians(), place.longitude.to_radians());
        let across = latitude.cos();
        #[expect(clippy::cast_possible_truncation, reason = "two feet are near enough")]
        let point = [across * longitude.cos(), across * longitude.sin(), latitude.sin()].map(|c| c as f32);
        Self(point)
    }

    /// The square of the straight line through the earth, in squared earth radii. Not a number if either is not known.
    pub(crate) fn apart(self, other: Self) -> f32 {
        let [x, y, z] = [0, 1, 2].map(|n| self.0[n] - other.0[n]);
        x * x + y * y + z * z
    }

    /// As [`Place::minutes_to`]; `None` if either is not known.
    pub(crate) fn minutes_to(self, other: Self) -> Option<f64> {
        let apart = f64::from(self.apart(other));
        (!apart.is_nan()).then(|| minutes(2.0 * RADIUS * (apart.sqrt() / 2.0).min(1.0).asin()))
    }

    /// How far [`Point::apart`] two points are when the way takes so many minutes.
    pub(crate) fn apart_for(minutes: f64) -> f32 {
        let miles = ((minutes - LEAVE_AND_PARK) / MINUTES_PER_MILE).max(0.0);
        let half = (miles / (2.0 * RADIUS)).min(std::f64::consts::FRAC_PI_2).sin();
        #[expect(clippy::cast_possible_truncation, reason = "two feet are near enough")]
        let apart = (4.0 * half * half) as f32;
        apart
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
    fn points_say_the_same_as_places() {
        let places = ["60302", "60804", "60601", "10001", "96813"].map(|z| Place::of_zip(z).unwrap());
        for (a, b) in places.iter().flat_map(|a| places.iter().map(move |b| (*a, *b))) {
            let (far, near) = (a.minutes_to(b), Point::of(Some(a)).minutes_to(Point::of(Some(b))).unwrap());
            assert!((far - near).abs() < 0.01 * far.max(1.0), "{far} {near}");
        }
        let limit = Point::apart_for(45.0);
        let at = |miles: f64| Point::of(Some(Place { latitude: 41.9 + miles / 69.09, longitude: -87.8 }));
        assert!(at(0.0).apart(at(12.8)) < limit && at(0.0).apart(at(13.0)) > limit);
        assert_eq!(at(0.0).minutes_to(Point::NOWHERE), None);
    }

    #[test]
    fn a_zip_that_does_not_exist_is_none() {
        for zip in ["00000", "99999", "abc", "", "6030"] {
            assert_eq!(Place::of_zip(zip), None, "{zip}");
        }
    }
}
