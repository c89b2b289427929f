"""One morning as its people live it, in Chromium: the tutor, the office, the school that is told."""

from __future__ import annotations

import re
from datetime import date

import pytest

from firstbell import clock
from firstbell.practice.models import PracticeMail
from firstbell.registers import commands as registers
from firstbell.registers.models import Mark, RegisterLine
from firstbell.worker import loop
from tests.builders import a_commissioner, a_group, a_link_person, a_member, a_provision, a_pupil, a_site
from tests.support.browser import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ("Amina Warsame", "Callum Tarn", "Dara Whitlow", "Jayden Marrin", "Kacey Holt", "Mason Greeve")


@pytest.fixture
def alder_yard(clock_runs_from):
    """Monday 09:03: Forge has six pupils of Netherfold Academy, all due at nine."""
    provision = a_provision(name="Alder Yard", phone="+441632960100")
    school = a_commissioner(provision, name="Netherfold Academy", notice_email="attendance@netherfold.example")
    tutor = a_member(provision, "tutor", name="Sam Okoro")
    group = a_group(a_site(provision), "Forge", tutors=(tutor,))
    for name in NAMES:
        a_pupil(name, group=group, commissioner=school)
    a_link_person(school)
    clock_runs_from("2026-11-23 08:50")
    loop.turn(clock.now())
    clock_runs_from("2026-11-23 09:03")
    return provision


def person(provision, role: str):
    member = provision.memberships.filter(role=role).first()
    return member.user if member else a_member(provision, role)


def marks_now() -> dict[str, str]:
    """The current mark of each pupil's morning, by name."""
    lines = RegisterLine.objects.filter(register__session="AM").select_related("pupil", "current_mark")
    return {line.pupil.name: line.current_mark.code_key if line.current_mark else "" for line in lines}


class Clicks:
    """Counts what a person presses."""

    def __init__(self, page) -> None:
        self.page = page
        self.count = 0

    def press(self, locator) -> None:
        self.count += 1
        locator.click()

    def not_here(self, name: str) -> None:
        line = self.page.locator("li.line", has=self.page.get_by_role("heading", name=name))
        self.press(line.get_by_role("button", name="Not here"))


@pytest.mark.parametrize(
    "kind_of_page", [{"viewport": DESK}, {"viewport": PHONE, "has_touch": True}, {"java_script_enabled": False}],
    ids=["desk", "phone", "no scripts"],
)  # fmt: skip
class TestATutor:
    def test_takes_a_register_with_two_absent_in_four_clicks(self, kind_of_page, alder_yard, open_page, sign_in, axe):
        page = open_page(**kind_of_page)
        sign_in(page, person(alder_yard, "tutor"))
        page.goto("/")
        clicks = Clicks(page)
        clicks.press(page.get_by_role("link", name="Forge").first)
        page.wait_for_url(re.compile(r"/registers/\d+/"))
        clicks.not_here("Callum Tarn")
        page.locator("li.line", has_text="Marked N").first.wait_for()
        clicks.not_here("Dara Whitlow")
        page.get_by_role("button", name="Not here", pressed=True).nth(1).wait_for()
        clicks.press(page.get_by_role("button", name="The other 4 are here"))
        page.get_by_text("6 of 6 marked").first.wait_for()
        assert clicks.count == 4
        assert marks_now() == dict.fromkeys(NAMES, "/") | {"Callum Tarn": "N", "Dara Whitlow": "N"}
        page.runs_scripts = kind_of_page.get("java_script_enabled", True)
        axe(page)

    def test_marks_nothing_by_looking(self, kind_of_page, alder_yard, open_page, sign_in):
        page = open_page(**kind_of_page)
        sign_in(page, person(alder_yard, "tutor"))
        page.goto("/")
        page.get_by_role("link", name="Forge").first.click()
        page.wait_for_url(re.compile(r"/registers/\d+/"))
        assert set(marks_now().values()) == {""}

    def test_takes_an_answer_back_before_finish(self, kind_of_page, alder_yard, open_page, sign_in):
        page = open_page(**kind_of_page)
        sign_in(page, person(alder_yard, "tutor"))
        page.goto("/")
        page.get_by_role("link", name="Forge").first.click()
        page.wait_for_url(re.compile(r"/registers/\d+/"))
        clicks = Clicks(page)
        clicks.not_here("Callum Tarn")
        page.locator("li.line", has_text="Marked N").first.wait_for()
        page.get_by_role("button", name=re.compile("Undo")).first.click()
        page.get_by_text("0 of 6 marked").first.wait_for()
        assert marks_now()["Callum Tarn"] == ""
        assert Mark.objects.filter(line__pupil__legal_first_name="Callum").count() == 2


