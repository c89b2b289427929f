"""Reads the tables inside a rule: when its duty is due, its figures, what follows, and when its message goes."""

from collections.abc import Collection, Mapping
from datetime import time

from firstbell.domain.duties import (
    Anchor,
    Discharge,
    Due,
    DutyKind,
    Escalation,
    Fact,
    MessageTimes,
    Owner,
    Repeat,
    anchors_of,
    figures_of,
    further_figures_of,
)
from firstbell.policy.faults import choose_from
from firstbell.policy.tables import Table

DAY_MINUTES = 24 * 60
SENDS = frozenset({DutyKind.TELL_THE_SCHOOL, DutyKind.TEXT, DutyKind.LETTER, DutyKind.CME_NOTIFICATION})
"""The duties that a message can meet, and so have times for one."""


def read_due(rule: Table, when: Fact) -> Due | None:
    table = rule.table("due")
    if table is None:
        return None
    table.only("minutes", "after", "time", "school_days", "weeks", "months", "or_later_minutes")
    minutes = table.whole("minutes", -DAY_MINUTES, DAY_MINUTES) if table.holds("minutes") else None
    at = table.clock("time", optional=True)
    days = {name: table.whole(name, 0, 366, default=0) for name in ("school_days", "weeks", "months")}
    or_later = table.whole("or_later_minutes", 0, DAY_MINUTES) if table.holds("or_later_minutes") else None
    after = _after(table, when, knows_when=rule.is_sound("when"))
    if not table.is_sound():
        return None
    _check_one_way(table, minutes, at, any(days.values()))
    return Due(minutes, after, at, **days, or_later_minutes=or_later) if table.is_sound() else None


def _check_one_way(table: Table, minutes: int | None, at: time | None, has_days: bool) -> None:
    if minutes is None and at is None and not has_days:
        table.fault(
            "", "Nothing says when this is due.", "Give minutes and after, or time, or school_days, weeks or months."
        )
    if minutes is not None and (at is not None or has_days):
        table.fault("", "Minutes cannot be mixed with a time of day, days, weeks or months.", "Keep one of them.")
    if minutes is not None and not table.holds("after"):
        table.fault("after", "Nothing says what the minutes run from.", 'Add after, such as after = "pupil-start".')
    if minutes is None and table.holds("after"):
        table.fault("after", "Days, weeks and months run from the day itself.", "Take 'after' out.")


def _after(table: Table, when: Fact, *, knows_when: bool) -> Anchor | DutyKind:
    written = table.plain().get("after", Anchor.EVENT.value)
    if isinstance(written, str) and written in set(DutyKind):
        if knows_when and when is not Fact.AFTER_A_DUTY:
            what = f"Only a rule that opens after another duty can count from {written!r}."
            table.fault("after", what, 'Write when = "after-a-duty", and name this rule in if_met or if_missed there.')
        return DutyKind(written)
    anchor = table.choice("after", Anchor, default=Anchor.EVENT)
    if knows_when and table.is_sound("after") and anchor not in anchors_of(when):
        what = f"{when.value!r} has no {anchor.value!r} to count from."
        table.fault("after", what, choose_from(sorted(anchors_of(when))))
    return anchor


def read_figures(rule: Table, when: Fact, lines: Mapping[str, str]) -> dict[str, int | str]:
    """Read the figures of a rule's fact. lines: each threshold as people say it, for the sentence."""
    needed, further = figures_of(when), further_figures_of(when)
    table = rule.table("figures", optional=True)
    if table is None:
        if needed and rule.is_sound("when", "figures"):
            listed = ", ".join(sorted(needed))
            rule.fault("figures", f"{when.value!r} needs its figures: {listed}.", f"Add figures = {{ {listed} = … }}.")
        return {}
    if rule.is_sound("when"):
        table.only(*sorted(needed), *further)
    found = {name: table.text(name) if name == "threshold" else table.whole(name, 1, 400) for name in sorted(needed)}
    if "threshold" in found:
        found["line"] = lines.get(str(found["threshold"]), "")
    return {**found, **{name: table.whole(name, 1, 400, default=usual) for name, usual in further.items()}}


def read_escalation(rule: Table, owner: Owner) -> Escalation | None:
    table = rule.table("escalate", optional=True)
    if table is None:
        return None
    table.only("minutes", "to")
    found = Escalation(table.whole("minutes", 0, DAY_MINUTES), table.choice("to", Owner))
    if rule.is_sound("owner") and table.is_sound("to") and found.to is owner:
        table.fault("to", "The duty would go to the role that has it already.", "Name another role.")
    return found if table.is_sound() else None


def read_repeat(rule: Table, met_by: Collection[Discharge]) -> Repeat | None:
    table = rule.table("repeat", optional=True)
    if table is None:
        return None
    table.only("minutes", "school_days", "until")
    minutes = table.whole("minutes", 1, DAY_MINUTES) if table.holds("minutes") else None
    school_days = table.whole("school_days", 1, 400) if table.holds("school_days") else None
    until = frozenset(table.choices("until", Discharge))
    if not table.holds("minutes") and not table.holds("school_days"):
        table.fault("", "Nothing says when it is due again.", "Give minutes or school_days.")
    if table.holds("minutes") and table.holds("school_days"):
        table.fault("", "Minutes and school days cannot both be given.", "Keep one of them.")
    if rule.is_sound("met_by") and table.is_sound("until"):
        for discharge in sorted(until - set(met_by)):
            what = f"{discharge.value!r} is not in met_by, so it would never end."
            table.fault("until", what, choose_from(sorted(met_by)))
    return Repeat(until, minutes, school_days) if table.is_sound() else None


def read_message(rule: Table, duty: DutyKind | None, due: Due | None) -> MessageTimes | None:
    table = rule.table("message", optional=True)
    if table is None:
        return None
    table.only("goes_minutes", "retries_end_minutes", "hold_minutes", "retry_minutes")
    found = MessageTimes(
        goes_minutes=table.whole("goes_minutes", 0, DAY_MINUTES),
        retries_end_minutes=table.whole("retries_end_minutes", 0, DAY_MINUTES),
        hold_minutes=table.whole("hold_minutes", 0, DAY_MINUTES, default=1),
        retry_minutes=table.whole("retry_minutes", 0, DAY_MINUTES, default=7),
    )
    if duty is not None and duty not in SENDS:
        what = f"{duty.value!r} sends no message."
        table.fault("", what, f"Take it out, or give it to one of {', '.join(sorted(SENDS))}.")
    if due is not None and due.counts_days and duty is not DutyKind.LETTER:
        table.fault("", "This duty is not due by minutes, so its message has nothing to count from.", "Take it out.")
    if not table.is_sound():
        return None
    if found.retries_end_minutes < found.goes_minutes:
        table.fault("retries_end_minutes", "Trying ends before the message goes.", "Write a later minute.")
    if due is not None and due.minutes is not None and found.goes_minutes > due.minutes:
        table.fault("goes_minutes", "The message goes after its duty is due.", "Write an earlier minute.")
    return found if table.is_sound() else None
