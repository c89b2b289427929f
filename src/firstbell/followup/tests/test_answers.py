"""Follow up with the school for an update: what it answers is recorded, and ends the follow-up (SS-18)."""

from __future__ import annotations

import pytest
from django.test import Client

from firstbell import journal
from firstbell.duties.models import Duty
from firstbell.followup.models import SchoolAnswer
from firstbell.followup.schools import answers
from firstbell.followup.schools.answers import NoReason, Said, accept_answer, record_answer
from firstbell.followup.tests.mornings import MONDAY, PRIYA, at, code_of, duty, line_of, marked
from firstbell.journal import Actor
from tests.builders import a_commissioner, a_group, a_member, a_provision, a_pupil, a_site, day

pytestmark = pytest.mark.django_db
SCHOOL = Actor("school", None, "Bev, Netherfold Academy", "commissioner_contact")


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="firstbell.accounts.backend.StaffBackend")
    return client


@pytest.fixture
def provision():
    return a_provision()


@pytest.fixture
def netherfold(provision):
    return a_commissioner(provision, name="Netherfold Academy")


@pytest.fixture
def callum(provision, netherfold):
    pupil = a_pupil("Callum Tarn", group=a_group(a_site(provision)), commissioner=netherfold)
    marked(pupil)
    return pupil


def answered(pupil, school, answer="unknown", *, may_authorise=True, by=PRIYA, clock="09:40", **said):
    given = Said(answer, **said)
    return record_answer(pupil, school, day(MONDAY), "AM", given, may_authorise=may_authorise, by=by, at=at(clock))


class TestAnAnswer:
    @pytest.mark.parametrize("answer", ["with_us", "unknown", "will_ring"])
    def test_ends_the_follow_up_whatever_it_is(self, callum, netherfold, answer):
        answered(callum, netherfold, answer)
        followed = duty(callum, "follow-up-with-the-school")
        assert (followed.state, followed.outcome) == ("met", "answered")

    def test_leaves_the_follow_up_with_another_commissioner(self, callum, netherfold, provision):
        answered(callum, a_commissioner(provision, name="Harrow Vale Council", kind="council"))
        assert duty(callum, "follow-up-with-the-school").state == Duty.State.OPEN

    def test_is_in_the_journal_with_who_gave_it(self, callum, netherfold):
        answered(callum, netherfold, "with_us", given_by="Bev Ashdown", words="In the library")
        (entry,) = journal.history(f"pupil:{callum.pk}", provision_id=callum.provision_id, verbs=["school.answered"])
        assert (entry.facts["given_by"], entry.facts["words"]) == ("Bev Ashdown", "In the library")

    def test_that_is_sent_twice_counts_once(self, callum, netherfold):
        answered(callum, netherfold, "with_us", given_by="Bev")
        answered(callum, netherfold, "with_us", given_by="Bev", clock="09:41")
        assert SchoolAnswer.objects.count() == 1

    def test_can_be_followed_by_another_and_both_stay(self, callum, netherfold):
        answered(callum, netherfold, "will_ring")
        answered(callum, netherfold, "with_us", clock="10:10")
        assert [each.answer for each in SchoolAnswer.objects.all()] == ["will_ring", "with_us"]

    def test_from_a_person_who_knows_where_they_are_ends_ringing_home(self, callum, netherfold):
        answered(callum, netherfold, "with_us")
        assert duty(callum, "reach-someone").state == "met"

    def test_by_link_does_not_end_ringing_home(self, callum, netherfold):
        answered(callum, netherfold, "with_us", how="link", by=SCHOOL)
        assert duty(callum, "reach-someone").state == Duty.State.OPEN


class TestAReason:
    def test_gives_the_mark_its_code_by_amendment(self, callum, netherfold):
        answered(callum, netherfold, "reason", code_key="I", words="Flu", given_by="Bev Ashdown")
        mark = line_of(callum).current_mark
        assert (mark.code_key, mark.kind, mark.reason) == ("I", "amendment", "Netherfold Academy told us: Flu")
        assert mark.seen_by == "Bev Ashdown, Netherfold Academy"

    def test_that_a_tutor_may_pass_on_is_used_when_it_comes_by_link(self, callum, netherfold):
        answered(callum, netherfold, "reason", code_key="M", how="link", by=SCHOOL, may_authorise=False)
        assert code_of(callum) == "M"

    def test_that_the_office_decides_waits_for_it(self, callum, netherfold, provision):
        recorded = answered(callum, netherfold, "reason", code_key="C", how="link", by=SCHOOL, may_authorise=False)
        assert code_of(callum) == "N"
        assert answers.to_decide(provision.pk, day(MONDAY)) == [recorded.answer]

    def test_is_decided_once(self, callum, netherfold, provision):
        recorded = answered(callum, netherfold, "reason", code_key="C", how="link", by=SCHOOL, may_authorise=False)
        accept_answer(recorded.answer, "C", by=PRIYA, at=at("09:50"))
        assert code_of(callum) == "C"
        assert accept_answer(recorded.answer, "C", by=PRIYA, at=at("09:51")) is None
        assert answers.to_decide(provision.pk, day(MONDAY)) == []

    def test_changes_nothing_that_is_explained_already(self, callum, netherfold):
        answered(callum, netherfold, "reason", code_key="I")
        answered(callum, netherfold, "reason", code_key="M", clock="09:50")
        assert code_of(callum) == "I"

    def test_has_to_be_said(self, callum, netherfold):
        with pytest.raises(NoReason):
            answered(callum, netherfold, "reason")


class TestThePage:
    @pytest.fixture(autouse=True)
    def at_twenty_to_ten(self, clock_stands_at, settings):
        settings.SECOND_FACTOR_REQUIRED = False
        clock_stands_at(f"{MONDAY} 09:40")

    def page(self, pupil):
        return f"/board/duty/{duty(pupil, 'follow-up-with-the-school').pk}/answer/"

    def test_records_what_was_said_on_the_telephone(self, callum, provision):
        lead = signed_in(a_member(provision))
        given = {"answer": "reason", "code_key": "I", "given_by": "Bev Ashdown", "how": "phone"}
        assert lead.post(self.page(callum), given).status_code == 302
        assert code_of(callum) == "I"

    def test_asks_for_the_reason_where_the_school_knows_it(self, callum, provision):
        lead = signed_in(a_member(provision))
        refused = lead.post(self.page(callum), {"answer": "reason", "given_by": "Bev", "how": "phone"})
        assert refused.status_code == 422
        assert "Choose the reason" in refused.content.decode()

    def test_offers_the_office_the_code_that_waits(self, callum, netherfold, provision):
        recorded = answered(callum, netherfold, "reason", code_key="C", how="link", by=SCHOOL, may_authorise=False)
        lead = signed_in(a_member(provision))
        assert "Use C for this absence" in lead.get(self.page(callum)).content.decode()
        lead.post(f"/board/answer/{recorded.answer.pk}/accept/")
        assert code_of(callum) == "C"

    def test_is_no_page_of_another_provision(self, callum):
        stranger = signed_in(a_member(a_provision()))
        assert stranger.get(self.page(callum)).status_code == 404
