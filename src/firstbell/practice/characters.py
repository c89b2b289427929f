"""Pupils whom a visitor of the demonstration should meet: one for each thing that makes ringing home less than simple.

They come every day, morning and afternoon, so that any school day has them. Numbers are places in the list of pupils.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Family:
    """Somebody to ring. warning: why never, empty for everybody else."""

    name: str
    relationship: str
    language: str = ""
    channel: str = "call"
    warning: str = ""


@dataclass(frozen=True)
class Character:
    """What is said of one pupil in place of what the dice would. group: the group's place among the provision's."""

    first_name: str
    last_name: str
    family: tuple[Family, ...]
    preferred_first_name: str = ""
    flag: tuple[str, str] | None = None
    travel: tuple[str, str] = ("public", "Bus 41")
    group: int = 0
    fields: dict[str, str] = field(default_factory=dict)


NEVER = "Court order: no contact about this pupil"
AT_RISK, SAME_NAME, POLISH, URDU, NEVER_RING, TEXTS, TAXI, LOST, LEAVE, MONDAYS = 0, (1, 2), 3, 4, 5, 6, 7, 8, 9, 10

CHARACTERS = {
    AT_RISK: Character(
        "Tamsin",
        "Orrell",
        (Family("Dawn Orrell", "Mother"), Family("Len Orrell", "Grandfather")),
        flag=("risk", "Has gone missing before: tell the safeguarding lead at once"),
        travel=("taxi", "Ace Cabs, 01632 960318"),
    ),
    SAME_NAME[0]: Character(
        "James",
        "Tarn",
        (Family("Ines Tarn", "Mother"),),
        preferred_first_name="Jamie",
        group=1,
        travel=("public", "Bus 7 from the station"),
    ),
    SAME_NAME[1]: Character(
        "Jamie-Lee",
        "Tarn",
        (Family("Carol Tarn", "Grandmother"),),
        preferred_first_name="Jamie",
        group=1,
        travel=("independent", ""),
    ),
    POLISH: Character(
        "Kacper",
        "Nowicki",
        (Family("Halina Nowicka", "Mother", language="Polish"),),
        fields={"language": "Polish"},
        group=1,
    ),
    URDU: Character(
        "Imani",
        "Qadir",
        (Family("Nasreen Qadir", "Mother", language="Urdu"), Family("Samir Qadir", "Father")),
        fields={"language": "Urdu"},
    ),
    NEVER_RING: Character(
        "Callum",
        "Whitlow",
        (Family("Fergus Whitlow", "Father", warning=NEVER), Family("Wendy Whitlow", "Mother")),
        group=2,
    ),
    TEXTS: Character("Daisy", "Keaney", (Family("Jo Keaney", "Mother", channel="text"),), group=2),
    TAXI: Character(
        "Reuben",
        "Pell",
        (Family("Grace Ormerod", "Foster carer"),),
        flag=("looked_after", "The carer rings back"),
        travel=("taxi", "Kestrel Cars, 01632 960240"),
        group=3,
    ),
    LOST: Character("Leo", "Hesketh", (Family("Kwame Hesketh", "Father"),), travel=("independent", ""), group=3),
    LEAVE: Character(
        "Maisie", "Flint", (Family("Rachel Flint", "Mother"), Family("Abdi Flint", "Step-father")), group=2
    ),
    MONDAYS: Character("Ryan", "Ockley", (Family("Lucia Ockley", "Mother"),), group=1, travel=("public", "Bus 12")),
}

# The same pupils under other names, for the second provision.
_OTHER_NAMES = {
    AT_RISK: ("Saoirse", "Bligh"),
    SAME_NAME[0]: ("Alexander", "Doyle"),
    SAME_NAME[1]: ("Alexandra", "Doyle"),
    POLISH: ("Zofia", "Kubik"),
    URDU: ("Hamza", "Sheikh"),
    NEVER_RING: ("Bailey", "Hargrave"),
    TEXTS: ("Paige", "Loxley"),
    TAXI: ("Kian", "Stott"),
    LOST: ("Tyrese", "Vance"),
    LEAVE: ("Elif", "Demir"),
    MONDAYS: ("Carys", "Boyle"),
}


def characters_of(is_second: bool) -> dict[int, Character]:
    """Return the characters of the first or the second provision, by their place in the list of pupils."""
    if not is_second:
        return CHARACTERS
    return {number: _renamed(character, *_OTHER_NAMES[number]) for number, character in CHARACTERS.items()}


def _renamed(character: Character, first_name: str, last_name: str) -> Character:
    family = tuple(replace(each, name=f"{each.name.split()[0]} {last_name}") for each in character.family)
    preferred = "Alex" if character.preferred_first_name else ""
    return replace(character, first_name=first_name, last_name=last_name, preferred_first_name=preferred, family=family)
