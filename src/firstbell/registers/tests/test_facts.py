"""What a register tells the duties: whose site and school a line is, who is at risk, which afternoon stands alone."""

from __future__ import annotations

import pytest

from firstbell.domain.marks import Choice
from firstbell.duties.models import Duty
from firstbell.followup.tests.mornings import at, duty, line_of, marked, rings
from firstbell.journal import Actor
from firstbell.notices.models import Notice
from firstbell.people.models import Flag
from firstbell.placements import commands as placements
from firstbell.policy import preset_text
from firstbell.provisions.commands import TermFacts
from firstbell.provisions.models import PolicyVersion
from firstbell.registers import commands
from tests.builders import a_group, a_provision, a_pupil, a_site, day, london

pytestmark = pytest.mark.django_db
PRIYA = Actor("staff", None, "Priya Nair", "attendance_lead")


@pytest.fixture
def pupil():
    return a_pupil("Callum Tarn", group=a_group(a_site(a_provision())))


def explain_the_morning(pupil, clock="13:20"):
    commands.amend_mark(line_of(pupil).pk, "M", reason="Dentist until noon", by=PRIYA, at=at(clock))


class TestAnAfternoonAfterAMorningNobodyExplained:
    @pytest.fixture
    def away_all_day(self, pupil):
        marked(pupil)
        marked(pupil, session="PM", clock="13:03")
        return pupil

    def calls(self, pupil):
        return Duty.objects.filter(pupil=pupil, kind="call-home", session="PM")

    def test_rings_nobody_for_itself(self, away_all_day):
        assert not self.calls(away_all_day).exists()

    def test_has_a_call_of_its_own_once_the_morning_alone_is_explained(self, away_all_day):
        explain_the_morning(away_all_day)
        call = self.calls(away_all_day).get()
        assert (call.state, call.due_at, call.was_late) == ("open", at("13:30"), False)

    def test_is_not_rung_about_where_the_reason_covers_the_day(self, away_all_day):
        rings(away_all_day, "not_coming", clock="13:20", code_key="M", reason="Dentist", rest_of_day=True)
        assert not self.calls(away_all_day).filter(closed_at=None).exists()
        assert not self.calls(away_all_day).filter(state="missed").exists()

    def test_is_not_rung_about_where_the_pupil_has_come(self, pupil):
        marked(pupil)
        marked(pupil, session="PM", clock="13:03", choice=Choice.HERE)
        explain_the_morning(pupil)
        assert not self.calls(pupil).exists()


class TestAPupilWithARiskFlag:
    def test_alerts_the_safeguarding_lead_in_the_same_moment_as_the_mark(self, pupil):
        Flag.objects.create(pupil=pupil, kind=Flag.Kind.RISK)
        marked(pupil)
        [alert] = Duty.objects.filter(pupil=pupil, fact="at-risk-absence")
        assert (alert.kind, alert.owner_role) == ("alert-the-safeguarding-lead", "safeguarding_lead")

    @pytest.mark.parametrize("flag", [{"kind": Flag.Kind.MEDICAL}, {"archived_at": london("2026-09-01 12:00")}])
    def test_alerts_nobody_by_another_flag_or_one_taken_away(self, pupil, flag):
        Flag.objects.create(pupil=pupil, **{"kind": Flag.Kind.RISK} | flag)
        marked(pupil)
        assert not Duty.objects.filter(pupil=pupil, fact="at-risk-absence").exists()


class TestAnAbsenceWeWereToldOf:
    """The mark is still N, because nobody has decided about the reason. Home need not be rung."""

    def told(self, pupil, **fields):
        said = {"kind": Notice.Kind.ABSENCE, "starts_on": day("2026-11-23"), "ends_on": day("2026-11-23")} | fields
        Notice.objects.create(
            pupil=pupil, told_by=Notice.ToldBy.PARENT, how=Notice.How.PHONE, reason="A tooth",
            received_at=at("08:40"), taken_by="Priya Nair", **said,
        )  # fmt: skip

    def rung(self, pupil, session="AM"):
        marked(pupil, session=session, clock="09:03" if session == "AM" else "13:03")
        return Duty.objects.filter(pupil=pupil, kind="call-home", session=session).exists()

    def test_rings_nobody(self, pupil):
        self.told(pupil)
        assert not self.rung(pupil)

    def test_is_told_to_the_school_all_the_same(self, pupil):
        self.told(pupil)
        marked(pupil)
        assert duty(pupil, "tell-the-school").state == "open"

    @pytest.mark.parametrize(
        "fields",
        [
            {"kind": Notice.Kind.COMING},
            {"kind": Notice.Kind.RING},
            {"withdrawn_at": london("2026-11-23 08:50")},
            {"starts_on": day("2026-11-24"), "ends_on": day("2026-11-24")},
            {"starts_session": "PM"},
        ],
    )
    def test_is_one_that_stands_and_covers_the_session(self, pupil, fields):
        self.told(pupil, **fields)
        assert self.rung(pupil)

    def test_in_the_morning_alone_leaves_the_afternoon_to_be_rung_about(self, pupil):
        self.told(pupil, ends_session="AM")
        assert not self.rung(pupil)
        assert self.rung(pupil, "PM")


