"""Who sends pupils to us, and when and where each pupil is expected."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from firstbell.domain.tallies import Tally, View
from firstbell.people.models import Pupil
from firstbell.provisions.models import Group, Provision, SessionOfDay, Site, TermDates

# The least and the most minutes a commissioner may be promised: time to ring home first, and still the same session.
TELL_WITHIN = (10, 240)


class Commissioner(models.Model):
    """A referring school or council. Also any school where one of our pupils is registered."""

    class Kind(models.TextChoices):
        SCHOOL = "school", "School"
        COUNCIL = "council", "Council"

    class NoticeFormat(models.TextChoices):
        BODY = "body", "In the email itself"
        CSV = "csv", "As a table to import (CSV), attached"
        BOTH = "both", "Both"

    class AsksReceipt(models.TextChoices):
        POLICY = "policy", "As the policy says"
        YES = "yes", "Yes, ask and chase"
        NO = "no", "No"

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="commissioners")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.SCHOOL)
    name = models.CharField(max_length=160)
    urn = models.CharField("URN", max_length=6, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    notice_email = models.EmailField("where absence emails go", blank=True)
    tell_within_minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="After the pupil's start, as agreed with it. Empty: as the policy says."
    )
    notice_format = models.CharField(max_length=4, choices=NoticeFormat, default=NoticeFormat.BODY)
    asks_receipt = models.CharField(max_length=6, choices=AsksReceipt, default=AsksReceipt.POLICY)
    wants_late = models.BooleanField(default=False, help_text="Its absence emails tell of late arrivals as well.")
    calendar_changed_at = models.DateTimeField(
        null=True, blank=True, help_text="When its school days last changed. Empty: they were never given."
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["provision", "name"], name="commissioner_name_once_per_provision"),
            models.CheckConstraint(
                condition=Q(tell_within_minutes__isnull=True)
                | Q(tell_within_minutes__gte=TELL_WITHIN[0], tell_within_minutes__lte=TELL_WITHIN[1]),
                name="commissioner_tell_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SchoolTerm(TermDates):
    """One term of a main school, for what is counted in that school's days (R-015)."""

    commissioner = models.ForeignKey(Commissioner, models.PROTECT, related_name="school_terms")

    class Meta(TermDates.Meta):
        constraints = [
            *TermDates.Meta.constraints,
            models.UniqueConstraint(fields=["commissioner", "starts_on"], name="schoolterm_starts_once"),
        ]


class SchoolClosure(models.Model):
    """Days inside a main school's term without school there, such as staff training. Bank holidays need no row."""

    commissioner = models.ForeignKey(Commissioner, models.PROTECT, related_name="school_closures")
    starts_on = models.DateField()
    ends_on = models.DateField()
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="schoolclosure_ends_after_start")
        ]


class LinkPerson(models.Model):
    """A named person at a commissioner; with an account, they see their own pupils here."""

    commissioner = models.ForeignKey(Commissioner, models.PROTECT, related_name="link_people")
    name = models.CharField(max_length=160)
    job = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    receives_notices = models.BooleanField(default=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="link_people"
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["commissioner", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["commissioner", "user"], condition=Q(archived_at__isnull=True), name="linkperson_user_once"
            )
        ]


