"""What can be done to registers. Each is one unit of work: marks, counts, duties and journal together."""

from firstbell.registers.commands.amending import amend_mark, arrived, record_arrival, settle
from firstbell.registers.commands.answers import Tap
from firstbell.registers.commands.days import Opened, open_day
from firstbell.registers.commands.deciding import close_undecided
from firstbell.registers.commands.finishing import StillBlank, finish, undo
from firstbell.registers.commands.importing import BroughtIn, MarksDiffer, PastMark, import_marks
from firstbell.registers.commands.keeping import TapReused
from firstbell.registers.commands.looking_again import look_again
from firstbell.registers.commands.marking import (
    Clash,
    Recorded,
    Repeated,
    Rest,
    record_mark,
    record_rest,
    save_register,
)
from firstbell.registers.commands.paper import take_from_paper
from firstbell.registers.commands.presence import add_unexpected, left_without_leave, sign_in, sign_out
from firstbell.registers.commands.recounting import recount, recount_nightly

__all__ = [
    "BroughtIn",
    "Clash",
    "MarksDiffer",
    "Opened",
    "PastMark",
    "Recorded",
    "Repeated",
    "Rest",
    "StillBlank",
    "Tap",
    "TapReused",
    "add_unexpected",
    "amend_mark",
    "arrived",
    "close_undecided",
    "finish",
    "import_marks",
    "left_without_leave",
    "look_again",
    "open_day",
    "record_arrival",
    "record_mark",
    "record_rest",
    "recount",
    "recount_nightly",
    "save_register",
    "settle",
    "sign_in",
    "sign_out",
    "take_from_paper",
    "undo",
]
