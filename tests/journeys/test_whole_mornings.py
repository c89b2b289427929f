"""The whole of a morning at each of the two founding provisions, in Chromium, as everybody in it lives it.

Both mornings are Mondays after a change of the clocks: every promise runs on London's time.
"""

from __future__ import annotations

import re

import pytest

from firstbell import clock
from firstbell.duties.models import Duty
from firstbell.practice.models import PracticeMail
from firstbell.registers.models import Mark
from firstbell.worker import loop
from tests.builders import a_commissioner, a_contact, a_group, a_member, a_provision, a_pupil, a_site
from tests.support.browser import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def mail_stays_here(settings):
    settings.EMAIL_BACKEND = "firstbell.practice.mail.MailboxBackend"


class Place:
    """One provision on its Monday: who works there, who comes, and a clock that tells the worker."""

    def __init__(self, preset: str, day: str, session: str, clock_runs_from) -> None:
        self.day, self.session, self._run_from = day, session, clock_runs_from
        self.provision = a_provision(preset, name="Alder Yard", phone="+441632960100")
        self.school = a_commissioner(
            self.provision, name="Netherfold Academy", notice_email="attendance@netherfold.example",
            phone="+441632960310",
        )  # fmt: skip
        self.tutor = a_member(self.provision, "tutor", name="Sam Okoro")
        self.lead = a_member(self.provision, "attendance_lead", name="Priya Nair")
        self.head = a_member(self.provision, "head", name="Wren Adair")
        self.safeguarding = a_member(self.provision, "safeguarding_lead", name="Ffion Marsh")
        self.group = a_group(a_site(self.provision), "Forge", tutors=(self.tutor,))

    def pupil(self, name: str, **fields):
        return a_pupil(name, group=self.group, commissioner=self.school, **fields)

    def at(self, wall_time: str) -> None:
        """Move the clock, and let the worker do what falls due by then."""
        self._run_from(f"{self.day} {wall_time}")
        loop.turn(clock.now())
        loop.turn(clock.now())

    def codes(self, name: str) -> list[str]:
        """Every mark of a pupil's session, the first answer first."""
        first = name.split()[0]
        return list(
            Mark.objects.filter(line__pupil__legal_first_name=first, line__register__session=self.session)
            .order_by("pk")
            .values_list("code_key", flat=True)
        )

    def duty(self, name: str, rule: str) -> Duty:
        first = name.split()[0]
        return Duty.objects.filter(pupil__legal_first_name=first, rule=rule, session=self.session).latest("pk")


def mark_away(page, *names: str, here: int) -> None:
    """Mark pupils "Not here" on the tutor's phone, and the others here."""
    page.goto("/registers/")
    page.get_by_role("link", name="Forge").first.click()
    page.wait_for_url(re.compile(r"/registers/\d+/"))
    for name in names:
        line(page, name).get_by_role("button", name="Not here").click()
        line(page, name).get_by_text("Marked N").wait_for()
    page.locator("button[name=rest]").click()
    page.get_by_text(re.compile(f": {here} here, {len(names)} not here")).first.wait_for()


def line(page, name: str):
    """A pupil's line on the register."""
    return page.locator("li.line", has=page.get_by_role("heading", name=name))


def tap(page, what: str, name: str, button: str, then: str = "Monday morning") -> None:
    """Press a button of a row on the board, and wait for the page that follows."""
    row(page, what, name).get_by_role("button", name=button, exact=True).click()
    page.get_by_role("heading", name=then).wait_for()


def row(page, what: str, name: str):
    """The board's row about this work and this pupil or school."""
    heading = page.get_by_role("heading", name=re.compile(f"^{what}.*{name}"))
    return page.locator("li.duty", has=heading).first


def link_in(mail: PracticeMail, path: str) -> str:
    """The address in a message that begins with this path, without the host."""
    found = re.search(rf"https?://[^/\s]+({path}[^\s]+)", mail.text)
    assert found, mail.text
    return found[1]


