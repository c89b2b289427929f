// The sunlight switch: light colours, whatever the phone prefers. Kept in a cookie so that the next page comes light.
const page = document.documentElement;

for (const button of document.querySelectorAll("[data-sunlight]")) {
  const show = () => button.setAttribute("aria-pressed", page.hasAttribute("data-light"));
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    const light = page.toggleAttribute("data-light");
    document.cookie = `sunlight=${light ? 1 : ""}; path=/; max-age=${light ? 31_536_000 : 0}; samesite=lax`;
    show();
  });
}
