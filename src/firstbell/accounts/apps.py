from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "firstbell.accounts"
    label = "accounts"
    verbose_name = "Accounts"
