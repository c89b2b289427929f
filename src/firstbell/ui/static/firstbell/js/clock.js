// The masthead's clock: shows the server's time, a minute at a time, so that a moved practice clock is respected.
const page = document.documentElement;
const behind = Date.parse(page.dataset.now) - Date.now();
const london = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" });

function show() {
  const now = behind + Date.now();
  for (const clock of document.querySelectorAll("[data-clock]")) {
    clock.textContent = london.format(now);
    clock.dateTime = new Date(now).toISOString();
  }
  setTimeout(show, 60_000 - (now % 60_000));
}

if (page.dataset.now) show();
