"""The organisations that support an event, and the figures that its organizers report."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from app.cities.models import Organisation
from app.clock import now
from app.db import db, expect_version, record
from app.errors import N_, RuleBroken
from app.events.facts import DraftChanged
from app.events.history import Changed, write
from app.events.models import Event, EventFigure, Partner
from app.events.rules import PartnerRole
from app.ordering import shifted
from app.people.models import Person
from app.slugs import slug_of
from app.texts import LocalText, text_in
from app.unique import only_one

__all__ = [
    "FigureValues",
    "add_figure",
    "add_partner",
    "change_partner",
    "edit_figure",
    "remove_figure",
    "remove_partner",
    "shift_partner",
]

HIGHEST = 10**15
_TWICE = N_("This organisation has that role already.")


def add_partner(event: Event, organisation: Organisation, role: str, *, by: Person) -> Partner:
    """An organisation with a role; it may have several roles."""
    _check_role(role)
    partner = Partner(organisation=organisation, role=role, position=len(event.partners))
    with only_one(_TWICE, field="organisation_id"):
        event.partners.append(partner)
    _record_partner(partner, "partner_added", by, Changed({}, {"role": role}))
    return partner


def change_partner(partner: Partner, role: str, *, expected_version: int | None, by: Person) -> None:
    """Another role."""
    expect_version(partner, expected_version)
    _check_role(role)
    with only_one(_TWICE, field="role"):
        changed = write(partner, {"role": role})
    if changed:
        _record_partner(partner, "partner_changed", by, changed)


def shift_partner(partner: Partner, *, up: bool, by: Person) -> None:
    """One place earlier or later; at the end nothing happens."""
    order = shifted(partner.event.partners, partner, up=up)
    if order is None:
        return
    for position, each in enumerate(order):
        each.position = position
    names = [dict(each.organisation.name) for each in order]
    _record_partner(partner, "partners_ordered", by, Changed({}, {"order": names}))


def remove_partner(partner: Partner, *, expected_version: int | None, by: Person) -> None:
    """The organisation is a partner no longer; it stays in the list of organisations."""
    expect_version(partner, expected_version)
    _record_partner(partner, "partner_removed", by, Changed({"role": partner.role}, {}))
    partner.event.partners.remove(partner)
    db.session.flush()


@dataclass(frozen=True)
class FigureValues:
    """A number as reported, "more than 193,000 views", and who says so."""

    value: int
    label: LocalText
    qualifier: LocalText = field(default_factory=dict)
    source: LocalText = field(default_factory=dict)

    def check(self) -> None:
        """Refuse a number that no forum has, and one that nobody knows what it counts."""
        if not 0 <= self.value <= HIGHEST:
            raise RuleBroken(N_("Give a number between 0 and %(limit)s."), field="value", limit=HIGHEST)
        if not any(self.label.values()):
            raise RuleBroken(N_("Say what was counted."), field="label")


def add_figure(event: Event, values: FigureValues, *, by: Person) -> EventFigure:
    """A further figure. Figures have no version of their own: the event's counts for them."""
    values.check()
    kind = slug_of(values.label, limit=20) or "figure"
    figure = EventFigure(kind=kind, position=len(event.figures), **asdict(values))
    event.figures.append(figure)
    _touch(event)
    _record_figure(event, values.label, "figure_added", by, Changed({}, {"value": values.value}))
    return figure


def edit_figure(
    event: Event, figure: EventFigure, values: FigureValues, *, expected_version: int | None, by: Person
) -> None:
    """Other values; ``expected_version`` is the event's."""
    expect_version(event, expected_version)
    values.check()
    if changed := write(figure, asdict(values)):
        _touch(event)
        _record_figure(event, values.label, "figure_edited", by, changed)


def remove_figure(event: Event, figure: EventFigure, *, expected_version: int | None, by: Person) -> None:
    """Take a figure away; ``expected_version`` is the event's."""
    expect_version(event, expected_version)
    _record_figure(event, figure.label, "figure_removed", by, Changed({"value": figure.value}, {}))
    event.figures.remove(figure)
    _touch(event)


def _touch(event: Event) -> None:
    event.changed_at = now()


def _check_role(role: str) -> None:
    if role not in tuple(PartnerRole):
        raise RuleBroken(N_("This role does not exist."), field="role")


def _record_partner(partner: Partner, act: str, by: Person, changed: Changed) -> None:
    name = text_in(partner.organisation.name, "en").text
    subject = f"partner:{partner.organisation.slug}"[:40]
    record(DraftChanged(partner.event.id, act, subject, name, by.id, changed.before, changed.after))


def _record_figure(event: Event, label: LocalText, act: str, by: Person, changed: Changed) -> None:
    record(DraftChanged(event.id, act, "figure", text_in(label, "en").text, by.id, changed.before, changed.after))
