//! Which zones a US telephone number may be at home in (`domain.md 2.12`).
//!
//! The North American Numbering Plan assigns area codes to places, and people keep their numbers when they move: a code
//! says where somebody may be, never where she is. So it only ever adds hours in which nobody is texted.
//!
//! A code whose area lies in two zones has both, if more than a few hundred people live in either. Zones whose clocks
//! have run alike since 2007 are one: Detroit, Louisville and most of Indiana go like New York, Boise like Denver.
use std::sync::OnceLock;

use crate::calendar::Zone;

const NAMES: [&str; 10] = [
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "Pacific/Guam",
    "Pacific/Pago_Pago",
];

const EAST: u16 = 1;
const CENTRAL: u16 = 1 << 1;
const MOUNTAIN: u16 = 1 << 2;
const ARIZONA: u16 = 1 << 3;
const PACIFIC: u16 = 1 << 4;
const ALASKA: u16 = 1 << 5;
const HAWAII: u16 = 1 << 6;
const ATLANTIC: u16 = 1 << 7;
const GUAM: u16 = 1 << 8;
const SAMOA: u16 = 1 << 9;

/// By zones, then by state.
const TABLE: &[(u16, &[u16])] = &[
    (EAST, &[203, 475, 860, 959]),                               // Connecticut
    (EAST, &[202, 771]),                                         // District of Columbia
    (EAST, &[302]),                                              // Delaware
    (EAST, &[239, 305, 321, 324, 352, 386, 407, 561, 645, 656]), // Florida but for the Panhandle
    (EAST, &[689, 727, 728, 754, 772, 786, 813, 863, 904, 941, 954]),
    (EAST, &[229, 404, 470, 478, 678, 706, 762, 770, 912, 943]), // Georgia
    (EAST, &[260, 317, 463, 765]),                               // Indiana
    (EAST, &[502, 859]),                                         // Kentucky
    (EAST, &[339, 351, 413, 508, 617, 774, 781, 857, 978]),      // Massachusetts
    (EAST, &[227, 240, 301, 410, 443, 667]),                     // Maryland
    (EAST, &[207]),                                              // Maine
    (EAST, &[231, 248, 269, 313, 517, 586, 616, 679, 734, 810, 947, 989]), // Michigan but for its north
    (EAST, &[252, 336, 472, 704, 743, 828, 910, 919, 980, 984]), // North Carolina
    (EAST, &[603]),                                              // New Hampshire
    (EAST, &[201, 551, 609, 640, 732, 848, 856, 862, 908, 973]), // New Jersey
    (EAST, &[212, 315, 329, 332, 347, 363, 516, 518, 585, 607, 624, 631]), // New York
    (EAST, &[646, 680, 716, 718, 838, 845, 914, 917, 929, 934]),
    (EAST, &[216, 220, 234, 283, 326, 330, 380, 419, 436, 440, 513, 567, 614, 740, 937]), // Ohio
    (EAST, &[215, 223, 267, 272, 412, 445, 484, 570, 582, 610, 717, 724, 814, 835, 878]), // Pennsylvania
    (EAST, &[401]),                                                                       // Rhode Island
    (EAST, &[803, 821, 839, 843, 854, 864]),                                              // South Carolina
    (EAST, &[865]),                                              // Tennessee, Knoxville
    (EAST, &[276, 434, 540, 571, 686, 703, 757, 804, 826, 948]), // Virginia
    (EAST, &[802]),                                              // Vermont
    (EAST, &[304, 681]),                                         // West Virginia
    (EAST | CENTRAL, &[448, 850]),                               // Florida's Panhandle
    (EAST | CENTRAL, &[574, 812, 930]),                          // Indiana's north and south
    (EAST | CENTRAL, &[270, 364, 606]),                          // Kentucky's west and south
    (EAST | CENTRAL, &[906]),                                    // Michigan's Upper Peninsula
    (EAST | CENTRAL, &[423]),                                    // Tennessee, around Chattanooga
    (CENTRAL, &[205, 251, 256, 334, 659, 938]),                  // Alabama
    (CENTRAL, &[327, 479, 501, 870]),                            // Arkansas
    (CENTRAL, &[319, 515, 563, 641, 712]),                       // Iowa
    (CENTRAL, &[217, 224, 309, 312, 331, 447, 464, 618, 630]),   // Illinois
    (CENTRAL, &[708, 730, 773, 779, 815, 847, 861, 872]),
    (CENTRAL, &[219]),                                         // Indiana, Gary
    (CENTRAL, &[316, 913]),                                    // Kansas, Wichita and Kansas City
    (CENTRAL, &[225, 318, 337, 457, 504, 985]),                // Louisiana
    (CENTRAL, &[218, 320, 507, 612, 651, 763, 924, 952]),      // Minnesota
    (CENTRAL, &[235, 314, 417, 557, 573, 636, 660, 816, 975]), // Missouri
    (CENTRAL, &[228, 471, 601, 662, 769]),                     // Mississippi
    (CENTRAL, &[402, 531]),                                    // Nebraska's east
    (CENTRAL, &[405, 539, 572, 580, 918]),                     // Oklahoma
    (CENTRAL, &[615, 629, 731, 901, 931]),                     // Tennessee's middle and west
    (CENTRAL, &[210, 214, 254, 281, 325, 346, 361, 409, 430, 432, 469, 512, 621, 682]), // Texas but for El Paso
    (CENTRAL, &[713, 726, 737, 806, 817, 830, 832, 903, 936, 940, 945, 956, 972, 979]),
    (CENTRAL, &[262, 274, 353, 414, 534, 608, 715, 920]), // Wisconsin
    (CENTRAL | MOUNTAIN, &[620, 785]),                    // Kansas's west
    (CENTRAL | MOUNTAIN, &[701]),                         // North Dakota
    (CENTRAL | MOUNTAIN, &[308]),                         // Nebraska's west
    (CENTRAL | MOUNTAIN, &[605]),                         // South Dakota
    (MOUNTAIN, &[303, 719, 720, 748, 970, 983]),          // Colorado
    (MOUNTAIN, &[406]),                                   // Montana
    (MOUNTAIN, &[505, 575]),                              // New Mexico
    (MOUNTAIN, &[915]),                                   // Texas, El Paso
    (MOUNTAIN, &[385, 435, 801]),                         // Utah
    (MOUNTAIN, &[307]),                                   // Wyoming
    (ARIZONA, &[480, 520, 602, 623]),                     // Arizona
    (ARIZONA | MOUNTAIN, &[928]),                         // Arizona with the Navajo Nation
    (MOUNTAIN | PACIFIC, &[208, 986]),                    // Idaho
    (MOUNTAIN | PACIFIC, &[775]),                         // Nevada with West Wendover
    (MOUNTAIN | PACIFIC, &[458, 541]),                    // Oregon's east
    (PACIFIC, &[209, 213, 279, 310, 323, 341, 350, 357, 369, 408, 415, 424, 442]), // California
    (PACIFIC, &[510, 530, 559, 562, 619, 626, 628, 650, 657, 661, 669, 707, 714, 738, 747]),
    (PACIFIC, &[760, 805, 818, 820, 831, 837, 840, 858, 909, 916, 925, 949, 951]),
    (PACIFIC, &[702, 725]),                     // Nevada, Las Vegas
    (PACIFIC, &[503, 971]),                     // Oregon, Portland
    (PACIFIC, &[206, 253, 360, 425, 509, 564]), // Washington
    (ALASKA, &[907]),
    (HAWAII, &[808]),
    (ATLANTIC, &[787, 939]), // Puerto Rico
    (ATLANTIC, &[340]),      // US Virgin Islands
    (GUAM, &[670, 671]),     // Northern Marianas, Guam
    (SAMOA, &[684]),
];

