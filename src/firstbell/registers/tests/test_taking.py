"""A tutor takes a register."""

from uuid import uuid4

import pytest

from firstbell.domain.codes import CodeNotValidOn
from firstbell.domain.marks import ArrivedOnTime
from firstbell.duties.models import Duty
from firstbell.journal.models import JournalEntry
from firstbell.registers import commands
from firstbell.registers.commands import Repeated, Tap, TapReused
from firstbell.registers.commands.answers import OtherSession, TooEarly
from firstbell.registers.commands.marking import TwoAtOnce
from firstbell.registers.models import Mark
from firstbell.registers.tests.doing import DAY, a_class, a_tap, code_of, line_of, mark, marks_of, person
from tests.builders import a_pupil, a_register
from tests.support.times import london

pytestmark = pytest.mark.django_db


def duties_of(pupil, state="open"):
    return set(Duty.objects.filter(pupil=pupil, state=state).values_list("kind", flat=True))


class TestTheThreeChoices:
    def test_here_is_the_morning_sign_in_the_morning(self):
        _, [amina, *_] = a_class()
        mark(amina, "here", "2026-11-23 09:02", person("Sam Okoro"))
        assert code_of(amina) == "/"

    def test_here_is_the_afternoon_sign_in_the_afternoon(self):
        _, [amina, *_] = a_class(session="PM")
        mark(amina, "here", "2026-11-23 13:02", person("Sam Okoro"), session="PM")
        assert code_of(amina, session="PM") == "\\"

    def test_late_before_the_close_is_l_with_its_minutes(self):
        _, [jayden, *_] = a_class()
        answer = mark(jayden, "late", "2026-11-23 09:29", person("Sam Okoro")).answer
        assert (answer.code_key, answer.minutes_late) == ("L", 29)

    def test_late_from_the_close_on_is_u(self):
        _, [jayden, *_] = a_class()
        answer = mark(jayden, "late", "2026-11-23 09:30", person("Sam Okoro")).answer
        assert (answer.code_key, answer.minutes_late) == ("U", 30)

    def test_late_runs_from_the_pupils_own_start(self):
        freya = a_pupil(starts="10:00")
        a_register(freya, DAY)
        assert mark(freya, "late", "2026-11-23 10:20", person("Sam Okoro")).answer.code_key == "L"

    def test_stated_minutes_decide_and_not_the_moment_of_typing(self):
        _, [jayden, *_] = a_class()
        answer = mark(jayden, "late", "2026-11-23 11:40", person("Sam Okoro"), minutes=6).answer
        assert (answer.code_key, answer.minutes_late) == ("L", 6)

    def test_nobody_is_late_before_their_start(self):
        _, [jayden, *_] = a_class()
        with pytest.raises(ArrivedOnTime):
            mark(jayden, "late", "2026-11-23 08:55", person("Sam Okoro"))

    def test_not_here_is_n_until_somebody_knows_why(self):
        _, [callum, *_] = a_class()
        mark(callum, "away", "2026-11-23 09:03", person("Sam Okoro"))
        assert code_of(callum) == "N"

    def test_a_reason_that_was_told_makes_its_code(self):
        _, [callum, *_] = a_class()
        commands.record_mark(
            Tap(uuid4(), line_of(callum).pk, code_key="I"), by=person("Sam Okoro"), at=london("2026-11-23 09:03")
        )
        assert code_of(callum) == "I"

    def test_the_record_names_who_saw_and_when(self):
        _, [amina, *_] = a_class()
        mark(amina, "here", "2026-11-23 09:02", person("Sam Okoro"))
        [saved] = marks_of(amina)
        assert (saved.seen_by, saved.recorded_by, saved.recorded_at) == (
            "Sam Okoro",
            "Sam Okoro",
            london("2026-11-23 09:02"),
        )


