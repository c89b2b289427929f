"""The policy with families: reviewed in time, acknowledged by version, public where the head says so."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from firstbell.duties.models import Duty
from firstbell.policy import preset_text
from firstbell.provisions.models import PolicyVersion
from firstbell.support.contracts import commands, queries
from firstbell.support.contracts.reviewing import open_policy_review, record_review, review_due
from tests import builders
from tests.builders import a_group, a_member, a_provision, a_pupil, a_site
from tests.support.times import london

pytestmark = pytest.mark.django_db


@pytest.fixture
def provision():
    return a_provision()


def in_force_from(provision, day, months=12):
    text = preset_text("stepping-stones").replace("review_months = 12", f"review_months = {months}")
    return PolicyVersion.objects.create(
        provision=provision, starts_on=date.fromisoformat(day), preset="own", text=text,
        made_at=london("2026-01-05 09:00"), made_by="Sam",
    )  # fmt: skip


class TestTheReviewOfThePolicy:
    def test_opens_four_weeks_before_its_day_and_once(self, provision):
        in_force_from(provision, "2026-01-05")
        open_policy_review(provision.pk, london("2026-12-07 02:00"))
        assert not Duty.objects.exists()
        open_policy_review(provision.pk, london("2026-12-08 02:00"))
        open_policy_review(provision.pk, london("2026-12-09 02:00"))
        duty = Duty.objects.get()
        assert (duty.kind, duty.on, duty.owner_role) == ("policy-review", date(2027, 1, 5), "head")
        assert duty.due_at == london("2027-02-02 16:00")

    def test_of_a_day_long_past_is_due_from_today_and_not_missed_at_once(self, provision):
        open_policy_review(provision.pk, london("2026-11-23 02:00"))
        duty = Duty.objects.get()
        assert duty.on == date(2026, 11, 23) and duty.state == Duty.State.OPEN

    def test_meets_what_is_due_and_counts_on_from_its_day(self, provision):
        open_policy_review(provision.pk, london("2026-11-23 02:00"))
        head = builders.staff(provision, "head").actor
        version = review_due(provision.pk, date(2026, 11, 24)).version
        at = london("2026-11-24 10:00")
        record_review(version, successor=None, note="All staff", reviewed_on=date(2026, 11, 24), by=head, at=at)
        assert Duty.objects.get().state == Duty.State.MET
        assert review_due(provision.pk, date(2026, 11, 24)).on == date(2027, 11, 24)
        open_policy_review(provision.pk, london("2026-11-25 02:00"))
        assert Duty.objects.count() == 1

    def test_counts_the_months_of_the_policy_itself(self, provision):
        in_force_from(provision, "2026-06-30", months=8)
        assert review_due(provision.pk, date(2026, 11, 24)).on == date(2027, 2, 28)


class TestFamilies:
    def test_are_asked_again_when_a_new_version_begins(self, provision):
        pupil = a_pupil(group=a_group(a_site(provision)))
        nell, contact = builders.staff(provision).actor, pupil.contacts.get()
        today = date(2026, 11, 23)
        before = queries.version_on(provision.pk, today)
        given = {"how": "signed", "given_on": today, "by": nell, "at": london("2026-11-23 10:00")}
        commands.acknowledge(contact, before, ["policy", "contract"], **given)
        assert queries.families(provision.pupils.all(), before, today).waiting == 0
        assert commands.acknowledge(contact, before, ["policy"], **given) == []
        after = in_force_from(provision, "2026-11-24")
        [row] = queries.families(provision.pupils.all(), after, date(2026, 11, 24)).rows
        assert row.earlier and not row.is_done

    def test_list_those_with_parental_responsibility_and_never_who_must_not_be_written_to(
        self, provision, django_assert_num_queries
    ):
        group = a_group(a_site(provision))
        for _ in range(2):
            pupil = a_pupil(group=group)
            builders.a_contact(pupil, name="Ade", parental_responsibility=True)
            builders.a_contact(pupil, name="Bo", parental_responsibility=True, safety="never", warning="Court order")
        version = queries.version_on(provision.pk, date(2026, 11, 23))
        with django_assert_num_queries(2):
            found = queries.families(provision.pupils.all(), version, date(2026, 11, 23))
        assert [row.contact for row in found.rows] == ["Ade", "Ade"] and found.waiting == 2


class TestItsPages:
    @pytest.fixture
    def head(self, client, provision, time_machine):
        time_machine.move_to(london("2026-11-23 10:00"), tick=False)
        client.force_login(a_member(provision, "head"))
        return client

    def test_record_a_review(self, head, provision):
        said = {"outcome": "unchanged", "note": "Staff and two parents", "reviewed_on": "2026-11-23"}
        page = head.post(reverse("support:policy_review"), said, follow=True).content.decode()
        assert "Staff and two parents" in page and "23 November 2027" in page

    def test_record_who_signed_and_refuse_a_contract_by_phone(self, head, provision):
        contact = a_pupil(group=a_group(a_site(provision))).contacts.get()
        address = reverse("support:acknowledge", args=[contact.pk])
        said = {"paper": ["policy", "contract"], "how": "aloud", "given_on": "2026-11-20"}
        assert head.post(address, said).status_code == 422
        page = head.post(address, said | {"how": "signed"}, follow=True).content.decode()
        assert "All 1 parents and carers" in page or "know the policy and have signed" in page

    def test_of_the_policy_are_public_only_while_the_head_says_so(self, head, client, provision):
        address = reverse("support:public_policy", args=[provision.slug])
        assert head.get(address).status_code == 404
        head.post(reverse("support:policy_page"), {"public": "yes"})
        client.logout()
        assert "Call home within 10 minutes" in client.get(address).content.decode()
