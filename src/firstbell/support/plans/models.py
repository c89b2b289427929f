"""Support plans, their reviews, and referrals to agencies."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from firstbell.domain.plans import Verdict
from firstbell.domain.targets import TargetKind
from firstbell.support.cases.models import Case


class SupportPlan(models.Model):
    """One version of a pupil's joint support plan (SS-25). It is written until it is agreed; then it stays as it is.

    A plan that changes after it was agreed is the next version; the earlier one can be read at any time.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="plans")
    version = models.PositiveSmallIntegerField()
    aim = models.CharField(max_length=500, help_text="What it is for, in words pupil and family would use.")
    starts_on = models.DateField(help_text="Attendance before and after this day is compared.")
    review_on = models.DateField(help_text="When it is looked at again; a review may set the next day.")
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True, help_text="When it became a joint plan; then it is fixed.")
    replaced_at = models.DateTimeField(null=True, blank=True, help_text="When a later version was agreed.")

    class Meta:
        ordering = ["case", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="supportplan_once_per_version"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(agreed_at__isnull=True), name="supportplan_one_being_written"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(agreed_at__isnull=False, replaced_at__isnull=True),
                name="supportplan_one_in_force",
            ),
            models.CheckConstraint(condition=Q(review_on__gt=F("starts_on")), name="supportplan_review_after_start"),
            models.CheckConstraint(
                condition=Q(replaced_at__isnull=True) | Q(agreed_at__isnull=False),
                name="supportplan_replaced_was_agreed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["review_on"],
                condition=Q(agreed_at__isnull=False, replaced_at__isnull=True),
                name="supportplan_to_review",
            )
        ]

    @property
    def is_draft(self) -> bool:
        return self.agreed_at is None

    @property
    def is_in_force(self) -> bool:
        return self.agreed_at is not None and self.replaced_at is None


class PlanTarget(models.Model):
    """What a plan is to reach: a figure the register measures, or words (SS-25)."""

    class Kind(models.TextChoices):
        ATTENDANCE = TargetKind.ATTENDANCE, "Attendance of at least so many per cent"
        WITHOUT_LEAVE = TargetKind.WITHOUT_LEAVE, "At most so many sessions missed without leave"
        ON_TIME = TargetKind.ON_TIME, "On time for at least so many per cent of sessions"
        SESSIONS_A_WEEK = TargetKind.SESSIONS_A_WEEK, "At least so many sessions attended a week"
        ARRIVE_BY = TargetKind.ARRIVE_BY, "Here by a time on at least so many per cent of mornings"
        DESCRIBED = TargetKind.DESCRIBED, "Something else, in words"

    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="targets")
    kind = models.CharField(max_length=16, choices=Kind)
    amount = models.PositiveSmallIntegerField(default=0, help_text="Per cent, or sessions.")
    by_time = models.TimeField(null=True, blank=True)
    starts_time = models.TimeField(null=True, blank=True, help_text="The pupil's own start when it was written.")
    words = models.CharField(max_length=240, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    owner_name = models.CharField(max_length=160, blank=True, help_text="Who looks after it.")

    class Meta:
        ordering = ["plan", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="plantarget_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(kind="described") | ~Q(words=""), name="plantarget_described_has_words"
            ),
            models.CheckConstraint(
                condition=~Q(kind="arrive-by") | Q(by_time__isnull=False, starts_time__isnull=False),
                name="plantarget_arrival_has_times",
            ),
        ]


class PlanStrategy(models.Model):
    """Something that is done to help, from a day on, by somebody (SS-27). Later versions carry it on with its day."""

    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="strategies")
    key = models.CharField(max_length=60, help_text="Of the list of strategies.")
    words = models.CharField(max_length=120, help_text="As the list said it when it was written.")
    note = models.CharField(max_length=240, blank=True)
    done_by = models.CharField(max_length=160, help_text="Who does it.")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["plan", "pk"]
        verbose_name_plural = "plan strategies"
        constraints = [
            models.UniqueConstraint(fields=["plan", "key", "from_on"], name="planstrategy_once"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="planstrategy_until_after_from"
            ),
        ]
        indexes = [models.Index(fields=["key", "from_on"], name="planstrategy_of_key")]


