"""What people type about access and about themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation

from firstbell.accounts.models import Role, User
from firstbell.provisions.fields import EmailField, OfficeForm, choose, words

ROLE_HINTS = {
    Role.HEAD: "sees everything here, and gives and ends access",
    Role.SAFEGUARDING_LEAD: "sees everything the office sees, and concerns",
    Role.ATTENDANCE_LEAD: "runs the board, rings home, tells the schools",
    Role.TUTOR: "takes registers",
    Role.ADMINISTRATOR: "sets up sites, policy and access; sees no attendance",
    Role.COMMISSIONER_CONTACT: "a school or council; sees its own pupils only",
}


class InviteForm(OfficeForm):
    """Whom to invite, and to what."""

    name = words("Name", "Write the person's name as colleagues know it.")
    email = EmailField(
        "Work email address", "Write the address they will sign in with.", help_text="They will sign in with it."
    )
    role = choose("What they do here", Role.choices, "Choose what this person does here.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choice_hints = ROLE_HINTS


class RolesForm(OfficeForm):
    """The roles a person holds from now on."""

    roles = forms.MultipleChoiceField(
        label="What they do here",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role. To take all away, end the person's access instead."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choice_hints = ROLE_HINTS


class GroupsForm(OfficeForm):
    """A tutor's own groups."""

    groups = forms.TypedMultipleChoiceField(
        label="Their own groups come first on their pages",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    names_optional = False

    def __init__(self, *args: Any, groups: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].choices = groups


class EndAccessForm(OfficeForm):
    """Why access ends."""

    reason = words(
        "Why", "Say why, in a few words: it is kept.", help_text="For example: left the provision on Friday."
    )


class NameForm(OfficeForm):
    """One's own name."""

    name = words("Your name", "Write your name.", help_text="As pupils, families and schools know you.")


class JoinForm(OfficeForm):
    """A new person's name and password. email: the address they were invited by."""

    name = words("Your name", "Write your name.", help_text="As pupils, families and schools know you.")
    password = forms.CharField(
        label="Choose a password",
        help_text=(
            "At least 12 characters. Three or four words that only you would put together work well. "
            "Not the name of the provision or of a site, and nothing that many people use."
        ),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choose a password. Three or four words that only you put together work well."},
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        person = User(email=self.email, name=self.cleaned_data.get("name", ""))
        password_validation.validate_password(password, person)
        return password


class ProvisionForm(OfficeForm):
    """Which of one's provisions to work in."""

    provision = forms.TypedChoiceField(label="Where are you working?", coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, provisions: tuple[tuple[int, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provision"].choices = provisions
