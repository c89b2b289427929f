"""Reads a policy file whole, and reports everything that is wrong with it at once."""

import re
import tomllib
from dataclasses import fields
from fractions import Fraction

from firstbell.domain.codes import CodeSet
from firstbell.domain.contact import ContactStep
from firstbell.domain.school_time import Session
from firstbell.domain.thresholds import Operator, Period, Threshold
from firstbell.policy.faults import Fault, PolicyFaults, Report
from firstbell.policy.own_codes import read_codes
from firstbell.policy.places import Places
from firstbell.policy.policies import CodeSetChoice, Hours, MessageRules, Policy, Targets, Times, Wording, wording_words
from firstbell.policy.reports import read_report
from firstbell.policy.rules import read_rule
from firstbell.policy.rules_together import check_rules_together
from firstbell.policy.sentences import check_placeholders
from firstbell.policy.tables import Table

LONGEST_OPEN_MINUTES = 30
STAND_IN_PERCENT = Fraction(95)
"""Read on with this where a percentage is at fault; the policy is refused anyway."""
SECTIONS = (
    "name", "title", "review_months", "registers", "targets", "contact", "messages", "threshold", "wording",
    "rule", "report", "code", "recognition",
)  # fmt: skip
_AT_LINE = re.compile(r"\s*\(at line (\d+), column (\d+)\)")


def parse(text: str) -> Policy:
    """Return the policy a TOML text describes. Raises PolicyFaults with every fault."""
    policy, faults = _read(text)
    if policy is None:
        raise PolicyFaults(faults)
    return policy


def faults_in(text: str) -> list[Fault]:
    """Return everything that is wrong with a policy file, in its order; empty where it can be used."""
    return _read(text)[1]


def _read(text: str) -> tuple[Policy | None, list[Fault]]:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, [_not_toml(error, text)]
    report = Report(Places(text))
    policy = _policy(Table(values, (), report))
    faults = report.faults()
    return (None, faults) if faults else (policy, [])


def _not_toml(error: tomllib.TOMLDecodeError, text: str) -> Fault:
    message = str(error)
    found = _AT_LINE.search(message)
    line = int(found[1]) if found else max(1, len(text.splitlines()))
    place = f"line {line}, column {found[2]}" if found else f"line {line}, the end of the file"
    what = f"This cannot be read as TOML: {_AT_LINE.sub('', message).removesuffix(' (at end of document)')}."
    return Fault(place, what, "Look for a missing quotation mark, bracket or equals sign, or a key given twice.", line)


def _policy(file: Table) -> Policy:
    file.only(*SECTIONS)
    registers = file.table("registers")
    targets, times = _targets(file), _times(registers)
    review_months = file.whole("review_months", 1, 60, default=12)
    code_set_name, own_codes = _code_set(file, registers)
    threshold_tables, wording_tables = file.tables("threshold"), file.tables("wording")
    thresholds = tuple(_threshold(table) for table in threshold_tables)
    _refuse_repeats(threshold_tables, [threshold.key for threshold in thresholds])
    words = wording_words(targets, times, review_months)
    wording = tuple(_wording(table, words) for table in wording_tables)
    _refuse_repeats(wording_tables, [each.key for each in wording])
    rule_tables = file.tables("rule")
    if not rule_tables:
        file.fault(
            "rule", "The policy has no rule.", "Add at least one [[rule]]: without rules nothing ever falls due."
        )
    lines = {threshold.key: threshold.line for threshold in thresholds}
    rules = [read_rule(table, lines) for table in rule_tables]
    check_rules_together(rule_tables, rules, {threshold.key for threshold in thresholds})
    report_tables = file.tables("report")
    reports = tuple(read_report(table) for table in report_tables)
    _refuse_repeats(report_tables, [each.key for each in reports])
    contact = file.table("contact")
    order = contact.choices("order", ContactStep) if contact else ()
    if contact:
        contact.only("order")
    return Policy(
        name=file.text("name"),
        title=file.text("title"),
        review_months=review_months,
        targets=targets,
        times=times,
        code_set_name=code_set_name,
        own_codes=own_codes,
        contact_order=order,
        thresholds=thresholds,
        wording=wording,
        rules=tuple(rule for rule in rules if rule is not None),
        messages=_messages(file),
        reports=reports,
        medical_absence_counts=_medical_absence_counts(file),
    )


def _targets(file: Table) -> Targets:
    table = file.table("targets")
    if table is None:
        return Targets(STAND_IN_PERCENT)
    table.only("attendance", "punctuality")
    attendance = table.percent("attendance") or STAND_IN_PERCENT
    return Targets(attendance, table.percent("punctuality", optional=True))


