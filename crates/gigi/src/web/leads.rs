//! `GET /leads`: a small form for people who want care, to be linked or framed by the agency's own site.
//! `POST /leads`: what they filled in.
//!
//! | answer | when |
//! | --- | --- |
//! | 200, thanks | the row is durable (also for the same form sent twice) |
//! | 400 | not UTF-8 |
//! | 413 | more than 16 KB |
//! | 422, the form with what is wrong | no name, no phone, no consent |
//! | 503 | the store failed; nothing was kept |
//!
//! No script is needed. A field that people do not see keeps simple robots out: what fills it in is thanked and dropped.
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use gigi_core::agency::Tongue;
use gigi_core::inbound::{Form, InboundText};
use gigi_core::lead::Topic;
use gigi_core::phone::Phone;
use gigi_core::policy::Policy;
use gigi_core::private::Redacted;
use gigi_core::texts::question;
use gigi_engine::Engine;
use gigi_engine::ports::{Arrival, Clock, Input};
use tower_http::set_header::SetResponseHeaderLayer;

/// Largest body, bytes.
const LARGEST: usize = 16 * 1024;
/// Most letters of one field.
const LONGEST: usize = 600;

/// What the form needs.
#[derive(Clone, Debug)]
pub struct LeadForm {
    /// Where arrivals go.
    pub engine: Engine,
    /// Stamps arrivals.
    pub clock: Arc<dyn Clock>,
    /// The agency's name and published range.
    pub policy: Arc<Policy>,
}

/// The form and its style sheet. Framing is allowed: an agency puts the form into its own page.
pub fn routes(form: LeadForm) -> Router {
    const POLICY: &str =
        "default-src 'self'; frame-ancestors *; base-uri 'none'; form-action 'self'; object-src 'none'";
    Router::new()
        .route("/leads", get(show).post(take))
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(Arc::new(form))
        .route("/leads/form.css", get(style))
        .layer(SetResponseHeaderLayer::overriding(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(POLICY),
        ))
}

async fn style() -> Response {
    let css = include_str!("../../static/leads.css");
    ([(header::CONTENT_TYPE, "text/css"), (header::CACHE_CONTROL, "no-cache")], css).into_response()
}

struct Field {
    name: &'static str,
    label: &'static str,
    value: String,
    auto: &'static str,
}

#[derive(Template)]
#[template(path = "leads.html")]
struct Page {
    agency: String,
    spanish: bool,
    thanks: bool,
    wrong: Vec<&'static str>,
    price: Option<(u32, u32)>,
    name: Field,
    phone: Field,
    more: Vec<Field>,
}

fn page(form: &LeadForm, spanish: bool, filled: &[(String, String)]) -> Page {
    let value =
        |name: &str| filled.iter().find(|(k, _)| k == name).map(|(_, v)| v.clone()).unwrap_or_default();
    let field = |topic: Topic| Field {
        name: topic.field(),
        label: question(topic, spanish),
        value: value(topic.field()),
        auto: match topic {
            Topic::Name => "name",
            Topic::Town => "postal-code",
            _ => "off",
        },
    };
    Page {
        agency: form.policy.agency.name.clone(),
        spanish,
        thanks: false,
        wrong: Vec::new(),
        price: form.policy.leads.price.map(|p| (p.from, p.to)),
        name: field(Topic::Name),
        phone: Field {
            name: "phone",
            label: if spanish { "Su telefono" } else { "Your phone number" },
            value: value("phone"),
            auto: "tel",
        },
        more: Topic::ALL.into_iter().filter(|t| *t != Topic::Name).map(field).collect(),
    }
}

fn answer(status: StatusCode, page: &Page) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the form could not be shown");
            (StatusCode::INTERNAL_SERVER_ERROR, "This form cannot be shown now. Please phone us.\n")
                .into_response()
        }
    }
}

fn counted(result: &'static str) {
    metrics::counter!("gigi_webhooks_total", "hook" => "leads", "result" => result).increment(1);
}

async fn show(State(form): State<Arc<LeadForm>>, RawQuery(query): RawQuery) -> Response {
    let mut asked = url::form_urlencoded::parse(query.as_deref().unwrap_or_default().as_bytes());
    let spanish = asked.any(|(name, value)| name == "lang" && value == "es");
    answer(StatusCode::OK, &page(&form, spanish, &[]))
}

async fn take(State(form): State<Arc<LeadForm>>, body: Bytes) -> Response {
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(&body).into_owned().collect();
    // Whatever is no UTF-8 was replaced on the way; people do not write this sign.
    if fields.iter().any(|(k, v)| k.contains('\u{fffd}') || v.contains('\u{fffd}')) {
        counted("malformed");
        return (StatusCode::BAD_REQUEST, "This form could not be read: it is not UTF-8.\n").into_response();
    }
    let get = |name: &str| fields.iter().find(|(k, _)| k == name).map_or("", |(_, v)| v.trim());
    let spanish = get("lang") == "es";
    let mut page = page(&form, spanish, &fields);
    if !get("website").is_empty() {
        counted("robot");
        page.thanks = true;
        return answer(StatusCode::OK, &page);
    }
    let phone = Phone::parse(get("phone"));
    let too_long = fields.iter().any(|(_, v)| v.chars().count() > LONGEST);
    let wrong = |bad: bool, en, es| bad.then_some(if spanish { es } else { en });
    page.wrong = [
        wrong(get("name").is_empty(), "Please tell us your name.", "Por favor escriba su nombre."),
        wrong(
            phone.is_err(),
            "Please give a US phone number with ten digits.",
            "Por favor escriba un telefono de EE. UU. con diez numeros.",
        ),
        wrong(
            get("consent") != "yes",
            "Please tick the box: without it we may not text you. Or phone us.",
            "Por favor marque la casilla: sin ella no podemos enviarle textos. O llamenos.",
        ),
        wrong(
            too_long,
            "One answer is too long: 600 letters at most.",
            "Una respuesta es muy larga: 600 letras como maximo.",
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    let (Ok(phone), true) = (phone, page.wrong.is_empty()) else {
        counted("incomplete");
        return answer(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let told: Vec<(Topic, Redacted<String>)> = Topic::ALL
        .into_iter()
        .map(|t| (t, get(t.field())))
        .filter(|(_, words)| !words.is_empty())
        .map(|(t, words)| (t, Redacted::new(words.to_owned())))
        .collect();
    let said: Vec<String> = told.iter().map(|(t, w)| format!("{}: {}", t.field(), w.expose())).collect();
    let at = form.clock.now();
    // The same form within the same day is the same click.
    let mut hash = DefaultHasher::new();
    said.hash(&mut hash);
    let day = form.policy.agency.zone.at(at).date();
    let dedupe = format!("form/{}/{day}/{:016x}", phone.e164(), hash.finish());
    let text = InboundText {
        id: dedupe.clone(),
        from: phone.clone(),
        body: Redacted::new(format!("Web form. {}", said.join("; "))),
        opt: None,
        received_at: at,
    };
    let tongue = if spanish { Tongue::Spanish } else { Tongue::English };
    let what = Input::Form { text, form: Form { told, tongue } };
    let arrival = Arrival { dedupe, thread: phone.e164().to_owned(), at, what };
    match form.engine.receive(arrival).await {
        Ok(_) => {
            counted("accepted");
            page.thanks = true;
            answer(StatusCode::OK, &page)
        }
        Err(error) => {
            tracing::error!(%error, "a web form could not be stored");
            counted("unavailable");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "We could not keep your request. Please try again or phone us.\n",
            )
                .into_response()
        }
    }
}