class TestSteppingStones:
    """Monday 30 March 2026: the clocks went forward in the night before."""

    @pytest.fixture
    def place(self, clock_runs_from):
        place = Place("stepping-stones", "2026-03-30", "AM", clock_runs_from)
        for name in ("Amina Warsame", "Jayden Marrin", "Kacey Holt", "Mason Greeve"):
            place.pupil(name)
        a_contact(place.pupil("Callum Tarn"), relationship="Father", name="Owen Tarn")
        place.pupil("Dara Whitlow", starts="09:30")
        place.at("08:50")
        return place

    def test_everybody_absent_is_asked_about_and_told_of_within_the_half_hour(self, place, open_page, sign_in, axe):
        tutor, parent = open_page(viewport=PHONE, has_touch=True), open_page(viewport=PHONE, has_touch=True)
        board, school, head = open_page(), open_page(), open_page()
        for page, person in ((tutor, place.tutor), (board, place.lead), (head, place.head)):
            sign_in(page, person)

        place.at("09:03")
        mark_away(tutor, "Callum Tarn", "Kacey Holt", "Mason Greeve", here=2)

        place.at("09:04")
        board.goto("/board/")
        assert "due 09:10" in row(board, "Ring home", "Callum Tarn").inner_text()
        axe(board)
        tap(board, "Ring home", "Callum Tarn", "No answer")
        row(board, "Reach somebody", "Callum Tarn").get_by_text("Father, Owen Tarn").wait_for()
        tap(board, "Reach somebody", "Callum Tarn", "Voicemail")
        assert place.duty("Callum Tarn", "reach-someone").outcome == "contacts-exhausted"
        tap(board, "Ring home", "Kacey Holt", "On the way", "Kacey Holt: on the way")
        board.get_by_label("When should the pupil be here?").fill("09:20")
        board.get_by_role("button", name="Save the call").click()
        tap(board, "Ring home", "Mason Greeve", "Not coming", "Mason Greeve: not coming")
        board.get_by_role("button", name=re.compile("Ill")).first.click()
        board.get_by_role("heading", name="Monday morning").wait_for()
        assert place.codes("Mason Greeve") == ["N", "I"]

        place.at("09:05")
        place.at("09:06:30")
        mail = PracticeMail.objects.get()
        assert "Callum T" in mail.text, "Nobody is left to ring, so the school hears now."
        assert "Callum" not in mail.subject

        tap(board, "Text home", "Callum Tarn", "Text")
        place.at("09:08")
        text = PracticeMail.objects.latest("pk")
        parent.goto(link_in(text, "/r/"))
        assert "Callum" not in parent.locator("body").inner_text()
        parent.get_by_label("Day").fill("4")
        parent.get_by_label("Month").fill("5")
        parent.get_by_role("button", name="Go on").click()
        parent.get_by_text("Callum is ill").click()
        axe(parent)
        parent.get_by_role("button", name="Send", exact=True).click()
        parent.get_by_role("heading", name=re.compile("Thank you")).wait_for()

        place.at("09:10")
        board.goto("/board/")
        assert place.codes("Callum Tarn") == ["N"], "A parent tells; somebody of the office decides."
        board.get_by_role("button", name=re.compile("Give I.*Callum Tarn")).click()
        board.get_by_role("heading", name="Monday morning").wait_for()
        assert place.codes("Callum Tarn") == ["N", "I"]

        school.goto(link_in(mail, "/school/mail/"))
        assert "Callum" not in school.locator("body").inner_text()
        school.get_by_role("button", name="We have read this").click()
        school.get_by_role("heading", name="Thank you").wait_for()
        axe(school)

        place.at("09:17")
        tutor.reload()
        line(tutor, "Kacey Holt").get_by_role("button", name="Late").click()
        line(tutor, "Kacey Holt").get_by_text("How late is Kacey?").wait_for()
        assert place.codes("Kacey Holt") == ["N", "L"]
        assert place.duty("Kacey Holt", "check-arrival").outcome == "arrival"

        place.at("09:19")
        assert "Mason G" in PracticeMail.objects.latest("pk").text
        assert not PracticeMail.objects.filter(text__contains="Kacey").exists(), "She came before the email went."

        place.at("09:33")
        tutor.reload()
        line(tutor, "Dara Whitlow").get_by_role("button", name="Not here").click()
        line(tutor, "Dara Whitlow").get_by_text("Marked N").wait_for()
        board.goto("/board/")
        assert "due 09:40" in row(board, "Ring home", "Dara Whitlow").inner_text()

        place.at("09:42")
        board.goto("/board/")
        assert "2 min late" in " ".join(row(board, "Ring home", "Dara Whitlow").inner_text().split())
        tap(board, "Ring home", "Dara Whitlow", "Not coming", "Dara Whitlow: not coming")
        board.get_by_role("button", name=re.compile("Medical|dentist")).first.click()
        board.get_by_role("heading", name="Monday morning").wait_for()
        board.get_by_role("link", name="1 late without a reason").click()
        board.get_by_label(re.compile("Why")).first.wait_for()
        axe(board)

        place.at("09:49")
        assert "Dara W" in PracticeMail.objects.latest("pk").text
        told = Duty.objects.filter(rule="tell-the-school")
        assert {duty.state for duty in told.exclude(pupil__legal_first_name="Kacey")} == {Duty.State.MET}
        assert not told.filter(was_late=True).exists()

        head.goto("/reports/promises/")
        words = head.locator("main").inner_text()
        assert "SS-14" in words
        assert "Dara Whitlow" in words, "The one late call is not hidden."
        axe(head)


