"""The icons of a page: named while it is drawn, printed once at its end as a sprite of just those."""

import re
from pathlib import Path

from django.template import Context
from django.utils.safestring import SafeString, mark_safe

SYMBOLS: dict[str, str] = {
    match[1]: match[0]
    for match in re.finditer(r'<symbol id="i-([a-z]+)".*?</symbol>', Path(__file__).with_name("icons.svg").read_text())
}
ASKED_FOR = "ui.icons"


def keep(context: Context, name: str) -> None:
    """Put an icon into the sprite of the page being drawn. Raises KeyError if we have no icon of that name."""
    if name not in SYMBOLS:
        raise KeyError(f"There is no icon called {name!r}. Choose one of: {', '.join(SYMBOLS)}.")
    page_wide(context, ASKED_FOR)[name] = True


def page_wide(context: Context, key: str) -> dict[str, bool]:
    """Return a set, in order of asking, that every included template of one page shares.

    Included templates push their own layer on the render context; only its first layer is the page's.
    """
    asked: dict[str, bool] = context.render_context.dicts[0].setdefault(key, {})
    return asked


def icon_html(name: str, classes: str = "") -> SafeString:
    """Return the reference to an icon; `keep` must have put it into the sprite."""
    return mark_safe(
        f'<svg class="icon{" " if classes else ""}{classes}" aria-hidden="true"><use href="#i-{name}"/></svg>'
    )


def sprite_html(context: Context) -> SafeString:
    """Return the sprite of the icons this page asked for so far."""
    symbols = "".join(SYMBOLS[name] for name in page_wide(context, ASKED_FOR))
    return mark_safe(f"<svg hidden>{symbols}</svg>" if symbols else "")
