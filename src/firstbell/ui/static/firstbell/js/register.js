// The register by keyboard: one key for each pupil. Space or / here, L late, N not here, arrows move, Ctrl+Z undo,
// Enter finish, ? lists the keys. Each key presses a button that can be seen (a choice, or data-key), so nothing works by
// key alone.
const KEYS = { "/": "here", " ": "here", l: "late", n: "away" };
const CHOICES = { here: "button:nth-child(1)", late: "button:nth-child(2)", away: "button:nth-child(3)" };
const TOLD = [
  ["/", "or Space", "Here, and on to the next pupil"],
  ["L", "", "Late by the clock, and on to the next pupil"],
  ["N", "", "Not here, and on to the next pupil"],
  ["↑ ↓", "", "Move up or down"],
  ["Ctrl Z", "", "Undo the last mark"],
  ["Enter", "", "Finish the register"],
  ["?", "", "Show this list"],
];
const STORE = "firstbell.single-keys";
const page = document.documentElement;
const list = document.querySelector("[data-register]");
const keys = document.querySelector("[data-keys]");
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
    : key === "?" ? showAll
    : null;
  if (!act) return;
  event.preventDefault();
  act();
}

function showAll() {
  const dialog = document.createElement("dialog");
  const rows = TOLD.map(([key, or, act]) => `<dt><kbd>${key}</kbd> ${or}</dt><dd>${act}</dd>`).join("");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "keys-title");
  dialog.innerHTML = `<form class="stack" method="dialog"><h2 id="keys-title">Keys of the register</h2>
    <dl class="facts">${rows}</dl>
    <p class="small soft">Keys press the buttons you see. Turn the single keys off if they get in the way of speech or a switch; arrows and undo stay.</p>
    <p><button class="button button-go">Close</button></p></form>`;
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function offerAll() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-link";
  button.innerHTML = "<kbd>?</kbd> all keys";
  button.addEventListener("click", showAll);
  toggle.before(button);
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
  keys?.removeAttribute("hidden");
  if (toggle) offerAll();
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
  toggle?.addEventListener("click", () => {
    localStorage.setItem(STORE, keysAreOn() ? "off" : "on");
    showKeys();
  });
}
