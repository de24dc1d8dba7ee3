"""Structured logs: one line an event, with the request's id; JSON for collectors, readable for people."""

from __future__ import annotations

import logging
import sys

import structlog

from app.settings import Settings

__all__ = ["init"]


def init(settings: Settings) -> None:
    """Set up structlog once per process. Logs hold no tokens, no addresses of people, no texts of users."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        # The rich traceback prints every local: a released programme among them takes ten seconds, and holds names.
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([structlog.processors.format_exc_info] if settings.log_format == "json" else []),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, settings.log_level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=settings.mode != "test",
    )
