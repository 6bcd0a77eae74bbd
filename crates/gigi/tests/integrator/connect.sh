#!/usr/bin/env bash
# A day of an integrator who knows WellSky's documents and has curl. It knows nothing of this repository.
# Wants WELLSKY_API_URL, WELLSKY_CLIENT_ID, WELLSKY_CLIENT_SECRET, WELLSKY_AGENCY_ID; ends on the first surprise.
set -euo pipefail
: "${WELLSKY_API_URL:?}" "${WELLSKY_CLIENT_ID:?}" "${WELLSKY_CLIENT_SECRET:?}" "${WELLSKY_AGENCY_ID:?}"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
step() { printf 'ok  %s\n' "$*"; }
surprise() {
  printf 'SURPRISE  %s\n          status %s: %s\n' "$1" "$status" "$(head -c 300 "$folder/body")" >&2
  exit 1
}

# call METHOD PATH [JSON]: leaves the status in $status and the body in $folder/body.
token=
call() {
  local options=(-sS -m 20 -o "$folder/body" -D "$folder/headers" -w '%{http_code}' -X "$1")
  [ -z "$token" ] || options+=(-H "Authorization: Bearer $token")
  [ $# -lt 3 ] || options+=(-H 'Content-Type: application/json' --data "$3")
  : >"$folder/body"
  status=$(curl "${options[@]}" "$WELLSKY_API_URL$2")
}
# get EXPRESSION: a value of the last body, for example get '["entry"][0]["resource"]["id"]'.
get() { python3 -c "import json, sys; print(json.load(open(sys.argv[1]))$1)" "$folder/body"; }
expect() { [ "$status" = "$1" ] || surprise "$2"; }

# -- token, both encodings --
call POST /oauth/accesstoken "{\"grant_type\":\"client_credentials\",\"client_id\":\"$WELLSKY_CLIENT_ID\",\"client_secret\":\"$WELLSKY_CLIENT_SECRET\"}"
expect 200 "token by JSON"
[ "$(get '["status"]')" = approved ] || surprise "token not approved"
step "token by JSON"
status=$(curl -sS -m 20 -o "$folder/body" -w '%{http_code}' "$WELLSKY_API_URL/oauth/accesstoken" \
  --data-urlencode grant_type=client_credentials --data-urlencode "client_id=$WELLSKY_CLIENT_ID" \
  --data-urlencode "client_secret=$WELLSKY_CLIENT_SECRET")
expect 200 "token by form"
token=$(get '["access_token"]')
step "token by form"

# Today, as the server sees it.
today=$(date -u -d "$(sed -n 's/^date: //Ip' "$folder/headers" | tr -d '\r')" +%Y%m%d)

# -- people --
call POST '/v1/practitioners/_search/?_count=10&_page=0' '{"mobile_phone":"2025550100","active":"true"}'
expect 200 "caregiver by phone"
[ "$(get '["totalRecords"]')" = 1 ] || surprise "one caregiver has that phone"
caregiver=$(get '["entry"][0]["resource"]["id"]')
step "caregiver by phone: $caregiver"
call GET "/v1/practitioners/$caregiver/"
expect 200 "caregiver by id"
[ "$(get '["id"]')" = "$caregiver" ] || surprise "another caregiver came"
step "caregiver by id: $(get '["name"][0]["family"]')"
call POST '/v1/patients/_search/?_count=5' '{"city":"Oak Park"}'
expect 200 "clients by city"
[ "$(get '["entry"][0]["resource"]["address"][0]["city"]')" = "Oak Park" ] || surprise "a client of another city"
step "clients by city: $(get '["totalRecords"]')"

# -- her week, and a visit from clocking in to clocking out --
call POST '/v1/appointment/_search/?_count=100' "{\"caregiverId\":\"$caregiver\",\"startDate\":\"$today\",\"additionalDays\":\"6\"}"
expect 200 "her week"
shifts=$(get '["totalRecords"]')
[ "$shifts" -ge 1 ] || surprise "she has shifts"
[ "$(get '["entry"][0]["resource"]["caregiver"]["id"]')" = "$caregiver" ] || surprise "somebody else's shift"
appointment=$(get "['entry'][$((shifts / 2))]['resource']['id']")
start=$(get "['entry'][$((shifts / 2))]['resource']['start']")
client=$(get "['entry'][$((shifts / 2))]['resource']['client']['id']")
step "her week: $shifts shifts"
call GET "/v1/appointment/$appointment/"
expect 200 "shift by id"
[ "$(get '["start"]')" = "$start" ] || surprise "another start"
step "shift by id: $appointment at $start"
call POST "/v1/encounter/$appointment/clockin/" "{\"resourceType\":\"Encounter\",\"period\":{\"start\":\"$start\"}}"
expect 200 "clock in"
visit=$(get '["id"]')
step "clocked in: visit $visit"
call POST "/v1/encounter/$appointment/clockin/" "{\"resourceType\":\"Encounter\",\"period\":{\"start\":\"$start\"}}"
[ "$(get '["id"]')" = "$visit" ] || surprise "clocking in twice is one visit"
step "clocked in again: the same visit"

# Some visits take no notes; the documents say to try the next most recent one.
note="{\"resourceType\":\"TaskLog\",\"title\":\"Care alert\",\"description\":\"Asked for a later start tomorrow.\",\"status\":\"COMPLETE\",\"show_in_family_room\":false,\"recorded\":\"$start\"}"
call POST '/v1/encounter/_search/?_count=5&_sort=-startDate' "{\"clientId\":\"$client\"}"
expect 200 "visits of the client"
noted=
for candidate in $visit $(python3 -c "import json, sys; print(*[e['resource']['id'] for e in json.load(open(sys.argv[1]))['entry']])" "$folder/body"); do
  call POST "/v1/encounter/$candidate/tasklog/" "$note"
  case "$status" in
    200 | 201) noted=$candidate; break ;;
    422) ;;
    *) surprise "note on visit $candidate" ;;
  esac
