"""The page of a referring school or council."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from firstbell.commissioners import access, queries
from firstbell.commissioners.forms import DayForm
from firstbell.domain.school_time import london_day


def today(request: HttpRequest) -> HttpResponse:
    """Their pupils on a day; today where none is asked for."""
    form = DayForm(request.GET)
    on = (form.cleaned_data["on"] if form.is_valid() else None) or london_day(request.received_at)
    return render(
        request, "commissioners/today.html", {"day": queries.their_day(access.scope(request.staff), on), "form": form}
    )
