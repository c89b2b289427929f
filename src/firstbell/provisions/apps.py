from django.apps import AppConfig


class ProvisionsConfig(AppConfig):
    name = "firstbell.provisions"
    label = "provisions"
    verbose_name = "Provisions, sites, groups and calendars"

    def ready(self) -> None:
        from firstbell.provisions import sections, setup_steps

        readers = ("attendance_lead", "head", "safeguarding_lead", "administrator")
        sections.add_link(sections.SETTINGS, 0, "Overview", "provisions:settings", readers)
        sections.add_link(sections.SETTINGS, 10, "Sites and times", "provisions:sites", readers)
        sections.add_link(sections.SETTINGS, 30, "Calendar", "provisions:calendar", readers)
        sections.add_link(sections.SETTINGS, 40, "Policy", "provisions:policy", readers)
        for step in (setup_steps.provision_step, setup_steps.policy_step, setup_steps.calendar_step):
            sections.add_step(step)
