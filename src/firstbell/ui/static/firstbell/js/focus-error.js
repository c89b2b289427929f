// After a refused form the reader starts at the list of things to put right, on a whole page or a swapped part.
const toSummary = (root) => root.querySelector("[data-focus]")?.focus();

toSummary(document);
document.addEventListener("htmx:afterSettle", (event) => toSummary(event.target));
