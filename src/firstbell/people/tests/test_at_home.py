"""Who at home is written to about a pupil."""

import pytest

from firstbell.people.at_home import email_of, written_to
from tests.builders import a_contact, a_pupil

pytestmark = pytest.mark.django_db


@pytest.fixture
def pupil():
    """A pupil whose only contact so far is the first, of whom nobody has said anything."""
    return a_pupil()


def names(pupil):
    return [contact.relationship for contact in written_to([pupil.pk])[pupil.pk]]


class TestWhoIsWrittenTo:
    def test_is_the_first_where_nobody_has_said_who_has_responsibility(self, pupil):
        a_contact(pupil, relationship="Aunt", email="aunt@example.org")
        assert names(pupil) == [pupil.contacts.first().relationship]

    def test_is_everybody_who_has_it_and_nobody_else(self, pupil):
        a_contact(pupil, relationship="Aunt", email="aunt@example.org")
        a_contact(pupil, relationship="Father", parental_responsibility=True)
        assert names(pupil) == ["Father"]

    def test_is_nobody_who_is_known_not_to_have_it(self, pupil):
        pupil.contacts.update(parental_responsibility=False)
        assert names(pupil) == []

    def test_is_never_somebody_who_must_not_be_written_to(self, pupil):
        pupil.contacts.update(parental_responsibility=True, safety="never", warning="Court order")
        assert names(pupil) == []

    def test_has_no_email_where_a_warning_is_to_be_read_first(self, pupil):
        contact = a_contact(pupil, email="mum@example.org", safety="warning", warning="Ring first")
        assert email_of(contact) == ""
