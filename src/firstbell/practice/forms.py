"""What the practice bar and the practice sign-in send."""

from __future__ import annotations

from django import forms

from firstbell.accounts.models import User
from firstbell.practice.commands import STEPS


class ClockForm(forms.Form):
    to = forms.ChoiceField(choices=STEPS)


class SignInForm(forms.Form):
    """One of the practice people, by email address. There is no password to check: nobody here is real."""

    email = forms.EmailField()

    user: User

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        found = User.objects.filter(email=email, is_active=True).first()
        if found is None:
            raise forms.ValidationError("Nobody in the practice provision has this address.")
        self.user = found
        return email
