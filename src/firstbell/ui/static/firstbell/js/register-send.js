// Kept with the register's own page (firstbell/registers): each press on a line goes alone, and only that line and the
// dock come back. The form does the same without this script. Needs htmx; sync.js says what became of each press.
const form = document.getElementById("register");
const WORDS = { "c-late": "late", "c-unknown": "no reason yet", "c-told": "away, reason known", "c-plain": "not counted" };

// An id of the device's own, also where the page came over plain http inside the building.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte, at) => ([4, 6, 8, 10].includes(at) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
}

// Enter in a line's field presses that line's own button, never the first of the page.
function pressedIn(event) {
  if (!event.submitter?.hasAttribute("data-nothing")) return event.submitter;
  return document.activeElement?.closest(".line")?.querySelector("[data-enter]");
}

function send(event) {
  const pressed = pressedIn(event);
  const line = pressed?.closest(".line");
  if (!line || !window.htmx) return;
  event.preventDefault();
  pressed.tap ??= newId();
  const values = { [pressed.name]: pressed.value, tap: pressed.tap };
  for (const field of line.querySelectorAll("input")) {
    if (field.type !== "radio" || field.checked) values[field.name] = field.value;
  }
  // A second thought overtakes the first: the server knows them for one person's.
  if (line.dataset.is === "sending") window.htmx.trigger(line, "htmx:abort");
  const again = new SubmitEvent("submit", { submitter: pressed });
  const sent = window.htmx.ajax("POST", form.action, { source: line, event: again, target: line, swap: "outerHTML", values });
  sent?.catch(() => {}); // sync.js has said it beside the name
}

// Names and words that thirty lines need not carry: whose choices these are, and what the last sessions were.
function describe(line) {
  const name = line.querySelector("h2")?.textContent;
  const choices = line.querySelector(".choices");
  const past = line.querySelector(".past");
  choices?.setAttribute("role", "group");
  choices?.setAttribute("aria-label", name);
  if (!past?.children.length) return;
  past.setAttribute("role", "img");
  past.setAttribute("aria-label", `Last sessions: ${[...past.children].map((cell) => (cell.localName === "b" ? "away" : (WORDS[cell.className] ?? "here"))).join(", ")}`);
}

if (form) {
  form.addEventListener("submit", send);
  form.querySelectorAll(".line").forEach(describe);
  document.addEventListener("htmx:load", (event) => event.target.matches?.(".line") && describe(event.target));
}
