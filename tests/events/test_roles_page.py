"""docs/roles.md says what the code asks."""

from __future__ import annotations

from app.events.rules import MAY, Act, Role, printed
from app.settings import ROOT


def test_page_is_up_to_date(app):
    shown = app.test_cli_runner().invoke(args=["roles"]).output
    assert (ROOT / "docs" / "roles.md").read_text(encoding="utf-8") == shown


def test_every_act_and_role_is_on_the_page():
    assert set(printed._ACTS) == set(Act) == set(MAY)
    assert set(printed._ROLES) == set(Role)


NOBODY_ASKS = {Act.SEE_RELEASED: "everybody may"}


def test_every_act_is_asked_somewhere():
    """A right that nothing asks about would be a promise on paper."""
    asked = "".join(
        path.read_text(encoding="utf-8")
        for folder, kind in (("app", "*.py"), ("templates", "*.html"))
        for path in sorted((ROOT / folder).rglob(kind))
        if path.name not in {"rights.py", "printed.py"}
    )
    assert {act for act in Act if f"Act.{act.name}" not in asked and f'"{act}"' not in asked} == set(NOBODY_ASKS)


def test_change_of_the_table_changes_the_page(monkeypatch):
    before = printed.roles_page()
    monkeypatch.setitem(MAY, Act.RELEASE, frozenset(Role))
    assert printed.roles_page() != before
