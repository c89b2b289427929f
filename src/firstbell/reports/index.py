"""The page of all reports. Each report registers its row when the program starts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from firstbell.accounts.models import Role
from firstbell.accounts.staff import Staff

OFFICE = (Role.ATTENDANCE_LEAD, Role.HEAD, Role.SAFEGUARDING_LEAD)
STAFF = (Role.TUTOR, *OFFICE)


@dataclass(frozen=True)
class Report:
    """One row. order: over all rows, lowest first; a group stands where its first row does. route: without arguments.

    hint: one sentence that says what question it answers. roles: who may open it.
    """

    order: int
    group: str
    words: str
    hint: str
    route: str
    roles: tuple[str, ...]

    @property
    def url(self) -> str:
        return reverse(self.route)


_reports: list[Report] = []


def add_report(order: int, group: str, words: str, hint: str, route: str, roles: tuple[str, ...]) -> None:
    """Register a row. Safe to repeat."""
    report = Report(order, group, words, hint, route, roles)
    if report not in _reports:
        _reports.append(report)


def reports_of(staff: Staff) -> list[tuple[str, list[Report]]]:
    """Return the rows a person may open, by group, in order."""
    rows = sorted((row for row in _reports if staff.has(*row.roles)), key=lambda row: row.order)
    first = {row.group: row.order for row in reversed(rows)}
    rows.sort(key=lambda row: (first[row.group], row.group, row.order))
    return [(group, list(found)) for group, found in groupby(rows, key=lambda row: row.group)]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/index.html", {"groups": reports_of(request.staff)})
