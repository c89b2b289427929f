"""Carrying out a plan: the whole file in one unit of work, or nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.exchange import snapshot, storage
from firstbell.exchange.commands.carrying_out import Carrier
from firstbell.exchange.models import Upload
from firstbell.exchange.plan import Plan, StillOpen, Verb, make_plan
from firstbell.exchange.plan.problems import rows_in_words
from firstbell.exchange.sources import Source
from firstbell.journal import Actor
from firstbell.units import unit_of_work

PLURALS = {"school or council": "schools and councils"}


class RowRefused(Refused):
    """A row that looked right could not be carried out. row: its number."""

    def __init__(self, row: int, refusal: Refused) -> None:
        super().__init__(
            f"Row {row}: {refusal.what}", f"{refusal.means} Nothing of the file was brought in.".strip(), refusal.do
        )
        self.row = row


class ChangedMeanwhile(Refused):
    """What is here is no longer what the person saw."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody changed records here while you were looking.",
            "The file would now do something else than you saw.",
            "Your answers are kept. Look at this page again, then bring the file in.",
        )


@dataclass(frozen=True)
class BroughtIn:
    """What an import did. words: “25 pupils added”, “2 contacts changed”."""

    words: tuple[str, ...]
    left_out: tuple[int, ...]
    changed_nothing: bool


def bring_in(
    source: Source, answers: Mapping[str, str], *, provision_id: int, by: Actor, at: datetime, seen: str = ""
) -> BroughtIn:
    """Bring a file in, whole or not at all, as it is planned at this moment.

    seen: the seal of what was here when a person looked at the preview, if they did. Raises ChangedMeanwhile,
    StillOpen while a problem has no answer, RowRefused where a command refuses a row.
    """
    with unit_of_work():
        today = london_day(at)
        here = snapshot.here(provision_id, source, today)
        if seen and seen != snapshot.seal(here):
            raise ChangedMeanwhile()
        plan = make_plan(source.kind, source.table, source.columns.targets, here, answers, today=today)
        if plan.open:
            raise StillOpen(plan.open)
        carrier = Carrier(provision_id, by, at, source.file_name)
        for step in plan.everything:
            if step.verb is not Verb.SAME:
                try:
                    carrier.carry_out(step)
                except Refused as refusal:
                    raise RowRefused(step.row, refusal) from refusal
        carrier.finish()
        done = BroughtIn(words_of(plan), plan.left_out, plan.changes_nothing)
        journal.write(
            "import.done", _facts(source, plan, done), by=by, at=at, provision_id=provision_id,
            about=f"provision:{provision_id}",
        )  # fmt: skip
    return done


def bring_in_upload(
    upload: Upload, source: Source, answers: Mapping[str, str], *, by: Actor, at: datetime, seen: str = ""
) -> BroughtIn:
    """Bring a sent file in, note what became of it, and delete its content. Raises as `bring_in` does."""
    with unit_of_work():
        done = bring_in(source, answers, provision_id=upload.provision_id, by=by, at=at, seen=seen)
        stored_as, upload.stored_as, upload.kept_until, upload.done_at = upload.stored_as, "", None, at
        upload.outcome = {
            "words": list(done.words),
            "left_out": rows_in_words(done.left_out),
            "changed_nothing": done.changed_nothing,
        }
        upload.save(update_fields=["stored_as", "kept_until", "done_at", "outcome"])
    storage.forget(stored_as)
    return done


def words_of(plan: Plan) -> tuple[str, ...]:
    """Return the counts as people say them, additions first: “25 pupils added”."""
    return tuple(
        f"{count} {what if count == 1 else PLURALS.get(what, f'{what}s')} {verb}"
        for verb in Verb
        for what, counted in plan.counts.items()
        if (count := counted[verb])
    )


def _facts(source: Source, plan: Plan, done: BroughtIn) -> dict[str, object]:
    return {
        "kind": str(source.kind.label),
        "file": source.file_name,
        "sha256": source.sha256,
        "rows": len(source.table.rows),
        "outcome": list(done.words),
        "left_out": rows_in_words(plan.left_out),
        "answers": [f"{each} Answer: {each.answer_words}." for each in plan.problems if each.answer],
    }
