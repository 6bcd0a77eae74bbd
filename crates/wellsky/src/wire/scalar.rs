//! Values that WellSky writes in more than one way: ids, truth values, absent fields, one-or-many.
//!
//! Every type here remembers how the value was written, so that a document which is read, changed in one place
//! and sent back differs from the original only in that place.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::Number;

/// A WellSky identifier.
///
/// Resources carry ids as strings, some answers and the webhooks as numbers. Both are read, compare equal by
/// their text, and are written back the way they came.
///
/// ```
/// use gigi_wellsky::wire::Id;
/// let text: Id = serde_json::from_str("\"7100001\"")?;
/// let number: Id = serde_json::from_str("7100001")?;
/// assert_eq!(text, number);
/// assert_eq!(serde_json::to_string(&number)?, "7100001");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct Id {
    text: String,
    number: Option<Number>,
}

impl Id {
    /// The id as text, whichever way it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether this stands for "nobody": empty, `0`, or the literal `None`.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let text = self.text.trim();
        text.is_empty()
            || text == "0"
            || text.eq_ignore_ascii_case("none")
            || text.eq_ignore_ascii_case("null")
    }

    /// The same id, written the way `like` is written where that is possible.
    #[must_use]
    pub(crate) fn written_like(&self, like: Option<&Id>) -> Id {
        match like {
            Some(like) if like.number.is_some() => match self.text.parse::<u64>() {
                Ok(number) => Id::from(number),
                Err(_) => self.clone(),
            },
            _ => Id::from(self.text.as_str()),
        }
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        Id { text: text.to_owned(), number: None }
    }
}

impl From<String> for Id {
    fn from(text: String) -> Self {
        Id { text, number: None }
    }
}

impl From<u64> for Id {
    fn from(number: u64) -> Self {
        Id { text: number.to_string(), number: Some(Number::from(number)) }
    }
}

impl PartialEq for Id {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl Eq for Id {}
impl Hash for Id {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}
impl PartialOrd for Id {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Id {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}
impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({})", self.text)
    }
}
impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.number {
            Some(number) => number.serialize(serializer),
            None => serializer.serialize_str(&self.text),
        }
    }
}
impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct IdVisitor;
        impl Visitor<'_> for IdVisitor {
            type Value = Id;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id (text or a whole number)")
            }
            fn visit_str<E: de::Error>(self, value: &str) -> Result<Id, E> {
                Ok(Id::from(value))
            }
            fn visit_string<E: de::Error>(self, value: String) -> Result<Id, E> {
                Ok(Id::from(value))
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Id, E> {
                Ok(Id::from(value))
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Id, E> {
                Ok(Id { text: value.to_string(), number: Some(Number::from(value)) })
            }
        }
        deserializer.deserialize_any(IdVisitor)
    }
}

/// A single value whose JSON kind is not reliable: `true`, `"True"`, `"None"`, `80` and `"80"` all occur.
///
/// `Debug` shows the kind and never the content, because names and addresses are scalars too.
#[derive(Clone, PartialEq)]
pub enum Scalar {
    /// JSON `null` inside a list.
    Null,
    /// A JSON truth value.
    Bool(bool),
    /// A JSON number.
    Number(Number),
    /// A JSON string.
    Text(String),
}

