"""The policy with families: its review, who knows it, and its public page."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from firstbell import policy
from firstbell.domain.school_time import london_day
from firstbell.people import access as people
from firstbell.provisions import phones
from firstbell.provisions.models import PolicyVersion
from firstbell.provisions.responses import form_page, form_response
from firstbell.support.contracts import commands, queries
from firstbell.support.contracts.forms import AcknowledgeForm, ReviewForm
from firstbell.support.contracts.models import PolicyPage
from firstbell.support.contracts.reviewing import record_review, review_due


@form_page
def policy_review(request: HttpRequest) -> HttpResponse:
    """Look at the policy again: when that is due, what came of it last, and whether everybody may read it."""
    today = london_day(request.received_at)
    due = review_due(request.staff.provision_id, today)
    if due is None:
        return redirect("provisions:policy")
    later = queries.successors(due.version)
    form = ReviewForm(request.POST or None, successors=later, today=today, initial={"reviewed_on": today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        record_review(
            due.version,
            successor=form.successor,
            note=given["note"],
            reviewed_on=given["reviewed_on"],
            by=request.staff.actor,
            at=request.received_at,
        )
        messages.success(request, "The review is recorded.")
        return redirect("support:policy_review")
    context = {
        "form": form,
        "due": due,
        "is_late": due.on < today,
        "reviews": queries.reviews(request.staff.provision_id),
        "page": PolicyPage.objects.filter(provision_id=request.staff.provision_id).first(),
        "slug": due.version.provision.slug,
    }
    return form_response(request, "support/contracts/review.html", context)


@require_POST
def policy_page(request: HttpRequest) -> HttpResponse:
    """Put the policy on its public page, or take it off."""
    is_public = request.POST.get("public") == "yes"
    commands.set_policy_page(
        request.staff.provision_id, is_public=is_public, by=request.staff.actor, at=request.received_at
    )
    messages.success(request, "Everybody can read the policy now." if is_public else "The policy is no longer public.")
    return redirect("support:policy_review")


@require_safe
def families(request: HttpRequest) -> HttpResponse:
    """Who has acknowledged the policy and signed the contract, those who have not yet first."""
    today = london_day(request.received_at)
    version = queries.version_on(request.staff.provision_id, today)
    found = queries.families(people.pupils(request.staff), version, today) if version else None
    return render(request, "support/contracts/families.html", {"found": found})


@form_page
def acknowledge(request: HttpRequest, contact_id: int) -> HttpResponse:
    contact = people.contact(request.staff, contact_id)
    today = london_day(request.received_at)
    version = queries.version_on(request.staff.provision_id, today)
    if version is None:
        return redirect("provisions:policy")
    form = AcknowledgeForm(request.POST or None, today=today, initial={"given_on": today, "paper": ["policy"]})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        commands.acknowledge(
            contact,
            version,
            given["paper"],
            how=given["how"],
            given_on=given["given_on"],
            by=request.staff.actor,
            at=request.received_at,
        )
        messages.success(request, f"{contact.name}: recorded.")
        return redirect("support:families")
    context = {"form": form, "contact": contact, "version": version}
    return form_response(request, "support/contracts/acknowledge.html", context)


@require_safe
def public_policy(request: HttpRequest, provision_slug: str) -> HttpResponse:
    """The policy as everybody may read it, where the head allows it; from the data that drives it (SS-10)."""
    pages = PolicyPage.objects.filter(is_public=True, provision__archived_at=None).select_related("provision")
    page = get_object_or_404(pages, provision__slug=provision_slug)
    today = london_day(request.received_at)
    version: PolicyVersion | None = queries.version_on(page.provision_id, today)
    if version is None:
        raise Http404
    parsed = policy.parse(version.text)
    context = {
        "provision": page.provision,
        "version": version,
        "title": parsed.title,
        "sentences": [_whole(sentence) for _, sentence in parsed.sentences_on(today)],
        "phone": phones.shown(page.provision.phone),
    }
    return render(request, "support/contracts/public.html", context)


def _whole(sentence: str) -> str:
    """Return a sentence with its full stop: rules are written without one."""
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."
