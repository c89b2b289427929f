"""The invented people, schools and places of the demonstration. None of them exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from pathlib import Path

PASSWORD = "practice-bell-0900"


def _words(file: str) -> list[str]:
    return (Path(__file__).parent / file).read_text(encoding="utf-8").split()


FIRST_NAMES = _words("first_names.txt")
LAST_NAMES = _words("last_names.txt")
WOMENS_NAMES = ("Ines", "Dawn", "Grace", "Jo", "Halina", "Bev", "Carol", "Lucia", "Nasreen", "Wendy", "Rachel")
MENS_NAMES = ("Omar", "Len", "Samir", "Patrick", "Abdi", "Kwame", "Fergus", "Tomasz", "Ayo")
RELATIONSHIPS = ("Mother", "Father", "Grandmother", "Aunt", "Foster carer", "Step-father", "Grandfather")
ETHNICITIES = ("white", "white", "mixed", "white", "black", "white", "asian", "white", "", "other", "white")
LANGUAGES = ("",) * 9 + ("Polish", "Urdu", "Romanian", "Somali", "Ukrainian", "Arabic", "Bengali", "Panjabi")
TAXI_FIRMS = ("Kestrel Cars, 01632 960240", "Ace Cabs, 01632 960318")


@dataclass(frozen=True)
class Someone:
    """A member of staff or a link person: the role as accounts knows it."""

    name: str
    email: str
    role: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """One practice provision."""

    name: str
    slug: str
    preset: str
    phone: str
    site: str
    address: str
    groups: tuple[str, ...]
    pupils: int
    morning: tuple[time, time]
    afternoon: tuple[time, time]
    activity: str
    staff: tuple[Someone, ...]


TOWN = Place(
    name="Alder Yard",
    slug="alder-yard",
    preset="stepping-stones",
    phone="+441632960100",
    site="Alder Yard",
    address="4 Tannery Lane, Ambleford",
    groups=("Forge", "Studio", "Kitchen", "Workshop"),
    pupils=28,
    morning=(time(9, 0), time(12, 0)),
    afternoon=(time(12, 45), time(15, 0)),
    activity="Construction, sport and functional skills",
    staff=(
        Someone("Sam Okoro", "tutor@alderyard.example", "tutor", ("Forge", "Workshop")),
        Someone("Joss Penhale", "joss@alderyard.example", "tutor", ("Studio", "Kitchen")),
        Someone("Priya Nair", "lead@alderyard.example", "attendance_lead"),
        Someone("Bev Hartley", "head@alderyard.example", "head"),
        Someone("Nell Ashdown", "safeguarding@alderyard.example", "safeguarding_lead"),
        Someone("Rob Tidewell", "admin@alderyard.example", "administrator"),
    ),
)
OUTDOORS = Place(
    name="High Fell Outdoor Learning",
    slug="high-fell",
    preset="adventure-in-learning",
    phone="+441632960200",
    site="Boathouse",
    address="The Boathouse, Fellmere",
    groups=("Lake", "Woods", "Farm", "Crag", "Orchard"),
    pupils=40,
    morning=(time(9, 30), time(12, 15)),
    afternoon=(time(13, 0), time(15, 15)),
    activity="Outdoor learning: canoeing, woodcraft and land work",
    staff=(
        Someone("Ffion Rees", "tutor@highfell.example", "tutor", ("Lake", "Woods", "Crag")),
        Someone("Dev Anand", "dev@highfell.example", "tutor", ("Farm", "Orchard")),
        Someone("Marta Kowal", "lead@highfell.example", "attendance_lead"),
        Someone("Gus Ironside", "head@highfell.example", "head"),
        Someone("Ruth Amble", "safeguarding@highfell.example", "safeguarding_lead"),
        Someone("Rob Tidewell", "admin@highfell.example", "administrator"),
    ),
)
PLACES = (TOWN, OUTDOORS)

SCHOOLS = (
    "Netherfold Academy",
    "Ashmere High",
    "Brackwell School",
    "Tollgate Park",
    "St Osyth's Catholic School",
    "Greenholm Community School",
    "Larkfield Academy",
    "Wyke Hill School",
    "Riverside Special School",
)
COUNCILS = ("Ambleshire Council", "Fellmoor Council")
