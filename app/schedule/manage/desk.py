"""What the organizers' pages of an event share: access with the load, and the way to show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, render_template

from app.events.models import Event
from app.events.queries import grants_of, managed_event
from app.events.rules import Act, Grants, may, may_change_held
from app.forms import RowForm
from app.people.models import Person
from app.schedule.models import Session
from app.schedule.queries.talks import talk_of
from app.schedule.rules.holding import check_held
from app.web import acting

__all__ = ["Desk", "desk", "talk_to_change"]


@dataclass(frozen=True)
class Desk:
    """An event, who works on it, and what she is there."""

    event: Event
    person: Person
    grants: Grants

    def may(self, act: Act) -> bool:
        """Whether she may do this in the event."""
        return may(self.grants, act)

    def may_change(self, talk: Session) -> bool:
        """Whether she may change this session: another city may hold it."""
        return may_change_held(self.grants, talk.held_by_id)

    def show(self, template: str, form: RowForm | None = None, **context: Any) -> Response:  # noqa: ANN401
        """A page of the event. Its status is the form's: 409 stale, 400 refused, else 200."""
        made = render_template(template, form=form, desk=self, event=self.event, **context)
        response = make_response(made)
        response.status_code = form.status if form is not None else 200
        return response


def desk(slug: str, act: Act = Act.SEE_DRAFT) -> Desk:
    """The event, for the person who is signed in. Raises NotFound where she may not do ``act`` there."""
    person = acting()
    event = managed_event(slug, by=person, act=act)
    return Desk(event, person, grants_of(person, event))


def talk_to_change(event: str, code: str) -> tuple[Desk, Session]:
    """A session, for somebody who may change it. Raises Held where another city holds it."""
    here = desk(event, Act.EDIT_PROGRAMME)
    talk = talk_of(here.event, code)
    check_held(here.grants, talk.held_by_id)
    return here, talk
