"""Reads the rules of a policy: when a fact is so, a duty opens, due at a time, met by something, in these words."""

from collections.abc import Collection, Sequence
from datetime import date, time
from string import Formatter

from firstbell.domain.duties import (
    Anchor,
    Discharge,
    Due,
    DutyKind,
    DutyRule,
    Each,
    Fact,
    Owner,
    anchors_of,
    can_meet,
    figures_of,
)
from firstbell.policy.faults import choose_from
from firstbell.policy.tables import Table

DAY_MINUTES = 24 * 60
RULE_KEYS = (
    "key", "when", "duty", "due", "owner", "met_by", "each", "figures", "from", "until", "sentence", "clause",
)  # fmt: skip


def read_rule(table: Table) -> DutyRule | None:
    """Return the rule of one [[rule]] block; None, with the faults reported, where it cannot be used."""
    table.only(*RULE_KEYS)
    key = table.text("key")
    when = table.choice("when", Fact)
    duty = _duty(table, key)
    due = _due(table, when)
    owner = table.choice("owner", Owner)
    met_by = table.choices("met_by", Discharge)
    each = table.choice("each", Each, default=Each.SESSION)
    figures = _figures(table, when)
    from_on, until_on = table.day("from"), table.day("until")
    if from_on and until_on and until_on < from_on:
        table.fault("until", f"The rule ends on {until_on}, before it begins on {from_on}.", "Check both dates.")
    if duty is not None and table.is_sound("duty", "met_by"):
        _check_met_by(table, duty, met_by)
    sentence, clause = table.text("sentence"), table.text("clause")
    if due is not None and table.is_sound("figures"):
        check_placeholders(table, sentence, (*figures, *due.words()))
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
    )


def check_rules_together(
    tables: Sequence[Table], rules: Sequence[DutyRule | None], threshold_keys: Collection[str]
) -> None:
    """Report what is wrong between rules: two blocks of one key on one day, a duty or threshold that nothing makes."""
    opened = set(DutyKind) if None in rules else {rule.duty for rule in rules if rule is not None}
    for number, (table, rule) in enumerate(zip(tables, rules, strict=True)):
        if rule is None:
            continue
        earlier = [other for other in rules[:number] if other is not None and other.key == rule.key]
        if any(_overlap(rule, other) for other in earlier):
            what = f"Two blocks of {rule.key!r} hold on the same days."
            table.fault("key", what, "End the older block the day before the newer one begins: until = 2026-08-31.")
        if rule.due.after == rule.duty:
            table.fault("due", "This duty counts from itself.", "Count from an earlier duty, or from something else.")
        elif isinstance(rule.due.after, DutyKind) and rule.due.after not in opened:
            what = f"This counts from the duty {rule.due.after.value!r}, and no rule opens it."
            table.fault("due", what, "Add that rule, or count from something else.")
        threshold = rule.figures.get("threshold")
        if threshold is not None and threshold not in threshold_keys:
            advice = (
                choose_from(sorted(threshold_keys), str(threshold)) if threshold_keys else "Add a [[threshold]] block."
            )
            table.fault("figures", f"There is no threshold called {threshold!r}.", advice)


def check_placeholders(table: Table, sentence: str, words: Collection[str]) -> None:
    """Report a placeholder that nothing fills, or a stray brace."""
    try:
        placeholders = [part[1:] for part in Formatter().parse(sentence) if part[1] is not None]
    except ValueError:
        table.fault("sentence", "A curly bracket stands alone.", "Write placeholders as {minutes}.")
        return
    for name, layout, conversion in placeholders:
        if layout or conversion:
            table.fault("sentence", f"The placeholder {{{name}}} holds more than its name.", f"Write {{{name}}} alone.")
        elif name not in words:
            known = " or ".join(f"{{{word}}}" for word in words)
            advice = f"Use {known}, or write the words out." if known else "Write the words out."
            table.fault("sentence", f"Nothing fills the placeholder {{{name}}}.", advice)


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


def _due(rule: Table, when: Fact) -> Due | None:
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
        return DutyKind(written)
    anchor = table.choice("after", Anchor, default=Anchor.EVENT)
    if knows_when and table.is_sound("after") and anchor not in anchors_of(when):
        what = f"{when.value!r} has no {anchor.value!r} to count from."
        table.fault("after", what, choose_from(sorted(anchors_of(when))))
    return anchor


def _check_met_by(table: Table, duty: DutyKind, met_by: Sequence[Discharge]) -> None:
    for discharge in met_by:
        if discharge not in can_meet(duty):
            what = f"{discharge.value!r} cannot meet {duty.value!r}."
            table.fault("met_by", what, choose_from(sorted(can_meet(duty))))


def _figures(rule: Table, when: Fact) -> dict[str, int | str]:
    needed = figures_of(when)
    table = rule.table("figures", optional=True)
    if table is None:
        if needed and rule.is_sound("when", "figures"):
            listed = ", ".join(sorted(needed))
            rule.fault("figures", f"{when.value!r} needs its figures: {listed}.", f"Add figures = {{ {listed} = … }}.")
        return {}
    if rule.is_sound("when"):
        table.only(*sorted(needed))
    return {name: table.text(name) if name == "threshold" else table.whole(name, 1, 400) for name in sorted(needed)}


def _overlap(one: DutyRule, other: DutyRule) -> bool:
    first, last = (
        max(one.from_on or date.min, other.from_on or date.min),
        min(one.until_on or date.max, other.until_on or date.max),
    )
    return first <= last
