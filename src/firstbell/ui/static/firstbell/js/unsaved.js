// Leaving a form with words that were not saved: the browser asks first. data-unsaved="yes" means they already are.
const forms = [...document.querySelectorAll("form[data-unsaved]")];

for (const form of forms) {
  form.addEventListener("input", () => (form.dataset.unsaved = "yes"));
  form.addEventListener("submit", () => (form.dataset.unsaved = ""));
}
if (forms.length) {
  window.addEventListener("beforeunload", (event) => {
    if (forms.some((form) => form.isConnected && form.dataset.unsaved === "yes")) event.preventDefault();
  });
}
