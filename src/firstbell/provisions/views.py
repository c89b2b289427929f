"""The provision's settings: the steps of setting up, the provision itself, its sites and their times."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from firstbell.domain.school_time import london_day
from firstbell.provisions import access, changes, commands, phones, settings_queries
from firstbell.provisions.fields import ReasonForm
from firstbell.provisions.forms import ProvisionForm, SessionTimeForm, SiteForm
from firstbell.provisions.history import history as history_of
from firstbell.provisions.responses import form_page, form_response
from firstbell.provisions.sections import steps_for


@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    steps = steps_for(request.staff, london_day(request.received_at))
    done = sum(step.is_done for step in steps)
    here = access.provision(request.staff)
    context = {
        "provision": here,
        "phone": phones.shown(here.phone),
        "steps": steps,
        "done": done,
        "share": done / len(steps) if steps else 1,
        "next_step": next((step for step in steps if not step.is_done), None),
        "may_change": access.may_change(request.staff),
    }
    return render(request, "provisions/settings.html", context)


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    told = history_of(f"provision:{request.staff.provision_id}", request.staff.provision_id)
    return render(request, "provisions/settings_history.html", {"told": told})


@form_page
def change(request: HttpRequest) -> HttpResponse:
    here = access.provision(request.staff)
    names = tuple(commands.ProvisionFacts.__dataclass_fields__)
    initial = {name: getattr(here, name) for name in names}
    form = ProvisionForm(request.POST or None, initial=initial, seen=changes.seal(here, names))
    if request.method == "POST" and form.is_valid():
        try:
            commands.change_provision(here, form.facts, by=request.staff.actor, at=request.received_at)
        except commands.ProvisionNameTaken as refusal:
            form.refuse(refusal, "name")
        else:
            messages.success(request, f"{here.name} is saved.")
            return redirect("provisions:settings")
    return form_response(request, "provisions/provision_form.html", {"form": form})


@require_safe
def sites(request: HttpRequest) -> HttpResponse:
    cards = settings_queries.site_cards(access.sites(request.staff), london_day(request.received_at))
    return render(request, "provisions/sites.html", {"sites": cards, "may_change": access.may_change(request.staff)})


@form_page
def add_site(request: HttpRequest) -> HttpResponse:
    form = SiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.add_site(
                request.staff.provision_id, form.facts, by=request.staff.actor, at=request.received_at
            )
        except commands.NameTakenHere as refusal:
            form.refuse(refusal, "name")
        else:
            messages.success(request, f"{made.name} is added. Now set when its mornings and afternoons start.")
            return redirect("provisions:add_session_time", made.pk)
    return form_response(request, "provisions/site_form.html", {"form": form})


@form_page
def change_site(request: HttpRequest, site_id: int) -> HttpResponse:
    site = access.site(request.staff, site_id)
    names = tuple(commands.SiteFacts.__dataclass_fields__)
    initial = {name: getattr(site, name) for name in names}
    form = SiteForm(request.POST or None, initial=initial, seen=changes.seal(site, names))
    if request.method == "POST" and form.is_valid():
        try:
            commands.change_site(site, form.facts, by=request.staff.actor, at=request.received_at)
        except commands.NameTakenHere as refusal:
            form.refuse(refusal, "name")
        else:
            messages.success(request, f"{site.name} is saved.")
            return redirect("provisions:sites")
    return form_response(request, "provisions/site_form.html", {"form": form, "site": site})


@form_page
def archive_site(request: HttpRequest, site_id: int) -> HttpResponse:
    site = access.site(request.staff, site_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.archive_site(
                site, reason=form.cleaned_data["reason"], by=request.staff.actor, at=request.received_at
            )
        except commands.SiteInUse as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{site.name} is archived. Its registers are kept.")
            return redirect("provisions:sites")
    return form_response(request, "provisions/site_archive.html", {"form": form, "site": site})


@require_POST
def restore_site(request: HttpRequest, site_id: int) -> HttpResponse:
    site = access.site(request.staff, site_id)
    commands.restore_site(site, by=request.staff.actor, at=request.received_at)
    messages.success(request, f"{site.name} is in use again.")
    return redirect("provisions:sites")


@form_page
def add_session_time(request: HttpRequest, site_id: int) -> HttpResponse:
    site = access.site(request.staff, site_id)
    form = SessionTimeForm(request.POST or None, initial={"from_on": london_day(request.received_at)})
    if request.method == "POST" and form.is_valid():
        row = commands.set_session_time(site, form.facts, by=request.staff.actor, at=request.received_at)
        words = f"{site.name}: {row.get_session_display()} from {row.starts_time:%H:%M} to {row.ends_time:%H:%M}."
        messages.success(request, words)
        return redirect("provisions:sites")
    return form_response(request, "provisions/session_time_form.html", {"form": form, "site": site})


@require_POST
def remove_session_time(request: HttpRequest, time_id: int) -> HttpResponse:
    row = access.session_time(request.staff, time_id)
    today = london_day(request.received_at)
    try:
        commands.remove_session_time(row, today=today, by=request.staff.actor, at=request.received_at)
    except commands.TimesBegan as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"The times of {row.site.name} from that day are taken back.")
    return redirect("provisions:sites")
