"""Links for parents: for one contact, one day, one answer; ended as soon as anything about them changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.journal.models import JournalEntry
from firstbell.notices import commands, links, queries
from firstbell.notices.commands import NoticeFacts
from firstbell.notices.links import Answer
from firstbell.notices.models import Notice, ParentLink
from firstbell.people import commands as people
from firstbell.people.commands import ContactFacts, Number
from tests.builders import a_contact, a_pupil, day, london, staff

pytestmark = pytest.mark.django_db
AT = london("2026-11-23 09:12")
MONDAY = day("2026-11-23")
ILL = Answer("absence", "Ill", MONDAY, MONDAY, pointed_key="I")


@pytest.fixture
def pupil():
    return a_pupil("Kacey Holt", placed=False)


@pytest.fixture
def contact(pupil):
    return pupil.contacts.get()


@pytest.fixture
def lead(pupil):
    return staff(pupil.provision)


@pytest.fixture
def make(pupil, contact, lead):
    def made(whom=None, purpose="answer", at=AT):
        address = links.make(whom or contact, pupil, on=MONDAY, session="AM", purpose=purpose, by=lead.actor, at=at)
        return address.rstrip("/").rpartition("/")[2]

    return made


def is_alive(secret, at=AT):
    return links.is_alive(links.find(secret), at)


class TestALink:
    def test_is_a_whole_address_with_128_random_bits(self, make, settings, contact, pupil, lead):
        address = links.make(contact, pupil, on=MONDAY, session="", purpose="report", by=lead.actor, at=AT)
        assert address.startswith(f"{settings.ADDRESS}/r/")
        assert len({make() for _ in range(20)}) == 20
        assert all(len(secret) == 22 for secret in (make(), make()))

    def test_is_kept_as_a_hash_and_stands_nowhere_else(self, make):
        secret = make()
        kept = ParentLink.objects.latest("pk")
        assert secret not in str(kept.__dict__)
        assert not [entry for entry in JournalEntry.objects.all() if secret in str(entry.__dict__)]

    @pytest.mark.parametrize("secret", ["", "short", "a" * 22, "../../etc/passwd", "é" * 22])
    def test_of_another_secret_is_not_found(self, make, secret):
        make()
        assert links.find(secret) is None

    def test_lives_24_hours(self, make):
        secret = make()
        assert is_alive(secret, AT + timedelta(hours=24, seconds=-1))
        assert not is_alive(secret, AT + timedelta(hours=24))

    def test_ends_when_another_takes_its_place(self, make):
        first, second = make(), make()
        assert (is_alive(first), is_alive(second)) == (False, True)

    def test_of_another_purpose_or_contact_lives_beside_it(self, make, pupil):
        first = make()
        make(purpose="report")
        make(a_contact(pupil, name="Len Holt"))
        assert is_alive(first)

    def test_ends_when_the_contact_changes(self, make, contact, lead):
        secret = make()
        people.change_contact(
            contact, ContactFacts("Ines Holt", numbers=(Number("+447700900777"),)), by=lead.actor, at=AT
        )
        assert not is_alive(secret)

    def test_ends_when_the_contact_is_no_longer_rung(self, make, contact, lead):
        secret = make()
        people.archive_contact(contact, reason="Moved out", by=lead.actor, at=AT)
        assert not is_alive(secret)

    def test_outlives_a_change_of_language(self, make, contact):
        secret = make()
        contact.language = "Polish"
        contact.save(update_fields=["language"])
        assert is_alive(secret)


class TestNoLink:
    @pytest.mark.parametrize("safety", ["warning", "never"])
    def test_is_made_for_a_contact_with_a_warning(self, make, contact, safety):
        contact.safety, contact.warning = safety, "Partner reads her texts"
        contact.save()
        with pytest.raises(links.NoLink, match="Ring instead"):
            make()
        assert not ParentLink.objects.exists()

    def test_is_made_where_the_birthday_is_not_kept(self, make, pupil):
        pupil.born_on = None
        pupil.save(update_fields=["born_on"])
        with pytest.raises(links.NoLink, match="birthday"):
            make()

    def test_is_made_for_somebody_elses_contact(self, make):
        with pytest.raises(links.NoLink):
            make(a_contact(a_pupil(placed=False)))


class TestAnAnswer:
    def test_becomes_a_notice_that_suggests_and_decides_nothing(self, make, contact):
        notice, is_new = links.answer(links.find(make()), ILL, at=AT)
        assert (notice.told_by, notice.how, notice.told_by_name, is_new) == ("parent", "link", contact.name, True)
        assert (notice.code_key, notice.pointed_key, notice.wants_confirmation) == ("", "I", False)

    def test_ends_the_link(self, make):
        secret = make()
        links.answer(links.find(secret), ILL, at=AT)
        assert not is_alive(secret)

    def test_given_twice_is_kept_once(self, make):
        secret = make()
        first, _ = links.answer(links.find(secret), ILL, at=AT)
        again, is_new = links.answer(links.find(secret), Answer("ring", "Please ring", MONDAY, MONDAY), at=AT)
        assert (again.pk, is_new, Notice.objects.count()) == (first.pk, False, 1)

    def test_sent_from_two_phones_at_once_is_kept_once(self, make):
        secret = make()
        one, other = links.find(secret), links.find(secret)
        first, _ = links.answer(one, ILL, at=AT)
        again, is_new = links.answer(other, ILL, at=AT)
        assert (again.pk, is_new, Notice.objects.count()) == (first.pk, False, 1)

    def test_on_a_link_that_ended_is_refused(self, make):
        with pytest.raises(links.LinkOver, match="Ring us"):
            links.answer(links.find(make()), ILL, at=AT + timedelta(hours=25))

    def test_stands_in_the_history_under_the_parents_name(self, make, contact):
        links.answer(links.find(make()), ILL, at=AT)
        entry = JournalEntry.objects.filter(verb="notice.given").get()
        assert (entry.actor_kind, entry.actor_name) == ("family", contact.name)


class TestAnAnswerInWriting:
    def told_by_phone(self, pupil, lead, on):
        facts = NoticeFacts(pupil, on, on, told_by="parent", how="phone", reason="Ill")
        return commands.take_notice(facts, by=lead.actor, at=AT)

    def test_confirms_what_home_had_said_aloud_about_the_same_day_and_no_other(self, make, pupil, lead):
        same, other = self.told_by_phone(pupil, lead, MONDAY), self.told_by_phone(pupil, lead, day("2026-11-20"))
        links.answer(links.find(make()), ILL, at=AT)
        same.refresh_from_db()
        other.refresh_from_db()
        assert (same.confirmed_how, other.confirmed_how) == ("link", "")

    def test_that_asks_to_be_rung_confirms_nothing(self, make, pupil, lead):
        said = self.told_by_phone(pupil, lead, MONDAY)
        links.answer(links.find(make()), Answer("ring", "Please ring", MONDAY, MONDAY), at=AT)
        said.refresh_from_db()
        assert said.confirmed_at is None


class TestAnotherBirthday:
    def test_ends_the_link_at_the_fifth_try(self, make):
        secret = make()
        left = [links.miss(links.find(secret), AT) for _ in range(5)]
        assert left == [4, 3, 2, 1, 0]
        assert not is_alive(secret)

    def test_is_counted_no_further(self, make):
        link = links.find(make())
        assert [links.miss(link, AT) for _ in range(7)][-1] == 0


class TestReadingAnAnswer:
    def test_takes_it_off_the_list(self, make, pupil, lead):
        notice, _ = links.answer(links.find(make()), ILL, at=AT)
        assert [row.id for row in queries.replies_to_read(pupil.provision_id)] == [notice.pk]
        assert commands.accept_reply(notice, "I", by=lead.actor, at=AT)
        assert queries.replies_to_read(pupil.provision_id) == []
        assert Notice.objects.get().code_key == "I"

    def test_is_done_by_one_of_two_who_press_at_once(self, make, lead):
        notice, _ = links.answer(links.find(make()), ILL, at=AT)
        assert commands.accept_reply(notice, "I", by=lead.actor, at=AT)
        assert not commands.accept_reply(Notice.objects.get(), "M", by=lead.actor, at=AT)
        assert Notice.objects.get().code_key == "I"


class TestHearingFromHome:
    def test_gives_the_last_day_of_each_pupil(self, make, pupil):
        links.answer(links.find(make()), ILL, at=AT)
        other = a_pupil(placed=False)
        assert queries.heard_since([pupil.pk, other.pk], MONDAY) == {pupil.pk: MONDAY}
        assert queries.heard_since([pupil.pk], day("2026-11-24")) == {}
