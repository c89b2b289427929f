// The roll call and the list of who is on site, without a network: the last list stays on the device (offline.js), and a
// tick is kept here until the office computer has it. Without this script each tick is an ordinary form.
const roll = document.querySelector("[data-roll]");
const worker = document.querySelector("[data-offline]")?.dataset.offline;
const STORE = `roll ${roll?.dataset.roll}`;
const RETRY = 4_000;
const kept = () => JSON.parse(localStorage.getItem(STORE) ?? "[]");
const keep = (ticks) => (ticks.length ? localStorage.setItem(STORE, JSON.stringify(ticks)) : localStorage.removeItem(STORE));
let isBusy = false;

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte, at) => ([4, 6, 8, 10].includes(at) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
}

// What waits on this device, in words: at its person and at the foot.
function show() {
  const waiting = kept();
  for (const { t } of waiting) {
    const [person, seen] = t.split(".");
    const line = document.querySelector(`[data-person="${person}"]`);
    if (!line) continue;
    line.querySelector(".tick").classList.toggle("is-safe", seen === "1");
    line.querySelector("[data-said]").textContent = `${seen === "1" ? "Seen" : "Not seen"}: saved on this phone, not sent yet`;
  }
  const total = document.querySelector("[data-roll-waiting]");
  if (total) total.textContent = waiting.length ? `${waiting.length} tick${waiting.length === 1 ? "" : "s"} not sent yet` : "";
}

async function send() {
  if (isBusy || !roll) return;
  isBusy = true;
  const sent = kept().length;
  for (let [first, ...rest] = kept(); first; [first, ...rest] = kept()) {
    const headers = { "X-CSRFToken": roll.querySelector("[name=csrfmiddlewaretoken]").value, "HX-Request": "true" };
    const heard = await fetch(roll.dataset.tick, { method: "POST", headers, body: new URLSearchParams(first) }).catch(() => null);
    if (!heard || (!heard.ok && heard.status !== 422)) break;
    keep(rest);
  }
  isBusy = false;
  show();
  if (sent && !kept().length) window.htmx?.trigger("[data-live]", "ticked");
}

function press(event) {
  const pressed = event.submitter;
  if (pressed?.name !== "t") return;
  event.preventDefault();
  keep([...kept(), { t: pressed.value, tap: newId(), at: new Date().toISOString() }]);
  show();
  send();
}

if (worker) navigator.serviceWorker?.register(worker).catch(() => {});
if (roll) {
  roll.addEventListener("submit", press);
  document.addEventListener("htmx:afterSettle", show);
  window.addEventListener("online", send);
  setInterval(send, RETRY);
  show();
  send();
}
