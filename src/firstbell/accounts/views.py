"""People with access, invitations, and one's own account."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.accounts import access, commands, queries
from firstbell.accounts.forms import EndAccessForm, GroupsForm, InviteForm, JoinForm, NameForm, ProvisionForm, RolesForm
from firstbell.accounts.middleware import CHOSEN_PROVISION
from firstbell.accounts.models import Invitation, User
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.provisions.history import history
from firstbell.provisions.models import Provision
from firstbell.ui.views import refused

form_page = require_http_methods(["GET", "HEAD", "POST"])
# Giving and taking access asks for a fresh proof of who is asking. What was typed is kept meanwhile.
fresh_proof = reauthentication_required(allow_get=True)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    today = london_day(request.received_at)
    context = {
        "people": queries.people_with_access(access.memberships(request.staff), today),
        "invitations": queries.open_invitations(access.invitations(request.staff), request.received_at),
    }
    return render(request, "accounts/people.html", context)


@form_page
@never_cache
@fresh_proof
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        here = Provision.objects.get(pk=request.staff.provision_id)
        try:
            secret = commands.invite(here, **form.cleaned_data, by=request.staff.actor, at=request.received_at)
        except commands.AlreadyHere as refusal:
            form.refuse(refusal, "email")
        else:
            link = request.build_absolute_uri(reverse("accounts:invitation", args=[secret]))
            return render(request, "accounts/invited.html", {"link": link, "invited": form.cleaned_data})
    return render(request, "accounts/invite.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    return _person(request, access.person(request.staff, user_id))


def _person(
    request: HttpRequest, who: User, roles: RolesForm | None = None, ending: EndAccessForm | None = None
) -> HttpResponse:
    held = queries.roles_of(access.memberships(request.staff), who, london_day(request.received_at))
    faults = bool((roles and roles.errors) or (ending and ending.errors))
    context = {
        "who": who,
        "held": held,
        "own": who.pk == request.staff.user_id,
        "has_factor": queries.has_factor(who),
        "roles": roles or RolesForm(initial={"roles": held}),
        "groups": _groups(request, who) if request.method == "GET" and "tutor" in held else None,
        "ending": ending or EndAccessForm(),
        "told": history(f"user:{who.pk}", request.staff.provision_id),
    }
    return render(request, "accounts/person.html", context, status=422 if faults else 200)


@require_POST
@fresh_proof
def change_roles(request: HttpRequest, user_id: int) -> HttpResponse:
    who = access.person(request.staff, user_id)
    form = RolesForm(request.POST)
    if not form.is_valid():
        return _person(request, who, roles=form)
    try:
        changed = commands.change_roles(who, form.cleaned_data["roles"], by=request.staff, at=request.received_at)
    except Refused as refusal:
        return refused(request, refusal, reverse("accounts:person", args=[who.pk]))
    messages.success(request, f"{who.name}’s roles are saved." if changed else f"{who.name} has those roles already.")
    return redirect("accounts:person", who.pk)


def _groups(request: HttpRequest, who: User) -> GroupsForm | None:
    here = request.staff.provision_id
    choices = queries.group_choices(here)
    own = {"groups": queries.groups_of(who, here)}
    return GroupsForm(_posted(request), groups=choices, initial=own) if choices else None


@require_POST
def change_groups(request: HttpRequest, user_id: int) -> HttpResponse:
    who = access.person(request.staff, user_id)
    form = _groups(request, who)
    if form and form.is_valid():
        commands.change_groups(who, form.cleaned_data["groups"], by=request.staff, at=request.received_at)
        messages.success(request, f"{who.name}’s groups are saved.")
    return redirect("accounts:person", who.pk)


@require_POST
@fresh_proof
def remove_factors(request: HttpRequest, user_id: int) -> HttpResponse:
    who = access.person(request.staff, user_id)
    try:
        commands.remove_factors(
            who, by=request.staff.actor, at=request.received_at, provision_id=request.staff.provision_id
        )
    except Refused as refusal:
        return refused(request, refusal, reverse("accounts:person", args=[who.pk]))
    messages.success(request, f"{who.name} signs in with the password next, and sets up a new passkey or app.")
    return redirect("accounts:person", who.pk)


@require_POST
@fresh_proof
def end_access(request: HttpRequest, user_id: int) -> HttpResponse:
    who = access.person(request.staff, user_id)
    form = EndAccessForm(request.POST)
    if not form.is_valid():
        return _person(request, who, ending=form)
    try:
        commands.end_access(who, form.cleaned_data["reason"], by=request.staff, at=request.received_at)
    except Refused as refusal:
        return refused(request, refusal, reverse("accounts:person", args=[who.pk]))
    messages.success(request, f"{who.name} can no longer open anything here.")
    return redirect("accounts:people")


@require_POST
def withdraw_invitation(request: HttpRequest, invitation_id: int) -> HttpResponse:
    found = access.invitation(request.staff, invitation_id)
    commands.withdraw_invitation(found, by=request.staff.actor, at=request.received_at)
    messages.success(request, f"The link for {found.email} no longer works.")
    return redirect("accounts:people")


@form_page
@never_cache
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Opening the link changes nothing: mail programs open links too."""
    try:
        found = commands.invitation_for(secret, request.received_at)
        if User.objects.filter(email=found.email).exists():
            return _join_as_known(request, secret, found)
        return _join_as_new(request, secret, found)
    except commands.InvitationSpent as refusal:
        return refused(request, refusal, resolve_url("account_login"))


