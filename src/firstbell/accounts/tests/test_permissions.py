"""How the permission matrix is read and what it answers."""

from __future__ import annotations

import pytest

from firstbell.accounts.permissions import Answer, MatrixFault, parse

MATRIX = parse(
    """
    [audiences]
    staff = ["tutor", "head"]
    [routes]
    "a:open" = "public"
    "a:any" = "signed-in"
    "a:page" = "staff"
    "a:form" = { GET = "staff", POST = ["head"] }
    "a:closed" = []
    """
)


def answer(route: str, method: str = "GET", roles: tuple[str, ...] | None = ()) -> Answer:
    return MATRIX.answer(route, method, signed_in=roles is not None, roles=roles or ())


class TestTheMatrix:
    def test_what_is_not_listed_is_refused_to_everyone(self):
        assert answer("a:new", roles=None) is Answer.REFUSED
        assert answer("a:new", roles=("head",)) is Answer.REFUSED

    def test_what_is_public_needs_no_sign_in(self):
        assert answer("a:open", roles=None) is Answer.ALLOWED

    def test_nobody_is_asked_to_sign_in(self):
        assert answer("a:page", roles=None) is Answer.SIGN_IN
        assert answer("a:closed", roles=None) is Answer.SIGN_IN

    def test_signed_in_is_enough_where_it_says_so(self):
        assert answer("a:any", roles=()) is Answer.ALLOWED
        assert answer("a:page", roles=()) is Answer.REFUSED

    def test_a_group_of_roles_stands_for_each_of_them(self):
        assert answer("a:page", roles=("tutor",)) is Answer.ALLOWED
        assert answer("a:page", roles=("administrator",)) is Answer.REFUSED

    def test_one_fitting_role_of_several_is_enough(self):
        assert answer("a:page", roles=("administrator", "tutor")) is Answer.ALLOWED

    def test_a_method_has_its_own_audience(self):
        assert answer("a:form", "GET", ("tutor",)) is Answer.ALLOWED
        assert answer("a:form", "HEAD", ("tutor",)) is Answer.ALLOWED
        assert answer("a:form", "POST", ("tutor",)) is Answer.REFUSED
        assert answer("a:form", "POST", ("head",)) is Answer.ALLOWED
        assert answer("a:form", "DELETE", ("head",)) is Answer.REFUSED

    def test_an_empty_list_closes_a_route_to_all(self):
        assert answer("a:closed", roles=("head", "administrator")) is Answer.REFUSED

    def test_a_word_it_does_not_know_is_refused_with_its_place(self):
        with pytest.raises(MatrixFault, match=r"a:page: 'teacher' is not one of"):
            parse('[routes]\n"a:page" = ["teacher"]')
