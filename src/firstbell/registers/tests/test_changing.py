"""Undo before Finish, amendments after it, and arrivals."""

import pytest

from firstbell.domain.marks import ArrivedOnTime
from firstbell.duties.models import Duty
from firstbell.journal.models import JournalEntry
from firstbell.registers import commands
from firstbell.registers.commands import StillBlank
from firstbell.registers.commands.amending import ReasonMissing
from firstbell.registers.commands.answers import NotArrivedYet
from firstbell.registers.commands.finishing import FinishedAlready, NothingToUndo
from firstbell.registers.commands.marking import RegisterFinished
from firstbell.registers.models import Mark
from firstbell.registers.tests.doing import a_class, code_of, line_of, mark, marks_of, person
from tests.support.times import london

pytestmark = pytest.mark.django_db
TEN = london("2026-11-23 10:00")


def finished(count=1, choice="away"):
    """A finished register with everybody marked; returns it and its pupils."""
    register, pupils = a_class(count)
    sam = person("Sam Okoro")
    for pupil in pupils:
        mark(pupil, choice, "2026-11-23 09:03", sam)
    commands.finish(register.pk, by=sam, at=london("2026-11-23 09:10"))
    return register, pupils


class TestUndo:
    def test_leaves_a_blank_line_and_a_retraction(self):
        _, [callum, *_] = a_class()
        sam = person("Sam Okoro")
        answer = mark(callum, "away", "2026-11-23 09:03", sam).answer
        commands.undo(line_of(callum).pk, seen=answer.pk, by=sam, at=london("2026-11-23 09:04"))
        assert code_of(callum) == ""
        assert [m.kind for m in marks_of(callum)] == [Mark.Kind.MARK, Mark.Kind.RETRACTION]

    def test_withdraws_what_was_due(self):
        _, [callum, *_] = a_class()
        sam = person("Sam Okoro")
        answer = mark(callum, "away", "2026-11-23 09:03", sam).answer
        commands.undo(line_of(callum).pk, seen=answer.pk, by=sam, at=london("2026-11-23 09:04"))
        assert Duty.objects.get(pupil=callum, kind="call-home").state == "withdrawn"

    def test_brings_back_what_stood_before(self):
        _, [callum, *_] = a_class()
        sam = person("Sam Okoro")
        mark(callum, "here", "2026-11-23 09:03", sam)
        answer = mark(callum, "late", "2026-11-23 09:04", sam).answer
        commands.undo(line_of(callum).pk, seen=answer.pk, by=sam, at=london("2026-11-23 09:05"))
        assert code_of(callum) == "/"

    def test_and_marking_the_same_again_opens_the_call_again(self):
        _, [callum, *_] = a_class()
        sam = person("Sam Okoro")
        answer = mark(callum, "away", "2026-11-23 09:03", sam).answer
        commands.undo(line_of(callum).pk, seen=answer.pk, by=sam, at=london("2026-11-23 09:04"))
        mark(callum, "away", "2026-11-23 09:05", sam)
        assert Duty.objects.get(pupil=callum, kind="call-home").state == "open"

    def test_of_a_mark_that_moved_meanwhile_is_refused(self):
        _, [callum, *_] = a_class()
        sam = person("Sam Okoro")
        old = mark(callum, "away", "2026-11-23 09:03", sam).answer
        mark(callum, "here", "2026-11-23 09:04", sam)
        with pytest.raises(NothingToUndo):
            commands.undo(line_of(callum).pk, seen=old.pk, by=sam, at=london("2026-11-23 09:05"))

    def test_after_finish_is_refused(self):
        _, [callum] = finished()
        with pytest.raises(FinishedAlready):
            commands.undo(line_of(callum).pk, seen=line_of(callum).current_mark_id, by=person("Sam"), at=TEN)


