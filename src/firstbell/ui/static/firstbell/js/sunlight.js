// The sunlight switch: light colours, whatever the phone prefers. Kept in a cookie so that the next page comes light.
const page = document.documentElement;
const buttons = [...document.querySelectorAll("[data-sunlight]")];
const show = () => buttons.forEach((button) => button.setAttribute("aria-pressed", page.hasAttribute("data-light")));

function change() {
  const light = page.toggleAttribute("data-light");
  document.cookie = `sunlight=${light ? 1 : ""}; path=/; max-age=${light ? 31_536_000 : 0}; samesite=lax`;
  show();
}

for (const button of buttons) {
  button.hidden = false;
  button.addEventListener("click", change);
}
show();
