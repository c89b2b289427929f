"""The running counts always equal a count of the marks."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstbell.domain.codes import Category
from firstbell.journal.models import JournalEntry
from firstbell.policy import load_code_set
from firstbell.registers import commands, tallies
from firstbell.registers.commands import Tap
from firstbell.registers.models import WeekTally
from firstbell.registers.tests.doing import a_class, a_tap, code_of, line_of, mark, person
from tests.builders import a_pupil, a_week
from tests.support.times import london

pytestmark = pytest.mark.django_db
YEAR = date(2026, 9, 1)
CODES = [code.key for code in load_code_set("stepping-stones") if code.national != "\\"]
ACTS = st.lists(
    st.tuples(st.sampled_from(["here", "away", "late", "undo", "clash", "amend"]), st.sampled_from(CODES)), max_size=7
)
slow = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def act(pupil, what, key, sam, nell, at):
    line = line_of(pupil)
    if what == "undo":
        if line.current_mark_id and not line.contested:
            commands.undo(line.pk, seen=line.current_mark_id, by=sam, at=at)
    elif what == "clash":
        commands.record_mark(Tap(uuid4(), line.pk, code_key=key, seen=-1), by=nell, at=at)
    elif what == "amend":
        commands.amend_mark(line.pk, key, reason="It was so.", by=nell, at=at)
    else:
        commands.record_mark(a_tap(pupil, what), by=sam, at=at)


class TestCounts:
    @slow
    @given(ACTS)
    def test_any_history_counts_as_its_current_marks(self, acts):
        register, [amina, *_] = a_class(1)
        sam, nell = person("Sam"), person("Nell")
        for number, (what, key) in enumerate(acts):
            act(amina, what, key, sam, nell, london(f"2026-11-23 09:{10 + number}"))
        provision = register.provision_id
        assert tallies.agree(provision, YEAR)
        assert all(min(counts) >= 0 for counts in tallies.kept(provision, YEAR).values())
        assert commands.recount(provision, at=london("2026-11-23 12:00")) == 0

    @slow
    @given(st.lists(st.sampled_from(CODES), min_size=2, max_size=4))
    def test_amending_twice_counts_as_amending_to_the_last(self, keys):
        _, [amina, callum] = a_class(2)
        nell = person("Nell")
        for number, key in enumerate(keys):
            at = london(f"2026-11-23 09:{10 + number}")
            commands.amend_mark(line_of(amina).pk, key, reason="It was so.", by=nell, at=at)
        commands.amend_mark(line_of(callum).pk, keys[-1], reason="It was so.", by=nell, at=london("2026-11-23 10:00"))
        assert self.counts(amina) == self.counts(callum)

    def counts(self, pupil):
        found = WeekTally.objects.filter(placement__pupil=pupil).values(*tallies.COUNTS).first()
        return found

    def test_an_own_code_counts_by_its_printed_meaning_and_nationally_by_its_mapping(self):
        _, [amina] = a_class(1)
        commands.amend_mark(
            line_of(amina).pk, "J", reason="College interview", by=person("Nell"), at=london("2026-11-23 09:30")
        )
        tally = WeekTally.objects.get(placement__pupil=amina)
        assert load_code_set("stepping-stones").get("J").category is Category.APPROVED_EDUCATIONAL_ACTIVITY
        assert (tally.own_attended, tally.national_attended, tally.national_authorised) == (1, 0, 1)

    def test_what_a_person_must_decide_waits(self):
        _, [amina] = a_class(1)
        [undecided, *_] = [c for c in load_code_set("stepping-stones") if c.national == "decide"]
        commands.amend_mark(
            line_of(amina).pk, undecided.key, reason="?", by=person("Nell"), at=london("2026-11-23 09:30")
        )
        assert WeekTally.objects.get(placement__pupil=amina).undecided == 1

    def test_every_change_asks_for_another_look(self):
        _, [amina] = a_class(1)
        mark(amina, "here", "2026-11-23 09:02", person("Sam"))
        assert WeekTally.objects.get(placement__pupil=amina).look_again_since == london("2026-11-23 09:02")

    def test_a_pupil_nobody_expected_counts_for_no_figure(self):
        register, _ = a_class(1)
        kacey = a_pupil(placed=False, provision=register.provision)
        commands.add_unexpected(register.pk, kacey.pk, uuid4(), by=person("Sam"), at=london("2026-11-23 09:10"))
        assert code_of(kacey) == "/" and not WeekTally.objects.exists()

    def test_recount_mends_what_was_spoilt(self):
        register, [amina] = a_class(1)
        mark(amina, "here", "2026-11-23 09:02", person("Sam"))
        WeekTally.objects.update(own_attended=7)
        assert commands.recount(register.provision_id, at=london("2026-11-23 12:00")) == 1
        assert WeekTally.objects.get().own_attended == 1

    def test_recount_keeps_what_waits_for_another_look_where_it_was_right(self):
        register, [amina, callum] = a_class(2)
        mark(amina, "here", "2026-11-23 09:02", person("Sam"))
        mark(callum, "here", "2026-11-23 09:03", person("Sam"))
        WeekTally.objects.filter(placement__pupil=callum).update(own_attended=7)
        assert commands.recount(register.provision_id, at=london("2026-11-23 12:00")) == 1
        assert WeekTally.objects.get(placement__pupil=amina).look_again_since == london("2026-11-23 09:02")

    def test_recount_takes_away_a_row_without_marks(self):
        amina = a_pupil()
        a_week(amina, own_attended=3)
        assert commands.recount(amina.provision_id, at=london("2026-11-23 12:00")) == 1
        assert not WeekTally.objects.exists()
        assert "2026/27" in JournalEntry.objects.get(verb="figures.recounted").facts

    def test_the_nightly_look_reaches_an_old_year_within_as_many_nights_as_there_are(self):
        amina = a_pupil()
        for year in (2021, 2022, 2023):
            a_week(amina, f"{year}-11-15", own_attended=3)
        for night in (24, 25, 26):
            commands.recount_nightly(amina.provision_id, london(f"2026-11-{night} 02:00"))
        assert not WeekTally.objects.exists()
