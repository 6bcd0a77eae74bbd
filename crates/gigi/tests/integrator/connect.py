#!/usr/bin/env python3
"""A day of an integrator who knows WellSky's documents and has `requests`. It knows nothing of this repository.

Wants WELLSKY_API_URL, WELLSKY_CLIENT_ID, WELLSKY_CLIENT_SECRET, WELLSKY_AGENCY_ID; ends on the first surprise.
"""
import json
import os
import queue
import sys
import threading
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import requests

HOST = os.environ["WELLSKY_API_URL"]
CLIENT_ID = os.environ["WELLSKY_CLIENT_ID"]
CLIENT_SECRET = os.environ["WELLSKY_CLIENT_SECRET"]
AGENCY = os.environ["WELLSKY_AGENCY_ID"]
HOOK_KEY = "made-up-shared-secret"

session = requests.Session()
session.trust_env = False


def step(text):
    print("ok ", text, flush=True)


def expect(condition, what, answer=None):
    if not condition:
        detail = f"\n          status {answer.status_code}: {answer.text[:300]}" if answer is not None else ""
        print(f"SURPRISE  {what}{detail}", file=sys.stderr, flush=True)
        sys.exit(1)


def call(method, path, status=200, **arguments):
    answer = session.request(method, HOST + path, timeout=20, allow_redirects=False, **arguments)
    allowed = status if isinstance(status, tuple) else (status,)
    expect(answer.status_code in allowed, f"{method} {path}", answer)
    return answer


def rows(answer):
    return [entry["resource"] for entry in answer.json().get("entry", [])]


def tags(resource):
    return {tag["code"]: tag["display"] for tag in resource["meta"]["tag"]}


def tagged(**values):
    return {"tag": [{"code": code, "display": display} for code, display in {"agencyId": AGENCY, **values}.items()]}


# -- token, both encodings --
credentials = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
answer = call("POST", "/oauth/accesstoken", json=credentials)
expect(answer.json()["token_type"] == "BearerToken" and int(answer.json()["expires_in"]) > 0, "token by JSON", answer)
step("token by JSON")
token = call("POST", "/oauth/accesstoken", data=credentials).json()["access_token"]
step("token by form")
call("POST", "/oauth/accesstoken", status=(400, 401), json={**credentials, "client_secret": "typo"})
step("a wrong secret is refused")
session.headers["Authorization"] = f"Bearer {token}"
# Today, as the server sees it.
today = parsedate_to_datetime(answer.headers["Date"]).date()

# -- people --
found = rows(call("POST", "/v1/practitioners/_search/?_count=20", json={"mobile_phone": "2025550100"}))
expect(len(found) == 1, "one caregiver has that phone")
caregiver = found[0]
expect(tags(caregiver)["isHired"].lower() == "true", "she is hired")
step(f"caregiver by phone: {caregiver['id']}")
# A number kept as home phone is found by that key only.
for key, people in [("mobile_phone", 0), ("work_phone", 0), ("home_phone", 1)]:
    answer = call("POST", "/v1/practitioners/_search/", json={key: "2025550117"})
    expect(answer.json()["totalRecords"] == people, f"{key} finds {people}", answer)
step("a home phone is found as home phone only")
read = call("GET", f"/v1/practitioners/{caregiver['id']}/").json()
expect(read == caregiver, "read by id is what the search showed")
step("caregiver by id")
call("GET", "/v1/practitioners/999999999/", status=404)
step("an unknown id is a 404")
hired = call("POST", "/v1/practitioners/_search/?_count=100", json={"active": "true", "is_hired": "true"})
expect(all(person["active"] for person in rows(hired)), "only active ones", hired)
step(f"hired and active: {hired.json()['totalRecords']}")

# -- her week: today and six more days --
window = {"caregiverId": caregiver["id"], "startDate": f"{today:%Y%m%d}", "additionalDays": "6"}
week = rows(call("POST", "/v1/appointment/_search/?_count=100", json=window))
by_get = rows(call("GET", "/v1/appointment/", params={**window, "_count": 100}))
expect(week and week == by_get, "GET and POST show the same shifts")
expect(all(shift["caregiver"]["id"] == caregiver["id"] for shift in week), "only hers")
starts = [datetime.fromisoformat(shift["start"]) for shift in week]
expect(all(today <= start.date() <= today + timedelta(days=6) for start in starts), "only that week")
step(f"her week: {len(week)} shifts")
call("POST", "/v1/appointment/_search/", status=422, json={"startDate": window["startDate"]})
step("without a person it is refused")
shift = week[-1]
expect(call("GET", f"/v1/appointment/{shift['id']}/").json()["id"] == shift["id"], "shift by id")
step(f"shift by id: {shift['id']}")
client = call("GET", f"/v1/patients/{shift['client']['id']}/").json()
step(f"its client: {client['name'][0]['family']}")

