"""What can be asked of registers. Each answer is made of small frozen values for one page."""

from firstbell.registers.queries.on_site import OnSite, on_site_now
from firstbell.registers.queries.page import RegisterPage, register_page
from firstbell.registers.queries.today import DayCounts, Room, day_counts, todays_registers

__all__ = [
    "DayCounts",
    "OnSite",
    "RegisterPage",
    "Room",
    "day_counts",
    "on_site_now",
    "register_page",
    "todays_registers",
]
