"""Attendance in figures in a real browser: accessible on phone and desk, ordered and narrowed without JavaScript."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from firstbell.placements.models import Baseline
from firstbell.registers import commands
from tests.builders import a_group, a_member, a_provision, a_pupil, a_register, a_site, a_week, day, london, staff
from tests.support.browser import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tom(clock_runs_from):
    """A pupil with eleven weeks behind them, a class mate, and what the main school said."""
    group = a_group(a_site(a_provision(name="Alder Yard")), "Forge")
    group.site.provision.terms.filter(name="Year 2026").update(
        break_starts_on=day("2026-10-26"), break_ends_on=day("2026-10-30")
    )
    pupil, other = (a_pupil(name, group=group, placed=True) for name in ("Tom Vale", "Ada Birch"))
    pupil.placements.update(commissioned_sessions=10)
    for number in range(11):
        monday = date(2026, 9, 7) + timedelta(weeks=number)
        if number != 7:
            a_week(pupil, monday, own_attended=3, own_unauthorised=1, own_authorised=1, late=1, minutes_late=12)
            a_week(pupil, monday, "PM", own_attended=4 if number > 5 else 3, own_unauthorised=1)
            a_week(other, monday, own_attended=5)
    for on, key in (("2026-11-19", "O"), ("2026-11-20", "/")):
        a_register(pupil, on)
        line = pupil.register_lines.get(register__on=on, register__session="AM")
        by = staff(pupil.provision).actor
        commands.amend_mark(line.pk, key, reason="It was so.", by=by, at=london(f"{on} 15:30"))
    Baseline.objects.create(
        placement=pupil.placements.get(), attended=90, possible=180, starts_on=day("2024-01-08"),
        ends_on=day("2024-07-19"), source="Referral form, Ms Vale", recorded_by="Nell",
        recorded_at=london("2026-11-01 10:00"),
    )  # fmt: skip
    clock_runs_from("2026-11-23 15:52")
    return pupil


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_pages_are_accessible(open_page, sign_in, tom, axe, size):
    page = open_page(viewport=size)
    sign_in(page, a_member(tom.provision, "attendance_lead"))
    for address in ("/reports/", "/reports/figures/", f"/reports/figures/pupils/{tom.pk}/?period=half-term"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        axe(page)


def test_a_list_is_ordered_and_its_days_are_chosen_without_javascript(page_without_javascript, sign_in, tom):
    page = page_without_javascript
    sign_in(page, a_member(tom.provision, "tutor"))
    page.goto("/reports/")
    page.get_by_role("link", name="Attendance in figures").click()
    page.get_by_label("Period").select_option("This half-term")
    page.get_by_role("button", name="Show").click()
    pupils = page.get_by_role("region", name="Attendance of each pupil").get_by_role("rowheader")
    expect(pupils).to_have_text(["Ada Birch", "Tom Vale"])
    page.get_by_role("link", name="Rate", exact=True).click()
    expect(pupils).to_have_text(["Tom Vale", "Ada Birch"])
    page.get_by_role("link", name="Tom Vale").click()
    expect(page.get_by_label("Period")).to_have_value("half-term")
    expect(page.get_by_role("heading", name="Attendance of Tom Vale")).to_be_visible()