/// The table by code.
const BY_CODE: [u16; 1000] = {
    let mut by_code = [0; 1000];
    let mut row = 0;
    while row < TABLE.len() {
        let (zones, codes) = TABLE[row];
        let mut at = 0;
        while at < codes.len() {
            by_code[codes[at] as usize] = zones;
            at += 1;
        }
        row += 1;
    }
    by_code
};

static ZONES: [OnceLock<Zone>; NAMES.len()] = [const { OnceLock::new() }; NAMES.len()];

/// Some of the zones that area codes stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AreaZones(u16);

impl AreaZones {
    /// Where numbers with this area code are at home; empty for codes of other countries, toll-free ones and those that
    /// the table does not know.
    pub fn of_code(code: u16) -> Self {
        Self(BY_CODE.get(usize::from(code)).copied().unwrap_or_default())
    }

    /// Each of them.
    pub fn zones<'z>(self) -> impl Iterator<Item = &'z Zone> {
        self.each().map(|(_, zone)| zone)
    }

    /// Each of them, alone and as the zone it is.
    pub(crate) fn each<'z>(self) -> impl Iterator<Item = (Self, &'z Zone)> {
        let bits = ZONES.iter().zip(NAMES).enumerate().map(|(bit, (kept, name))| (1 << bit, kept, name));
        bits.filter(move |(bit, ..)| self.0 & bit != 0).map(|(bit, kept, name)| {
            let found = || Zone::named(name).unwrap_or_else(|e| unreachable!("every one is bundled: {e}"));
            (Self(bit), kept.get_or_init(found))
        })
    }

    /// These and those.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether any is in both.
    pub(crate) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn names(code: u16) -> Vec<&'static str> {
        AreaZones::of_code(code).zones().map(Zone::name).collect()
    }

    #[test]
    fn a_code_says_where_a_number_may_be_at_home() {
        assert_eq!(names(310), ["America/Los_Angeles"]);
        assert_eq!(names(312), ["America/Chicago"]);
        assert_eq!(names(202), ["America/New_York"]);
        assert_eq!(names(915), ["America/Denver"], "El Paso is not like the rest of Texas");
        assert_eq!(names(850), ["America/New_York", "America/Chicago"], "Tallahassee and Pensacola");
        assert_eq!(names(208), ["America/Denver", "America/Los_Angeles"], "Boise and Coeur d'Alene");
        assert_eq!(names(602), ["America/Phoenix"]);
        assert_eq!(names(808), ["Pacific/Honolulu"]);
        // Toronto, toll-free, nobody's.
        for code in [416, 800, 211, 999, 65_000] {
            assert!(names(code).is_empty(), "{code}");
        }
    }

    #[test]
    fn every_code_stands_in_the_table_once_and_can_be_one() {
        let mut all: Vec<u16> = TABLE.iter().flat_map(|(_, codes)| codes.iter().copied()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "a code that stands twice");
        // The first digit is 2 to 9, and N9X and N11 are no area codes.
        assert!(all.iter().all(|c| (200..990).contains(c) && c / 10 % 10 != 9 && c % 100 != 11));
        assert!((360..420).contains(&count), "{count}");
    }

    #[test]
    fn zones_that_count_as_one_have_had_the_same_clock_for_years() {
        let alike = [
            ("America/New_York", "America/Detroit"),
            ("America/New_York", "America/Indiana/Indianapolis"),
            ("America/New_York", "America/Kentucky/Louisville"),
            ("America/Denver", "America/Boise"),
            ("America/Puerto_Rico", "America/St_Thomas"),
            ("Pacific/Guam", "Pacific/Saipan"),
        ];
        for (one, other) in alike {
            let (a, b) = (Zone::named(one).unwrap(), Zone::named(other).unwrap());
            for day in 0..2_000 {
                // From January 2008 on.
                let when = Timestamp::from_second(1_199_145_600 + day * 5 * 86_400).unwrap();
                assert_eq!(a.at(when).datetime(), b.at(when).datetime(), "{one} {other} {when}");
            }
        }
    }
}
