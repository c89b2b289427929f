"""The policy: what it says today, its dated versions, and putting another one in force."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from firstbell import policy
from firstbell.domain.school_time import london_day, long_date
from firstbell.provisions import access, commands, settings_queries
from firstbell.provisions.forms import NumbersForm, PolicyForm
from firstbell.provisions.responses import form_page, form_response


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    today = london_day(request.received_at)
    versions = access.policy_versions(request.staff)
    rows = settings_queries.policy_rows(versions, today)
    shown = next((row for row in rows if row.state == "now"), rows[-1] if rows else None)
    current = settings_queries.current_policy(versions, today)
    context = {
        "versions": rows,
        "shown": shown,
        "sentences": policy.parse(current.text).sentences_on(max(today, current.starts_on)) if current else [],
        "may_change": access.may_change(request.staff),
    }
    return render(request, "provisions/policy.html", context)


@require_safe
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """One version: what it says, and its whole text."""
    found = get_object_or_404(access.policy_versions(request.staff), pk=version_id)
    parsed = policy.parse(found.text)
    context = {"version": found, "title": parsed.title, "sentences": parsed.sentences_on(found.starts_on)}
    return render(request, "provisions/policy_version.html", context)


@form_page
def put_in_force(request: HttpRequest) -> HttpResponse:
    today = london_day(request.received_at)
    versions = access.policy_versions(request.staff)
    before = settings_queries.current_policy(versions, today)
    initial = {"text": before.text if before else ""}
    form = PolicyForm(request.POST or None, request.FILES or None, initial=initial, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.put_policy_in_force(
                request.staff.provision_id,
                form.cleaned_data["policy_text"],
                preset=form.cleaned_data["preset"] or (before.preset if before else "own"),
                starts_on=form.cleaned_data["starts_on"],
                today=today,
                by=request.staff.actor,
                at=request.received_at,
            )
        except commands.PolicyDayPast as refusal:
            form.refuse(refusal, "starts_on")
        else:
            messages.success(request, f"The policy is in force from {long_date(made.starts_on)}.")
            return redirect("provisions:policy")
    return form_response(request, "provisions/policy_form.html", {"form": form})


@form_page
def change_numbers(request: HttpRequest) -> HttpResponse:
    """Change the times and targets of the policy in force, without touching its text by hand."""
    today = london_day(request.received_at)
    versions = access.policy_versions(request.staff)
    before = settings_queries.current_policy(versions, today)
    if before is None:
        return redirect("provisions:put_policy_in_force")
    form = NumbersForm(request.POST or None, text=before.text, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.put_policy_in_force(
                request.staff.provision_id,
                form.policy_text,
                preset=before.preset,
                starts_on=form.cleaned_data["starts_on"],
                today=today,
                by=request.staff.actor,
                at=request.received_at,
            )
        except commands.PolicyDayPast as refusal:
            form.refuse(refusal, "starts_on")
        except policy.PolicyFaults as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"The new numbers are in force from {long_date(made.starts_on)}.")
            return redirect("provisions:policy")
    return form_response(request, "provisions/policy_numbers.html", {"form": form})
