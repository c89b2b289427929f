"""What can be done to duties. Each keeps duties and marks in agreement and writes the journal."""

from firstbell.duties.commands.claiming import claim
from firstbell.duties.commands.escalating import escalate
from firstbell.duties.commands.explaining import give_late_reason
from firstbell.duties.commands.judging import end_days_before, judge
from firstbell.duties.commands.opening import open_because, open_for, open_register_duties
from firstbell.duties.commands.reopening import reopen
from firstbell.duties.commands.school_days import open_day_duties
from firstbell.duties.commands.settling import meet, withdraw

__all__ = [
    "claim",
    "end_days_before",
    "escalate",
    "give_late_reason",
    "judge",
    "meet",
    "open_because",
    "open_day_duties",
    "open_for",
    "open_register_duties",
    "reopen",
    "withdraw",
]
