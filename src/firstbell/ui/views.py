"""The pages every reader may see, signed in or not, and the pages that say what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/pages/help.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/pages/accessibility.html")


@require_safe
def data_use(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/pages/data_use.html")
