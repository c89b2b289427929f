"""What is measured, a file each, in the order of the report."""

ROWS = ("opening", "saving", "board", "memory", "figures")
