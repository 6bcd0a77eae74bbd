// Keeps what is marked data-live fresh: when the server says that something changed, or every data-every milliseconds,
// the page is asked for again and the marked parts are replaced. Without this script every page still works by reloading.
"use strict";

let asking = false;
let again = false;

async function refresh() {
  if (asking) { again = true; return; }
  asking = true;
  const offline = document.querySelector(".offline");
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const old of document.querySelectorAll("[data-live]")) {
      const now = fresh.querySelector(`[data-live="${old.dataset.live}"]`);
      if (now && now.innerHTML !== old.dataset.last) replace(old, now);
    }
    offline.hidden = true;
  } catch {
    offline.hidden = false;
  } finally {
    asking = false;
    if (again) { again = false; refresh(); }
  }
}

function replace(old, now) {
  const open = new Set([...old.querySelectorAll("details[open][data-keep]")].map((d) => d.dataset.keep));
  const atBottom = old.scrollHeight - old.scrollTop - old.clientHeight < 40;
  const top = old.scrollTop;
  old.dataset.last = now.innerHTML;
  old.replaceChildren(...now.cloneNode(true).childNodes);
  for (const d of old.querySelectorAll("details[data-keep]")) d.open = open.has(d.dataset.keep);
  old.scrollTop = "bottom" in old.dataset && atBottom ? old.scrollHeight : top;
}

// Forms that post JSON (demo only). The field is emptied when the text was taken.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.json) return;
  event.preventDefault();
  const body = {};
  for (const field of form.querySelectorAll("[name]")) {
    const v = field.value;
    body[field.name] = "number" in field.dataset ? Number(v) : "bool" in field.dataset ? v === "true" : v;
  }
  const answer = await fetch(form.dataset.json, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) { alert(await answer.text()); return; }
  const text = form.querySelector("input[name=text]");
  if (text) { text.value = ""; text.focus(); refresh(); } else location.reload();
});

for (const part of document.querySelectorAll("[data-bottom]")) part.scrollTop = part.scrollHeight;
const every = [...document.querySelectorAll("[data-every]")].map((e) => Number(e.dataset.every));
if (every.length) setInterval(refresh, Math.min(...every));
else {
  const source = new EventSource("/events");
  source.addEventListener("change", refresh);
  source.addEventListener("open", refresh);
  setInterval(refresh, 15000);
}
