"""Missing-education cases and their timeline, whose entries are never edited."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from firstbell.outbox.models import Message
from firstbell.people.models import Pupil
from firstbell.provisions.models import Provision


class MissingCase(models.Model):
    """A pupil whom nobody found. One is open for a pupil at a time; it closes only with an outcome (R-165)."""

    class Outcome(models.TextChoices):
        RETURNED = "returned", "The pupil came back"
        NEW_SCHOOL = "new_school", "A new school is confirmed"
        HOME_EDUCATION = "home_education", "Home education, confirmed by the school or the council"
        PLACEMENT_ENDED = "placement_ended", "The commissioner ended the placement"
        OTHER = "other", "Something else, with evidence"

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="missing_cases")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="missing_cases")
    opened_on = models.DateField(help_text="The day whose steps found nobody.")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)
    why = models.CharField(max_length=240)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    evidence = models.CharField(max_length=1000, blank=True, help_text="What the outcome rests on.")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil"], condition=Q(closed_at__isnull=True), name="missingcase_one_open_per_pupil"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="missingcase_closes_with_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="other") | ~Q(evidence=""), name="missingcase_other_has_evidence"
            ),
        ]
        indexes = [models.Index(fields=["provision", "closed_at"], name="missingcase_of_provision")]

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class CaseEntry(models.Model):
    """One thing done or learned in a case, as it was said; a step of the checklist or a note."""

    class Kind(models.TextChoices):
        REVIEW = "review", "Safeguarding lead’s review"
        CONTACTS = "contacts", "Every contact tried"
        SIBLINGS = "siblings", "Brothers and sisters"
        SCHOOL = "school", "The main school asked"
        VISIT = "visit", "Home visit agreed with the school"
        PROFESSIONALS = "professionals", "Known professionals"
        COUNCIL = "council", "The council told"
        NOTE = "note", "Note"
        OPENED = "opened", "Case opened"
        CLOSED = "closed", "Case closed"

    CHECKLIST = (Kind.REVIEW, Kind.CONTACTS, Kind.SIBLINGS, Kind.SCHOOL, Kind.VISIT, Kind.PROFESSIONALS, Kind.COUNCIL)

    case = models.ForeignKey(MissingCase, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=14, choices=Kind)
    settles = models.BooleanField(default=False, help_text="Nothing is left to do of this step.")
    words = models.CharField(max_length=1000)
    spoke_to = models.CharField(max_length=160, blank=True)
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="case_entries")
    happened_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    made_by_role = models.CharField(max_length=40)
    recorded_at = models.DateTimeField()

    append_only = True

    class Meta:
        ordering = ["happened_at", "pk"]
        verbose_name_plural = "case entries"
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="caseentry_has_words")]


class CouncilContact(models.Model):
    """Whom the council has for children missing education. Used where no council arranged the pupil's place."""

    provision = models.OneToOneField(Provision, models.PROTECT, related_name="council_contact")
    name = models.CharField(max_length=160)
    email = models.EmailField()
    phone = models.CharField(max_length=20, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)
