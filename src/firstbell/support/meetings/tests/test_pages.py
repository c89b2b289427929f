"""From the board to a meeting that was held, on the pages."""

import pytest
from django.urls import reverse

from firstbell.accounts.models import AccessLog
from firstbell.support.models import Action, Case, Invitee, Meeting
from tests import builders
from tests.support.times import london

pytestmark = pytest.mark.django_db
WHEN = {"on": "2026-11-25", "starts_time": "14:00", "ends_time": "14:45", "place": "Forge room"}


@pytest.fixture
def pupil():
    return builders.a_pupil("Maya Okoro")


@pytest.fixture
def nell(pupil):
    return builders.a_member(pupil.provision, "attendance_lead", name="Nell Fox")


@pytest.fixture
def office(nell, client, clock_stands_at):
    """The office, signed in on Monday."""
    clock_stands_at("2026-11-23 10:00")
    client.force_login(nell)
    return client


@pytest.fixture
def later(nell, client, clock_stands_at):
    """`later("2026-11-25 15:00")`: the office signs in again at that time."""

    def go(when: str) -> None:
        clock_stands_at(when)
        client.force_login(nell)

    return go


@pytest.fixture
def meeting(office, pupil):
    where = reverse("support:arrange_meeting_for", args=[pupil.pk])
    school = next(iter(pupil.placements.all())).commissioner_id
    contact = pupil.contacts.get().pk
    posted = WHEN | {"purpose": "Mondays", "asked": [f"school-{school}", f"contact-{contact}"]}
    posted |= {"professional": "Ada Lowe", "organisation": "Wexcombe Council", "email": "ada@council.example"}
    assert office.post(where, posted).status_code == 302
    return Meeting.objects.get()


def page_of(client, route: str, *args) -> str:
    return client.get(reverse(route, args=args)).content.decode()


class TestArranging:
    def test_has_its_reason_filled_in_from_where_one_came(self, office, pupil):
        answer = office.get(reverse("support:arrange_meeting_for", args=[pupil.pk]), {"why": "Below 90 %"})
        assert 'value="Below 90 %"' in answer.content.decode()

    def test_opens_the_case_that_it_belongs_to(self, meeting):
        assert Case.objects.get().why == "Mondays" and meeting.case == Case.objects.get()

    def test_leads_to_the_open_case_where_there_is_one(self, meeting, office, pupil):
        answer = office.get(reverse("support:arrange_meeting_for", args=[pupil.pk]), {"why": "Fridays"})
        assert answer.headers["Location"] == reverse("support:arrange_meeting", args=[meeting.case_id]) + "?why=Fridays"

    def test_keeps_the_professional_who_was_named_on_the_case(self, meeting):
        assert Invitee.objects.get(kind="professional").email == "ada@council.example"
        assert meeting.case.professionals.get().name == "Ada Lowe"

    def test_sends_nothing_before_it_was_read(self, meeting, office):
        page = page_of(office, "support:meeting", meeting.pk)
        assert "Not sent yet" in page and "Send 2 invitations" in page

    def test_says_what_is_wrong_with_a_time(self, office, pupil):
        where = reverse("support:arrange_meeting_for", args=[pupil.pk])
        answer = office.post(where, WHEN | {"purpose": "Mondays", "ends_time": "13:00", "place": ""})
        page = answer.content.decode()
        assert answer.status_code == 422 and "It cannot end before it begins, at 14:00" in page
        assert "Say where it is" in page and not Case.objects.exists()


class TestALetter:
    def test_is_printed_for_whoever_has_no_address_and_its_printing_is_logged(self, meeting, office):
        mother = Invitee.objects.get(kind="parent")
        answer = office.get(reverse("support:meeting_letter", args=[mother.pk]))
        assert answer.content.startswith(b"%PDF")
        assert AccessLog.objects.filter(kind="printed", route="support:meeting_letter").exists()
        office.post(reverse("support:gave_letter", args=[mother.pk]))
        assert "letter given" in page_of(office, "support:meeting", meeting.pk)


class TestHolding:
    def test_from_who_came_to_the_minutes_and_an_action(self, meeting, office, later):
        later("2026-11-25 15:00")
        came = {f"came_{row.pk}": "came" for row in meeting.invitees.all()}
        office.post(reverse("support:hold_meeting", args=[meeting.pk]), came | {"minutes": "A taxi from Monday"})
        action = {"words": "Book the taxi", "owner_name": "Ada Lowe", "due_on": "2026-11-27"}
        office.post(reverse("support:add_meeting_action", args=[meeting.pk]), action)
        page = page_of(office, "support:meeting", meeting.pk)
        assert "A taxi from Monday" in page and "Book the taxi" in page
        assert Action.objects.get().owner_name == "Ada Lowe"
        printed = office.get(reverse("support:minutes_file", args=[meeting.pk]))
        assert printed.content.startswith(b"%PDF")

    def test_asks_of_everybody_whether_they_came(self, meeting, office, later):
        later("2026-11-25 15:00")
        answer = office.post(reverse("support:hold_meeting", args=[meeting.pk]), {"minutes": "Short"})
        assert answer.status_code == 422 and "Say whether Ada Lowe came" in answer.content.decode()

    def test_stands_on_the_support_page_until_somebody_wrote_down_who_came(self, meeting, office, later):
        later("2026-11-26 09:00")
        assert "Who came?" in page_of(office, "support:home")
        assert AccessLog.objects.filter(route="support:home", pupil_id=meeting.case.pupil_id).exists()


class TestWhoSees:
    def test_a_tutor_sees_a_meeting_of_a_case_they_have_a_part_in_and_no_other(self, meeting, client):
        tutor = builders.a_member(meeting.case.provision, "tutor")
        client.force_login(tutor)
        where = reverse("support:meeting", args=[meeting.pk])
        assert client.get(where).status_code == 404
        Action.objects.create(case=meeting.case, words="Greet him", owner=tutor, owner_name=tutor.name,
                              made_by="Nell", made_at=london("2026-11-23 10:00"))  # fmt: skip
        assert client.get(where).status_code == 200
        assert reverse("support:cancel_meeting", args=[meeting.pk]) not in client.get(where).content.decode()
