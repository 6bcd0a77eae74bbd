//! Encounters, which are care logs, and the task logs on them (vendor reference, sections 8.5 to 8.7).

use serde_json::{Value, json};

use super::bundle::{day, filter, filters, instant, option, page, text as text_of, without_offset};
use super::{Answer, Call};
use crate::world::{Encounter, ShiftKey, World, usual_rates};

fn render(world: &World, id: u64, visit: &Encounter) -> Value {
    let name = |id: u64| world.name_of(id).unwrap_or_default();
    let mut body = json!({
        "resourceType": "Encounter", "id": id.to_string(),
        "status": if visit.end.is_some() { "COMPLETE" } else { "IN_PROGRESS" },
        "subject": {"reference": format!("Patient/{}", visit.client), "display": name(visit.client)},
        "participant": {"Individual": [{"reference": format!("Practitioner/{}", visit.caregiver),
            "display": name(visit.caregiver)}]},
        "period": {"start": without_offset(visit.start), "end": visit.end.map(without_offset)},
        "rates": visit.rates,
    });
    if visit.shift.appointment_id != 0 {
        body["appointment"] = json!({"reference": format!("Appointment/{}", visit.shift.appointment_id)});
    }
    if let Some(comment) = &visit.comment {
        body["generalComment"] = json!(comment);
    }
    body
}

/// `_search/`: needs a client or caregiver (toggle), newest first with `_sort=-startDate`.
pub(crate) fn search(call: &mut Call<'_>) -> Answer {
    let filters = filters(call);
    let id = |name: &str| filter(&filters, name).map(|id| id.parse::<u64>().unwrap_or(0));
    let (client, caregiver) = (id("clientId"), id("caregiverId"));
    if call.toggles.encounter_requires_id.0 && client.is_none() && caregiver.is_none() {
        return Answer::invalid("'clientId' or 'caregiverId' is required.");
    }
    let (first, last) =
        (filter(&filters, "startDate").and_then(day), filter(&filters, "endDate").and_then(day));
    let mut rows: Vec<(u64, &Encounter)> = call
        .world
        .encounters
        .iter()
        .filter(|(_, v)| {
            client.is_none_or(|id| v.client == id) && caregiver.is_none_or(|id| v.caregiver == id)
        })
        .filter(|(_, v)| {
            let date = v.start.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
            first.is_none_or(|d| date >= d) && last.is_none_or(|d| date <= d)
        })
        .map(|(id, visit)| (*id, visit))
        .collect();
    match option(call, "_sort").unwrap_or("startDate") {
        "-startDate" => rows.sort_by_key(|(id, v)| std::cmp::Reverse((v.start, *id))),
        "-endDate" => rows.sort_by_key(|(id, v)| std::cmp::Reverse((v.end, *id))),
        "endDate" => rows.sort_by_key(|(id, v)| (v.end, *id)),
        _ => rows.sort_by_key(|(id, v)| (v.start, *id)),
    }
    Answer::json(200, page(call, "encounter", 30, rows, |(id, visit)| render(call.world, *id, visit)))
}

/// `GET /v1/encounter/{id}/`.
pub(crate) fn read(call: &mut Call<'_>) -> Answer {
    let id = call.ids.first().copied().unwrap_or_default();
    match call.world.encounters.get(&id) {
        Some(visit) => Answer::json(200, render(call.world, id, visit)),
        None => Answer::not_found(),
    }
}

fn period(call: &Call<'_>, end: &str) -> Option<jiff::Timestamp> {
    call.body.get("period")?.get(end)?.as_str().and_then(instant)
}

