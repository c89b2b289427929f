"""Provisions, their sites and groups, when they are open, and the policy in force on a day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class SessionOfDay(models.TextChoices):
    AM = "AM", "morning"
    PM = "PM", "afternoon"


class Provision(models.Model):
    """An alternative provision setting: the tenant. Nothing is ever seen across two of them."""

    class Kind(models.TextChoices):
        NON_SCHOOL = "non_school_ap", "Alternative provision that is not a school"
        SCHOOL = "school", "Registered school"

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.NON_SCHOOL)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    go_live_on = models.DateField(help_text="Before this day no duty opens and nothing is sent.")
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PolicyVersion(models.Model):
    """The whole policy from a day on, as its TOML text. A change is a new row; the old one stays."""

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="policy_versions")
    starts_on = models.DateField()
    preset = models.CharField(max_length=60)
    text = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)

    append_only = True

    class Meta:
        ordering = ["provision", "starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["provision", "starts_on", "made_at"], name="policyversion_one_per_instant")
        ]


class Site(models.Model):
    """A place where sessions happen."""

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="sites")
    name = models.CharField(max_length=120)
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["provision", "name"], name="site_name_once_per_provision")]

    def __str__(self) -> str:
        return self.name


class SessionTime(models.Model):
    """When a site's morning or afternoon starts and ends, from a day on. Wall-clock times in London."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="session_times")
    session = models.CharField(max_length=2, choices=SessionOfDay)
    from_on = models.DateField()
    weekdays = models.CharField(max_length=7, default="12345", help_text="1 is Monday, 7 is Sunday.")
    starts_time = models.TimeField()
    ends_time = models.TimeField()
    open_minutes = models.PositiveSmallIntegerField(default=30)

    class Meta:
        ordering = ["site", "session", "from_on"]
        constraints = [
            models.UniqueConstraint(fields=["site", "session", "from_on", "weekdays"], name="sessiontime_once"),
            models.CheckConstraint(
                condition=Q(open_minutes__gte=1, open_minutes__lte=30), name="sessiontime_open_1_30"
            ),
            models.CheckConstraint(condition=Q(starts_time__lt=F("ends_time")), name="sessiontime_ends_after_start"),
        ]


class Group(models.Model):
    """The pupils who are registered together, such as Forge or Year 10 mornings."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="groups")
    name = models.CharField(max_length=80)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="group_name_once_per_site")]

    def __str__(self) -> str:
        return self.name


class TermDates(models.Model):
    """The days of one term with its half-term break. Both half-terms follow from the break's two dates."""

    name = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()
    break_starts_on = models.DateField(null=True, blank=True)
    break_ends_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lt=F("ends_on")), name="%(class)s_ends_after_start"),
            models.CheckConstraint(
                condition=Q(break_starts_on__isnull=True, break_ends_on__isnull=True)
                | Q(
                    break_starts_on__gt=F("starts_on"),
                    break_ends_on__gte=F("break_starts_on"),
                    break_ends_on__lt=F("ends_on"),
                ),
                name="%(class)s_break_inside",
            ),
        ]


class Term(TermDates):
    """One term of a provision."""

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="terms")

    class Meta(TermDates.Meta):
        constraints = [
            *TermDates.Meta.constraints,
            models.UniqueConstraint(fields=["provision", "starts_on"], name="term_starts_once"),
        ]


class ClosedDay(models.Model):
    """Days inside a term without sessions, for one site or for all. Bank holidays need no row."""

    class Kind(models.TextChoices):
        CLOSURE = "closure", "Closed"
        INSET = "inset", "Staff training (INSET)"
        HOLIDAY = "holiday", "Holiday"
        OPEN = "open", "Open although it is a bank holiday"

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="closed_days")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="closed_days")
    starts_on = models.DateField()
    ends_on = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CLOSURE)
    name = models.CharField(max_length=120)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="closedday_ends_after_start")
        ]
