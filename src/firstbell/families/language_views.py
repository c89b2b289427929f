"""Which languages families are written to in, and who checked the words."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from firstbell.accounts.permissions import may_open
from firstbell.domain.school_time import london_day, long_date
from firstbell.families.language_forms import CheckForm
from firstbell.notices import commands
from firstbell.notices.models import LanguageCheck
from firstbell.notices.queries import language_checks
from firstbell.outbox import wording
from firstbell.outbox.wording import Language
from firstbell.outbox.wording.limits import SAMPLES
from firstbell.provisions.responses import form_page, form_response

# A whole address would be wider than a phone.
SHOWN = {**SAMPLES, "link": "https://…/r/…"}


@dataclass(frozen=True)
class Row:
    """A language as the list shows it. is_used: families whose language it is get it."""

    language: Language
    is_used: bool
    words: str
    is_checked: bool


@require_safe
def languages(request: HttpRequest) -> HttpResponse:
    return render(request, "families/languages.html", {"rows": _rows(request.staff.provision_id)})


@form_page
def language(request: HttpRequest, language: str) -> HttpResponse:
    """Show all words of a language with the English beneath; record who checked them."""
    row = _row(request.staff.provision_id, language)
    may_check = may_open(request.staff, "families:language", "POST") and not row.language.is_confirmed
    today = london_day(request.received_at)
    form = CheckForm(request.POST or None, today=today, initial={"checked_on": today})
    if request.method == "POST" and may_check and form.is_valid():
        commands.record_check(
            request.staff.provision_id,
            row.language.code,
            row.language.words_hash,
            **form.cleaned_data,
            by=request.staff.actor,
            at=request.received_at,
        )
        messages.success(request, f"Families who read {row.language.name} get it from now on.")
        return redirect("families:languages")
    english = wording.load(wording.ENGLISH)
    pairs = [
        (words.format_map(SHOWN), english.words[key].format_map(SHOWN)) for key, words in row.language.words.items()
    ]
    context = {"row": row, "pairs": pairs, "form": form, "may_check": may_check}
    return form_response(request, "families/language.html", context)


@require_POST
def stop(request: HttpRequest, language: str) -> HttpResponse:
    row = _row(request.staff.provision_id, language)
    who = {"by": request.staff.actor, "at": request.received_at}
    if commands.withdraw_check(request.staff.provision_id, row.language.code, **who):
        messages.success(request, f"Families who read {row.language.name} get English from now on.")
    return redirect("families:languages")


def _rows(provision_id: int) -> list[Row]:
    checks = language_checks(provision_id)
    return [_told(each, checks.get(each.code)) for each in wording.languages()]


def _row(provision_id: int, code: str) -> Row:
    found = next((row for row in _rows(provision_id) if row.language.code == code), None)
    if found is None:
        raise Http404
    return found


def _told(language: Language, check: LanguageCheck | None) -> Row:
    if language.is_confirmed:
        return Row(language, True, "In use", False)
    if check is None:
        return Row(language, False, "To be confirmed by a speaker. Families get English.", False)
    who = f"Checked by {check.checked_by} on {long_date(check.checked_on)}"
    if check.words_hash != language.words_hash:
        return Row(language, False, f"{who}. The words have changed since, so families get English.", True)
    return Row(language, True, who, True)
