from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "firstbell.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from firstbell.accounts import sign_in
        from firstbell.accounts.setup_step import people_step
        from firstbell.provisions import sections

        user_logged_in.connect(sign_in.signed_in, dispatch_uid="firstbell.accounts.signed_in")
        user_logged_out.connect(sign_in.signed_out, dispatch_uid="firstbell.accounts.signed_out")
        sections.add_link(sections.SETTINGS, 50, "People", "accounts:people", ("head", "administrator"))
        sections.add_step(people_step)
