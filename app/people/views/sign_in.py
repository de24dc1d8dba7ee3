"""Signing in by a mailed link or code, and out.

The mail goes to whatever address was typed: no page, status or time tells whether it has an account. Opening the link
only shows a button, because mail scanners open links too.
"""

from __future__ import annotations

from flask import flash, g, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.db import commit
from app.errors import NotFound, RuleBroken
from app.forms import AskForm
from app.i18n import language, say
from app.people import blueprint, glue
from app.people.actions import ask_to_sign_in, person_who_signs_in, use_code, use_link
from app.people.forms import CodeForm, SignInForm
from app.people.models import Person, SignInRequest
from app.people.queries import request_of_link
from app.people.rules import LIFE, normal_address
from app.tokens import new_token
from app.web import safe_path
from app.web_limits import limiter

__all__: list[str] = []

_ASKING = "asking"
"""Under this the session of a browser that waits for a mail holds its secret and the address."""

_LONGEST_NEXT = 500

TO_ONE_ADDRESS = "5 per 15 minutes"
OF_ONE_NETWORK = "200 per 15 minutes"
"""A hall full of people may share one address; what guards the codes is the number of attempts for each mail."""


def _address() -> str:
    """Whose mailbox would be written to; empty where what was typed is no address."""
    try:
        return normal_address(request.form.get("email", ""))
    except RuleBroken:
        return ""


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Ask for the address."""
    target = _next(request.args.get("next"))
    if g.get("person") is not None:
        return redirect(target or url_for("people.account"))
    return render_template("people/sign_in.html", form=SignInForm(data={"next": target}))


@blueprint.post("/sign-in")
@limiter.limit(TO_ONE_ADDRESS, key_func=_address, exempt_when=lambda: not _address())
@limiter.limit(OF_ONE_NETWORK)
def ask() -> ResponseReturnValue:
    """Owe the mail; the same for every address."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("people/sign_in.html", form=form), 400
    browser = session.get(_ASKING, {}).get("browser") or new_token()
    email = str(form.email.data)
    ask_to_sign_in(email, browser=browser, next_path=_next(form.next.data), language=language(), now=now())
    commit()
    session[_ASKING] = {"browser": browser, "email": email}
    return redirect(url_for("people.code"), 303)


@blueprint.get("/sign-in/code")
def code() -> ResponseReturnValue:
    """Say that a mail is on its way, and take the code."""
    if _ASKING not in session:
        return redirect(url_for("people.sign_in"))
    return _code_page(CodeForm(formdata=None))


@blueprint.post("/sign-in/code")
@limiter.limit(OF_ONE_NETWORK)
def enter() -> ResponseReturnValue:
    """Take the code, in the browser that asked."""
    form = CodeForm()
    if _ASKING not in session:
        return redirect(url_for("people.sign_in"), 303)
    if not form.validate_on_submit():
        return _code_page(form), 400
    try:
        used = use_code(form.code.data or "", browser=session[_ASKING]["browser"], now=now())
    except RuleBroken as error:
        commit()  # the attempt counts
        form.refuse(error)
        return _code_page(form), 400
    return _let_in(used)


@blueprint.get("/sign-in/link/<token>")
def link(token: str) -> ResponseReturnValue:
    """Show whom the mailed link signs in, and a button. Uses nothing."""
    found = request_of_link(token, now())
    if found is None:
        return render_template("people/link_over.html"), 404
    response = make_response(render_template("people/link.html", email=found.email, form=AskForm()))
    # The address of this page is a secret; without any referrer the form below would seem to come from nowhere.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@blueprint.post("/sign-in/link/<token>")
@limiter.limit(OF_ONE_NETWORK)
def follow(token: str) -> ResponseReturnValue:
    """Use the link, in whatever browser."""
    try:
        return _let_in(use_link(token, now=now()))
    except NotFound:
        return render_template("people/link_over.html"), 404


@blueprint.get("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Ask; an image on another site must not sign anybody out."""
    if g.get("person") is None:
        return redirect("/")
    return render_template("people/sign_out.html", form=AskForm())


@blueprint.post("/sign-out")
def leave() -> ResponseReturnValue:
    """Sign this browser out."""
    if (row := g.get("sign_in")) is not None:
        row.ended_at = now()
        commit()
    glue.drop_session()
    flash(_("You are signed out."), "success")
    return redirect("/", 303)


def _let_in(used: SignInRequest) -> ResponseReturnValue:
    """Sign in whom the mail was for; what was used stays used also where her account is closed."""
    try:
        person = person_who_signs_in(used)
    except RuleBroken as error:
        commit()
        return render_template("people/closed.html", message=say(error)), 403
    if (before := g.get("sign_in")) is not None:
        before.ended_at = now()
    glue.begin_session(person)
    target = _after(person, used.next_path)
    commit()
    return redirect(target, 303)


def _after(person: Person, next_path: str) -> str:
    """Where to go: what was asked for, or where her work is; by way of the account while she has no name."""
    work = "/manage/" if person.is_organizer or person.is_admin else ""
    wanted = next_path or work
    target = safe_path(wanted, url_for("people.account"))
    return target if person.name else url_for("people.account", next=wanted or None)


def _next(target: str | None) -> str:
    """A path to come back to, or nothing."""
    path = safe_path(target, "")
    return path if len(path) <= _LONGEST_NEXT else ""


def _code_page(form: CodeForm) -> str:
    minutes = int(LIFE.total_seconds() // 60)
    return render_template("people/code.html", form=form, email=session[_ASKING]["email"], minutes=minutes)
