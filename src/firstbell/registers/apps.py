from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "firstbell.registers"
    label = "registers"
    verbose_name = "Registers"
