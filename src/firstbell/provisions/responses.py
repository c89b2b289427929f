"""How a page with a form answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

form_page = require_http_methods(["GET", "HEAD", "POST"])


def form_response(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """Show a form. One that is shown again after it was sent was not accepted: 422."""
    return render(request, template, context, status=422 if request.method == "POST" else 200)
