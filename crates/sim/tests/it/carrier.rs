//! The fake Twilio: sending, hearing back, opting out, and everything that goes wrong.

use std::collections::BTreeMap;
use std::time::Duration;

use gigi_sim::people::Habit;
use gigi_sim::phones::Writer;
use gigi_sim::twilio::{Callbacks, signature};
use gigi_sim::{Carrier, Sim};
use serde_json::{Value, json};

use crate::{Inbox, Post, config, http};

const AISHA: &str = "+12025550111";
const OFFER: &str = "Example Home Care: open shift Tue 7a-11a, Oak Park area. Reply TAKE 4 or PASS 4.";

struct Desk {
    sim: Sim,
    inbox: Inbox,
    url: String,
    http: reqwest::Client,
}

impl Desk {
    async fn new() -> Self {
        let sim = Sim::start(config()).await.unwrap();
        let (inbox, url) = Inbox::start().await;
        sim.carrier().set_webhook(&format!("{url}/webhooks/twilio/sms?tenant=1"));
        Self { sim, inbox, url, http: http() }
    }

    fn carrier(&self) -> &Carrier {
        self.sim.carrier()
    }

    fn request(&self, to: &str, body: &str) -> reqwest::RequestBuilder {
        let account = self.carrier().account();
        let url = format!("{}/2010-04-01/Accounts/{}/Messages.json", self.sim.twilio_url(), account.sid);
        let callback = format!("{}/webhooks/twilio/status", self.url);
        let form = [
            ("To", to),
            ("From", account.number.as_str()),
            ("Body", body),
            ("StatusCallback", callback.as_str()),
        ];
        self.http.post(url).basic_auth(&account.sid, Some(&account.auth_token)).form(&form)
    }

