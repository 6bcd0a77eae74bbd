//! The client against single odd answers: refused tokens, throttling, half bodies, HTML, too much, nothing at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use gigi_wellsky::wire::{Id, NewAdminTask, NewTaskLog, Requester};
use gigi_wellsky::{Client, Clock, Config, Error, PractitionerFilter, RetryPolicy, Window};
use jiff::Timestamp;
use jiff::civil::date;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use wiremock::matchers::{body_json, body_string_contains, header, method, path, query_param};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

const NOW: i64 = 1_772_000_000;
const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const UNMATCHED: &str = "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and \
                         encoded with Base64): 'AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGhIjKlMnOpQ='.";

#[expect(clippy::disallowed_methods, reason = "the one HTTP client of these tests")]
fn http(redirects: bool) -> reqwest::Client {
    // A second installation fails harmlessly when tests share a process.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let policy =
        if redirects { reqwest::redirect::Policy::default() } else { reqwest::redirect::Policy::none() };
    reqwest::Client::builder().redirect(policy).no_proxy().tls_certs_only([]).build().expect("an HTTP client")
}

fn config(host: &str) -> Config {
    let retry = RetryPolicy {
        times: 2,
        min_delay: Duration::ZERO,
        max_delay: Duration::ZERO,
        ..RetryPolicy::default()
    };
    Config::new("example-client", "example-secret", "9001").host(host).rate(90, 50).retry(retry)
}

fn clock() -> Clock {
    Arc::new(|| Timestamp::from_second(NOW).expect("in range"))
}

fn client(host: &str) -> Client {
    Client::new(config(host), http(false), clock()).expect("a client")
}

fn token_answer(token: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({
        "access_token": token, "token_type": "BearerToken", "expires_in": "3599", "issued_at": 1790000000,
        "status": "approved"}))
}

/// A server that gives tokens and nothing else yet.
async fn server() -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/oauth/accesstoken"))
        .respond_with(token_answer(TOKEN))
        .mount(&server)
        .await;
    server
}

async fn answers(server: &MockServer, verb: &str, route: &str, answer: ResponseTemplate) {
    Mock::given(method(verb)).and(path(route)).respond_with(answer).mount(server).await;
}

async fn count(server: &MockServer, route: &str) -> usize {
    let requests = server.received_requests().await.expect("recording is on");
    requests.iter().filter(|request| request.url.path() == route).count()
}

fn caregiver() -> Id {
    Id::from("8200001")
}

fn a_task() -> NewAdminTask {
    NewAdminTask {
        description: "COVERAGE NEEDED".into(),
        execution_date: date(2026, 3, 1),
        due: date(2026, 3, 2).at(23, 59, 59, 0),
        requester: vec![Requester::Patient("7100001".into())],
        owner: vec![],
    }
}

// -- tokens --

#[tokio::test]
async fn many_calls_at_once_share_one_token() {
    let server = server().await;
    answers(
        &server,
        "GET",
        "/v1/practitioners/8200001/",
        ResponseTemplate::new(200).set_body_json(json!({"id": "8200001"})),
    )
    .await;
    let client = client(&server.uri());
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.practitioner(&caregiver()).await })
        })
        .collect();
    for call in calls {
        assert!(call.await.unwrap().is_ok());
    }
    assert_eq!(count(&server, "/oauth/accesstoken").await, 1);
    assert_eq!(client.requests_made(), 9);
}

#[tokio::test]
async fn a_failing_token_endpoint_is_asked_once_for_all_who_wait() {
    let server = MockServer::start().await;
    let refusal = ResponseTemplate::new(401).set_body_json(json!({"error": "invalid_client"}));
    Mock::given(path("/oauth/accesstoken")).respond_with(refusal).mount(&server).await;
    let client = client(&server.uri());
    let calls: Vec<_> = (0..6)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.authenticate().await })
        })
        .collect();
    for call in calls {
        assert!(matches!(call.await.unwrap(), Err(Error::AuthRejected(_))));
    }
    // Once as JSON, once as form.
    assert_eq!(count(&server, "/oauth/accesstoken").await, 2);
}

