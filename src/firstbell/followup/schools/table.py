"""The pupils of one school in one session as a table that its own system can read (R-153)."""

from __future__ import annotations

from collections.abc import Sequence

from firstbell.domain.school_time import Session
from firstbell.followup.models import ToldPupil
from firstbell.followup.schools.email import Letter
from firstbell.followup.schools.news import Log, News, news_of
from firstbell.outbox.channels import Attachment
from firstbell.provisions.models import Provision
from firstbell.ui.csv_files import MEDIA_TYPE, as_csv

COLUMNS = (
    *("date", "session", "upn", "pupil", "expected_from", "mark", "mark_words", "minutes_late"),
    *("reason", "reason_from", "contact_tried", "next_step", "proposed_code", "proposed_code_words", "rule"),
    *("provision", "reference"),
)


def table_of(letter: Letter, news: Sequence[News], log: Log) -> list[Attachment]:
    """Return the file that goes with an email, none where the school wants none.

    Every pupil of theirs who was expected: those the email speaks of, and those who are here. A pupil who is not marked
    yet is not in it.
    """
    if not letter.has_table:
        return []
    told = {each.pupil_id for each in news}
    here = [
        news_of(line.pupil, ToldPupil.Says.HERE, letter.session, log)
        for (pupil_id, session), line in log.lines.items()
        if session == letter.session and letter.commissioner.pk in line.tells and pupil_id not in told and line.has_come
    ]
    everybody = sorted([*news, *here], key=lambda each: (each.name, each.pupil_id))
    rows = [_row(each, letter, letter.provision) for each in everybody]
    name = f"attendance-{letter.on}-{Session(letter.session).value}.csv"
    return [Attachment(name, MEDIA_TYPE, as_csv(COLUMNS, rows))]


def _row(news: News, letter: Letter, provision: Provision) -> tuple[str | int | None, ...]:
    here = news.says in ToldPupil.NEWS_OF_ARRIVAL
    return (
        *(letter.on.isoformat(), letter.session, news.upn, news.name, news.due),
        *(news.letter, news.mark, news.minutes_late, news.reason, news.reason_from),
        *(("", "") if here else (news.done, news.next)),
        *(news.code, news.code_words, news.why, provision.name, letter.reference),
    )
