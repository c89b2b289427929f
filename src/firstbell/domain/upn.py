"""Unique pupil numbers: thirteen characters, the first a check letter over the other twelve (rule R-124)."""

import re
from dataclasses import dataclass

from firstbell.domain.errors import Refused

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_SHAPE = re.compile(rf"[{LETTERS}][0-9]{{11}}[0-9{LETTERS}]")


class UpnFault(Refused):
    """A number that cannot be a UPN as it stands."""


class UpnMisshapen(UpnFault):
    """Too short, too long, or a character that no UPN has."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{text!r} is not shaped like a UPN.",
            "A UPN is a capital letter and twelve digits; a temporary one ends in a letter. I, O and S are never used.",
            "Copy it again from the school's record, or leave it empty until the school sends it.",
        )


class UpnCheckLetterWrong(UpnFault):
    """The check letter does not fit the digits: one character is wrong or two changed places."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"The first letter of {text} does not fit its digits (they give {check_letter(text[1:])}).",
            "At least one character is wrong, so it may be another pupil's number.",
            "Compare it with the school's record, and keep it as typed only if the school confirms it.",
        )
        self.expected = check_letter(text[1:])


@dataclass(frozen=True)
class Upn:
    """A UPN whose check letter fits."""

    value: str

    @property
    def is_temporary(self) -> bool:
        return self.value[-1].isalpha()

    def __str__(self) -> str:
        return self.value


def normalised(text: str) -> str:
    """Return a number as UPNs are written: capitals, no blanks."""
    return "".join(text.split()).upper()


def check_letter(twelve: str) -> str:
    """Return the check letter of a UPN's other twelve characters: weights 2 to 13, remainder by 23."""
    total = sum(weight * _value(character) for weight, character in enumerate(twelve, start=2))
    return LETTERS[total % len(LETTERS)]


def check_upn(text: str) -> Upn:
    """Return the UPN a text holds, capitals and blanks put right. Raises UpnMisshapen, UpnCheckLetterWrong."""
    value = normalised(text)
    if not _SHAPE.fullmatch(value):
        raise UpnMisshapen(text)
    if check_letter(value[1:]) != value[0]:
        raise UpnCheckLetterWrong(value)
    return Upn(value)


def _value(character: str) -> int:
    return int(character) if character.isdigit() else LETTERS.index(character)
