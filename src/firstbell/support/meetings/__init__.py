"""Meetings with parents, schools and professionals: invited, held, written down, acted on (AL-9, SS-24)."""
