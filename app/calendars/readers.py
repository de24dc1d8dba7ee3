"""The words of a calendar in a reader's language."""

from __future__ import annotations

from functools import lru_cache

from flask_babel import gettext as _

from app.calendars.rules.entries import Reader
from app.i18n import LANGUAGES, speaking
from app.web import settings

__all__ = ["reader_in"]


def reader_in(language: str) -> Reader:
    """The words of a calendar in a language; in the nearest one of the program's where it does not speak that."""
    return _reader(language, language if language in LANGUAGES else settings().language, settings().base_url)


@lru_cache(maxsize=64)  # a release makes entries for hundreds of speakers
def _reader(language: str, spoken: str, base_url: str) -> Reader:
    with speaking(spoken):
        return Reader(
            language=language,
            base_url=base_url,
            join=_("Take part in the browser"),
            cancelled=_("This session has been cancelled."),
            called_off=_("This event has been cancelled."),
            assumed=_("The time is assumed and may change."),
            roles={
                "speaker": _("With"),
                "moderator": _("Moderated by"),
                "signatory": _("Signed by"),
                "awardee": _("Awarded to"),
            },
        )
