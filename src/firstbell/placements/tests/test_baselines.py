"""The main school's own figure of a pupil, before and after a placement."""

from datetime import date

import pytest

from firstbell.journal.models import JournalEntry
from firstbell.people.tests.pages import signed_in, text
from firstbell.placements import commands
from firstbell.placements.models import Baseline
from firstbell.placements.queries import baseline_of
from tests.builders import a_pupil, london, staff

pytestmark = pytest.mark.django_db
FACTS = {
    "moment": "before", "attended": 90, "possible": 180, "starts_on": "2024-01-08", "ends_on": "2024-07-19",
    "source": "Referral form",
}  # fmt: skip


@pytest.fixture
def placement():
    return a_pupil("Tom Vale").placements.get()


def record(placement, **changed):
    facts = FACTS | {"starts_on": date(2024, 1, 8), "ends_on": date(2024, 7, 19)} | changed
    by = staff(placement.pupil.provision).actor
    return commands.record_baseline(placement, commands.BaselineFacts(**facts), by=by, at=london("2026-11-23 10:00"))


class TestTheMainSchoolsFigure:
    def test_is_kept_with_its_days_and_its_source(self, placement):
        answer = signed_in(placement.pupil.provision).post(f"/placements/{placement.pk}/main-school/", FACTS)
        assert answer.status_code == 302
        kept = baseline_of([placement.pk])[placement.pk]
        assert (kept.tally.percent, kept.source) == (50, "Referral form")
        assert JournalEntry.objects.filter(verb="baseline.recorded").exists()

    def test_replaces_an_earlier_one_and_the_journal_says_what_it_was(self, placement):
        record(placement)
        record(placement, attended=99)
        assert Baseline.objects.get().attended == 99
        assert '"attended":["90","99"]' in JournalEntry.objects.filter(verb="baseline.recorded").last().facts

    def test_twice_the_same_is_one_act(self, placement):
        record(placement)
        record(placement)
        assert JournalEntry.objects.filter(verb="baseline.recorded").count() == 1

    def test_of_after_the_placement_stands_beside_the_one_before(self, placement):
        placement.ends_on = date(2026, 7, 1)
        record(placement)
        record(placement, moment="after", starts_on=date(2026, 9, 1), ends_on=date(2026, 11, 20))
        assert Baseline.objects.count() == 2 and len(baseline_of([placement.pk])) == 1

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"attended": "181"}, "181 sessions attended of 180 possible cannot be"),
            ({"ends_on": "2024-10-01"}, "The placement began on 2 September 2024"),
            ({"ends_on": "2024-01-01"}, "is before 8 January 2024"),
            ({"moment": "after"}, "had not ended before these days began"),
            ({"possible": "0"}, "this is too small"),
        ],
    )
    def test_that_cannot_be_is_refused_in_words(self, placement, changed, words):
        answer = signed_in(placement.pupil.provision).post(f"/placements/{placement.pk}/main-school/", FACTS | changed)
        assert answer.status_code == 422 and words in text(answer)
        assert not Baseline.objects.exists()
