//! How values of toggles are written: `on` and `off`, pages that count from 0 or 1, something or `off`.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// `"on"` or `"off"` in JSON; `true` and `false` are accepted too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Switch(pub bool);

/// The switch is on.
pub const ON: Switch = Switch(true);
/// The switch is off.
pub const OFF: Switch = Switch(false);

impl Serialize for Switch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if self.0 { "on" } else { "off" })
    }
}

impl<'de> Deserialize<'de> for Switch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Bool(on) => Ok(Switch(on)),
            Value::String(word) if word == "on" => Ok(ON),
            Value::String(word) if word == "off" => Ok(OFF),
            other => Err(serde::de::Error::custom(format!("expected \"on\" or \"off\", got {other}"))),
        }
    }
}

/// How `_page` counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PageIndex {
    /// The first page is 0.
    #[default]
    Zero,
    /// The first page is 1 (0 gives the first page too).
    One,
    /// `_page` is ignored: every page is the first.
    Ignore,
}

impl Serialize for PageIndex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            PageIndex::Zero => serializer.serialize_u8(0),
            PageIndex::One => serializer.serialize_u8(1),
            PageIndex::Ignore => serializer.serialize_str("ignore"),
        }
    }
}

impl<'de> Deserialize<'de> for PageIndex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        match (value.as_u64(), value.as_str()) {
            (Some(0), _) | (_, Some("0")) => Ok(PageIndex::Zero),
            (Some(1), _) | (_, Some("1")) => Ok(PageIndex::One),
            (_, Some("ignore")) => Ok(PageIndex::Ignore),
            _ => Err(serde::de::Error::custom(format!("expected 0, 1 or \"ignore\", got {value}"))),
        }
    }
}

/// [`PageIndex`] per resource (`appointment`, `encounter`, `patients`, ...). In JSON either one value for all, or an
/// object by resource whose key `default` stands for the others.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct PageBase(pub BTreeMap<String, PageIndex>);

impl PageBase {
    /// The same index for every resource.
    pub fn all(index: PageIndex) -> Self {
        Self(BTreeMap::from([("default".to_owned(), index)]))
    }

    /// The index of one resource.
    pub fn of(&self, resource: &str) -> PageIndex {
        self.0.get(resource).or_else(|| self.0.get("default")).copied().unwrap_or_default()
    }
}

impl Serialize for PageBase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.get("default").filter(|_| self.0.len() == 1) {
            Some(index) => index.serialize(serializer),
            None => self.0.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for PageBase {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            One(PageIndex),
            Each(BTreeMap<String, PageIndex>),
        }
        Ok(match Either::deserialize(deserializer)? {
            Either::One(index) => PageBase::all(index),
            Either::Each(map) => PageBase(map),
        })
    }
}

/// A value that may be `"off"`; `null` says the same.
pub(super) mod or_off {
    use serde::de::{DeserializeOwned, Error};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::Value;

    pub(crate) fn serialize<T: Serialize, S: Serializer>(
        value: &Option<T>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => value.serialize(to),
            None => to.serialize_str("off"),
        }
    }

    pub(crate) fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<T>, D::Error> {
        match Value::deserialize(from)? {
            Value::Null => Ok(None),
            Value::String(word) if word == "off" => Ok(None),
            other => T::deserialize(other).map(Some).map_err(D::Error::custom),
        }
    }
}
