"""What is done in a support case. Each writes the journal; nothing is written into a case that was closed."""

from firstbell.support.cases.commands.actions import Agreed, agree_action, end_action
from firstbell.support.cases.commands.barriers import Looked, change_barrier, end_barrier, record_barrier
from firstbell.support.cases.commands.course import close_case, open_case, pass_on, reopen_case
from firstbell.support.cases.commands.entries import CaseClosed, Said, about, add_entry, refuse_closed

__all__ = [
    "Agreed",
    "CaseClosed",
    "Looked",
    "Said",
    "about",
    "add_entry",
    "agree_action",
    "change_barrier",
    "close_case",
    "end_action",
    "end_barrier",
    "open_case",
    "pass_on",
    "record_barrier",
    "refuse_closed",
    "reopen_case",
]
