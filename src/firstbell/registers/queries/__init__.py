"""What can be asked of registers. Each answer is made of small frozen values for one page."""

from firstbell.registers.queries.days import of_day
from firstbell.registers.queries.finding import pupils_called
from firstbell.registers.queries.line import awaits_arrival, code_groups, is_here, line_history
from firstbell.registers.queries.moments import moments_of
from firstbell.registers.queries.on_site import OnSite, on_site_now
from firstbell.registers.queries.page import RegisterPage
from firstbell.registers.queries.page_reading import register_page
from firstbell.registers.queries.today import DayCounts, Room, day_counts, todays_registers
from firstbell.registers.queries.year import group_year, pupil_year

__all__ = [
    "DayCounts",
    "OnSite",
    "RegisterPage",
    "Room",
    "awaits_arrival",
    "code_groups",
    "day_counts",
    "group_year",
    "is_here",
    "line_history",
    "moments_of",
    "of_day",
    "on_site_now",
    "pupil_year",
    "pupils_called",
    "register_page",
    "todays_registers",
]
