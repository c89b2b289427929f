"""Registers: one for each site, group, date and session; a line for each pupil; marks that are never edited."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from firstbell.people.models import Pupil
from firstbell.placements.models import Placement
from firstbell.provisions.models import Group, Provision, SessionOfDay, Site
from firstbell.registers.roll.models import RollCall, RollPerson, RollTick

__all__ = ["Mark", "Register", "RegisterLine", "RollCall", "RollPerson", "RollTick", "SignOut", "WeekTally"]


class Register(models.Model):
    """One group's morning or afternoon. `starts_at` and `closes_at` are the session's, in UTC."""

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="registers")
    site = models.ForeignKey(Site, models.PROTECT, related_name="registers")
    group = models.ForeignKey(Group, models.PROTECT, related_name="registers")
    on = models.DateField()
    session = models.CharField(max_length=2, choices=SessionOfDay)
    starts_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    code_set = models.CharField(max_length=40)
    imported = models.BooleanField(default=False, help_text="History brought in from another system.")
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["on", "session", "group__name"]
        indexes = [models.Index(fields=["provision", "on", "session"])]
        constraints = [models.UniqueConstraint(fields=["site", "group", "on", "session"], name="register_once")]


class RegisterLine(models.Model):
    """One pupil at one session. `current_mark` moves only if nobody moved it meanwhile."""

    register = models.ForeignKey(Register, models.PROTECT, related_name="lines")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="register_lines")
    placement = models.ForeignKey(Placement, models.PROTECT, null=True, blank=True, related_name="register_lines")
    expected = models.BooleanField(default=True, help_text="False for a pupil who turned up unexpected.")
    starts_at = models.DateTimeField(help_text="This pupil's own start, UTC.")
    closes_at = models.DateTimeField(help_text="From here on an arrival is after the close, UTC.")
    venue = models.CharField(max_length=120, blank=True)
    one_to_one = models.BooleanField(default=False)
    trip = models.BooleanField(default=False)
    current_mark = models.ForeignKey("Mark", models.PROTECT, null=True, blank=True, related_name="+")
    contested = models.BooleanField(default=False, help_text="Two people gave two answers and nobody has settled it.")
    dropped_at = models.DateTimeField(null=True, blank=True, help_text="No longer expected before anything was marked.")

    class Meta:
        ordering = ["register", "pupil"]
        constraints = [models.UniqueConstraint(fields=["register", "pupil"], name="line_once")]
        indexes = [models.Index(fields=["pupil", "starts_at"])]


class Mark(models.Model):
    """What a person answered for a line, once. A change is another mark that names this one.

    seen_by is who saw, recorded_by who typed; device_at is what the device claims, recorded_at is ours.
    """

    class Kind(models.TextChoices):
        MARK = "mark", "Mark"
        RETRACTION = "retraction", "Undone before the register was finished"
        AMENDMENT = "amendment", "Amendment"
        SETTLEMENT = "settlement", "Settled between two answers"
        IMPORTED = "imported", "Brought in from another system"

    class Source(models.TextChoices):
        SCREEN = "screen", "On screen"
        PAPER = "paper", "Typed in from paper"
        CALL = "call", "From a call or message"
        IMPORT = "import", "From a file"
        SYSTEM = "system", "By the policy"

    line = models.ForeignKey(RegisterLine, models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MARK)
    source = models.CharField(max_length=8, choices=Source, default=Source.SCREEN)
    code_key = models.CharField(max_length=8, blank=True, help_text="Empty for a retraction.")
    minutes_late = models.PositiveSmallIntegerField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    reason = models.CharField(max_length=240, blank=True)
    tap_id = models.UUIDField(unique=True, help_text="Made by the device; the same id is the same mark.")
    seen_by = models.CharField(max_length=120)
    recorded_by = models.CharField(max_length=120)
    recorded_by_role = models.CharField(max_length=40)
    recorded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="marks"
    )
    recorded_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True, blank=True)

    append_only = True

    class Meta:
        ordering = ["line", "recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["amendment", "settlement"]) | ~Q(reason=""), name="mark_amendment_has_reason"
            ),
            models.CheckConstraint(condition=Q(kind="retraction") | ~Q(code_key=""), name="mark_has_code"),
        ]


class WeekTally(models.Model):
    """A placement's running counts for a week, by group and session, kept with every mark.

    A week in which an academic year ends has a row for each of the two years. Disposable:
    `registers.commands.recount` makes it again from the marks. `own_` counts read the provision's code set by its
    printed meaning, `national_` the mapped national codes. `look_again_since` is set by every change; what watches for
    crossings looks at these rows and empties it, unless it moved meanwhile.
    """

    # No index of their own: every question names the placements, and the constraint's begins with them.
    placement = models.ForeignKey(Placement, models.CASCADE, related_name="tallies", db_index=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="+", db_index=False)
    year_starts_on = models.DateField()
    week_starts_on = models.DateField(help_text="Monday.")
    session = models.CharField(max_length=2, choices=SessionOfDay)
    own_attended = models.IntegerField(default=0)
    own_authorised = models.IntegerField(default=0)
    own_unauthorised = models.IntegerField(default=0)
    own_not_counted = models.IntegerField(default=0)
    national_attended = models.IntegerField(default=0)
    national_authorised = models.IntegerField(default=0)
    national_unauthorised = models.IntegerField(default=0)
    national_not_counted = models.IntegerField(default=0)
    undecided = models.IntegerField(default=0, help_text="Marks whose national code waits for a person.")
    late = models.IntegerField(default=0, help_text="Before the register closed and after it.")
    after_close = models.IntegerField(default=0, help_text="Late, and counted as an absence (U).")
    minutes_late = models.IntegerField(default=0)
    look_again_since = models.DateTimeField(null=True, blank=True, help_text="Changed, and not yet looked at.")

    class Meta:
        verbose_name_plural = "week tallies"
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "year_starts_on", "week_starts_on", "session", "group"], name="weektally_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["look_again_since"], condition=Q(look_again_since__isnull=False), name="weektally_to_look_at"
            )
        ]


class SignOut(models.Model):
    """A pupil left the site: when, why, and who collected them. Presence marks stay as they are (R-017)."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="sign_outs")
    site = models.ForeignKey(Site, models.PROTECT, related_name="sign_outs")
    on = models.DateField()
    left_at = models.DateTimeField()
    collected_by = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=240)
    with_leave = models.BooleanField(default=True, help_text="False where nobody had agreed that the pupil may go.")
    recorded_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-left_at"]
        indexes = [models.Index(fields=["site", "on"])]
