"""What a whole morning comes to, and the days after it, under the policies that ship."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.domain.contact import Outcome
from firstbell.domain.duties import DutyKind, DutyState, Fact, Owner
from firstbell.domain.following import follow
from firstbell.domain.happenings import Happening, Kind, News
from firstbell.domain.school_time import Session
from firstbell.policy import load_preset, parse, preset_text
from tests.policy.mornings import (
    AM,
    MONDAY,
    PM,
    ROWAN,
    a_setting,
    at,
    duties,
    duty,
    happens,
    mail,
    marked,
    rang,
    rules_of,
)
from tests.policy.provision import ADVENTURE_IN_LEARNING

NOBODY = [marked("N"), rang(Outcome.NO_ANSWER, "09:06"), rang(Outcome.VOICEMAIL, "09:08", to="Nan")]


class TestTheFirstHalfHour:
    def test_a_call_that_rang_meets_the_call_home(self):
        call = duty(NOBODY, "call-home")
        assert (call.due_at, call.state, call.settled_at, call.outcome) == (
            at("09:10"),
            DutyState.MET,
            at("09:06"),
            "no-answer",
        )

    def test_an_engaged_line_does_not(self):
        assert duty([marked("N"), rang(Outcome.ENGAGED, "09:06")], "call-home").settled_at != at("09:06")

    def test_at_its_very_minute_it_is_in_time_and_a_second_later_it_is_late(self):
        in_time = duty([marked("N"), rang(Outcome.NO_ANSWER, "09:10")], "call-home")
        late = duty([marked("N"), rang(Outcome.NO_ANSWER, "09:10:01")], "call-home")
        assert (in_time.was_late, late.was_late) == (False, True)
        assert late.state is DutyState.MET

    def test_a_late_register_makes_a_duty_that_is_born_late(self):
        call = duty([marked("N", "09:14")], "call-home")
        assert (call.due_at, call.is_born_late, call.was_late) == (at("09:10"), True, True)

    def test_nobody_claimed_it_near_its_time_so_the_next_role_has_it(self):
        call = duty([marked("N")], "call-home", until="09:08")
        assert (call.owner, call.escalated_at) == (Owner.HEAD, at("09:07"))

    def test_a_claim_holds_it_back_for_three_minutes(self):
        claimed = [marked("N"), happens(Kind.CLAIM, "09:06", rule="call-home")]
        assert duty(claimed, "call-home", until="09:08").owner is Owner.ATTENDANCE_LEAD
        assert duty(claimed, "call-home", until="09:09").escalated_at == at("09:09")

    def test_the_schools_mail_server_meets_what_is_owed_to_the_school(self):
        told = [marked("N"), mail(News.ACCEPTED, "09:18")]
        assert [duty(told, rule).settled_at for rule in ("tell-the-school", "phone-the-school")] == [at("09:18")] * 2

    def test_each_school_is_told_apart(self):
        both = replace(ROWAN, commissioners=("Northgate School", "Ashdown Council"))
        setting = a_setting(a_setting().policy, both)
        found = duties([marked("N"), mail(News.ACCEPTED, "09:18", to="Ashdown Council")], setting=setting)
        tell = {each.commissioner: each.state for each in found if each.rule.key == "tell-the-school"}
        assert tell == {"Ashdown Council": DutyState.MET, "Northgate School": DutyState.OPEN}

    def test_an_email_that_came_back_opens_them_again_and_the_phone_is_due(self):
        told = [marked("N"), mail(News.ACCEPTED, "09:18"), mail(News.BOUNCED, "09:40")]
        assert duty(told, "tell-the-school").state is DutyState.OPEN
        assert duty(told, "message-failed").due_at == at("09:45")

    def test_every_contact_tried_makes_the_school_urgent_and_a_text_due(self):
        found = {each.rule.key: each.due_at for each in duties(NOBODY, until="09:09")}
        assert (found["nobody-reached"], found["text-home"]) == (at("09:13"), at("09:18"))

    def test_home_that_thought_the_pupil_was_here_alerts_the_safeguarding_lead_at_once(self):
        alert = duty([marked("N"), rang(Outcome.UNAWARE, "09:06")], "unaware")
        assert (alert.due_at, alert.rule.owner) == (at("09:11"), Owner.SAFEGUARDING_LEAD)

    def test_an_unexplained_absence_of_a_pupil_at_risk_does_so_too(self):
        setting = a_setting(a_setting().policy, replace(ROWAN, at_risk=True))
        assert duty([marked("N")], "at-risk", setting=setting).due_at == at("09:08")
        assert "at-risk" not in rules_of(duties([marked("N")]))


class TestArrival:
    ON_THE_WAY = [marked("N"), rang(Outcome.ON_THE_WAY, "09:05", when_at=at("09:20"))]

    def test_is_checked_five_minutes_after_the_time_we_were_given(self):
        assert duty(self.ON_THE_WAY, "check-arrival").due_at == at("09:25")

    def test_meets_the_check_and_lets_go_of_what_is_not_yet_due(self):
        found = {
            each.rule.key: each.state for each in duties([*self.ON_THE_WAY, happens(Kind.ARRIVAL, "09:22")], "09:30")
        }
        assert found["check-arrival"] is DutyState.MET
        assert found["tell-the-school"] is DutyState.WITHDRAWN

    def test_after_the_time_leaves_a_miss_that_stays(self):
        late = [marked("N"), happens(Kind.ARRIVAL, "09:31")]
        assert duty(late, "tell-the-school").state is DutyState.MISSED

    def test_at_the_very_time_nothing_was_missed(self):
        assert duty([marked("N"), happens(Kind.ARRIVAL, "09:30")], "tell-the-school").state is DutyState.WITHDRAWN

    def test_that_did_not_come_leads_to_another_call(self):
        again = duty(self.ON_THE_WAY, "not-arrived")
        assert (again.opened_at, again.due_at, again.rule.duty) == (at("09:25"), at("09:35"), DutyKind.REACH_SOMEONE)

    def test_that_came_leads_to_none(self):
        assert "not-arrived" not in rules_of(duties([*self.ON_THE_WAY, happens(Kind.ARRIVAL, "09:25")]))


class TestAfternoons:
    def test_of_an_unexplained_morning_are_told_to_the_school_and_not_rung_about(self):
        found = duties([marked("N"), marked("N", "12:48", session=PM)], until="14:59")
        assert [each.rule.key for each in found if each.session is PM and each.subject == "Rowan"] == [
            "phone-the-school",
            "tell-the-school",
            "decide-n",
        ]

    def test_after_a_morning_that_was_explained_are_rung_about(self):
        found = duties([marked("I"), marked("N", "12:48", session=PM)])
        assert [each.due_at for each in found if each.rule.key == "call-home"] == [at("12:55")]


class TestNotices:
    def test_of_the_day_fulfil_reaching_somebody_and_explain_the_mark(self):
        told = [marked("N"), happens(Kind.NOTICE, "09:08", code="I")]
        assert duty(told, "reach-someone").state is DutyState.MET
        assert duty(told, "call-home").state is DutyState.WITHDRAWN
        assert duty(told, "decide-n").state is DutyState.MET

    def test_given_before_the_register_leave_nobody_to_ring(self):
        assert "call-home" not in rules_of(duties([happens(Kind.NOTICE, "08:30", code="I"), marked("N")]))

    def test_do_not_stop_the_school_being_told(self):
        assert duty([marked("N"), happens(Kind.NOTICE, "09:08", code="I")], "tell-the-school").waits


class TestLeavingWithoutLeave:
    def test_has_a_clock_of_its_own_from_the_minute_the_pupil_left(self):
        told = [marked("/"), happens(Kind.LEFT, "11:12", when_at=at("11:05"))]
        due = {each.rule.key: each.due_at for each in duties(told) if each.fact is Fact.LEFT_WITHOUT_LEAVE}
        assert due == {
            "left-alert": at("11:10"),
            "left-call-home": at("11:15"),
            "left-tell-the-school": at("11:35"),
        }


class TestNobodyFound:
    def test_at_the_days_end_asks_the_safeguarding_lead_the_council_and_a_visit(self):
        due = {each.rule.key: each.due_at for each in duties(NOBODY) if each.fact is Fact.NOBODY_FOUND}
        assert due == {
            "nobody-found": at("15:15"),
            "cme-notification": at("16:00"),
            "home-visit": at("12:00", "2026-11-24"),
        }

    @pytest.mark.parametrize(
        "found",
        [
            rang(Outcome.NOT_COMING, "10:00"),
            happens(Kind.ARRIVAL, "14:00"),
            happens(Kind.NOTICE, "14:00"),
            happens(Kind.RECORD, "14:00", met_by="answered"),
        ],
        ids=["home", "the pupil", "a notice", "the school"],
    )
    def test_is_not_said_once_somebody_was_found(self, found):
        assert "cme-notification" not in rules_of(duties([*NOBODY, found]))

    def test_is_said_of_a_pupil_about_whom_nobody_rang(self):
        assert "cme-notification" in rules_of(duties(NOBODY[:1]))

    def test_goes_on_when_n_becomes_o(self):
        assert duty(NOBODY, "cme-notification", day="2026-12-02").waits


class TestTheFiveDays:
    def test_n_becomes_o_at_the_close_of_the_fifth_by_the_policys_hand(self):
        decide = duty([marked("N")], "decide-n", day="2026-12-02")
        assert (decide.state, decide.outcome, decide.settled_at, decide.was_late) == (
            DutyState.MET,
            "decided",
            at("15:00", "2026-12-01"),
            False,
        )

    def test_or_waits_for_a_persons(self):
        text = preset_text("stepping-stones").replace('hand = "policy"', 'hand = "person"')
        decide = duty([marked("N")], "decide-n", day="2026-12-02", setting=a_setting(parse(text)))
        assert (decide.state, decide.was_late) == (DutyState.OPEN, True)

    def test_a_reason_on_the_fourth_day_decides(self):
        reason = happens(Kind.RECORD, "10:00", "2026-11-30", on=date(2026, 11, 23), code="I", met_by="decided")
        assert duty([marked("N"), reason], "decide-n", day="2026-12-02").settled_at == at("10:00", "2026-11-30")


class TestTheDaysAfter:
    AWAY = [marked("I", day=f"2026-11-{day}") for day in (23, 24, 25, 26, 30)]

    def test_an_update_is_asked_for_from_the_second_day_on(self):
        asked = [each.on.day for each in duties(self.AWAY, day="2026-11-30") if each.rule.key == "ask-for-an-update"]
        assert asked == [24, 25, 26, 30]

    def test_news_that_day_leaves_nothing_to_ask(self):
        told = [*self.AWAY, happens(Kind.NOTICE, "08:40", "2026-11-25")]
        asked = [each.on.day for each in duties(told, day="2026-11-30") if each.rule.key == "ask-for-an-update"]
        assert asked == [24, 26, 30]

    def test_a_session_attended_breaks_the_run(self):
        told = [*self.AWAY, marked("\\", "12:46", "2026-11-25", session=PM)]
        asked = [each.on.day for each in duties(told, day="2026-11-30") if each.rule.key == "ask-for-an-update"]
        assert asked == [24, 25, 30]

    def test_a_long_absence_opens_its_plan_once(self):
        setting = a_setting(ADVENTURE_IN_LEARNING)
        away = [*self.AWAY, marked("I", day="2026-12-01")]
        plans = [
            each.on for each in duties(away, day="2026-12-01", setting=setting) if each.rule.duty == "support-plan"
        ]
        assert plans == [date(2026, 11, 30)]

    def test_a_reason_given_by_phone_is_confirmed_in_writing_on_return(self):
        told = [marked("N"), rang(Outcome.NOT_COMING, "09:05", code="I"), marked("/", day="2026-11-24")]
        assert duty(told, "confirm-in-writing", day="2026-11-24").due_at == at("15:00", "2026-11-30")

    def test_a_note_that_came_already_needs_no_other(self):
        told = [marked("N"), happens(Kind.NOTICE, "09:05", code="I", in_writing=True), marked("/", day="2026-11-24")]
        assert "confirm-in-writing" not in rules_of(duties(told, day="2026-11-24"))

    def test_a_receipt_that_does_not_come_is_chased_every_hour(self):
        asked = happens(Kind.RECORD, "10:30", rule="chase-the-receipt")
        told = [marked("N"), mail(News.ACCEPTED, "09:18"), asked]
        chases = [each.due_at for each in duties(told, until="11:00") if each.rule.key == "chase-the-receipt"]
        assert chases == [at("10:18"), at("11:30")]

    def test_a_receipt_ends_the_chase(self):
        told = [marked("N"), mail(News.ACCEPTED, "09:18"), mail(News.RECEIPT, "09:50")]
        assert [each.state for each in duties(told) if each.rule.key == "chase-the-receipt"] == [DutyState.MET]


class TestTheDayItself:
    def test_is_closed_by_a_person_by_four(self):
        closed = happens(Kind.RECORD, "15:40", pupil="", session=None, rule="close-the-day")
        assert duty([marked("/"), closed], "close-the-day").settled_at == at("15:40")

    def test_a_register_nobody_took_is_missed_when_the_day_ends(self):
        register = duty([marked("N", "12:50", session=PM)], "take-the-register", day="2026-11-24")
        assert (register.state, register.outcome) == (DutyState.MISSED, "the day ended")

    def test_a_register_taken_in_time_is_met(self):
        taken = happens(Kind.REGISTER_TAKEN, "09:04", pupil="")
        assert duty([marked("/"), taken], "take-the-register").state is DutyState.MET


TODAY = date(2026, 11, 23)
CLOCKS = st.integers(0, 8 * 60).map(lambda minute: at("08:30") + timedelta(minutes=minute))


def a_mark(code: str, when: datetime, session: Session) -> Happening:
    return Happening(Kind.MARK, when, TODAY, session, "Rowan", code)


def an_attempt(outcome: Outcome, when: datetime, to: str) -> Happening:
    on_the_way = when + timedelta(minutes=20)
    return Happening(Kind.ATTEMPT, when, TODAY, AM, "Rowan", "I", outcome, to, on_the_way)


def news_of(news: News, when: datetime) -> Happening:
    return Happening(Kind.MESSAGE, when, TODAY, None, "Rowan", news=news)


def anything(kind: Kind, when: datetime) -> Happening:
    return Happening(kind, when, TODAY, AM, "Rowan")


TELLS = st.one_of(
    st.builds(a_mark, st.sampled_from(["N", "I", "/", "L", "U"]), CLOCKS, st.sampled_from(Session)),
    st.builds(an_attempt, st.sampled_from(Outcome), CLOCKS, st.sampled_from(["Mum", "Nan"])),
    st.builds(news_of, st.sampled_from(News), CLOCKS),
    st.builds(anything, st.sampled_from([Kind.ARRIVAL, Kind.NOTICE, Kind.LEFT, Kind.CLAIM, Kind.RECORD]), CLOCKS),
)


class TestAnyMorning:
    @settings(max_examples=120, deadline=None)
    @given(st.lists(TELLS, max_size=10), st.integers(), st.sampled_from(["stepping-stones", "adventure-in-learning"]))
    def test_the_same_facts_in_any_order_and_repeated_give_the_same_duties(self, told, seed, name):
        setting = a_setting(load_preset(name))
        again = [*told, *told[::2]]
        random.Random(seed).shuffle(again)
        assert duties(again, setting=setting) == duties(told, setting=setting)

    @settings(max_examples=120, deadline=None)
    @given(st.lists(TELLS, max_size=10))
    def test_every_duty_ends_as_it_should(self, told):
        for each in duties(told, day="2026-11-24"):
            assert each.waits == (each.settled_at is None)
            if each.state is DutyState.WITHDRAWN:
                assert each.settled_at <= each.due_at
            if each.state is DutyState.MET:
                assert each.was_late == (each.settled_at > each.due_at)
                assert each.outcome in each.rule.met_by
            if each.state is DutyState.MISSED:
                assert each.was_late and each.settled_at > each.due_at

    @settings(max_examples=60, deadline=None)
    @given(st.lists(TELLS, max_size=8), st.integers(0, 400))
    def test_what_happens_later_never_changes_when_an_earlier_duty_was_due(self, told, minutes):
        until = at("08:30") + timedelta(minutes=minutes)
        setting = a_setting()
        early = {each.key: each.due_at for each in follow(told, setting, until=until)}
        late = {each.key: each.due_at for each in follow(told, setting, until=at("23:00", MONDAY))}
        assert early.items() <= late.items()
