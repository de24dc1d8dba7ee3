"""Organizers invite speakers, see what each answered and where each mail is."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.calendars.rules.entries import span
from app.clock import now
from app.events.models import Event
from app.events.queries import grants_of, locked, managed_event
from app.events.rules import Act, may_change_held
from app.forms import RowForm, answer, saved
from app.i18n import language
from app.invitations import blueprint
from app.invitations.actions import answering, inviting
from app.invitations.board import Board, board_of
from app.invitations.forms import BackstageForm
from app.invitations.models import Answered, Invitation
from app.invitations.queries import answer_to_look_at, invitation_of, preparations_of
from app.invitations.rules.answers import ANSWER_WORDS
from app.invitations.rules.marks import MARK_WORDS, Mark
from app.invitations.rules.owing import DUTY_WORDS
from app.invitations.words import moment
from app.schedule.models import Session, Speaker
from app.schedule.queries.speakers import speaker_of
from app.schedule.queries.talks import talk_of, talks_of
from app.schedule.rules.holding import check_held
from app.web import acting, page_asked, signed_in

__all__: list[str] = []

ROOT = "/manage/e/<event>/invitations/"

PAGE = 40
"""Sessions of a page."""


@blueprint.get(ROOT)
@signed_in
def invitations(event: str) -> ResponseReturnValue:
    """Every session with its speakers: who is invited, what she answered, where the mail is."""
    return _page(managed_event(event, by=acting(), act=Act.EDIT_PROGRAMME))


def _page(row: Event, form: RowForm | None = None) -> ResponseReturnValue:
    board, only = _board(row), _only()
    sessions = board.marked(only) if only else board.sessions
    number, pages = page_asked(len(sessions), PAGE)
    page = render_template(
        "invitations/invitations.html", event=row, board=board, sessions=sessions[(number - 1) * PAGE : number * PAGE],
        only=only, marks=MARK_WORDS, page=number, pages=pages, answers=ANSWER_WORDS, duties=DUTY_WORDS,
        form=form or RowForm(), moment=moment, proposed=lambda given: _proposed(given, row.zone),
    )  # fmt: skip
    return page, form.status if form else 200


def _only() -> Mark | None:
    asked = request.values.get("only", "")
    return Mark(asked) if asked in set(Mark) else None


def _board(row: Event) -> Board:
    return board_of(row, grants=grants_of(acting(), row), now=now())


def _proposed(given: Answered, zone: str) -> str:
    if given.proposed_start is None or given.proposed_end is None:
        return ""
    return span(given.proposed_start, given.proposed_end, zone, language())


@blueprint.route(f"{ROOT}all", methods=["GET", "POST"])
@signed_in
def invite_everybody(event: str) -> ResponseReturnValue:
    """Who would be invited, and the question."""
    by, row = acting(), _event(event)
    form, mine = RowForm(), [one for one in _board(row).sessions if one.fresh]

    def act() -> None:
        inviting.invite_all(row, *(one.talk for one in mine), by=by, now=now())

    if form.validate_on_submit() and saved(form, act):
        count = sum(len(one.fresh) for one in mine)
        flash(ngettext("One person is invited.", "%(num)s people are invited.", count), "success")
        return redirect(url_for("invitations.invitations", event=event))
    return answer("invitations/everybody.html", form, event=row, sessions=mine)


@blueprint.post(f"{ROOT}tell")
@signed_in
def tell_details(event: str) -> ResponseReturnValue:
    """Tell invited speakers what changed since their calendars were told, but in what another city holds."""
    row = _event(event)
    grants = grants_of(acting(), row)
    others = [talk.code for talk in talks_of(row) if not may_change_held(grants, talk.held_by_id)]

    def act() -> None:
        inviting.tell_details(row, but=others, now=now())

    return _done(row, act, _("The changes are on their way to the speakers."))


@blueprint.post(f"{ROOT}<code>/all")
@signed_in
def invite_session(event: str, code: str) -> ResponseReturnValue:
    """Everybody in a session, now and later."""
    row, talk = _session(event, code)
    return _done(row, lambda: inviting.invite_all(row, talk, by=acting(), now=now()), _("Invited."))


@blueprint.post(f"{ROOT}<code>/<speaker>/invite")
@signed_in
def invite(event: str, code: str, speaker: str) -> ResponseReturnValue:
    """One speaker."""
    row, talk = _session(event, code)
    person: Speaker = speaker_of(row, speaker)
    return _done(row, lambda: inviting.invite(row, talk, person, by=acting(), now=now()), _("Invited."))


@blueprint.post(f"{ROOT}<code>/<speaker>/again")
@signed_in
def send_again(event: str, code: str, speaker: str) -> ResponseReturnValue:
    """The same message once more."""
    row, invited = _invitation(event, code, speaker)
    return _done(row, lambda: inviting.send_again(row, invited, now=now()), _("Sent again."))


@blueprint.post(f"{ROOT}<code>/<speaker>/readdress")
@signed_in
def readdress(event: str, code: str, speaker: str) -> ResponseReturnValue:
    """Invite her at her new address instead."""
    row, invited = _invitation(event, code, speaker)
    done = _("Invited at the new address; the calendar at the old one is told.")
    return _done(row, lambda: inviting.readdress(row, invited, by=acting(), now=now()), done)


@blueprint.post(f"{ROOT}<code>/<speaker>/note")
@signed_in
def note_answer(event: str, code: str, speaker: str) -> ResponseReturnValue:
    """She told the organizers by other means."""
    row, invited = _invitation(event, code, speaker)
    given = request.form.get("answer", "")
    return _done(row, lambda: answering.answer_for(invited, given, now=now()), _("Noted."))


@blueprint.route(f"{ROOT}<code>/<speaker>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(event: str, code: str, speaker: str) -> ResponseReturnValue:
    """Ask, then take the invitation back: her calendar is told."""
    row, invited = _invitation(event, code, speaker)
    form = RowForm()
    if form.validate_on_submit() and saved(form, lambda: inviting.withdraw(row, invited, by=acting(), now=now())):
        flash(_("The invitation is withdrawn."), "success")
        return redirect(url_for("invitations.invitations", event=event))
    return answer("invitations/withdraw.html", form, event=row, invited=invited)


@blueprint.route(f"{ROOT}<code>/studio", methods=["GET", "POST"])
@signed_in
def studio(event: str, code: str) -> ResponseReturnValue:
    """Where the speakers of a session enter the studio."""
    row, talk = _session(event, code)

    def made(**kwargs: object) -> BackstageForm:
        known = preparations_of(row.id).get(code)
        return BackstageForm(known.backstage if known else "", known.version if known else 0, **kwargs)

    form = made()

    def act() -> None:
        inviting.set_backstage(row, talk, form.backstage.data or "", by=acting(), expected_version=form.expected)

    if form.validate_on_submit() and saved(form, act, lambda: made(formdata=None)):
        flash(_("Saved."), "success")
        return redirect(url_for("invitations.invitations", event=event))
    return answer("invitations/studio.html", form, event=row, talk=talk)


@blueprint.post(f"{ROOT}answers/<row:number>/<any(take, dismiss, apply):deed>")
@signed_in
def look_at(event: str, number: int, deed: str) -> ResponseReturnValue:
    """What the organizers do about an answer: ``take`` it for hers, ``dismiss`` it, or ``apply`` the other time."""
    row = _event(event)
    given = answer_to_look_at(row.id, number)
    deeds = {"take": _take, "dismiss": _dismiss, "apply": _apply}
    talk = talk_of(row, given.invitation.code)
    check_held(grants_of(acting(), row), talk.held_by_id)
    return _done(row, lambda: deeds[deed](given, talk), _("Done."))


def _take(given: Answered, _talk: Session) -> None:
    answering.settle(given, now=now())


def _dismiss(given: Answered, _talk: Session) -> None:
    answering.dismiss(given, now=now())


def _apply(given: Answered, talk: Session) -> None:
    inviting.apply_proposal(given, talk, by=acting(), now=now())


def _event(slug: str) -> Event:
    """What is done here is done to what the world sees: no release comes between the look and the deed."""
    row = managed_event(slug, by=acting(), act=Act.EDIT_PROGRAMME)
    return locked(row) if request.method == "POST" else row


def _session(event: str, code: str) -> tuple[Event, Session]:
    row = _event(event)
    talk = talk_of(row, code)
    check_held(grants_of(acting(), row), talk.held_by_id)
    return row, talk


def _invitation(event: str, code: str, speaker: str) -> tuple[Event, Invitation]:
    row, _talk = _session(event, code)
    return row, invitation_of(row.id, code, speaker)


def _done(row: Event, act: Callable[[], object], words: str) -> ResponseReturnValue:
    form = RowForm()
    if form.validate_on_submit() and saved(form, act):
        flash(words, "success")
        # Back to where the button was: the same page of the same choice, at the session.
        page, at = request.form.get("page", type=int), request.form.get("at") or None
        return redirect(url_for("invitations.invitations", event=row.slug, only=_only(), page=page, _anchor=at))
    return _page(row, form)