class TestAdventureInLearning:
    """Monday 26 October 2026: the clocks went back in the night before. This policy gives no minutes for the call."""

    @pytest.fixture
    def place(self, clock_runs_from):
        place = Place("adventure-in-learning", "2026-10-26", "AM", clock_runs_from)
        for name in ("Ada Finch", "Bram Oakes", "Cora Lund", "Eddie Marsh"):
            place.pupil(name)
        no_email = a_commissioner(place.provision, name="Tollgate Park", notice_email="", phone="+441632960320")
        a_pupil("Gwen Ibbs", group=place.group, commissioner=no_email)
        place.at("08:30")
        return place

    def test_what_is_known_stops_the_call_and_what_is_wrong_is_heard_at_once(self, place, open_page, sign_in, axe):
        tutor, board, safeguarding = open_page(viewport=PHONE, has_touch=True), open_page(), open_page()
        for page, person in ((tutor, place.tutor), (board, place.lead), (safeguarding, place.safeguarding)):
            sign_in(page, person)

        board.goto("/notices/add/")
        board.get_by_role("combobox", name="Pupil").fill("Ada Finch")
        board.get_by_label("All day today").check()
        board.get_by_label("Why?").fill("Sick in the night")
        board.get_by_label("Parent or carer").check()
        board.get_by_label("By phone").check()
        axe(board)
        board.locator("main form button.button-go").click()
        board.get_by_text("Noted: Ada Finch").wait_for()

        place.at("09:03")
        tutor.goto("/registers/")
        tutor.get_by_role("link", name="Forge").first.click()
        line(tutor, "Ada Finch").get_by_text("Sick in the night").wait_for()
        line(tutor, "Ada Finch").get_by_role("button", name="Not here").click()
        line(tutor, "Ada Finch").get_by_text(re.compile("Marked I")).wait_for()
        for name in ("Bram Oakes", "Cora Lund", "Gwen Ibbs"):
            line(tutor, name).get_by_role("button", name="Not here").click()
            line(tutor, name).get_by_text("Marked N").wait_for()
        tutor.locator("button[name=rest]").click()
        tutor.get_by_text(re.compile(": 1 here, 4 not here")).first.wait_for()
        assert not Duty.objects.filter(pupil__legal_first_name="Ada", rule="call-home").exists()

        place.at("09:10")
        board.goto("/board/")
        assert "12:00" in row(board, "Ring home", "Bram Oakes").inner_text(), "By the end of the first session."
        tap(board, "Ring home", "Bram Oakes", "Home did not know")
        assert "The safeguarding lead was told" in board.locator("aside").inner_text()
        safeguarding.goto("/board/")
        tap(safeguarding, "Look into it", "Bram Oakes", "I have acted on it")
        assert place.duty("Bram Oakes", "unaware").state == Duty.State.MET
        tap(board, "Ring home", "Cora Lund", "On the way", "Cora Lund: on the way")
        board.get_by_label("When should the pupil be here?").fill("09:20")
        board.get_by_role("button", name="Save the call").click()
        board.get_by_role("heading", name="Monday morning").wait_for()
        tap(board, "Ring the school", "Tollgate Park", "Told them")
        assert place.duty("Gwen Ibbs", "tell-the-school").outcome == "told-by-phone"

        place.at("09:19")
        mail = PracticeMail.objects.get()
        assert "Cora L" in mail.text
        assert "Gwen" not in mail.text, "Another school's pupil."

        place.at("09:26")
        board.reload()
        tap(board, "Check arrival", "Cora Lund", "Here now")
        assert place.codes("Cora Lund") == ["N", "L"]

        place.at("09:50")
        tutor.goto("/registers/on-site/")
        axe(tutor)
        tutor.locator("tr", has_text="Eddie Marsh").get_by_text("Left without leave").click()
        axe(tutor)
        tutor.get_by_role("button", name="Record that Eddie left").click()
        tutor.get_by_text("Eddie Marsh, Forge: left at 09:50").wait_for()
        place.at("09:51")
        board.goto("/board/")
        assert "due 10:00" in row(board, "Left without leave: ring home", "Eddie Marsh").inner_text()
        assert place.codes("Eddie Marsh") == ["/"], "Leaving changes no mark."
        safeguarding.goto("/board/")
        row(safeguarding, "Look into it", "Eddie Marsh").wait_for()

        place.at("10:09")
        words = PracticeMail.objects.latest("pk").text
        assert "Eddie M" in words
        assert "Left without leave at 09:50" in words
