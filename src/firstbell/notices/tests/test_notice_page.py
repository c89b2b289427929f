"""One notice: its papers, what came in writing, the answer by link, the decision about leave."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from firstbell.accounts.models import AccessLog
from firstbell.duties.models import Duty
from firstbell.notices import commands, links, queries
from firstbell.notices.commands import NoticeFacts
from firstbell.notices.links import Answer
from firstbell.notices.models import Evidence, LeaveDecision, Notice
from firstbell.people.tests.pages import signed_in, text
from firstbell.policy import load_code_set
from tests.builders import a_provision, a_pupil, day, london, staff

pytestmark = pytest.mark.django_db
MONDAY = day("2026-11-23")
AT = london("2026-11-23 08:31")
CARD = b"%PDF-1.7 card"
TOLD = {"when": "am", "reason": "Dentist until about 11", "told_by": "parent", "how": "phone", "code_key": ""}


@pytest.fixture(autouse=True)
def monday_morning(clock_stands_at, settings, tmp_path):
    clock_stands_at("2026-11-23 08:31")
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def provision():
    return a_provision("national-2024")


@pytest.fixture
def pupil(provision):
    return a_pupil("Kacey Holt", provision=provision)


@pytest.fixture
def lead(provision):
    return signed_in(provision)


@pytest.fixture
def taken(pupil):
    def take(starts_on=MONDAY, **more):
        facts = NoticeFacts(
            pupil, starts_on, starts_on, **{"told_by": "parent", "how": "phone", "reason": "Dentist"} | more
        )
        return commands.take_notice(facts, by=staff(pupil.provision).actor, at=AT)

    return take


@pytest.fixture
def answered(pupil):
    contact = pupil.contacts.get()
    by = staff(pupil.provision).actor
    secret = links.make(contact, pupil, on=MONDAY, session="AM", purpose="answer", by=by, at=AT).split("/")[-2]
    said = Answer("absence", "Ill: sick in the night", MONDAY, MONDAY, pointed_key="I")
    return links.answer(links.find(secret), said, at=AT)[0]


def card(content=CARD):
    return SimpleUploadedFile("card.pdf", content)


class TestTakingANoticeWithAPaper:
    def test_keeps_both(self, lead, pupil):
        lead.post(f"/notices/add/?pupil={pupil.pk}", TOLD | {"paper": card(), "expected_return_on": "2026-11-24"})
        assert Evidence.objects.get().notice.expected_return_on == day("2026-11-24")

    def test_that_cannot_be_kept_says_why_and_loses_nothing_of_the_form(self, lead, pupil):
        page = lead.post("/notices/add/", TOLD | {"pupil": "Kacey", "paper": card(b"MZ")})
        assert page.status_code == 422
        assert "is not a PDF, or a photo" in text(page)
        assert "Dentist until about 11" in text(page)
        assert 'value="Kacey"' in text(page)
        assert not Notice.objects.exists()

    def test_expected_back_before_they_are_away_is_asked_about(self, lead, pupil):
        page = lead.post(f"/notices/add/?pupil={pupil.pk}", TOLD | {"expected_return_on": "2026-11-23"})
        assert "expected back before they are away" in text(page)


class TestAPaper:
    @pytest.fixture
    def row(self, lead, pupil):
        lead.post(f"/notices/add/?pupil={pupil.pk}", TOLD | {"paper": card()})
        return Evidence.objects.get()

    def test_is_handed_out_as_a_download_that_no_browser_opens_as_a_page(self, lead, pupil, row):
        page = lead.get(f"/notices/papers/{pupil.pk}/{row.pk}/")
        assert page.content == CARD
        assert page["Content-Disposition"] == f'attachment; filename="evidence-{row.pk}.pdf"'
        assert page["X-Content-Type-Options"] == "nosniff"
        assert page["Content-Type"] == "application/pdf"

    def test_says_who_took_it(self, lead, pupil, row):
        lead.get(f"/notices/papers/{pupil.pk}/{row.pk}/")
        log = AccessLog.objects.filter(route="notices:paper").get()
        assert (log.kind, log.pupil_id) == ("exported", pupil.pk)

    def test_is_not_there_under_another_pupil_or_at_another_provision(self, lead, pupil, row, provision):
        other = a_pupil(provision=provision)
        assert lead.get(f"/notices/papers/{other.pk}/{row.pk}/").status_code == 404
        assert signed_in(a_provision()).get(f"/notices/papers/{pupil.pk}/{row.pk}/").status_code == 404

    def test_is_not_for_tutors(self, provision, pupil, row):
        assert signed_in(provision, "tutor").get(f"/notices/papers/{pupil.pk}/{row.pk}/").status_code == 403

    def test_can_be_added_later(self, lead, pupil, taken):
        notice = taken(how="email")
        lead.post(f"/notices/{notice.pk}/papers/", {"paper": card()})
        assert "card.pdf" in text(lead.get(f"/notices/{notice.pk}/"))


class TestConfirmingInWriting:
    def test_waits_on_its_list_until_it_is_recorded(self, lead, taken):
        notice = taken()
        assert "1 wait" in text(lead.get("/notices/in-writing/"))
        lead.post(f"/notices/{notice.pk}/confirm/", {"how": "paper"})
        assert "Everything is in writing" in text(lead.get("/notices/in-writing/"))

    def test_by_upload_keeps_the_paper_and_asks_for_it(self, lead, taken):
        notice = taken()
        page = lead.post(f"/notices/{notice.pk}/confirm/", {"how": "upload"})
        assert page.status_code == 422
        assert "Choose the file" in text(page)
        lead.post(f"/notices/{notice.pk}/confirm/", {"how": "upload", "paper": card()})
        assert Evidence.objects.count() == 1

    def test_stands_on_the_pupils_page(self, lead, pupil, taken):
        taken()
        assert "Still to come in writing" in text(lead.get(f"/pupils/{pupil.pk}/"))

    def test_meets_the_duty(self, pupil, taken, lead):
        notice = taken()
        duty = Duty.objects.create(
            provision=pupil.provision, rule="confirm", kind="confirm-in-writing", fact="returned-without-confirmation",
            subject=f"pupil:{pupil.pk}", pupil=pupil, on=MONDAY, owner_role="attendance_lead", met_by="confirmed",
            sentence="Ask for it in writing", opened_at=AT, due_at=london("2026-11-23 16:00"),
        )  # fmt: skip
        lead.post(f"/notices/{notice.pk}/confirm/", {"how": "email"})
        duty.refresh_from_db()
        assert (duty.state, duty.outcome) == ("met", "confirmed")


class TestAnAnswerByLink:
    def test_is_read_and_given_its_code_by_a_person(self, lead, answered):
        page = text(lead.get(f"/notices/{answered.pk}/"))
        assert "The words point to <b>I: " in page
        lead.post(f"/notices/{answered.pk}/read/", {"code_key": "I"})
        assert Notice.objects.get().code_key == "I"

    def test_is_never_decided_by_a_press_without_a_choice(self, lead, answered):
        assert lead.post(f"/notices/{answered.pk}/read/", {"code_key": ""}).status_code == 422
        assert Notice.objects.get().read_at is None

    def test_may_be_read_and_left_open(self, lead, answered):
        lead.post(f"/notices/{answered.pk}/read/", {"code_key": "none"})
        assert (Notice.objects.get().code_key, Notice.objects.get().read_by) != ("", "")

    def test_read_by_a_colleague_says_so(self, lead, provision, answered):
        signed_in(provision).post(f"/notices/{answered.pk}/read/", {"code_key": "M"})
        page = lead.post(f"/notices/{answered.pk}/read/", {"code_key": "I"}, follow=True)
        assert "A colleague read it before you" in text(page)
        assert Notice.objects.get().code_key == "M"

    def test_of_another_provision_is_not_there(self, answered):
        assert signed_in(a_provision()).get(f"/notices/{answered.pk}/").status_code == 404


DECIDED = {
    "granted": "yes", "exceptional": "yes", "reason": "Grandfather's funeral", "whose": "school",
    "decided_by": "Mr Oduya", "decided_on": "2026-11-23", "code_key": "C",
}  # fmt: skip


class TestLeave:
    @pytest.fixture
    def asked(self, lead, pupil):
        days = {"when": "other", "starts_on": "2026-12-01", "reason": "Wedding", "asks_leave": "on", "code_key": "C"}
        lead.post(f"/notices/add/?pupil={pupil.pk}", TOLD | days)
        return Notice.objects.get()

    def test_is_a_hint_without_a_code_until_it_is_decided(self, asked, pupil):
        hint = queries.notices_for([pupil.pk], day("2026-12-01"), "AM")[pupil.pk]
        assert hint.code_key == ""
        assert "Asks for leave: not decided" in hint.text

    def test_opens_the_decision_and_the_decision_meets_it(self, lead, asked, pupil):
        due = Duty.objects.get(pupil=pupil, kind="decide-leave")
        assert due.state == "open"
        lead.post(f"/notices/{asked.pk}/leave/", DECIDED)
        due.refresh_from_db()
        assert (due.state, due.outcome) == ("met", "decided")

    def test_keeps_whose_decision_it_was_and_suggests_its_code(self, lead, asked):
        lead.post(f"/notices/{asked.pk}/leave/", DECIDED)
        row = LeaveDecision.objects.get()
        assert (row.granted, row.exceptional, row.by_main_school, row.decided_by) == (True, True, True, "Mr Oduya")
        assert Notice.objects.get().code_key == "C"

    def test_cannot_be_decided_by_provision_that_is_not_a_school(self, provision, asked):
        head = signed_in(provision, "head")
        assert "The main school decides." in text(head.get(f"/notices/{asked.pk}/leave/"))
        assert head.post(f"/notices/{asked.pk}/leave/", DECIDED | {"whose": "ours"}).status_code == 422
        assert not LeaveDecision.objects.exists()

    def test_is_decided_by_the_head_where_it_is_a_school(self, provision, asked):
        provision.kind = "school"
        provision.save(update_fields=["kind"])
        signed_in(provision, "head").post(f"/notices/{asked.pk}/leave/", DECIDED | {"whose": "ours"})
        assert LeaveDecision.objects.get().by_main_school is False

    def test_is_refused_by_the_command_too(self, asked):
        decision = commands.Decision(True, True, "Kind", False, "Head", MONDAY, "C")
        with pytest.raises(commands.LeaveNotOurs, match="Ask the main school"):
            commands.decide_leave(asked, decision, by=staff(asked.pupil.provision).actor, at=AT)

    def test_withdrawn_lets_the_duty_go(self, lead, asked, pupil):
        lead.post(f"/notices/{asked.pk}/withdraw/", {"reason": "Not going"})
        assert Duty.objects.get(pupil=pupil, kind="decide-leave").state == "withdrawn"

    def test_waits_on_its_list(self, lead, asked):
        assert "1 wait" in text(lead.get("/notices/leave/"))
        lead.post(f"/notices/{asked.pk}/leave/", DECIDED)
        assert "No leave waits" in text(lead.get("/notices/leave/"))

    def test_decided_again_keeps_both_and_the_newest_holds(self, lead, asked):
        lead.post(f"/notices/{asked.pk}/leave/", DECIDED)
        lead.post(f"/notices/{asked.pk}/leave/", DECIDED | {"granted": "no", "code_key": "G"})
        assert LeaveDecision.objects.count() == 2
        assert Notice.objects.get().code_key == "G"


class TestTheYearsCounts:
    def test_are_of_appointments_and_leave(self, lead, pupil, taken):
        taken(code_key="M")
        taken(day("2026-09-10"), code_key="M")
        taken(day("2026-06-10"), code_key="M")
        taken(code_key="I")
        taken(day("2026-12-01"), kind="leave")
        counts = queries.year_counts(pupil.pk, MONDAY, load_code_set("england-2024"))
        assert (counts.appointments, counts.appointment_days, counts.leave_asked, counts.undecided) == (2, 2, 1, 1)

    def test_stand_on_the_pupils_page(self, lead, pupil, taken):
        taken(code_key="M")
        assert "This year: 1 appointment on 1 day; leave asked for 0 times" in text(lead.get(f"/pupils/{pupil.pk}/"))
