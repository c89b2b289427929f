"""`{% section_nav "settings" %}`: the row of pages that belong together, with the present one marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context

from firstbell.provisions.sections import links_of

register = template.Library()


@register.inclusion_tag("provisions/section_nav.html", takes_context=True)
def section_nav(context: Context, section: str) -> Mapping[str, Any]:
    request = context["request"]
    links = links_of(section, request.staff) if request.staff else []
    return {"links": links, "section": section, "current": request.resolver_match.view_name}
