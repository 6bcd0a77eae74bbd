//! What the agency decided: zone, hours, waves, ladder, weights. A TOML file; every part has a default.
//!
//! The defaults are those of `domain.md` 3.27 (weights), 3.31–3.35 (waves and caps), 4.17 (clock) and 4.21 (ladder).
//! They are proposals to be tuned on the agency's history; no source gives universal numbers.
pub mod caregiver;
pub mod client;
pub mod complaints;
pub mod incidents;
pub mod leads;
pub mod matching;
pub mod outreach;
pub mod quiet;
pub mod requests;
pub mod skills;
pub mod visits;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use caregiver::CaregiverRecord;
pub use client::ClientRules;
pub use complaints::Complaints;
pub use incidents::Incidents;
pub use leads::{Leads, Price};
pub use matching::{Matching, WeightRow};
pub use outreach::{Outreach, Pool, WordingRule};
pub use quiet::Quiet;
pub use requests::Requests;
pub use visits::{Confirm, Visits};

use crate::calendar::{Zone, hours_between, plus_minutes};
use crate::id::{CaregiverId, ClientId, TagId};
use crate::phone::Phone;

/// The whole policy. `deny_unknown_fields` everywhere: a typo refuses to start instead of being ignored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Name and zone.
    pub agency: Agency,
    /// How WellSky is written.
    pub writing: Writing,
    /// Wave table, shortest lead first or last: it is sorted by `from_hours` when read.
    pub waves: Vec<WaveRule>,
    /// Quiet hours and what breaks them.
    pub quiet: Quiet,
    /// Limits per person.
    pub caps: Caps,
    /// The words of an offer.
    pub outreach: Outreach,
    /// Yeses that are collected before one is chosen.
    pub pool: Pool,
    /// Humans, in the order they are woken.
    pub ladder: Vec<Rung>,
    /// When humans and clients hear.
    pub clock: Clock,
    /// Hard rules and score.
    pub matching: Matching,
    /// Many open shifts at once.
    pub storm: StormRule,
    /// What a client's file in WellSky does not say, by client id.
    pub clients: BTreeMap<ClientId, ClientRules>,
    /// What a caregiver's file in WellSky does not say, by caregiver id.
    pub caregivers: BTreeMap<CaregiverId, CaregiverRecord>,
    /// People who ask for care or for work.
    pub leads: Leads,
    /// Wishes about the schedule and questions to the office.
    pub requests: Requests,
    /// Shifts in WellSky that nobody works and nobody called out of.
    pub unassigned: Unassigned,
    /// Complaints.
    pub complaints: Complaints,
    /// Emergencies and suspected abuse.
    pub incidents: Incidents,
    /// Lateness, no-shows, clock-ins.
    pub visits: Visits,
    /// The evening's question who comes the next day.
    pub confirm: Confirm,
    /// When so much fails that nothing new is begun.
    pub brake: Brake,
    /// How sure a reading must be.
    pub language: Thresholds,
    /// Whether a text is notice at all (`domain.md 4.4`). When not, the shift is still worked and the caregiver is
    /// asked to phone as well.
    pub text_counts_as_notice: bool,
}

/// Shifts that WellSky shows without a caregiver and nobody called out of.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Unassigned {
    /// Those that start within so many hours are worked like call-outs. 0, the default, works none: an agency may keep
    /// shifts open on purpose, and decides itself when Gigi begins to ask people for them.
    pub within_hours: f64,
    /// Most that are begun by one look at the schedule; the others follow with the next, soonest first.
    pub at_once: usize,
}

impl Default for Unassigned {
    fn default() -> Self {
        Self { within_hours: 0.0, at_once: 10 }
    }
}

/// When nothing new is begun because too much fails: refused writes, texts given up, messages that could not be handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Brake {
    /// So many failures; 0 never holds.
    pub failures: usize,
    /// Within so many minutes; and so long it must have been quiet before Gigi goes on.
    pub minutes: i64,
}

impl Default for Brake {
    fn default() -> Self {
        Self { failures: 3, minutes: 5 }
    }
}

/// Name and zone of the agency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Agency {
    /// How the agency signs its texts.
    pub name: String,
    /// IANA zone of the work sites.
    pub zone: Zone,
    /// The office number that people may phone.
    pub phone: Option<Phone>,
    /// Profile tags that say to which branch a caregiver belongs, by tag. WellSky's API has no field for it.
    pub branch_tags: BTreeMap<TagId, String>,
}

/// How assignments reach WellSky (`docs/decisions/0005-two-write-routes.md`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WriteRoute {
    /// A named human enters it; Gigi watches WellSky until it shows.
    #[default]
    Office,
    /// `PUT appointment`, read back before anybody is told. Not proven to exist by any public source.
    Api,
}

