"""The weekly list as a page: what it costs, what it does, and how it looks."""

from __future__ import annotations

import pytest
from django.urls import reverse

from firstbell.accounts.models import AccessLog
from firstbell.support.recognition.listing import list_recognitions
from firstbell.support.recognition.models import Recognition
from firstbell.support.tests.marking import mark_days
from tests.builders import a_group, a_member, a_provision, a_pupil, a_site
from tests.support.times import london

pytestmark = pytest.mark.django_db
LIST = "support:recognition"


@pytest.fixture
def group():
    return a_group(a_site(a_provision()))


def a_class(group, count):
    pupils = [a_pupil(group=group) for _ in range(count)]
    for pupil in pupils:
        mark_days(pupil, "// // // // //")
    list_recognitions(group.site.provision_id, london("2026-11-07 02:00"))
    return pupils


@pytest.fixture
def tutor(client, group, time_machine):
    time_machine.move_to(london("2026-11-09 09:00"), tick=False)
    client.force_login(a_member(group.site.provision, "tutor"))
    return client


class TestTheList:
    def test_costs_the_same_for_one_pupil_as_for_three(self, tutor, group, django_assert_num_queries):
        a_class(group, 1)
        tutor.get(reverse(LIST))
        with django_assert_num_queries(11):
            tutor.get(reverse(LIST))
        a_class(group, 2)
        with django_assert_num_queries(11):
            page = tutor.get(reverse(LIST)).content.decode()
        assert "3 pupils earned something, 3 still to give" in page

    def test_writes_down_whose_record_was_read(self, tutor, group):
        [pupil] = a_class(group, 1)
        tutor.get(reverse(LIST))
        assert AccessLog.objects.filter(pupil_id=pupil.pk, route=LIST).exists()

    def test_shows_a_day_of_no_list_as_a_list_with_nobody(self, tutor, group):
        a_class(group, 1)
        assert "Nobody is on this list" in tutor.get(reverse(LIST), {"week": "2026-10-14"}).content.decode()

    def test_gives_what_is_ticked_and_shows_it_on_the_pupils_page(self, tutor, group):
        [pupil] = a_class(group, 1)
        given = {"recognition": [Recognition.objects.get().pk], "week": "2026-11-02"}
        page = tutor.post(reverse("support:give_recognition"), given, follow=True).content.decode()
        assert f"Recorded as given: {pupil.name}" in page
        assert "A full week" in tutor.get(reverse("people:pupil", args=[pupil.pk])).content.decode()

    def test_says_that_nobody_is_ticked(self, tutor, group):
        a_class(group, 1)
        page = tutor.post(reverse("support:certificates"), {}, follow=True).content.decode()
        assert "Nobody is ticked" in page

    def test_of_another_provision_gives_nothing(self, tutor, group):
        a_class(a_group(a_site(a_provision())), 1)
        theirs = Recognition.objects.get()
        tutor.post(reverse("support:give_recognition"), {"recognition": [theirs.pk]})
        theirs.refresh_from_db()
        assert theirs.state == "waiting"


def test_the_board_has_one_row_for_all_that_is_to_be_recognised(tutor, group, time_machine):
    a_class(group, 3)
    time_machine.move_to(london("2026-11-13 15:30"), tick=False)
    tutor.force_login(a_member(group.site.provision, "head"))
    page = tutor.get(reverse("followup:board")).content.decode()
    assert page.count('<span class="duty-what">Recognise what 3 pupils earned</span>') == 1
    assert page.count(reverse(LIST)) == 1
