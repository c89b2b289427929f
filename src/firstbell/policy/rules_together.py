"""Checks what must be so between the rules of one policy."""

from collections.abc import Collection, Sequence
from datetime import date

from firstbell.domain.duties import DutyKind, DutyRule, Fact
from firstbell.policy.faults import choose_from
from firstbell.policy.tables import Table


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
        _check_chain(table, rule, rules)
        if isinstance(rule.due.after, DutyKind) and rule.due.after not in opened:
            what = f"This counts from the duty {rule.due.after.value!r}, and no rule opens it."
            table.fault("due", what, "Add that rule, or count from something else.")
        threshold = rule.figures.get("threshold")
        if threshold is not None and threshold not in threshold_keys:
            advice = (
                choose_from(sorted(threshold_keys), str(threshold)) if threshold_keys else "Add a [[threshold]] block."
            )
            table.fault("figures", f"There is no threshold called {threshold!r}.", advice)


def _check_chain(table: Table, rule: DutyRule, rules: Sequence[DutyRule | None]) -> None:
    """Report a rule that names one that is not there, or does not wait for it; and one that waits for nobody."""
    known = [other for other in rules if other is not None]
    waiting = sorted({other.key for other in known if other.when is Fact.AFTER_A_DUTY})
    for name, keys in (("if_met", rule.if_met), ("if_missed", rule.if_missed)):
        for key in keys:
            if None not in rules and key not in {other.key for other in known}:
                table.fault(name, f"There is no rule called {key!r}.", choose_from(waiting, key))
            elif key in {other.key for other in known} and key not in waiting:
                what = f"The rule {key!r} opens because of a fact of its own, not after another duty."
                table.fault(name, what, 'Write when = "after-a-duty" in that rule, or take its name out here.')
    if rule.when is Fact.AFTER_A_DUTY and None not in rules:
        if not any(rule.key in (*other.if_met, *other.if_missed) for other in known):
            what = "No other rule names this one, so it would never open."
            table.fault("when", what, f"Name it in another rule: if_missed = [{_quoted(rule.key)}].")
        elif _comes_back(rule, known):
            what = "This rule's duty leads back to itself, so it would never end."
            table.fault(
                "key", what, "Take one of the names out of if_met or if_missed; to do a thing again, use repeat."
            )


def _comes_back(rule: DutyRule, rules: Sequence[DutyRule]) -> bool:
    """Whether following if_met and if_missed from a rule ever leads to it again."""
    seen: set[str] = set()
    ahead = {*rule.if_met, *rule.if_missed}
    while ahead - seen:
        seen |= ahead
        ahead = {key for other in rules if other.key in seen for key in (*other.if_met, *other.if_missed)}
    return rule.key in seen


def _quoted(key: str) -> str:
    return f'"{key}"'


def _overlap(one: DutyRule, other: DutyRule) -> bool:
    """Whether both would hold on one day for one pupil, and neither is nearer to the pupil than the other."""
    first = max(one.from_on or date.min, other.from_on or date.min)
    last = min(one.until_on or date.max, other.until_on or date.max)
    return first <= last and _meet(one.sites, other.sites) and _meet(one.commissioners, other.commissioners)


def _meet(some: Sequence[str], others: Sequence[str]) -> bool:
    return bool(set(some) & set(others)) or not (some or others)
