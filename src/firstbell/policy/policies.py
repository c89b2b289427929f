"""A policy: targets, times, thresholds, codes, contact order, wording and dated rules, as values."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from firstbell.domain.codes import Code, CodeSet
from firstbell.domain.contact import ContactStep
from firstbell.domain.duties import DutyRule, Fact
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import Session
from firstbell.domain.thresholds import Threshold
from firstbell.policy.code_sets import load_code_set, national_code, national_on
from firstbell.policy.reports import ReportRule


class CodeSetChoice(StrEnum):
    """Which list a provision marks with."""

    NATIONAL = "national"
    """The national list in force on each day."""
    STEPPING_STONES = "stepping-stones"
    """The list printed in the Stepping Stones policy."""
    OWN = "own"
    """The [[code]] blocks of the policy itself."""


class NoOwnCode(Refused):
    """A provision's list has no code that stands for a national one."""

    def __init__(self, national: str, set_name: str) -> None:
        super().__init__(
            f"{set_name} has no code that stands for {national}.",
            "The mark cannot be written in this provision's own codes.",
            f"Add a code with national = {national!r} to the policy.",
        )


@dataclass(frozen=True)
class Targets:
    """What the policy aims for, in percent."""

    attendance: Fraction
    punctuality: Fraction | None = None


@dataclass(frozen=True)
class Hours:
    """A session's wall-clock times, used where a new site is set up."""

    starts_time: time
    ends_time: time


@dataclass(frozen=True)
class Times:
    """open_minutes: how long a register stays open from a pupil's own start (rule R-012: at most 30)."""

    open_minutes: int
    hours: dict[Session, Hours]


@dataclass(frozen=True)
class Wording:
    """A sentence of the published policy that is no rule."""

    key: str
    sentence: str
    clause: str


@dataclass(frozen=True)
class MessageRules:
    """What holds for every message.

    quiet_from_time, quiet_until_time: London; nothing goes to a family in between. most_at_once: a batch is never
    larger. undo_seconds: a batch waits so long, to be taken back. now_here: those who were told of an absence hear of
    the arrival. asks_receipt: the email to a school asks for a receipt. link_hours: how long a parent's link lives.
    text_home: staff may text.
    """

    quiet_from_time: time = time(20, 0)
    quiet_until_time: time = time(7, 30)
    most_at_once: int = 30
    undo_seconds: int = 60
    now_here: bool = False
    asks_receipt: bool = False
    link_hours: int = 24
    text_home: bool = True


@dataclass(frozen=True)
class Policy:
    """One version of a provision's policy.

    medical_absence_counts: whether an authorised illness or appointment stands against a pupil in recognition.
    """

    name: str
    title: str
    review_months: int
    targets: Targets
    times: Times
    code_set_name: CodeSetChoice
    own_codes: CodeSet | None
    contact_order: tuple[ContactStep, ...]
    thresholds: tuple[Threshold, ...]
    wording: tuple[Wording, ...]
    rules: tuple[DutyRule, ...]
    messages: MessageRules = MessageRules()
    reports: tuple[ReportRule, ...] = ()
    medical_absence_counts: bool = False

    @property
    def open_minutes(self) -> int:
        return self.times.open_minutes

    def own_code_set(self, day: date) -> CodeSet:
        """Return the codes this provision marks with on a day."""
        if self.own_codes is not None:
            return self.own_codes.on(day)
        if self.code_set_name is CodeSetChoice.NATIONAL:
            return national_on(day)
        return _shipped_on(self.code_set_name, day)

    def own_code(self, national: str, day: date) -> Code:
        """Return this provision's own code for a national key, such as the N of a pupil who is not here.

        Raises NoOwnCode.
        """
        codes = self.own_code_set(day)
        if national in codes and codes.get(national).national == national:
            return codes.get(national)
        for code in codes:
            if code.national == national:
                return code
        raise NoOwnCode(national, codes.name)

    def national_code(self, key: str, day: date) -> Code | None:
        """Return the national code one of this provision's codes stands for; None where a person decides.

        Raises UnknownCode, AmbiguousCode, CodeNotValidOn.
        """
        return national_code(self.own_code_set(day).read(key, day), day)

    def rules_for(self, fact: Fact, on: date, *, site: str = "", commissioners: Collection[str] = ()) -> list[DutyRule]:
        """Return the rules that a fact sets off on a day, at a site, for a pupil of these commissioners.

        Of the rules of one key, one made for the commissioner stands for those made for the site, and that for the
        general one. Names are compared without regard to case.
        """
        nearest: dict[str, DutyRule] = {}
        for rule in self.rules:
            if rule.holds_on(on) and rule.applies_at(site, commissioners):
                nearest[rule.key] = max(nearest.get(rule.key, rule), rule, key=_nearness)
        return [rule for rule in nearest.values() if rule.when == fact]

    def rule(self, key: str, on: date, *, site: str = "", commissioners: Collection[str] = ()) -> DutyRule | None:
        """Return a rule by its key as it stands on a day, there and for them; None where the policy has none."""
        found = [rule for rule in self.rules if rule.key == key and rule.holds_on(on)]
        return max((rule for rule in found if rule.applies_at(site, commissioners)), key=_nearness, default=None)

    def threshold(self, key: str) -> Threshold | None:
        return next((threshold for threshold in self.thresholds if threshold.key == key), None)

    def sentences_on(self, day: date) -> list[tuple[str, str]]:
        """Return what the policy says on a day, as (clause, sentence): words people read, from the data that acts."""
        words = wording_words(self.targets, self.times, self.review_months)
        said = [(wording.clause, wording.sentence.format_map(words)) for wording in self.wording]
        return said + [(rule.clause, _said(rule)) for rule in self.rules if rule.holds_on(day)]


def _nearness(rule: DutyRule) -> tuple[bool, bool]:
    return (bool(rule.commissioners), bool(rule.sites))


def _said(rule: DutyRule) -> str:
    """Return a rule's sentence, with whom it is for where it is not for everybody."""
    where = ", ".join((*rule.sites, *rule.commissioners))
    return f"{where}: {rule.sentence_for()}" if where else rule.sentence_for()


def wording_words(targets: Targets, times: Times, review_months: int) -> dict[str, str]:
    """Return the placeholders a wording may use, filled in."""
    words = {
        "attendance": f"{float(targets.attendance):g}",
        "open_minutes": str(times.open_minutes),
        "review_months": str(review_months),
    }
    if targets.punctuality is not None:
        words["punctuality"] = f"{float(targets.punctuality):g}"
    return words


@lru_cache(maxsize=1024)
def _shipped_on(name: str, day: date) -> CodeSet:
    return load_code_set(name).on(day)
