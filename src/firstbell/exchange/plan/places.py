"""A child's placement and week from a row: whose, from when to when, which mornings and afternoons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from firstbell.domain.school_time import academic_year_start, long_date
from firstbell.exchange.pattern_words import SESSIONS, SpokenPattern, read_pattern, read_times
from firstbell.exchange.plan.cells import Cells, day_in
from firstbell.exchange.plan.here import AFTER_LUNCH, MIDDAY, GroupHere, Here, PlacementHere, WeekSlot
from firstbell.exchange.plan.identity import Child
from firstbell.exchange.plan.problems import LEAVE_OUT, Choice, Desk
from firstbell.exchange.plan.schools import SchoolRef, Schools
from firstbell.exchange.plan.steps import PlacementStep
from firstbell.exchange.targets import DAYS

ROWS_OUT = Choice(LEAVE_OUT, "Leave these rows out", "Leave these rows out")
PLACEMENT = ("school", "starts_on", "ends_on", "days", "times", *(day.name for day in DAYS))
WORDS_OF_A_TICK = {"x", "y", "yes", "1", "all", "all day", "full", "full day", "am pm", "am/pm", "am & pm", "am+pm"}


@dataclass(frozen=True)
class Week:
    """A pattern on its way into a placement. words: as it is shown; note: the office's words, where it is not taken."""

    slots: tuple[WeekSlot, ...] | None = None
    words: str = ""
    note: str = ""


