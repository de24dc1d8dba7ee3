"""Meridian: forums and webinars that several cities hold together."""

from __future__ import annotations

from typing import TYPE_CHECKING

# First of all: from here on every zone is read from the pinned tzdata package, whatever the machine has.
from app import zones as zones  # isort: skip
from app import collector

if TYPE_CHECKING:
    from flask import Flask

    from app.settings import Settings

__all__ = ["create_app"]


def create_app(settings: Settings | None = None) -> Flask:
    """The program with all its features, ready to answer. Settings come from the environment unless given.

    Imports are inside so that a pure module (``app.zones``) can be used without loading the whole program.
    """
    collector.relax()
    from flask import Flask

    from app import db, features, forms, i18n, jobs, logs, web, web_errors, web_limits, web_safety, web_static
    from app.live.sockets import server
    from app.settings import ROOT, Settings
    from app.troubles import Troubles
    from app.version import build_id
    from app.web_cache import PageCache

    settings = settings or Settings()
    logs.init(settings)
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.update(
        SECRET_KEY=settings.key(),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=db.engine_options(settings),
        TESTING=settings.mode == "test",
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.extensions.update(settings=settings, build=build_id(), pages=PageCache(), troubles=Troubles())

    db.init_app(app)
    i18n.init_app(app)
    web.init_app(app)
    forms.init_app(app)
    web_static.init_app(app, settings)  # inside the Host check of the next
    server.init_app(app, settings)
    web_safety.init_app(app, settings)
    web_limits.init_app(app, settings)
    web_errors.init_app(app)
    features.init_app(app, settings)
    jobs.init_app(app, settings)
    return app