#[tokio::test]
async fn the_form_encoding_is_tried_when_json_is_refused_and_remembered() {
    let server = MockServer::start().await;
    Mock::given(path("/oauth/accesstoken"))
        .and(header("content-type", "application/x-www-form-urlencoded"))
        .and(body_string_contains("client_secret=example-secret"))
        .respond_with(token_answer(TOKEN))
        .mount(&server)
        .await;
    Mock::given(path("/oauth/accesstoken")).respond_with(ResponseTemplate::new(400)).mount(&server).await;
    let now = Arc::new(AtomicI64::new(NOW));
    let clock: Clock = {
        let now = now.clone();
        Arc::new(move || Timestamp::from_second(now.load(Ordering::Relaxed)).expect("in range"))
    };
    let client = Client::new(config(&server.uri()), http(false), clock).unwrap();
    client.authenticate().await.unwrap();
    assert_eq!(count(&server, "/oauth/accesstoken").await, 2);
    // Still good two and a half minutes before its end, renewed within the last two.
    now.store(NOW + 3599 - 150, Ordering::Relaxed);
    client.authenticate().await.unwrap();
    assert_eq!(count(&server, "/oauth/accesstoken").await, 2);
    now.store(NOW + 3599 - 100, Ordering::Relaxed);
    client.authenticate().await.unwrap();
    assert_eq!(count(&server, "/oauth/accesstoken").await, 3);
}

#[tokio::test]
async fn a_revoked_token_is_replaced_once() {
    let server = MockServer::start().await;
    Mock::given(path("/oauth/accesstoken"))
        .respond_with(token_answer("first"))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(path("/oauth/accesstoken")).respond_with(token_answer("second")).mount(&server).await;
    let good = ResponseTemplate::new(200).set_body_json(json!({"id": "8200001"}));
    Mock::given(header("authorization", "Bearer second")).respond_with(good).mount(&server).await;
    answers(
        &server,
        "GET",
        "/v1/practitioners/8200001/",
        ResponseTemplate::new(401).set_body_json(json!({"message": "Unauthorized"})),
    )
    .await;
    assert!(client(&server.uri()).practitioner(&caregiver()).await.is_ok());
    assert_eq!(count(&server, "/oauth/accesstoken").await, 2);
}

#[tokio::test]
async fn a_server_that_refuses_every_token_is_not_asked_for_ever() {
    let server = server().await;
    answers(
        &server,
        "GET",
        "/v1/practitioners/8200001/",
        ResponseTemplate::new(401).set_body_json(json!({"message": "Unauthorized"})),
    )
    .await;
    let error = client(&server.uri()).practitioner(&caregiver()).await.unwrap_err();
    assert!(matches!(error, Error::AuthRejected(_)));
    assert_eq!(count(&server, "/oauth/accesstoken").await, 2);
    assert_eq!(count(&server, "/v1/practitioners/8200001/").await, 2);
}

#[tokio::test]
async fn odd_token_answers_are_understood_or_explained() {
    for (body, good) in [
        (json!({"access_token": "a", "expires_in": 3599}), true),
        (json!({"auth_token": "a", "access_token": null, "expires_in": null}), true),
        (json!({"access_token": "a"}), true),
        (json!({"status": "approved"}), false),
        (json!({"access_token": ""}), false),
    ] {
        let server = MockServer::start().await;
        answers(&server, "POST", "/oauth/accesstoken", ResponseTemplate::new(200).set_body_json(&body)).await;
        let result = client(&server.uri()).authenticate().await;
        assert_eq!(result.is_ok(), good, "{body}: {result:?}");
    }
    let portal = MockServer::start().await;
    answers(
        &portal,
        "POST",
        "/oauth/accesstoken",
        ResponseTemplate::new(200).set_body_string("<html>Log in to Wi-Fi"),
    )
    .await;
    let error = client(&portal.uri()).authenticate().await.unwrap_err();
    assert!(error.to_string().contains("proxy or portal"), "{error}");
    let wrong_host = MockServer::start().await;
    let missing =
        ResponseTemplate::new(403).set_body_json(json!({"message": "Missing Authentication Token"}));
    answers(&wrong_host, "POST", "/oauth/accesstoken", missing).await;
    assert!(matches!(client(&wrong_host.uri()).authenticate().await, Err(Error::RouteNotMatched(_))));
}

// -- answers --

#[tokio::test]
async fn throttling_is_waited_out_for_reads() {
    let server = server().await;
    let route = "/v1/practitioners/8200001/";
    let slow_down = ResponseTemplate::new(429)
        .insert_header("retry-after", "0")
        .set_body_json(json!({"message": "Too Many Requests"}));
    Mock::given(path(route)).respond_with(slow_down).up_to_n_times(2).mount(&server).await;
    answers(&server, "GET", route, ResponseTemplate::new(200).set_body_json(json!({"id": "8200001"}))).await;
    assert!(client(&server.uri()).practitioner(&caregiver()).await.is_ok());
    assert_eq!(count(&server, route).await, 3);
}

