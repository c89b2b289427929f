"""`{% load board %}`, then `{% duty_row row board.at %}`: one row of the board.

A row that says the same within the same minute is drawn once, however many people look at it: the rows know nothing of
the request, and a form around all of them carries its token.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from firstbell.followup.board.rows import ASKS_MORE, AT_ONCE, WORDS, Row

register = template.Library()


@register.simple_tag
def duty_row(row: Row, at: datetime) -> SafeString:
    return _drawn(row, at.replace(second=59, microsecond=0))


@lru_cache(maxsize=1024)
def _drawn(row: Row, at: datetime) -> SafeString:
    outcomes = [(each.value, WORDS.get(each, each.label)) for each in (*ASKS_MORE, *AT_ONCE)]
    shown = {"row": row, "at": at, "outcomes": outcomes}
    return render_to_string("followup/parts/duty.html", shown)
