"""Reads a provision's own marks: a code set given in the policy itself, each code mapped to a national meaning."""

from firstbell.domain.codes import DECIDE, Category, Code, CodeSet, KeyUsedTwice, Meaning
from firstbell.policy.code_sets import load_code_set
from firstbell.policy.faults import choose_from
from firstbell.policy.tables import Table

NEEDED = {
    "/": "here in the morning",
    "\\": "here in the afternoon",
    "L": "late",
    "U": "late after close",
    "N": "not here",
}
"""What the register's own choices write, by national key; a set without one of them cannot take a register."""
_MEANINGS = {
    Category.ATTENDING: (Meaning.PRESENT,),
    Category.APPROVED_EDUCATIONAL_ACTIVITY: (Meaning.APPROVED_ACTIVITY,),
    Category.AUTHORISED_ABSENCE: (Meaning.ABSENT,),
    Category.UNAUTHORISED_ABSENCE: (Meaning.ABSENT,),
    Category.NOT_POSSIBLE: (Meaning.NOT_COUNTED, Meaning.UNABLE_TO_ATTEND),
}


def read_codes(file: Table, tables: list[Table]) -> CodeSet | None:
    """Return the set the [[code]] blocks make; None, with the faults reported, where it cannot be used."""
    codes = [_code(table) for table in tables]
    if not all(table.is_sound() for table in tables) or not codes:
        return None
    try:
        own = CodeSet("own", tuple(codes))
    except KeyUsedTwice as refusal:
        tables[_last_of(refusal.key, codes)].fault("key", f"{refusal.what} {refusal.means}", refusal.do)
        return None
    for national, when in NEEDED.items():
        if not any(code.national == national for code in own):
            what = f"No code stands for {national} ({when}), so a register could not be taken."
            file.fault("code", what, f"Add a [[code]] with national = {_quoted(national)}.")
    return own


def _last_of(key: str, codes: list[Code]) -> int:
    return max(number for number, code in enumerate(codes) if code.key == key)


def _code(table: Table) -> Code:
    table.only("code", "key", "description", "category", "meaning", "national", "from", "until", "note")
    category = table.choice("category", Category)
    meaning = table.choice("meaning", Meaning, default=_MEANINGS[category][0])
    if table.is_sound("category", "meaning") and meaning not in _MEANINGS[category]:
        fitting = " or ".join(repr(each.value.replace("_", "-")) for each in _MEANINGS[category])
        table.fault(
            "meaning", f"A code that counts as {_words(category)} cannot mean {_words(meaning)}.", f"Use {fitting}."
        )
    national = table.text("national")
    known = load_code_set("england-2024")
    if national and national != DECIDE and national not in known:
        near = choose_from([DECIDE, *(code.key for code in known)], national)
        table.fault("national", f"{national!r} is no national code.", near)
    symbol = table.text("code")
    from_on, until_on = table.day("from"), table.day("until")
    if from_on and until_on and until_on < from_on:
        table.fault("until", f"The code ends on {until_on}, before it begins on {from_on}.", "Check both dates.")
    return Code(
        code=symbol,
        key=table.text("key", default=symbol),
        description=table.text("description"),
        meaning=meaning,
        category=category,
        national=national,
        national_2006=national if national in load_code_set("england-2006") else DECIDE,
        effective_from=from_on,
        effective_to=until_on,
        counts_as_possible=category is not Category.NOT_POSSIBLE,
        counts_as_present=category in (Category.ATTENDING, Category.APPROVED_EDUCATIONAL_ACTIVITY),
        authorised={Category.AUTHORISED_ABSENCE: True, Category.UNAUTHORISED_ABSENCE: False}.get(category),
        note=table.text("note", default=""),
    )


def _words(name: str) -> str:
    return name.replace("_", " ")


def _quoted(national: str) -> str:
    return "'\\'" if national == "\\" else f'"{national}"'
