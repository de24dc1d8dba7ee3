"""A speaker's answer by the link in her mail: GET shows, POST answers; without an account."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import cldr
from app.clock import now
from app.db import db
from app.errors import RuleBroken
from app.events.models import Event
from app.forms import saved
from app.i18n import language
from app.invitations import blueprint
from app.invitations.actions.answering import take_answer
from app.invitations.forms import AnswerForm
from app.invitations.letters import times_for
from app.invitations.models import Invitation
from app.invitations.queries import answers_of, by_token, said_here
from app.invitations.readings import Reading, reading_of
from app.invitations.rules.answering import Said, State, check_open, check_seen
from app.invitations.rules.answers import ANSWER_WORDS, Answer
from app.invitations.rules.owing import Told, from_json
from app.invitations.words import moment
from app.schedule.queries import programme_of
from app.schedule.rules.programme import Programme, ReleasedSession
from app.web import viewer
from app.web_limits import limiter

__all__: list[str] = []


@dataclass(frozen=True)
class Asked:
    """An invitation with what it is to, as the world sees that now; ``closed``: why it can no longer be answered."""

    row: Invitation
    event: Event
    programme: Programme | None
    talk: ReleasedSession | None
    closed: RuleBroken | None

    @property
    def told(self) -> Told | None:
        """What her calendar was told last."""
        return from_json(self.row.told)

    @property
    def zone(self) -> str:
        """The speaker's own zone, in which she proposes other times."""
        seen = viewer().zone or ""
        if self.programme is None:
            return seen or self.event.zone
        return reading_of(self.row, self.programme.event, otherwise=seen).zone

    def times(self) -> list[str]:
        """When it is: in her time, and in every host city's."""
        if self.told is None or self.programme is None:
            return []
        when = (self.told.starts_at, self.told.ends_at)
        return times_for(Reading(language(), self.zone), when, self.told.zone, self.programme)


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@limiter.limit("60 per 15 minutes")
def answer(token: str) -> ResponseReturnValue:
    """The session, her answer so far, and the form to answer with."""
    asked = _asked(token)
    known = "" if asked.row.answer == Answer.NEEDS_ACTION else asked.row.answer
    form = AnswerForm(data={"answer": known, "asked": asked.told.asked if asked.told else None})

    def act() -> None:
        moment = now()
        if asked.told is not None:
            check_seen(form.asked.data, asked.told)
        proposed = form.proposed(asked.zone, moment)
        take_answer(
            asked.row, Said(Answer(form.answer.data), "link", form.word.data or "", proposed=proposed), now=moment
        )

    if not asked.closed and form.validate_on_submit() and saved(form, act):
        flash(_("Thank you. The organizers see your answer."), "success")
        return redirect(url_for("invitations.answer", token=token))
    if asked.told is not None:
        form.asked.data, form.asked.raw_data = asked.told.asked, None  # what the page says now, whatever was sent
    # What somebody else may have written in her name is the organizers' to judge.
    said = said_here(answers_of([asked.row.id]).get(asked.row.id, ()))
    page = render_template(
        "invitations/answer.html",
        asked=asked,
        form=form,
        words=ANSWER_WORDS,
        answers=[one for one in said if one.state in {State.COUNTED, State.OUTDATED}],
        zone=asked.zone,
        place=cldr.zone_city(language(), asked.zone),
        moment=moment,
    )
    # The link is a secret; without any referrer the form would seem to come from nowhere to browsers that say no more.
    return page, form.status, {"Referrer-Policy": "same-origin", "Cache-Control": "no-store"}


def _asked(token: str) -> Asked:
    row = by_token(token, "link")
    if request.method == "POST":  # alone with the row: a release may be telling her another time this moment
        db.session.refresh(row, with_for_update={"of": Invitation})
    event = db.session.get_one(Event, row.event_id)
    programme = programme_of(event)
    talk = programme.by_code.get(row.code) if programme else None
    try:
        check_open(from_json(row.told), wanted=row.is_wanted, now=now())
    except RuleBroken as refusal:
        return Asked(row, event, programme, talk, refusal)
    return Asked(row, event, programme, talk, None)
