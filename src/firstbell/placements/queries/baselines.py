"""The main school's own figures of pupils, before and after their placements."""

from __future__ import annotations

from collections.abc import Collection

from firstbell.placements.models import Baseline


def baseline_of(placement_ids: Collection[int]) -> dict[int, Baseline]:
    """Return the main school's figure at referral of each placement that has one. One statement."""
    rows = Baseline.objects.filter(placement_id__in=placement_ids, moment=Baseline.Moment.BEFORE)
    return {row.placement_id: row for row in rows}


def baselines_of_pupil(pupil_id: int) -> list[Baseline]:
    """Return all of a pupil's, in the order of their days."""
    rows = Baseline.objects.filter(placement__pupil_id=pupil_id, placement__archived_at=None)
    return list(rows.select_related("placement__main_school", "placement__commissioner").order_by("starts_on", "pk"))
