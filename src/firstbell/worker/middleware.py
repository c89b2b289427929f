"""What an open page hears of the worker with each answer."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from firstbell.worker import watch

HEADER = "Firstbell-Standstill"


def tells_open_pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Say with each part of a page that the worker stands still, so that a page that stays open can show it."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.htmx and watch.told_to(getattr(request, "staff", None)):
            response[HEADER] = "yes"
        return response

    return answer
