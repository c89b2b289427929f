"""The school's answer, as staff record it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from firstbell.domain.errors import Refused
from firstbell.duties.models import Duty
from firstbell.followup import access
from firstbell.followup.board.rooms import SESSION_WORDS
from firstbell.followup.forms import reasons
from firstbell.followup.schools import answer_access, answers
from firstbell.followup.schools.answer_forms import StaffAnswerForm
from firstbell.placements.models import Commissioner, Placement
from firstbell.provisions import queries as provisions
from firstbell.provisions.responses import form_page, form_response
from firstbell.registers.access import DECIDES


@form_page
def answer(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Record what a school said about the pupil of a duty."""
    duty, staff = access.duty_to_do(request.staff, duty_id), request.staff
    school = _school_of(duty)
    codes = reasons(provisions.policy_on(staff.provision_id, duty.on).own_code_set(duty.on), duty.on)
    form = StaffAnswerForm(request.POST or None, codes=codes)
    if request.method == "POST" and form.is_valid():
        try:
            recorded = answers.record_answer(
                duty.pupil,
                school,
                duty.on,
                duty.session,
                form.heard,
                may_authorise=staff.has(*DECIDES),
                by=staff.actor,
                at=request.received_at,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _what_came_of_it(recorded))
            return redirect("followup:board")
    context = {
        "form": form,
        "duty": duty,
        "school": school,
        "session": SESSION_WORDS.get(duty.session, ""),
        "given": answers.answers_of([duty.pupil_id or 0], duty.on).get(duty.pupil_id or 0, []),
        "may_decide": staff.has(*DECIDES),
    }
    return form_response(request, "followup/answer.html", context)


@require_POST
def accept(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Give the absence the code that a school named and that only the office may enter."""
    found = answer_access.answer_to_decide(request.staff, answer_id)
    code = answers.accept_answer(found, found.code_key, by=request.staff.actor, at=request.received_at)
    if code is None:
        messages.warning(request, "The absence has a reason already. Nothing was changed.")
    else:
        messages.success(request, f"{found.pupil.first_name}’s mark is now {code.code}, {code.description}.")
    return redirect("followup:board")


def _school_of(duty: Duty) -> Commissioner:
    if duty.commissioner is not None:
        return duty.commissioner
    places = Placement.objects.filter(pupil_id=duty.pupil_id, starts_on__lte=duty.on, archived_at=None)
    place = places.select_related("main_school", "commissioner").order_by("-starts_on", "-pk").first()
    if place is None:
        raise Http404
    return place.tells


def _what_came_of_it(recorded: answers.Recorded) -> str:
    answer, code = recorded.answer, recorded.code
    said = f"{answer.commissioner.name}: {answer.get_answer_display().lower()}."
    if code is not None:
        return f"{said} {answer.pupil.first_name}’s mark is now {code.code}, {code.description}."
    if answer.for_a_person:
        return f"{said} The mark stays: the attendance lead or the head decides about the code."
    return said
