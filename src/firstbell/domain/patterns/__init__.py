"""Patterns of absence and lateness, found in one pupil's register and said in plain words with their numbers.

Nothing here is a score and nothing foretells: a pattern is a count of what happened, beside the same count on other
days, and how seldom chance alone would part them so.

The method, the same for every kind:

- *What is compared.* Days, never sessions: the morning and afternoon of one day go together. A day is missed when a
  session of it was missed. Sessions the school itself arranged away (part-time timetable, study leave, suspension) and
  those outside the possible ones are left out.
- *How unusual.* Exact, by counting. The days missed are thought of as laid anew over the same days, as many of them in
  as many runs, each way as likely as any other; the chance is the share of ways that fall as often into the cell, or
  oftener. Keeping the runs keeps an illness of a week one event. Mornings against afternoons is an exact test of signs
  by week; runs are counted against every way to lay the same days; growing lateness is a seeded permutation of weeks.
- *Many comparisons.* Holm's correction over every comparison made for the pupil, so that of a hundred pupils without
  any pattern five at most are told of one, however the comparisons depend on each other. What is shown is the
  corrected chance.
- *Silence.* Fewer than 20 possible sessions, fewer than 5 days on either side, fewer than 3 days found, or a difference
  under 15 points: nothing is said.

Source: AL-9, SS-30, R-062, R-101. docs/run/patterns.md gives the rates of false alarms and of what is found.
"""

from firstbell.domain.patterns.context import Context, Sibling
from firstbell.domain.patterns.finding import ALARM, find
from firstbell.domain.patterns.values import Count, Pattern, PatternKind

__all__ = ["ALARM", "Context", "Count", "Pattern", "PatternKind", "Sibling", "find"]
