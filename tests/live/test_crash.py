"""P1: what was acknowledged is there after kill -9, once; and a test that would see it if it were not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.db import commit, db
from app.live.models import Question, Vote
from app.settings import ROOT, Settings
from tests.live.rooms import made_hall

pytestmark = pytest.mark.process

ANSWERED = 150
"""Votes after which the process is killed."""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Flask]:
    """An app with a database of its own, which a killed process may leave behind."""
    app = create_app(Settings(mode="test", data=tmp_path, log_level="error"))
    with app.app_context():
        flask_migrate.upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def killed_while_voting(app: Flask, folder: Path, when: str) -> tuple[set[str], list[str], int]:
    """Voters who were answered, voters in the database, and the question's score."""
    hall = made_hall(app)
    question = hall.question()
    code, room = question.code, hall.room.id
    commit()
    command = [sys.executable, "-m", "tests.live.crashing", str(folder), str(room), code, when]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MERIDIAN_")}
    with subprocess.Popen(command, cwd=ROOT, env=plain, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        answered = {f"b:{process.stdout.readline().strip()}" for _vote in range(ANSWERED)}
        process.kill()
        answered |= {f"b:{line.strip()}" for line in process.stdout if line.endswith("\n")}
    db.session.rollback()
    rows: Any = db.session.execute(select(Vote.actor, Question.score).join(Question, Question.id == Vote.question_id))
    pairs = rows.all()
    return answered, [actor for actor, _score in pairs], pairs[0][1]


def test_acknowledged_votes_survive_kill_9(elsewhere: Flask, tmp_path: Path):
    answered, kept, score = killed_while_voting(elsewhere, tmp_path, "late")
    assert len(answered) >= ANSWERED
    assert answered - set(kept) == set()
    assert len(kept) == len(set(kept)) == score


def test_votes_acknowledged_before_the_commit_are_lost(elsewhere: Flask, tmp_path: Path):
    """Negative control: answered too early, the same kill loses votes."""
    answered, kept, score = killed_while_voting(elsewhere, tmp_path, "early")
    assert answered - set(kept) != set()
    assert len(kept) == score