class TestWhatIsRefused:
    def test_a_session_that_is_still_to_come(self):
        _, [amina, *_] = a_class()
        with pytest.raises(TooEarly):
            mark(amina, "here", "2026-11-22 16:00", person("Sam Okoro"))

    def test_a_code_that_ended_names_what_replaced_it(self):
        _, [amina, *_] = a_class(on="2026-11-23")
        line = line_of(amina)
        line.register.code_set = "england-2006"
        line.register.save(update_fields=["code_set"])
        with pytest.raises(CodeNotValidOn, match="Use"):
            commands.record_mark(
                Tap(uuid4(), line.pk, code_key="J"), by=person("Sam Okoro"), at=london("2026-11-23 09:03")
            )

    def test_the_mornings_sign_in_an_afternoon(self):
        _, [amina, *_] = a_class(session="PM")
        line = line_of(amina, session="PM")
        with pytest.raises(OtherSession):
            commands.record_mark(Tap(uuid4(), line.pk, code_key="/"), by=person("Sam"), at=london("2026-11-23 13:03"))

    def test_two_answers_for_one_pupil_in_one_saving(self):
        register, [amina, *_] = a_class()
        taps = [a_tap(amina, "here"), a_tap(amina, "away")]
        with pytest.raises(TwoAtOnce):
            commands.save_register(register.pk, taps, by=person("Sam"), at=london("2026-11-23 09:03"))

    def test_nothing_is_saved_where_one_of_many_is_refused(self):
        register, [amina, callum, dara] = a_class()
        taps = [a_tap(amina, "here"), a_tap(callum, "late", minutes=-4), a_tap(dara, "away")]
        with pytest.raises(ArrivedOnTime):
            commands.save_register(register.pk, taps, by=person("Sam"), at=london("2026-11-23 09:03"))
        assert not Mark.objects.exists()


class TestATapSentTwice:
    def test_gives_the_same_answer_and_saves_nothing(self):
        _, [amina, *_] = a_class()
        tap, sam = a_tap(amina, "here"), person("Sam Okoro")
        first = commands.record_mark(tap, by=sam, at=london("2026-11-23 09:02"))
        again = commands.record_mark(tap, by=sam, at=london("2026-11-23 09:09"))
        assert isinstance(again, Repeated)
        assert again.answer == first.answer

    def test_late_without_minutes_stays_the_time_of_its_first_arrival(self):
        _, [jayden, *_] = a_class()
        tap, sam = a_tap(jayden, "late"), person("Sam Okoro")
        commands.record_mark(tap, by=sam, at=london("2026-11-23 09:10"))
        again = commands.record_mark(tap, by=sam, at=london("2026-11-23 09:50"))
        assert (again.answer.code_key, again.answer.minutes_late) == ("L", 10)

    def test_with_another_answer_is_refused(self):
        _, [amina, *_] = a_class()
        sam, tap_id = person("Sam Okoro"), uuid4()
        commands.record_mark(a_tap(amina, "here", id=tap_id), by=sam, at=london("2026-11-23 09:02"))
        with pytest.raises(TapReused):
            commands.record_mark(a_tap(amina, "away", id=tap_id), by=sam, at=london("2026-11-23 09:03"))

    def test_for_another_pupil_is_refused(self):
        _, [amina, callum, *_] = a_class()
        sam, tap_id = person("Sam Okoro"), uuid4()
        commands.record_mark(a_tap(amina, "here", id=tap_id), by=sam, at=london("2026-11-23 09:02"))
        with pytest.raises(TapReused):
            commands.record_mark(a_tap(callum, "here", id=tap_id), by=sam, at=london("2026-11-23 09:03"))

    def test_in_another_register_is_refused(self):
        _, [amina, *_] = a_class()
        _, [kacey, *_] = a_class()
        sam, tap_id = person("Sam Okoro"), uuid4()
        commands.record_mark(a_tap(amina, "here", id=tap_id), by=sam, at=london("2026-11-23 09:02"))
        with pytest.raises(TapReused):
            commands.record_mark(a_tap(kacey, "here", id=tap_id), by=sam, at=london("2026-11-23 09:03"))

    def test_the_same_choice_on_the_same_mark_saves_nothing_new(self):
        _, [amina, *_] = a_class()
        sam = person("Sam Okoro")
        mark(amina, "here", "2026-11-23 09:02", sam)
        mark(amina, "here", "2026-11-23 09:04", sam)
        assert len(marks_of(amina)) == 1