class TestTheFiveDaysOfAnN:
    """Rule R-015. The provision is open in the week of 25 May; the main school has its half-term."""

    FRIDAY = "2026-05-22"
    SUMMER = TermFacts("Summer term", day("2026-04-13"), day("2026-07-21"), day("2026-05-25"), day("2026-05-29"))

    @pytest.fixture
    def school(self, pupil):
        return pupil.placements.get().main_school

    def due_on(self, pupil):
        return Duty.objects.get(pupil=pupil, kind="decide-n", session="AM").due_at.date()

    def test_are_the_main_schools_days(self, pupil, school):
        placements.add_school_term(school, self.SUMMER, by=PRIYA, at=at("08:00", "2026-05-01"))
        marked(pupil, on=self.FRIDAY)
        assert self.due_on(pupil) == day("2026-06-05")

    def test_are_longer_by_a_day_on_which_that_school_is_closed(self, pupil, school):
        placements.add_school_term(school, self.SUMMER, by=PRIYA, at=at("08:00", "2026-05-01"))
        training = placements.SchoolClosureFacts("Staff training", day("2026-06-01"), day("2026-06-01"))
        placements.add_school_closure(school, training, by=PRIYA, at=at("08:00", "2026-05-01"))
        marked(pupil, on=self.FRIDAY)
        assert self.due_on(pupil) == day("2026-06-08")

    def test_are_ours_where_the_main_schools_are_not_known(self, pupil):
        marked(pupil, on=self.FRIDAY)
        assert self.due_on(pupil) == day("2026-06-01")  # 25 May is a bank holiday.

    def test_are_not_those_of_a_commissioner_at_which_the_pupil_is_not_registered(self, pupil, school):
        placements.add_school_term(school, self.SUMMER, by=PRIYA, at=at("08:00", "2026-05-01"))
        pupil.placements.update(main_school=None)
        marked(pupil, on=self.FRIDAY)
        assert self.due_on(pupil) == day("2026-06-01")

    def test_are_those_of_each_pupils_own_school(self, pupil, school):
        placements.add_school_term(school, self.SUMMER, by=PRIYA, at=at("08:00", "2026-05-01"))
        other = a_pupil("Kacey Holt", group=pupil.placements.get().slots.first().group)
        marked(pupil, on=self.FRIDAY)
        marked(other, on=self.FRIDAY)
        assert (self.due_on(pupil), self.due_on(other)) == (day("2026-06-05"), day("2026-06-01"))

    def test_stay_as_they_were_counted_when_the_schools_days_change(self, pupil, school):
        marked(pupil, on=self.FRIDAY)
        placements.add_school_term(school, self.SUMMER, by=PRIYA, at=at("10:00", self.FRIDAY))
        assert self.due_on(pupil) == day("2026-06-01")


class TestALine:
    def test_knows_by_when_its_school_wants_to_be_told(self, pupil):
        school = pupil.placements.get().main_school
        school.tell_within_minutes = 60
        school.save(update_fields=["tell_within_minutes"])
        marked(pupil)
        assert duty(pupil, "tell-the-school").due_at == at("10:00")

    @pytest.mark.parametrize("scope", ["sites", "commissioners"])
    def test_knows_the_rules_of_its_site_and_its_school(self, pupil, scope):
        placement = pupil.placements.get()
        name = placement.slots.first().group.site.name if scope == "sites" else placement.main_school.name
        rule = f"""
[[rule]]
key = "call-home"
when = "unexplained-absence"
due = {{ minutes = 20, after = "pupil-start" }}
owner = "attendance-lead"
met_by = ["spoke"]
{scope} = ["{name}"]
sentence = "Call home within {{minutes}} minutes"
clause = "SS-14"
"""
        PolicyVersion.objects.create(
            provision=pupil.provision, starts_on=day("2026-09-01"), preset="",
            text=preset_text("stepping-stones") + rule, made_at=london("2026-08-31 12:00"), made_by="Builder",
        )  # fmt: skip
        marked(pupil)
        assert duty(pupil, "call-home").due_at == at("09:20")
