"""Sites, their session times, and the groups that are registered together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.journal import Actor
from firstbell.provisions import changes
from firstbell.provisions.models import Group, SessionTime, Site
from firstbell.units import unit_of_work


@dataclass(frozen=True)
class SiteFacts:
    """What is known of a place. phone: E.164."""

    name: str
    address: str = ""
    phone: str = ""


@dataclass(frozen=True)
class SessionTimeFacts:
    """A morning or afternoon from a day on, in London wall-clock times. weekdays: digits, 1 is Monday."""

    session: str
    from_on: date
    starts_time: time
    ends_time: time
    open_minutes: int = 30
    weekdays: str = "12345"


class NameTakenHere(Refused):
    """The provision has a site, or the site a group, of this name."""

    def __init__(self, kind: str, name: str, archived: bool) -> None:
        super().__init__(
            f"There is already a {kind} called {name}{' (archived)' if archived else ''}.",
            "On a register nobody could tell them apart.",
            "Bring that one back." if archived else "Choose another name.",
        )


class SiteInUse(Refused):
    """Groups are still kept at the site."""

    def __init__(self, site: Site, groups: int) -> None:
        super().__init__(
            f"{site.name} still has {groups} group{'' if groups == 1 else 's'}.",
            "Their pupils would be expected at a place that is not used.",
            "Archive or move those groups first.",
        )


class TimesBegan(Refused):
    """Session times that are or were in force stay."""

    def __init__(self) -> None:
        super().__init__(
            "These times have begun.", "Registers were taken by them.", "Set new times from another day instead."
        )


def add_site(provision_id: int, facts: SiteFacts, *, by: Actor, at: datetime) -> Site:
    """Add a place where sessions happen. Raises NameTakenHere."""
    with unit_of_work():
        _refuse_taken_site(provision_id, facts.name)
        site = Site.objects.create(provision_id=provision_id, **changes.columns(facts))
        known = changes.known(site, changes.columns(facts))
        _write("site.added", site, {"site": site.name, "facts": known}, by=by, at=at)
    return site


def change_site(site: Site, facts: SiteFacts, *, by: Actor, at: datetime) -> None:
    """Change what is known of a place. Raises NameTakenHere."""
    with unit_of_work():
        _refuse_taken_site(site.provision_id, facts.name, but=site)
        changed = changes.apply(site, changes.columns(facts))
        if changed:
            _write("site.changed", site, {"site": site.name, "changed": changed}, by=by, at=at)


def archive_site(site: Site, *, reason: str, by: Actor, at: datetime) -> None:
    """Stop using a place. Raises SiteInUse while it has groups."""
    with unit_of_work():
        if groups := site.groups.filter(archived_at=None).count():
            raise SiteInUse(site, groups)
        if Site.objects.filter(pk=site.pk, archived_at=None).update(archived_at=at):
            _write("site.archived", site, {"site": site.name, "reason": reason}, by=by, at=at)


def restore_site(site: Site, *, by: Actor, at: datetime) -> None:
    """Use a place again."""
    with unit_of_work():
        if Site.objects.filter(pk=site.pk, archived_at__isnull=False).update(archived_at=None):
            _write("site.restored", site, {"site": site.name}, by=by, at=at)


def set_session_time(site: Site, facts: SessionTimeFacts, *, by: Actor, at: datetime) -> SessionTime:
    """Set a session's times from a day on. Earlier registers keep theirs; the same day again replaces its times."""
    with unit_of_work():
        same = SessionTime.objects.filter(
            site=site, session=facts.session, from_on=facts.from_on, weekdays=facts.weekdays
        ).first()
        if same is None:
            row = SessionTime.objects.create(site=site, **changes.columns(facts))
            known = changes.known(row, changes.columns(facts))
            _write("session-time.added", site, {"site": site.name, "facts": known}, by=by, at=at)
            return row
        changed = changes.apply(same, changes.columns(facts))
        if changed:
            facts_ = {"site": site.name, "session": same.get_session_display(), "from_on": same.from_on}
            _write("session-time.changed", site, facts_ | {"changed": changed}, by=by, at=at)
    return same


def remove_session_time(row: SessionTime, *, today: date, by: Actor, at: datetime) -> None:
    """Take back times that have not begun yet. Raises TimesBegan for those that have: registers were taken by them."""
    if row.from_on <= today:
        raise TimesBegan
    with unit_of_work():
        kept = changes.known(row, SessionTimeFacts.__dataclass_fields__)
        if SessionTime.objects.filter(pk=row.pk).delete()[0]:
            _write("session-time.removed", row.site, {"site": row.site.name, "facts": kept}, by=by, at=at)


def add_group(site: Site, name: str, *, by: Actor, at: datetime) -> Group:
    """Add a group at a site. Raises NameTakenHere."""
    with unit_of_work():
        _refuse_taken_group(site, name)
        group = Group.objects.create(site=site, name=name)
        _write_group("group.added", group, {"site": site.name}, by=by, at=at)
    return group


def change_group(group: Group, name: str, *, by: Actor, at: datetime) -> None:
    """Give a group another name. Its registers follow. Raises NameTakenHere."""
    with unit_of_work():
        _refuse_taken_group(group.site, name, but=group)
        changed = changes.apply(group, {"name": name})
        if changed:
            _write_group("group.changed", group, {"changed": changed}, by=by, at=at)


def archive_group(group: Group, *, reason: str, by: Actor, at: datetime) -> None:
    """Take a group out of use. Whoever calls this has checked that no pupil's week names it."""
    with unit_of_work():
        if Group.objects.filter(pk=group.pk, archived_at=None).update(archived_at=at):
            _write_group("group.archived", group, {"reason": reason}, by=by, at=at)


def restore_group(group: Group, *, by: Actor, at: datetime) -> None:
    """Use a group again."""
    with unit_of_work():
        if Group.objects.filter(pk=group.pk, archived_at__isnull=False).update(archived_at=None):
            _write_group("group.restored", group, {}, by=by, at=at)


def _refuse_taken_site(provision_id: int, name: str, but: Site | None = None) -> None:
    same = Site.objects.filter(provision_id=provision_id, name__iexact=name)
    if other := same.exclude(pk=but.pk if but else None).first():
        raise NameTakenHere("site", other.name, other.archived_at is not None)


def _refuse_taken_group(site: Site, name: str, but: Group | None = None) -> None:
    same = Group.objects.filter(site=site, name__iexact=name)
    if other := same.exclude(pk=but.pk if but else None).first():
        raise NameTakenHere("group", other.name, other.archived_at is not None)


def _write(verb: str, site: Site, facts: dict[str, Any], *, by: Actor, at: datetime) -> None:
    journal.write(verb, facts, by=by, at=at, provision_id=site.provision_id, about=f"provision:{site.provision_id}")


def _write_group(verb: str, group: Group, facts: dict[str, Any], *, by: Actor, at: datetime) -> None:
    named = {"group": group.name} | facts
    journal.write(verb, named, by=by, at=at, provision_id=group.site.provision_id, about=f"group:{group.pk}")
