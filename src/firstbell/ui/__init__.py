"""Everything a page is made of: base template, components, look and small scripts. Knows nothing of pupils."""
