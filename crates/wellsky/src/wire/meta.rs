//! `meta.tag`: the key and value list in which WellSky keeps status, office, agency and skills.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Id, Maybe, OneOrMany, Scalar};

/// The `meta` object of a resource.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Meta {
    /// The tags, in the order of the document.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub tag: Maybe<OneOrMany<Tag>>,
    /// Everything this crate has no name for; sent back as it came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One entry of `meta.tag`: `code` is the key, `display` the value.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Tag {
    /// The key, such as `isClient`, `status`, `profileTags`.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub code: Maybe<Scalar>,
    /// The value; live answers write truth as `"True"` and an unknown status as `"None"`.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub display: Maybe<Scalar>,
    /// Everything else in the entry.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

opaque_debug!(Meta, Tag);

impl Tag {
    fn new(code: &str, display: &str) -> Self {
        Tag {
            code: Maybe::Present(Scalar::from(code)),
            display: Maybe::Present(Scalar::from(display)),
            extra: Map::new(),
        }
    }
}

impl Meta {
    /// The text of a tag; `None` when it is missing, empty or the literal `None`.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<String> {
        self.find(code).and_then(|tag| tag.display.text())
    }

    /// A tag as a truth value, in any casing.
    #[must_use]
    pub fn flag(&self, code: &str) -> Option<bool> {
        self.find(code).and_then(|tag| tag.display.flag())
    }

    /// A tag that holds a comma-separated list of ids, such as `profileTags`.
    #[must_use]
    pub fn ids(&self, code: &str) -> Vec<Id> {
        let text = self.get(code).unwrap_or_default();
        text.split(',').map(str::trim).filter(|id| !id.is_empty()).map(Id::from).collect()
    }

    /// Replaces the value of a tag, or adds the tag at the end. All other tags, known or not, stay as they are:
    /// whether a PUT replaces or merges the list on the server is not documented, so the whole list is sent.
    pub fn set(&mut self, code: &str, display: &str) {
        let place = match &mut self.tag {
            Maybe::Present(OneOrMany::Many(tags)) => tags,
            other => {
                let tags = match std::mem::take(other) {
                    Maybe::Present(OneOrMany::One(tag)) => vec![tag],
                    Maybe::Present(OneOrMany::Many(tags)) => tags,
                    Maybe::Absent | Maybe::Null => Vec::new(),
                };
                *other = Maybe::Present(OneOrMany::Many(tags));
                match other {
                    Maybe::Present(OneOrMany::Many(tags)) => tags,
                    _ => return,
                }
            }
        };
        match place.iter_mut().find(|tag| tag.code.text().as_deref() == Some(code)) {
            Some(tag) => tag.display = Maybe::Present(Scalar::from(display)),
            None => place.push(Tag::new(code, display)),
        }
    }

    fn find(&self, code: &str) -> Option<&Tag> {
        self.tag.items().iter().find(|tag| tag.code.text().as_deref() == Some(code))
    }
}

impl Maybe<Meta> {
    /// [`Meta::get`] on a `meta` that may be missing.
    #[must_use]
    pub fn tag(&self, code: &str) -> Option<String> {
        self.get().and_then(|meta| meta.get(code))
    }
    /// [`Meta::flag`] on a `meta` that may be missing.
    #[must_use]
    pub fn tag_flag(&self, code: &str) -> Option<bool> {
        self.get().and_then(|meta| meta.flag(code))
    }
    /// [`Meta::ids`] on a `meta` that may be missing.
    #[must_use]
    pub fn tag_ids(&self, code: &str) -> Vec<Id> {
        self.get().map(|meta| meta.ids(code)).unwrap_or_default()
    }
    /// [`Meta::set`], creating the `meta` when it is missing.
    pub fn set_tag(&mut self, code: &str, display: &str) {
        if self.get().is_none() {
            *self = Maybe::Present(Meta::default());
        }
        if let Some(meta) = self.get_mut() {
            meta.set(code, display);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn changing_one_tag_leaves_the_unknown_ones_alone() {
        let before = json!({"tag": [
            {"code": "agencyId", "display": "9001"},
            {"code": "somethingNew", "display": 7, "system": "x"},
            {"code": "status", "display": "None"},
            {"display": "no code at all"}
        ], "versionId": "3"});
        let mut meta: Meta = serde_json::from_value(before).unwrap();
        assert_eq!(meta.get("status"), None);
        meta.set("status", "80");
        meta.set("isClient", "true");
        assert_eq!(
            serde_json::to_value(&meta).unwrap(),
            json!({"tag": [
                {"code": "agencyId", "display": "9001"},
                {"code": "somethingNew", "display": 7, "system": "x"},
                {"code": "status", "display": "80"},
                {"display": "no code at all"},
                {"code": "isClient", "display": "true"}
            ], "versionId": "3"})
        );
    }

    #[test]
    fn a_tag_can_be_set_where_there_was_no_meta() {
        let mut meta = Maybe::<Meta>::Null;
        meta.set_tag("isHired", "true");
        assert_eq!(meta.tag_flag("isHired"), Some(true));
        let mut single: Meta = serde_json::from_value(json!({"tag": {"code": "a", "display": "1"}})).unwrap();
        single.set("b", "2");
        assert_eq!((single.get("a").as_deref(), single.get("b").as_deref()), (Some("1"), Some("2")));
    }

    #[test]
    fn skills_are_a_list_in_one_string() {
        let meta: Meta =
            serde_json::from_value(json!({"tag": [{"code": "profileTags", "display": "45, 67,"}]})).unwrap();
        assert_eq!(meta.ids("profileTags"), [Id::from("45"), Id::from("67")]);
        assert!(meta.ids("nothing").is_empty());
    }
}
