"""Documents: each is one query, and what is shown, printed or taken as a table is made of the same answer."""
