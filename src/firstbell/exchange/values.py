"""Reading single cells: dates, names, year groups, numbers and addresses as people write them.

Each reader returns a Reading: the value, and what a person should know or decide about it. Nothing is guessed silently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

Value = TypeVar("Value")

MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
LOST_LETTER = re.compile(r"\w\?\w|\ufffd")


@dataclass(frozen=True)
class Reading(Generic[Value]):
    """A value read from a cell. fault: why it cannot be used; doubt: what to check; offer: a mended text to accept."""

    value: Value | None
    fault: str = ""
    doubt: str = ""
    offer: str = ""
    note: str = ""


def read_date(text: str, *, near: date | None = None) -> Reading[date]:
    """Read 31/12/2012, 31.12.12, 2012-12-31, 19 Apr 2012, or 7th Sept (in the year that brings it closest to `near`).

    The day always stands before the month, as in England.
    """
    plain = text.strip().lower()
    try:
        if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t].*)?", plain):
            return Reading(date(int(match[1]), int(match[2]), int(match[3])))
        if match := re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2}|\d{4})", plain):
            return Reading(date(_full_year(match[3]), int(match[2]), int(match[1])))
        match = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3})[a-z]*\.?,?(?:\s+(\d{4}))?", plain)
        if match and match[2] in MONTHS:
            return _date_in_words(int(match[1]), MONTHS[match[2]], match[3], near, text)
    except ValueError:
        return Reading(None, fault=f"{text} is not a day of the calendar.")
    return Reading(None, fault=f"“{text}” is not a date Firstbell can read; write 31/12/2012.")


def _date_in_words(day: int, month: int, year: str | None, near: date | None, text: str) -> Reading[date]:
    if year:
        return Reading(date(int(year), month, day))
    if near is None:
        return Reading(None, fault=f"“{text}” has no year.")
    closest = min((date(near.year + n, month, day) for n in (-1, 0, 1)), key=lambda each: abs(each - near))
    return Reading(closest, doubt=f"“{text}” has no year; read as {closest:%d/%m/%Y}.")


def _full_year(digits: str) -> int:
    """Two digits are this century: nobody on a roster was born or started before 2000."""
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def read_year_group(text: str) -> Reading[int]:
    """Read 9, 09, Y9, Yr 9, Year 9."""
    match = re.fullmatch(r"(?:y|yr|year)?\s*(\d{1,2})", text.strip().lower())
    if not match or not 0 <= int(match[1]) <= 14:
        return Reading(None, fault=f"“{text}” is not a year group.")
    return Reading(int(match[1]))


def read_name(text: str) -> Reading[str]:
    """Trim a name and say so where a letter seems to have been lost on the way. A formula stays text."""
    name = re.sub(r"\s+", " ", text).strip()
    if LOST_LETTER.search(name):
        return Reading(name, doubt=f"“{name}” looks as if a letter was lost.")
    if name[:1] in {"=", "+", "@"}:
        return Reading(name, doubt=f"“{name}” is a formula in the file; it is kept as plain text.")
    return Reading(name)


def read_full_name(text: str) -> Reading[tuple[str, str]]:
    """Read 'Tyrese Qureshi' or 'Qureshi, Tyrese' as (first, last)."""
    name = read_name(text).value or ""
    if "," in name:
        last, _, first = (part.strip() for part in name.partition(","))
    else:
        first, _, last = name.partition(" ")
    if not first or not last:
        return Reading(None, fault=f"“{text}” is not a first name and a last name.")
    return Reading((first, last))


def read_yes_or_no(text: str) -> Reading[bool]:
    plain = text.strip().lower()
    if plain in {"yes", "y", "true", "1"}:
        return Reading(True)
    if plain in {"no", "n", "false", "0"}:
        return Reading(False)
    return Reading(None, fault=f"“{text}” is neither yes nor no.")


def read_email(text: str) -> Reading[str]:
    """Check the shape of an address; a comma in place of a dot is offered mended."""
    address = text.strip()
    if _is_address(address):
        return Reading(address.lower())
    mended = address.replace(",", ".").replace(" ", "")
    return Reading(None, fault=f"“{address}” is not an email address.", offer=mended if _is_address(mended) else "")


def _is_address(text: str) -> bool:
    return re.fullmatch(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;<>().]{2,}", text) is not None


def read_phone(text: str) -> Reading[str]:
    """Read a United Kingdom number as E.164. What stands in brackets behind it is its note.

    A lost leading zero and '+44 (0)' are put right; a letter O for a nought is offered mended.
    """
    note = ""
    plain = text.strip()
    if match := re.fullmatch(r"(.*\d)\s*\(([^()]*[a-z][^()]*)\)", plain, re.IGNORECASE):
        plain, note = match[1], match[2].strip()
    plain = plain.replace("(0)", "")
    if number := _e164(plain):
        return Reading(number, note=note)
    mended = re.sub(r"(?i)o", "0", plain)
    if mended != plain and (number := _e164(mended)):
        return Reading(None, fault=f"“{text}” has the letter O where a nought belongs.", offer=number, note=note)
    return Reading(None, fault=f"“{text}” is not a telephone number.", note=note)


def _e164(text: str) -> str:
    """E.164, or nothing. A number that lost its leading zero in a spreadsheet gets it back."""
    import phonenumbers

    digits = re.sub(r"\D", "", text)
    candidates = [text] if text.startswith(("+", "0")) else [text, f"0{digits}"]
    for candidate in candidates:
        try:
            number = phonenumbers.parse(candidate, "GB")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number) and len(str(number.national_number)) >= 9:
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return ""