class Places:
    """Plans placements, asking about each school, group, day and pattern of words once."""

    def __init__(self, here: Here, schools: Schools, desk: Desk, today: date) -> None:
        self.here, self.schools, self.desk, self.today = here, schools, desk, today

    def place(self, child: Child, extra_note: str) -> PlacementStep | None:
        """Return what becomes of the child's placement; None where the row says nothing about one."""
        cells = child.cells
        if not any(cells[target] for target in PLACEMENT):
            return None
        school = self._school(child)
        if school is None:
            return None
        current = self._with(child, school)
        starts_on = self._starts_on(child, current)
        same = next((each for each in current if each.starts_on == starts_on), None)
        if same is None and current and starts_on:
            same = self._other_start(child, current[0], starts_on)
        if same is None and starts_on is None:
            return None
        ends_on, end_note = self._ends_on(child, same)
        begins = same.starts_on if same else starts_on
        if begins is None:
            return None
        if ends_on and ends_on < begins:
            self.desk.refuse(
                "ends-before-start",
                child.row,
                f"{child.name}'s placement ends on {long_date(ends_on)}, before it starts on {long_date(begins)}.",
                column=cells.column("ends_on"),
                said=cells["ends_on"],
                means="No day would be left in it.",
                do="Put the dates right in the file and send it again.",
            )
        week = self._week(child, same)
        notes = [note for note in (extra_note, end_note, week.note) if note]
        note = "\n".join([*(same.note.splitlines() if same else []), *notes])
        return PlacementStep(
            starts_on=begins,
            commissioner_id=school.id,
            school_name=school.name,
            council=school.council,
            placement_id=same.id if same else None,
            ends_on=ends_on,
            note="\n".join(dict.fromkeys(note.splitlines())),
            before=(same.ends_on, same.note) if same else None,
            week=week.slots,
            week_words=week.words,
            week_before=same.week if same else (),
            from_on=max(begins, self.today) if same and same.week else begins,
        )

    def _school(self, child: Child) -> SchoolRef | None:
        said = child.cells["school"]
        if said:
            return self.schools.find(said, child.row, child.cells.column("school"))
        if child.here and child.here.placements:
            return self._of_placement(child.here.placements[0])
        choices = [Choice("none", "Bring the pupils in without a placement", "Bring them in without a placement")]
        choices += [
            Choice(f"is-{each.id}", f"{each.facts.name} places them", f"{each.facts.name} places them")
            for each in self.here.commissioners
            if not each.archived
        ]
        answer = self.desk.ask(
            "no-school",
            child.row,
            "These rows name no school or council that places the pupil.",
            choices,
            about="*",
            column=child.cells.column("school"),
            means="A placement needs one: it is told of each absence.",
            do="Choose who places them, or add placements later.",
        )
        return next((SchoolRef(c.facts.name, c.id, c.facts.kind == "council") for c in self.here.commissioners
                     if answer == f"is-{c.id}"), None)  # fmt: skip

    def _of_placement(self, placement: PlacementHere) -> SchoolRef:
        known = next(each for each in self.here.commissioners if each.id == placement.commissioner_id)
        return SchoolRef(known.facts.name, known.id, known.facts.kind == "council")

    def _with(self, child: Child, school: SchoolRef) -> list[PlacementHere]:
        """The child's placements by this school, the latest first."""
        placements = child.here.placements if child.here and school.id else ()
        mine = [each for each in placements if each.commissioner_id == school.id]
        return sorted(mine, key=lambda each: each.starts_on, reverse=True)

    def _starts_on(self, child: Child, current: list[PlacementHere]) -> date | None:
        cells = child.cells
        if not cells["starts_on"]:
            if current:
                return current[0].starts_on
            year = academic_year_start(self.today)
            answer = self.desk.ask(
                "no-start",
                child.row,
                "These placements have no first day.",
                [
                    Choice("year", f"They began with the school year, {long_date(year)}", "They began with the year"),
                    Choice("today", f"They begin today, {long_date(self.today)}", "They begin today"),
                    Choice("none", "Bring the pupils in without a placement", "Without a placement"),
                ],
                about="*",
                column=cells.column("starts_on"),
                means="Absences count from the first day on.",
                do="Choose the first day.",
            )
            return {"year": year, "today": self.today}.get(answer)
        here = {each.starts_on for each in current}
        reading = day_in(cells, "starts_on", self.desk, near=self.today, settled=here.__contains__, code="start")
        if reading.value is None:
            self.desk.refuse(
                "start-date",
                child.row,
                reading.fault,
                column=cells.column("starts_on"),
                said=cells["starts_on"],
                means="Without a first day the pupil stands on no register.",
                do="Put the date right in the file and send it again, or leave the row out.",
            )
        return reading.value

    def _other_start(self, child: Child, known: PlacementHere, starts_on: date) -> PlacementHere | None:
        if known.ends_on and known.ends_on < starts_on:
            return None
        answer = self.desk.ask(
            "other-start",
            child.row,
            f"{child.name} has a placement by this school from {long_date(known.starts_on)}; "
            f"the file says {long_date(starts_on)}.",
            [
                Choice("same", "It is the same placement: its first day stays as it is here", "They stay as they are"),
                Choice(LEAVE_OUT, "Leave this row out", "Leave these rows out"),
            ],
            column=child.cells.column("starts_on"),
            said=child.cells["starts_on"],
            means="Two placements at once would count each session twice.",
            do="Keep the one that is here, or change it on the pupil's page.",
        )
        return known if answer == "same" else None

    def _ends_on(self, child: Child, same: PlacementHere | None) -> tuple[date | None, str]:
        """Return (last day, what to keep as a note)."""
        said, known = child.cells["ends_on"], same.ends_on if same else None
        if not said:
            return known, ""
        note = f"End: {said}"
        reading = day_in(child.cells, "ends_on", self.desk, near=self.today, settled=known.__eq__, code="end")
        if reading.value:
            return reading.value, ""
        if same is None or note not in same.note.splitlines():
            self.desk.ask(
                "end-date",
                child.row,
                f"“{said}” is not a day.",
                [
                    Choice("note", f"No end yet; keep “{said}” as a note", "No end yet; keep the words as notes"),
                    ROWS_OUT,
                ],
                about=said.casefold(),
                column=child.cells.column("ends_on"),
                said=said,
                means="The placement would have no last day.",
                do="Say whether that is right.",
            )
        return known, note

    def _week(self, child: Child, same: PlacementHere | None) -> Week:
        days, times = child.cells["days"], child.cells["times"]
        by_column = {number: said for number, day in enumerate(DAYS, start=1) if (said := child.cells[day.name])}
        if not (days or times or by_column):
            return Week()
        said = " ".join(part for part in (days, times) if part) or ", ".join(
            f"{DAYS[number - 1].words[1].capitalize()} {word}" for number, word in by_column.items()
        )
        note = f"Days in the file: {said}"
        if same is not None and note in same.note.splitlines():
            return Week(note=note)
        group = self._group(child)
        if by_column and not days:
            reading_sessions = {number: _sessions(word) for number, word in by_column.items()}
            starts_time, ends_time, _ = read_times(times)
            pattern = SpokenPattern({n: s for n, s in reading_sessions.items() if s}, starts_time, ends_time)
            doubt, fault = f"“{said}” is read as {pattern}.", ""
        else:
            morning_ends = group.morning_ends if group else MIDDAY
            afternoon_starts = group.afternoon_starts if group else AFTER_LUNCH
            reading = read_pattern(days, times, morning_ends=morning_ends, afternoon_starts=afternoon_starts)
            pattern, doubt, fault = reading.value, reading.doubt, reading.fault
        where = {"about": said.casefold(), "said": said, "column": self._column(child.cells)}
        keep = Choice("note", f"Bring in without days; keep “{said}” as a note", "Bring in without days, with a note")
        if pattern is None or not pattern.sessions:
            self.desk.ask(
                "pattern-unread",
                child.row,
                fault or f"“{said}” names no days.",
                [keep, ROWS_OUT],
                means="Without days the pupil stands on no register.",
                do="Add the days on the placement's page as soon as they are known.",
                **where,
            )
            return Week(note=note)
        if group is None:
            return Week(note=note)
        slots = slots_of(pattern, group)
        if same is not None and set(slots) == set(same.week):
            return Week(slots, str(pattern))
        answer = self.desk.ask(
            "pattern",
            child.row,
            doubt,
            [Choice("confirm", f"Yes: {pattern}", "Every week is read rightly"), keep],
            means="The pupil will be expected then, and an absence rings home.",
            do="Compare the words with the days and times, and say whether they are right.",
            **where,
        )
        if answer != "confirm":
            return Week(note=note)
        # Words that say more than the week holds stay with the placement.
        return Week(slots, str(pattern), note if "more than one thing" in doubt else "")

    def _column(self, cells: Cells) -> str:
        return ", ".join(filter(None, (cells.column("days"), cells.column("times")))) or "Monday to Friday"

    def _group(self, child: Child) -> GroupHere | None:
        """The group of the row, else the one a person names for the whole file; None where there is none yet."""
        said, groups = child.cells["group"], self.here.groups
        named = next((group for group in groups if group.name.casefold() == said.casefold()), None)
        if named is not None:
            return named
        if not groups:
            self.desk.warn(
                "no-group",
                child.row,
                "There is no group yet, so nobody can be expected on a register.",
                about="*",
                means="Days and times are kept as notes on the placements.",
                do="Add a site with a group under Settings, then send this file again to bring the days in.",
            )
            return None
        choices = [
            Choice(f"is-{group.id}", f"They come to {group.name}", f"They come to {group.name}") for group in groups
        ]
        what = (
            f"“{said}” is not one of your groups." if said else "These rows do not say which group the pupils come to."
        )
        answer = self.desk.ask(
            "group",
            child.row,
            what,
            choices,
            about=said.casefold() or "*",
            column=child.cells.column("group"),
            said=said,
            means="A week needs a group: its register is where they will stand.",
            do="Choose the group. It can be changed for each pupil later.",
        )
        return next(group for group in groups if answer == f"is-{group.id}")


