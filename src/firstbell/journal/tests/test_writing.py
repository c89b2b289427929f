"""What the journal takes, and what one act costs."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell import journal
from firstbell.journal import Actor, Entry, UnknownVerb
from firstbell.journal.entries import UnfitFact
from firstbell.journal.models import JournalEntry
from firstbell.journal.verbs import VERBS
from firstbell.units import unit_of_work

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SAM = Actor("staff", 7, "Sam Okoro", "tutor")


def an_entry(verb: str = "pupil.added", provision_id: int | None = 4, **facts: object) -> Entry:
    return Entry(verb, facts, by=SAM, at=NOON, provision_id=provision_id, about="pupil:12")


class TestVerbs:
    def test_a_verb_names_a_thing_and_what_happened_to_it(self):
        for verb, words in VERBS.items():
            thing, _, happened = verb.partition(".")
            assert thing and happened and words, verb
            assert verb == verb.lower() and " " not in verb, verb
            assert len(verb) <= JournalEntry._meta.get_field("verb").max_length

    def test_a_verb_outside_the_table_is_refused_and_told_where_to_add_it(self):
        with pytest.raises(UnknownVerb, match=r"pupil\.sung.*verbs\.py"):
            an_entry("pupil.sung")


class TestFacts:
    def test_the_same_facts_give_the_same_text_whatever_their_order(self):
        assert an_entry(b=1, a=["x", 2]).canonical_facts() == an_entry(a=("x", 2), b=1).canonical_facts()
        assert an_entry(b=1, a="é").canonical_facts() == '{"a":"é","b":1}'

    def test_dates_are_written_as_people_sort_them(self):
        assert an_entry(on=date(2026, 3, 4), at=NOON).canonical_facts() == (
            '{"at":"2026-11-23T12:00:00+00:00","on":"2026-03-04"}'
        )

    @pytest.mark.parametrize("unfit", [1.5, object(), b"bytes", 2**60, {1: "number as name"}])
    def test_what_another_language_would_write_differently_is_refused(self, unfit):
        with pytest.raises(UnfitFact):
            an_entry(value=unfit).canonical_facts()

    def test_an_instant_without_a_time_zone_is_refused(self):
        with pytest.raises(ValueError, match="time zone"):
            Entry("pupil.added", by=SAM, at=datetime(2026, 1, 1), provision_id=1, about="pupil:1")  # noqa: DTZ001


@pytest.mark.django_db
class TestWriting:
    def test_each_provision_counts_from_one(self):
        journal.write_many([an_entry(provision_id=4), an_entry(provision_id=9), an_entry(provision_id=4)])
        numbers = JournalEntry.objects.values_list("chain", "number")
        assert sorted(numbers) == [(4, 1), (4, 2), (9, 1)]

    def test_the_installation_has_a_chain_of_its_own(self):
        journal.write("backup.made", by=Actor.system("backup"), at=NOON, provision_id=None, about="installation")
        assert JournalEntry.objects.get().chain == journal.INSTALLATION

    def test_the_actor_is_kept_as_they_were(self):
        journal.write_many([an_entry()])
        entry = JournalEntry.objects.get()
        assert (entry.actor_kind, entry.actor_id, entry.actor_name, entry.actor_role) == (
            "staff",
            7,
            "Sam Okoro",
            "tutor",
        )

    def test_all_entries_of_a_request_carry_its_id(self):
        with journal.request("abc123"):
            journal.write_many([an_entry(), an_entry()])
        journal.write_many([an_entry()])
        assert list(JournalEntry.objects.values_list("request_id", flat=True)) == ["abc123", "abc123", ""]

    def test_a_hundred_acts_cost_as_many_statements_as_one(self):
        counts = []
        for acts in (1, 100):
            with unit_of_work(), CaptureQueriesContext(connection) as statements:
                journal.write_many([an_entry(n=number) for number in range(acts)])
            counts.append(len(statements))
        assert counts == [2, 2]

    def test_a_unit_of_work_that_fails_leaves_no_entry(self):
        with pytest.raises(ZeroDivisionError), unit_of_work():
            journal.write_many([an_entry()])
            raise ZeroDivisionError
        assert not JournalEntry.objects.exists()

    def test_no_acts_write_nothing(self):
        journal.write_many([])
        assert not JournalEntry.objects.exists()


@pytest.mark.django_db
class TestHistory:
    def test_the_history_of_a_thing_is_newest_first_in_words(self):
        journal.write_many([an_entry(), an_entry("pupil.archived", reason="left")])
        newest, oldest = journal.history("pupil:12", provision_id=4)
        assert (newest.words, newest.facts, newest.who) == ("archived the pupil", {"reason": "left"}, "Sam Okoro")
        assert oldest.verb == "pupil.added"

    def test_another_provisions_history_of_the_same_number_is_not_shown(self):
        journal.write_many([an_entry(provision_id=9)])
        assert journal.history("pupil:12", provision_id=4) == []

    def test_the_head_is_a_short_line(self):
        journal.write_many([an_entry(), an_entry()])
        head = journal.head(4)
        assert head.count == 2
        assert head.text.startswith("4.2 ")
        assert len(head.text) < 50
        assert journal.head(5) is None


@pytest.mark.django_db(transaction=True)
class TestTwoWriters:
    def test_writers_at_once_leave_one_unbroken_chain(self):
        def write_some() -> None:
            try:
                for _ in range(20):
                    journal.write_many([an_entry(), an_entry()])
            except Exception as error:
                failures.append(error)
            finally:
                connection.close()

        failures: list[Exception] = []
        writers = [threading.Thread(target=write_some) for _ in range(4)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert failures == []
        assert journal.head(4).count == 160
        assert journal.verify() == []
