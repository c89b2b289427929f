// What became of a mark, in words. This script may say "Sending…" and "Not saved yet". Only the server's own answer
// says "Office has it": it comes with the new line and replaces whatever stood here.
const list = document.querySelector("[data-sync]");
const lineOf = (event) => event.detail.elt.closest(".line");

function say(line, tone, icon, words) {
  let place = line.querySelector(".line-state");
  if (!place) {
    place = document.createElement("p");
    line.append(place);
  }
  place.className = "line-state is-said";
  place.setAttribute("role", "status");
  place.innerHTML = `<span class="state state-${tone}"><svg class="icon" aria-hidden="true"><use href="#i-${icon}"/></svg> <span></span></span>`;
  place.querySelector("span span").textContent = words;
}

function count() {
  const sending = list.querySelectorAll('[data-is="sending"]').length;
  const failed = list.querySelectorAll('[data-is="failed"]').length;
  const total = document.querySelector("[data-sync-total]"); // Asked anew: the dock is swapped too.
  if (total) total.textContent = [sending && `${sending} sending`, failed && `${failed} not saved yet`].filter(Boolean).join(", ");
}

function sending(event) {
  const line = lineOf(event);
  if (!line) return;
  const pressed = event.detail.requestConfig?.triggeringEvent?.submitter;
  line.dataset.is = "sending";
  if (pressed?.closest(".choices")) {
    for (const choice of line.querySelectorAll(".choices > button")) {
      choice.dataset.was ??= choice.getAttribute("aria-pressed") ?? "false";
      choice.setAttribute("aria-pressed", choice === pressed);
    }
    line.again = () => pressed.click();
  }
  say(line, "told", "sending", "Sending…");
  count();
}

function why(status) {
  if (status === 401) return "your sign-in has ended. Sign in in another tab, then press again.";
  if (status) return `the office computer could not take it (${status}). Press again.`;
  return "no answer from the office computer. Press again.";
}

// A sign-in that ended must not take the page, and the marks on it, away.
function stay(event) {
  if (event.detail.xhr.status !== 401) return;
  event.preventDefault();
  ended({ detail: { ...event.detail, successful: false } });
}

function ended(event) {
  const line = lineOf(event);
  if (line && !event.detail.successful) {
    line.dataset.is = "failed";
    for (const choice of line.querySelectorAll("[data-was]")) {
      choice.setAttribute("aria-pressed", choice.dataset.was);
      delete choice.dataset.was;
    }
    say(line, "bad", "device", `Not saved yet – ${why(event.detail.xhr?.status)}`);
  }
  count();
}

if (list) {
  list.addEventListener("htmx:beforeRequest", sending);
  list.addEventListener("htmx:beforeOnLoad", stay);
  list.addEventListener("htmx:afterRequest", ended);
  list.addEventListener("htmx:afterSettle", count);
  window.addEventListener("online", () => list.querySelectorAll('[data-is="failed"]').forEach((line) => line.again?.()));
  window.addEventListener("beforeunload", (event) => {
    if (list.querySelector("[data-is]")) event.preventDefault();
  });
}
