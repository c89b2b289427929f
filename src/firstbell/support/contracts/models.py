"""Reviews of the policy, families' acknowledgements of it, and its public page."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from firstbell.people.models import Contact
from firstbell.provisions.models import PolicyVersion, Provision


class PolicyReview(models.Model):
    """Somebody looked at a version of the policy and said what comes of it (AL-14, SS-32)."""

    class Outcome(models.TextChoices):
        UNCHANGED = "unchanged", "It stays as it is"
        CHANGED = "changed", "A new version takes its place"

    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="reviews")
    outcome = models.CharField(max_length=10, choices=Outcome)
    successor = models.ForeignKey(
        PolicyVersion, models.PROTECT, null=True, blank=True, related_name="takes_the_place_in"
    )
    note = models.CharField(max_length=500, help_text="Who took part, and what was looked at.")
    reviewed_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    append_only = True

    class Meta:
        ordering = ["-reviewed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="unchanged", successor__isnull=True)
                | Q(outcome="changed", successor__isnull=False),
                name="policyreview_names_its_successor",
            )
        ]


class Acknowledgement(models.Model):
    """A parent or carer has read one version of the policy, or signed the parent contract under it (SS-8)."""

    class Paper(models.TextChoices):
        POLICY = "policy", "Attendance policy"
        CONTRACT = "contract", "Parent contract"

    class How(models.TextChoices):
        SIGNED = "signed", "Signed on paper"
        MEETING = "meeting", "At a meeting"
        WRITTEN = "written", "By email or letter"
        ALOUD = "aloud", "Said so, in person or by phone"

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="acknowledgements")
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="acknowledgements")
    paper = models.CharField(max_length=8, choices=Paper)
    how = models.CharField(max_length=8, choices=How)
    given_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    append_only = True

    class Meta:
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "version", "paper"], name="acknowledgement_once"),
            models.CheckConstraint(
                condition=~Q(paper="contract") | Q(how__in=["signed", "meeting"]),
                name="acknowledgement_contract_is_signed",
            ),
        ]


class PolicyPage(models.Model):
    """That the policy stands on a public page, since when and by whose decision."""

    provision = models.OneToOneField(Provision, models.PROTECT, related_name="policy_page")
    is_public = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)
