"""What the promise record is narrowed to."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from firstbell.domain.school_time import academic_year
from firstbell.duties.models import Duty
from firstbell.ui.forms import PlainForm

FAILED = Q(was_late=True) | Q(state=Duty.State.MISSED)
WHOLE_YEAR = "year"


class RecordForm(PlainForm):
    """Month, clause, pupil, day, and whether only what was not done in time is listed. What cannot be read is left."""

    names_optional = False

    month = forms.ChoiceField(label="Month", required=False)
    clause = forms.ChoiceField(label="Clause", required=False)
    pupil = forms.CharField(label="Pupil", required=False, max_length=80)
    day = forms.DateField(label="Day", required=False)
    show = forms.ChoiceField(
        label="List", required=False, choices=[("failed", "What was not done in time"), ("all", "Everything")]
    )

    def __init__(self, *args: Any, today: date, months: list[date], clauses: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.months = today, months
        self.fields["month"].choices = [
            *((f"{month:%Y-%m}", f"{month:%B %Y}") for month in reversed(months)),
            (WHOLE_YEAR, "The whole school year"),
        ]
        self.fields["clause"].choices = [("", "Every clause"), *((clause, clause) for clause in clauses)]

    def chosen(self, name: str) -> Any:
        """Return what was asked for, or nothing where it was not asked or cannot be read."""
        self.is_valid()
        return self.cleaned_data.get(name) if name not in self.errors else None

    @property
    def chosen_months(self) -> list[date]:
        """Return the months asked for: this month where none was."""
        if self.chosen("month") == WHOLE_YEAR:
            return self.months
        wanted = self.chosen("month") or f"{self.today:%Y-%m}"
        return [month for month in self.months if f"{month:%Y-%m}" == wanted] or self.months[-1:]

    @property
    def shows_all(self) -> bool:
        return self.chosen("show") == "all"

    def narrowed(self, duties: QuerySet[Duty]) -> QuerySet[Duty]:
        """Return the duties asked for, whatever became of them, of the whole school year."""
        year = academic_year(self.today)
        found = duties.filter(on__gte=year.starts_on, on__lte=year.ends_on)
        if clause := self.chosen("clause"):
            found = found.filter(clause=clause)
        if day := self.chosen("day"):
            found = found.filter(on=day)
        for word in (self.chosen("pupil") or "").split():
            found = found.filter(
                Q(pupil__legal_first_name__icontains=word)
                | Q(pupil__legal_last_name__icontains=word)
                | Q(pupil__preferred_first_name__icontains=word)
                | Q(pupil__preferred_last_name__icontains=word)
            )
        return found

    def listed(self, duties: QuerySet[Duty]) -> QuerySet[Duty]:
        """Return those of the chosen months that the list and the file show, newest first."""
        months = self.chosen_months
        found = self.narrowed(duties)
        if not self.chosen("day"):
            after = _month_after(months[-1])
            found = found.filter(on__gte=months[0], on__lt=after)
        found = found.exclude(state=Duty.State.WITHDRAWN).exclude(state__in=Duty.WAITING, was_late=False)
        return (found if self.shows_all else found.filter(FAILED)).order_by("-on", "due_at", "pk")


def months_until(today: date) -> list[date]:
    """Return the first day of each month of the school year up to today."""
    month, found = academic_year(today).starts_on, []
    while month <= today:
        found.append(month)
        month = _month_after(month)
    return found


def _month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