#[tokio::test]
async fn a_long_retry_after_goes_back_to_the_caller() {
    let server = server().await;
    let route = "/v1/practitioners/8200001/";
    answers(&server, "GET", route, ResponseTemplate::new(429).insert_header("retry-after", "3600")).await;
    let error = client(&server.uri()).practitioner(&caregiver()).await.unwrap_err();
    assert!(matches!(error, Error::Throttled(_)));
    assert_eq!(error.context().unwrap().retry_after, Some(Duration::from_secs(3600)));
    assert_eq!(count(&server, route).await, 1);
}

#[tokio::test]
async fn creates_are_never_repeated() {
    for (status, kind) in
        [(429, "throttled"), (503, "upstream"), (504, "unknown_outcome"), (500, "unknown_outcome")]
    {
        let server = server().await;
        answers(&server, "POST", "/v1/adminTasks/", ResponseTemplate::new(status)).await;
        let error = client(&server.uri()).create_admin_task(&a_task()).await.unwrap_err();
        assert_eq!(error.name(), kind);
        assert_eq!(count(&server, "/v1/adminTasks/").await, 1);
    }
}

#[tokio::test]
async fn a_write_into_silence_has_an_unknown_outcome() {
    let server = server().await;
    let stuck = ResponseTemplate::new(200).set_delay(Duration::from_secs(60));
    Mock::given(path("/v1/encounter/66600456/tasklog/")).respond_with(stuck).mount(&server).await;
    let client =
        Client::new(config(&server.uri()).timeout(Duration::from_millis(1500)), http(false), clock())
            .unwrap();
    let log = NewTaskLog::note("Care alert", "Later start tomorrow.", Timestamp::UNIX_EPOCH);
    let error = client.create_task_log(&Id::from("66600456"), &log).await.unwrap_err();
    assert!(matches!(error, Error::UnknownOutcome(_)), "{error}");
    let error = client.encounter(&Id::from("1")).await.unwrap_err();
    assert!(matches!(error, Error::NotFound(_)), "the next call works: {error}");
}

#[tokio::test]
async fn nobody_listening_is_a_transport_error_even_for_a_write() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = client(&host).create_admin_task(&a_task()).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error}");
    assert!(error.is_transient());
}

#[tokio::test]
async fn half_a_body_is_not_an_answer() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 4096];
            let read = stream.read(&mut request).await.unwrap_or(0);
            let answer = if request[..read].starts_with(b"POST /oauth") {
                let body = json!({"access_token": TOKEN, "expires_in": "3599"}).to_string();
                format!(
                    "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                    body.len()
                )
            } else {
                "HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{\"id\": \"82".to_owned()
            };
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    let client = client(&host);
    let error = client.practitioner(&caregiver()).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error}");
    assert_eq!(client.requests_made(), 1 + 3, "a read is tried again");
    let error = client.create_admin_task(&a_task()).await.unwrap_err();
    assert!(matches!(error, Error::UnknownOutcome(_)), "{error}");
    server.abort();
}

#[tokio::test]
async fn ten_megabytes_are_too_much() {
    let server = server().await;
    let route = "/v1/practitioners/8200001/";
    answers(&server, "GET", route, ResponseTemplate::new(200).set_body_bytes(vec![b' '; 10 * 1024 * 1024]))
        .await;
    let error = client(&server.uri()).practitioner(&caregiver()).await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error}");
}

#[tokio::test]
async fn html_nonsense_and_other_documents_are_never_an_empty_list() {
    for body in [
        "<html><body>Welcome</body></html>",
        "",
        "[]",
        "{\"message\":\"ok\"}",
        "null",
        "{\"entry\":[",
        "\"x\"",
    ] {
        let server = server().await;
        answers(
            &server,
            "POST",
            "/v1/practitioners/_search/",
            ResponseTemplate::new(200).set_body_string(body),
        )
        .await;
        let error =
            client(&server.uri()).search_practitioners(&PractitionerFilter::default()).await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{body}: {error}");
    }
}

#[tokio::test]
async fn a_later_page_that_fails_fails_the_search() {
    let server = server().await;
    let route = "/v1/practitioners/_search/";
    let page = json!({"resourceType": "Bundle", "totalRecords": 2, "entry": [{"resource": {"id": "1"}}]});
    Mock::given(path(route))
        .and(query_param("_page", "0"))
        .respond_with(ResponseTemplate::new(200).set_body_json(page))
        .mount(&server)
        .await;
    Mock::given(path(route))
        .respond_with(ResponseTemplate::new(500).set_body_string("<h1>Server Error</h1>"))
        .mount(&server)
        .await;
    let error = client(&server.uri()).search_practitioners(&PractitionerFilter::default()).await.unwrap_err();
    assert!(matches!(error, Error::Upstream(_)), "{error}");
}