impl Scalar {
    /// The value as text; `None` for null, the empty string and the literal `"None"` of live tags.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        match self {
            Scalar::Null => None,
            Scalar::Bool(value) => Some(value.to_string()),
            Scalar::Number(value) => Some(value.to_string()),
            Scalar::Text(value) => {
                let value = value.trim();
                (!value.is_empty() && !value.eq_ignore_ascii_case("none")).then(|| value.to_owned())
            }
        }
    }

    /// The value as a truth value, read without regard to case; `None` when it is neither.
    ///
    /// ```
    /// use gigi_wellsky::wire::Scalar;
    /// assert_eq!(Scalar::from("True").flag(), Some(true));
    /// assert_eq!(Scalar::from("None").flag(), None);
    /// ```
    #[must_use]
    pub fn flag(&self) -> Option<bool> {
        match self {
            Scalar::Bool(value) => Some(*value),
            Scalar::Number(value) => match value.as_u64() {
                Some(0) => Some(false),
                Some(1) => Some(true),
                _ => None,
            },
            Scalar::Null => None,
            Scalar::Text(value) => match value.trim().to_ascii_lowercase().as_str() {
                "true" | "1" | "yes" => Some(true),
                "false" | "0" | "no" => Some(false),
                _ => None,
            },
        }
    }

    /// The value as a whole number, written as a number or as text.
    #[must_use]
    pub fn number(&self) -> Option<u64> {
        match self {
            Scalar::Number(value) => value.as_u64(),
            Scalar::Text(value) => value.trim().parse().ok(),
            Scalar::Null | Scalar::Bool(_) => None,
        }
    }
}

impl From<&str> for Scalar {
    fn from(value: &str) -> Self {
        Scalar::Text(value.to_owned())
    }
}
impl From<bool> for Scalar {
    fn from(value: bool) -> Self {
        Scalar::Bool(value)
    }
}
impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Scalar::Null => "null",
            Scalar::Bool(_) => "bool(..)",
            Scalar::Number(_) => "number(..)",
            Scalar::Text(_) => "text(..)",
        })
    }
}
impl Serialize for Scalar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Scalar::Null => serializer.serialize_unit(),
            Scalar::Bool(value) => serializer.serialize_bool(*value),
            Scalar::Number(value) => value.serialize(serializer),
            Scalar::Text(value) => serializer.serialize_str(value),
        }
    }
}
impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ScalarVisitor;
        impl Visitor<'_> for ScalarVisitor {
            type Value = Scalar;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a single value (text, number or truth value)")
            }
            fn visit_unit<E: de::Error>(self) -> Result<Scalar, E> {
                Ok(Scalar::Null)
            }
            fn visit_none<E: de::Error>(self) -> Result<Scalar, E> {
                Ok(Scalar::Null)
            }
            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Scalar, E> {
                Ok(Scalar::Bool(value))
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Scalar, E> {
                Ok(Scalar::Number(Number::from(value)))
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Scalar, E> {
                Ok(Scalar::Number(Number::from(value)))
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Scalar, E> {
                Number::from_f64(value)
                    .map(Scalar::Number)
                    .ok_or_else(|| E::custom("a number that JSON cannot hold"))
            }
            fn visit_str<E: de::Error>(self, value: &str) -> Result<Scalar, E> {
                Ok(Scalar::Text(value.to_owned()))
            }
            fn visit_string<E: de::Error>(self, value: String) -> Result<Scalar, E> {
                Ok(Scalar::Text(value))
            }
        }
        deserializer.deserialize_any(ScalarVisitor)
    }
}

/// A field that may be missing, `null`, or there. Missing and `null` are kept apart so that a PUT does not turn
/// one into the other.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Maybe<T> {
    /// The key is not in the document.
    #[default]
    Absent,
    /// The key is there with the value `null`.
    Null,
    /// The key has a value.
    Present(T),
}

impl<T> Maybe<T> {
    /// The value, if there is one.
    pub fn get(&self) -> Option<&T> {
        match self {
            Maybe::Present(value) => Some(value),
            Maybe::Absent | Maybe::Null => None,
        }
    }

    /// The value for changing, if there is one.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        match self {
            Maybe::Present(value) => Some(value),
            Maybe::Absent | Maybe::Null => None,
        }
    }

    /// Whether the key is missing (used to leave it out again).
    pub fn is_absent(&self) -> bool {
        matches!(self, Maybe::Absent)
    }
}

impl Maybe<Scalar> {
    /// [`Scalar::text`] of the value.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        self.get().and_then(Scalar::text)
    }
    /// [`Scalar::flag`] of the value.
    #[must_use]
    pub fn flag(&self) -> Option<bool> {
        self.get().and_then(Scalar::flag)
    }
}

