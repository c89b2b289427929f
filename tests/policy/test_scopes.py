"""A rule may be replaced whole at a site, and for a commissioner; and messages have rules of their own."""

from datetime import date, time

from firstbell.domain.duties import Discharge, Fact, Hand, Owner
from firstbell.policy import MessageRules, parse, preset_text

TODAY = date(2026, 11, 23)
CALL = """
[[rule]]
key = "call-home"
when = "unexplained-absence"
due = {{ minutes = {minutes}, after = "pupil-start" }}
owner = "attendance-lead"
met_by = ["spoke"]
{where}
sentence = "Call home within {{minutes}} minutes"
clause = "R1"
"""
NORTHGATE = 'commissioners = ["Northgate School"]'


def a_policy(*blocks: str, messages: str = "") -> str:
    head = preset_text("stepping-stones").split("[messages]")[0]
    return head + messages + "".join(blocks)


GROUP = parse(
    a_policy(
        CALL.format(minutes=10, where=""),
        CALL.format(minutes=15, where='sites = ["Riverside"]'),
        CALL.format(minutes=5, where=NORTHGATE),
    )
)


def minutes(site: str = "", *commissioners: str) -> list[int | None]:
    rules = GROUP.rules_for(Fact.UNEXPLAINED_ABSENCE, TODAY, site=site, commissioners=commissioners)
    return [rule.due.minutes for rule in rules]


class TestARuleForSome:
    def test_elsewhere_the_general_rule_holds(self):
        assert minutes("Hillside", "Ashdown Council") == [10]

    def test_a_sites_rule_takes_its_place_there(self):
        assert minutes("Riverside") == [15]

    def test_a_commissioners_rule_takes_its_place_at_any_site(self):
        assert minutes("Riverside", "Northgate School") == [5]
        assert minutes("", "Northgate School") == [5]

    def test_one_found_by_its_key_is_the_nearest_too(self):
        found = GROUP.rule("call-home", TODAY, site="Riverside")
        assert found is not None
        assert found.due.minutes == 15

    def test_it_is_replaced_whole_even_where_it_opens_because_of_something_else(self):
        other = CALL.format(minutes=20, where=NORTHGATE).replace("unexplained-absence", "absence")
        policy = parse(a_policy(CALL.format(minutes=10, where=""), other))
        theirs = {"commissioners": ["Northgate School"]}
        assert policy.rules_for(Fact.UNEXPLAINED_ABSENCE, TODAY, **theirs) == []
        assert len(policy.rules_for(Fact.ABSENCE, TODAY, **theirs)) == 1

    def test_the_published_policy_says_for_whom_it_is(self):
        assert ("R1", "Riverside: Call home within 15 minutes") in GROUP.sentences_on(TODAY)


class TestMessages:
    def test_where_nothing_is_said_nights_are_quiet_and_batches_small(self):
        rules = parse(a_policy(CALL.format(minutes=10, where=""))).messages
        assert (rules.quiet_from_time, rules.quiet_until_time, rules.most_at_once) == (time(20, 0), time(7, 30), 30)

    def test_each_number_can_be_set(self):
        text = a_policy(
            CALL.format(minutes=10, where=""),
            messages='[messages]\nquiet_from_time = "21:15"\nmost_at_once = 12\nnow_here = true\nlink_hours = 48\n',
        )
        rules = parse(text).messages
        assert rules == MessageRules(quiet_from_time=time(21, 15), most_at_once=12, now_here=True, link_hours=48)


class TestWhatARuleMaySay:
    def test_who_has_it_next_when_it_comes_again_and_whose_hand_decides(self):
        further = 'escalate = { minutes = 3, to = "head" }\nrepeat = { minutes = 60, until = ["spoke"] }'
        rule = parse(a_policy(CALL.format(minutes=10, where=further))).rules[0]
        assert rule.escalates is not None and rule.repeat is not None
        assert (rule.escalates.minutes_before, rule.escalates.to) == (3, Owner.HEAD)
        assert (rule.repeat.minutes, rule.repeat.until) == (60, {Discharge.SPOKE})
        assert rule.hand is Hand.POLICY
