"""Words to a family. `{% load family %}`, then, with `speech` in the context:

{% say "why-away" %}        the words in their language, and the English beneath
{% say_in_line "send" %}    the same in one line, for a button
{% say_plain "page-title" %} their language alone, for a title

What is filled in stands by itself (bdi), so that a name keeps its direction inside another writing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from firstbell.families.speech import Speech

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Context, key: str) -> SafeString:
    speech: Speech = context["speech"]
    own = _filled(speech.words(key), speech.values)
    if speech.is_english:
        return mark_safe(own)
    english = _filled(speech.english(key), speech.values)
    return mark_safe(f'{own}<br><span class="hint" lang="en" dir="ltr">{english}</span>')


@register.simple_tag(takes_context=True)
def say_in_line(context: Context, key: str) -> SafeString:
    speech: Speech = context["speech"]
    own = _filled(speech.words(key), speech.values)
    if speech.is_english:
        return mark_safe(own)
    return mark_safe(f'{own} <span lang="en" dir="ltr">({_filled(speech.english(key), speech.values)})</span>')


@register.simple_tag(takes_context=True)
def say_plain(context: Context, key: str) -> str:
    speech: Speech = context["speech"]
    return speech.words(key).format_map(speech.values)


def _filled(words: str, values: Mapping[str, Any]) -> str:
    shown = {name: f"<bdi>{escape(value)}</bdi>" for name, value in values.items()}
    return escape(words).format_map(shown)
