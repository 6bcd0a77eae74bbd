//! The form a storm has in a file. [`super::Problem`] is built from it and knows nothing of names and letters.
use serde::{Deserialize, Serialize};

/// One storm as it is written down. Times are minutes from the start of the week; all numbers are whole.
///
/// Fields that are not named here (a seed, a remark) are passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Storm {
    /// Who may work.
    pub caregivers: Vec<Caregiver>,
    /// What is open.
    pub shifts: Vec<Shift>,
    /// Travel minutes from client to client, row by row.
    #[serde(rename = "client_tt")]
    pub travel: Vec<Vec<i64>>,
    /// `(shift, caregiver, cost)`: who is eligible for what, and how dear she is. What is not listed is not allowed.
    pub pairs: Vec<(i64, i64, i64)>,
    /// Cost of an unfilled shift of priority 1.
    pub unfilled: i64,
    /// Cost of a minute of overtime.
    #[serde(rename = "ot")]
    pub overtime: i64,
    /// Most minutes of overtime of one caregiver.
    #[serde(rename = "ot_max")]
    pub overtime_most: i64,
}

/// A caregiver's hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caregiver {
    /// Her number.
    pub id: i64,
    /// Minutes a week before overtime.
    pub cap: i64,
    /// Minutes already promised this week.
    pub used: i64,
}

/// An open shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// Its number.
    pub id: i64,
    /// First minute.
    #[serde(rename = "s")]
    pub start: i64,
    /// First minute after.
    #[serde(rename = "e")]
    pub end: i64,
    /// How many times the price of an unfilled shift it costs to leave this one open.
    pub prio: i64,
    /// Row and column of the client in the table of travel minutes.
    pub client: usize,
}
