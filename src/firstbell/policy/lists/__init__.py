"""Lists people choose from, one CSV file each: a key that never changes, and the words for it.

A provision adds entries of its own (support/choices); these are what every one begins with.
"""

import csv
from functools import lru_cache
from importlib import resources

FILES = {"barrier": "barriers.csv", "strategy": "strategies.csv", "agency": "agencies.csv"}


@lru_cache
def listed(kind: str) -> tuple[tuple[str, str], ...]:
    """Return the shipped entries of a list as key and words, in the order of the file. Raises KeyError."""
    text = (resources.files(__package__) / FILES[kind]).read_text(encoding="utf-8")
    return tuple((row["key"], row["words"]) for row in csv.DictReader(text.splitlines()))
