"""Secret links that show the draft: make one, revoke one, and the pages that they open."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import zones
from app.clock import now
from app.desk import blueprint
from app.errors import NotFound
from app.events.queries import managed_event
from app.events.rules import Act
from app.forms import RowForm, made, saved
from app.schedule.actions.preview_links import PURPOSE, make_preview_link, revoke_preview_link
from app.schedule.queries import draft_programme
from app.schedule.queries.previews import link_of, links_of, previewed_event
from app.schedule.rules import shown
from app.schedule.rules.codes import code_in
from app.schedule.rules.programme import Programme
from app.tokens import hashed
from app.web import absolute_url, acting, signed_in
from app.web_pages import reader

__all__ = ["draft_page", "draft_session", "preview_links", "revoke"]

LINKS = "/manage/e/<event>/preview-links"
DRAFT = "/e/<event>/preview/<token>/"


@blueprint.route(LINKS, methods=["GET", "POST"])
@signed_in
def preview_links(event: str) -> ResponseReturnValue:
    """The links that work; a new one is shown once, in the answer that makes it."""
    by = acting()
    row = managed_event(event, by=by, act=Act.RELEASE)
    form, address = RowForm(), ""
    if form.validate_on_submit() and (token := made(form, lambda: make_preview_link(row, by=by))):
        address = absolute_url("desk.draft_page", event=event, token=token)
    return render_template("desk/preview_links.html", event=row, form=form, links=links_of(row), address=address)


@blueprint.post(f"{LINKS}/<row:link>/revoke")
@signed_in
def revoke(event: str, link: int) -> ResponseReturnValue:
    """Make a link show nothing from now on."""
    by = acting()
    row = managed_event(event, by=by, act=Act.RELEASE)
    form, found = RowForm(), link_of(row, link)
    if form.validate_on_submit() and saved(form, lambda: revoke_preview_link(found, by=by)):
        flash(_("The link no longer shows anything."), "success")
    return redirect(url_for("desk.preview_links", event=event))


@blueprint.get(DRAFT)
def draft_page(event: str, token: str) -> ResponseReturnValue:
    """The draft's programme, for whoever has the link."""
    programme = _draft(event, token)
    who = reader(programme.event.zone)
    group = shown.by_part if programme.parts else shown.days
    return _unlisted(
        "desk/draft.html",
        token,
        programme,
        groups=group(programme, programme.sessions, who),
        zone_name=shown.zone_name(programme, who),
        offset=zones.offset_label(programme.first_start or now(), who.zone),
    )


@blueprint.get(f"{DRAFT}s/<step>/")
def draft_session(event: str, token: str, step: str) -> ResponseReturnValue:
    """One session of the draft."""
    programme = _draft(event, token)
    talk = programme.by_code.get(code_in(step))
    if talk is None:
        raise NotFound
    who = reader(programme.event.zone)
    return _unlisted(
        "desk/draft_session.html",
        token,
        programme,
        talk=talk,
        row=shown.row(programme, talk, who),
        heading=who.words.heading(shown.day_of(talk.starts_at, who)) if talk.starts_at else "",
        notes=[programme.term_by_key[key] for key in talk.glossary if key in programme.term_by_key],
        zone_name=shown.zone_name(programme, who),
        offset=zones.offsets_label(talk.starts_at or now(), talk.ends_at or now(), who.zone),
    )


def _draft(event: str, token: str) -> Programme:
    return draft_programme(previewed_event(event, hashed(PURPOSE, token)), now=now())


def _unlisted(template: str, token: str, programme: Programme, **context: Any) -> Response:  # noqa: ANN401
    """A page that no search engine keeps, no cache stores, and whose address goes nowhere as a referrer."""
    event = programme.event
    event_url = url_for("desk.draft_page", event=event.slug, token=token)
    page = render_template(template, programme=programme, event=event, event_url=event_url, stay="", **context)
    response = make_response(page)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
