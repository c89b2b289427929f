// The board by keyboard: J and K, or the arrows, move between rows; one key presses one button of the row one is on. Each
// key presses a button or follows a link that can be seen (data-key), so nothing works by key alone. Escape lets go.
const KEYS = {
  c: "claim",
  r: "ring",
  h: "here",
  o: "on_the_way",
  x: "not_coming",
  n: "no_answer",
  v: "voicemail",
  e: "engaged",
  w: "wrong_number",
  u: "unaware",
  t: "text",
  s: "else",
  enter: "act",
};
const TOLD = [
  ["J ↓", "Next row"],
  ["K ↑", "Row before"],
  ["C", "I’ll do it, or take it over"],
  ["R", "Ring the number"],
  ["H", "The pupil is here now"],
  ["O", "On the way"],
  ["X", "Not coming"],
  ["N", "No answer"],
  ["V", "Voicemail"],
  ["E", "Engaged"],
  ["W", "Wrong number"],
  ["U", "Thought the pupil was here"],
  ["T", "Text home"],
  ["S", "Something else"],
  ["Enter", "What the row is done by: told them, record the answer"],
  ["Esc", "Leave the row"],
  ["?", "Show this list"],
];
const STORE = "firstbell.single-keys";
const page = document.documentElement;
let current = "";

const rows = () => [...document.querySelectorAll("[data-board] [data-row]")];
const keysAreOn = () => localStorage.getItem(STORE) !== "off";

function go(row) {
  document.querySelector("[data-row].is-now")?.classList.remove("is-now");
  current = row?.id ?? "";
  if (!row) return;
  row.classList.add("is-now");
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = rows();
  const at = all.findIndex((row) => row.id === current);
  go(at < 0 ? all[0] : (all[at + step] ?? all[at]));
}

function press(act) {
  const row = document.getElementById(current);
  row?.querySelector(`[data-key="${act}"]`)?.click();
}

function isBusy(target, key) {
  if (document.querySelector("dialog[open]") || target.closest("input, textarea, select, [contenteditable]")) return true;
  return key === "enter" && Boolean(target.closest("button, a, summary"));
}

function onKey(event) {
  const key = event.key.toLowerCase();
  if (event.altKey || event.metaKey || event.ctrlKey || isBusy(event.target, key)) return;
  const act =
    key === "arrowdown" ? () => move(1)
    : key === "arrowup" ? () => move(-1)
    : key === "escape" && current ? () => go(null)
    : !keysAreOn() ? null
    : key === "j" ? () => move(1)
    : key === "k" ? () => move(-1)
    : key === "?" ? showAll
    : key in KEYS && current ? () => press(KEYS[key])
    : null;
  if (!act) return;
  event.preventDefault();
  act();
}

function showAll() {
  const dialog = document.createElement("dialog");
  const list = TOLD.map(([keys, act]) => `<dt>${keys.split(" ").map((key) => `<kbd>${key}</kbd>`).join(" ")}</dt><dd>${act}</dd>`);
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "keys-title");
  dialog.innerHTML = `<form class="stack" method="dialog"><h2 id="keys-title">Keys of the board</h2>
    <dl class="facts">${list.join("")}</dl>
    <p class="small soft">Keys press the buttons of the row you are on. Turn the single keys off if they get in the way of speech or a switch; the arrows stay.</p>
    <p><button class="button button-go">Close</button></p></form>`;
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

// The board is swapped whole: the row in the hand is found again by its id, a row that is gone lets go.
function dress() {
  const keys = document.querySelector("[data-board-keys]");
  if (!keys) return;
  keys.removeAttribute("hidden");
  page.toggleAttribute("data-keys-on", keysAreOn());
  keys.querySelector("[data-keys-toggle]").textContent = keysAreOn() ? "Turn single keys off" : "Turn single keys on";
  const row = document.getElementById(current);
  if (!row) current = "";
  row?.classList.add("is-now");
  if (row && (document.activeElement === document.body || !document.activeElement)) row.focus({ preventScroll: true });
}

if (document.querySelector("[data-board-keys]")) {
  dress();
  document.addEventListener("keydown", onKey);
  document.addEventListener("htmx:afterSettle", dress);
  document.addEventListener("focusin", ({ target }) => {
    const row = target.closest("[data-board] [data-row]");
    if (!row || row.id === current) return;
    document.querySelector("[data-row].is-now")?.classList.remove("is-now");
    row.classList.add("is-now");
    current = row.id;
  });
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-keys-list]")) showAll();
    if (!target.closest("[data-board-keys] [data-keys-toggle]")) return;
    localStorage.setItem(STORE, keysAreOn() ? "off" : "on");
    dress();
  });
}