class PlanAgreement(models.Model):
    """Somebody agreed to one version of a plan, on a day, in a way."""

    class Party(models.TextChoices):
        PUPIL = "pupil", "The pupil"
        PARENT = "parent", "Parent or carer"
        SCHOOL = "school", "The school"
        PROVISION = "provision", "Us"

    class How(models.TextChoices):
        MEETING = "meeting", "At a meeting"
        IN_PERSON = "in_person", "In person"
        PHONE = "phone", "By phone"
        WRITING = "writing", "In writing"
        SIGNED = "signed", "Signed the printed plan"

    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="agreements")
    party = models.CharField(max_length=10, choices=Party)
    name = models.CharField(max_length=160)
    how = models.CharField(max_length=10, choices=How)
    agreed_on = models.DateField()
    note = models.CharField(max_length=240, blank=True)
    recorded_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    append_only = True

    class Meta:
        ordering = ["agreed_on", "pk"]


class PlanReview(models.Model):
    """What the register said of a plan on a day, and what a person decided (SS-26). The figures are kept as they were.

    Where the decision is another than the register's, the reason is given.
    """

    class Decision(models.TextChoices):
        IMPROVED = Verdict.IMPROVED, "Improved"
        HELD = Verdict.HELD, "Held"
        WORSE = Verdict.WORSE, "Worse"
        TOO_EARLY = Verdict.TOO_EARLY, "Too early to say"

    NOT_IMPROVED = (Decision.HELD, Decision.WORSE)

    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="reviews")
    reviewed_on = models.DateField()
    before_attended = models.PositiveSmallIntegerField()
    before_possible = models.PositiveSmallIntegerField()
    after_attended = models.PositiveSmallIntegerField()
    after_possible = models.PositiveSmallIntegerField()
    low_points = models.FloatField(null=True, blank=True, help_text="Of the change: the interval's lower end.")
    high_points = models.FloatField(null=True, blank=True)
    proposed = models.CharField(max_length=10, choices=Decision, help_text="What the register says.")
    decision = models.CharField(max_length=10, choices=Decision)
    reason = models.CharField(max_length=500, blank=True, help_text="Why the decision is another than the register's.")
    pupil_words = models.CharField(max_length=1000, blank=True)
    family_words = models.CharField(max_length=1000, blank=True)
    what_next = models.CharField(max_length=1000)
    next_review_on = models.DateField()
    decided_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField()

    append_only = True

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision=F("proposed")) | ~Q(reason=""), name="planreview_other_decision_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(before_attended__lte=F("before_possible"), after_attended__lte=F("after_possible")),
                name="planreview_attended_within_possible",
            ),
        ]

    @property
    def is_not_improved(self) -> bool:
        return self.decision in self.NOT_IMPROVED


class AgencyReferral(models.Model):
    """Another agency asked for help with a pupil (SS-26): why, with whose consent, and what came of it."""

    class Consent(models.TextChoices):
        PARENT = "parent", "A parent or carer agreed"
        PUPIL = "pupil", "The pupil agreed"
        NOT_NEEDED = "not_needed", "Not needed: a safeguarding duty"

    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    key = models.CharField(max_length=60, help_text="Of the list of agencies.")
    words = models.CharField(max_length=120, help_text="As the list said it when it was recorded.")
    reason = models.CharField(max_length=1000)
    consent = models.CharField(max_length=12, choices=Consent)
    consent_by = models.CharField(max_length=160, blank=True)
    contact = models.CharField(max_length=240, blank=True, help_text="Whom we wrote or spoke to, and their reference.")
    referred_on = models.DateField()
    referred_by = models.CharField(max_length=160)
    recorded_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True, help_text="When its outcome was written down.")

    class Meta:
        ordering = ["-referred_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(consent="not_needed") | ~Q(consent_by=""), name="agencyreferral_consent_names_somebody"
            )
        ]
        indexes = [
            models.Index(
                fields=["case", "referred_on"], condition=Q(closed_at__isnull=True), name="agencyreferral_open"
            )
        ]

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class AgencyEntry(models.Model):
    """What an agency answered, what was done meanwhile, or what came of it."""

    class Kind(models.TextChoices):
        REPLY = "reply", "They answered"
        NOTE = "note", "We asked again, or a note"
        OUTCOME = "outcome", "What came of it: nothing waits any more"

    referral = models.ForeignKey(AgencyReferral, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.CharField(max_length=1000)
    happened_on = models.DateField()
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()

    append_only = True

    class Meta:
        ordering = ["happened_on", "pk"]
        verbose_name_plural = "agency entries"
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="agencyentry_has_words")]
