"""Runs in the judges' own Python (tests/judges.py starts it): they are loaded once and judge one file after another.

Each line of the input names a judge and its arguments, as JSON; each line of the output is its exit status and what it
printed. Every judgement is a process of its own, split off from this one: none knows of those before it.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from typing import TextIO


def judged(judge: str, arguments: list[str]) -> tuple[int, str, str]:
    """Exit status, output and errors of ``python judge.py ARGUMENTS``."""
    main = importlib.import_module(judge).main
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as complained:
        if (pid := os.fork()) == 0:
            _judge(main, [judge, *arguments], said, complained)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        said.seek(0)
        complained.seek(0)
        return status, said.read(), complained.read()


def _judge(main: Callable[[], None], argv: list[str], said: TextIO, complained: TextIO) -> None:
    """What the split-off process does: the judge's work, and nothing after it."""
    status = 1
    try:
        os.dup2(said.fileno(), 1)
        os.dup2(complained.fileno(), 2)
        sys.argv = argv
        main()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # told as Python itself would tell it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    sys.path[0] = sys.argv[1]
    importlib.import_module("vobject")  # the readers that a judge loads only when it comes to them
    for line in sys.stdin:
        sys.stdout.write(json.dumps(judged(*json.loads(line))) + "\n")
        sys.stdout.flush()
