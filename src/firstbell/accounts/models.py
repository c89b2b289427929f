"""Who signs in, what each may do at which provision, and who looked at whose record."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from firstbell.provisions.models import Group, Provision


class Role(models.TextChoices):
    """What a person does at a provision. In order of rank: the first one held is the one shown."""

    HEAD = "head", "Head of provision"
    SAFEGUARDING_LEAD = "safeguarding_lead", "Safeguarding lead"
    ATTENDANCE_LEAD = "attendance_lead", "Attendance lead"
    TUTOR = "tutor", "Tutor"
    ADMINISTRATOR = "administrator", "Administrator"
    COMMISSIONER_CONTACT = "commissioner_contact", "Commissioner contact"


class Users(BaseUserManager["User"]):
    def create_user(self, email: str, name: str, password: str | None = None, **fields: Any) -> User:
        """Make a person who can sign in. Without a password only a passkey or an emailed code opens the account."""
        user = self.model(email=email.strip().lower(), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser):
    """A person who signs in with an email address. Never deleted: the record names people as they were."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = Users()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.email = self.email.strip().lower()

    def get_full_name(self) -> str:
        return self.name


class Membership(models.Model):
    """One role of one person at one provision, from a day on and up to a day, both included.

    `ended_at` ends it at once, whatever the days say.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    provision = models.ForeignKey(Provision, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=24, choices=Role)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["provision", "user", "starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "provision", "role"], condition=Q(ended_at=None), name="membership_open_once"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="membership_ends_after_start"
            ),
        ]


class GroupTutor(models.Model):
    """A tutor's own groups come first on their pages. Anyone may cover any register of the provision."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="group_tutors")
    user = models.ForeignKey(User, models.PROTECT, related_name="group_tutors")

    class Meta:
        ordering = ["group", "pk"]
        constraints = [models.UniqueConstraint(fields=["group", "user"], name="grouptutor_once")]


class Invitation(models.Model):
    """A one-time link to join a provision. Only the hash of its secret is kept."""

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=24, choices=Role)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]


class SignIn(models.Model):
    """One sign-in of a person on one device, while its session is kept and afterwards as history."""

    user = models.ForeignKey(User, models.PROTECT, related_name="sign_ins")
    session_key = models.CharField(max_length=40, db_index=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    device = models.CharField(max_length=80)
    address = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        ordering = ["-began_at", "-pk"]


class AccessLog(models.Model):
    """Somebody looked at, exported or printed a pupil's record. Plain ids: it outlives what it names."""

    class Kind(models.TextChoices):
        VIEWED = "viewed", "Viewed"
        EXPORTED = "exported", "Exported"
        PRINTED = "printed", "Printed"

    at = models.DateTimeField()
    provision_id = models.BigIntegerField()
    user_id = models.BigIntegerField()
    user_name = models.CharField(max_length=120)
    role = models.CharField(max_length=80)
    route = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind)
    pupil_id = models.BigIntegerField()
    request_id = models.CharField(max_length=40, blank=True)

    append_only = True

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["provision_id", "pupil_id", "at"], name="accesslog_pupil")]
