"""The page of a list: what is shipped, what we added, one line to add more."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from firstbell.domain.errors import Refused
from firstbell.provisions.responses import form_page, form_response
from firstbell.support.choices import access, commands
from firstbell.support.choices.forms import ChoiceForm
from firstbell.support.choices.models import SupportChoice
from firstbell.support.choices.queries import choices

Kind = SupportChoice.Kind


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The first of the lists."""
    return redirect("support:choices", Kind.BARRIER)


@form_page
def lists(request: HttpRequest, choice_kind: str) -> HttpResponse:
    """Show a list; posting adds an entry of the provision's own."""
    if choice_kind not in Kind.values:
        raise Http404("There is no such list.")
    provision_id = request.staff.provision_id
    form = ChoiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.add_choice(
                provision_id, choice_kind, form.cleaned_data["words"], by=request.staff.actor, at=request.received_at
            )
            messages.success(request, f"“{made.words}” is on the list.")
            return redirect("support:choices", choice_kind)
        except Refused as refused:
            form.refuse(refused, "words")
    context = {
        "form": form,
        "kind": Kind(choice_kind),
        "kinds": [(kind.value, kind.label) for kind in Kind],
        "choices": choices(provision_id, choice_kind),
    }
    return form_response(request, "support/choices/list.html", context)


@require_POST
def take_off(request: HttpRequest, choice_id: int) -> HttpResponse:
    choice = access.choice(request.staff, choice_id)
    commands.take_off(choice, by=request.staff.actor, at=request.received_at)
    messages.success(request, f"“{choice.words}” is no longer offered. Where it was chosen, it stays.")
    return redirect("support:choices", choice.kind)
