"""Telephone numbers: read as people type them, kept in E.164, shown as people dial them.

Numbers kept for drama (Ofcom's 07700 900 and 01632 960) belong to no real plan, so a number is judged by its shape: it
must be long enough to dial, and a British one has ten digits behind its 0.
"""

from __future__ import annotations

import re
from functools import lru_cache

from firstbell.domain.errors import Refused

# Letters that stand in a number by a slip of the hand.
LOOKALIKES = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "S": "5", "B": "8"})


class PhoneNotRead(Refused):
    """What was typed is not a telephone number. `mended` is a number it may have meant, in E.164, or empty."""

    def __init__(self, typed: str, mended: str = "") -> None:
        offer = f"Did you mean {shown(mended)}? " if mended else ""
        super().__init__(
            f"“{typed}” cannot be dialled.",
            "Nobody could be rung on it.",
            f"{offer}Write the whole number, such as 07700 900123, or begin with + and the country.",
        )
        self.mended = mended


def read_phone(typed: str) -> str:
    """Return a number in E.164, read as British unless it begins with +. Raises PhoneNotRead."""
    plain = typed.strip()
    number = _parse(plain)
    if number:
        return number
    mended = _parse(plain.translate(LOOKALIKES)) if re.search(r"\d{3}", plain) else ""
    raise PhoneNotRead(plain, mended)


@lru_cache(maxsize=4096)
def shown(e164: str) -> str:
    """Return a kept number as it is dialled here: 07700 900123, or +48 601 234 567."""
    if not e164:
        return ""
    import phonenumbers

    try:
        number = phonenumbers.parse(e164, "GB")
    except phonenumbers.NumberParseException:
        return e164
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if number.country_code == 44 else style.INTERNATIONAL)


def _parse(typed: str) -> str:
    """Return E.164, or nothing if the number has letters, an extension or the wrong length."""
    import phonenumbers

    if re.search(r"[^\d\s+().\-/]", typed):
        return ""
    try:
        number = phonenumbers.parse(typed, "GB")
    except phonenumbers.NumberParseException:
        return ""
    british = number.country_code == 44
    right_length = len(str(number.national_number)) == 10 if british else phonenumbers.is_possible_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if right_length else ""
