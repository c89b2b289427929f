"""What is measured, a file each, in the order of the report."""

ROWS = (
    "opening",
    "saving",
    "percentages",
    "board",
    "visit",
    "clicks",
    "memory",
    "worker",
    "growth",
    "figures",
    "patterns",
)

# Minutes of work that says nothing of speed: measured only when it is named.
WHEN_NAMED = ("faults",)
