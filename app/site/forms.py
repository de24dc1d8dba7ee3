"""What the operator writes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.forms import RowForm
from app.forms_fields import LocalTextField

__all__ = ["TextForm"]


class TextForm(RowForm):
    """One of the operator's pages; without any text the page shows what comes with the program."""

    body = LocalTextField(_("Text"), block=True, limit=100_000)