/// What is written, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Writing {
    /// Route of assignments.
    pub route: WriteRoute,
    /// Whether a call-out is noted in WellSky (task log on the client's latest visit).
    pub note_call_outs: bool,
    /// Whether lateness, no-shows, clock trouble, emergencies and changed visits are noted there too.
    pub notes: bool,
    /// Whether what a human must do in WellSky is put into the office's queue there (admin task): changes of the schedule,
    /// grave complaints, prospects to enter. The tasks that go with call-outs belong to the office route and always stand.
    pub tasks: bool,
    /// Office route: minutes between looks at WellSky.
    pub look_every_minutes: i64,
    /// Office route: minutes until the next rung hears that the entry is missing.
    pub entry_due_minutes: i64,
}

/// One row of the wave table: applies when at least `from_hours` are left until the start.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaveRule {
    /// Lower bound of the lead, hours.
    pub from_hours: f64,
    /// Most people asked at once.
    pub size: usize,
    /// Minutes until the next wave goes out if nobody says yes.
    pub gap_minutes: i64,
    /// Minutes for which an offer can be accepted (never beyond the start plus the allowed lateness).
    pub valid_minutes: i64,
}

/// Limits per caregiver (`domain.md 3.35`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Caps {
    /// Offers open at the same time.
    pub open_offers: usize,
    /// Offer texts in 24 hours; urgent shifts do not count against it, several shifts in one text count once.
    pub offer_texts_per_day: usize,
    /// Seconds that an offer waits for offers of other shifts to the same person while those are just being looked at
    /// (b52). 0: every offer leaves at once, in a text of its own.
    pub together_seconds: u32,
}

/// When many shifts are open together they are planned as one (`core::matching::jointly`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StormRule {
    /// From so many open shifts on.
    pub from_shifts: usize,
    /// Rounds of search for a plan: a few thousandths of a second each with a hundred shifts.
    pub rounds: u64,
}

/// One human on the ladder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// How alerts and the time-line name her.
    pub name: String,
    /// Where alerts go.
    pub phone: Phone,
    /// Minutes she has to acknowledge before the next rung is woken.
    #[serde(default = "five")]
    pub minutes: i64,
}

const fn five() -> i64 {
    5
}

/// When humans and clients hear (`domain.md 4.17`), in hours before the start.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Clock {
    /// A call-out with less lead than this tells the coordinator at once (no acknowledgement asked).
    pub tell_coordinator_hours: f64,
    /// A call-out with less lead than this pages until acknowledged, at once.
    pub page_hours: f64,
    /// An unfilled shift pages at the latest this long before the start, whatever the lead was.
    pub unfilled_page_hours: f64,
    /// With more lead than `far_hours`, an unfilled shift pages already this long before the start.
    pub far_unfilled_page_hours: f64,
    /// What counts as far, hours.
    pub far_hours: f64,
    /// An unfilled shift is told to the client at the latest this long before the start.
    pub tell_client_hours: f64,
    /// How often the whole ladder is climbed again when nobody acknowledges.
    pub rounds: u32,
    /// Minutes after the start until which the search goes on.
    pub search_after_start_minutes: i64,
    /// Minutes that a question to the caregiver may stay unanswered before a human hears.
    pub answer_minutes: i64,
    /// Minutes a client has to say whether a replacement may come before somebody phones her.
    pub client_answer_minutes: i64,
    /// Most minutes by which a visit's start may be moved when nobody can come on time. 0: never.
    pub move_minutes: i64,
    /// Whether Gigi may text clients. When not, a human is asked to phone.
    pub text_clients: bool,
}

/// How sure a reading must be (`domain.md 5.0`).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// Act at or above: on a call-out, a decline, a cancellation, a retraction.
    pub act: f64,
    /// Act on an acceptance at or above: a yes that was none leaves a client alone, so it has its own, tighter line.
    pub accept: f64,
    /// Act at or above where acting means no more than handing it to the right desk or answering a question.
    pub route: f64,
    /// Ask at or above, a human below.
    pub ask: f64,
    /// Danger and abuse raise the alarm at or above; low, because a missed one is worse than a false one.
    pub alarm: f64,
    /// Questions that Gigi may ask per case.
    pub questions: u32,
}

/// The policy says something that cannot be meant. Every finding, in the words of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("policy: {}", .0.join("; "))]
pub struct PolicyError(pub Vec<String>);

