"""What organizers say when they upload a file."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms.validators import Optional

from app.forms import RowForm
from app.forms_fields import ZoneField
from app.forms_typed import DayField

__all__ = ["UploadForm"]


class UploadForm(RowForm):
    """A file, and what only some files need said beside them."""

    file = FileField(_("File"), [FileRequired(_("Choose a file."))])
    zone = ZoneField(_("Time zone"), [Optional()])
    start = DayField(_("First day"), [Optional()])