#[tokio::test]
async fn one_unreadable_shift_does_not_hide_the_others() {
    let server = server().await;
    let page = json!({"resourceType": "Bundle", "totalRecords": 3, "entry": [
        {"resource": {"id": "1", "start": "2026-03-02T16:00:00+00:00"}},
        {"resource": {"id": "2", "start": "soon"}},
        {"resource": {"id": "3", "start": "2026-03-02T18:00:00+00:00"}}]});
    Mock::given(method("POST"))
        .and(path("/v1/appointment/_search/"))
        .and(query_param("_count", "100"))
        .and(query_param("_page", "0"))
        .and(body_json(json!({"clientId": "7100001", "startDate": "20260302", "additionalDays": "6"})))
        .respond_with(ResponseTemplate::new(200).set_body_json(page))
        .mount(&server)
        .await;
    let window = Window::week_from(date(2026, 3, 2));
    let listing = client(&server.uri()).appointments_of_client(&"7100001".into(), window).await.unwrap();
    assert_eq!(listing.items.len(), 2);
    assert_eq!(listing.quarantined[0].path, "entry[1].resource.start");
    assert!(listing.complete && !listing.is_whole());
}

#[tokio::test]
async fn changing_a_shift_where_that_is_not_offered_says_so() {
    let server = server().await;
    let document =
        json!({"id": "55500123", "start": "2026-03-02T16:00:00+00:00", "position": {"latitude": 39.0}});
    answers(&server, "GET", "/v1/appointment/55500123/", ResponseTemplate::new(200).set_body_json(document))
        .await;
    answers(
        &server,
        "PUT",
        "/v1/appointment/55500123/",
        ResponseTemplate::new(403).set_body_json(json!({"message": UNMATCHED})),
    )
    .await;
    let client = client(&server.uri());
    let mut shift = client.appointment(&"55500123".into()).await.unwrap();
    shift.set_caregiver(Some(&caregiver()));
    let error = client.put_appointment(&shift).await.unwrap_err();
    assert!(matches!(error, Error::WritesNotAvailable(_)), "{error}");
    let sent: Value = server.received_requests().await.unwrap().last().unwrap().body_json().unwrap();
    assert_eq!(sent["position"], json!({"latitude": 39.0}), "the whole document is sent");
    assert_eq!(sent["caregiver"], json!({"id": "8200001"}));
}

#[tokio::test]
async fn a_redirect_is_reported_whoever_would_follow_it() {
    for follows in [false, true] {
        let server = server().await;
        let to = format!("{}/elsewhere/", server.uri());
        answers(
            &server,
            "GET",
            "/v1/organizations/",
            ResponseTemplate::new(301).insert_header("location", to.as_str()),
        )
        .await;
        answers(
            &server,
            "GET",
            "/elsewhere/",
            ResponseTemplate::new(200).set_body_json(json!({"entry": []})),
        )
        .await;
        let client = Client::new(config(&server.uri()), http(follows), clock()).unwrap();
        let error = client.organizations().await.unwrap_err();
        assert!(matches!(error, Error::Redirected(_)), "{error}");
    }
}

#[tokio::test]
async fn errors_name_the_request_and_hide_the_token() {
    let server = server().await;
    let echo = |request: &Request| {
        let header =
            request.headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let token = header.strip_prefix("Bearer ").unwrap_or_default();
        let text = format!(
            "'{token}' not a valid key=value pair (missing equal-sign) in Authorization header: '{header}'."
        );
        ResponseTemplate::new(403)
            .insert_header("x-amzn-RequestId", "req-0001")
            .set_body_json(json!({"message": text}))
    };
    Mock::given(path("/v1/organizations/")).respond_with(echo).mount(&server).await;
    let error = client(&server.uri()).organizations().await.unwrap_err();
    assert!(matches!(error, Error::RouteNotMatched(_)), "{error}");
    let context = error.context().unwrap();
    assert_eq!(context.request_id.as_deref(), Some("req-0001"));
    assert_eq!(context.operation, "organization.list");
    assert!(!format!("{error} {error:?}").contains(TOKEN));
}

