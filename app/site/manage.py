"""The operator's pages, for admins: privacy notice, imprint, accessibility contact."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.errors import N_, NotFound
from app.forms import answer, saved
from app.site import blueprint
from app.site.actions import write_text
from app.site.forms import TextForm
from app.site.queries import text_of
from app.web import acting, signed_in

__all__ = ["texts", "write"]

TEXTS: Mapping[str, str] = {
    "privacy": N_("Privacy"),
    "imprint": N_("Imprint"),
    "accessibility": N_("Accessibility"),
}


def _as_admin() -> None:
    """For anybody else there is nothing here."""
    if not acting().is_admin:
        raise NotFound


@blueprint.get("/manage/site/")
@signed_in
def texts() -> str:
    """The pages, and which of them are still those that come with the program."""
    _as_admin()
    rows = [(key, _(title), *text_of(key)) for key, title in TEXTS.items()]
    return render_template("site/manage.html", rows=rows)


@blueprint.route("/manage/site/<key>", methods=["GET", "POST"])
@signed_in
def write(key: str) -> ResponseReturnValue:
    """Write one of them, in any languages."""
    _as_admin()
    if key not in TEXTS:
        raise NotFound
    form = _form(key)

    def now() -> TextForm:
        body, version = text_of(key)
        return TextForm(formdata=None, data={"body": body, "version": version})

    if form.validate_on_submit() and saved(
        form, lambda: write_text(key, form.body.data, expected_version=form.expected), now
    ):
        flash(_("Saved."), "success")
        return redirect(url_for("site.texts"), 303)
    return answer("site/write.html", form, key=key, title=_(TEXTS[key]))


def _form(key: str) -> TextForm:
    body, version = text_of(key)
    return TextForm(data={"body": body, "version": version})
