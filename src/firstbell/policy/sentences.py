"""Checks the placeholders of the sentences that people read."""

from collections.abc import Collection
from string import Formatter

from firstbell.policy.tables import Table


def check_placeholders(table: Table, sentence: str, words: Collection[str]) -> None:
    """Report a placeholder that nothing fills, or a stray brace."""
    try:
        placeholders = [part[1:] for part in Formatter().parse(sentence) if part[1] is not None]
    except ValueError:
        table.fault("sentence", "A curly bracket stands alone.", "Write placeholders as {minutes}.")
        return
    for name, layout, conversion in placeholders:
        if layout or conversion:
            table.fault("sentence", f"The placeholder {{{name}}} holds more than its name.", f"Write {{{name}}} alone.")
        elif name not in words:
            known = " or ".join(f"{{{word}}}" for word in words)
            advice = f"Use {known}, or write the words out." if known else "Write the words out."
            table.fault("sentence", f"Nothing fills the placeholder {{{name}}}.", advice)
