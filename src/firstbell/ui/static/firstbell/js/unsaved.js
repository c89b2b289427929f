// Leaving words that were not saved: the browser asks first. Watches forms with a text of several lines, those that
// ask for it (data-unsaved), and those that came back with something to put right.
const isWatched = (form) => form?.matches("[data-unsaved], :has(textarea)");
const unsaved = new Set(document.querySelectorAll("form:has(.has-error)"));

function ask(event) {
  if ([...unsaved].some((form) => form.isConnected)) event.preventDefault();
}

if (unsaved.size) window.addEventListener("beforeunload", ask);
document.addEventListener("input", ({ target: { form } }) => {
  if (!isWatched(form)) return;
  unsaved.add(form);
  window.addEventListener("beforeunload", ask);
});
document.addEventListener("submit", ({ target }) => unsaved.delete(target));
