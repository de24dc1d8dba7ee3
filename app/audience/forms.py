"""What comes in from the pages of agendas."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import DataRequired

from app.audience.rules import LONGEST_NAME
from app.errors import N_, RuleBroken
from app.forms import RowForm
from app.forms_fields import LineField

__all__ = ["LinkForm", "PickForm"]


class PickForm(FlaskForm):
    """A session as it shall be: 1 in the agenda, 0 not."""

    picked = HiddenField()
    back = HiddenField()
    """``agenda``: goes on there, not to the session."""

    def wanted(self) -> bool:
        """Whether it shall be in the agenda. Refused where the form does not say."""
        wanted = {"1": True, "0": False}.get(self.picked.data or "")
        if wanted is None:
            raise RuleBroken(N_("Say true or false."), field="picked")
        return wanted


class LinkForm(RowForm):
    """A new calendar link."""

    name = LineField(
        _("Name"), limit=LONGEST_NAME, validators=[DataRequired(_("Say where you will use it, such as “my phone”."))]
    )
