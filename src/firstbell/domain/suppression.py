"""Which groups of a breakdown must not be shown, so that nobody can be told from a small number.

A group of fewer than ten is kept back. Where the total of the breakdown is known, what is left of it after the groups
that are shown is the groups kept back together; so these must be ten or more together too, or nobody at all, or the
next smallest group is kept back with them (SS-36).
"""

from collections.abc import Mapping
from typing import TypeVar

LEAST = 10

Key = TypeVar("Key")


def kept_back(sizes: Mapping[Key, int], least: int = LEAST) -> frozenset[Key]:
    """Return the groups not to be shown. sizes: people in each group; each person is in one of them. Empty ones count
    for nothing. Of groups equally large, the one that stands first is kept back.
    """
    filled = {key: size for key, size in sizes.items() if size > 0}
    hidden = {key for key, size in filled.items() if size < least}
    shown = sorted((key for key in filled if key not in hidden), key=filled.__getitem__)
    while hidden and shown and sum(filled[key] for key in hidden) < least:
        hidden.add(shown.pop(0))
    return frozenset(hidden)
