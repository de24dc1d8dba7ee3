"""Importing a file: upload, look at what would come and what is odd, confirm. The work is done by the job process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import zones
from app.db import commit, db
from app.errors import RuleBroken
from app.events.queries import managed_event
from app.events.rules import Act
from app.exchange import blueprint
from app.exchange.actions.runs import confirm, drop, upload
from app.exchange.forms import UploadForm
from app.exchange.models import ImportRun
from app.exchange.queries import run_of, runs_of
from app.exchange.rules.runs import OWED, refusal_of, report_from
from app.exchange.worker import work_off
from app.forms import AskForm, answer, made
from app.i18n import say
from app.web import acting, signed_in
from app.web_limits import limiter

__all__: list[str] = []

LOOK_AGAIN = "2"
"""Seconds after which the page of a file that is being worked on asks again."""


@blueprint.route("/manage/e/<event>/import", methods=["GET", "POST"])
@signed_in
@limiter.limit("30 per hour", methods=["POST"], key_func=lambda: str(acting().id))
def uploading(event: str) -> ResponseReturnValue:
    """Choose a file; those that were uploaded before."""
    by = acting()
    row = managed_event(event, by=by, act=Act.IMPORT)
    form = UploadForm()

    def keep() -> ImportRun:
        file = form.file.data
        return upload(row, file.read(), file.filename or "", zone=form.zone.data or None, start=form.start.data, by=by)

    if form.validate_on_submit() and (run := made(form, keep)):
        work_off.wake()
        return redirect(url_for("exchange.run", event=event, run_id=run.id), 303)

    def day_of(moment: datetime) -> date:
        return zones.wall(moment, row.zone).local.date()

    return answer("exchange/upload.html", form, event=row, runs=runs_of(row), day_of=day_of)


@blueprint.get("/manage/e/<event>/import/<row:run_id>")
@signed_in
def run(event: str, run_id: int) -> ResponseReturnValue:
    """How far an uploaded file is; its report, and the question whether to import it."""
    row = managed_event(event, by=acting(), act=Act.IMPORT)
    found = run_of(row, run_id)
    report = report_from(found.report) if found.report else None
    refusal = say(refusal_of(found.refusal)) if found.refusal else ""
    page = render_template("exchange/run.html", event=row, run=found, report=report, refusal=refusal, form=AskForm())
    response = make_response(page)
    if found.state in OWED:
        response.headers["Refresh"] = LOOK_AGAIN
    return response


@blueprint.post("/manage/e/<event>/import/<row:run_id>/confirm")
@signed_in
def confirming(event: str, run_id: int) -> ResponseReturnValue:
    """Import what was looked at."""
    by = acting()
    row = managed_event(event, by=by, act=Act.IMPORT)
    if _decided(lambda: confirm(run_of(row, run_id), by=by)):
        work_off.wake()
    return redirect(url_for("exchange.run", event=event, run_id=run_id), 303)


@blueprint.post("/manage/e/<event>/import/<row:run_id>/drop")
@signed_in
def dropping(event: str, run_id: int) -> ResponseReturnValue:
    """Forget the file."""
    row = managed_event(event, by=acting(), act=Act.IMPORT)
    if _decided(lambda: drop(run_of(row, run_id))):
        flash(_("The file is dropped. Nothing of it was imported."), "success")
    return redirect(url_for("exchange.uploading", event=event), 303)


def _decided(act: Callable[[], None]) -> bool:
    try:
        act()
        commit()
    except RuleBroken as error:
        db.session.rollback()
        flash(say(error), "warning")
        return False
    return True