/// Clock in: the path has the appointment, the answer the encounter. Twice gives the same one.
pub(crate) fn clock_in(call: &mut Call<'_>) -> Answer {
    let appointment = call.ids.first().copied().unwrap_or_default();
    let Some(shift) = call.world.nearest(appointment, call.now) else {
        return Answer::not_found();
    };
    let Some(start) = period(call, "start") else {
        return Answer::required("period");
    };
    let id = match call.world.visit_of.get(&shift) {
        Some(id) => *id,
        None => {
            let Some((client, Some(caregiver))) =
                call.world.shifts.get(&shift).map(|s| (s.client, s.caregiver))
            else {
                return Answer::invalid("The shift has no caregiver.");
            };
            let id = call.world.fresh_id("encounter");
            let (end, comment, tasklogs) = (None, None, Vec::new());
            let visit =
                Encounter { shift, client, caregiver, start, end, comment, rates: usual_rates(), tasklogs };
            call.world.encounters.insert(id, visit);
            call.world.visit_of.insert(shift, id);
            id
        }
    };
    let Some(visit) = call.world.encounters.get(&id) else {
        return Answer::not_found();
    };
    Answer::json(
        200,
        json!({"resourceType": "Encounter", "id": id,
            "status": if visit.end.is_some() { "COMPLETE" } else { "IN_PROGRESS" }, "clockedOut": visit.end.is_some(),
            "period": {"start": without_offset(visit.start), "end": visit.end.map(without_offset)}, "success": true}),
    )
}

/// Clock out: the path has the encounter. Twice changes nothing.
pub(crate) fn clock_out(call: &mut Call<'_>) -> Answer {
    let id = call.ids.first().copied().unwrap_or_default();
    let end = period(call, "end");
    let comment = call.body["generalComment"].as_str().map(str::to_owned);
    let Some(visit) = call.world.encounters.get_mut(&id) else {
        return Answer::not_found();
    };
    let answer = Answer::json(200, json!({"success": true}));
    if visit.end.is_some() {
        return answer;
    }
    let Some(end) = end else {
        return Answer::required("period");
    };
    visit.end = Some(end);
    visit.comment = comment;
    answer.with_event("encounter.clockout.changed", id)
}

/// Whether this encounter is one of those that refuse task logs: fixed by its id, so it refuses every time.
fn refuses(id: u64, share: f64) -> bool {
    let spread = (id.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 11) as f64 / (1_u64 << 53) as f64;
    spread < share
}

/// `GET /v1/encounter/{id}/tasklog/`: flat entries and `total`, unlike every other list.
pub(crate) fn tasklogs(call: &mut Call<'_>) -> Answer {
    let id = call.ids.first().copied().unwrap_or_default();
    match call.world.encounters.get(&id) {
        Some(visit) => Answer::json(
            200,
            json!({"resourceType": "Bundle", "type": "searchset", "total": visit.tasklogs.len(),
                "entry": visit.tasklogs}),
        ),
        None => Answer::not_found(),
    }
}

/// `POST /v1/encounter/{id}/tasklog/`.
pub(crate) fn add_tasklog(call: &mut Call<'_>) -> Answer {
    let id = call.ids.first().copied().unwrap_or_default();
    if !call.world.encounters.contains_key(&id) {
        return Answer::not_found();
    }
    for name in ["title", "description", "status"] {
        if call.body[name].as_str().is_none_or(str::is_empty) {
            return Answer::required(name);
        }
    }
    if let Some(problem) = status_problem(call.body) {
        return problem;
    }
    if refuses(id, call.toggles.tasklog_reject_share) {
        return Answer::invalid("This carelog can not be modified.");
    }
    let number = call.world.fresh_id("tasklog");
    let mut entry = call.body.clone();
    entry["id"] = json!(number.to_string());
    if let Some(visit) = call.world.encounters.get_mut(&id) {
        visit.tasklogs.push(entry);
    }
    Answer::json(200, json!({"success": true, "taskLogId": number}))
}

