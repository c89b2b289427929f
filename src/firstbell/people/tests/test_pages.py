"""The pages on pupils and contacts: what they say, whom they refuse, and that nothing typed is lost."""

from __future__ import annotations

import pytest

from firstbell.people.models import Contact, Pupil
from firstbell.people.tests.pages import signed_in, text
from tests.builders import a_contact, a_provision, a_pupil

pytestmark = pytest.mark.django_db
NEW = {"legal_first_name": "Ola", "legal_last_name": "Reed"}
CONTACT = {"name": "Dawn Holt", "channel": "call", "safety": "ok", "number_1": "07700 900284"}


@pytest.fixture
def provision():
    return a_provision()


@pytest.fixture
def lead(provision):
    return signed_in(provision)


@pytest.fixture
def pupil(provision):
    return a_pupil("Kacey Holt", provision=provision)


class TestThePupilsPage:
    def test_shows_who_to_ring_first_with_the_number_to_tap(self, lead, pupil):
        a_contact(pupil, number="+447700900284", name="Sheila Holt")
        page = text(lead.get(f"/pupils/{pupil.pk}/"))
        assert page.index("Ines Holt") < page.index("Sheila Holt")
        assert 'href="tel:+447700900284"' in page and "07700 900284" in page

    def test_shows_a_warning_before_the_number(self, lead, pupil):
        a_contact(pupil, name="Carl Holt", number="+447700900111", safety="warning", warning="Do not give the address")
        page = text(lead.get(f"/pupils/{pupil.pk}/"))
        assert page.index("Do not give the address") < page.index("07700 900111")

    def test_gives_no_number_of_someone_never_to_be_rung(self, lead, pupil):
        a_contact(pupil, name="Carl Holt", number="+447700900111", safety="never", warning="Court order")
        page = text(lead.get(f"/pupils/{pupil.pk}/"))
        assert "Never ring or write" in page and "900111" not in page

    def test_lets_a_tutor_read_and_change_nothing(self, provision, pupil):
        tutor = signed_in(provision, "tutor")
        page = text(tutor.get(f"/pupils/{pupil.pk}/"))
        assert "Ines Holt" in page and "Change details" not in page
        assert tutor.get(f"/pupils/{pupil.pk}/change/").status_code == 403

    @pytest.mark.parametrize("role", ["administrator", "commissioner_contact"])
    def test_is_refused_to_those_who_see_no_pupils(self, provision, pupil, role):
        client = signed_in(provision, role)
        assert client.get("/pupils/").status_code == 403
        assert client.get(f"/pupils/{pupil.pk}/").status_code == 403


class TestAnotherProvision:
    def test_sees_no_pupil_and_no_contact_of_ours(self, pupil):
        stranger = signed_in(a_provision())
        contact = pupil.contacts.get()
        pages = [f"/pupils/{pupil.pk}/{part}" for part in ("", "change/", "history/", "archive/", "contacts/add/")]
        pages += [f"/pupils/contacts/{contact.pk}/", f"/pupils/contacts/{contact.pk}/archive/"]
        assert {stranger.get(page).status_code for page in pages} == {404}
        assert stranger.post(f"/pupils/{pupil.pk}/restore/").status_code == 404
        assert stranger.post(f"/pupils/contacts/{contact.pk}/move/", {"to": "up"}).status_code == 404

    def test_finds_none_of_ours_in_its_list(self, pupil):
        assert "Nobody found" in text(signed_in(a_provision()).get("/pupils/?q=Kacey"))


