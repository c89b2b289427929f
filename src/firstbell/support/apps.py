from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "firstbell.support"
    label = "support"
    verbose_name = "Crossings, cases, meetings, plans and recognition"

    def ready(self) -> None:
        from firstbell.support.cases import registering as cases
        from firstbell.support.concerns import registering as concerns
        from firstbell.support.contracts import registering as contracts
        from firstbell.support.crossings import registering as crossings
        from firstbell.support.meetings import registering as meetings
        from firstbell.support.patterns import registering as patterns
        from firstbell.support.plans import registering as plans
        from firstbell.support.recognition import registering as recognition
        from firstbell.support.reintegration import registering as reintegration

        cases.register()
        concerns.register()
        meetings.register()
        crossings.register()
        recognition.register()
        reintegration.register()
        contracts.register()
        patterns.register()
        plans.register()
