"""What can be done with notices. Each is in the journal."""

from firstbell.notices.commands.confirming import confirm_in_writing
from firstbell.notices.commands.languages import record_check, withdraw_check
from firstbell.notices.commands.leave import Decision, LeaveNotOurs, NotLeave, decide_leave
from firstbell.notices.commands.replies import accept_reply
from firstbell.notices.commands.taking import NoticeFacts, NoticeReversed, add_paper, take_notice, withdraw_notice

__all__ = [
    "Decision",
    "LeaveNotOurs",
    "NotLeave",
    "NoticeFacts",
    "NoticeReversed",
    "accept_reply",
    "add_paper",
    "confirm_in_writing",
    "decide_leave",
    "record_check",
    "take_notice",
    "withdraw_check",
    "withdraw_notice",
]