/// The flat body of a create or update, read.
fn flat(call: &Call<'_>) -> Result<Encounter, Answer> {
    let text = |name: &str| call.body[name].as_str().filter(|t| !t.is_empty());
    let number = |name: &str| text_of(&call.body[name]).filter(|t| !t.is_empty());
    let known = |name: &str, there: &dyn Fn(u64) -> bool| {
        let id = number(name).and_then(|id| id.parse::<u64>().ok()).ok_or_else(|| Answer::required(name))?;
        if there(id) { Ok(id) } else { Err(Answer::invalid(&format!("'{name}' does not exist."))) }
    };
    number("agencyId").ok_or_else(|| Answer::required("agencyId"))?;
    let client = known("patientId", &|id| call.world.patients.contains_key(&id))?;
    let caregiver = known("practitionerId", &|id| call.world.practitioners.contains_key(&id))?;
    let start = text("startDateTime").and_then(instant).ok_or_else(|| Answer::required("startDateTime"))?;
    let end = match text("status") {
        Some("COMPLETE") => {
            Some(text("endDateTime").and_then(instant).ok_or_else(|| Answer::required("endDateTime"))?)
        }
        Some("IN_PROGRESS") => None,
        _ => return Err(Answer::required("status")),
    };
    let mut rates = usual_rates();
    for (kind, method, id) in
        [("billRate", "billRateMethod", "billRateId"), ("payRate", "payRateMethod", "payRateId")]
    {
        let (method, id) = (text(method), number(id));
        if method.is_some() || id.is_some() {
            rates[kind] = json!([{"id": id, "method": method}]);
        }
    }
    let shift = ShiftKey { appointment_id: 0, start };
    Ok(Encounter { shift, client, caregiver, start, end, comment: None, rates, tasklogs: Vec::new() })
}

/// `POST /v1/encounter/`: a care log after the fact, without an appointment.
pub(crate) fn create(call: &mut Call<'_>) -> Answer {
    let visit = match flat(call) {
        Ok(visit) => visit,
        Err(problem) => return problem,
    };
    let id = call.world.fresh_id("encounter");
    call.world.encounters.insert(id, visit);
    Answer::json(201, json!({"resourceType": "Encounter", "id": id.to_string()}))
}

/// `PUT /v1/encounter/{id}/`, flat as the create.
pub(crate) fn update(call: &mut Call<'_>) -> Answer {
    let id = call.ids.first().copied().unwrap_or_default();
    let changed = match flat(call) {
        Ok(changed) => changed,
        Err(problem) => return problem,
    };
    let Some(visit) = call.world.encounters.get_mut(&id) else {
        return Answer::not_found();
    };
    let ended = visit.end != changed.end && changed.end.is_some();
    (visit.client, visit.caregiver) = (changed.client, changed.caregiver);
    (visit.start, visit.end, visit.rates) = (changed.start, changed.end, changed.rates);
    let answer = Answer::json(200, json!({"resourceType": "Encounter", "id": id.to_string()}));
    if ended { answer.with_event("encounter.clockout.changed", id) } else { answer }
}

/// `DELETE /v1/encounter/{id}/`.
pub(crate) fn delete(call: &mut Call<'_>) -> Answer {
    let id = call.ids.first().copied().unwrap_or_default();
    let Some(visit) = call.world.encounters.remove(&id) else {
        return Answer::not_found();
    };
    call.world.visit_of.remove(&visit.shift);
    Answer::nothing(204)
}

/// A status with its comment, as task logs and shift tasks have it.
fn status_problem(body: &Value) -> Option<Answer> {
    match body["status"].as_str() {
        Some("COMPLETE") => None,
        Some("NOT_COMPLETE") if body["comment"].as_str().is_some_and(|c| !c.is_empty()) => None,
        Some("NOT_COMPLETE") => Some(Answer::required("comment")),
        _ => Some(Answer::invalid("'status' is COMPLETE or NOT_COMPLETE.")),
    }
}

