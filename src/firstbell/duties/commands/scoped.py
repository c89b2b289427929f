"""The rules that hold for one line: at its site, for who sends the pupil, with what was agreed with each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from django.db.models import Q

from firstbell.domain.duties import Anchor, DutyKind, DutyRule, Fact
from firstbell.domain.duty_words import TOLD_APART
from firstbell.duties.facts import AbsenceFacts, Told
from firstbell.placements.models import Placement
from firstbell.policy import Policy


class RulesHere:
    """The rules of some facts on a day, looked for once for each site and sender. Ask `rules_here` for one."""

    def __init__(self, policy: Policy, facts: Iterable[Fact], on: date) -> None:
        self.policy, self.facts, self.on = policy, sorted(facts), on
        self.are_the_same_everywhere = _are_for_all(policy)
        self._known: dict[tuple[str, tuple[str, ...]], list[DutyRule]] = {}
        self._told: dict[tuple[str, Told], list[DutyRule]] = {}

    def of(self, line: AbsenceFacts) -> Iterator[tuple[Told | None, list[DutyRule]]]:
        """Yield the rules that open one duty for the pupil, then those of each school or council that is told."""
        names = tuple(told.name for told in line.tells)
        yield None, [rule for rule in self.at(line.site, names) if rule.duty not in TOLD_APART]
        for told in line.tells:
            yield told, self._of_told(line.site, told)

    def at(self, site: str = "", commissioners: tuple[str, ...] = ()) -> list[DutyRule]:
        """Return the rules that can open now; a rule that runs from another duty waits for that duty's end."""
        if self.are_the_same_everywhere:
            site, commissioners = EVERYWHERE
        if (site, commissioners) not in self._known:
            rules = [
                rule
                for fact in self.facts
                for rule in self.policy.rules_for(fact, self.on, site=site, commissioners=commissioners)
                if not isinstance(rule.due.after, DutyKind)
            ]
            self._known[site, commissioners] = rules
        return self._known[site, commissioners]

    def _of_told(self, site: str, told: Told) -> list[DutyRule]:
        if (site, told) not in self._told:
            rules = [rule for rule in self.at(site, (told.name,)) if rule.duty in TOLD_APART]
            self._told[site, told] = _by_agreement(rules, told.within_minutes)
        return self._told[site, told]


def _are_for_all(policy: Policy) -> bool:
    return not any(rule.sites or rule.commissioners for rule in policy.rules)


_kept: dict[tuple[int, frozenset[Fact], date], RulesHere] = {}
MOST_KEPT = 256


def rules_here(policy: Policy, facts: frozenset[Fact], on: date) -> RulesHere:
    """Return the rules of some facts on a day; the same ones for as long as the policy is the same object.

    A register is saved some hundred times a second under one policy, and finding its rules takes a tenth of that.
    """
    key = (id(policy), facts, on)
    if (known := _kept.get(key)) is None:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        known = _kept[key] = RulesHere(policy, facts, on)  # It holds the policy, so no other takes over its id.
    return known


Scope = tuple[str, tuple[str, ...]]
"""A site's name and the names of a pupil's commissioners: what a rule may be made for."""
EVERYWHERE: Scope = ("", ())


def scope_of(policy: Policy, pupil_id: int | None, on: date) -> Scope:
    """Return where a pupil is placed on a day and who sends them. No statement where the policy's rules are for all."""
    if pupil_id is None or _are_for_all(policy):
        return EVERYWHERE
    placed = Placement.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=on), pupil_id=pupil_id, starts_on__lte=on, archived_at=None
    ).order_by("-starts_on", "pk", "slots__session")
    today = Q(slots__weekday=on.isoweekday(), slots__from_on__lte=on)
    runs = Q(slots__until_on=None) | Q(slots__until_on__gte=on)
    names = ("slots__group__site__name", "main_school__name", "commissioner__name")
    site, *schools = placed.filter((today & runs) | Q(slots=None)).values_list(*names).first() or ("",)
    return site or "", tuple(dict.fromkeys(name for name in schools if name))


def _by_agreement(rules: list[DutyRule], within_minutes: int | None) -> list[DutyRule]:
    """Move the minutes of these rules so that the school is told within its own; what comes before stays as far before.

    Phoning at 25 where telling is due at 30 becomes 55 where this school agreed to 60.
    """
    tell = next((rule for rule in rules if rule.duty == DutyKind.TELL_THE_SCHOOL and _runs_from_start(rule)), None)
    if within_minutes is None or tell is None:
        return rules
    later = within_minutes - (tell.due.minutes or 0)
    return [
        replace(rule, due=replace(rule.due, minutes=max(0, (rule.due.minutes or 0) + later)))
        if _runs_from_start(rule)
        else rule
        for rule in rules
    ]


def _runs_from_start(rule: DutyRule) -> bool:
    return rule.due.minutes is not None and rule.due.after == Anchor.PUPIL_START
