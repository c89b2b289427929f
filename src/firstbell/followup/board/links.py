"""Where a row of the board leads. Rooms above, and other pages of this one, register theirs as the program starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from firstbell.domain.duties import DutyKind
from firstbell.followup.board.waiting import Waits

FindAddress = Callable[[Waits], str]


@dataclass(frozen=True)
class Link:
    """What a row's one act is called, and where it leads."""

    word: str
    address: FindAddress


_links: dict[str, list[Link]] = {}


def add_link(kind: DutyKind, word: str, address: FindAddress) -> None:
    """Register where the rows of one kind of duty lead. word: the act, verb first: "Open the case". Safe to repeat.

    address: gets the duty as the board reads it, and returns the page's address, "" where there is none for it. Of
    several for one kind the first that has an address is taken.
    """
    link = Link(word, address)
    if link not in _links.setdefault(kind, []):
        _links[kind].append(link)


def link_of(duty: Waits) -> tuple[str, str] | None:
    """Return the word and the address of a row, None where no page is registered for it."""
    for link in _links.get(duty.kind, ()):
        if address := link.address(duty):
            return link.word, address
    return None
