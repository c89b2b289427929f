"""What tests of pages share: a signed-in client, and a page's words without its line breaks."""

from __future__ import annotations

from html import unescape

from django.http import HttpResponse
from django.test import Client

from firstbell.provisions.models import Provision
from tests.builders import a_member


def signed_in(provision: Provision, role: str = "attendance_lead") -> Client:
    client = Client()
    client.force_login(a_member(provision, role))
    return client


def text(response: HttpResponse) -> str:
    return unescape(" ".join(response.content.decode().split()))
