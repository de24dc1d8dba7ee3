"""What a moderator does with a question by plain forms: steps, marks, a written answer, removing it, its history."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from app.clock import now
from app.db import commit, db
from app.errors import RuleBroken, Stale
from app.forms import RowForm, posted_version, saved
from app.i18n import say
from app.live import blueprint
from app.live.actions.questions import answer_in_writing, pin, star, take_step
from app.live.forms import AnswerForm
from app.live.manage.consoles import Console, Trouble, console_at
from app.live.models import Question
from app.live.rules.moderating import is_there
from app.live.rules.states import MARK_LABELS, STATE_LABELS, Mark, State, Step
from app.live.steps import steps_of
from app.web import signed_in

__all__ = ["answer", "mark", "question", "remove", "step"]

QUESTION = "/manage/e/<event>/rooms/<code>/<question>/"


@blueprint.get(QUESTION)
@signed_in
def question(event: str, code: str, question: str) -> ResponseReturnValue:
    """The question and its history."""
    here = console_at(event, code)
    found = here.question(question)
    return here.page("live/console_question.html", question=found, steps_taken=steps_of(found.id))


@blueprint.post(f"{QUESTION}step")
@signed_in
def step(event: str, code: str, question: str) -> ResponseReturnValue:
    """Take it from its state to another, as it was when the moderator looked at it."""
    here = console_at(event, code)
    wanted = request.form.get("step", "")

    def act(found: Question) -> str:
        if wanted not in set(Step) - {Step.WITHDRAW, Step.REMOVE}:
            raise RuleBroken(_("There is no such step."))
        reason = request.form.get("reason", "")
        take_step(found, Step(wanted), by=here.by, expected_version=posted_version(), now=now(), reason=reason)
        return str(_(STATE_LABELS[State(found.state)]))

    return _done(here, question, act, wanted)


@blueprint.post(f"{QUESTION}mark")
@signed_in
def mark(event: str, code: str, question: str) -> ResponseReturnValue:
    """Pin it for everybody, or star it for moderators: ``pinned`` or ``starred`` is 1 or 0."""
    here = console_at(event, code)

    def act(found: Question) -> str:
        for name, set_to in (("pinned", pin), ("starred", star)):
            wanted = {"1": True, "0": False}.get(request.form.get(name, ""))
            if wanted is not None:
                set_to(found, **{name: wanted}, by=here.by, now=now())
                return str(_(MARK_LABELS[_MARKS[name, wanted]]))
        raise RuleBroken(_("There is no such step."))

    return _done(here, question, act)


_MARKS = {
    ("pinned", True): Mark.PIN,
    ("pinned", False): Mark.UNPIN,
    ("starred", True): Mark.STAR,
    ("starred", False): Mark.UNSTAR,
}


def _done(here: Console, code: str, act: Callable[[Question], str], wanted: str = "") -> ResponseReturnValue:
    """Do it; back to the console, or the console as it is now with the reason why it was not done."""
    try:
        said = act(here.question(code, lock=True))
        commit()
    except (Stale, StaleDataError):
        db.session.rollback()
        return _overtaken(here, code, wanted)
    except RuleBroken as error:
        db.session.rollback()
        return here.shown(Trouble(say(error), code, status=400))
    flash(said, "success")
    return here.back(code)


def _overtaken(here: Console, code: str, wanted: str) -> ResponseReturnValue:
    state = State(here.question(code).state)
    label = _(STATE_LABELS[state])
    if wanted in set(Step) and is_there(state, Step(wanted)):
        flash(_("Somebody else was faster and did the same: %(state)s.", state=label), "message")
        return here.back(code)
    sentence = _("Somebody else was faster; nothing of yours was done. The question now is: %(state)s.", state=label)
    return here.shown(Trouble(sentence, code))


@blueprint.route(f"{QUESTION}answer", methods=["GET", "POST"])
@signed_in
def answer(event: str, code: str, question: str) -> ResponseReturnValue:
    """A written answer, in languages; an empty one takes it away."""
    here = console_at(event, code)
    found = here.question(question, lock=request.method == "POST")
    form = AnswerForm(obj=found)

    def save() -> None:
        answer_in_writing(found, form.answer.data, by=here.by, expected_version=form.expected, now=now())

    if form.validate_on_submit() and saved(form, save, lambda: AnswerForm(formdata=None, obj=found)):
        flash(_("The answer stands below the question."), "success")
        return here.back(question)
    return _form_page(here, "live/console_answer.html", form, found)


@blueprint.route(f"{QUESTION}remove", methods=["GET", "POST"])
@signed_in
def remove(event: str, code: str, question: str) -> ResponseReturnValue:
    """Asks, then erases its texts for good."""
    here = console_at(event, code)
    found = here.question(question, lock=request.method == "POST")
    form = RowForm(obj=found)

    def erase() -> None:
        take_step(found, Step.REMOVE, by=here.by, expected_version=form.expected, now=now())

    if form.validate_on_submit() and saved(form, erase, lambda: RowForm(formdata=None, obj=found)):
        flash(_("Removed for good: its texts are erased."), "success")
        return redirect(url_for("live.console", event=event, code=code), 303)
    return _form_page(here, "live/console_remove.html", form, found)


def _form_page(here: Console, template: str, form: RowForm, found: Question) -> ResponseReturnValue:
    page = here.page(template, form=form, question=found)
    page.status_code = form.status
    return page
