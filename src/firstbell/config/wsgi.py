"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from firstbell.config import orphans

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.config.settings")
orphans.end_with_parent()
application = get_wsgi_application()
# Every page is imported now, so that the first person does not wait for it, and a broken one shows at once.
get_resolver().url_patterns  # noqa: B018

from firstbell.worker import watch  # noqa: E402

watch.begin()
