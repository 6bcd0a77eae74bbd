//! Where people live: ZIP codes of the western suburbs of Chicago with the middle of each (real places, invented
//! streets).

/// A ZIP code area.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) zip: &'static str,
    pub(crate) city: &'static str,
    /// Degrees of the middle of the area.
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
}

const fn place(zip: &'static str, city: &'static str, latitude: f64, longitude: f64) -> Place {
    Place { zip, city, latitude, longitude }
}

/// The first eight are neighbours of Oak Park, where the heroine's client lives.
pub(crate) const PLACES: [Place; 20] = [
    place("60302", "Oak Park", 41.8945, -87.7898),
    place("60304", "Oak Park", 41.8727, -87.7893),
    place("60130", "Forest Park", 41.8716, -87.8112),
    place("60305", "River Forest", 41.8949, -87.8189),
    place("60402", "Berwyn", 41.8365, -87.7904),
    place("60804", "Cicero", 41.8386, -87.7599),
    place("60707", "Elmwood Park", 41.9230, -87.8184),
    place("60153", "Maywood", 41.8794, -87.8443),
    place("60160", "Melrose Park", 41.9000, -87.8579),
    place("60104", "Bellwood", 41.8822, -87.8763),
    place("60155", "Broadview", 41.8576, -87.8562),
    place("60513", "Brookfield", 41.8220, -87.8470),
    place("60546", "Riverside", 41.8350, -87.8220),
    place("60171", "River Grove", 41.9270, -87.8400),
    place("60164", "Melrose Park", 41.9170, -87.9000),
    place("60154", "Westchester", 41.8510, -87.8880),
    place("60162", "Hillside", 41.8740, -87.9010),
    place("60526", "La Grange Park", 41.8310, -87.8760),
    place("60525", "La Grange", 41.8130, -87.8700),
    place("60534", "Lyons", 41.8130, -87.8230),
];
