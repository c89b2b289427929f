"""The pages every reader may see, signed in or not, and the pages that say what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.domain.errors import Refused


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/pages/help.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/pages/accessibility.html")


@require_safe
def data_use(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/pages/data_use.html")


def refused(request: HttpRequest, refusal: Refused, back: str = "") -> HttpResponse:
    """Return 422 with what happened, what it means and what to do. For a refusal that no form can show beside a field.

    back: the address of the page to return to.
    """
    words = {"what": refusal.what, "means": refusal.means, "do": refusal.do, "back": back}
    return render(request, "ui/refused.html", words, status=422)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Return 503 while the program is restored or brought up to date."""
    answer = render(request, "503.html", status=503)
    answer.headers["Retry-After"] = "120"
    return answer