class TestFinish:
    def test_names_whom_nobody_marked(self):
        register, pupils = a_class()
        with pytest.raises(StillBlank, match=pupils[0].name):
            commands.finish(register.pk, by=person("Sam"), at=TEN)

    def test_leaves_blank_whom_a_person_said_to_leave(self):
        register, pupils = a_class()
        ids = [line_of(pupil).pk for pupil in pupils]
        commands.finish(register.pk, left_blank=ids, by=person("Sam"), at=TEN)
        register.refresh_from_db()
        assert register.finished_by == "Sam" and code_of(pupils[0]) == ""

    def test_counts_a_blank_as_nothing(self):
        register, pupils = a_class()
        commands.finish(register.pk, left_blank=[line_of(p).pk for p in pupils], by=person("Sam"), at=TEN)
        assert not pupils[0].placements.get().tallies.exists()

    def test_meets_the_duty_to_take_the_register(self):
        register, pupils = a_class()
        commands.finish(register.pk, left_blank=[line_of(p).pk for p in pupils], by=person("Sam"), at=TEN)
        assert Duty.objects.get(subject=f"register:{register.pk}").state == "met"

    def test_twice_is_once(self):
        register, _ = finished()
        commands.finish(register.pk, by=person("Nell"), at=TEN)
        register.refresh_from_db()
        assert register.finished_by == "Sam Okoro"

    def test_a_mark_is_then_no_longer_changed_freely(self):
        _, [callum] = finished()
        with pytest.raises(RegisterFinished):
            mark(callum, "here", "2026-11-23 09:30", person("Sam"))

    def test_a_pupil_who_starts_later_is_still_marked(self):
        register, [amina, freya] = a_class(2)
        mark(amina, "here", "2026-11-23 09:02", person("Sam"))
        commands.finish(register.pk, left_blank=[line_of(freya).pk], by=person("Sam"), at=TEN)
        mark(freya, "here", "2026-11-23 10:30", person("Sam"))
        assert code_of(freya) == "/"


class TestARegisterThatNobodyFinished:
    def test_is_closed_by_the_end_of_its_day(self):
        _, [callum] = a_class(1)
        mark(callum, "away", "2026-11-23 09:03", person("Sam"))
        with pytest.raises(RegisterFinished):
            mark(callum, "here", "2026-11-24 09:00", person("Sam"))

    def test_still_takes_the_first_mark_of_a_blank_line(self):
        _, [callum] = a_class(1)
        mark(callum, "here", "2026-11-24 09:00", person("Sam"))
        assert code_of(callum) == "/"

    def test_is_not_undone_the_next_day(self):
        _, [callum] = a_class(1)
        answer = mark(callum, "away", "2026-11-23 09:03", person("Sam")).answer
        with pytest.raises(FinishedAlready):
            commands.undo(line_of(callum).pk, seen=answer.pk, by=person("Sam"), at=london("2026-11-24 09:00"))


class TestAmendment:
    def test_keeps_both_marks_with_who_when_and_why(self):
        _, [callum] = finished()
        commands.amend_mark(
            line_of(callum).pk, "M", reason="Mum rang: dentist.", by=person("Nell Ash"), at=london("2026-11-23 11:20")
        )
        first, last = marks_of(callum)
        assert (last.code_key, last.replaces_id, last.recorded_by, last.reason) == (
            "M",
            first.pk,
            "Nell Ash",
            "Mum rang: dentist.",
        )

    def test_without_a_reason_is_refused(self):
        _, [callum] = finished()
        with pytest.raises(ReasonMissing):
            commands.amend_mark(line_of(callum).pk, "M", reason=" ", by=person("Nell"), at=TEN)

    def test_moves_the_running_count(self):
        _, [callum] = finished()
        commands.amend_mark(line_of(callum).pk, "M", reason="Dentist", by=person("Nell"), at=TEN)
        tally = callum.placements.get().tallies.get()
        assert (tally.own_unauthorised, tally.own_authorised) == (0, 1)

    def test_is_told_by_the_journal(self):
        _, [callum] = finished()
        commands.amend_mark(line_of(callum).pk, "M", reason="Dentist", by=person("Nell"), at=TEN)
        assert JournalEntry.objects.filter(verb="mark.amended", about=f"pupil:{callum.pk}").exists()

    def test_with_a_reason_the_decision_about_n_is_made(self):
        _, [callum] = finished()
        commands.amend_mark(line_of(callum).pk, "M", reason="Dentist", by=person("Nell"), at=TEN)
        assert Duty.objects.get(pupil=callum, kind="decide-n").state == "met"

    def test_to_what_already_stands_changes_nothing(self):
        _, [callum] = finished()
        commands.amend_mark(line_of(callum).pk, "N", reason="Still nothing", by=person("Nell"), at=TEN)
        assert len(marks_of(callum)) == 1

    def test_sent_twice_is_saved_once(self):
        from uuid import uuid4

        _, [callum] = finished()
        tap, nell = uuid4(), person("Nell")
        for _ in range(2):
            commands.amend_mark(line_of(callum).pk, "M", reason="Dentist", by=nell, at=TEN, tap_id=tap)
        assert len(marks_of(callum)) == 2


