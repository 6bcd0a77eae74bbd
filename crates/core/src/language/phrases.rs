//! Rules as lists of phrases: one compiled expression per list.

use regex::Regex;

/// A compiled list of phrases over [flat text](super::normalise::Text::flat).
///
/// The expression engine works in linear time, so no text can make a rule slow.
pub(super) struct Rule(Regex);

impl Rule {
    /// Any of `phrases` as whole words. Phrases are expressions; capture names may appear once.
    pub(super) fn words(phrases: &[&str]) -> Self {
        // A phrase with "$" ends the text, behind which flat text has a space.
        let (ending, inside): (Vec<&str>, Vec<&str>) =
            phrases.iter().partition(|phrase| phrase.ends_with('$'));
        let mut alternatives: Vec<String> =
            ending.iter().map(|phrase| format!(r"\b(?:{})\s*$", phrase.trim_end_matches('$'))).collect();
        if !inside.is_empty() {
            alternatives.insert(0, format!(r"\b(?:{})\b", inside.join("|")));
        }
        Self::raw(&alternatives.join("|"))
    }

    /// Any of `phrases` as the beginning of a word.
    pub(super) fn stems(phrases: &[&str]) -> Self {
        Self::raw(&format!(r"\b(?:{})", phrases.join("|")))
    }

    /// The whole text is one of `phrases`.
    pub(super) fn whole(phrases: &[&str]) -> Self {
        Self::raw(&format!(r"^\s*(?:{})\s*$", phrases.join("|")))
    }

    /// One expression as it stands, for [`rule!`].
    pub(super) fn raw_one(expressions: &[&str]) -> Self {
        Self::raw(&expressions.join("|"))
    }

    /// An expression as it stands.
    pub(super) fn raw(expression: &str) -> Self {
        Self(Regex::new(expression).expect("rules are constants and every one is compiled by a test"))
    }

    pub(super) fn is(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// The first words that match.
    pub(super) fn find(&self, text: &str) -> Option<String> {
        self.0.find(text).map(|found| found.as_str().trim().to_owned())
    }

    pub(super) fn captures<'t>(&self, text: &'t str) -> Option<regex::Captures<'t>> {
        self.0.captures(text)
    }

    pub(super) fn all<'t>(&self, text: &'t str) -> Vec<regex::Captures<'t>> {
        self.0.captures_iter(text).collect()
    }

    pub(super) fn replace(&self, text: &str, with: &str) -> String {
        self.0.replace_all(text, with).into_owned()
    }
}

/// Declares a rule that is compiled on first use.
macro_rules! rule {
    ($(#[$doc:meta])* $vis:vis $name:ident = $kind:ident [$($phrase:expr),* $(,)?]) => {
        $(#[$doc])*
        $vis static $name: std::sync::LazyLock<$crate::language::phrases::Rule> =
            std::sync::LazyLock::new(|| $crate::language::phrases::Rule::$kind(&[$($phrase),*]));
    };
}
pub(super) use rule;
