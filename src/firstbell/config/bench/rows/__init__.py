"""What is measured, a file each, in the order of the report."""

ROWS = ("opening", "saving", "percentages", "board", "visit", "clicks", "memory", "worker", "growth", "figures")
