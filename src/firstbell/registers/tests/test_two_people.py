"""Two people, one line: nobody's answer is lost, and the safer one drives the alarms."""

from uuid import uuid4

import pytest

from firstbell.duties.models import Duty
from firstbell.registers import commands, queries
from firstbell.registers.commands import Clash, Recorded
from firstbell.registers.commands.amending import NothingDisputed
from firstbell.registers.models import Mark
from firstbell.registers.tests.doing import a_class, a_tap, code_of, line_of, mark, marks_of, person
from tests.support.times import london

pytestmark = pytest.mark.django_db
FIVE_PAST = london("2026-11-23 09:05")


def call_home(pupil):
    return Duty.objects.filter(pupil=pupil, kind="call-home", state="open").exists()


@pytest.fixture
def rhys():
    return a_class()[1][0]


@pytest.fixture
def a_clash(rhys):
    """Sam said Here at 09:03; Nell, whose page was still blank, said Not here at 09:05."""
    mark(rhys, "here", "2026-11-23 09:03", person("Sam Okoro"))
    return commands.record_mark(a_tap(rhys, "away", seen=None), by=person("Nell Ash"), at=FIVE_PAST)


class TestTwoAnswers:
    def test_both_are_kept_and_the_line_says_so(self, rhys, a_clash):
        assert isinstance(a_clash, Clash)
        assert [m.code_key for m in marks_of(rhys)] == ["/", "N"]
        assert line_of(rhys).contested

    def test_the_first_stays_counted(self, rhys, a_clash):
        assert code_of(rhys) == "/"
        assert rhys.placements.get().tallies.get().own_attended == 1

    def test_an_absence_among_them_drives_the_duties(self, rhys, a_clash):
        assert call_home(rhys)

    def test_an_absence_that_came_first_goes_on_driving_them(self, rhys):
        mark(rhys, "away", "2026-11-23 09:03", person("Sam Okoro"))
        commands.record_mark(a_tap(rhys, "here", seen=None), by=person("Nell Ash"), at=FIVE_PAST)
        assert call_home(rhys)

    def test_the_page_tells_who_said_what(self, rhys, a_clash):
        page = queries.register_page(line_of(rhys).register_id, FIVE_PAST)
        [line] = [line for line in page.lines if line.contested]
        assert [(a.by, a.word, a.at) for a in line.answers] == [
            ("Sam Okoro", "here", "09:03"),
            ("Nell Ash", "no reason yet", "09:05"),
        ]

    def test_it_is_never_among_the_others_who_are_here(self, rhys, a_clash):
        page = queries.register_page(line_of(rhys).register_id, FIVE_PAST)
        assert line_of(rhys).pk not in [line.id for line in page.left_over]

    def test_a_third_mark_settles_it(self, rhys, a_clash):
        line = line_of(rhys)
        tap = a_tap(rhys, "here", seen=a_clash.answer.pk)
        outcome = commands.record_mark(tap, by=person("Sam Okoro"), at=london("2026-11-23 09:06"))
        line.refresh_from_db()
        assert isinstance(outcome, Recorded) and not line.contested
        assert marks_of(rhys)[-1].kind == Mark.Kind.SETTLEMENT
        assert not call_home(rhys)

    def test_settling_the_other_way_moves_the_count(self, rhys, a_clash):
        commands.settle(
            line_of(rhys).pk,
            "N",
            reason="Nell looked in both rooms.",
            seen=a_clash.answer.pk,
            by=person("Head"),
            at=london("2026-11-23 09:07"),
        )
        tally = rhys.placements.get().tallies.get()
        assert (tally.own_attended, tally.own_unauthorised) == (0, 1)

    def test_settling_an_older_dispute_is_refused(self, rhys, a_clash):
        with pytest.raises(NothingDisputed):
            commands.settle(line_of(rhys).pk, "N", reason="?", seen=a_clash.stands.pk, by=person("Head"), at=FIVE_PAST)

    def test_a_page_that_has_not_seen_the_dispute_does_not_settle_it(self, rhys, a_clash):
        outcome = commands.record_mark(
            a_tap(rhys, "late", seen=a_clash.stands.pk), by=person("Ola"), at=london("2026-11-23 09:06")
        )
        assert isinstance(outcome, Clash) and line_of(rhys).contested

    def test_taking_ones_own_answer_back_ends_it(self, rhys):
        sam, nell = person("Sam Okoro"), person("Nell Ash")
        mark(rhys, "here", "2026-11-23 09:03", sam)
        clash = commands.record_mark(a_tap(rhys, "away", seen=None), by=nell, at=FIVE_PAST)
        commands.undo(line_of(rhys).pk, seen=clash.answer.pk, by=nell, at=london("2026-11-23 09:06"))
        assert code_of(rhys) == "/" and not line_of(rhys).contested and not call_home(rhys)

    def test_the_first_one_taking_theirs_back_leaves_the_other(self, rhys):
        sam, nell = person("Sam Okoro"), person("Nell Ash")
        mark(rhys, "here", "2026-11-23 09:03", sam)
        clash = commands.record_mark(a_tap(rhys, "away", seen=None), by=nell, at=FIVE_PAST)
        commands.undo(line_of(rhys).pk, seen=clash.answer.pk, by=sam, at=london("2026-11-23 09:06"))
        assert code_of(rhys) == "N" and not line_of(rhys).contested


