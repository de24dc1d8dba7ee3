"""``python -m app.cli.start``: the whole program in the foreground, web server and job process as one.

The way to run Meridian for one town hall (``make run``, ``make serve``); the scaled way runs the same two processes
under systemd (deploy/). This module loads nothing of the program but its settings: a restart answers the sooner.
"""

from __future__ import annotations

import fcntl
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import click
from pydantic import ValidationError

from app.cli.together import Child, run_alone, run_together
from app.settings import ROOT, Settings

__all__ = ["main"]

GRACE = 10.0
"""Seconds that the processes have to finish what they are at."""
FIRST_ANSWER = 60.0
"""Seconds after which a server that does not answer is spoken of."""

MISUSED, INTERRUPTED = 2, 130
"""Exit statuses where settings, port, folder or database keep it from starting, and where somebody stopped that."""

PREPARE = [sys.executable, "-m", "app.cli.prepare"]


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
            was_ready = _is_current(settings)
            if not was_ready and (status := run_alone(PREPARE)) != 0:
                return status
            with ExitStack() as aside:
                show_around = partial(_show_around, aside) if was_ready and settings.is_development else None
                greet = partial(_greet, settings, began, show_around)
                return run_together(_children(listener), grace=GRACE, meanwhile=greet)
    except (CannotStartError, OSError) as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED


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


def _is_current(settings: Settings) -> bool:
    """Whether an embedded database has had all migrations; asked without loading the program, for a quick restart."""
    path = settings.data / "meridian.sqlite3"
    if settings.database_url != f"sqlite:///{path}" or not path.exists():
        return False
    try:
        with closing(sqlite3.connect(path)) as database:
            present = {row[0] for row in database.execute("SELECT version_num FROM alembic_version")}
    except sqlite3.Error:
        return False
    scripts = [path.read_text(encoding="utf-8") for path in (ROOT / "migrations" / "versions").glob("*.py")]
    made, built_on = (
        {name for script in scripts for name in re.findall(rf'^{word} = "(.+)"$', script, re.MULTILINE)}
        for word in ("revision", "down_revision")
    )
    return present == made - built_on


def _children(listener: socket.socket) -> list[Child]:
    web = ["-m", "gunicorn", "--chdir", str(ROOT), "-c", str(ROOT / "deploy" / "gunicorn.conf.py")]
    bind = ["--bind", f"fd://{listener.fileno()}"]
    return [
        Child("The web server", [sys.executable, *web, *bind, "wsgi:app"], keep=(listener.fileno(),)),
        Child("The job process", [sys.executable, "-m", "app.cli.work"]),
    ]


def _show_around(aside: ExitStack) -> None:
    """After a quick restart, look after the demo events; given up where the program is stopped meanwhile."""
    process = subprocess.Popen(PREPARE)
    aside.callback(process.wait)
    aside.callback(process.terminate)
    process.wait()


def _greet(settings: Settings, began: float, show_around: Callable[[], None] | None) -> None:
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
    if show_around:
        show_around()
    click.echo(f"Database, uploads, mails and key are in {settings.data}. Ctrl-C stops it.")


if __name__ == "__main__":
    sys.exit(main())
