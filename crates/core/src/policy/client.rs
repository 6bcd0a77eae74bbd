//! What a client's file in WellSky does not say: `[clients.7100001]` in the policy file.
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::caregiver::{Presence, Sex};
use super::skills::Level;
use crate::agency::Priority;
use crate::id::CaregiverId;

/// One client's rules.
///
/// ```toml
/// [clients.7100001]
/// priority = "P2"
/// exclude = ["8200003"]
/// prefer = ["8200007"]
/// home = ["cats"]
/// lift_pounds = 40
/// sex = { value = "female", reason = "intimate_care", documented_by = "Dana Office", date = "2026-05-02" }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClientRules {
    /// Unset counts as P1 (`domain.md 4.15`).
    pub priority: Priority,
    /// Caregivers never sent.
    pub exclude: BTreeSet<CaregiverId>,
    /// Caregivers she likes to see.
    pub prefer: BTreeSet<CaregiverId>,
    /// How she rated caregivers, 1 to 5.
    pub ratings: BTreeMap<CaregiverId, u8>,
    /// Whether known faces come first (`domain.md 3.16`).
    pub continuity: Continuity,
    /// Only caregivers who have been there before (`domain.md 3.6 H16`).
    pub familiar_only: bool,
    /// What her relatives' texts may lead to.
    pub family: Family,
    /// Whether this client may be texted; unset means as the agency does.
    pub text: Option<bool>,
    /// The level of care that is needed here; of this and what her tags stand for the highest counts.
    pub level: Option<Level>,
    /// Her defences are weak: whoever reported symptoms stays away for longer (`domain.md 3.6`, H20).
    pub immunocompromised: bool,
    /// Whether her home is rural, so that longer ways are usual; unset: as her city and branch say.
    pub rural: Option<bool>,
    /// Pounds that must be lifted here.
    pub lift_pounds: Option<u32>,
    /// What is in the home.
    pub home: BTreeSet<Presence>,
    /// No smokers in this home.
    pub no_smokers: bool,
    /// She is driven in the caregiver's car.
    pub driver: bool,
    /// A language that the service needs (a wish belongs into `prefer`), in lower-case English words.
    pub language: Option<String>,
    /// A documented need for a caregiver of one sex.
    pub sex: Option<SexRequirement>,
    /// Credentials that this client or her payer asks for beside those of everybody.
    pub credentials: BTreeSet<String>,
    /// She is asked before anybody else comes than planned; until she says yes the replacement is tentative.
    pub confirm_changes: bool,
    /// Minutes by which her visit may begin earlier or later when nobody can come on time: somebody has asked her, and
    /// Gigi may offer it to her. 0: never, its time is fixed (meals, medication, a ride). Unset: a person asks her.
    pub move_minutes: Option<i64>,
    /// She has agreed that two people share a visit.
    pub split_visits: bool,
    /// Minutes that a replacement may come late; unset: as everywhere.
    pub allowed_lateness_minutes: Option<i64>,
    /// Somebody is there around the clock: relief is never late (`domain.md 3.5`).
    pub around_the_clock: bool,
}

/// What a relative on a client's file may hear and say for her. WellSky's contacts do not tell who decides, and a number
/// is no proof of who writes (`domain.md` part 0, 21).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Nothing about her visits; a person answers.
    #[default]
    Nothing,
    /// When she has visits and who comes.
    Hears,
    /// The same, and a wish of theirs counts as hers.
    Decides,
}

/// Whether a client is best served by known faces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Continuity {
    /// Known faces first.
    #[default]
    PreferSame,
    /// It does not matter.
    Neutral,
    /// New faces first: long pairings have led to conflict here.
    Rotate,
}

/// Blanket wishes for one sex are unlawful; a documented need in intimate care is respected (`domain.md 2.52`). Without
/// reason, name and date the policy file does not load.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SexRequirement {
    /// Who may come.
    pub value: Sex,
    /// Why.
    pub reason: SexReason,
    /// Who wrote it down.
    pub documented_by: String,
    /// When.
    pub date: Date,
}

/// The one reason that the law is known to accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SexReason {
    /// Bathing, dressing, toileting.
    IntimateCare,
}
