//! What somebody may do for a client: the level of care, and skills with who verified them (`domain.md 3.3`, H3).
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Levels of care, the lowest first. Whoever may give one may give those below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Company, meals, errands, light housework.
    Companion,
    /// Bathing, dressing, toileting.
    PersonalCare,
    /// Home health aide or certified nursing assistant.
    #[serde(alias = "hha", alias = "cna")]
    Aide,
    /// Licensed practical or registered nurse.
    #[serde(alias = "lpn", alias = "rn")]
    Nurse,
}

/// Who has seen that somebody can do something, and how long that counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skill {
    /// Who has seen it.
    pub verified_by: String,
    /// When; it counts from this day on.
    pub on: Date,
    /// Last day on which it counts; without one it stays.
    #[serde(default)]
    pub until: Option<Date>,
}

impl Skill {
    /// Whether it counts from the first to the last day of a shift.
    pub fn counts(&self, (first, last): (Date, Date)) -> bool {
        self.on <= first && self.until.is_none_or(|until| last <= until)
    }

    /// What cannot be meant.
    pub(super) fn finding(&self) -> Option<&'static str> {
        if self.verified_by.trim().is_empty() {
            return Some("needs the name of who verified it");
        }
        self.until.is_some_and(|until| until < self.on).then_some("ends before it was verified")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skill_counts_from_the_day_it_was_seen_through_its_last_day() {
        let day = |d| jiff::civil::date(2026, 11, d);
        let skill: Skill =
            toml::from_str("verified_by = \"Dana Office\"\non = \"2026-11-10\"\nuntil = \"2026-11-24\"")
                .unwrap();
        assert!(skill.counts((day(24), day(24))) && skill.counts((day(10), day(10))));
        assert!(!skill.counts((day(24), day(25))), "a night that ends on the day after");
        assert!(!skill.counts((day(9), day(9))), "nobody had seen it yet");
        assert!(toml::from_str::<Skill>("on = \"2026-11-10\"").is_err(), "by nobody");
    }

    #[test]
    fn the_levels_stand_in_the_order_of_what_they_may_do() {
        let level = |name: &str| serde_json::from_value::<Level>(name.into()).unwrap();
        assert!(level("companion") < level("personal_care") && level("personal_care") < level("hha"));
        assert!(level("cna") == Level::Aide && level("aide") < level("rn") && level("lpn") == Level::Nurse);
    }
}
