"""The pages for everyone, and those that say what went wrong."""

import re

import pytest
from django.template import loader
from django.test import RequestFactory

from firstbell.domain.errors import Refused
from firstbell.ui import views

PROBLEMS = ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html"]


class TestPagesForEveryone:
    @pytest.mark.parametrize(
        ("view", "heading"),
        [(views.help_page, "Help"), (views.accessibility, "Accessibility"), (views.data_use, "How we use data")],
    )
    def test_each_opens_without_anyone_signed_in(self, view, heading):
        answer = view(RequestFactory().get("/"))
        assert answer.status_code == 200 and f"<h1>{heading}</h1>" in answer.content.decode()

    def test_help_explains_each_word_a_mark_may_say(self):
        told = loader.render_to_string("ui/pages/help.html")
        assert all(words in told for words in ("Sending…", "Office has it – 09:04", "Not saved yet", "Two answers"))


class TestProblems:
    @pytest.mark.parametrize("name", PROBLEMS)
    def test_each_says_what_happened_what_it_means_and_what_to_do(self, name):
        html = loader.render_to_string(name)
        assert re.search(r"<h1>\S.+</h1>", html) and 'class="lead"' in html and "<h2>What to do</h2>" in html

    @pytest.mark.parametrize("name", PROBLEMS)
    def test_none_uses_a_word_that_explains_nothing(self, name):
        words = re.sub(r"<[^>]+>", " ", loader.render_to_string(name)).lower()
        assert not re.search(r"\binvalid\b|\boops\b|error code|\bforbidden\b|unexpected", words)

    @pytest.mark.parametrize("name", PROBLEMS)
    def test_none_needs_a_request_for_the_fault_may_lie_there(self, name):
        assert "Firstbell" in loader.get_template(name).render()

    def test_a_refused_act_is_told_in_its_own_three_parts(self):
        refusal = Refused(
            "Kacey was marked by Nell at 09:04.", "Your mark was not saved.", "Ask Nell, then mark again."
        )
        answer = views.refused(RequestFactory().get("/"), refusal, back="/registers/7/")
        told = answer.content.decode()
        assert answer.status_code == 422
        assert all(part in told for part in (refusal.what, refusal.means, refusal.do, 'href="/registers/7/"'))

    def test_an_update_asks_to_come_back_in_two_minutes(self):
        answer = views.unavailable(RequestFactory().get("/"))
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "120")
