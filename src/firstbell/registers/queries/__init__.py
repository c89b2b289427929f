"""What can be asked of registers. Each answer is made of small frozen values for one page."""

from firstbell.registers.queries.counts import By, Scope, counts
from firstbell.registers.queries.days import of_day
from firstbell.registers.queries.finding import pupils_called
from firstbell.registers.queries.hours import held_sessions
from firstbell.registers.queries.line import awaits_arrival, code_groups, is_here, line_history
from firstbell.registers.queries.marked import marked_sessions
from firstbell.registers.queries.moments import moments_of
from firstbell.registers.queries.on_site import OnSite, on_site_now
from firstbell.registers.queries.page import RegisterPage
from firstbell.registers.queries.page_reading import register_page
from firstbell.registers.queries.periods import Periods, periods, placement_span
from firstbell.registers.queries.today import DayCounts, Room, day_counts, todays_registers
from firstbell.registers.queries.year import group_year, pupil_year

__all__ = [
    "By",
    "DayCounts",
    "OnSite",
    "Periods",
    "RegisterPage",
    "Room",
    "Scope",
    "awaits_arrival",
    "code_groups",
    "counts",
    "day_counts",
    "group_year",
    "held_sessions",
    "is_here",
    "line_history",
    "marked_sessions",
    "moments_of",
    "of_day",
    "on_site_now",
    "periods",
    "placement_span",
    "pupil_year",
    "pupils_called",
    "register_page",
    "todays_registers",
]
