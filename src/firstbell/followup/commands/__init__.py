"""What staff do about an absence: ring home, ring the school, say what is done, say that a pupil is here."""

from firstbell.followup.commands.calling import HOME, Call, Logged, NeverRing, log_attempt
from firstbell.followup.commands.doing import DoneAlready, NoLine, NotByHand, done_by, here_now, record_done
from firstbell.followup.commands.schools import tell_school

__all__ = [
    "HOME",
    "Call",
    "DoneAlready",
    "Logged",
    "NeverRing",
    "NoLine",
    "NotByHand",
    "done_by",
    "here_now",
    "log_attempt",
    "record_done",
    "tell_school",
]