/// `PUT /v1/encounter/{id}/tasklog/{tasklog_id}/`: what is given is changed.
pub(crate) fn change_tasklog(call: &mut Call<'_>) -> Answer {
    let (Some(id), Some(log)) = (call.ids.first(), call.ids.get(1)) else {
        return Answer::not_found();
    };
    if !call.body["status"].is_null()
        && let Some(problem) = status_problem(call.body)
    {
        return problem;
    }
    let log = json!(log.to_string());
    let entry =
        call.world.encounters.get_mut(id).and_then(|v| v.tasklogs.iter_mut().find(|l| l["id"] == log));
    let (Some(Value::Object(entry)), Value::Object(changes)) = (entry, call.body) else {
        return Answer::not_found();
    };
    entry.extend(changes.iter().filter(|(key, _)| *key != "id").map(|(k, v)| (k.clone(), v.clone())));
    Answer::json(200, json!({"success": true}))
}

/// `PUT /v1/encounter/{id}/task/{task_id}/`: a planned task of the shift.
pub(crate) fn change_task(call: &mut Call<'_>) -> Answer {
    let (Some(id), Some(task)) = (call.ids.first(), call.ids.get(1)) else {
        return Answer::not_found();
    };
    if let Some(problem) = status_problem(call.body) {
        return problem;
    }
    let task = json!(task.to_string());
    let shift = call.world.encounters.get(id).map(|visit| visit.shift);
    let tasks = shift.and_then(|key| call.world.shifts.get_mut(&key)).and_then(|s| s.tasks.as_array_mut());
    let Some(found) = tasks.and_then(|tasks| tasks.iter_mut().find(|t| t["id"] == task)) else {
        return Answer::not_found();
    };
    found["status"] = call.body["status"].clone();
    found["comment"] = call.body["comment"].clone();
    Answer::json(200, json!({"success": true}))
}

/// `POST /v1/chargeitem/_search/`: the hours of finished visits. Everything in the body is an integer.
pub(crate) fn hours(call: &mut Call<'_>) -> Answer {
    if ["clientId", "caregiverId", "startDate", "endDate"].iter().any(|key| call.body[*key].is_string()) {
        return Answer::invalid("Ids and dates are integers.");
    }
    let filters = filters(call);
    let id = |name: &str| filter(&filters, name).and_then(|id| id.parse::<u64>().ok());
    let (client, caregiver) = (id("clientId"), id("caregiverId"));
    if client.is_none() && caregiver.is_none() {
        return Answer::invalid("'clientId' or 'caregiverId' is required.");
    }
    let (first, last) =
        (filter(&filters, "startDate").and_then(day), filter(&filters, "endDate").and_then(day));
    let rows: Vec<(u64, &Encounter, jiff::Timestamp)> = call
        .world
        .encounters
        .iter()
        .filter(|(_, v)| {
            let date = v.start.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
            client.is_none_or(|id| v.client == id)
                && caregiver.is_none_or(|id| v.caregiver == id)
                && first.is_none_or(|d| date >= d)
                && last.is_none_or(|d| date <= d)
        })
        .filter_map(|(id, visit)| Some((*id, visit, visit.end?)))
        .collect();
    let render = |(id, visit, end): &(u64, &Encounter, jiff::Timestamp)| {
        let hours = end.duration_since(visit.start).as_secs_f64() / 3600.0;
        json!({"resourceType": "ChargeItem", "id": id.to_string(),
            "subject": {"reference": format!("Patient/{}", visit.client)},
            "performer": [{"reference": format!("Practitioner/{}", visit.caregiver)}],
            "occurrencePeriod": {"start": without_offset(visit.start), "end": without_offset(*end)},
            "quantity": {"value": (hours * 100.0).round() / 100.0}})
    };
    Answer::json(200, page(call, "chargeitem", 20, rows, render))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_a_tenth_of_the_encounters_refuses_task_logs_and_always_the_same() {
        let refusing = |share| (66_600_001..66_601_001).filter(|id| refuses(*id, share)).count();
        assert!((60..140).contains(&refusing(0.1)), "{}", refusing(0.1));
        assert_eq!(refusing(0.0), 0);
        assert_eq!(refusing(1.0), 1000);
    }
}
