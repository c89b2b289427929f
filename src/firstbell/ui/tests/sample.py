"""A page with one of everything, for the tests that look at pages."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.template import Context, engines
from django.test import RequestFactory

from firstbell.ui.cells import Cell
from firstbell.ui.forms import PlainForm
from firstbell.ui.ruler import ruler_of
from tests.support.times import london

NOW = london("2026-11-23 09:14")
HERE, LATE, AWAY = Cell("/", "here", "here"), Cell("L", "late", "late"), Cell("O", "away", "unauthorised")
ADDRESS = "http://localhost:1/"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)


class SampleForm(PlainForm):
    reason = forms.CharField(label="Who told you, and what did they say?", help_text="For example: mum rang at 11:15.")
    note = forms.CharField(widget=forms.Textarea, required=False, label="Note")
    code = forms.ChoiceField(
        label="Which mark is right?", choices=[("I", "Ill"), ("M", "Medical")], widget=forms.RadioSelect
    )
    days = forms.MultipleChoiceField(
        label="Days", choices=[("0", "Monday"), ("1", "Tuesday")], widget=forms.CheckboxSelectMultiple
    )
    group = forms.ChoiceField(label="Group", choices=[("", "Choose one"), ("f", "Forge")])
    on = forms.DateField(label="Day")
    at = forms.TimeField(label="Time")
    minutes = forms.IntegerField(label="Minutes", min_value=1)
    sure = forms.BooleanField(label="I have seen the letter")
    letter = forms.FileField(label="Letter", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choice_hints = {"I": "code I"}


def page(template: str = "sample.html", **more: Any) -> str:
    """Return the HTML of a template of this folder, in the frame of every page."""
    source = Path(__file__).with_name(template).read_text()
    request = RequestFactory().get("/pupils/?q=holt")
    request.staff = None
    shared = {
        "now_london": NOW,
        "staff": SimpleNamespace(name="Priya"),
        "staff_role": "attendance lead",
        "provision_name": "Alder Yard",
        "sign_out_url": "/account/logout/",
        "practice": True,
        "tabs": [
            SimpleNamespace(url="/board/", word="Board", current=True),
            SimpleNamespace(url="/registers/", word="Registers", current=False),
        ],
        "clock_bar": SimpleNamespace(
            action="/practice/clock/", at=NOW, steps=[("+1", "+1 min")], next_words="09:20 ring home"
        ),
        "now": NOW,
        "due_at": NOW + timedelta(minutes=6),
        "opened_at": NOW - timedelta(minutes=4),
        "overdue_at": NOW - timedelta(minutes=4),
        "ruler": ruler_of(
            london("2026-11-23 09:00"),
            london("2026-11-23 09:30"),
            NOW,
            [(london("2026-11-23 09:10"), "ring home"), (london("2026-11-23 09:30"), "schools told")],
        ),
        "cells": [HERE, HERE, LATE, AWAY, None],
        "mark": Cell("N", "unknown", "no reason yet"),
        "tally": [
            ("Expected", 46, None),
            ("Here", 25, "here"),
            ("No reason yet", 5, "away"),
            ("Not marked", 16, "none"),
        ],
        "facts": [("From", "Alder Yard"), ("To", "attendance@netherfold.example")],
        "form": SampleForm(),
        "faulty": SampleForm({}, prefix="faulty"),
        "listed": Paginator(range(45), 20).page(2),
        "pupils": ["Amina Warsame", "Bailey Coombe", "Callum Tarn"],
    }
    return engines["django"].from_string(source).template.render(Context(shared | {"request": request} | more))


def line(number: str) -> str:
    """Return what the server answers to a tap: the line anew, and the office has it."""
    return _part("line.html", number=number, name="Pupil")


def fragment(template: str, heading: str) -> str:
    """Return the element of a page that keeps itself current, anew."""
    return page(template, heading=heading, version="8")


def _part(template: str, **context: Any) -> str:
    source = Path(__file__).with_name(template).read_text()
    return engines["django"].from_string(source).template.render(Context(context))


def serve(context: Any, html: str, answers: Callable[[Any], None] | None = None) -> None:
    """Answer every request of a browser context: the page itself, our static files, and posts through `answers`."""

    def respond(route: Any) -> None:
        path = route.request.url.removeprefix(ADDRESS)
        found = finders.find(path.removeprefix("static/")) if path.startswith("static/") else None
        if found:
            route.fulfill(path=found)
        elif answers and path:
            answers(route)
        else:
            route.fulfill(
                body=html, headers={"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}
            )

    context.route("**/*", respond)