class TestWhatFollowsFromAMark:
    def test_an_unexplained_absence_opens_the_calls_of_the_policy(self):
        _, [callum, *_] = a_class()
        mark(callum, "away", "2026-11-23 09:03", person("Sam Okoro"))
        assert {"call-home", "tell-the-school"} <= duties_of(callum)

    def test_the_call_is_due_ten_minutes_after_the_pupils_own_start(self):
        freya = a_pupil(starts="09:30")
        a_register(freya, DAY)
        mark(freya, "away", "2026-11-23 09:33", person("Sam Okoro"))
        assert Duty.objects.get(pupil=freya, kind="call-home").due_at == london("2026-11-23 09:40")

    def test_somebody_who_is_here_makes_nothing_due(self):
        _, [amina, *_] = a_class()
        mark(amina, "here", "2026-11-23 09:02", person("Sam Okoro"))
        assert not duties_of(amina)

    def test_a_correction_before_finish_withdraws_what_was_due(self):
        _, [callum, *_] = a_class()
        sam = person("Sam Okoro")
        mark(callum, "away", "2026-11-23 09:03", sam)
        mark(callum, "here", "2026-11-23 09:04", sam)
        assert "call-home" not in duties_of(callum)

    def test_the_afternoon_does_not_ring_again_for_the_morning(self):
        _, [callum, *_] = a_class()
        sam = person("Sam Okoro")
        mark(callum, "away", "2026-11-23 09:03", sam)
        mark(callum, "away", "2026-11-23 13:03", sam, session="PM")
        assert Duty.objects.filter(pupil=callum, kind="call-home").count() == 1

    def test_a_deadline_in_school_days_skips_the_break(self):
        from datetime import date

        register, [callum, *_] = a_class(on="2026-05-22")
        term = register.provision.terms.get(starts_on=date(2025, 9, 2))
        term.break_starts_on, term.break_ends_on = date(2026, 5, 25), date(2026, 5, 29)
        term.save()
        mark(callum, "away", "2026-05-22 09:03", person("Sam Okoro"), on="2026-05-22")
        assert Duty.objects.get(pupil=callum, kind="decide-n").due_at.date() == date(2026, 6, 5)

    def test_the_journal_tells_of_each_mark(self):
        register, [callum, *_] = a_class()
        mark(callum, "away", "2026-11-23 09:03", person("Sam Okoro"))
        entry = JournalEntry.objects.get(verb="mark.recorded", chain=register.provision_id)
        assert (entry.actor_name, entry.about) == ("Sam Okoro", f"pupil:{callum.pk}")

    def test_the_register_counts_as_taken_once_everybody_due_is_marked(self):
        register, pupils = a_class()
        sam = person("Sam Okoro")
        for pupil in pupils[:-1]:
            mark(pupil, "here", "2026-11-23 09:02", sam)
        taking = Duty.objects.get(kind="take-the-register", subject=f"register:{register.pk}")
        assert taking.state == "open"
        mark(pupils[-1], "away", "2026-11-23 09:03", sam)
        taking.refresh_from_db()
        assert (taking.state, taking.outcome, taking.was_late) == ("met", "register-taken", False)

    def test_a_register_taken_late_says_so(self):
        register, pupils = a_class(1)
        mark(pupils[0], "here", "2026-11-23 09:06", person("Sam Okoro"))
        taking = Duty.objects.get(kind="take-the-register", subject=f"register:{register.pk}")
        assert (taking.state, taking.was_late) == ("met", True)

    def test_before_the_go_live_day_there_is_no_register(self):
        amina = a_pupil()
        opened = commands.open_day(amina.provision_id, london("2024-08-30 02:00").date(), at=london("2024-08-30 02:00"))
        assert not opened