class TestArrival:
    def test_before_the_close_turns_n_into_l(self):
        _, [callum] = finished()
        commands.record_arrival(line_of(callum).pk, london("2026-11-23 09:29"), by=person("Sam"), at=TEN)
        assert code_of(callum) == "L"

    def test_after_the_close_turns_n_into_u(self):
        _, [callum] = finished()
        commands.record_arrival(line_of(callum).pk, london("2026-11-23 09:41"), by=person("Sam"), at=TEN)
        assert (code_of(callum), marks_of(callum)[-1].minutes_late) == ("U", 41)

    def test_is_its_own_reason(self):
        _, [callum] = finished()
        commands.record_arrival(line_of(callum).pk, london("2026-11-23 09:41"), by=person("Sam"), at=TEN)
        assert marks_of(callum)[-1].reason == "Arrived at 09:41."

    def test_in_the_future_is_refused(self):
        _, [callum] = finished()
        with pytest.raises(NotArrivedYet):
            commands.record_arrival(line_of(callum).pk, london("2026-11-23 10:30"), by=person("Sam"), at=TEN)

    def test_before_the_start_is_no_lateness(self):
        _, [callum] = finished()
        with pytest.raises(ArrivedOnTime):
            commands.record_arrival(line_of(callum).pk, london("2026-11-23 08:58"), by=person("Sam"), at=TEN)

    def test_ends_the_search(self):
        _, [callum] = finished()
        commands.record_arrival(line_of(callum).pk, london("2026-11-23 09:41"), by=person("Sam"), at=TEN)
        assert not Duty.objects.filter(pupil=callum, kind="reach-someone", state="open").exists()


class TestPaper:
    def test_keeps_who_saw_and_who_typed_and_both_times(self):
        register, [amina, *_] = a_class()
        from firstbell.registers.tests.doing import a_tap

        commands.take_from_paper(
            register.pk,
            [a_tap(amina, "here")],
            seen_by="Jo Marsh",
            taken_at=london("2026-11-23 09:05"),
            by=person("Nell Ash"),
            at=TEN,
        )
        [saved] = marks_of(amina)
        assert (saved.source, saved.seen_by, saved.recorded_by, saved.device_at, saved.recorded_at) == (
            "paper",
            "Jo Marsh",
            "Nell Ash",
            london("2026-11-23 09:05"),
            TEN,
        )


class TestNThatNobodyExplained:
    def test_becomes_o_when_the_decision_was_due(self):
        register, [callum] = finished()
        assert commands.close_undecided(register.provision_id, london("2026-11-30 15:00")) == 0
        assert commands.close_undecided(register.provision_id, london("2026-11-30 15:01")) == 1
        assert code_of(callum) == "O"

    def test_by_the_policy_with_its_reason_and_the_original_kept(self):
        register, [callum] = finished()
        commands.close_undecided(register.provision_id, london("2026-12-01 09:00"))
        first, last = marks_of(callum)
        assert (first.code_key, last.source, last.recorded_by) == ("N", "system", "policy")
        assert "Nobody gave a reason" in last.reason

    def test_leaves_alone_what_somebody_explained(self):
        register, [callum] = finished()
        commands.amend_mark(line_of(callum).pk, "M", reason="Dentist", by=person("Nell"), at=TEN)
        assert commands.close_undecided(register.provision_id, london("2026-12-01 09:00")) == 0

    def test_twice_changes_nothing(self):
        register, [callum] = finished()
        commands.close_undecided(register.provision_id, london("2026-12-01 09:00"))
        assert commands.close_undecided(register.provision_id, london("2026-12-01 09:01")) == 0
        assert len(marks_of(callum)) == 2
