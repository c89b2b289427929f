"""What is done about a meeting: arranged, changed, invited to, cancelled, held, written down."""

from firstbell.support.meetings.commands.arranging import (
    Details,
    MeetingOver,
    add_professional,
    arrange,
    ask_also,
    cancel,
    change,
)
from firstbell.support.meetings.commands.holding import StillToCome, hold, write_minutes
from firstbell.support.meetings.commands.inviting import NobodyToAsk, gave_letter, invite, remind

__all__ = [
    "Details",
    "MeetingOver",
    "NobodyToAsk",
    "StillToCome",
    "add_professional",
    "arrange",
    "ask_also",
    "cancel",
    "change",
    "gave_letter",
    "hold",
    "invite",
    "remind",
    "write_minutes",
]
