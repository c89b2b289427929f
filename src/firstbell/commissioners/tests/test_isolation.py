"""Two provisions and nine schools and councils: each sees its own pupils, emails and answers, and nobody else's."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.test import Client

from firstbell.commissioners import access, queries
from firstbell.domain.marks import Choice
from firstbell.followup.models import Receipt
from firstbell.followup.schools.answers import Said, record_answer
from firstbell.followup.schools.drafting import draft_school_emails
from firstbell.followup.tests.mornings import MONDAY, PRIYA, at, marked
from firstbell.outbox.models import Message
from tests.builders import a_commissioner, a_group, a_link_person, a_provision, a_pupil, a_site, day, staff

pytestmark = pytest.mark.django_db
NAMES = ("Ash", "Birch", "Cedar", "Durmast", "Elm", "Fir", "Gorse", "Hazel", "Ivy")


@pytest.fixture
def places():
    """Nine schools at two provisions, each with a pupil who is not here, told by an accepted email, and one who is."""
    made = []
    provisions = [a_provision(), a_provision()]
    groups = [a_group(a_site(provision)) for provision in provisions]
    for number, name in enumerate(NAMES):
        provision, group = provisions[number % 2], groups[number % 2]
        school = a_commissioner(provision, name=f"{name} School", notice_format="both")
        pupil = a_pupil(f"Zeb{name} Quill{name}", group=group, commissioner=school)
        marked(pupil)
        marked(a_pupil(f"Yan{name} Reed{name}", group=group, commissioner=school), Choice.HERE)
        made.append((school, pupil))
    for provision in provisions:
        draft_school_emails(provision.pk, at("09:04"))
    for email in Message.objects.all():
        Message.objects.filter(pk=email.pk).update(state="accepted", accepted_at=at("09:18"))
    for school, pupil in made:
        said = Said("will_ring", words=f"Words of {school.name}", given_by=f"Clerk of {school.name}")
        record_answer(pupil, school, day(MONDAY), "AM", said, may_authorise=False, by=PRIYA, at=at("09:40"))
    return made


def client_of(school) -> Client:
    client = Client()
    client.force_login(a_link_person(school).user, backend="firstbell.accounts.backend.StaffBackend")
    return client


class TestEachSchool:
    def test_is_written_to_about_its_own_pupil_alone(self, places):
        for school, pupil in places:
            email = Message.objects.get(commissioner=school)
            files = b"".join(bytes(file.content) for file in email.attachments.all()).decode("utf-8-sig")
            for other, stranger in places:
                for words in (email.text, email.html, files):
                    assert (stranger.first_name in words) == (stranger == pupil)
                    assert (other.name in words) == (other == school) or words is files
                here = stranger.first_name.replace("Zeb", "Yan")
                assert (here in files) == (stranger == pupil)

    def test_sees_its_own_pupil_email_and_answer_alone(self, places, clock_stands_at, settings):
        settings.SECOND_FACTOR_REQUIRED = False
        clock_stands_at(f"{MONDAY} 09:45")
        for school, pupil in places:
            page = client_of(school).get("/school/").content.decode()
            for other, stranger in places:
                assert (stranger.name in page) == (stranger == pupil)
                assert (f"Words of {other.name}" in page) == (other == school)

    def test_can_say_nothing_about_another_schools_email(self, places, clock_stands_at, settings):
        settings.SECOND_FACTOR_REQUIRED = False
        clock_stands_at(f"{MONDAY} 09:45")
        clients = {school.pk: client_of(school) for school, _ in places}
        for email in Message.objects.all():
            for school_id, client in clients.items():
                expected = 302 if school_id == email.commissioner_id else 404
                assert client.post(f"/school/read/{email.pk}/").status_code == expected
                assert client.get(f"/school/answer/{email.pk}/").status_code == (200 if expected == 302 else 404)
        assert Receipt.objects.count() == len(places)


class TestTheirDay:
    def test_says_where_everyone_is_and_that_an_email_was_read(self, places, clock_stands_at, settings):
        settings.SECOND_FACTOR_REQUIRED = False
        clock_stands_at(f"{MONDAY} 09:45")
        school, _ = places[0]
        client = client_of(school)
        client.post(f"/school/read/{Message.objects.get(commissioner=school).pk}/")
        day_of = queries.their_day(
            access.scope(staff(school.provision, "commissioner_contact", school.link_people.get().user)), day(MONDAY)
        )
        assert day_of.tallies == ("Morning: 1 here, 1 with no reason yet", "Afternoon: 2 not marked yet")
        assert day_of.mails[0].read.endswith("at 09:45")

    def test_is_nothing_to_somebody_who_speaks_for_nobody(self, places):
        with pytest.raises(Http404):
            access.scope(staff(places[0][0].provision, "commissioner_contact"))
