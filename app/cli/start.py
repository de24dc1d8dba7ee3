"""``python -m app.cli.start``: the whole program in the foreground, web server and job process as one.

Brings the database up to date first. The way to run Meridian for one town hall (``make run``, ``make serve``); the
scaled way runs the same two processes under systemd (deploy/).
"""

from __future__ import annotations

import fcntl
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import click
from alembic.util import CommandError
from flask import Flask
from pydantic import ValidationError

from app import clock, create_app
from app.cli.database import bring_up_to_date
from app.cli.together import Child, run_together
from app.db import commit, writing
from app.demo.commands import load_demo, redate_demo
from app.people.actions import make_link
from app.settings import ROOT, Settings

__all__ = ["main"]

GRACE = 10.0
"""Seconds that the processes have to finish what they are at."""
FIRST_ANSWER = 60.0
"""Seconds after which a server that does not answer is spoken of."""

ORGANIZER = "aino@helsinki.example"
"""Whom a development installation greets."""
LINK_LIFE = timedelta(hours=1)

MISUSED = 2
"""Exit status where settings, port or folder keep it from starting."""


class CannotStartError(Exception):
    """Something outside the program has to be changed first; the sentence says what."""


def main() -> int:
    """Run until a signal; answers the exit status: 0 stopped on request, 1 something broke, 2 wrongly set up."""
    began = time.monotonic()
    try:
        settings = Settings()
    except ValidationError as error:
        return _refuse(*_sentences(error))
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        with _only_one(settings), _listening(settings) as listener:
            app = create_app(settings)
            link = _prepare(app, settings)
            return run_together(_children(listener), grace=GRACE, meanwhile=partial(_announce, settings, began, link))
    except (CannotStartError, OSError) as error:
        return _refuse(str(error))
    except CommandError as error:
        return _refuse(f"The database does not fit this version of the program: {error}")


def _sentences(error: ValidationError) -> Iterator[str]:
    for each in error.errors():
        about = "".join(f"MERIDIAN_{str(name).upper()}: " for name in each["loc"])
        yield about + each["msg"].removeprefix("Value error, ")


def _refuse(*sentences: str) -> int:
    click.secho("Meridian cannot start.", fg="red", bold=True, err=True)
    for sentence in sentences:
        click.echo(f"  {sentence}", err=True)
    return MISUSED


@contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    """Two programs on one data folder would each believe that its jobs are theirs alone.

    The file ``lock`` holds the process id, for whoever wants to stop the program by a signal.
    """
    with (settings.data / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStartError(f"It runs already with the data folder {settings.data}.") from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """The open socket, before anything starts: a taken port is told at once, and early visitors wait in line."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise CannotStartError(f"It cannot listen on {where}: {reason}. Another port: make run PORT=…") from error
    with listener:
        yield listener


def _prepare(app: Flask, settings: Settings) -> str | None:
    """Database and, in development, the demo; answers a one-time link for the demo's organizer, None in production."""
    with app.app_context():
        is_new = bring_up_to_date()
        if not settings.is_development:
            return None
        for sentence in load_demo() if is_new else redate_demo():
            click.echo(sentence)
        with writing():
            link = make_link(ORGANIZER, life=LINK_LIFE, admin=True, now=clock.now())
            commit()
        return link


def _children(listener: socket.socket) -> list[Child]:
    web = ["-m", "gunicorn", "--chdir", str(ROOT), "-c", str(ROOT / "deploy" / "gunicorn.conf.py")]
    return [
        Child(
            "The web server",
            [sys.executable, *web, "--bind", f"fd://{listener.fileno()}", "wsgi:app"],
            keep=(listener.fileno(),),
        ),
        Child("The job process", [sys.executable, "-m", "app.cli.work"]),
    ]


def _announce(settings: Settings, began: float, link: str | None) -> None:
    """Say where it runs, once it answers."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    request = Request(f"http://{host}:{settings.port}/health", headers={"Host": urlsplit(settings.base_url).netloc})
    try:
        with urlopen(request, timeout=FIRST_ANSWER):  # noqa: S310 - our own address
            pass
    except HTTPError as error:
        error.close()
        click.secho(f"It runs, but /health says {error.code}.", fg="yellow", err=True)
    except (URLError, TimeoutError) as error:
        click.secho(f"It does not answer: {error}", fg="red", err=True)
        return
    click.echo(f"Meridian runs at {settings.base_url}/ (after {time.monotonic() - began:.1f} s).")
    if link:
        click.echo(f"Sign in as the organizer {ORGANIZER} (once, within the hour): {link}")
    click.echo(f"Database, uploads, mails and key are in {settings.data}. Ctrl-C stops it.")


if __name__ == "__main__":
    sys.exit(main())
