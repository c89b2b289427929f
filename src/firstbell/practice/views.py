"""The practice clock, the way in for each role, and the mailbox."""

from __future__ import annotations

from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from firstbell.practice import access, commands
from firstbell.practice.forms import ClockForm, SignInForm

MAILS_ON_A_PAGE = 15


@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    form = ClockForm(request.POST)
    if form.is_valid():
        commands.move_clock(form.cleaned_data["to"], at=request.received_at)
    return redirect(_back(request))


@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST)
    if not form.is_valid():
        return redirect("account_login")
    login(request, form.user, backend="firstbell.accounts.backend.StaffBackend")
    return redirect("/")


def mailbox(request: HttpRequest, mail_id: int | None = None) -> HttpResponse:
    mails = Paginator(access.mails(request.staff), MAILS_ON_A_PAGE).get_page(request.GET.get("page"))
    chosen = access.mail(request.staff, mail_id) if mail_id else next(iter(mails), None)
    return render(request, "practice/mailbox.html", {"mails": mails, "chosen": chosen})


def _back(request: HttpRequest) -> str:
    """The page the button stood on, if it is one of ours."""
    came_from = request.POST.get("next", "")
    return came_from if url_has_allowed_host_and_scheme(came_from, {request.get_host()}) else "/"
