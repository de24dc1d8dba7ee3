"""The program keeps the architecture's rules, and each rule finds the breach it is there to find."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture import rules, tree

README = (tree.ROOT / "app" / "README.md").read_text(encoding="utf-8")
ORDER = tree.listed_packages(README)
WORDS = tree.file_words(README)


@pytest.fixture(scope="module")
def program() -> tree.Tree:
    return tree.read(tree.ROOT)


def test_packages_import_only_earlier_ones(program):
    assert list(rules.imports_forward(program, ORDER)) == []


def test_readme_lists_what_exists(program):
    existing = {module.package for module in program.modules.values()} - {""}
    assert existing == set(ORDER)
    assert len(ORDER) == len(set(ORDER))


def test_no_import_cycles(program):
    assert list(rules.cycles(program)) == []


def test_imports_stand_at_the_top(program):
    assert list(rules.imports_inside_functions(program)) == []


def test_files_of_a_subject_import_downwards(program):
    assert list(rules.imports_upward(program, WORDS)) == []


def test_what_decides_is_pure(program):
    assert list(rules.impure(program)) == []


def test_request_stays_at_the_edge(program):
    assert list(rules.request_below_edge(program)) == []


def test_only_the_edge_commits(program):
    assert list(rules.commits_below_edge(program)) == []


def test_functions_are_short(program):
    assert list(rules.long_functions(program)) == []


def test_files_are_short():
    assert list(rules.long_files(tree.ROOT)) == []


def test_names_say_what_is_inside():
    assert list(rules.vague_names(tree.ROOT)) == []


def test_init_files_are_empty(program):
    assert list(rules.code_in_init(program)) == []


# ---------------------------------------------------------------- negative controls, on small made-up programs

MADE_UP_ORDER = ["errors", "db", "events", "schedule", "site"]


def made_up(root: Path, files: dict[str, str]) -> tree.Tree:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tree.read(root)


def test_forward_import_is_found(tmp_path):
    program = made_up(
        tmp_path,
        {
            "app/events/models.py": "from app.schedule import models\n",
            "app/schedule/models.py": "from app.events.queries import event\nfrom app import db\n",
            "app/events/queries.py": "",
            "app/db.py": "",
        },
    )
    assert list(rules.imports_forward(program, MADE_UP_ORDER)) == [
        "app/events/models.py:1: “events” imports “schedule”, which comes later"
    ]


def test_forward_import_for_types_is_found(tmp_path):
    program = made_up(
        tmp_path,
        {
            "app/events/models.py": (
                "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app.schedule.models import Session\n"
            ),
            "app/schedule/models.py": "",
        },
    )
    assert list(rules.imports_forward(program, MADE_UP_ORDER)) == [
        "app/events/models.py:3: “events” imports “schedule”, which comes later"
    ]


def test_unlisted_package_is_found(tmp_path):
    program = made_up(tmp_path, {"app/gossip/models.py": ""})
    assert list(rules.imports_forward(program, MADE_UP_ORDER)) == [
        "app/gossip/models.py: app/README.md does not list “gossip”"
    ]


def test_cycle_is_found(tmp_path):
    program = made_up(
        tmp_path,
        {
            "app/events/models.py": "from app.events.history import History\n",
            "app/events/history.py": "from app.events import models\n",
        },
    )
    assert list(rules.cycles(program)) == ["app.events.history → app.events.models → app.events.history"]


def test_import_inside_function_is_found_outside_create_app(tmp_path):
    inside = "def {}():\n    from app.events import models\n"
    program = made_up(
        tmp_path,
        {
            "app/__init__.py": inside.format("create_app"),
            "app/site/views.py": inside.format("home"),
            "app/events/models.py": "",
        },
    )
    assert list(rules.imports_inside_functions(program)) == ["app/site/views.py:2: import inside home()"]


@pytest.mark.parametrize("between", ["", "from app.events import actions\n"])
def test_upward_import_is_found_also_through_another_file(tmp_path, between):
    program = made_up(
        tmp_path,
        {
            "app/events/queries.py": "from app.events import history\n"
            if between
            else "from app.events import actions\n",
            "app/events/history.py": between,
            "app/events/actions.py": "from app.events import models\n",
            "app/events/models.py": "",
        },
    )
    assert list(rules.imports_upward(program, WORDS)) == [
        "app/events/queries.py: queries reaches up to app.events.actions"
    ]


def test_folder_of_a_file_word_obeys_the_same_rule(tmp_path):
    program = made_up(
        tmp_path,
        {"app/events/rules/dates.py": "from app.events.models import Event\n", "app/events/models.py": ""},
    )
    assert list(rules.imports_upward(program, WORDS)) == [
        "app/events/rules/dates.py: rules reaches up to app.events.models"
    ]
    assert list(rules.impure(program)) == ["app/events/rules/dates.py: pure, but reaches app.events.models"]


@pytest.mark.parametrize(
    "line", ["import flask", "from sqlalchemy.orm import Mapped", "from flask_babel import gettext"]
)
def test_impure_rule_is_found_also_through_another_module(tmp_path, line):
    program = made_up(tmp_path, {"app/events/rules.py": "from app.db import db\n", "app/db.py": line})
    target = line.split()[1]
    assert list(rules.impure(program)) == [f"app/events/rules.py: pure, but app.db imports {target}"]


def test_request_below_the_edge_is_found(tmp_path):
    line = "from flask import Flask, g, request\n"
    program = made_up(tmp_path, {"app/events/actions.py": line, "app/events/views.py": line, "app/site/home.py": line})
    assert list(rules.request_below_edge(program)) == [
        "app/events/actions.py:1: “g” below the edge",
        "app/events/actions.py:1: “request” below the edge",
    ]


@pytest.mark.parametrize("call", ["commit()", "db.session.commit()", "session.commit()"])
def test_commit_in_an_action_is_found(tmp_path, call):
    program = made_up(tmp_path, {"app/events/actions.py": call, "app/events/manage.py": call})
    assert list(rules.commits_below_edge(program)) == ["app/events/actions.py:1: commits below the edge"]


def test_long_function_is_found(tmp_path):
    body = "".join(f"    a{number} = {number}\n" for number in range(40))
    short = 'def short():\n    """Many\n    words.\n    """\n' + body.split("    a39")[0]
    program = made_up(tmp_path, {"app/events/rules.py": f"def long():\n{body}\n\n{short}"})
    assert list(rules.long_functions(program)) == ["app/events/rules.py:1: long() has 41 lines"]


def test_long_files_are_found(tmp_path):
    made_up(
        tmp_path,
        {
            "app/events/rules.py": "\n" * 251,
            "app/events/models.py": "\n" * 250,
            "templates/events/page.html": "\n" * 161,
            "static/js/events/grid.js": "\n" * 201,
        },
    )
    assert list(rules.long_files(tmp_path)) == [
        "app/events/rules.py: 251 lines, 250 at most",
        "templates/events/page.html: 161 lines, 160 at most",
        "static/js/events/grid.js: 201 lines, 200 at most",
    ]


def test_vague_names_are_found(tmp_path):
    made_up(
        tmp_path,
        {
            "app/events/utils.py": "",
            "app/common/models.py": "",
            "static/js/lib/zones.js": "",
            "templates/events/_misc.html": "",
        },
    )
    assert list(rules.vague_names(tmp_path)) == [
        "app/common: a name that says nothing",
        "app/events/utils.py: a name that says nothing",
        "templates/events/_misc.html: a name that says nothing",
    ]


def test_code_in_init_is_found(tmp_path):
    program = made_up(
        tmp_path,
        {
            "app/events/__init__.py": '"""Events."""\nfrom flask import Blueprint\nbp = Blueprint("a", __name__)\n',
            "app/schedule/__init__.py": "def move():\n    return 1\n",
        },
    )
    assert list(rules.code_in_init(program)) == ["app/schedule/__init__.py:1: code in __init__"]


def test_readme_order_and_words_are_read():
    readme = (
        "# x\n\n## Packages, in import order\n| package | what |\n|---|---|\n| `errors` | a |\n| `mail/` | b |\n\n"
        "## File words\n`rules`, `facts` → `models` → `views`\n\n## Where\n| `site/` | c |\n"
    )
    assert tree.listed_packages(readme) == ["errors", "mail"]
    assert tree.file_words(readme) == {"rules": 0, "facts": 0, "models": 1, "views": 2}
