"""A provider with other times, thresholds, order and codes of its own describes them as data alone."""

from datetime import date
from fractions import Fraction

import pytest

from firstbell.domain.codes import CodeNotValidOn
from firstbell.domain.contact import ContactStep
from firstbell.domain.duties import DutyKind, Fact, Owner
from firstbell.domain.school_time import Session
from firstbell.domain.tallies import Tally
from firstbell.domain.thresholds import Operator
from firstbell.policy import CodeSetChoice, NoOwnCode, UnknownPreset, load_preset, parse
from tests.domain.times import london
from tests.policy.provision import duties

TODAY = date(2026, 11, 23)
RIVERSIDE = parse(
    r"""
name = "riverside"
title = "Riverside"

[registers]
code_set = "own"
open_minutes = 15
morning = { starts = 10:00:00, ends = "12:30" }

[targets]
attendance = 92.5

[contact]
order = ["main-school", "home"]

[[threshold]]
key = "worry"
percent = 85.5
operator = "at-or-below"
at_least_sessions = 10
clause = "R7"

[[rule]]
key = "ring-the-family"
duty = "call-home"
when = "unexplained-absence"
due = { time = "10:20" }
owner = "safeguarding-lead"
met_by = ["spoke"]
until = 2026-11-22
sentence = "Ring the family by {time}"
clause = "R1"

[[rule]]
key = "ring-the-family"
duty = "call-home"
when = "unexplained-absence"
due = { minutes = 20, after = "register-close" }
owner = "safeguarding_lead"
met_by = ["spoke"]
from = 2026-11-23
sentence = "Ring the family {minutes} minutes after the register closes"
clause = "R1"

[[rule]]
key = "three-days"
duty = "letter"
when = "absent-days-in-a-row"
figures = { days = 3 }
due = { school_days = 2 }
owner = "head"
met_by = ["done"]
sentence = "Write home within {school_days} school days when a pupil was away for {days}"
clause = "R2"

[[code]]
code = "IN"
key = "IN-AM"
description = "In this morning"
category = "attending"
national = "/"

[[code]]
code = "IN"
key = "IN-PM"
description = "In this afternoon"
category = "attending"
national = '\'
from = 2026-09-01

[[code]]
code = "LT"
description = "Late"
category = "attending"
national = "L"

[[code]]
code = "VL"
description = "Very late"
category = "unauthorised-absence"
national = "U"

[[code]]
code = "??"
description = "Where are they?"
category = "unauthorised-absence"
national = "N"

[[code]]
code = "DR"
description = "Doctor or dentist"
category = "authorised-absence"
national = "M"

[[code]]
code = "OUT"
description = "Sent home"
category = "authorised-absence"
national = "decide"
until = 2026-08-31
"""
)


class TestTimesAndFigures:
    def test_its_own_numbers_are_exact(self):
        threshold = RIVERSIDE.threshold("worry")
        assert RIVERSIDE.targets.attendance == Fraction("92.5")
        assert threshold is not None
        assert (threshold.percent, threshold.operator) == (Fraction("85.5"), Operator.AT_OR_BELOW)
        assert threshold.is_crossed_by(Tally(possible=200, attended=171, authorised=29)) is True

    def test_its_register_closes_when_it_says(self):
        assert RIVERSIDE.open_minutes == 15

    def test_it_may_have_mornings_only(self):
        assert set(RIVERSIDE.times.hours) == {Session.AM}

    def test_it_may_ring_the_school_first(self):
        assert RIVERSIDE.contact_order == (ContactStep.MAIN_SCHOOL, ContactStep.HOME)


class TestDatedRules:
    def test_the_old_block_judges_the_old_days(self):
        [rule] = RIVERSIDE.rules_for(Fact.UNEXPLAINED_ABSENCE, date(2026, 11, 22))
        assert rule.sentence_for() == "Ring the family by 10:20"

    def test_the_new_block_judges_the_new_days(self):
        call = duties(RIVERSIDE, "N", london("2026-11-23 10:00"))[DutyKind.CALL_HOME]
        assert (call.due_at, call.owner) == (london("2026-11-23 10:35"), Owner.SAFEGUARDING_LEAD)

    def test_a_rule_is_found_by_its_key_on_a_day(self):
        assert RIVERSIDE.rule("ring-the-family", TODAY) is not RIVERSIDE.rule("ring-the-family", date(2026, 11, 22))
        assert RIVERSIDE.rule("call-home", TODAY) is None

    def test_figures_fill_the_sentence(self):
        [rule] = RIVERSIDE.rules_for(Fact.ABSENT_DAYS_IN_A_ROW, TODAY)
        assert rule.sentence_for() == "Write home within 2 school days when a pupil was away for 3"


class TestItsOwnCodes:
    def test_they_stand_for_national_meanings(self):
        assert RIVERSIDE.code_set_name is CodeSetChoice.OWN
        assert [RIVERSIDE.own_code(national, TODAY).code for national in ("/", "\\", "L", "U", "N")] == [
            "IN",
            "IN",
            "LT",
            "VL",
            "??",
        ]

    def test_a_mark_has_its_national_code(self):
        national = RIVERSIDE.national_code("DR", TODAY)
        assert national is not None and national.key == "M"

    def test_a_code_that_ended_is_not_used_again(self):
        with pytest.raises(CodeNotValidOn, match="ended on 31 August 2026"):
            RIVERSIDE.national_code("OUT", TODAY)

    def test_a_national_code_that_it_has_none_for_is_said_so(self):
        with pytest.raises(NoOwnCode, match="has no code that stands for I"):
            RIVERSIDE.own_code("I", TODAY)


class TestReadyMadePolicies:
    def test_another_name_is_refused_with_those_there_are(self):
        with pytest.raises(UnknownPreset, match="adventure-in-learning, stepping-stones, national-2024"):
            load_preset("riverside")

    @pytest.mark.parametrize("name", ["adventure-in-learning", "stepping-stones", "national-2024"])
    def test_each_rule_and_sentence_names_its_clause(self, name):
        assert all(clause and sentence for clause, sentence in load_preset(name).sentences_on(TODAY))
