"""The features of the program, in the order that app/README.md lists; ``create_app`` registers them."""

from __future__ import annotations

import flask_migrate
from click import Command
from flask import Blueprint, Flask

# Tables and pages are known once their module is loaded.
import app.desk.dashboard
import app.events.manage
import app.events.models
import app.mail.views
import app.schedule.models
import app.site.health
import app.site.models
from app import db, desk, events, mail, reactions, site
from app.calendars import views as calendars
from app.demo.commands import demo
from app.mail.commands import mail as mail_command
from app.schedule.commands import release_command
from app.settings import ROOT

__all__ = ["init_app"]

BLUEPRINTS: tuple[Blueprint, ...] = (
    mail.blueprint,
    events.blueprint,
    calendars.blueprint,
    site.blueprint,
    desk.blueprint,
)
COMMANDS: tuple[Command, ...] = (release_command, demo, mail_command)


def init_app(app: Flask) -> None:
    """Tables, pages, reactions and commands."""
    flask_migrate.Migrate(app, db.db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
    app.extensions["reactions"] = reactions.REACTIONS
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