def _join_as_new(request: HttpRequest, secret: str, found: Invitation) -> HttpResponse:
    form = JoinForm(_posted(request), email=found.email, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        user = commands.accept_as_new(secret, **form.cleaned_data, at=request.received_at)
        login(request, user, backend="firstbell.accounts.backend.StaffBackend")
        messages.success(request, f"Welcome, {user.name}. Now add a passkey, so that nobody else can sign in as you.")
        return redirect("mfa_index")
    context = {"form": form, "invitation": found}
    return render(request, "accounts/join.html", context, status=422 if form.errors else 200)


def _join_as_known(request: HttpRequest, secret: str, found: Invitation) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), resolve_url("account_login"))
    if request.method == "POST":
        commands.accept_as_known(secret, request.user, at=request.received_at)
        request.session[CHOSEN_PROVISION] = found.provision_id
        messages.success(request, f"You now work at {found.provision.name} too.")
        return redirect("/")
    return render(request, "accounts/join_too.html", {"invitation": found})


@form_page
def mine(request: HttpRequest) -> HttpResponse:
    form = NameForm(_posted(request), initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        commands.change_name(request.user, form.cleaned_data["name"], at=request.received_at)
        messages.success(request, "Your name is saved.")
        return redirect("accounts:mine")
    context = {"form": form, "sign_ins": queries.sign_ins_of(request.user, request.session.session_key)}
    return render(request, "accounts/mine.html", context, status=422 if form.errors else 200)


@require_POST
def end_other_sign_ins(request: HttpRequest) -> HttpResponse:
    ended = commands.end_other_sign_ins(request.user, request.session.session_key, at=request.received_at)
    others = "1 other sign-in is" if ended == 1 else f"{ended} other sign-ins are"
    messages.success(request, f"{others} ended. You are still signed in here.")
    return redirect("accounts:mine")


@form_page
def provision(request: HttpRequest) -> HttpResponse:
    choices = request.staff.provisions if request.staff else ()
    current = request.staff.provision_id if request.staff else None
    form = ProvisionForm(_posted(request), provisions=choices, initial={"provision": current})
    if request.method == "POST" and form.is_valid():
        request.session[CHOSEN_PROVISION] = form.cleaned_data["provision"]
        return redirect(_next(request))
    context = {"form": form, "choices": choices}
    return render(request, "accounts/provision.html", context, status=422 if form.errors else 200)


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _next(request: HttpRequest) -> str:
    """Return where to go on: an address of our own, or the start."""
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours else "/"
