"""Which codes a register's marks are read with: the set it was opened with, as it stood on its day."""

from __future__ import annotations

from datetime import date
from functools import cache

from firstbell.domain.codes import CodeSet
from firstbell.policy import code_set_names, load_code_set
from firstbell.policy.code_sets import NATIONAL_NAMES
from firstbell.provisions import queries as provisions


def codes_of(code_set: str, provision_id: int, on: date) -> CodeSet:
    """Return a register's codes. A shipped set comes whole, so that a code that ended names its successor.

    A provision's own codes are in its policy; asking for them costs a statement.
    """
    if code_set in code_set_names():
        return _whole(code_set)
    return provisions.policy_on(provision_id, on).own_code_set(on)


@cache
def _whole(name: str) -> CodeSet:
    """A shipped set; a national one with the other's codes too, which old exports still carry. None is valid anew."""
    shipped = load_code_set(name)
    if name not in NATIONAL_NAMES:
        return shipped
    others = [code for other in NATIONAL_NAMES for code in load_code_set(other) if code.key not in shipped]
    return CodeSet(name, (*shipped.codes, *others))
