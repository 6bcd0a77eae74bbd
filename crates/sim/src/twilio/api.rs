//! The REST API of the fake Twilio: create, list and read messages.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State as Extract;
use axum::http::{HeaderMap, Method, Request as HttpRequest, StatusCode};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{Carrier, Received, Sent, rfc2822, segments};
use crate::front::{Core, locked};
use crate::requests::{Plane, Request};
use crate::wellsky::broken;

/// What to do with the answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Arrives,
    Hangs,
    Breaks,
}

struct Reply {
    status: u16,
    body: Value,
    fate: Fate,
}

fn reply(status: u16, body: Value) -> Reply {
    Reply { status, body, fate: Fate::Arrives }
}

fn problem(status: u16, code: u32, message: &str) -> Reply {
    let more = format!("https://www.twilio.com/docs/errors/{code}");
    reply(status, json!({"code": code, "message": message, "more_info": more, "status": status}))
}

/// Serves one request of the fake Twilio.
pub(crate) async fn handle(Extract(core): Extract<Arc<Core>>, request: HttpRequest<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, 64 * 1024).await.unwrap_or_default();
    let now = core.clock.now();
    let path = parts.uri.path().to_owned();
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let reply = core.carrier.answer(&parts.method, &path, &query, &parts.headers, &bytes);
    core.log(Request {
        number: 0,
        at: now,
        plane: Plane::Twilio,
        method: parts.method.to_string(),
        path,
        query,
        authorized: parts.headers.contains_key("authorization"),
        body: Value::Null,
        status: if reply.fate == Fate::Arrives { reply.status } else { 0 },
    });
    if reply.fate == Fate::Hangs {
        core.stopped().await;
    }
    let text = Bytes::from(reply.body.to_string());
    let body = if reply.fate == Fate::Breaks { broken(text) } else { Body::from(text) };
    Response::builder()
        .status(StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
        .header("content-type", "application/json")
        .header("date", now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
        .body(body)
        .unwrap_or_default()
}

impl Carrier {
    fn answer(&self, method: &Method, path: &str, query: &str, headers: &HeaderMap, body: &Bytes) -> Reply {
        let wanted = STANDARD.encode(format!("{}:{}", self.account.sid, self.account.auth_token));
        let given = headers.get("authorization").and_then(|v| v.to_str().ok()).unwrap_or_default();
        if given.strip_prefix("Basic ") != Some(wanted.as_str()) {
            return problem(401, 20003, "Authenticate");
        }
        let base = format!("/2010-04-01/Accounts/{}/Messages", self.account.sid);
        let Some(rest) = path.strip_prefix(&base) else {
            return problem(404, 20404, "The requested resource was not found");
        };
        if rest == ".json" && method == Method::POST {
            return self.create(&url::form_urlencoded::parse(body).into_owned().collect::<Vec<_>>());
        }
        if rest == ".json" && method == Method::GET {
            let query: Vec<(String, String)> =
                url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
            return self.list(path, &query);
        }
        let sid = rest.strip_prefix('/').and_then(|rest| rest.strip_suffix(".json"));
        match sid.and_then(|sid| self.message(sid)) {
            Some(message) if method == Method::GET => reply(200, message),
            _ => problem(404, 20404, "The requested resource was not found"),
        }
    }

    fn create(&self, form: &[(String, String)]) -> Reply {
        let field =
            |name: &str| form.iter().find(|(k, v)| k == name && !v.is_empty()).map(|(_, v)| v.as_str());
        let mut state = locked(&self.state);
        if state.faults.throttle_next > 0 {
            state.faults.throttle_next -= 1;
            return problem(429, 20429, "Too Many Requests");
        }
        let dice = state.dice();
        if state.faults.refuse_next > 0 || dice < state.faults.refuse_share {
            state.faults.refuse_next = state.faults.refuse_next.saturating_sub(1);
            // a refused message still moves the dice on, or a share of 0.5 would refuse for ever
            state.serial += 1;
            return problem(503, 20503, "Service Unavailable");
        }
        let Some(to) = field("To") else {
            return problem(400, 21604, "A 'To' phone number is required.");
        };
        if !is_number(to) {
            return problem(400, 21211, "The 'To' number is not a valid phone number.");
        }
        let service = field("MessagingServiceSid");
        match (field("From"), service) {
            (None, None) => return problem(400, 21603, "A 'From' phone number is required."),
            (Some(from), _) if from != self.account.number => {
                return problem(
                    400,
                    21606,
                    "The 'From' phone number provided is not a valid message-capable number.",
                );
            }
            (None, Some(service)) if service != self.account.messaging_service_sid => {
                return problem(400, 21703, "The Messaging Service does not exist.");
            }
            _ => {}
        }
        let Some(body) = field("Body") else {
            return problem(400, 21602, "Message body is required.");
        };
        if body.encode_utf16().count() > 1600 {
            return problem(400, 21617, "The concatenated message body exceeds the 1600 character limit.");
        }
        let callback = field("StatusCallback");
        if callback.is_some_and(|url| !url.starts_with("http://") && !url.starts_with("https://")) {
            return problem(400, 21609, "The 'StatusCallback' URL is not a valid URL.");
        }
        if let Some(code) = state.faults.refused.get(to) {
            return problem(400, *code, "The message can not be sent to this number.");
        }
        if state.blocked.contains(to) {
            return problem(400, 21610, "Attempt to send to unsubscribed recipient");
        }
        let now = self.clock.now();
        let message = Sent {
            sid: state.next_sid(),
            to: to.to_owned(),
            from: self.account.number.clone(),
            body: body.to_owned(),
            status_callback: callback.map(str::to_owned),
            messaging_service_sid: service.map(str::to_owned),
            at: now,
            status: if service.is_some() { "accepted" } else { "queued" }.to_owned(),
            error_code: None,
            callbacks: Vec::new(),
        };
        let fate = if state.faults.swallow_next > 0
            || dice < state.faults.refuse_share + state.faults.swallow_share
        {
            state.faults.swallow_next = state.faults.swallow_next.saturating_sub(1);
            Fate::Hangs
        } else if state.faults.break_next > 0 {
            state.faults.break_next -= 1;
            Fate::Breaks
        } else {
            Fate::Arrives
        };
        let heard = !state.faults.undeliverable.contains_key(to);
        state.sent.push(message.clone());
        drop(state);
        if heard {
            self.phones.heard(to, body, now);
        }
        self.follow(message.sid.clone());
        Reply { status: 201, body: self.outbound(&message, true), fate }
    }

    /// An outbound message as the API shows it; right after the create a messaging service has not chosen a sender yet.
    fn outbound(&self, message: &Sent, fresh: bool) -> Value {
        let undecided = fresh && message.messaging_service_sid.is_some();
        let count = if undecided { 0 } else { segments(&message.body) };
        let mut shown = self.shape(&message.sid, &message.to, &message.body, message.at);
        shown["direction"] = json!("outbound-api");
        shown["from"] = if undecided { Value::Null } else { json!(message.from) };
        shown["status"] = json!(message.status);
        shown["num_segments"] = json!(count.to_string());
        shown["messaging_service_sid"] = json!(message.messaging_service_sid);
        shown["error_code"] = json!(message.error_code);
        if let Some(code) = message.error_code {
            shown["error_message"] = json!(format!("Simulated delivery error {code}"));
        }
        if !fresh {
            shown["date_sent"] = json!(rfc2822(message.at));
        }
        shown
    }

    fn inbound(&self, text: &Received) -> Value {
        let mut shown = self.shape(&text.sid, &text.to, &text.body, text.at);
        shown["direction"] = json!("inbound");
        shown["from"] = json!(text.from);
        shown["status"] = json!("received");
        shown["num_segments"] = json!(segments(&text.body).to_string());
        shown["date_sent"] = json!(rfc2822(text.at));
        shown
    }

    fn shape(&self, sid: &str, to: &str, body: &str, at: Timestamp) -> Value {
        let uri = format!("/2010-04-01/Accounts/{}/Messages/{sid}.json", self.account.sid);
        let media = uri.replace(".json", "/Media.json");
        json!({"account_sid": self.account.sid, "api_version": "2010-04-01", "body": body,
            "date_created": rfc2822(at), "date_sent": null, "date_updated": rfc2822(at), "error_code": null,
            "error_message": null, "messaging_service_sid": null, "num_media": "0", "price": null,
            "price_unit": "USD", "sid": sid, "subresource_uris": {"media": media}, "to": to, "uri": uri})
    }

    fn message(&self, sid: &str) -> Option<Value> {
        let state = locked(&self.state);
        if let Some(sent) = state.sent.iter().find(|m| m.sid == sid) {
            return Some(self.outbound(sent, false));
        }
        state.received.iter().find(|m| m.sid == sid).map(|text| self.inbound(text))
    }

    fn list(&self, path: &str, query: &[(String, String)]) -> Reply {
        let field =
            |name: &str| query.iter().find(|(k, v)| k == name && !v.is_empty()).map(|(_, v)| v.as_str());
        let bounds: Vec<(&str, i64)> = [("DateSent>", 1), ("DateSent<", -1), ("DateSent", 0)]
            .into_iter()
            .filter_map(|(name, side)| Some((field(name)?, side)))
            .collect();
        let fits = |to: &str, from: &str, at: Timestamp| {
            field("To").is_none_or(|want| want == to)
                && field("From").is_none_or(|want| want == from)
                && bounds.iter().all(|(bound, side)| in_bound(at, bound, *side))
        };
        let state = locked(&self.state);
        let mut all: Vec<(Timestamp, usize, Value)> = Vec::new();
        for (place, sent) in state.sent.iter().enumerate().filter(|(_, m)| fits(&m.to, &m.from, m.at)) {
            all.push((sent.at, place, self.outbound(sent, false)));
        }
        for (place, text) in state.received.iter().enumerate().filter(|(_, m)| fits(&m.to, &m.from, m.at)) {
            all.push((text.at, place, self.inbound(text)));
        }
        all.sort_by_key(|(at, place, _)| std::cmp::Reverse((*at, *place)));
        let size = field("PageSize").and_then(|n| n.parse().ok()).unwrap_or(50_usize).clamp(1, 1000);
        let page: usize = field("Page").and_then(|n| n.parse().ok()).unwrap_or(0);
        let total = all.len();
        let start = page.saturating_mul(size);
        let messages: Vec<Value> =
            all.into_iter().skip(start).take(size).map(|(_, _, shown)| shown).collect();
        let uri = |page: usize| {
            let kept = query.iter().filter(|(k, _)| k != "Page" && k != "PageSize");
            let mut pairs = url::form_urlencoded::Serializer::new(String::new());
            pairs
                .extend_pairs(kept)
                .append_pair("PageSize", &size.to_string())
                .append_pair("Page", &page.to_string());
            format!("{path}?{}", pairs.finish())
        };
        let end = start + messages.len().saturating_sub(1);
        let next = (start + size < total).then(|| uri(page + 1));
        let previous = (page > 0).then(|| uri(page - 1));
        reply(
            200,
            json!({"end": end, "first_page_uri": uri(0), "messages": messages, "next_page_uri": next, "page": page,
                "page_size": size, "previous_page_uri": previous, "start": start, "uri": uri(page)}),
        )
    }
}

/// `DateSent` filters take a day of GMT or an instant; `side` is 1 for on or after, -1 for on or before, 0 for that day.
fn in_bound(at: Timestamp, bound: &str, side: i64) -> bool {
    let moment = bound.parse::<Timestamp>().ok();
    let day = bound.get(..10).and_then(|text| text.parse::<jiff::civil::Date>().ok());
    let today = at.to_zoned_datetime(TimeZone::UTC).date();
    match (side, moment, day) {
        (1, Some(moment), _) => at >= moment,
        (1, None, Some(day)) => today >= day,
        (-1, Some(moment), _) => at <= moment,
        (-1, None, Some(day)) => today <= day,
        (_, _, Some(day)) => today == day,
        _ => true,
    }
}

/// A US number in E.164.
fn is_number(text: &str) -> bool {
    text.strip_prefix("+1").is_some_and(|digits| {
        digits.len() == 10 && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with(['0', '1'])
    })
}
