// Minutes left until each duty is due. Counts from the server's time, changes once a minute, and tells a screen
// reader at most one thing a minute: what is near, and what is to do where that changed. The same sum as time_left.py.
const SOON_MINUTES = 10;
const TOLD_AT = new Set([10, 5, 2, 1, 0]);
const page = document.documentElement;
const behind = Date.parse(page.dataset.now) - Date.now();
const voice = document.createElement("p");
voice.className = "hide-visually";
voice.setAttribute("role", "status");
const summary = () => document.querySelector("[data-live-summary]")?.textContent.trim() ?? "";
let told = summary();

const shorten = (minutes) =>
  minutes < 120 ? [minutes, "min"] : minutes < 2880 ? [Math.floor(minutes / 60), "hours"] : [Math.floor(minutes / 1440), "days"];

function show(duty, now) {
  const left = Date.parse(duty.dataset.due) - now;
  const late = left < 0;
  const minutes = late ? Math.floor(-left / 60_000) : Math.ceil(left / 60_000);
  const [number, unit] = shorten(minutes);
  const bar = duty.querySelector(".bar");
  const small = duty.querySelector("small");
  duty.querySelector("b").textContent = number;
  duty.querySelector("span").textContent = `${unit} ${late ? "late" : "left"}`;
  if (late && small.textContent.startsWith("due")) small.textContent = `was ${small.textContent}`;
  if (bar) {
    const tone = duty.dataset.tone || (late ? "over" : minutes <= SOON_MINUTES ? "soon" : "");
    const share = late ? 1 : Math.min(1, minutes / duty.dataset.allowed);
    bar.setAttribute("class", tone ? `bar bar-${tone}` : "bar");
    bar.firstElementChild.setAttribute("width", `${(100 * share).toFixed(1)}%`);
  }
  duty.closest(".duty")?.classList.toggle("is-overdue", late);
  return { duty, late, minutes };
}

function tell(shown) {
  const { duty, late, minutes } = shown.find((each) => TOLD_AT.has(each.minutes)) ?? {};
  const what = duty?.closest("li, section, form")?.querySelector("h2, h3")?.textContent.trim().replace(/\s+/g, " ") ?? "";
  const near = duty && `${what}: ${minutes} ${minutes === 1 ? "minute" : "minutes"} ${late ? "late" : "left"}`;
  const changed = summary() !== told && summary();
  told = summary();
  if (near || changed) voice.textContent = [near, changed].filter(Boolean).join(". ");
}

function count(isFirst) {
  const now = behind + Date.now();
  const shown = [...document.querySelectorAll("[data-due]")].map((duty) => show(duty, now));
  if (!isFirst) tell(shown.sort((a, b) => a.minutes - b.minutes));
  setTimeout(count, 60_000 - (now % 60_000) + 20);
}

if (page.dataset.now && document.querySelector("[data-due], [data-live]")) {
  document.body.append(voice);
  count(true);
}
