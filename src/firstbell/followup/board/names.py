"""Names that are easily taken for one another, so that the wrong mother is not rung."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import lru_cache


@lru_cache(maxsize=64)
def alike(names: tuple[tuple[int, str], ...]) -> frozenset[int]:
    """Return the ids of pupils whose shown names are equal or nearly so.

    names: (id, name). Nearly: but for accents, case and signs, or for a letter left out, put in, changed or moved by
    one place. Each pair that is so close has a spelling with one letter left out in common.
    """
    spelt: dict[str, set[int]] = defaultdict(set)
    for pupil_id, name in names:
        for spelling in _spellings(_plain(name)):
            spelt[spelling].add(pupil_id)
    return frozenset(pupil_id for together in spelt.values() if len(together) > 1 for pupil_id in together)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


def _spellings(name: str) -> set[str]:
    return {name, *(name[:place] + name[place + 1 :] for place in range(len(name)))}