#[tokio::test]
async fn what_a_write_made_is_reported_when_the_answer_says() {
    let server = server().await;
    answers(
        &server,
        "POST",
        "/v1/encounter/66600456/tasklog/",
        ResponseTemplate::new(201).set_body_json(json!({"success": true, "taskLogId": 990011})),
    )
    .await;
    answers(&server, "POST", "/v1/adminTasks/", ResponseTemplate::new(202).set_body_string("accepted")).await;
    let client = client(&server.uri());
    let log = NewTaskLog::note("Care alert", "Later start tomorrow.", Timestamp::UNIX_EPOCH);
    let made = client.create_task_log(&Id::from(66600456), &log).await.unwrap();
    assert_eq!(made.id, Some(Id::from("990011")));
    assert_eq!(client.create_admin_task(&a_task()).await.unwrap().id, None);
}

#[tokio::test]
async fn a_caller_is_found_by_any_of_her_phones() {
    let server = server().await;
    let person = |id: &str, phone: &str| json!({"resource": {"id": id, "telecom": [{"system": "phone", "use": "home", "value": phone}]}});
    // A server that ignores the filter and finds everybody.
    let all = json!({"resourceType": "Bundle", "totalRecords": 2, "entry": [person("1", "2025550142"), person("2", "2025550150")]});
    answers(&server, "POST", "/v1/practitioners/_search/", ResponseTemplate::new(200).set_body_json(all))
        .await;
    let found = client(&server.uri()).practitioners_by_phone("+1 (202) 555-0142").await.unwrap();
    let ids: Vec<_> = found.items.iter().filter_map(|person| person.id.get()).map(Id::as_str).collect();
    assert_eq!(ids, ["1"]);
}

#[tokio::test]
async fn shifts_between_two_instants_come_once_each() {
    let server = server().await;
    let page = json!({"resourceType": "Bundle", "totalRecords": 3, "entry": [
        {"resource": {"id": "5", "start": "2026-03-02T16:00:00+00:00", "end": "2026-03-02T20:00:00+00:00"}},
        {"resource": {"id": "5", "start": "2026-03-03T16:00:00+00:00", "end": "2026-03-03T20:00:00+00:00"}},
        {"resource": {"id": "6", "start": "2026-04-30T16:00:00+00:00", "end": "2026-04-30T20:00:00+00:00"}}]});
    answers(&server, "POST", "/v1/appointment/_search/", ResponseTemplate::new(200).set_body_json(page))
        .await;
    let from: Timestamp = "2026-03-02T12:00:00Z".parse().unwrap();
    let to: Timestamp = "2026-03-12T12:00:00Z".parse().unwrap();
    let client = client(&server.uri());
    // Spawned, so that the compiler proves the call can move between threads.
    let call =
        tokio::spawn(async move { client.appointments_of_caregiver_between(&caregiver(), from, to).await });
    let listing = call.await.unwrap().unwrap();
    assert_eq!(listing.items.len(), 2);
    assert!(listing.items[0].starts_at() < listing.items[1].starts_at());
    assert_eq!(count(&server, "/v1/appointment/_search/").await, 2, "fourteen days are two windows");
}

#[tokio::test]
async fn logs_carry_templates_and_no_ids() {
    #[derive(Clone, Default)]
    struct Lines(Arc<std::sync::Mutex<Vec<u8>>>);
    impl std::io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("no panic while logging").extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let server = server().await;
    let route = "/v1/practitioners/8200001/";
    Mock::given(path(route)).respond_with(ResponseTemplate::new(503)).up_to_n_times(1).mount(&server).await;
    answers(&server, "GET", route, ResponseTemplate::new(200).set_body_json(json!({"id": "8200001"}))).await;
    let page = json!({"entry": [{"id": {"odd": "Grace Sample"}}]});
    answers(&server, "POST", "/v1/practitioners/_search/", ResponseTemplate::new(200).set_body_json(page))
        .await;
    let client = client(&server.uri());
    client.practitioner(&caregiver()).await.unwrap();
    let filter = PractitionerFilter::default().mobile_phone("2025550142");
    assert_eq!(client.search_practitioners(&filter).await.unwrap().quarantined.len(), 1);

    let written = lines.0.lock().unwrap().clone();
    let written = String::from_utf8(written).unwrap();
    let ours: Vec<&str> = written.lines().filter(|line| line.contains("gigi_wellsky")).collect();
    assert!(ours.iter().any(|line| line.contains("/v1/practitioners/{id}/")), "{ours:?}");
    for secret in ["8200001", TOKEN, "example-secret", "Grace", "2025550142"] {
        assert!(!ours.iter().any(|line| line.contains(secret)), "{secret}");
    }
}