def slots_of(pattern: SpokenPattern, group: GroupHere) -> tuple[WeekSlot, ...]:
    """Return the sessions of a spoken week; a time is the pupil's own only where it differs from the session's."""
    slots = []
    for weekday, sessions in sorted(pattern.sessions.items()):
        for session in sessions:
            clock = group.clocks.get(session)
            starts = pattern.starts_time if session == sessions[0] else None
            ends = pattern.ends_time if session == sessions[-1] else None
            if clock:
                starts = _own(starts, clock.starts_time, clock.starts_time, clock.ends_time)
                ends = _own(ends, clock.ends_time, clock.starts_time, clock.ends_time)
            slots.append(WeekSlot(weekday, session, group.id, starts, ends))
    return tuple(slots)


def _own(said: time | None, usual: time, begins: time, ends: time) -> time | None:
    """A time that differs from the session's own and lies in it."""
    return said if said is not None and said != usual and begins <= said <= ends else None


def _sessions(word: str) -> tuple[str, ...]:
    """The sessions that a cell under a weekday's name says: AM, PM, both, or none."""
    plain = " ".join(word.casefold().replace(",", " ").split())
    if plain in WORDS_OF_A_TICK:
        return SESSIONS
    return tuple(session for session in SESSIONS if session.casefold() in plain)
