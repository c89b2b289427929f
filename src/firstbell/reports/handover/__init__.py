"""The same-day handover: what was due, met, late and missed, and the closing of the day."""
