"""The page behind a parent's link: a birthday, an answer, thanks. Looking at it changes nothing and names nobody."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from firstbell.domain.school_time import london_day, london_time
from firstbell.families.form_keys import ANSWER, BIRTHDAY, form_key, step_of
from firstbell.families.forms import AnswerForm, BirthdayForm
from firstbell.families.speech import ENGLISH, Speech, speech_of
from firstbell.notices import links
from firstbell.notices.models import Notice, ParentLink
from firstbell.provisions import phones
from firstbell.provisions.queries import policy_on

HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
NOT_THERE, GONE, REFUSED, TO_PUT_RIGHT = 404, 410, 403, 422


def private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let nobody keep the page, list it, or learn its address from a link on it."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        response._has_been_logged = True  # Django's log of refused requests would keep the secret in the address.
        return response

    return answered


@private
@csrf_exempt  # Its forms carry a signed key instead (form_keys).
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    found = links.find(token)
    if found is None:
        return render(request, "families/over.html", {"speech": ENGLISH}, status=NOT_THERE)
    page = _Page(request, found)
    if request.method == "POST":
        step = step_of(request, found)
        if not step:
            return page.show("too_old", REFUSED)
        return page.take_answer() if step == ANSWER else page.take_birthday()
    return page.ask_birthday() if links.is_alive(found, request.received_at) else page.over()


class _Page:
    """One request for one link."""

    def __init__(self, request: HttpRequest, link: ParentLink) -> None:
        self.request, self.link, self.at = request, link, request.received_at
        self.speech = speech_of(link)
        self.provision = link.pupil.provision

    def ask_birthday(
        self, form: BirthdayForm | None = None, status: int = 200, left: int | None = None
    ) -> HttpResponse:
        words = self.speech.with_values(left=str(left)) if left is not None else self.speech
        context = {"form": form, "key": form_key(self.link, BIRTHDAY), "left": left}
        return self.show("birthday", status, speech=words, **context)

    def take_birthday(self) -> HttpResponse:
        """Look at the birthday. A form sent empty or in words, as programs send it, is no try."""
        if not links.is_alive(self.link, self.at):
            return self.over()
        form = BirthdayForm(self.request.POST)
        if not form.is_valid():
            return self.ask_birthday(form, TO_PUT_RIGHT)
        born_on = self.link.pupil.born_on
        if born_on is not None and form.is_of(born_on):
            return self.ask_answer()
        left = links.miss(self.link, self.at)
        return self.ask_birthday(form, TO_PUT_RIGHT, left) if left else self.over()

    def ask_answer(self, form: AnswerForm | None = None, status: int = 200) -> HttpResponse:
        form = form or self._form()
        return self.show("answer", status, form=form, key=form_key(self.link, ANSWER), speech=self._by_name())

    def take_answer(self) -> HttpResponse:
        """Keep the answer. Sent again, the first one stands and is thanked for again."""
        form = self._form(self.request.POST, self.request.FILES)
        if not form.is_valid():
            if self.link.used_at:
                return self.thank(Notice.objects.filter(link=self.link).first(), is_new=False)
            return self.ask_answer(form, TO_PUT_RIGHT) if links.is_alive(self.link, self.at) else self.over()
        said = form.said()
        try:
            notice, is_new = links.answer(self.link, said, at=self.at, paper=form.cleaned_data["paper"])
        except links.LinkOver:
            return self.over()
        return self.thank(notice, is_new=is_new or (notice.kind, notice.reason) == (said.kind, said.reason))

    def thank(self, notice: Notice | None, *, is_new: bool) -> HttpResponse:
        return self.show("thanks", speech=self._by_name(), notice=notice, is_new=is_new)

    def over(self) -> HttpResponse:
        return self.show("over", GONE)

    def show(self, name: str, status: int = 200, *, speech: Speech | None = None, **context: Any) -> HttpResponse:
        until = self.link.expires_at
        shown = {
            "speech": speech or self.speech,
            "place": self.provision.name,
            "phone": self.provision.phone,
            "phone_shown": phones.shown(self.provision.phone),
            "until": f"{london_day(until):%d/%m/%Y} {london_time(until):%H:%M}",
        }
        return render(self.request, f"families/{name}.html", shown | context, status=status)

    def _by_name(self) -> Speech:
        """The child's first name is shown to whoever knew the birthday, and to nobody before."""
        return self.speech.with_values(name=self.link.pupil.first_name)

    def _form(self, *sent: Any) -> AnswerForm:
        today = london_day(self.at)
        codes = policy_on(self.provision.pk, today).own_code_set(today)
        return AnswerForm(*sent, link=self.link, today=today, codes=codes)