def _times(table: Table | None) -> Times:
    if table is None:
        return Times(LONGEST_OPEN_MINUTES, {})
    table.only("code_set", "open_minutes", "morning", "afternoon")
    hours = {Session.AM: _hours(table, "morning"), Session.PM: _hours(table, "afternoon")}
    return Times(
        open_minutes=table.whole("open_minutes", 1, LONGEST_OPEN_MINUTES),
        hours={session: times for session, times in hours.items() if times is not None},
    )


def _hours(registers: Table, key: str) -> Hours | None:
    table = registers.table(key, optional=True)
    if table is None:
        return None
    table.only("starts", "ends")
    starts_time, ends_time = table.clock("starts"), table.clock("ends")
    if starts_time is None or ends_time is None:
        return None
    if ends_time <= starts_time:
        table.fault("ends", "The session ends before it starts.", "Check both times; they are written as 24 hours.")
    return Hours(starts_time, ends_time)


def _messages(file: Table) -> MessageRules:
    table = file.table("messages", optional=True)
    usual = MessageRules()
    if table is None:
        return usual
    table.only(*(each.name for each in fields(MessageRules)))
    return MessageRules(
        quiet_from_time=table.clock("quiet_from_time", optional=True) or usual.quiet_from_time,
        quiet_until_time=table.clock("quiet_until_time", optional=True) or usual.quiet_until_time,
        most_at_once=table.whole("most_at_once", 1, 1000, default=usual.most_at_once),
        undo_seconds=table.whole("undo_seconds", 0, 600, default=usual.undo_seconds),
        now_here=table.flag("now_here", usual.now_here),
        asks_receipt=table.flag("asks_receipt", usual.asks_receipt),
        link_hours=table.whole("link_hours", 1, 168, default=usual.link_hours),
        text_home=table.flag("text_home", usual.text_home),
    )


def _medical_absence_counts(file: Table) -> bool:
    table = file.table("recognition", optional=True)
    if table is None:
        return False
    table.only("medical_absence_counts")
    return table.flag("medical_absence_counts", False)


def _code_set(file: Table, registers: Table | None) -> tuple[CodeSetChoice, CodeSet | None]:
    tables = file.tables("code")
    if registers is None:
        return CodeSetChoice.NATIONAL, None
    choice = registers.choice("code_set", CodeSetChoice)
    if not registers.is_sound("code_set"):
        return choice, None
    if choice is CodeSetChoice.OWN:
        if not tables:
            registers.fault(
                "code_set", "The code set is 'own', and no code is given.", "Add a [[code]] block for each code."
            )
        return choice, read_codes(file, tables)
    if tables:
        what = f"Codes are given, and the code set is {choice.value!r}, so they would never be used."
        tables[0].fault("", what, 'Write code_set = "own" under [registers], or take the [[code]] blocks out.')
    return choice, None


def _threshold(table: Table) -> Threshold:
    table.only(
        *("key", "percent", "operator", "at_least_sessions", "rearm_after_sessions", "period", "weeks", "clause")
    )
    period = table.choice("period", Period, default=Period.YEAR)
    weeks = table.whole("weeks", 1, 60) if table.holds("weeks") else 0
    if table.is_sound("period", "weeks"):
        if period is Period.WEEKS and not weeks:
            table.fault("weeks", "Nothing says over how many school weeks.", "Add weeks = …, from 1 to 60.")
        if period is not Period.WEEKS and weeks:
            table.fault("weeks", f"A period of {period.value!r} has no number of weeks.", 'Write period = "weeks".')
    return Threshold(
        key=table.text("key"),
        percent=table.percent("percent") or STAND_IN_PERCENT,
        operator=table.choice("operator", Operator),
        at_least_sessions=table.whole("at_least_sessions", 1, 400, default=20),
        rearm_after_sessions=table.whole("rearm_after_sessions", 1, 400, default=10),
        period=period,
        weeks=weeks,
        clause=table.text("clause"),
    )


def _wording(table: Table, words: dict[str, str]) -> Wording:
    table.only("key", "sentence", "clause")
    wording = Wording(table.text("key"), table.text("sentence"), table.text("clause"))
    check_placeholders(table, wording.sentence, words)
    return wording


def _refuse_repeats(tables: list[Table], keys: list[str]) -> None:
    for number, (table, key) in enumerate(zip(tables, keys, strict=True)):
        if key and key in keys[:number]:
            table.fault("key", f"The key {key!r} was given before.", "Give each block a key of its own.")
