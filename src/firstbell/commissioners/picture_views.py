"""The pictures of a school's or council's own pupils here. No dot has a name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.commissioners import access
from firstbell.domain.school_time import Span, london_day
from firstbell.duties.models import Duty
from firstbell.registers.queries import periods
from firstbell.reports.pictures.pages import OF_A_PLACE, Asked

SHOWN = ("pupils", "weeks", "weekdays")


@require_safe
def pictures(request: HttpRequest) -> HttpResponse:
    """This half-term, or the school year where the calendar holds none."""
    theirs = access.scope(request.staff)
    today = london_day(request.received_at)
    known = periods(request.staff.provision_id, today)
    days = known.half_term or known.year
    asked = Asked(
        scope=theirs.counted(request.staff.provision_id),
        span=Span(days.starts_on, min(days.ends_on, today)),
        today=today,
        duties=Duty.objects.none(),
        shows_names=False,
        leads=False,
    )
    context = {"pictures": [OF_A_PLACE[key](asked) for key in SHOWN], "names": theirs.names}
    return render(request, "commissioners/pictures.html", context)
