"""The features of the program, in the order that app/README.md lists; ``create_app`` registers them."""

from __future__ import annotations

import flask_migrate
from click import Command
from flask import Blueprint, Flask

# Tables and pages are known once their module is loaded.
import app.audience.models
import app.audience.views.agenda
import app.audience.views.feed
import app.audience.views.links
import app.audience.views.picks
import app.desk.dashboard
import app.desk.history
import app.desk.hosts
import app.desk.mails
import app.desk.places
import app.desk.preview_links
import app.desk.releases
import app.events.manage
import app.events.models
import app.events.views
import app.exchange.manage
import app.exchange.models
import app.exchange.views
import app.invitations.mailbox
import app.invitations.manage
import app.invitations.models
import app.invitations.reminders
import app.invitations.views.answer
import app.invitations.views.hook
import app.live.manage.questions
import app.live.manage.rooms
import app.live.manage.stages
import app.live.manage.streams
import app.live.models
import app.live.views.projector
import app.live.views.questions
import app.live.views.session
import app.live.views.snapshot
import app.mail.views
import app.people.manage
import app.people.views.account
import app.people.views.choices
import app.people.views.sign_in
import app.schedule.manage
import app.schedule.models
import app.site.health
import app.site.manage
import app.site.me
import app.site.models
import app.site.views
import app.visits.manage
import app.visits.models
import app.visits.views
from app import (
    audience,
    db,
    desk,
    events,
    exchange,
    invitations,
    live,
    mail,
    people,
    reactions,
    schedule,
    site,
    visits,
    web_pages,
)
from app.calendars import views as calendars
from app.demo.commands import demo
from app.events.commands import roles
from app.exchange.commands import import_command
from app.invitations.commands import mail_in
from app.mail.commands import mail as mail_command
from app.people import glue
from app.people.commands import people as people_command
from app.schedule.commands import release_command, tz_rederive_command
from app.settings import ROOT, Settings
from app.visits import counting

__all__ = ["init_app"]

BLUEPRINTS: tuple[Blueprint, ...] = (
    mail.blueprint,
    people.blueprint,
    events.blueprint,
    schedule.blueprint,
    calendars.blueprint,
    invitations.blueprint,
    audience.blueprint,
    visits.blueprint,
    live.blueprint,
    exchange.blueprint,
    site.blueprint,
    desk.blueprint,
)
COMMANDS: tuple[Command, ...] = (
    mail_command, people_command, roles, release_command, tz_rederive_command, import_command, mail_in, demo,
)  # fmt: skip


def init_app(app: Flask, settings: Settings) -> None:
    """Tables, pages, reactions and commands."""
    flask_migrate.Migrate(app, db.db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
    app.extensions["reactions"] = reactions.REACTIONS
    glue.init_app(app)
    web_pages.init_app(app)
    counting.init_app(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