class Placement(models.Model):
    """One pupil's place here: who arranged it, from when to when, and how the pupil is registered elsewhere."""

    class Registration(models.TextChoices):
        ELSEWHERE = "elsewhere", "Registered at a school, which arranged this place"
        LA_ARRANGED = "la_arranged", "Arranged by the council"
        DUAL = "dual", "Registered at two schools"
        SINGLE = "single", "Registered only here"
        NONE = "none", "On no school's roll"

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="placements")
    commissioner = models.ForeignKey(Commissioner, models.PROTECT, related_name="placements")
    main_school = models.ForeignKey(
        Commissioner, models.PROTECT, null=True, blank=True, related_name="registered_placements"
    )
    registration = models.CharField(max_length=12, choices=Registration, default=Registration.ELSEWHERE)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    parent_notice_on = models.DateField(
        null=True, blank=True, help_text="When the parent was given written notice of the arrangement."
    )
    activity = models.CharField(
        max_length=120, blank=True, help_text="Nature of the provision, for the main school's code."
    )
    commissioned_sessions = models.PositiveSmallIntegerField(null=True, blank=True, help_text="A week.")
    note = models.TextField(blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pupil", "-starts_on"]
        indexes = [models.Index(fields=["starts_on", "ends_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "commissioner", "starts_on"],
                condition=Q(archived_at__isnull=True),
                name="placement_once_per_start",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="placement_ends_after_start"
            ),
        ]

    @property
    def tells(self) -> Commissioner:
        """Whom an absence is told to first: the main school, else the commissioner."""
        return self.main_school or self.commissioner


class Baseline(models.Model):
    """What the main school's register says of a pupil: at referral, or after the placement. To compare ours with."""

    class Moment(models.TextChoices):
        BEFORE = "before", "Before the placement, as given at referral"
        AFTER = "after", "After the placement"

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="baselines")
    moment = models.CharField(max_length=6, choices=Moment, default=Moment.BEFORE)
    attended = models.PositiveSmallIntegerField(help_text="Sessions.")
    possible = models.PositiveSmallIntegerField(help_text="Sessions.")
    starts_on = models.DateField()
    ends_on = models.DateField()
    source = models.CharField(max_length=160, help_text="Who gave it, and in what.")
    recorded_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["placement", "-moment"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "moment"], name="baseline_once_per_moment"),
            models.CheckConstraint(
                condition=Q(possible__gte=1, attended__lte=F("possible")), name="baseline_attended_of_possible"
            ),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="baseline_ends_after_start"),
        ]

    @property
    def tally(self) -> Tally:
        """Attended and missed, as the main school counts; it does not say which absences were authorised."""
        return Tally(self.possible, self.attended, 0, self.possible - self.attended, view=View.NATIONAL)


class Slot(models.Model):
    """One line of a weekly pattern: a weekday's morning or afternoon, with the group and the pupil's own times."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="slots")
    weekday = models.PositiveSmallIntegerField(help_text="1 is Monday.")
    session = models.CharField(max_length=2, choices=SessionOfDay)
    group = models.ForeignKey(Group, models.PROTECT, related_name="slots")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    starts_time = models.TimeField(null=True, blank=True, help_text="The pupil's own start, where it differs.")
    ends_time = models.TimeField(null=True, blank=True)
    venue = models.CharField(max_length=120, blank=True)
    one_to_one = models.BooleanField(default=False)

    class Meta:
        ordering = ["placement", "weekday", "session", "from_on"]
        indexes = [models.Index(fields=["weekday", "from_on"])]
        constraints = [
            models.UniqueConstraint(fields=["placement", "weekday", "session", "from_on"], name="slot_once"),
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="slot_weekday_1_7"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="slot_ends_after_start"
            ),
        ]


class DayChange(models.Model):
    """A change for one day: for one pupil, one group, one site or the whole provision."""

    class Kind(models.TextChoices):
        LATE_START = "late_start", "Starts later"
        VENUE = "venue", "Another venue"
        TRIP = "trip", "Trip"
        NOT_EXPECTED = "not_expected", "Not expected"
        EXTRA = "extra", "Expected as an extra"
        CLOSED = "closed", "Closed today"
        COVER = "cover", "Cover tutor"

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="day_changes")
    kind = models.CharField(max_length=12, choices=Kind)
    on = models.DateField()
    session = models.CharField(max_length=2, choices=SessionOfDay, blank=True, help_text="Empty for the whole day.")
    pupil = models.ForeignKey(Pupil, models.PROTECT, null=True, blank=True, related_name="day_changes")
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="day_changes")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="day_changes")
    starts_time = models.TimeField(null=True, blank=True)
    venue = models.CharField(max_length=120, blank=True)
    tutor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="cover_changes"
    )
    note = models.CharField(max_length=240, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["provision", "on"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="late_start") | Q(starts_time__isnull=False), name="daychange_late_start_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["late_start", "not_expected"]) | Q(pupil__isnull=False) | Q(group__isnull=False),
                name="daychange_says_whom",
            ),
            models.CheckConstraint(
                condition=~Q(kind="extra") | Q(pupil__isnull=False, group__isnull=False),
                name="daychange_extra_has_pupil_and_group",
            ),
        ]
