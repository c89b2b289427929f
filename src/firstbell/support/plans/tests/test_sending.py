"""A plan goes to school and family by email, the printed plan attached, never to those not to be written to."""

import pytest

from firstbell.outbox.models import Message, MessageAttachment
from firstbell.people.models import Contact
from firstbell.support.plans import commands
from firstbell.support.plans.commands.sending import NobodyToSendTo
from firstbell.support.plans.models import SupportPlan
from firstbell.support.plans.printing import plan_pdf
from firstbell.support.plans.recipients import copies_for
from firstbell.support.plans.tests.planning import NELL, STARTS, an_agreed_plan
from tests.support.pdfs import is_tagged, text_of
from tests.support.times import london

pytestmark = pytest.mark.django_db
AT_NOON, AT_NIGHT = london("2026-11-23 12:00"), london("2026-11-23 22:00")


@pytest.fixture
def plan() -> SupportPlan:
    plan = an_agreed_plan()
    plan.case.pupil.contacts.update(email="ines@example.org")
    return plan


def keys(plan: SupportPlan) -> list[str]:
    return [copy.key for copy in copies_for(plan.case.pupil, STARTS)]


class TestWhoMayHaveIt:
    def test_the_school_and_the_first_contact(self, plan: SupportPlan):
        assert [key.split("-")[0] for key in keys(plan)] == ["school", "contact"]

    def test_all_with_parental_responsibility_where_it_is_known(self, plan: SupportPlan):
        contact = plan.case.pupil.contacts.get()
        Contact.objects.create(pupil=plan.case.pupil, priority=2, name="Ola", parental_responsibility=True)
        assert keys(plan)[1:] != [f"contact-{contact.pk}"]

    def test_nobody_who_must_never_be_written_to(self, plan: SupportPlan):
        plan.case.pupil.contacts.update(safety="never", warning="A court order")
        assert [key.split("-")[0] for key in keys(plan)] == ["school"]

    def test_a_contact_with_a_warning_gets_no_email(self, plan: SupportPlan):
        plan.case.pupil.contacts.update(safety="warning", warning="Shares the inbox")
        copy = copies_for(plan.case.pupil, STARTS)[1]
        assert (copy.address, copy.why_not) == ("", "Read the warning first: Shares the inbox")


class TestSending:
    def test_the_printed_plan_is_attached_and_the_subject_names_no_pupil(self, plan: SupportPlan):
        sent = commands.send_plan(plan, keys(plan), by=NELL, at=AT_NOON)
        document = bytes(MessageAttachment.objects.filter(message=sent[0]).get().content)
        said = text_of(document)
        assert plan.case.pupil.name in said and "Come on Mondays again" in said and is_tagged(document)
        assert plan.case.pupil.last_name not in sent[0].subject and plan.case.pupil.name in sent[0].text

    def test_a_familys_waits_for_the_end_of_the_quiet_hours_and_a_schools_does_not(self, plan: SupportPlan):
        school, family = commands.send_plan(plan, keys(plan), by=NELL, at=AT_NIGHT)
        assert (school.due_at, family.due_at) == (AT_NIGHT, london("2026-11-24 07:30"))

    def test_it_goes_once_for_each_version(self, plan: SupportPlan):
        commands.send_plan(plan, keys(plan), by=NELL, at=AT_NOON)
        with pytest.raises(NobodyToSendTo):
            commands.send_plan(plan, keys(plan), by=NELL, at=AT_NOON)

    def test_one_that_came_back_can_go_again(self, plan: SupportPlan):
        commands.send_plan(plan, keys(plan), by=NELL, at=AT_NOON)
        Message.objects.update(state=Message.State.BOUNCED)
        assert len(commands.send_plan(plan, keys(plan), by=NELL, at=AT_NOON)) == 2


class TestThePrintedPlan:
    def test_it_has_targets_with_their_sums_and_places_to_sign(self, plan: SupportPlan):
        said = " ".join(text_of(plan_pdf(plan, AT_NOON)).split())
        for words in (
            "Attendance of at least 80%",
            "Help with getting here",
            "Parent or carer",
            "The pupil",
            "Version",
        ):
            assert words in said
