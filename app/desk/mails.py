"""The mails that an event owes and owed: what became of each, and another try for those that were given up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from app.db import commit, db
from app.desk import blueprint
from app.errors import N_
from app.events.models import Event
from app.events.queries import managed_event
from app.events.rules import Act
from app.invitations.queries import invitations_by_id
from app.invitations.rules.threads import invitation_in
from app.invitations.words import moment
from app.mail.actions import retry
from app.mail.models import OwedMail
from app.mail.queries import STATES, counts_of, mails_of, retryable
from app.schedule.models import Session
from app.schedule.queries import programme_of
from app.texts import LocalText
from app.web import acting, page_asked, settings, signed_in

__all__: list[str] = []

PAGE: Final = 50
"""Mails of a page."""

STATE_WORDS: Final[Mapping[str, str]] = {
    "owed": N_("On their way"),
    "failed": N_("Could not be delivered"),
    "sent": N_("Sent"),
}
_KINDS: Final[Mapping[str, str]] = {
    "team_invite": N_("Invitation to the team"),
    "reminder": N_("Reminder"),
    "REQUEST": N_("Invitation or update"),
    "CANCEL": N_("Cancellation"),
}


@dataclass(frozen=True)
class Line:
    """A mail, what it is and which session it is about."""

    mail: OwedMail
    kind: str
    title: LocalText
    name: str
    can_retry: bool


@blueprint.get("/manage/e/<event>/mails")
@signed_in
def mails(event: str) -> ResponseReturnValue:
    """The newest first, of one state or of all, page by page."""
    row = managed_event(event, by=acting(), act=Act.EDIT_PROGRAMME)
    counts = counts_of(row.id)
    state = request.args.get("state", "")
    state = state if state in STATES else ""
    count = counts.get(state, 0) if state else sum(counts.values())
    page, pages = page_asked(count, PAGE)
    found = mails_of(row.id, state=state, limit=PAGE, offset=(page - 1) * PAGE)
    return render_template(
        "desk/mails.html", event=row, lines=_lines(row, found), counts=counts, state=state, states=STATE_WORDS,
        page=page, pages=pages, moment=moment, to_files=not settings().smtp_host,
    )  # fmt: skip


@blueprint.post("/manage/e/<event>/mails/retry")
@signed_in
def retry_mails(event: str) -> ResponseReturnValue:
    """Owe again what was given up and is still worth sending: the mail that the form names, else all."""
    row = managed_event(event, by=acting(), act=Act.EDIT_PROGRAMME)
    chosen = retryable(row.id)
    if "mail" in request.form:
        chosen &= {request.form.get("mail", type=int)}
    count = retry(chosen)
    commit()
    if count:
        flash(ngettext("One mail is tried again.", "%(num)s mails are tried again.", count), "success")
    else:
        flash(_("There is nothing to try again."), "info")
    return redirect(url_for("desk.mails", event=row.slug))


def _lines(event: Event, found: Sequence[OwedMail]) -> list[Line]:
    about = {mail.id: number for mail in found if (number := invitation_in(mail.thread)) is not None}
    invited = invitations_by_id(set(about.values()))
    titles = _titles(event)
    again = retryable(event.id) if any(mail.state == "failed" for mail in found) else frozenset()
    lines = []
    for mail in found:
        row = invited.get(about.get(mail.id, 0))
        kind = _(_KINDS.get(mail.kind) or _KINDS.get(mail.method) or N_("Mail"))
        title = titles.get(row.code, {}) if row else {}
        lines.append(Line(mail, kind, title, row.name if row else mail.to_name, mail.id in again))
    return lines


def _titles(event: Event) -> Mapping[str, LocalText]:
    """Of the sessions by code, as the draft calls them; what left the draft as it was released last."""
    released = programme_of(event)
    drafted = db.session.execute(select(Session.code, Session.title).where(Session.event_id == event.id))
    titles = {talk.code: talk.title for talk in released.sessions} if released else {}
    return {**titles, **{code: title for code, title in drafted}}
