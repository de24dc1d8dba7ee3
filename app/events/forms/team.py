"""Forms of an event's team."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.fields import HiddenField
from wtforms.validators import InputRequired

from app.events.models import Host
from app.events.rules import TEAM_WORDS, TeamRole
from app.forms import RowForm
from app.forms_fields import LineField
from app.forms_picks import PickField
from app.i18n import plain

__all__ = ["InviteForm", "MemberForm"]


class _RoleForm(RowForm):
    """A role and, for editors, the city."""

    role = PickField(_("Role"), [InputRequired()], default=TeamRole.EDITOR)
    city_id = PickField(_("City, for editors"))

    def offer(self, roles: Iterable[TeamRole], hosts: Iterable[Host]) -> None:
        """The roles and cities that this person may give."""
        self.role.offer((role, gettext(TEAM_WORDS[role])) for role in roles)
        self.city_id.offer(((host.city_id, plain(host.city.name)) for host in hosts), none=gettext("No city"))


class InviteForm(_RoleForm):
    """Whom to invite, as what."""

    email = LineField(_("E-mail address"), [InputRequired()], limit=254)


class MemberForm(_RoleForm):
    """Another role for a member. ``was`` is the role that the page showed: members have no version."""

    was = HiddenField()
