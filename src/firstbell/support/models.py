"""Every model of this room; each lies with what it is for."""

from firstbell.support.cases.models import Case

__all__ = ["Case"]