done
[ -n "$noted" ] || surprise "no visit takes a note"
call GET "/v1/encounter/$noted/tasklog/"
expect 200 "notes of the visit"
[ "$(get '["entry"][-1]["title"]')" = "Care alert" ] || surprise "the note does not show"
step "note on visit $noted"
call PUT "/v1/encounter/$appointment/clockout/" "{\"resourceType\":\"Encounter\",\"period\":{\"end\":\"$start\"}}"
expect 404 "an appointment is not a visit"
call PUT "/v1/encounter/$visit/clockout/" "{\"resourceType\":\"Encounter\",\"period\":{\"end\":\"${start/:00:00+/:30:00+}\"},\"generalComment\":\"Calm visit.\"}"
expect 200 "clock out"
step "clocked out"

# -- the office, a lead, a subscription --
agency="\"meta\":{\"tag\":[{\"code\":\"agencyId\",\"display\":\"$WELLSKY_AGENCY_ID\"}]}"
call POST /v1/adminTasks/ "{\"status\":\"received\",\"description\":\"COVERAGE NEEDED\",\"executionDate\":\"${start%%T*}\",\"dueDate\":\"${start%%T*}T23:59:59\",\"requester\":[{\"resourceType\":\"Patient\",\"id\":$client},{\"resourceType\":\"Practitioner\",\"id\":$caregiver}],\"owner\":[],$agency}"
[[ "$status" == 20? ]] || surprise "admin task"
step "admin task $(get '["id"]')"
call POST /v1/adminTasks/ "{\"title\":\"COVERAGE\",\"priority\":\"high\",$agency}"
expect 422 "a task with a title is refused"
lead='"name":[{"use":"official","family":"Sample","given":["Grace"]}],"telecom":[{"system":"phone","use":"mobile","value":"2025550188"}]'
call POST /v1/patients/ "{\"resourceType\":\"Patient\",$lead,\"meta\":{\"tag\":[{\"code\":\"agencyId\",\"display\":\"$WELLSKY_AGENCY_ID\"},{\"code\":\"isClient\",\"display\":\"false\"},{\"code\":\"status\",\"display\":\"1\"}]}}"
[[ "$status" == 20? ]] || surprise "new prospect"
prospect=$(get '["id"]')
step "prospect $prospect"
call PUT "/v1/patients/$prospect/" "{\"resourceType\":\"Patient\",\"id\":\"$prospect\",\"meta\":{\"tag\":[{\"code\":\"agencyId\",\"display\":\"$WELLSKY_AGENCY_ID\"},{\"code\":\"status\",\"display\":\"20\"}]}}"
expect 200 "prospect moves"
call GET "/v1/patients/$prospect/"
[ "$(get '["name"][0]["given"][0]')" = Grace ] || surprise "the name was lost"
moved=$(python3 -c "import json, sys; print({t['code']: t['display'] for t in json.load(open(sys.argv[1]))['meta']['tag']})" "$folder/body")
[[ "$moved" == *"'status': '20'"* && "$moved" == *"'isClient': 'false'"* ]] || surprise "the stage did not move"
step "prospect moved to stage 20"
call POST /v1/subscriptions/ "{\"resourceType\":\"Subscription\",\"status\":\"active\",\"criteria\":\"patient.created\",\"reason\":\"sync\",\"channel\":{\"type\":\"rest-hook\",\"endpoint\":\"http://127.0.0.1:9/hook\",\"payload\":\"application/fhir+json\",\"header\":[\"X-Key: made-up\"]},$agency}"
[[ "$status" == 20? ]] || surprise "subscription"
subscription=$(get '["id"]')
call GET "/v1/subscriptions/$subscription/"
[ "$(get '["criteria"]')" = patient.created ] || surprise "another subscription came"
call DELETE "/v1/subscriptions/$subscription/"
[[ "$status" == 20? ]] || surprise "end of the subscription"
step "subscription $subscription, and its end"

# -- everybody, page by page --
page=0
: >"$folder/ids"
while :; do
  call GET "/v1/patients/?_count=7&_page=$page"
  expect 200 "page $page"
  total=$(get '["totalRecords"]')
  python3 -c "import json, sys; [print(e['resource']['id']) for e in json.load(open(sys.argv[1])).get('entry', [])]" "$folder/body" >"$folder/page"
  [ -s "$folder/page" ] || break
  cat "$folder/page" >>"$folder/ids"
  page=$((page + 1))
done
[ "$(sort -u "$folder/ids" | wc -l)" = "$total" ] || surprise "paging lost or repeated somebody"
step "all $total patients on $page pages"

# -- the answers that mislead --
call GET "/v1/appointments/?date=ge2026-01-01"
expect 403 "no such route"
[[ "$(get '["message"]')" == "Invalid key=value pair (missing equal-sign) in Authorization header"* ]] || surprise "another wording"
step "a wrong path is a 403 that talks about the header"
token=
call GET /v1/appointments/
expect 403 "no such route, without a header"
[ "$(get '["message"]')" = "Missing Authentication Token" ] || surprise "another wording"
call GET /v1/patients/
expect 401 "a right path without a token"
step "and without a header one that talks about a token; the right path says 401"
echo "everything as documented"
