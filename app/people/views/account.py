"""The account: name and preferences, and the browsers that are signed in."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_timedelta
from flask_babel import gettext as _

from app.clock import now
from app.db import commit
from app.forms import AskForm, answer, saved
from app.people import blueprint, glue
from app.people.actions import end_all_sessions, end_session, save_account
from app.people.forms import AccountForm
from app.people.models import Person
from app.people.queries import browsers_of, person_by_id
from app.people.views.choices import keep_language
from app.web import acting, safe_path, signed_in

__all__: list[str] = []


@blueprint.route("/account/", methods=["GET", "POST"])
@signed_in
def account() -> ResponseReturnValue:
    """Name, language and zone. With ``next`` (after a first sign-in) saving goes on there."""
    person = acting()
    form = AccountForm(data=_said_of(person))
    if form.validate_on_submit():
        person_id, language_before = person.id, person.language or ""

        def act() -> None:
            save_account(
                person,
                name=form.name.data or "",
                language=form.language.data or None,
                zone=form.zone.data or None,
                expected_version=form.expected,
            )

        if saved(form, act, lambda: AccountForm(formdata=None, data=_said_of(person_by_id(person_id)))):
            flash(_("Saved."), "success")
            target = safe_path(request.args.get("next"), url_for("people.account"))
            response = redirect(target, 303)
            return response if form.language.data == language_before else keep_language(response, form.language.data)
    return answer("people/account.html", form, person=acting(), next=safe_path(request.args.get("next"), ""))


def _said_of(person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "language": person.language or "",
        "zone": person.zone or "",
        "version": person.version,
    }


@blueprint.get("/account/sessions")
@signed_in
def sessions() -> str:
    """Where she is signed in."""
    rows = browsers_of(acting(), now())
    return render_template("people/sessions.html", rows=rows, here=g.sign_in, ago=_ago, form=AskForm())


def _ago(moment: datetime) -> str:
    """``2 hours ago``, which needs no zone."""
    return str(format_timedelta(min(moment - now(), timedelta(seconds=-1)), add_direction=True))


@blueprint.post("/account/sessions/<row:sign_in_id>/end")
@signed_in
def end(sign_in_id: int) -> ResponseReturnValue:
    """Sign one browser out."""
    here = sign_in_id == g.sign_in.id
    end_session(sign_in_id, by=acting(), now=now())
    commit()
    if here:
        glue.drop_session()
        flash(_("You are signed out."), "success")
        return redirect("/", 303)
    flash(_("That browser is signed out."), "success")
    return redirect(url_for("people.sessions"), 303)


@blueprint.post("/account/sessions/end-others")
@signed_in
def end_others() -> ResponseReturnValue:
    """Sign every other browser out."""
    end_all_sessions(acting(), now=now(), but=g.sign_in)
    commit()
    flash(_("All other browsers are signed out."), "success")
    return redirect(url_for("people.sessions"), 303)