# -- a visit --
clock_in = {"resourceType": "Encounter", "period": {"start": shift["start"]},
            "position": {"latitude": 41.9, "longitude": -87.8}}
visit = call("POST", f"/v1/encounter/{shift['id']}/clockin/", json=clock_in).json()
expect(isinstance(visit["id"], int) and visit["success"] and not visit["clockedOut"], "clocked in")
again = call("POST", f"/v1/encounter/{shift['id']}/clockin/", json=clock_in).json()
expect(again["id"] == visit["id"], "clocking in twice is one visit")
step(f"clocked in: visit {visit['id']}")
recent = rows(call("POST", "/v1/encounter/_search/?_count=5&_sort=-startDate", json={"clientId": client["id"]}))
note = {"resourceType": "TaskLog", "title": "Care alert", "description": "Asked for a later start tomorrow.",
        "status": "COMPLETE", "comment": "", "show_in_family_room": False, "recorded": shift["start"]}
for candidate in [visit["id"], *(encounter["id"] for encounter in recent)]:
    # Some visits take no notes; the documents say to try the next most recent one.
    answer = call("POST", f"/v1/encounter/{candidate}/tasklog/", status=(200, 201, 422), json=note)
    if answer.status_code != 422:
        break
else:
    expect(False, "no visit takes a note", answer)
log = answer.json()["taskLogId"]
listed = call("GET", f"/v1/encounter/{candidate}/tasklog/").json()
expect(any(str(entry["id"]) == str(log) for entry in listed["entry"]), "the note shows")
step(f"note {log} on visit {candidate}")
end = datetime.fromisoformat(shift["end"])
clock_out = {"resourceType": "Encounter", "period": {"end": f"{end:%Y-%m-%dT%H:%M:%SZ}"}, "generalComment": "Calm.",
             "mileage": 4.2}
call("PUT", f"/v1/encounter/{shift['id']}/clockout/", status=404, json=clock_out)
call("PUT", f"/v1/encounter/{visit['id']}/clockout/", json=clock_out)
done = call("GET", f"/v1/encounter/{visit['id']}/").json()
expect(done["status"] == "COMPLETE" and done["subject"]["reference"] == f"Patient/{client['id']}", "the visit is over")
step("clocked out, by the visit's id only")

# -- the office --
task = {"status": "received", "description": "COVERAGE NEEDED", "executionDate": f"{today}",
        "dueDate": f"{today}T23:59:59", "owner": [], "meta": tagged(),
        "requester": [{"resourceType": "Patient", "id": int(client["id"])}]}
made = call("POST", "/v1/adminTasks/", status=(200, 201), json=task).json()
expect(call("GET", f"/v1/adminTasks/{made['id']}/").json()["description"] == "COVERAGE NEEDED", "task by id")
call("POST", "/v1/adminTasks/", status=422, json={**task, "title": "COVERAGE", "priority": "high"})
step(f"admin task {made['id']}; one with a title is refused")

# -- a webhook, received by a server of ours --
arrived = queue.Queue()


class Hook(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        arrived.put((self.path, self.headers.get("Authorization"), json.loads(body)))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Hook)
threading.Thread(target=server.serve_forever, daemon=True).start()
subscription = {
    "resourceType": "Subscription", "status": "active", "criteria": "prospect.status.changed", "reason": "sync",
    "channel": {"type": "rest-hook", "endpoint": f"http://127.0.0.1:{server.server_port}/prospect.status.changed",
                "payload": "application/fhir+json", "header": [f"Authorization: Bearer {HOOK_KEY}"]},
    "meta": tagged()}
subscribed = call("POST", "/v1/subscriptions/", status=(200, 201), json=subscription).json()["id"]
listed = rows(call("GET", "/v1/subscriptions/"))
expect(any(str(one["id"]) == str(subscribed) for one in listed), "the subscription is listed")
step(f"subscription {subscribed}")

