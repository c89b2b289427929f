from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "firstbell.exchange"
    label = "exchange"
    verbose_name = "Imports and exports"
