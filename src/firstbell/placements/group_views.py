"""Groups, their tutors and how many pupils come in each."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from firstbell.accounts.models import GroupTutor
from firstbell.domain.school_time import london_day
from firstbell.placements import access, commands, queries
from firstbell.placements.forms import GroupForm
from firstbell.provisions import access as provisions
from firstbell.provisions import commands as provision_commands
from firstbell.provisions.fields import ReasonForm
from firstbell.provisions.history import history as history_of
from firstbell.provisions.responses import form_page, form_response


@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    rows = queries.group_list(provisions.groups(request.staff), london_day(request.received_at))
    context = {
        "groups": rows,
        "may_change": access.may_change_commissioners(request.staff),
        "may_add": provisions.may_change(request.staff),
    }
    return render(request, "placements/groups.html", context)


@form_page
def add(request: HttpRequest) -> HttpResponse:
    sites = access.sites(request.staff)
    if not sites:
        messages.warning(request, "A group belongs to a site, and there is none yet. Add the site first.")
        return redirect("provisions:add_site")
    form = GroupForm(request.POST or None, sites=sites, tutors=access.tutors(request.staff))
    if request.method == "POST" and form.is_valid():
        by, at = request.staff.actor, request.received_at
        try:
            made = commands.make_group(
                form.chosen_site, form.cleaned_data["name"], form.cleaned_data.get("tutors", ()), by=by, at=at
            )
        except provision_commands.NameTakenHere as refusal:
            form.refuse(refusal, "name")
        else:
            messages.success(request, f"{made.name} is added. Pupils join it through their week.")
            return redirect("placements:groups")
    return form_response(request, "placements/group_form.html", {"form": form})


@form_page
def change(request: HttpRequest, group_id: int) -> HttpResponse:
    group = provisions.group(request.staff, group_id)
    tutors = GroupTutor.objects.filter(group=group).values_list("user_id", flat=True)
    form = GroupForm(
        request.POST or None,
        initial={"name": group.name, "tutors": list(tutors)},
        sites=access.sites(request.staff),
        tutors=access.tutors(request.staff),
        group=group,
    )
    if request.method == "POST" and form.is_valid():
        by, at = request.staff.actor, request.received_at
        try:
            commands.remake_group(group, form.cleaned_data["name"], form.cleaned_data.get("tutors", ()), by=by, at=at)
        except provision_commands.NameTakenHere as refusal:
            form.refuse(refusal, "name")
        else:
            messages.success(request, f"{group.name} is saved.")
            return redirect("placements:groups")
    told = history_of(f"group:{group.pk}", request.staff.provision_id)
    context = {"form": form, "group": group, "told": told, "may_archive": provisions.may_change(request.staff)}
    return form_response(request, "placements/group_form.html", context)


@form_page
def archive(request: HttpRequest, group_id: int) -> HttpResponse:
    group = provisions.group(request.staff, group_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.retire_group(
                group,
                reason=form.cleaned_data["reason"],
                today=london_day(request.received_at),
                by=request.staff.actor,
                at=request.received_at,
            )
        except commands.GroupInUse as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{group.name} is archived. Its registers are kept.")
            return redirect("placements:groups")
    return form_response(request, "placements/group_archive.html", {"form": form, "group": group})


@require_POST
def restore(request: HttpRequest, group_id: int) -> HttpResponse:
    group = provisions.group(request.staff, group_id)
    provision_commands.restore_group(group, by=request.staff.actor, at=request.received_at)
    messages.success(request, f"{group.name} is in use again.")
    return redirect("placements:groups")