impl Default for Policy {
    fn default() -> Self {
        let wave = |from_hours, size, gap_minutes, valid_minutes| WaveRule {
            from_hours,
            size,
            gap_minutes,
            valid_minutes,
        };
        Self {
            agency: Agency::default(),
            writing: Writing::default(),
            waves: vec![
                wave(24.0, 3, 90, 1_440),
                wave(12.0, 3, 30, 720),
                wave(4.0, 4, 15, 240),
                wave(2.0, 6, 8, 120),
                wave(f64::MIN, 8, 5, 60),
            ],
            quiet: Quiet::default(),
            caps: Caps::default(),
            outreach: Outreach::default(),
            pool: Pool::default(),
            ladder: Vec::new(),
            clock: Clock::default(),
            matching: Matching::default(),
            storm: StormRule::default(),
            clients: BTreeMap::new(),
            caregivers: BTreeMap::new(),
            leads: Leads::default(),
            requests: Requests::default(),
            unassigned: Unassigned::default(),
            brake: Brake::default(),
            complaints: Complaints::default(),
            incidents: Incidents::default(),
            visits: Visits::default(),
            confirm: Confirm::default(),
            language: Thresholds::default(),
            text_counts_as_notice: true,
        }
    }
}

impl Default for Agency {
    fn default() -> Self {
        Self {
            name: "Home Care".into(),
            zone: Zone::named("America/Chicago").unwrap_or_else(|e| unreachable!("bundled: {e}")),
            phone: None,
            branch_tags: BTreeMap::new(),
        }
    }
}

impl Default for Writing {
    fn default() -> Self {
        Self {
            route: WriteRoute::Office,
            note_call_outs: true,
            notes: true,
            tasks: true,
            look_every_minutes: 1,
            entry_due_minutes: 10,
        }
    }
}

impl Default for Caps {
    fn default() -> Self {
        Self { open_offers: 3, offer_texts_per_day: 6, together_seconds: 10 }
    }
}

impl Default for StormRule {
    fn default() -> Self {
        Self { from_shifts: 8, rounds: 40 }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            tell_coordinator_hours: 24.0,
            page_hours: 4.0,
            unfilled_page_hours: 4.0,
            far_unfilled_page_hours: 24.0,
            far_hours: 24.0,
            tell_client_hours: 4.0,
            rounds: 6,
            search_after_start_minutes: 120,
            answer_minutes: 10,
            client_answer_minutes: 20,
            move_minutes: 180,
            text_clients: true,
        }
    }
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { act: 0.75, accept: 0.97, route: 0.45, alarm: 0.05, ask: 0.45, questions: 2 }
    }
}

impl Policy {
    /// Checks what types cannot, and sorts the tables. Call it once after reading.
    ///
    /// # Errors
    /// [`PolicyError`] with every finding at once.
    pub fn checked(mut self) -> Result<Self, PolicyError> {
        let mut wrong = Vec::new();
        self.waves.sort_by(|a, b| b.from_hours.total_cmp(&a.from_hours));
        self.matching.weights.sort_by(|a, b| b.from_hours.total_cmp(&a.from_hours));
        match self.waves.last_mut() {
            None => wrong.push("`waves` is empty".to_owned()),
            Some(last) => last.from_hours = f64::MIN,
        }
        match self.matching.weights.last_mut() {
            None => wrong.push("`matching.weights` is empty".to_owned()),
            Some(last) => last.from_hours = f64::MIN,
        }
        for (at, w) in self.waves.iter().enumerate() {
            if w.size == 0 || w.gap_minutes < 1 || w.valid_minutes < 1 {
                wrong.push(format!("`waves[{at}]` needs size, gap_minutes and valid_minutes of at least 1"));
            }
        }
        wrong.extend(self.matching.findings());
        wrong.extend(self.findings_of_places());
        wrong.extend(self.caregivers.iter().flat_map(|(id, record)| record.findings(id)));
        wrong.extend(self.pool.findings());
        wrong.extend(self.requests.findings());
        wrong.extend(self.visits.findings());
        wrong.extend(self.confirm.findings());
        for (at, r) in self.ladder.iter().enumerate() {
            if r.minutes < 1 {
                wrong.push(format!("`ladder[{at}].minutes` must be at least 1"));
            }
            if r.name.trim().is_empty() {
                wrong.push(format!("`ladder[{at}].name` is empty"));
            }
        }
        if self.language.accept < self.language.act {
            wrong.push("`language.accept` must not be below `language.act`".to_owned());
        }
        if self.language.ask > self.language.act {
            wrong.push("`language.ask` must not be above `language.act`".to_owned());
        }
        if self.writing.look_every_minutes < 1 || self.writing.entry_due_minutes < 1 {
            wrong.push("`writing` needs minutes of at least 1".to_owned());
        }
        if self.leads.price.is_some_and(|p| p.from == 0 || p.from > p.to) {
            wrong.push("`leads.price` needs `from` of at least 1 and not above `to`".to_owned());
        }
        if self.leads.human_minutes < 1 || self.leads.remind_minutes < 1 || self.leads.silent_minutes < 1 {
            wrong.push("`leads` needs minutes of at least 1".to_owned());
        }
        wrong.extend(self.complaints.findings());
        wrong.extend(self.incidents.findings());
        if self.caps.open_offers == 0 || self.caps.open_offers > 9 {
            wrong.push("`caps.open_offers` must be 1 to 9: offers are numbered with one digit".to_owned());
        }
        if wrong.is_empty() { Ok(self) } else { Err(PolicyError(wrong)) }
    }

