"""The running counts always equal a count of the marks."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstbell.domain.codes import Category
from firstbell.policy import load_code_set
from firstbell.registers import commands, tallies
from firstbell.registers.commands import Tap
from firstbell.registers.models import YearTally
from firstbell.registers.tests.doing import a_class, a_tap, code_of, line_of, mark, person
from tests.builders import a_pupil
from tests.support.times import london

pytestmark = pytest.mark.django_db
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
        assert tallies.kept(provision) == tallies.counted_from_marks(provision)
        for counts in tallies.kept(provision).values():
            assert min(counts[name] for name in tallies.COUNTS) >= 0
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
        found = YearTally.objects.filter(placement__pupil=pupil).values(*tallies.COUNTS).first()
        return found

    def test_an_own_code_counts_by_its_printed_meaning_and_nationally_by_its_mapping(self):
        _, [amina] = a_class(1)
        commands.amend_mark(
            line_of(amina).pk, "J", reason="College interview", by=person("Nell"), at=london("2026-11-23 09:30")
        )
        tally = YearTally.objects.get(placement__pupil=amina)
        assert load_code_set("stepping-stones").get("J").category is Category.APPROVED_EDUCATIONAL_ACTIVITY
        assert (tally.own_attended, tally.national_attended, tally.national_authorised) == (1, 0, 1)

    def test_what_a_person_must_decide_waits(self):
        _, [amina] = a_class(1)
        [undecided, *_] = [c for c in load_code_set("stepping-stones") if c.national == "decide"]
        commands.amend_mark(
            line_of(amina).pk, undecided.key, reason="?", by=person("Nell"), at=london("2026-11-23 09:30")
        )
        assert YearTally.objects.get(placement__pupil=amina).undecided == 1

    def test_every_change_asks_for_another_look(self):
        _, [amina] = a_class(1)
        mark(amina, "here", "2026-11-23 09:02", person("Sam"))
        assert YearTally.objects.get(placement__pupil=amina).look_again_since == london("2026-11-23 09:02")

    def test_a_pupil_nobody_expected_counts_for_no_figure(self):
        register, _ = a_class(1)
        kacey = a_pupil(placed=False, provision=register.provision)
        commands.add_unexpected(register.pk, kacey.pk, uuid4(), by=person("Sam"), at=london("2026-11-23 09:10"))
        assert code_of(kacey) == "/" and not YearTally.objects.exists()

    def test_recount_mends_what_was_spoilt(self):
        register, [amina] = a_class(1)
        mark(amina, "here", "2026-11-23 09:02", person("Sam"))
        YearTally.objects.update(own_attended=7)
        assert commands.recount(register.provision_id, at=london("2026-11-23 12:00")) == 1
        assert YearTally.objects.get().own_attended == 1
