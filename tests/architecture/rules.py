"""The architecture's rules. Each function answers the breaches it finds, as "file:line: what is wrong" sentences."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import Import, Module, Tree

EDGE_WORDS = {"views", "manage", "sockets", "commands"}
EDGE_PACKAGES = {"api", "site", "desk", "forms", "i18n", "cli", "jobs", ""}
"""And ``web`` with its ``web_…``; the empty name is create_app."""

FOR_ITS_TYPE_ALONE = {("app.web", "app.people.models")}
"""The viewer's person is one; under TYPE_CHECKING only, else the program would not load."""

PURE_GROUND = {
    "errors", "texts", "slugs", "clock", "zones", "zones_names", "cldr", "days", "times", "sun", "globe", "facts",
    "collector", "ordering", "links", "prose",
}  # fmt: skip
PURE_WORDS = {"rules", "facts"}
PURE_MODULES = {"app.calendars.builder", "app.cities.gazetteer", "app.cities.folding", "app.reports.figures"}
IMPURE = ("flask", "sqlalchemy", "wtforms", "werkzeug")

OF_THE_REQUEST = {"request", "g", "current_app", "session", "current_user", "has_request_context"}
FLASK_GLUE = {"app.db", "app.people.glue"}
"""Beyond the edge: commit() finds the app's reactions, and the sign-in session belongs to Flask-Security."""

COMMITTERS = {"app.db", "app.mail.delivery", "app.exchange.worker", "app.people.glue", "app.live.committer",
              "app.invitations.mailbox", "app.invitations.reminders", "app.schedule.worker",
              "app.visits.counting"}  # fmt: skip

VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "lib"}

FUNCTION_LINES = 40
FILE_LINES = {"app/**/*.py": 250, "templates/**/*.html": 160, "static/js/**/*.js": 200, "static/js/**/*.mjs": 200}


def is_edge(module: Module) -> bool:
    """Whether the module talks to browsers, terminals or the queue."""
    return module.word in EDGE_WORDS or module.package in EDGE_PACKAGES or module.package.split("_")[0] == "web"


def is_pure(module: Module) -> bool:
    """Whether the module decides without a database and without a request."""
    if any(module.name == name or module.name.startswith(f"{name}.") for name in PURE_MODULES):
        return True
    return module.word in PURE_WORDS if module.word else module.package in PURE_GROUND


def imports_forward(tree: Tree, order: list[str]) -> Iterator[str]:
    """Rule 1: a package imports only itself and packages before it."""
    place = {package: number for number, package in enumerate(order)}
    for module in tree.modules.values():
        if not module.package:
            continue  # create_app puts everything together
        if module.package not in place:
            yield f"{module.path.relative_to(tree.root)}: app/README.md does not list “{module.package}”"
            continue
        for each, target in tree.own(module):
            if (module.name, target.name) in FOR_ITS_TYPE_ALONE or (module.package == "cli" and target.name == "app"):
                continue  # commands that are processes of their own begin with create_app
            if place.get(target.package, len(order)) > place[module.package]:
                yield _at(
                    tree, module, each, f"“{module.package}” imports “{target.package or 'app'}”, which comes later"
                )


def cycles(tree: Tree) -> Iterator[str]:
    """Rule 1: no module imports itself by a detour."""
    seen: set[str] = set()

    def visit(name: str, way: list[str]) -> Iterator[str]:
        if name in way:
            yield " → ".join([*way[way.index(name) :], name])
        elif name not in seen:
            for _, target in tree.own(tree.modules[name]):
                yield from visit(target.name, [*way, name])
            seen.add(name)

    for name in tree.modules:
        yield from visit(name, [])


def imports_inside_functions(tree: Tree) -> Iterator[str]:
    """Rule 1: an import stands at the top, where it is seen; create_app alone puts together what exists."""
    for module in tree.modules.values():
        for each in module.imports:
            if each.inside and module.name != "app":
                yield _at(tree, module, each, f"import inside {each.inside}()")


def imports_upward(tree: Tree, words: dict[str, int]) -> Iterator[str]:
    """Rule 2: inside a subject, no file imports one whose word stands higher, also not through files of other names."""
    for module in tree.modules.values():
        if module.word not in words:
            continue
        for target in _reached_inside(tree, module, words):
            if words.get(target.word, -1) > words[module.word]:
                yield f"{module.path.relative_to(tree.root)}: {module.word} reaches up to {target.name}"


