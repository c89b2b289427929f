"""Reads the rules of a policy: when a fact is so, a duty opens, due at a time, met by something, in these words."""

from collections.abc import Mapping, Sequence

from firstbell.domain.contact import ContactStep
from firstbell.domain.duties import Discharge, DutyKind, DutyRule, Each, Fact, Hand, Owner, can_meet
from firstbell.policy.faults import choose_from
from firstbell.policy.rule_parts import read_due, read_escalation, read_figures, read_message, read_repeat
from firstbell.policy.sentences import check_placeholders
from firstbell.policy.tables import Table

RULE_KEYS = (
    "key", "when", "duty", "due", "owner", "met_by", "each", "figures", "from", "until", "sentence", "clause",
    "escalate", "if_met", "if_missed", "repeat", "message", "hand", "to", "sites", "commissioners",
)  # fmt: skip


def read_rule(table: Table, lines: Mapping[str, str]) -> DutyRule | None:
    """Return the rule of one [[rule]] block; None, with the faults reported, where it cannot be used.

    lines: each threshold of the policy, by its key, as people say it.
    """
    table.only(*RULE_KEYS)
    key = table.text("key")
    when = table.choice("when", Fact)
    duty = _duty(table, key)
    due = read_due(table, when)
    owner = table.choice("owner", Owner)
    met_by = table.choices("met_by", Discharge)
    each = table.choice("each", Each, default=Each.SESSION)
    figures = read_figures(table, when, lines)
    escalates, repeat = read_escalation(table, owner), read_repeat(table, met_by)
    message = read_message(table, duty, due)
    if_met, if_missed = table.texts("if_met"), table.texts("if_missed")
    sites, commissioners = table.texts("sites"), table.texts("commissioners")
    hand = table.choice("hand", Hand, default=Hand.POLICY)
    if table.holds("hand") and duty is not None and duty is not DutyKind.DECIDE_N:
        table.fault("hand", "Only decide-n is written by a hand.", "Take it out.")
    to = table.choice("to", ContactStep, default=ContactStep.HOME)
    if table.holds("to") and duty is not None and duty is not DutyKind.LETTER:
        table.fault("to", "Only a letter is for somebody.", "Take it out.")
    from_on, until_on = table.day("from"), table.day("until")
    if from_on and until_on and until_on < from_on:
        table.fault("until", f"The rule ends on {until_on}, before it begins on {from_on}.", "Check both dates.")
    if duty is not None and table.is_sound("duty", "met_by"):
        _check_met_by(table, duty, met_by)
    sentence, clause = table.text("sentence"), table.text("clause")
    if due is not None and table.is_sound("figures"):
        check_placeholders(table, sentence, (*figures, *due.words(), *(message.words() if message else ())))
    if duty is None or due is None or not table.is_sound():
        return None
    return DutyRule(
        key=key,
        when=when,
        duty=duty,
        due=due,
        owner=owner,
        met_by=frozenset(met_by),
        sentence=sentence,
        clause=clause,
        from_on=from_on,
        until_on=until_on,
        each=each,
        figures=figures,
        escalates=escalates,
        if_met=if_met,
        if_missed=if_missed,
        repeat=repeat,
        message=message,
        hand=hand,
        to=to,
        sites=sites,
        commissioners=commissioners,
    )


def _duty(table: Table, key: str) -> DutyKind | None:
    """Read the duty; left out, the rule's key names it."""
    if table.holds("duty"):
        return table.choice("duty", DutyKind)
    if key in set(DutyKind):
        return DutyKind(key)
    if key:
        table.fault(
            "duty", f"{key!r} is no duty, and 'duty' is missing.", f"Add duty. {choose_from(list(DutyKind), key)}"
        )
    return None


def _check_met_by(table: Table, duty: DutyKind, met_by: Sequence[Discharge]) -> None:
    for discharge in met_by:
        if discharge not in can_meet(duty):
            what = f"{discharge.value!r} cannot meet {duty.value!r}."
            table.fault("met_by", what, choose_from(sorted(can_meet(duty))))
