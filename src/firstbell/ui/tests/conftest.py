import pytest


@pytest.fixture(autouse=True)
def _own_addresses(settings):
    settings.ROOT_URLCONF = "firstbell.ui.tests.urls"
