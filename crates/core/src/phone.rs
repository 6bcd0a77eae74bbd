//! A telephone number in the North American plan.
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::area_code::AreaZones;

/// A number that can be called or texted: E.164 inside (`+12025550123`), only the last four digits in `Debug`.
///
/// US-only is a product fact: WellSky stores exactly ten digits, first not 0 or 1
/// (`wellsky-connect-api.md` 6.3). Reading what people type is `phonenumber`'s business.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

/// The text is not a number of the North American plan. Carries no digits, so it can be logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a US phone number (ten digits, first not 0 or 1)")]
pub struct NotAPhone;

impl Phone {
    /// Reads a number as people and vendors write it: `(202) 555-0123`, `2025550123`, `+1 202 555 0123`.
    ///
    /// ```
    /// # use gigi_core::phone::Phone;
    /// assert_eq!(Phone::parse("(202) 555-0123").unwrap().e164(), "+12025550123");
    /// assert!(Phone::parse("911").is_err());
    /// ```
    ///
    /// # Errors
    /// [`NotAPhone`] when the text holds no ten-digit number of the plan.
    pub fn parse(text: &str) -> Result<Self, NotAPhone> {
        if text.len() > 40 {
            return Err(NotAPhone);
        }
        let number = phonenumber::parse(Some(phonenumber::country::US), text).map_err(|_| NotAPhone)?;
        let national = number.national().value().to_string();
        let digits = national.as_bytes();
        let leads = |at: usize| digits.get(at).is_some_and(|d| (b'2'..=b'9').contains(d));
        if number.code().value() != 1 || digits.len() != 10 || !leads(0) || !leads(3) {
            return Err(NotAPhone);
        }
        Ok(Self(format!("+1{national}")))
    }

    /// `+12025550123`, for providers.
    pub fn e164(&self) -> &str {
        &self.0
    }

    /// The ten digits that WellSky stores.
    pub fn ten_digits(&self) -> &str {
        self.0.get(2..).unwrap_or_default()
    }

    /// Where its area code is at home, which says where its owner may be.
    pub fn zones(&self) -> AreaZones {
        let code = self.ten_digits().get(..3).and_then(|code| code.parse().ok());
        code.map(AreaZones::of_code).unwrap_or_default()
    }

    /// `202-555-0123`, for people who may see it.
    pub fn spoken(&self) -> String {
        let d = self.ten_digits();
        format!("{}-{}-{}", &d[..3], &d[3..6], &d[6..])
    }

    /// `…0123`, for logs.
    pub fn last_four(&self) -> &str {
        self.0.get(8..).unwrap_or_default()
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone(…{})", self.last_four())
    }
}

impl TryFrom<String> for Phone {
    type Error = NotAPhone;
    fn try_from(text: String) -> Result<Self, NotAPhone> {
        Self::parse(&text)
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn debug_shows_only_the_last_four_digits() {
        assert_eq!(format!("{:?}", Phone::parse("202-555-0123").unwrap()), "Phone(…0123)");
    }

    #[test]
    fn numbers_outside_the_plan_are_refused() {
        for text in ["", "911", "102-555-0123", "202-155-0123", "+44 20 7946 0000", "abc", "202555012"] {
            assert_eq!(Phone::parse(text), Err(NotAPhone), "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_never_panics(text in ".{0,60}") {
            let _ = Phone::parse(&text);
        }

        #[test]
        fn ten_digits_survive_every_way_of_writing(area in 200u32..999, exchange in 200u32..999, line in 0u32..9999) {
            let plain = format!("{area}{exchange}{line:04}");
            if let Ok(phone) = Phone::parse(&plain) {
                prop_assert_eq!(phone.ten_digits(), plain.as_str());
                prop_assert_eq!(Phone::parse(&phone.spoken()).unwrap(), phone.clone());
                prop_assert_eq!(Phone::parse(phone.e164()).unwrap(), phone);
            }
        }
    }
}
