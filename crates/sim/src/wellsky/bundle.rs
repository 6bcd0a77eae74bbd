//! Search results: paging, the envelope and reading of filters (vendor reference, sections 6.4 and 6.5).

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::Call;
use crate::toggles::{AgencyParam, CountField, EntryShape, PageIndex};

/// Filters of a search: the JSON body, then the query. Everything is text.
pub(crate) fn filters(call: &Call<'_>) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    if let Value::Object(map) = call.body {
        all.extend(map.iter().filter_map(|(key, value)| Some((key.clone(), text(value)?))));
    }
    all.extend(call.query.iter().filter(|(key, _)| !key.starts_with('_')).cloned());
    all
}

/// A filter by name, when it says something.
pub(crate) fn filter<'a>(filters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    filters.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
}

/// Ids come as strings or numbers.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// `_sort`, `_count`, `_page` are always in the query.
pub(crate) fn option<'a>(call: &'a Call<'_>, name: &str) -> Option<&'a str> {
    call.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// One page of `rows` as a bundle; only the rows of the page are rendered.
pub(crate) fn page<T>(
    call: &Call<'_>,
    resource: &str,
    default_count: usize,
    mut rows: Vec<T>,
    render: impl Fn(&T) -> Value,
) -> Value {
    if call.toggles.agency_param == AgencyParam::OverFilters && option(call, "agencyId").is_some() {
        let mut place = 0_usize;
        rows.retain(|_| {
            place += 1;
            place % 3 == 1
        });
    }
    let count = option(call, "_count").and_then(|n| n.parse().ok()).unwrap_or(default_count).clamp(1, 100);
    let asked: usize = option(call, "_page").and_then(|n| n.parse().ok()).unwrap_or(0);
    let index = match call.toggles.page_base.of(resource) {
        PageIndex::Zero => asked,
        PageIndex::One => asked.saturating_sub(1),
        PageIndex::Ignore => 0,
    };
    let total = rows.len();
    let mut entries: Vec<Value> =
        rows.iter().skip(index.saturating_mul(count)).take(count).map(render).collect();
    if let Some(spoiled) = call.toggles.spoiled.as_ref().filter(|s| s.resource == resource)
        && let Some(entry) = entries.get_mut(spoiled.index)
    {
        entry[spoiled.field.as_str()] = spoiled.value.clone();
    }
    envelope(call, total, entries)
}

/// All rows in one answer, for the lists that do not page.
pub(crate) fn envelope(call: &Call<'_>, total: usize, resources: Vec<Value>) -> Value {
    let entries: Vec<Value> = match call.toggles.entry_shape {
        EntryShape::Nested => resources.into_iter().map(|r| json!({"resource": r})).collect(),
        EntryShape::Flat => resources,
    };
    let mut bundle = Map::new();
    bundle.insert("resourceType".into(), json!("Bundle"));
    bundle.insert("id".into(), json!("searchParams"));
    bundle.insert("type".into(), json!("searchset"));
    if call.toggles.count_field != CountField::Total {
        bundle.insert("totalRecords".into(), json!(total));
    }
    if call.toggles.count_field != CountField::TotalRecords {
        bundle.insert("total".into(), json!(total));
    }
    bundle.insert("entry".into(), Value::Array(entries));
    Value::Object(bundle)
}

/// `YYYYMMDD`, or with dashes.
pub(crate) fn day(text: &str) -> Option<Date> {
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    if digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Date::new(digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..].parse().ok()?).ok()
}

/// A datetime of the API: with an offset, or without one and then UTC; a date alone is its midnight.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let civil: DateTime = text.parse().ok().or_else(|| Some(day(text)?.at(0, 0, 0, 0)))?;
    TimeZone::UTC.to_timestamp(civil).ok()
}

/// `2026-03-02T16:00:00+00:00`, as appointments are written.
pub(crate) fn with_offset(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

/// `2026-03-02T16:02:00`, as encounters are written.
pub(crate) fn without_offset(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// `ge2026-07-01` and its kin against an instant; a value that cannot be read matches everything, like an unknown key.
pub(crate) fn compare(at: Timestamp, expression: &str) -> bool {
    let (operator, value) = match expression.get(..2) {
        Some(op @ ("lt" | "gt" | "le" | "ge" | "eq")) => (op, &expression[2..]),
        _ => ("eq", expression),
    };
    let Some(bound) = instant(value) else {
        return true;
    };
    match operator {
        "lt" => at < bound,
        "gt" => at > bound,
        "le" => at <= bound,
        "ge" => at >= bound,
        _ => at == bound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_without_an_offset_are_utc() {
        assert_eq!(instant("2026-03-02T16:02:00"), instant("2026-03-02T16:02:00Z"));
        assert_eq!(instant("2026-03-02T10:02:00-06:00"), instant("2026-03-02T16:02:00Z"));
        assert_eq!(instant("2026-07-01T00:00"), instant("2026-07-01"));
        assert_eq!(instant("soon"), None);
        assert_eq!(day("20260302"), day("2026-03-02"));
    }

    #[test]
    fn comparators_bound_a_time() {
        let at = instant("2026-07-02T08:00:00Z").unwrap();
        assert!(compare(at, "ge2026-07-01"));
        assert!(!compare(at, "lt2026-07-01"));
        assert!(compare(at, "nonsense"));
    }
}
