"""The mail as it travels: plain text with its HTML twin, and the headers that keep it recognisable."""

from __future__ import annotations

from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from firstbell.outbox.channels import Mail


def letter(mail: Mail) -> EmailMultiAlternatives:
    """Return Django's form of a mail. Auto-Submitted keeps out-of-office answers away."""
    built = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=formataddr((mail.sender_name, settings.DEFAULT_FROM_EMAIL)),
        to=[formataddr((mail.to_name, mail.to_address))],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )
    if mail.html:
        built.attach_alternative(mail.html, "text/html")
    for file in mail.attachments:
        built.attach(file.name, file.content, file.content_type)
    return built
