"""What we are told about absences: notices with their evidence, leave with its decision, and the links we send."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from firstbell.people.models import Contact, Pupil
from firstbell.provisions.models import Provision, SessionOfDay


class ParentLink(models.Model):
    """One web address for one contact about one pupil and one day. Only the hash of its secret is kept.

    It ends with its time, with its answer, when another takes its place, and as soon as the contact changes.
    """

    class Purpose(models.TextChoices):
        ANSWER = "answer", "Tell us about today"
        REPORT = "report", "Tell us ahead"

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="parent_links")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="parent_links")
    on = models.DateField()
    session = models.CharField(max_length=2, choices=SessionOfDay, blank=True)
    purpose = models.CharField(max_length=8, choices=Purpose)
    secret_hash = models.CharField(max_length=64, unique=True)
    contact_seal = models.CharField(max_length=32, help_text="The contact as they were; another seal ends the link.")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    expires_at = models.DateTimeField()
    misses = models.PositiveSmallIntegerField(default=0, help_text="How often another birthday was given.")
    used_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["contact", "purpose", "on"], name="parentlink_of_contact")]


class Notice(models.Model):
    """A notice given for one session or a range. It hints the register; it is never a mark."""

    class Kind(models.TextChoices):
        ABSENCE = "absence", "Will be away"
        LEAVE = "leave", "Asks for leave"
        COMING = "coming", "On the way"
        RING = "ring", "Please ring"

    class ToldBy(models.TextChoices):
        PARENT = "parent", "Parent or carer"
        PUPIL = "pupil", "Pupil"
        SCHOOL = "school", "Main school"
        PROFESSIONAL = "professional", "Other professional"

    class How(models.TextChoices):
        PHONE = "phone", "By phone"
        TEXT = "text", "By text"
        EMAIL = "email", "By email"
        IN_PERSON = "in_person", "In person"
        LINK = "link", "By web link"

    class InWriting(models.TextChoices):
        UPLOAD = "upload", "Uploaded"
        EMAIL = "email", "By email"
        LINK = "link", "By web link"
        PAPER = "paper", "On paper"

    SPOKEN = (How.PHONE, How.IN_PERSON)
    FROM_HOME = (ToldBy.PARENT, ToldBy.PUPIL)
    TELLS_OF_ABSENCE = (Kind.ABSENCE, Kind.LEAVE)

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.ABSENCE)
    starts_on = models.DateField()
    starts_session = models.CharField(max_length=2, choices=SessionOfDay, default=SessionOfDay.AM)
    ends_on = models.DateField()
    ends_session = models.CharField(max_length=2, choices=SessionOfDay, default=SessionOfDay.PM)
    told_by = models.CharField(max_length=14, choices=ToldBy)
    told_by_name = models.CharField(max_length=120, blank=True)
    how = models.CharField(max_length=10, choices=How)
    reason = models.CharField(max_length=240)
    code_key = models.CharField(max_length=8, blank=True, help_text="The code it suggests; empty while undecided.")
    pointed_key = models.CharField(
        max_length=8, blank=True, help_text="The code its words point to, for a person to decide."
    )
    expected_return_on = models.DateField(null=True, blank=True)
    expected_at = models.DateTimeField(null=True, blank=True, help_text="When a pupil on the way should be here.")
    received_at = models.DateTimeField()
    taken_by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    wants_confirmation = models.BooleanField(default=False, help_text="Said aloud, so to be confirmed in writing.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_how = models.CharField(max_length=8, choices=InWriting, blank=True)
    confirmed_by = models.CharField(max_length=120, blank=True, help_text="Who recorded it.")
    link = models.ForeignKey(ParentLink, models.PROTECT, null=True, blank=True, related_name="notices")
    read_at = models.DateTimeField(null=True, blank=True, help_text="When a person looked at an answer by link.")
    read_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-received_at", "pk"]
        indexes = [
            models.Index(fields=["pupil", "starts_on", "ends_on"]),
            models.Index(
                fields=["pupil"], condition=Q(link__isnull=False, read_at__isnull=True), name="notice_to_read"
            ),
            models.Index(
                fields=["pupil", "ends_on"],
                condition=Q(wants_confirmation=True, confirmed_at__isnull=True),
                name="notice_to_confirm",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="notice_ends_after_start"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_how="")
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_how="")),
                name="notice_confirmed_somehow",
            ),
        ]

    def covers(self, day, session) -> bool:
        """AM sorts before PM, so a plain comparison of (day, session) decides."""
        return (self.starts_on, self.starts_session) <= (day, session) <= (self.ends_on, self.ends_session)


class Evidence(models.Model):
    """A paper that came with a notice, kept outside the web root under a name of ours."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="evidence")
    file_name = models.CharField(max_length=160, help_text="As it was called where it came from.")
    content_type = models.CharField(max_length=40, help_text="Read from the content, not from the name.")
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    kept_as = models.CharField(max_length=64, unique=True, help_text="Its name in the data folder.")
    sent_by = models.CharField(max_length=120)
    sent_at = models.DateTimeField()

    append_only = True

    class Meta:
        ordering = ["notice", "pk"]
        verbose_name_plural = "evidence"


class LeaveDecision(models.Model):
    """What was decided about leave that was asked for. A change of mind is another row; the newest holds.

    A provision that is not a school cannot grant leave; it records what the main school decided (R-090).
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="decisions")
    granted = models.BooleanField()
    exceptional = models.BooleanField(help_text="The circumstances were found exceptional.")
    reason = models.CharField(max_length=240)
    by_main_school = models.BooleanField()
    decided_by = models.CharField(max_length=120)
    decided_on = models.DateField()
    code_key = models.CharField(max_length=8, blank=True)
    recorded_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    append_only = True

    class Meta:
        ordering = ["notice", "-recorded_at", "-pk"]


class LanguageCheck(models.Model):
    """Somebody who reads a language found our words in it right. Until then families get them in English.

    words_hash: of the words as they were checked; other words need another check.
    """

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="language_checks")
    language = models.CharField(max_length=8)
    words_hash = models.CharField(max_length=64)
    checked_by = models.CharField(max_length=120)
    checked_on = models.DateField()
    recorded_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["provision", "language", "-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["provision", "language"], condition=Q(withdrawn_at__isnull=True), name="languagecheck_once"
            )
        ]
