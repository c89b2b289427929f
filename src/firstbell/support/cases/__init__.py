"""Support cases: one for a pupil at a time, with everything that is known already beside it."""
