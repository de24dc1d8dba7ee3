"""Calendar links of an agenda: make one, which is shown once, and revoke one."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_timedelta
from flask_babel import gettext as _

from app.audience import blueprint
from app.audience.actions import make_agenda_link, revoke_agenda_link
from app.audience.forms import LinkForm
from app.audience.queries import link_of, links_of
from app.audience.rules import LONGEST_NAME, MOST_LINKS
from app.audience.views.feed import feed_address, place_of
from app.calendars.rules.links import feed_links
from app.clock import now
from app.db import commit
from app.forms import made
from app.i18n import language
from app.web import acting, settings, signed_in, troubles

__all__: list[str] = []

LINKS = "/account/agenda/links"


@blueprint.route(LINKS, methods=["GET", "POST"])
@signed_in
def links() -> ResponseReturnValue:
    """Her links; a new one is shown once, in the answer that makes it."""
    by, form, fresh = acting(), LinkForm(), None
    if form.validate_on_submit():
        name = form.name.data or ""
        token = made(form, lambda: make_agenda_link(name, by=by, now=now()))
        if token:
            whole = f"{_('My agenda')} · {settings().name}"
            fresh = feed_links(f"{feed_address(token)}?lang={language()}", whole)
            form = LinkForm(formdata=None)
    page = render_template(
        "audience/links.html",
        form=form,
        fresh=fresh,
        links=links_of(by),
        most=MOST_LINKS,
        longest_name=LONGEST_NAME,
        ago=_ago,
    )
    response = make_response(page, form.status)
    response.headers["Referrer-Policy"] = "same-origin"  # the page may hold a secret
    return response


@blueprint.post(f"{LINKS}/<row:number>/revoke")
@signed_in
def revoke(number: int) -> ResponseReturnValue:
    """Make a link lead to nothing from now on."""
    link = link_of(acting(), number)
    place = place_of(link)
    revoke_agenda_link(link)
    commit()
    troubles().set(place, {})  # nobody will read it any more, so nothing would clear them
    flash(_("The link leads to nothing any more. Calendars that had it show your agenda no longer."), "success")
    return redirect(url_for("audience.links"), 303)


def _ago(moment: datetime) -> str:
    """``2 hours ago``, which needs no zone."""
    return str(format_timedelta(min(moment - now(), timedelta(seconds=-1)), add_direction=True))