    async fn send(&self, to: &str, body: &str) -> (u16, Value) {
        let answer = self.request(to, body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
    }

    async fn list(&self, query: &[(&str, &str)]) -> Value {
        let account = self.carrier().account();
        let url = format!("{}/2010-04-01/Accounts/{}/Messages.json", self.sim.twilio_url(), account.sid);
        let request = self.http.get(url).basic_auth(&account.sid, Some(&account.auth_token)).query(query);
        request.send().await.unwrap().json().await.unwrap()
    }

    fn statuses(&self) -> Vec<String> {
        let form = |post: &Post| -> BTreeMap<String, String> {
            url::form_urlencoded::parse(post.body.as_bytes()).into_owned().collect()
        };
        self.inbox.posts().iter().filter_map(|p| form(p).get("MessageStatus").cloned()).collect()
    }
}

/// Checks the signature of a webhook as its receiver does.
fn signed(desk: &Desk, post: &Post) -> bool {
    let params: Vec<(String, String)> =
        url::form_urlencoded::parse(post.body.as_bytes()).into_owned().collect();
    let expected =
        signature::sign(&desk.carrier().account().auth_token, &format!("{}{}", desk.url, post.path), &params);
    post.headers["x-twilio-signature"] == expected.as_str()
}

#[tokio::test]
async fn a_text_is_accepted_heard_and_called_back_for() {
    let desk = Desk::new().await;
    let (status, made) = desk.send(AISHA, OFFER).await;
    assert_eq!(
        (status, &made["status"], &made["direction"]),
        (201, &json!("queued"), &json!("outbound-api"))
    );
    let sid = made["sid"].as_str().unwrap();
    assert!(sid.len() == 34 && sid.starts_with("SM"));
    assert_eq!(made["date_created"], "Mon, 23 Nov 2026 18:00:00 +0000");
    assert_eq!(made["num_segments"], "1");
    desk.sim.settle().await;
    assert_eq!(desk.statuses(), ["sent", "delivered"]);
    assert!(desk.inbox.posts().iter().all(|post| signed(&desk, post)));
    let screen = desk.carrier().phones().conversation(AISHA);
    assert_eq!((screen[0].writer, screen[0].text.as_str()), (Writer::Agency, OFFER));
    let ledger = desk.carrier().sent_to(AISHA);
    assert_eq!(
        (ledger[0].sid.as_str(), ledger[0].status.as_str(), ledger[0].callbacks.len()),
        (sid, "delivered", 2)
    );
}

#[tokio::test]
async fn mistakes_are_refused_with_twilios_numbers() {
    let desk = Desk::new().await;
    assert_eq!(desk.send("202555", "Hello").await.1["code"], 21211);
    assert_eq!(desk.send(AISHA, "").await.1["code"], 21602);
    assert_eq!(desk.send(AISHA, &"a".repeat(1601)).await.1["code"], 21617);
    let url = format!("{}/2010-04-01/Accounts/AC1/Messages.json", desk.sim.twilio_url());
    let answer = desk.http.post(url).basic_auth("AC1", Some("no")).send().await.unwrap();
    assert_eq!(answer.status(), 401);
    desk.carrier().edit_faults(|f| {
        f.refused.insert("+12025550114".to_owned(), 21614);
    });
    assert_eq!(desk.send("+12025550114", "Hello").await.1["code"], 21614);
}

#[tokio::test]
async fn somebody_texts_and_the_webhook_is_signed_for_its_whole_url() {
    let desk = Desk::new().await;
    let text = desk.carrier().text("+12025550100", "cant make my 7a tmrw 😷 & +1").await;
    assert_eq!(text.attempts[0].status, Some(200));
    let post = desk.inbox.posts().remove(0);
    assert_eq!(post.path, "/webhooks/twilio/sms?tenant=1");
    assert!(signed(&desk, &post));
    let again = desk.carrier().redeliver(&text.sid).await.unwrap();
    assert_eq!(again.attempts.len(), 2);
    assert_eq!(desk.inbox.posts()[1].body, post.body, "the same MessageSid");
}

#[tokio::test]
async fn stop_blocks_start_unblocks_and_yes_only_then() {
    let desk = Desk::new().await;
    let yes = desk.carrier().text(AISHA, "YES").await;
    assert_eq!(yes.opt_out_type, None);
    let stop = desk.carrier().text(AISHA, "stop").await;
    assert_eq!(stop.opt_out_type.as_deref(), Some("STOP"));
    assert!(desk.inbox.posts()[1].body.contains("OptOutType=STOP"));
    let (status, refused) = desk.send(AISHA, OFFER).await;
    assert_eq!((status, &refused["code"]), (400, &json!(21610)));
    assert!(desk.carrier().sent().is_empty());
    assert_eq!(desk.carrier().phones().conversation(AISHA).last().unwrap().writer, Writer::Carrier);
    assert_eq!(desk.carrier().text(AISHA, "Yes").await.opt_out_type.as_deref(), Some("START"));
    assert_eq!(desk.send(AISHA, OFFER).await.0, 201);
}

#[tokio::test]
async fn a_create_may_fail_before_or_after_it_is_accepted() {
    let desk = Desk::new().await;
    desk.carrier().edit_faults(|f| (f.refuse_next, f.throttle_next) = (1, 1));
    assert_eq!(desk.send(AISHA, "one").await.0, 429);
    assert_eq!(desk.send(AISHA, "one").await.0, 503);
    assert!(desk.carrier().sent().is_empty());

    desk.carrier().edit_faults(|f| (f.swallow_next, f.break_next) = (1, 1));
    let lost = desk.request(AISHA, "two").timeout(Duration::from_millis(300)).send().await;
    assert!(lost.is_err(), "accepted, but nobody was told");
    let broken = match desk.request(AISHA, "three").send().await {
        Ok(answer) => answer.json::<Value>().await.is_err(),
        Err(_) => true,
    };
    assert!(broken);
    let found = desk.list(&[("To", AISHA), ("DateSent>", "2026-11-23")]).await;
    let bodies: Vec<&str> =
        found["messages"].as_array().unwrap().iter().map(|m| m["body"].as_str().unwrap()).collect();
    assert_eq!(bodies, ["three", "two"], "the list tells the truth");
}

#[tokio::test]
async fn callbacks_are_lost_doubled_swapped_or_bring_bad_news() {
    let desk = Desk::new().await;
    for (mode, expected) in [
        (Callbacks::Drop, vec![]),
        (Callbacks::Duplicate, vec!["sent", "sent", "delivered", "delivered"]),
        (Callbacks::Reorder, vec!["delivered", "sent"]),
    ] {
        desk.carrier().edit_faults(|f| f.callbacks = mode);
        let before = desk.statuses().len();
        desk.send(AISHA, OFFER).await;
        desk.sim.settle().await;
        assert_eq!(desk.statuses()[before..], expected, "{mode:?}");
    }
    desk.carrier().edit_faults(|f| {
        f.callbacks = Callbacks::InOrder;
        f.undeliverable.insert("+12025550115".to_owned(), 30006);
        f.stuck.insert("+12025550116".to_owned());
    });
    let before = desk.statuses().len();
    desk.send("+12025550115", OFFER).await;
    desk.sim.settle().await;
    desk.send("+12025550116", OFFER).await;
    desk.sim.settle().await;
    assert_eq!(desk.statuses()[before..], ["sent", "undelivered", "sent"]);
    assert!(desk.inbox.posts().iter().any(|p| p.body.contains("ErrorCode=30006")));
    assert!(desk.carrier().phones().conversation("+12025550115").is_empty());
}

#[tokio::test]
async fn the_list_has_pages_directions_and_bounds() {
    let desk = Desk::new().await;
    for n in 0..5 {
        desk.send(AISHA, &format!("number {n}")).await;
        desk.sim.advance(60);
    }
    desk.carrier().text(AISHA, "k").await;
    let first = desk.list(&[("PageSize", "2")]).await;
    assert_eq!(first["messages"][0]["direction"], "inbound");
    let account = desk.carrier().account();
    let next = format!("{}{}", desk.sim.twilio_url(), first["next_page_uri"].as_str().unwrap());
    let request = desk.http.get(next).basic_auth(&account.sid, Some(&account.auth_token));
    let second: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(second["messages"][0]["body"], "number 3");
    let late = desk.list(&[("From", account.number.as_str()), ("DateSent>", "2026-11-23T18:03:00Z")]).await;
    assert_eq!(late["messages"].as_array().unwrap().len(), 2);
    assert!(desk.list(&[("DateSent<", "2026-11-22")]).await["messages"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn people_answer_an_offer_by_themselves_when_their_time_comes() {
    let desk = Desk::new().await;
    desk.carrier().phones().people(|people| {
        people.set_on(true);
        people.set_habit(AISHA, Habit::QuickYes);
        people.set_habit("+12025550180", Habit::QuickYes);
    });
    desk.send(AISHA, OFFER).await;
    desk.send("+12025550180", "Nobody answers yet. Offer was: TAKE 4").await;
    desk.sim.settle().await;
    desk.sim.advance(10);
    assert!(desk.sim.tick().await.is_empty());
    desk.sim.advance(40);
    let texts = desk.sim.tick().await;
    assert_eq!(
        texts.iter().map(|t| t.from.as_str()).collect::<Vec<_>>(),
        [AISHA],
        "the coordinator never does"
    );
    assert_eq!(texts[0].attempts[0].status, Some(200));
    assert_eq!(desk.carrier().phones().conversation(AISHA).last().unwrap().writer, Writer::Owner);
}
