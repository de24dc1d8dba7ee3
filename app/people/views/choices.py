"""Language and time zone, for everybody: remembered in this browser, and in the profile of who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app import cldr, i18n, web, zones
from app.clock import now
from app.db import commit
from app.people import blueprint
from app.people.forms import LanguageForm, ZoneForm
from app.web import safe_path, settings, viewer

__all__ = ["keep_language"]

_YEAR = 365 * 24 * 60 * 60

R = TypeVar("R", Response, BaseResponse)


@dataclass(frozen=True)
class ZoneChoice:
    """A zone to choose: its name, its place in the reader's language, and how far it is from UTC now."""

    name: str
    place: str
    offset: str


@blueprint.get("/display")
def display() -> str:
    """Both choices on one page."""
    target = safe_path(request.args.get("next"))
    form = LanguageForm(data={"language": i18n.language(), "next": target})
    return _display(form, target)


@blueprint.post("/language")
def language() -> ResponseReturnValue:
    """Keep the language."""
    form = LanguageForm()
    target = _without(safe_path(form.next.data), "lang")
    if not form.validate_on_submit():
        return _display(form, target), 400
    if (person := g.get("person")) is not None:
        person.language = form.language.data
        commit()
    return keep_language(redirect(target, 303), form.language.data)


@blueprint.get("/time-zone")
def zone_list() -> str:
    """All zones by area; ``q`` finds by place or offset, ``next`` is where to go on."""
    return _zone_page(safe_path(request.args.get("next")), request.args.get("q", "")[:60])


@blueprint.post("/time-zone")
def time_zone() -> ResponseReturnValue:
    """Keep the zone; an empty one forgets the choice."""
    form = ZoneForm()
    target = _without(safe_path(form.next.data), "zone")
    if not form.validate_on_submit():
        for error in form.zone.errors:
            flash(error, "error")
        return _zone_page(target, ""), 400
    chosen = form.zone.data or ""
    if (person := g.get("person")) is not None:
        person.zone = chosen or None
        commit()
    response = redirect(target, 303)
    if chosen:
        _keep(response, web.ZONE_COOKIE, chosen, script_reads=False)
        flash(_("Times are now shown in %(place)s time.", place=cldr.zone_city(i18n.language(), chosen)), "success")
    else:
        _drop(response, web.ZONE_COOKIE)
        flash(_("Times are now shown in the browser’s zone, or in each event’s own."), "success")
    return response


def keep_language(response: R, tag: str) -> R:
    """Remember the language in this browser; an empty one forgets it."""
    if tag:
        _keep(response, i18n.COOKIE, tag, script_reads=True)
    else:
        _drop(response, i18n.COOKIE)
    return response


def _keep(response: BaseResponse, name: str, value: str, *, script_reads: bool) -> None:
    # The menu's script writes the language too, and a script cannot replace a cookie that it may not read.
    response.set_cookie(
        settings().cookie_name(name),
        value,
        max_age=_YEAR,
        secure=settings().is_https,
        httponly=not script_reads,
        samesite="Lax",
    )


def _drop(response: BaseResponse, name: str) -> None:
    response.delete_cookie(settings().cookie_name(name), secure=settings().is_https, samesite="Lax")


def _without(path: str, name: str) -> str:
    """The path without that query value, which would overrule what was just chosen."""
    parts = urlsplit(path)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
    return parts.path + (f"?{urlencode(kept)}" if kept else "")


def _display(form: LanguageForm, target: str) -> str:
    zone = viewer().zone
    return render_template("people/display.html", form=form, next=target, shown=zone and _choice(zone, now()))


def _zone_page(target: str, sought: str) -> str:
    guess = zones.meant(unquote(request.cookies.get(settings().cookie_name(web.GUESS_COOKIE), "")))
    moment = now()
    return render_template(
        "people/time_zone.html",
        form=ZoneForm(formdata=None, data={"next": target}),
        next=target,
        sought=sought,
        areas=_areas(sought, moment),
        guess=guess and _choice(guess, moment),
        utc=_choice("UTC", moment),
        current=viewer(),
        back=url_for("people.zone_list", next=target),
    )


def _choice(name: str, moment: datetime) -> ZoneChoice:
    return ZoneChoice(name, cldr.zone_city(i18n.language(), name), zones.offset_label(moment, name))


def _areas(sought: str, moment: datetime) -> list[tuple[str, str, list[ZoneChoice]]]:
    """The zones that fit, by area (its name in the database and in the reader's language); none without zones.

    Old names are found only where no name in use fits, so that a place stands in the list once.
    """
    words = sought.replace("-", "−").casefold().split()
    return _fitting(words, moment, lambda name: name in zones.CURRENT) or _fitting(words, moment, lambda _: True)


def _fitting(
    words: list[str], moment: datetime, is_offered: Callable[[str], bool]
) -> list[tuple[str, str, list[ZoneChoice]]]:
    found = []
    for area, names in zones.choices():
        choices = (_choice(name, moment) for name in names if is_offered(name))
        fitting = sorted((choice for choice in choices if _fits(choice, words)), key=lambda choice: choice.place)
        if fitting:
            found.append((area, _(zones.AREAS[area]), fitting))
    return found


def _fits(choice: ZoneChoice, words: list[str]) -> bool:
    text = f"{choice.name} {choice.name.replace('_', ' ')} {choice.place} {choice.offset}".casefold()
    return all(word in text for word in words)
