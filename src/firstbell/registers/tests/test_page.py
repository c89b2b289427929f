"""The register's page: what it shows, what it costs, and what its buttons do."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.notices.models import Notice
from firstbell.people.models import Flag, Pupil
from firstbell.placements.models import SchoolTerm
from firstbell.placements.queries import school_calendar
from firstbell.registers import commands, queries
from firstbell.registers.commands import save_register
from firstbell.registers.tests.doing import a_class, a_tap, code_of, line_of, mark, marks_of, person
from tests.builders import a_pupil
from tests.support.times import london

pytestmark = pytest.mark.django_db
SIX_PAST = "2026-11-23 09:06"


def press(browser, register, *answers, **fields):
    return browser.post(f"/registers/{register.pk}/marks/", {"m": answers, "tap": str(uuid4()), **fields})


def a_full_class(count):
    """Pupils with all that a line can carry: travel, flags, history."""
    register, pupils = a_class(count)
    for number, pupil in enumerate(pupils):
        Pupil.objects.filter(pk=pupil.pk).update(travel="taxi", travel_note="Kestrel Cars")
        if number % 4 == 0:
            Flag.objects.create(pupil=pupil, kind="medical")
    sam = person("Sam")
    for on in ("2026-11-18", "2026-11-19", "2026-11-20"):
        commands.open_day(register.provision_id, date.fromisoformat(on), at=london(f"{on} 02:00"))
        for session in ("AM", "PM"):
            lines = [line_of(pupil, on, session) for pupil in pupils]
            taps = [a_tap(p, "here" if n % 3 else "away", on, session) for n, p in enumerate(pupils)]
            save_register(lines[0].register_id, taps, by=sam, at=london(f"{on} 14:00"))
    return register, pupils


class TestItsCost:
    def test_thirty_lines_are_at_most_20_kb(self, sign_in, in_real_use):
        register, _ = a_full_class(30)
        answer = sign_in(register).get(f"/registers/{register.pk}/")
        assert answer.status_code == 200 and len(answer.content) <= 20_000

    @pytest.mark.parametrize("size", [1, 12])
    def test_it_is_read_in_eight_statements_at_any_size(self, sign_in, in_real_use, size):
        register, _ = a_class(size)
        browser = sign_in(register)
        browser.get(f"/registers/{register.pk}/")
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/registers/{register.pk}/")
        assert len(asked) <= 8

    @pytest.mark.parametrize("size", [3, 30])
    def test_it_is_saved_in_fourteen_statements_at_any_size(self, sign_in, in_real_use, size):
        register, pupils = a_class(size)
        browser = sign_in(register)
        browser.get(f"/registers/{register.pk}/")
        choices = ["away", "late", *["here"] * (size - 2)]
        answers = [f"{line_of(p).pk}.0.{choice}" for p, choice in zip(pupils, choices, strict=True)]
        with CaptureQueriesContext(connection) as asked:
            saved = press(browser, register, *answers)
        assert saved.status_code == 302 and code_of(pupils[0]) == "N" and code_of(pupils[-1]) in "/L"
        assert len(asked) <= 14, "\n".join(query["sql"][:100] for query in asked)

    def test_a_main_schools_calendar_costs_no_statement_once_it_was_read(self, sign_in, in_real_use):
        register, pupils = a_class(6)
        for pupil in pupils:
            school = pupil.placements.get().main_school
            term = SchoolTerm.objects.create(
                commissioner=school, name="Autumn", starts_on=date(2026, 9, 3), ends_on=date(2026, 12, 18)
            )
            school.calendar_changed_at = london("2026-09-01 09:00")
            school.save(update_fields=["calendar_changed_at"])
            assert school_calendar(school.pk, school.calendar_changed_at).terms[0].ends_on == term.ends_on
        browser = sign_in(register)
        browser.get(f"/registers/{register.pk}/")
        answers = [f"{line_of(pupil).pk}.0.away" for pupil in pupils]
        with CaptureQueriesContext(connection) as asked:
            assert press(browser, register, *answers).status_code == 302
        assert len(asked) <= 14, "\n".join(query["sql"][:100] for query in asked)


class TestWhatItShows:
    def test_nothing_is_marked_beforehand(self, sign_in):
        register, _ = a_class()
        page = sign_in(register).get(f"/registers/{register.pk}/").content.decode()
        assert 'aria-pressed="true"' not in page and page.count("not marked") == 3

    def test_the_last_five_sessions_oldest_first(self):
        register, [amina] = a_full_class(1)
        [line] = queries.register_page(register.pk, london(SIX_PAST)).lines
        assert [cell.letter for cell in line.past] == ["N", "N", "N", "N", "N"]

    def test_travel_school_and_flags(self):
        register, [amina] = a_full_class(1)
        [line] = queries.register_page(register.pk, london(SIX_PAST)).lines
        assert (line.travel, line.flags) == ("Taxi: Kestrel Cars", ("Medical",))
        assert line.school == amina.placements.get().main_school.name

    def test_the_policys_promises_on_its_ruler(self):
        register, _ = a_class()
        page = queries.register_page(register.pk, london(SIX_PAST))
        assert page.ruler.spoken == "It is 09:06. 09:00. 09:10 ring home. 09:30 schools told."

    def test_a_note_as_a_hint_and_never_as_a_mark(self):
        register, [kacey, *_] = a_class()
        a_notice(kacey)
        [line] = [line for line in queries.register_page(register.pk, london(SIX_PAST)).lines if line.hint]
        assert line.is_blank and line.hint.text.startswith("Dentist")

    def test_whom_the_counted_button_leaves_out(self):
        register, [kacey, amina, _] = a_class()
        a_notice(kacey)
        freya = a_pupil("Freya Lunn", group=register.group, starts="09:30")
        commands.open_day(register.provision_id, register.on, at=london("2026-11-23 08:00"))
        page = queries.register_page(register.pk, london(SIX_PAST))
        assert len(page.left_over) == 2
        assert "Pupil, who has a note" in page.left_out and "Freya, due 09:30" in page.left_out
        assert line_of(freya).pk not in [line.id for line in page.left_over]

    def test_who_took_it_and_when(self, sign_in):
        register, [amina, *_] = a_class()
        mark(amina, "here", "2026-11-23 09:04", person("Jo Marsh"))
        page = sign_in(register).get(f"/registers/{register.pk}/").content.decode()
        assert "Jo Marsh" in page and "Office has it – 09:04" in page

    def test_a_name_that_looks_like_html_stays_a_name(self, sign_in):
        register, _ = a_class(1, name="<b>Bobby</b> Tables")
        page = sign_in(register).get(f"/registers/{register.pk}/").content.decode()
        assert "&lt;b&gt;Bobby" in page


def a_notice(pupil):
    Notice.objects.create(
        pupil=pupil,
        starts_on=date(2026, 11, 23),
        ends_on=date(2026, 11, 23),
        told_by="parent",
        how="phone",
        reason="Dentist until 11",
        code_key="M",
        received_at=london("2026-11-20 10:00"),
        taken_by="Nell",
    )


class TestItsButtons:
    def test_a_choice_is_saved_and_the_reader_comes_back_to_the_line(self, sign_in):
        register, [callum, *_] = a_class()
        line = line_of(callum).pk
        answer = press(sign_in(register), register, f"{line}.0.away")
        assert answer.headers["Location"] == f"/registers/{register.pk}/?line={line}#l{line}"
        assert code_of(callum) == "N"

    def test_a_script_gets_the_line_and_the_foot(self, sign_in):
        register, [callum, *_] = a_class()
        line = line_of(callum).pk
        answer = sign_in(register).post(
            f"/registers/{register.pk}/marks/", {"m": f"{line}.0.away"}, headers={"HX-Request": "true"}
        )
        page = answer.content.decode()
        assert page.startswith(f"<li class=line id=l{line}>") and 'hx-swap-oob="true"' in page
        assert "Office has it – 09:06" in page

    def test_the_same_sending_twice_is_saved_once(self, sign_in):
        register, [callum, *_] = a_class()
        browser, tap = sign_in(register), str(uuid4())
        for _ in range(2):
            answer = press(browser, register, f"{line_of(callum).pk}.0.away", tap=tap)
        assert answer.status_code == 302 and len(marks_of(callum)) == 1

    def test_a_page_used_twice_for_two_answers_is_refused_in_words(self, sign_in):
        register, [callum, *_] = a_class()
        browser, tap = sign_in(register), str(uuid4())
        press(browser, register, f"{line_of(callum).pk}.0.away", tap=tap)
        answer = press(browser, register, f"{line_of(callum).pk}.0.here", tap=tap)
        assert answer.status_code == 422 and "already sent another answer" in answer.content.decode()

    def test_the_others_are_here(self, sign_in):
        register, [amina, callum, dara] = a_class()
        browser = sign_in(register)
        press(browser, register, f"{line_of(amina).pk}.0.away")
        rest = f"{line_of(callum).pk} {line_of(dara).pk}"
        browser.post(f"/registers/{register.pk}/marks/", {"rest": rest, "tap": str(uuid4())})
        assert [code_of(pupil) for pupil in (amina, callum, dara)] == ["N", "/", "/"]

    def test_minutes_typed_by_hand(self, sign_in):
        register, [jayden, *_] = a_class()
        browser, line = sign_in(register, "2026-11-23 09:40"), line_of(jayden).pk
        browser.post(f"/registers/{register.pk}/marks/", {"minutes": f"{line}.0", f"min{line}": "6"})
        assert (code_of(jayden), marks_of(jayden)[0].minutes_late) == ("L", 6)

    def test_a_reason_told_at_the_door(self, sign_in):
        register, [callum, *_] = a_class()
        browser, line = sign_in(register), line_of(callum).pk
        browser.post(f"/registers/{register.pk}/marks/", {"reason": f"{line}.0", f"why{line}": "I"})
        assert code_of(callum) == "I"

    def test_something_else_stays_n_with_the_words(self, sign_in):
        register, [callum, *_] = a_class()
        browser, line = sign_in(register), line_of(callum).pk
        words = {f"why{line}": "ask", f"note{line}": "Nan says he moved"}
        browser.post(f"/registers/{register.pk}/marks/", {"reason": f"{line}.0", **words})
        assert (code_of(callum), marks_of(callum)[0].reason) == ("N", "Nan says he moved")

    def test_undo(self, sign_in):
        register, [callum, *_] = a_class()
        browser, line = sign_in(register), line_of(callum).pk
        press(browser, register, f"{line}.0.away")
        browser.post(f"/registers/{register.pk}/marks/", {"undo": f"{line}.{line_of(callum).current_mark_id}"})
        assert code_of(callum) == ""

    def test_a_pupil_with_a_note_who_is_here_gets_one_question(self, sign_in):
        register, [kacey, *_] = a_class()
        a_notice(kacey)
        browser, line = sign_in(register), line_of(kacey).pk
        asked = press(browser, register, f"{line}.0.here").content.decode()
        assert code_of(kacey) == "" and "here with you all the same?" in asked
        press(browser, register, f"{line}.0.here.sure")
        assert code_of(kacey) == "/"

    def test_not_here_with_a_note_takes_the_notes_code(self, sign_in):
        register, [kacey, *_] = a_class()
        a_notice(kacey)
        press(sign_in(register), register, f"{line_of(kacey).pk}.0.code.M")
        assert code_of(kacey) == "M"

    def test_what_makes_no_sense_is_refused_in_words(self, sign_in):
        register, _ = a_class()
        answer = press(sign_in(register), register, "12.x.here")
        assert answer.status_code == 422 and "Nothing was saved." in answer.content.decode()


class TestFinishing:
    def test_asks_about_pupils_nobody_marked(self, sign_in):
        register, pupils = a_class()
        answer = sign_in(register).post(f"/registers/{register.pk}/finish/")
        assert pupils[0].name in answer.content.decode()
        register.refresh_from_db()
        assert register.finished_at is None

    def test_asks_whether_really_nobody_is_here(self, sign_in):
        register, pupils = a_class(2)
        for pupil in pupils:
            mark(pupil, "away", "2026-11-23 09:03", person("Sam"))
        answer = sign_in(register).post(f"/registers/{register.pk}/finish/")
        assert "All 2 pupils are marked as not here." in answer.content.decode()

    def test_closes_the_register(self, sign_in):
        register, [amina] = a_class(1)
        mark(amina, "here", "2026-11-23 09:03", person("Sam"))
        browser = sign_in(register)
        browser.post(f"/registers/{register.pk}/finish/")
        page = browser.get(f"/registers/{register.pk}/").content.decode()
        assert "Finished by Sam Okoro at 09:06" in page and "Change the mark" in page


class TestWhoMay:
    def test_a_tutor_does_not_authorise(self, sign_in):
        register, [callum, *_] = a_class()
        answer = press(sign_in(register), register, f"{line_of(callum).pk}.0.code.C")
        assert answer.status_code == 422 and "decided by the office" in answer.content.decode()

    def test_the_attendance_lead_does(self, sign_in):
        register, [callum, *_] = a_class()
        press(sign_in(register, role="attendance_lead"), register, f"{line_of(callum).pk}.0.code.C")
        assert code_of(callum) == "C"

    def test_nobody_reaches_another_provisions_register(self, sign_in):
        register, _ = a_class()
        other, [kacey, *_] = a_class()
        browser = sign_in(register)
        assert browser.get(f"/registers/{other.pk}/").status_code == 404
        assert press(browser, other, f"{line_of(kacey).pk}.0.here").status_code == 404
        assert code_of(kacey) == ""

    def test_a_line_of_another_register_is_not_reached_through_ones_own(self, sign_in):
        register, _ = a_class()
        _, [kacey, *_] = a_class()
        assert press(sign_in(register), register, f"{line_of(kacey).pk}.0.here").status_code == 404

    def test_a_tutor_amends_only_on_the_day_itself(self, sign_in):
        register, [amina] = a_class(1)
        mark(amina, "away", "2026-11-23 09:03", person("Jo"))
        address = f"/registers/{register.pk}/lines/{line_of(amina).pk}/"
        answer = sign_in(register, "2026-11-24 09:00").post(address, {"code": "I", "reason": "Rang"})
        assert answer.status_code == 403 and code_of(amina) == "N"

    def test_a_tutor_amends_a_register_of_their_own_group(self, sign_in):
        from firstbell.accounts.models import GroupTutor, User

        register, [amina] = a_class(1)
        mark(amina, "away", "2026-11-23 09:03", person("Jo"))
        browser = sign_in(register)
        GroupTutor.objects.create(group=register.group, user=User.objects.get(name="Sam Okoro"))
        address = f"/registers/{register.pk}/lines/{line_of(amina).pk}/"
        assert browser.post(address, {"code": "I", "reason": "Mum rang"}).status_code == 302
        assert code_of(amina) == "I"

    def test_an_amendment_without_a_reason_says_what_to_do(self, sign_in):
        register, [amina] = a_class(1)
        mark(amina, "away", "2026-11-23 09:03", person("Jo"))
        address = f"/registers/{register.pk}/lines/{line_of(amina).pk}/"
        answer = sign_in(register, role="head").post(address, {"code": "I", "reason": ""})
        assert answer.status_code == 422 and "There is no reason." in answer.content.decode()

    def test_an_arrival_needs_only_its_time(self, sign_in):
        register, [amina] = a_class(1)
        mark(amina, "away", "2026-11-23 09:03", person("Jo"))
        address = f"/registers/{register.pk}/lines/{line_of(amina).pk}/"
        sign_in(register, "2026-11-23 09:50", "head").post(address, {"arrived": "yes", "arrived_time": "09:41"})
        assert code_of(amina) == "U"