class TestTwoPeopleWhoAgree:
    def test_are_no_dispute(self, rhys):
        mark(rhys, "here", "2026-11-23 09:03", person("Sam Okoro"))
        outcome = commands.record_mark(a_tap(rhys, "here", seen=None), by=person("Nell Ash"), at=FIVE_PAST)
        assert isinstance(outcome, Recorded) and not line_of(rhys).contested
        assert len(marks_of(rhys)) == 2

    def test_somebody_who_saw_the_mark_may_correct_it(self, rhys):
        mark(rhys, "away", "2026-11-23 09:03", person("Sam Okoro"))
        mark(rhys, "here", "2026-11-23 09:05", person("Nell Ash"))
        assert code_of(rhys) == "/" and not line_of(rhys).contested

    def test_one_person_on_two_screens_is_one_person(self, rhys):
        sam = person("Sam Okoro")
        mark(rhys, "away", "2026-11-23 09:03", sam)
        commands.record_mark(a_tap(rhys, "here", seen=None), by=sam, at=FIVE_PAST)
        assert code_of(rhys) == "/" and not line_of(rhys).contested


class TestTheOthersAreHere:
    def test_marks_exactly_those_the_page_named(self):
        register, [amina, callum, dara] = a_class()
        mark(amina, "away", "2026-11-23 09:02", person("Sam"))
        rest = commands.record_rest(
            register.pk, [line_of(callum).pk], uuid4(), by=person("Sam"), at=london("2026-11-23 09:03")
        )
        assert rest.marked == (line_of(callum).pk,)
        assert (code_of(amina), code_of(callum), code_of(dara)) == ("N", "/", "")

    def test_a_line_marked_meanwhile_stays_as_it_is(self):
        register, [amina, callum, _] = a_class()
        mark(callum, "away", "2026-11-23 09:02", person("Nell"))
        rest = commands.record_rest(
            register.pk,
            [line_of(amina).pk, line_of(callum).pk],
            uuid4(),
            by=person("Sam"),
            at=london("2026-11-23 09:03"),
        )
        assert code_of(callum) == "N" and not line_of(callum).contested
        assert rest.left == (callum.name,)

    def test_sent_twice_is_saved_once(self):
        register, pupils = a_class()
        ids, tap, sam = [line_of(pupil).pk for pupil in pupils], uuid4(), person("Sam")
        first = commands.record_rest(register.pk, ids, tap, by=sam, at=london("2026-11-23 09:03"))
        again = commands.record_rest(register.pk, ids, tap, by=sam, at=london("2026-11-23 09:04"))
        assert first == again and Mark.objects.count() == 3

    def test_a_pupil_with_a_note_is_left_for_a_person(self):
        from datetime import date

        from firstbell.notices.models import Notice

        register, [kacey, *_] = a_class()
        Notice.objects.create(
            pupil=kacey,
            starts_on=date(2026, 11, 23),
            ends_on=date(2026, 11, 23),
            told_by="parent",
            how="phone",
            reason="Dentist",
            code_key="M",
            received_at=london("2026-11-20 10:00"),
            taken_by="Nell",
        )
        commands.record_rest(register.pk, [line_of(kacey).pk], uuid4(), by=person("Sam"), at=london("2026-11-23 09:03"))
        assert code_of(kacey) == ""

    def test_a_later_start_is_left_for_its_time(self):
        from tests.builders import a_group, a_pupil, a_register, a_site

        group = a_group(a_site())
        freya = a_pupil(group=group, starts="09:30")
        register = a_register(freya)
        commands.record_rest(register.pk, [line_of(freya).pk], uuid4(), by=person("Sam"), at=london("2026-11-23 09:10"))
        assert code_of(freya) == ""
