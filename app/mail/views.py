"""Reading the mails in the browser: development only, where they are written to files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from flask import Response, make_response, render_template

from app.errors import NotFound
from app.mail import blueprint
from app.web import settings
from app.web_safety import CONTENT_SECURITY_POLICY

__all__: list[str] = []

_NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]+\Z")
_SHOWN = 200


@dataclass(frozen=True)
class ReadMail:
    """A mail from its file."""

    name: str
    subject: str
    to: str
    sender: str
    date: str
    text: str
    html: str


@blueprint.before_request
def only_in_development() -> None:
    """Anywhere else these pages do not exist: mails hold links that sign people in."""
    if not settings().is_development:
        raise NotFound


@blueprint.get("/dev/mails/")
def mails() -> str:
    """The newest mails."""
    names = sorted((path.stem for path in _folder().glob("[0-9]*.eml")), reverse=True)[:_SHOWN]
    return render_template("mail/mails.html", mails=[_read(name) for name in names])


@blueprint.get("/dev/mails/<name>/")
def mail(name: str) -> Response:
    """One mail: text, links to press, and the HTML part in a frame that may do nothing."""
    response = make_response(render_template("mail/mail.html", mail=_read(name)))
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
    return response


@blueprint.get("/dev/mails/<name>/html")
def mail_html(name: str) -> Response:
    """The HTML part alone. It cannot run scripts, load anything, send forms or leave its frame."""
    response = make_response(_read(name).html)
    response.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
    )
    return response


def _folder() -> Path:
    return settings().data / "mails"


def _read(name: str) -> ReadMail:
    path = _folder() / f"{name}.eml"
    if not _NAME.match(name) or not path.is_file():
        raise NotFound
    message = message_from_bytes(path.read_bytes(), policy=default)
    return ReadMail(
        name=name,
        subject=str(message["Subject"]),
        to=str(message["To"]),
        sender=str(message["From"]),
        date=str(message["Date"]),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return "" if body is None else str(body.get_content())
