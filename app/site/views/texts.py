"""The operator's pages: privacy notice, imprint, accessibility contact."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.site import blueprint
from app.site.queries import text_of
from app.web_pages import public_page

__all__ = ["accessibility", "imprint", "privacy"]


@blueprint.get("/privacy")
def privacy() -> ResponseReturnValue:
    """What is kept about visitors, why, and for how long."""
    return _page("privacy", _("Privacy"))


@blueprint.get("/imprint")
def imprint() -> ResponseReturnValue:
    """Who answers for this installation."""
    return _page("imprint", _("Imprint"))


@blueprint.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    """How accessible the pages are, and whom to tell where they are not."""
    return _page("accessibility", _("Accessibility"))


def _page(key: str, title: str) -> ResponseReturnValue:
    body, version = text_of(key)
    return public_page("site/text.html", (version,), lambda: {"key": key, "title": title, "body": body})