    /// The wave rule for a lead of so many hours.
    pub fn wave(&self, lead_hours: f64) -> WaveRule {
        self.waves
            .iter()
            .find(|w| lead_hours >= w.from_hours)
            .or(self.waves.last())
            .copied()
            .unwrap_or(WaveRule { from_hours: f64::MIN, size: 3, gap_minutes: 15, valid_minutes: 240 })
    }

    /// The weights for a lead of so many hours.
    pub fn weights(&self, lead_hours: f64) -> WeightRow {
        let rows = &self.matching.weights;
        rows.iter().find(|w| lead_hours >= w.from_hours).or(rows.last()).copied().unwrap_or_default()
    }

    /// The rules of one client; a client nobody wrote about is P1 and may be texted.
    pub fn client(&self, id: &ClientId) -> ClientRules {
        self.rules_of(id).clone()
    }

    /// The same, as they stand here.
    pub(crate) fn rules_of(&self, id: &ClientId) -> &ClientRules {
        static UNWRITTEN: LazyLock<ClientRules> = LazyLock::new(ClientRules::default);
        self.clients.get(id).unwrap_or_else(|| &*UNWRITTEN)
    }

    /// The longest way from home to this client, minutes, where a caregiver's record names no limit of her own
    /// (`domain.md 3.6`, H15). `file` is the client's file in WellSky.
    pub fn longest_way(&self, rules: &ClientRules, file: Option<&crate::agency::Client>) -> f64 {
        let matching = &self.matching;
        let in_rural_city =
            |city: &str| matching.rural_cities.iter().any(|c| c.trim().eq_ignore_ascii_case(city.trim()));
        let in_rural_branch = |tag: &TagId| {
            self.agency.branch_tags.get(tag).is_some_and(|branch| matching.rural_branches.contains(branch))
        };
        let by_place = |c: &crate::agency::Client| {
            c.city.as_deref().is_some_and(in_rural_city) || c.tags.iter().any(in_rural_branch)
        };
        if rules.rural.unwrap_or_else(|| file.is_some_and(by_place)) {
            matching.rural_travel_minutes.max(matching.max_travel_minutes)
        } else {
            matching.max_travel_minutes
        }
    }

    /// Places that nobody can be in, in the words of the file.
    fn findings_of_places(&self) -> Vec<String> {
        let known = |branch: &&String| self.agency.branch_tags.values().any(|b| b == *branch);
        let unknown = self.matching.rural_branches.iter().filter(|branch| !known(branch));
        let branches = unknown.map(|branch| {
            format!("`matching.rural_branches` names \"{branch}\", which no tag in `agency.branch_tags` stands for")
        });
        let no_city = |city: &&String| !city.chars().any(char::is_alphabetic);
        let cities = self.matching.rural_cities.iter().filter(no_city);
        let cities = cities.map(|city| {
            format!("`matching.rural_cities` names \"{city}\": cities have names, ZIP codes are no rule")
        });
        branches.chain(cities).collect()
    }

    /// The branch that a caregiver belongs to: what her record says, else the first of her tags that names one.
    pub fn branch(&self, caregiver: &crate::agency::Caregiver) -> Option<&str> {
        let recorded = self.caregivers.get(&caregiver.id).and_then(|r| r.branch.as_ref());
        let tagged = || caregiver.tags.iter().find_map(|tag| self.agency.branch_tags.get(tag));
        recorded.or_else(tagged).map(String::as_str)
    }

    /// Whether this client may be texted.
    pub fn may_text_client(&self, id: &ClientId) -> bool {
        self.clients.get(id).and_then(|c| c.text).unwrap_or(self.clock.text_clients)
    }

