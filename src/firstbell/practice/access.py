"""What of the practice provision a page may show: everything, for nobody in it is real."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from firstbell.practice.models import PracticeMail


def mail(mail_id: int) -> PracticeMail:
    return get_object_or_404(PracticeMail, pk=mail_id)
