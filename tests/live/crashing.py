"""A process that takes votes until it is killed: ``python -m tests.live.crashing FOLDER ROOM CODE late|early``.

It prints the name of each voter whose vote was answered. ``early`` answers before the commit, which is the fault that
the test must find.
"""

from __future__ import annotations

import itertools
import os
import sys
import threading
import time
from pathlib import Path

from app import create_app
from app.clock import now
from app.db import commit, writing
from app.live.actions.votes import Ballot, cast
from app.live.sockets import grouped
from app.live.sockets.grouped import GroupedVotes
from app.settings import Settings

VOTERS_AT_ONCE = 16


class TooEarly(GroupedVotes):
    """Answers before it commits."""

    def _write(self, group: list[grouped._Waiting]) -> None:
        with self._app.app_context(), writing():
            results = cast([one.ballot for one in group], now=now())
            for one, result in zip(group, results, strict=True):
                one.result = result
                one.done.set()
            time.sleep(0.1)
            commit()


def main(folder: str, room: str, code: str, when: str) -> None:
    """Vote for ever."""
    app = create_app(Settings(mode="test", data=Path(folder), log_level="error"))
    votes = (TooEarly if when == "early" else GroupedVotes)(app)
    names = itertools.count()

    def vote_on() -> None:
        for number in names:
            votes.cast(Ballot(int(room), code, f"b:{number}", wanted=True))
            os.write(1, f"{number}\n".encode())  # at once and whole, among others that write

    for _voter in range(VOTERS_AT_ONCE):
        threading.Thread(target=vote_on).start()


if __name__ == "__main__":
    main(*sys.argv[1:])
