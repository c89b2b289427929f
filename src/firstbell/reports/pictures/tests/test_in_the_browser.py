"""Every picture in a real browser: accessible, within a phone's width, in forced colours, and in grey on paper."""

from __future__ import annotations

import pytest

from firstbell.domain.marks import Choice
from firstbell.duties import commands as duties
from firstbell.followup.tests.mornings import at, marked, rings
from tests.builders import a_group, a_member, a_provision, a_pupil, a_site
from tests.support.browser import DESK

pytestmark = pytest.mark.django_db(transaction=True)
PAPER = {"width": 718, "height": 1020}
NARROW = {"width": 320, "height": 640}
DAYS = (9, 10, 11, 12, 13, 16, 17, 18, 19, 20)


@pytest.fixture
def pupil(clock_runs_from):
    """A fortnight of mornings and afternoons, the Mondays missed; one call in time, one promise missed."""
    pupil = a_pupil("Callum Tarn", group=a_group(a_site(a_provision(name="Alder Yard")), "Forge"))
    for day in DAYS:
        for session, clock in (("AM", "09:03"), ("PM", "13:03")):
            code = "O" if day in (9, 16) else ""
            marked(pupil, Choice.HERE, on=f"2026-11-{day:02}", session=session, clock=clock, code=code)
    marked(pupil, clock="09:03")
    rings(pupil, "no_answer", clock="09:06")
    marked(pupil, session="PM", clock="13:03")
    duties.judge(at("13:40"))
    clock_runs_from("2026-11-23 13:45")
    return pupil


def test_every_picture_reads_wide_and_narrow_in_forced_colours_and_on_paper(open_page, sign_in, pupil, axe, picture):
    page = open_page()
    sign_in(page, a_member(pupil.provision, "head"))
    for name, address in (("place", "/reports/pictures/"), ("pupil", f"/reports/pictures/pupil/{pupil.pk}/")):
        page.emulate_media(forced_colors="none", media="screen")
        page.set_viewport_size(DESK)
        page.goto(address)
        for fold in page.locator("details:has(> summary:text('Show as a table'))").all():
            fold.locator("> summary").click()
        axe(page)
        assert page.locator("main svg.plot a .miss").count() >= 1
        page.set_viewport_size(NARROW)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        axe(page)
        page.emulate_media(forced_colors="active")
        lines = page.locator("main svg.plot .limit")
        strokes = lines.evaluate_all("all => all.map(each => getComputedStyle(each).stroke)")
        assert set(strokes) == {page.evaluate("getComputedStyle(document.body).color")}
        page.emulate_media(forced_colors="none", media="print")
        page.set_viewport_size(PAPER)
        picture(page, f"pictures of a {name} on paper")
