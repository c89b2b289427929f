"""Pupils and the people to contact about them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from firstbell.provisions.models import Provision


class Pupil(models.Model):
    """A child or young person. Archived, never deleted: the register may be read in court."""

    class Travel(models.TextChoices):
        UNKNOWN = "", "Not recorded"
        INDEPENDENT = "independent", "On their own"
        PUBLIC = "public", "Public transport"
        TAXI = "taxi", "Taxi"
        PARENT = "parent", "Brought by a parent or carer"
        MINIBUS = "minibus", "Our minibus"

    class Sex(models.TextChoices):
        UNKNOWN = "", "Not recorded"
        FEMALE = "F", "Female"
        MALE = "M", "Male"

    class Ethnicity(models.TextChoices):
        """The main groups of the school census (R-042): kept for figures by group alone."""

        UNKNOWN = "", "Not recorded"
        WHITE = "white", "White"
        MIXED = "mixed", "Mixed or dual background"
        ASIAN = "asian", "Asian or Asian British"
        BLACK = "black", "Black or Black British"
        CHINESE = "chinese", "Chinese"
        OTHER = "other", "Any other ethnic group"
        REFUSED = "refused", "Prefers not to say"

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="pupils")
    upn = models.CharField("UPN", max_length=13, blank=True)
    upn_unchecked = models.BooleanField(default=False, help_text="Kept as typed although its check letter is wrong.")
    legal_first_name = models.CharField(max_length=80)
    legal_last_name = models.CharField(max_length=80)
    preferred_first_name = models.CharField(max_length=80, blank=True)
    preferred_last_name = models.CharField(max_length=80, blank=True)
    born_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, blank=True, default="")
    ethnicity = models.CharField(max_length=8, choices=Ethnicity, blank=True, default="")
    year_group = models.PositiveSmallIntegerField(null=True, blank=True)
    language = models.CharField(max_length=60, blank=True)
    travel = models.CharField(max_length=12, choices=Travel, blank=True, default="")
    travel_note = models.CharField(max_length=160, blank=True, help_text="Taxi firm and number, bus, who brings them.")
    adjustments = models.TextField(blank=True, help_text="What this pupil needs us to do differently.")
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["legal_first_name", "legal_last_name", "pk"]
        indexes = [models.Index(fields=["provision", "legal_last_name", "legal_first_name"])]
        constraints = [
            models.UniqueConstraint(
                fields=["provision", "upn"], condition=~Q(upn=""), name="pupil_upn_once_per_provision"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        return self.preferred_first_name or self.legal_first_name

    @property
    def last_name(self) -> str:
        return self.preferred_last_name or self.legal_last_name

    @property
    def name(self) -> str:
        """The name staff use."""
        return f"{self.first_name} {self.last_name}"


class Flag(models.Model):
    """A discreet fact that staff must see beside a name."""

    class Kind(models.TextChoices):
        MEDICAL = "medical", "Medical"
        RISK = "risk", "Known risk if missing"
        SOCIAL_WORKER = "social_worker", "Has a social worker"
        LOOKED_AFTER = "looked_after", "Looked after"
        SEND = "send", "EHC plan or SEN support"
        OTHER = "other", "Other"

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="flags")
    kind = models.CharField(max_length=14, choices=Kind)
    note = models.CharField(max_length=160, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pupil", "kind"]


class Contact(models.Model):
    """A parent, carer or other person, in the order we ring them."""

    class Safety(models.TextChoices):
        OK = "ok", "May be contacted"
        WARNING = "warning", "May be contacted, read the warning first"
        NEVER = "never", "Never ring or write"

    class Channel(models.TextChoices):
        CALL = "call", "Ring"
        TEXT = "text", "Text first"
        EMAIL = "email", "Email first"

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="contacts")
    priority = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=160)
    relationship = models.CharField(max_length=60, blank=True)
    parental_responsibility = models.BooleanField(null=True, blank=True, help_text="Empty where nobody has said.")
    lives_with = models.BooleanField(default=False)
    safety = models.CharField(max_length=8, choices=Safety, default=Safety.OK)
    warning = models.CharField(max_length=240, blank=True)
    language = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.CALL)
    email = models.EmailField(blank=True)
    note = models.CharField(max_length=240, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pupil", "priority", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "priority"], condition=Q(archived_at__isnull=True), name="contact_priority_once"
            ),
            models.CheckConstraint(condition=Q(safety="ok") | ~Q(warning=""), name="contact_warning_says_why"),
        ]


class PhoneNumber(models.Model):
    """One number of a contact, stored in E.164, with when and how to use it."""

    class Kind(models.TextChoices):
        MOBILE = "mobile", "Mobile"
        HOME = "home", "Home"
        WORK = "work", "Work"

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="numbers")
    number = models.CharField(max_length=16, help_text="E.164, for example +447700900123.")
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.MOBILE)
    note = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=1)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["contact", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "number"], condition=Q(archived_at__isnull=True), name="number_once_per_contact"
            ),
            models.CheckConstraint(condition=Q(number__startswith="+"), name="number_is_e164"),
        ]
