//! Encounters, which are care logs, and the task logs on them (vendor reference, sections 8.5 to 8.7).

use serde_json::{Value, json};

use super::bundle::{day, filter, filters, instant, option, page, without_offset};
use super::{Answer, Call};
use crate::world::{Encounter, World};

fn render(world: &World, id: u64, visit: &Encounter) -> Value {
    let name = |id: u64| world.name_of(id).unwrap_or_default();
    let mut body = json!({
        "resourceType": "Encounter", "id": id.to_string(),
        "status": if visit.end.is_some() { "COMPLETE" } else { "IN_PROGRESS" },
        "subject": {"reference": format!("Patient/{}", visit.client), "display": name(visit.client)},
        "participant": {"Individual": [{"reference": format!("Practitioner/{}", visit.caregiver),
            "display": name(visit.caregiver)}]},
        "appointment": {"reference": format!("Appointment/{}", visit.shift.appointment_id)},
        "period": {"start": without_offset(visit.start), "end": visit.end.map(without_offset)},
        "rates": {"payRate": [{"id": "11", "amount": 18.5, "method": "Hourly"}],
            "billRate": [{"id": "12", "amount": 32.0, "method": "Hourly"}]},
    });
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
            let visit =
                Encounter { shift, client, caregiver, start, end: None, comment: None, tasklogs: Vec::new() };
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
    match call.body["status"].as_str() {
        Some("COMPLETE") => {}
        Some("NOT_COMPLETE") if call.body["comment"].as_str().is_some_and(|c| !c.is_empty()) => {}
        Some("NOT_COMPLETE") => return Answer::required("comment"),
        _ => return Answer::invalid("'status' is COMPLETE or NOT_COMPLETE."),
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
