"""What was promised and what was done: each duty with when it was due, when it was done, and what proves it."""
