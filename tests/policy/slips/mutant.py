"""One slip, made on purpose."""

from collections.abc import Callable
from types import ModuleType
from typing import NamedTuple

Check = Callable[[ModuleType], bool]


class Mutant(NamedTuple):
    """One piece of a text replaced by another.

    module: within `firstbell`; or the file of a shipped policy. true: stands there once. notices: asks the small world,
    and holds only for the true text.
    """

    name: str
    module: str
    true: str
    slip: str
    notices: Check
