"""Reintegration after a long absence: a staged timetable with an end to each stage, a welcome, check-ins (SS-29)."""
