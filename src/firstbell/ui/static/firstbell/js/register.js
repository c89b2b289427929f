// The register by keyboard: one key for each pupil. Space or / here, L late, N not here, arrows move, Ctrl+Z undo,
// Enter finish, ? lists the keys. Each key presses a button that can be seen (a choice, or data-key), so nothing works by
// key alone.
const KEYS = { "/": "here", " ": "here", l: "late", n: "away" };
const CHOICES = { here: "button:nth-child(1)", late: "button:nth-child(2)", away: "button:nth-child(3)" };
const STORE = "firstbell.single-keys";
const page = document.documentElement;
const list = document.querySelector("[data-register]");
const dialog = document.querySelector("[data-keys-dialog]");
const toggle = document.querySelector("[data-keys-toggle]");
const acted = [];
let current = "";

const lines = () => [...list.querySelectorAll(".line")];
const keysAreOn = () => localStorage.getItem(STORE) !== "off";
const found = (root, act) => root?.querySelector(`[data-key="${act}"], .choices > ${CHOICES[act] ?? "[data-none]"}`);
const press = (root, act) => {
  const button = found(root, act);
  button?.click();
  return Boolean(button);
};

function go(line) {
  if (!line) return;
  list.querySelector(".is-now")?.classList.remove("is-now");
  line.classList.add("is-now");
  line.tabIndex = -1;
  line.focus({ preventScroll: true });
  line.scrollIntoView({ block: "nearest" });
  current = line.id;
}

function move(step) {
  const all = lines();
  const at = all.findIndex((line) => line.id === current);
  go(at < 0 ? all[0] : all[at + step]);
}

function choose(act) {
  const line = document.getElementById(current) ?? lines().find((each) => each.querySelector(".mark-none"));
  if (!press(line, act)) return;
  acted.push(line.id);
  const all = lines();
  go(all[all.indexOf(line) + 1] ?? line);
}

function undo() {
  const line = document.getElementById(acted.pop());
  if (press(line, "undo")) go(document.getElementById(line.id));
}

function isBusy(target, key) {
  if (document.querySelector("dialog[open]") || target.closest("input, textarea, select, [contenteditable]")) return true;
  return (key === " " || key === "Enter") && Boolean(target.closest("button, a, summary"));
}

function onKey(event) {
  if (event.altKey || event.metaKey || isBusy(event.target, event.key)) return;
  const key = event.key.toLowerCase();
  const act =
    event.ctrlKey ? (key === "z" && undo)
    : key === "arrowdown" ? () => move(1)
    : key === "arrowup" ? () => move(-1)
    : !keysAreOn() ? null
    : key in KEYS ? () => choose(KEYS[key])
    : key === "enter" ? () => press(document, "finish")
    : key === "?" ? () => dialog?.showModal()
    : null;
  if (!act) return;
  event.preventDefault();
  act();
}

function showKeys() {
  page.toggleAttribute("data-keys-on", keysAreOn());
  if (toggle) toggle.textContent = keysAreOn() ? "Turn single keys off" : "Turn single keys on";
}

// A swapped line is a new element: it keeps its place in the hand, whether a key or a finger was there.
let held = null;
function hold(event) {
  const inside = event.detail.target.contains(document.activeElement) && document.activeElement;
  const act = inside && (inside.dataset.key ?? Object.keys(CHOICES).find((each) => found(event.detail.target, each) === inside));
  held = inside && { line: event.detail.target.id, key: act };
}
function takeUp() {
  const line = document.getElementById(current);
  line?.classList.add("is-now");
  if (!held) return;
  const renewed = document.getElementById(held.line);
  const button = held.key && found(renewed, held.key);
  if (button) button.focus();
  else if (renewed) go(renewed);
  held = null;
}

if (list) {
  document.querySelector("[data-keys]")?.removeAttribute("hidden");
  showKeys();
  document.addEventListener("keydown", onKey);
  list.addEventListener("htmx:beforeSwap", hold);
  list.addEventListener("htmx:afterSettle", takeUp);
  list.addEventListener("focusin", (event) => {
    const line = event.target.closest(".line");
    if (line && line.id !== current) {
      list.querySelector(".is-now")?.classList.remove("is-now");
      line.classList.add("is-now");
      current = line.id;
    }
  });
  document.querySelector("[data-keys-show]")?.addEventListener("click", () => dialog?.showModal());
  toggle?.addEventListener("click", () => {
    localStorage.setItem(STORE, keysAreOn() ? "off" : "on");
    showKeys();
  });
}