class TestTheOffice:
    def test_rings_home_and_the_reason_becomes_the_mark(self, alder_yard, open_page, sign_in, clock_runs_from):
        tutor_page = open_page()
        sign_in(tutor_page, person(alder_yard, "tutor"))
        tutor_page.goto("/")
        tutor_page.get_by_role("link", name="Forge").first.click()
        tutor_page.wait_for_url(re.compile(r"/registers/\d+/"))
        Clicks(tutor_page).not_here("Callum Tarn")
        tutor_page.locator("li.line", has_text="Marked N").first.wait_for()

        clock_runs_from("2026-11-23 09:07")
        board = open_page()
        sign_in(board, person(alder_yard, "attendance_lead"))
        board.goto("/")
        row = board.locator("li.duty", has_text="Callum Tarn").first
        assert "Ring home" in row.inner_text()
        assert "due 09:10" in row.inner_text()
        row.get_by_role("button", name="Not coming").click()
        board.get_by_role("heading", name="Callum Tarn: not coming").wait_for()
        board.get_by_label("Illness", exact=False).check()
        board.get_by_role("button", name="Save the call").click()
        board.get_by_role("heading", name="Monday morning").wait_for()
        assert marks_now()["Callum Tarn"] == "I"
        assert list(Mark.objects.filter(line__pupil__legal_first_name="Callum").values_list("code_key", flat=True)) == [
            "N",
            "I",
        ]

    def test_the_school_is_told_of_its_own_pupils_before_half_past(
        self, alder_yard, open_page, sign_in, clock_runs_from, settings
    ):
        settings.EMAIL_BACKEND = "firstbell.practice.mail.MailboxBackend"
        page = open_page()
        sign_in(page, person(alder_yard, "tutor"))
        page.goto("/")
        page.get_by_role("link", name="Forge").first.click()
        page.wait_for_url(re.compile(r"/registers/\d+/"))
        Clicks(page).not_here("Callum Tarn")
        page.locator("li.line", has_text="Marked N").first.wait_for()
        loop.turn(clock.now())
        assert not PracticeMail.objects.exists(), "It waits, so that the office can add what home says."
        clock_runs_from("2026-11-23 09:19")
        loop.turn(clock.now())
        mail = PracticeMail.objects.get()
        assert "attendance@netherfold.example" in mail.to_address
        assert "Callum" not in mail.subject
        assert "Callum T" in mail.text
        assert "Amina" not in mail.text


class TestAReferringSchool:
    def test_sees_its_own_pupils_and_the_code_proposed(self, alder_yard, open_page, sign_in, axe):
        other = a_commissioner(alder_yard, name="Tollgate Park")
        a_pupil("Ola Adeyin", group=alder_yard.sites.get().groups.get(), commissioner=other)
        registers.open_day(alder_yard.pk, date(2026, 11, 23), at=clock.now())
        page = open_page()
        sign_in(page, person(alder_yard, "tutor"))
        page.goto("/")
        page.get_by_role("link", name="Forge").first.click()
        page.wait_for_url(re.compile(r"/registers/\d+/"))
        Clicks(page).not_here("Callum Tarn")
        page.locator("li.line", has_text="Marked N").first.wait_for()

        school = open_page()
        sign_in(school, person(alder_yard, "commissioner_contact"))
        school.goto("/")
        words = school.locator("main").inner_text()
        assert "Callum Tarn" in words
        assert "Ola Adeyin" not in words
        axe(school)