class TestAddingAPupil:
    def test_leads_to_their_page(self, lead):
        response = lead.post("/pupils/add/", NEW)
        assert response.status_code == 302
        assert response["Location"] == f"/pupils/{Pupil.objects.get(legal_first_name='Ola').pk}/"

    def test_without_a_name_keeps_what_was_typed_and_says_what_to_do(self, lead):
        response = lead.post("/pupils/add/", NEW | {"legal_last_name": "", "language": "Polish"})
        assert response.status_code == 422
        assert """<a href="#id_legal_last_name">Write the pupil's legal last name.</a>""" in text(response)
        assert 'value="Polish"' in text(response)

    def test_with_a_wrong_check_letter_is_kept_only_if_a_person_says_so(self, lead):
        wrong = NEW | {"upn": "b801200010001"}
        response = lead.post("/pupils/add/", wrong)
        assert response.status_code == 422
        assert "Keep this UPN as I typed it" in text(response)
        assert lead.post("/pupils/add/", wrong | {"keep_upn": "on"}).status_code == 302
        kept = Pupil.objects.get(legal_first_name="Ola")
        assert (kept.upn, kept.upn_unchecked) == ("B801200010001", True)

    def test_of_a_name_that_is_there_already_asks_whether_it_is_another(self, lead, pupil):
        same = {"legal_first_name": "kacey", "legal_last_name": "Holt", "born_on": "2012-01-02"}
        response = lead.post("/pupils/add/", same)
        assert response.status_code == 422
        assert "born 4 May 2011" in text(response)
        assert lead.post("/pupils/add/", same | {"another": "on"}).status_code == 302


class TestChangingAPupil:
    def test_that_a_colleague_changed_meanwhile_overwrites_nothing(self, lead, pupil):
        seen = lead.get(f"/pupils/{pupil.pk}/change/").context["form"]["seen"].value()
        Pupil.objects.filter(pk=pupil.pk).update(language="Polish")
        typed = {"legal_first_name": "Kacey", "legal_last_name": "Holt", "born_on": "2011-05-04", "seen": seen}
        response = lead.post(f"/pupils/{pupil.pk}/change/", typed)
        assert response.status_code == 422
        assert "A colleague changed this while you were writing" in text(response)
        assert Pupil.objects.get(pk=pupil.pk).language == "Polish"

    def test_saves_after_a_second_look(self, lead, pupil):
        seen = lead.get(f"/pupils/{pupil.pk}/change/").context["form"]["seen"].value()
        Pupil.objects.filter(pk=pupil.pk).update(language="Polish")
        typed = {"legal_first_name": "Kacey", "legal_last_name": "Holt", "born_on": "2011-05-04", "seen": seen}
        again = lead.post(f"/pupils/{pupil.pk}/change/", typed).context["form"]["seen"].value()
        assert lead.post(f"/pupils/{pupil.pk}/change/", typed | {"seen": again}).status_code == 302


class TestAContact:
    def test_is_kept_with_a_number_that_can_be_dialled(self, lead, pupil):
        assert lead.post(f"/pupils/{pupil.pk}/contacts/add/", CONTACT).status_code == 302
        assert Contact.objects.get(name="Dawn Holt").numbers.get().number == "+447700900284"

    def test_with_a_number_that_cannot_be_dialled_is_offered_the_mended_one(self, lead, pupil):
        response = lead.post(f"/pupils/{pupil.pk}/contacts/add/", CONTACT | {"number_1": "0770O 900284"})
        assert response.status_code == 422
        assert "Did you mean 07700 900284?" in text(response)

    def test_that_must_never_be_rung_needs_the_reason(self, lead, pupil):
        response = lead.post(f"/pupils/{pupil.pk}/contacts/add/", CONTACT | {"safety": "never"})
        assert response.status_code == 422
        assert '<a href="#id_warning">Write why.' in text(response)

    def test_can_be_rung_earlier(self, lead, pupil):
        second = a_contact(pupil, name="Sheila Holt")
        lead.post(f"/pupils/contacts/{second.pk}/move/", {"to": "up"})
        assert Contact.objects.get(pk=second.pk).priority == 1


class TestStatementCounts:
    def test_of_the_list_stay_the_same_with_60_pupils(self, provision, lead, pupil, django_assert_max_num_queries):
        for _ in range(59):
            a_pupil(provision=provision, placed=False)
        with django_assert_max_num_queries(12):
            assert "60 pupils" in text(lead.get("/pupils/"))
