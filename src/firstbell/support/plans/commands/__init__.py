"""What can be done with plans: write, agree, review, send, ask an agency. Each writes the journal."""

from firstbell.support.plans.commands.referring import Referred, add_answer, refer
from firstbell.support.plans.commands.reviewing import Reviewed, open_due_reviews, review
from firstbell.support.plans.commands.sending import send_plan
from firstbell.support.plans.commands.writing import (
    Agreed,
    PlanDraft,
    StrategyDraft,
    TargetDraft,
    agree,
    draw_plan,
)

__all__ = [
    "Agreed",
    "PlanDraft",
    "Referred",
    "Reviewed",
    "StrategyDraft",
    "TargetDraft",
    "add_answer",
    "agree",
    "draw_plan",
    "open_due_reviews",
    "refer",
    "review",
    "send_plan",
]
