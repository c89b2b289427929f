// A part of the page that keeps itself current. It asks data-refresh for what is newer than its data-version:
// 204 means nothing is; 200 brings the same element anew. A page that hears nothing for half a minute greys and says so.
const STALE_SECONDS = 30;
const page = document.documentElement;
const behind = Date.parse(page.dataset.now) - Date.now();
const london = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" });
const part = () => document.querySelector("[data-refresh]");
const words = () => document.querySelector("[data-refresh-words]");
let heardAt = Date.now();
let timer = 0;

// Words half written, an open dialog or a mark on its way are never swept away.
function isInUse(root) {
  const touched = (field) => field.type !== "hidden" && (field.matches(":focus") || (field.value ?? "") !== (field.defaultValue ?? field.value));
  return [...root.querySelectorAll("input, textarea, select")].some(touched) || root.querySelector("dialog[open], [data-is]");
}

function handle(element) {
  if (!element || element === document.body) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  const home = element.closest("[id]");
  const value = element.getAttribute("value");
  const own = element.name ? `[name="${element.name}"]${value ? `[value="${CSS.escape(value)}"]` : ""}` : element.localName;
  return home && `#${CSS.escape(home.id)} ${own}`;
}

function replace(root, html) {
  const renewed = new DOMParser().parseFromString(html, "text/html").getElementById(root.id);
  if (!renewed) return location.reload();
  const held = root.contains(document.activeElement) && handle(document.activeElement);
  const open = [...root.querySelectorAll("details[open][id]")].map((each) => each.id);
  root.replaceWith(renewed);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  window.htmx?.process(renewed);
  if (held) renewed.querySelector(held)?.focus({ preventScroll: true });
}

function heard() {
  heardAt = Date.now();
  const root = part();
  root.classList.remove("is-stale");
  document.querySelector("[data-stale-note]")?.remove();
  if (words()) words().textContent = `live, checked ${london.format(behind + heardAt)}`;
}

function greyIfStale() {
  const age = Math.round((Date.now() - heardAt) / 1000);
  const root = part();
  if (age < STALE_SECONDS) return;
  root.classList.add("is-stale");
  let note = document.querySelector("[data-stale-note]");
  if (!note) {
    note = document.createElement("div");
    note.className = "banner banner-late";
    note.dataset.staleNote = "";
    note.setAttribute("role", "status");
    note.innerHTML = '<p><b></b></p><p>It stopped hearing from the office computer. Times keep counting. <a href="">Try again</a></p>';
    root.before(note);
  }
  note.querySelector("b").textContent = `This page is ${age < 120 ? `${age} seconds` : `${Math.floor(age / 60)} minutes`} old.`;
}

async function ask() {
  clearTimeout(timer);
  const root = part();
  if (!document.hidden) {
    const address = new URL(root.dataset.refresh, location.href);
    address.searchParams.set("seen", root.dataset.version ?? "");
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(8_000) });
      if (answer.redirected || [401, 403].includes(answer.status)) return location.reload();
      if (answer.status === 204) heard();
      else if (answer.ok) {
        const html = await answer.text();
        const isBusy = isInUse(root);
        if (!isBusy) replace(root, html);
        heard();
        if (isBusy && words()) words().textContent = "something changed; finish what you are writing to see it";
      }
    } catch {
      // No answer: the age below tells the reader.
    }
    greyIfStale();
  }
  timer = setTimeout(ask, 1000 * (root.dataset.refreshSeconds || 10));
}

if (part()) {
  timer = setTimeout(ask, 1000 * (part().dataset.refreshSeconds || 10));
  document.addEventListener("visibilitychange", () => document.hidden || ask());
}
