"""What stands in the way of taking a change back, as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext

from app.desk.history_words import FIELD_WORDS
from app.errors import N_, RuleBroken
from app.i18n import time_words

__all__ = ["back_already", "changed_since", "deleted_since"]


def changed_since(now: Mapping[str, Any], then: Mapping[str, Any]) -> RuleBroken | None:
    """The refusal where a value is no longer what the change made of it; it names what differs."""
    names = dict.fromkeys(str(gettext(FIELD_WORDS.get(name, "Start"))) for name in _differing(now, then))
    if not names:
        return None
    what = time_words().comma.join(names)
    return RuleBroken(N_("This has been changed again since: %(what)s. Take that back first."), what=what)


def _differing(now: Mapping[str, Any], then: Mapping[str, Any]) -> Iterator[str]:
    for name, value in then.items():
        if _comparable(name, now.get(name)) != _comparable(name, value):
            yield name


def _comparable(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping) and value.keys() == {"key", "name"}:
        # What a row is called may have changed; a part has nothing but its title.
        return value["name"] if name == "session_part" else value["key"]
    return value


def deleted_since() -> RuleBroken:
    """The refusal where the session is gone."""
    return RuleBroken(N_("This session has been deleted since: put it back first."))


def back_already() -> RuleBroken:
    """The refusal where the deletion was taken back before."""
    return RuleBroken(N_("This has been put back already."))
