"""Series of events: a list, a form."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.events import blueprint
from app.events.actions.series import create_series, edit_series, remove_series
from app.events.forms.event import SeriesForm
from app.events.queries import creator, managed_series, series_offered
from app.forms import RowForm, answer, saved
from app.web import acting, signed_in

__all__: list[str] = []


@blueprint.get("/manage/series/")
@signed_in
def series_list() -> ResponseReturnValue:
    """Her series."""
    return render_template("events/series_list.html", series=series_offered(creator(acting())))


@blueprint.route("/manage/series/new", methods=["GET", "POST"])
@signed_in
def new_series() -> ResponseReturnValue:
    """A new series."""
    by = creator(acting())
    form = SeriesForm()
    if form.validate_on_submit() and saved(form, lambda: create_series(form.title.data, form.about.data, by=by)):
        flash(_("The series is there. Choose it in the details of its events."), "success")
        return redirect(url_for("events.series_list"))
    return answer("events/series.html", form, series=None)


@blueprint.route("/manage/series/<series>/", methods=["GET", "POST"])
@signed_in
def one_series(series: str) -> ResponseReturnValue:
    """A series' title and text."""
    by = acting()
    row = managed_series(series, by=by)
    form = SeriesForm(obj=row)
    if form.validate_on_submit() and saved(
        form,
        lambda: edit_series(row, form.title.data, form.about.data, expected_version=form.expected, by=by),
        lambda: SeriesForm(formdata=None, obj=row),
    ):
        flash(_("Saved. Its page shows it at once."), "success")
        return redirect(url_for("events.series_list"))
    return answer("events/series.html", form, series=row)


@blueprint.route("/manage/series/<series>/remove", methods=["GET", "POST"])
@signed_in
def drop_series(series: str) -> ResponseReturnValue:
    """Ask, then take away a series that no event belongs to."""
    by = acting()
    row = managed_series(series, by=by)
    form = RowForm(obj=row)

    def remove() -> None:
        remove_series(row, expected_version=form.expected, by=by)

    if form.validate_on_submit() and saved(form, remove, lambda: RowForm(formdata=None, obj=row)):
        flash(_("The series is gone."), "success")
        return redirect(url_for("events.series_list"))
    return answer("events/series_ask.html", form, series=row)