    /// Whether the agency declares a shift urgent at `now`.
    pub fn is_urgent(&self, start: Timestamp, now: Timestamp) -> bool {
        hours_between(now, start) < self.quiet.urgent_within_hours
    }

    /// The first moment from `at` on at which people may be asked for a shift: nobody is asked at 3 a.m. for Thursday,
    /// and a shift becomes urgent by itself when it comes close.
    pub fn may_ask_from(&self, start: Timestamp, at: Timestamp) -> Timestamp {
        let open = self.quiet.hours.next_outside(at, &self.agency.zone);
        if open <= at || self.is_urgent(start, at) {
            return at;
        }
        open.min(self.urgent_from(start).max(at))
    }

    /// From when on a shift is urgent.
    pub fn urgent_from(&self, start: Timestamp) -> Timestamp {
        #[expect(clippy::cast_possible_truncation, reason = "hours of a policy")]
        let minutes = (self.quiet.urgent_within_hours * 60.0) as i64;
        plus_minutes(start, 1 - minutes)
    }

    /// The buffer around a visit whose travel time is `travel` minutes (unknown: `None`).
    pub fn buffer(&self, travel: Option<f64>) -> SignedDuration {
        let minutes = match travel {
            #[expect(clippy::cast_possible_truncation, reason = "minutes of travel fit")]
            Some(minutes) => minutes.ceil() as i64 + self.matching.buffer_minutes,
            None => self.matching.unknown_travel_minutes,
        };
        SignedDuration::from_mins(minutes.clamp(0, 24 * 60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agency::Priority;

    #[test]
    fn the_built_in_policy_passes_its_own_check() {
        assert_eq!(Policy::default().checked().unwrap(), Policy::default());
    }

    /// These decide what is done without a person: whoever changes one measures again (`cargo xtask eval-language`).
    #[test]
    fn how_sure_a_reading_must_be_unless_the_agency_says_otherwise() {
        let expected =
            Thresholds { act: 0.75, accept: 0.97, route: 0.45, alarm: 0.05, ask: 0.45, questions: 2 };
        assert_eq!(Thresholds::default(), expected);
        assert_eq!(toml::from_str::<Policy>("").unwrap().language, expected);
    }

    #[test]
    fn a_file_names_only_what_differs() {
        let policy: Policy = toml::from_str(
            r#"
            [agency]
            name = "Example Home Care"
            zone = "America/Denver"
            [writing]
            route = "api"
            [quiet]
            hours = { from = "20:30", until = "07:00" }
            [[ladder]]
            name = "Dana (on call)"
            phone = "202-555-0190"
            [clients.7100001]
            priority = "P2"
            exclude = ["8200003"]
            "#,
        )
        .unwrap();
        let policy = policy.checked().unwrap();
        assert_eq!(policy.agency.zone.name(), "America/Denver");
        assert_eq!(policy.ladder[0].minutes, 5);
        assert_eq!(policy.client(&"7100001".into()).priority, Priority::P2);
        assert_eq!(policy.client(&"unheard".into()).priority, Priority::P1);
        assert_eq!(policy.waves, Policy::default().waves);
    }

    #[test]
    fn offers_are_worded_as_answers_teach_unless_the_agency_says_which() {
        let read = |text: &str| toml::from_str::<Policy>(text);
        assert_eq!(read("").unwrap().outreach.wording, WordingRule::Learn);
        assert_eq!(read("[outreach]\nwording = \"warm\"\n").unwrap().outreach.wording, WordingRule::Warm);
        let wrong = read("[outreach]\nwording = \"begging\"\n").unwrap_err().to_string();
        assert!(wrong.contains("begging") && wrong.contains("plain"), "{wrong}");
    }

    #[test]
    fn typos_and_impossible_numbers_are_all_named() {
        assert!(toml::from_str::<Policy>("[quite]\n").unwrap_err().to_string().contains("quite"));
        assert!(
            toml::from_str::<Policy>("[agency]\nzone = \"Mars/Olympus\"\n")
                .unwrap_err()
                .to_string()
                .contains("Mars")
        );
        let mut bad = Policy::default();
        bad.waves[0].size = 0;
        bad.matching.weights[1].travel = 0.9;
        bad.caps.open_offers = 12;
        let PolicyError(wrong) = bad.checked().unwrap_err();
        assert_eq!(wrong.len(), 3, "{wrong:?}");
    }

    #[test]
    fn the_gap_between_waves_never_grows_as_the_shift_nears() {
        let policy = Policy::default();
        let gaps: Vec<i64> = (-4..200).rev().map(|h| policy.wave(f64::from(h)).gap_minutes).collect();
        assert!(gaps.windows(2).all(|w| w[0] >= w[1]));
    }
}