def _reached_inside(tree: Tree, module: Module, words: dict[str, int]) -> Iterator[Module]:
    """What the module imports of its own subject, following files whose names are no file words."""
    waiting, seen = [module], {module.name}
    while waiting:
        for _, target in tree.own(waiting.pop()):
            if target.package == module.package and target.name not in seen:
                seen.add(target.name)
                yield target
                if target.word and target.word not in words:
                    waiting.append(target)


def impure(tree: Tree) -> Iterator[str]:
    """Rule 3: what decides imports neither Flask nor SQLAlchemy nor models, also not through others."""
    for module in tree.modules.values():
        if not is_pure(module):
            continue
        for reached in _reached(tree, module):
            if reached.word == "models":
                yield f"{module.path.relative_to(tree.root)}: pure, but reaches {reached.name}"
            for each in reached.imports:
                if each.target.split(".")[0].startswith(IMPURE):
                    yield f"{module.path.relative_to(tree.root)}: pure, but {reached.name} imports {each.target}"


def _reached(tree: Tree, module: Module) -> Iterator[Module]:
    waiting, seen = [module], {module.name}
    while waiting:
        current = waiting.pop()
        yield current
        for _, target in tree.own(current):
            if target.name not in seen:
                seen.add(target.name)
                waiting.append(target)


def request_below_edge(tree: Tree) -> Iterator[str]:
    """Rule 4: the request, the app and the person signed in are known at the edge alone; below they are arguments."""
    for module in tree.modules.values():
        if is_edge(module) or module.name in FLASK_GLUE:
            continue
        for each in module.imports:
            if each.target.split(".")[0].startswith("flask"):
                for name in sorted(OF_THE_REQUEST.intersection(each.names)):
                    yield _at(tree, module, each, f"“{name}” below the edge")


def commits_below_edge(tree: Tree) -> Iterator[str]:
    """Rule 5: actions flush at most; who took the request (or the job) commits."""
    for module in tree.modules.values():
        if is_edge(module) or module.name in COMMITTERS:
            continue
        for node in ast.walk(module.syntax):
            if isinstance(node, ast.Call) and _called(node) == "commit":
                yield f"{module.path.relative_to(tree.root)}:{node.lineno}: commits below the edge"


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def long_functions(tree: Tree) -> Iterator[str]:
    """Rule 8: a function has 40 lines at most, its docstring not counted."""
    for module in tree.modules.values():
        for function in module.functions():
            if (lines := _lines(function)) > FUNCTION_LINES:
                yield f"{module.path.relative_to(tree.root)}:{function.lineno}: {function.name}() has {lines} lines"


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        whole -= (first.end_lineno or first.lineno) - first.lineno + 1
    return whole


def long_files(root: Path) -> Iterator[str]:
    """Rule 8: modules, templates and scripts stay small enough to read in one go."""
    for pattern, most in FILE_LINES.items():
        for path in sorted(root.glob(pattern)):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > most:
                yield f"{path.relative_to(root)}: {lines} lines, {most} at most"


def vague_names(root: Path) -> Iterator[str]:
    """Rule 8: a name says what is inside. (static/js/lib holds the pure functions by agreement.)"""
    for folder in ("app", "templates", "static/css", "static/js", "tests"):
        for path in sorted((root / folder).rglob("*")):
            name = path.stem.strip("_").lower()
            if name in VAGUE_NAMES and path != root / "static" / "js" / "lib":
                yield f"{path.relative_to(root)}: a name that says nothing"


def code_in_init(tree: Tree) -> Iterator[str]:
    """Rule 8: a subject's __init__.py holds its docstring and its blueprint, no more."""
    for module in tree.modules.values():
        if module.path.name != "__init__.py" or module.name == "app":
            continue
        for statement in module.syntax.body:
            if not _belongs_in_init(statement):
                yield f"{module.path.relative_to(tree.root)}:{statement.lineno}: code in __init__"


def _belongs_in_init(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom():
            return True
        case ast.Assign(value=ast.Call() as call) | ast.AnnAssign(value=ast.Call() as call):
            return _called(call) in {"Blueprint", "APIBlueprint"}
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
    return False


def _at(tree: Tree, module: Module, each: Import, what: str) -> str:
    return f"{module.path.relative_to(tree.root)}:{each.line}: {what}"
