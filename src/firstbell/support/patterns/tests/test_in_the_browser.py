"""From a pattern to a case, as the attendance lead goes; on a desk and on a phone."""

from __future__ import annotations

from datetime import date

import pytest

from firstbell.support.models import Case, FoundPattern, PatternSearch
from firstbell.support.patterns import commands
from tests.builders import a_group, a_member, a_provision, a_pupil, a_site, london, staff
from tests.support.browser import PHONE

pytestmark = pytest.mark.django_db(transaction=True)
MONDAYS = ["2026-10-12", "2026-10-19", "2026-11-02", "2026-11-09", "2026-11-16"]
TOLD = (
    ("Callum Tarn", "weekday", 6100, "Missed 5 of 6 Mondays (1 authorised, 4 unauthorised); of other days 2 of 44."),
    (
        "Callum Tarn",
        "weekday-lateness",
        62,
        "Late on 5 of 9 Thursdays (4 before the register closed, 1 after); on other days 3 of 36. "
        "Only days on which the pupil came are counted.",
    ),
    (
        "Maryam Khaliq",
        "sibling",
        1200,
        "Missed 5 of 6 days that Idris Khaliq (the same number of a parent or carer) missed too "
        "(all authorised: illness); of the days when Idris Khaliq came 0 of 41.",
    ),
)


@pytest.fixture
def provision(clock_runs_from):
    clock_runs_from("2026-11-20 10:00")
    provision = a_provision(name="Alder Yard")
    group = a_group(a_site(provision))
    pupils = {name: a_pupil(name, group=group) for name in ("Callum Tarn", "Maryam Khaliq", "Ada Birch")}
    for name, kind, one_in, sentence in (*TOLD, ("Ada Birch", *TOLD[0][1:])):
        FoundPattern.objects.create(
            pupil=pupils[name], key=kind, kind=kind, sentence=sentence, found=5, of=6, found_elsewhere=2,
            of_elsewhere=44, one_in=one_in, dates=MONDAYS, since_on=date(2026, 10, 12),
            first_found_on=date(2026, 11, 10),
        )  # fmt: skip
    hospital = FoundPattern.objects.get(pupil=pupils["Ada Birch"])
    nell = staff(provision, "safeguarding_lead").actor
    commands.set_aside(hospital, reason="Hospital on Mondays until March", by=nell, at=london("2026-11-16 15:00"))
    PatternSearch.objects.create(
        provision=provision, starts_on=date(2026, 9, 2), ends_on=date(2026, 11, 20), pupils=54,
        done_at=london("2026-11-20 02:00"),
    )  # fmt: skip
    return provision


class TestThePatterns:
    def test_are_accessible_fit_and_lead_to_a_case(self, provision, open_page, sign_in, axe, picture):
        for size, options in (("phone", {"viewport": PHONE}), ("desk", {})):
            page = open_page(**options)
            sign_in(page, a_member(provision, "attendance_lead"))
            page.goto("/support/patterns/")
            picture(page, f"patterns {size}")
            axe(page)
            assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
            page.get_by_role("link", name="Maryam Khaliq").click()
            picture(page, f"patterns on the pupil's page {size}")
            axe(page)
            page.goto("/support/")
            picture(page, f"patterns on the support page {size}")
            axe(page)
            page.goto("/support/patterns/")
        page.get_by_role("link", name="Open a case").first.click()
        assert page.get_by_label("Why?").input_value() == TOLD[0][3]
        page.get_by_role("button", name="Open the case").click()
        assert page.get_by_role("heading", name="Patterns").is_visible()
        picture(page, "patterns in a case desk")
        assert Case.objects.get().why == TOLD[0][3]
