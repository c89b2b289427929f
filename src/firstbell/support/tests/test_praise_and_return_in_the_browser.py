"""Recognition, a return and the policy with families, seen by phone and by desk, and used without JavaScript."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from firstbell.domain.returning import Stage
from firstbell.support.cases.commands import open_case
from firstbell.support.recognition.listing import list_recognitions
from firstbell.support.recognition.models import Recognition
from firstbell.support.reintegration import commands as returns
from firstbell.support.tests.marking import mark_days
from tests import builders
from tests.builders import a_group, a_member, a_provision, a_pupil, a_site
from tests.support.browser import DESK, PHONE
from tests.support.times import london

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def head(clock_runs_from):
    """Somebody who improved, somebody here all week, and somebody who comes back by stages."""
    group = a_group(a_site(a_provision(name="Alder Yard")), "Forge")
    maya, callum, ines = (a_pupil(name, group=group) for name in ("Maya Reed", "Callum Tarn", "Ines Fell"))
    mark_days(maya, "/O /O OO /O /O " * 4 + "// // // /O // " * 4, "2026-09-28")
    mark_days(callum, "// // /M // //", "2026-11-16")
    list_recognitions(group.site.provision_id, london("2026-11-21 02:00"))
    nell = builders.staff(group.site.provision).actor
    case = open_case(ines, why="Away since September", by=nell, at=london("2026-11-06 09:00"))
    facts = returns.ReturnFacts(
        "Anxiety after a long illness", "Ade Fell", date(2026, 11, 5),
        a_member(case.provision, "tutor", name="Sam Okoro"), "Meet at the gate, breakfast first",
    )  # fmt: skip
    stages = [
        Stage(date(2026, 11, 9), date(2026, 11, 20), date(2026, 11, 19), frozenset({"1-AM", "3-AM"})),
        Stage(date(2026, 11, 21), date(2026, 12, 4), date(2026, 12, 3), frozenset({"1-AM", "1-PM", "3-AM", "5-AM"})),
    ]
    plan = returns.plan_return(case, ines.placements.get(), facts, stages, by=nell, at=london("2026-11-06 09:30"))
    mark_days(ines, "/. .. /. .. .. O. .. /. .. .. //", "2026-11-09")
    returns.check_in(plan, on=date(2026, 11, 18), note="Likes the quiet start", by=nell, at=london("2026-11-18 15:00"))
    clock_runs_from("2026-11-23 13:30")
    return a_member(group.site.provision, "head", name="Bev Hartley")


def test_the_pages_are_accessible_at_both_sizes(open_page, sign_in, head, axe, picture):
    page = open_page(viewport=DESK)
    sign_in(page, head)
    plan = returns.ReintegrationPlan.objects.get()
    addresses = {
        "recognition": "/support/recognition/",
        "return": f"/support/returns/{plan.pk}/",
        "stage": f"/support/returns/stages/{plan.stages.get(number=2).pk}/",
        "plan return": f"/support/cases/{open_case_for_maya(head).pk}/return/",
        "families": "/support/policy/families/",
        "policy review": "/support/policy/review/",
        "groups": "/reports/groups/",
    }
    for name, address in addresses.items():
        page.set_viewport_size(DESK)
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        picture(page, f"{name} desk")
        page.set_viewport_size(PHONE)
        picture(page, f"{name} phone")
        axe(page)


def open_case_for_maya(head):
    pupil = Recognition.objects.filter(achievement="improved").get().pupil
    return open_case(pupil, why="Mondays", by=builders.staff(pupil.provision).actor, at=london("2026-11-20 09:00"))


def test_a_recognition_is_given_and_another_passed_over_without_scripts(page_without_javascript, sign_in, head):
    page = page_without_javascript
    sign_in(page, head)
    page.goto("/support/recognition/")
    page.get_by_label("Callum Tarn").uncheck()
    page.get_by_role("button", name="Record as given").click()
    expect(page.get_by_text("Recorded as given: Maya Reed.")).to_be_visible()
    page.get_by_role("link", name="Pass over Callum Tarn").click()
    page.get_by_label("Why is it passed over?").fill("The family asked us not to")
    page.get_by_role("button", name="Pass over").click()
    expect(page.get_by_text("The family asked us not to")).to_be_visible()
    assert set(Recognition.objects.values_list("state", flat=True)) == {"given", "passed_over"}
