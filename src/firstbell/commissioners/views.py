"""The page of a referring school or council."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from firstbell.commissioners import access, letters, queries
from firstbell.commissioners.forms import DayForm
from firstbell.domain.school_time import london_day
from firstbell.followup.schools.receipts import record_receipt
from firstbell.followup.schools.telling import How
from firstbell.provisions.responses import form_page, form_response


def today(request: HttpRequest) -> HttpResponse:
    """Their pupils on a day; today where none is asked for."""
    form = DayForm(request.GET)
    on = (form.cleaned_data["on"] if form.is_valid() else None) or london_day(request.received_at)
    return render(
        request, "commissioners/today.html", {"day": queries.their_day(access.scope(request.staff), on), "form": form}
    )


@require_POST
def read(request: HttpRequest, told_id: int) -> HttpResponse:
    """Say that an email was read."""
    staff = request.staff
    message = access.scope(staff).message(told_id)
    record_receipt(message, said_by=staff.name, how=How.SIGNED_IN, by=staff.actor, at=request.received_at)
    messages.success(request, "Thank you. They know that you have read it.")
    return redirect("commissioners:today")


@form_page
def answer(request: HttpRequest, told_id: int) -> HttpResponse:
    """Say what they know of the pupils in an email."""
    staff = request.staff
    message = access.scope(staff).message(told_id)
    questions = letters.answer_forms(message, request.POST or None)
    if request.method == "POST" and not letters.faults(questions):
        said = [each for each in questions if each.form.says_something]
        letters.record(message, said, given_by=staff.name, how=How.SIGNED_IN, by=staff.actor, at=request.received_at)
        if said:
            messages.success(request, f"Thank you. {staff.provision_name} has your answer.")
        return redirect("commissioners:today")
    context = {"questions": questions, "message": message}
    return form_response(request, "commissioners/answer.html", context)