impl<T: Serialize> Serialize for Maybe<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Maybe::Absent | Maybe::Null => serializer.serialize_none(),
            Maybe::Present(value) => value.serialize(serializer),
        }
    }
}
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::<T>::deserialize(deserializer)? {
            Some(value) => Maybe::Present(value),
            None => Maybe::Null,
        })
    }
}

/// A field that is sometimes one value and sometimes a list of them (`participant`, `relationship`, `name`).
#[derive(Clone, Debug, PartialEq)]
pub enum OneOrMany<T> {
    /// Written as a single value.
    One(T),
    /// Written as a list.
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    /// All values in order, however they were written.
    pub fn as_slice(&self) -> &[T] {
        match self {
            OneOrMany::One(value) => std::slice::from_ref(value),
            OneOrMany::Many(values) => values,
        }
    }
    /// All values in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.as_slice().iter()
    }
}

impl<T> Maybe<OneOrMany<T>> {
    /// All values in order; empty when the field is missing or `null`.
    pub fn items(&self) -> &[T] {
        self.get().map_or(&[], OneOrMany::as_slice)
    }
}

impl<T: Serialize> Serialize for OneOrMany<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            OneOrMany::One(value) => value.serialize(serializer),
            OneOrMany::Many(values) => values.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A visitor instead of an untagged enum: the path of a decode error survives.
        struct OneOrManyVisitor<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrManyVisitor<T> {
            type Value = OneOrMany<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value or a list of values")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
                Vec::<T>::deserialize(SeqAccessDeserializer::new(seq)).map(OneOrMany::Many)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(OneOrMany::One)
            }
            fn visit_str<E: de::Error>(self, value: &str) -> Result<Self::Value, E> {
                T::deserialize(de::value::StrDeserializer::new(value)).map(OneOrMany::One)
            }
            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
                T::deserialize(de::value::BoolDeserializer::new(value)).map(OneOrMany::One)
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
                T::deserialize(de::value::U64Deserializer::new(value)).map(OneOrMany::One)
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
                T::deserialize(de::value::I64Deserializer::new(value)).map(OneOrMany::One)
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
                T::deserialize(de::value::F64Deserializer::new(value)).map(OneOrMany::One)
            }
        }
        deserializer.deserialize_any(OneOrManyVisitor(std::marker::PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn round_trip<T: for<'a> Deserialize<'a> + Serialize>(value: &Value) -> Value {
        serde_json::to_value(serde_json::from_value::<T>(value.clone()).unwrap()).unwrap()
    }

    #[test]
    fn ids_come_back_as_they_were_written() {
        for value in [json!("7100001"), json!(7100001), json!("007"), json!(-3), json!("")] {
            assert_eq!(round_trip::<Id>(&value), value);
        }
        assert!(serde_json::from_value::<Id>(json!(1.5)).is_err());
        assert!(serde_json::from_value::<Id>(json!({"a": 1})).is_err());
    }

    #[test]
    fn truth_is_read_in_every_casing() {
        for (written, read) in [
            (json!(true), Some(true)),
            (json!("True"), Some(true)),
            (json!("FALSE"), Some(false)),
            (json!("None"), None),
            (json!(""), None),
            (json!(80), None),
        ] {
            let scalar: Scalar = serde_json::from_value(written.clone()).unwrap();
            assert_eq!(scalar.flag(), read, "{written}");
            assert_eq!(serde_json::to_value(&scalar).unwrap(), written);
        }
    }

    #[test]
    fn one_stays_one_and_many_stay_many() {
        for value in [json!("a"), json!(["a", "b"]), json!([]), json!(3), json!([3, null, "x"]), json!(1.5)] {
            assert_eq!(round_trip::<OneOrMany<Scalar>>(&value), value);
        }
    }

    #[test]
    fn printing_a_scalar_shows_no_content() {
        assert_eq!(format!("{:?}", Scalar::from("Grace Sample")), "text(..)");
    }
}