# -- a lead --
lead = {"resourceType": "Patient", "name": [{"use": "official", "family": "Sample", "given": ["Grace"]}],
        "telecom": [{"system": "phone", "use": "mobile", "value": "2025550188"}],
        "address": [{"use": "home", "line": ["1 Test Way"], "city": "Oak Park", "state": "IL", "postalCode": "60302"}],
        "meta": tagged(isClient="false", status="1")}
prospect = call("POST", "/v1/patients/", status=(200, 201), json=lead).json()["id"]
created = call("GET", f"/v1/patients/{prospect}/").json()
expect(tags(created)["isClient"] == "false" and created["telecom"] == lead["telecom"], "created as sent")
bad = {**lead, "telecom": [{"system": "phone", "use": "mobile", "value": "+1 202 555 0188"}]}
call("POST", "/v1/patients/", status=422, json=bad)
emoji = {**lead, "name": [{"family": "Sample", "given": ["Grace \U0001F600"]}]}
call("POST", "/v1/patients/", status=422, json=emoji)
step(f"prospect {prospect}; a long phone and an emoji are refused")
stage = {"resourceType": "Patient", "id": prospect, "meta": tagged(status="20")}
call("PUT", f"/v1/patients/{prospect}/", json=stage, headers={"Content-Type": "application/fhir+json"})
moved = call("GET", f"/v1/patients/{prospect}/").json()
expect(tags(moved)["status"] == "20" and tags(moved)["isClient"] == "false", "moved, and still a prospect")
expect(moved["name"] == created["name"], "a partial body loses nothing")
step("prospect moved to stage 20")
try:
    path, key, stub = arrived.get(timeout=20)
except queue.Empty:
    expect(False, "the webhook came")
expect(path == "/prospect.status.changed" and key == f"Bearer {HOOK_KEY}", f"my path and my header, not {path}")
expect(stub == {"resourceType": "Patient", "id": int(prospect)}, f"a stub with a number, not {stub}")
step("its webhook came, with my header and a stub")
call("DELETE", f"/v1/subscriptions/{subscribed}/", status=(200, 204))
call("GET", f"/v1/subscriptions/{subscribed}/", status=404)
server.shutdown()
step("subscription ended")

# -- everybody, page by page --
seen, page = {}, 0
while True:
    answer = call("POST", f"/v1/patients/_search/?_count=7&_page={page}", json={})
    total, people = answer.json()["totalRecords"], rows(answer)
    if not people:
        break
    expect(not seen.keys() & {person["id"] for person in people}, f"page {page} repeats nobody", answer)
    seen.update((person["id"], person) for person in people)
    page += 1
expect(len(seen) == total and prospect in seen, f"{len(seen)} of {total} came")
expect(all(tags(person)["isClient"].lower() in ("true", "false") for person in seen.values()), "all say what they are")
step(f"all {total} patients on {page} pages")
expect(len(rows(call("GET", "/v1/patients/"))) == 20 if total >= 20 else True, "twenty unless asked otherwise")
changed = rows(call("POST", "/v1/patients/_search/", json={"updated": f"ge{today}"}))
expect(prospect in [person["id"] for person in changed], "the changed one is found by its watermark")
step("changed since today")

# -- the answers that mislead --
for path in ["/v1/appointments/", "/v1/Patient/", "/v1/v1/patients/", "/v1/documentreferences/"]:
    answer = call("GET", path, status=403)
    message = answer.json()["message"]
    expect(message.startswith("Invalid key=value pair (missing equal-sign)"), "it talks about the header", answer)
    expect(token not in message and "x-amzn-RequestId" in answer.headers, "and not about my token", answer)
step("a wrong path is a 403 that talks about the header")
del session.headers["Authorization"]
answer = call("GET", "/v1/appointments/", status=403)
expect(answer.json() == {"message": "Missing Authentication Token"}, "without a header it asks for a token", answer)
answer = call("POST", "/v1/oauth/accesstoken", status=403, json=credentials)
expect(answer.json() == {"message": "Missing Authentication Token"}, "even where a token is asked for", answer)
call("GET", "/v1/patients/", status=401)
step("and without a header one that misses a token; the right path says 401")
print("everything as documented")
