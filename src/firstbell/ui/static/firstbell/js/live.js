// A part of the page that htmx keeps current (data-live with hx-get and hx-trigger "every 10s"; 204 means that nothing
// changed). Half-written words are never swept away, and a part that hears nothing for half a minute greys and says so.
const STALE_SECONDS = 30;
const LOOK_EVERY = 5_000;
const page = document.documentElement;
const behind = Date.parse(page.dataset.now) - Date.now();
const london = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" });
const part = () => document.querySelector("[data-live]");
const note = () => document.querySelector("[data-live-note]");
let heardAt = Date.now();
let open = [];

const say = (words) => document.querySelectorAll("[data-live-words]").forEach((place) => (place.textContent = words));
const isTouched = (field) =>
  field.type !== "hidden" && (field.matches(":focus") || (field.value ?? "") !== (field.defaultValue ?? field.value));
const isInUse = (root) =>
  [...root.querySelectorAll("input, textarea, select")].some(isTouched) || root.querySelector("dialog[open], [data-is]");

function beforeSwap(event) {
  const root = event.detail.target;
  if (!root.matches("[data-live]") || !event.detail.shouldSwap) return;
  open = [...root.querySelectorAll("details[open][id]")].map((each) => each.id);
  if (event.detail.requestConfig.elt !== root || !isInUse(root)) return;
  event.detail.shouldSwap = false;
  say("something changed; finish what you are writing to see it");
}

function afterSwap() {
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  open = [];
}

function heard(event) {
  if (!event.detail.successful || !event.detail.requestConfig.elt.matches("[data-live]")) return;
  heardAt = Date.now();
  part().classList.remove("is-stale");
  note()?.remove();
  if (event.detail.xhr.status === 204) say(`live, checked ${london.format(behind + heardAt)}`);
  // The worker stands still, or works again: the top of a page says so, and only the whole page has a top.
  const standsStill = event.detail.xhr.getResponseHeader("Firstbell-Standstill") !== null;
  if (standsStill !== (document.querySelector("[data-standstill]") !== null) && !isInUse(part())) location.reload();
}

function greyIfStale() {
  const age = Math.round((Date.now() - heardAt) / 1000);
  if (age < STALE_SECONDS) return;
  part().classList.add("is-stale");
  say(`last heard of at ${london.format(behind + heardAt)}`);
  if (!note()) {
    const told = document.createElement("div");
    told.className = "banner banner-late";
    told.dataset.liveNote = "";
    told.setAttribute("role", "status");
    told.innerHTML =
      '<p><b></b></p><p>It stopped hearing from the office computer. Times keep counting. <a href="">Try again</a></p>';
    part().before(told);
  }
  note().querySelector("b").textContent = `This page is ${age < 120 ? `${age} seconds` : `${Math.floor(age / 60)} minutes`} old.`;
}

if (part()) {
  document.addEventListener("htmx:beforeSwap", beforeSwap);
  document.addEventListener("htmx:afterSwap", afterSwap);
  document.addEventListener("htmx:afterRequest", heard);
  setInterval(greyIfStale, LOOK_EVERY);
}
