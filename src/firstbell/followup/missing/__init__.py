"""A child whom nobody found: the case, its checklist and timeline, and what the council is told (SS-20, R-160 on)."""
