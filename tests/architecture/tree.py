"""The program as data: its modules, what each imports, and the order of packages that app/README.md lists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Import:
    """One import. ``target`` is the module meant, for the program's own as far as it exists: ``app.events.models``."""

    target: str
    line: int
    names: tuple[str, ...]
    inside: str | None
    """The function around it, None at the top of the module. Imports under TYPE_CHECKING count as at the top."""


@dataclass(frozen=True)
class Module:
    """A Python file of the program. ``name`` is dotted: ``app.schedule.rules.programme``."""

    name: str
    path: Path
    text: str
    imports: tuple[Import, ...]

    @cached_property
    def syntax(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text)

    @property
    def package(self) -> str:
        """The subject or ground module it belongs to: ``schedule``; empty for ``app/__init__.py``."""
        return part(self.name, 1)

    @property
    def word(self) -> str:
        """The file word inside the subject: ``rules``; empty in ground modules and ``__init__``."""
        return part(self.name, 2)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function, also methods and inner ones."""
        return (node for node in ast.walk(self.syntax) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@dataclass(frozen=True)
class Tree:
    """The files under one folder."""

    root: Path
    modules: dict[str, Module]

    def own(self, module: Module) -> Iterator[tuple[Import, Module]]:
        """The module's imports of the program itself."""
        for each in module.imports:
            if each.target in self.modules:
                yield each, self.modules[each.target]


def part(name: str, position: int) -> str:
    """The piece of a dotted name at that position, empty where it is shorter."""
    pieces = name.split(".")
    return pieces[position] if len(pieces) > position else ""


def read(root: Path) -> Tree:
    """Every module of ``root/app``."""
    paths = {_dotted(path.relative_to(root)): path for path in sorted((root / "app").rglob("*.py"))}
    return Tree(root, {name: _module(name, path, paths) for name, path in paths.items()})


def _dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _module(name: str, path: Path, known: dict[str, Path]) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(name, path, text, tuple(_imports(ast.parse(text), known, None)))


def _imports(node: ast.AST, known: dict[str, Path], inside: str | None) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(alias.name, child.lineno, (), inside)
        elif isinstance(child, ast.ImportFrom):
            yield from _from(child, known, inside)
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _imports(child, known, child.name)
        else:
            yield from _imports(child, known, inside)


def _from(node: ast.ImportFrom, known: dict[str, Path], inside: str | None) -> Iterator[Import]:
    """``from app.events import models`` means the module ``app.events.models``, where there is one."""
    base = node.module or ""
    names = []
    for alias in node.names:
        if f"{base}.{alias.name}" in known:
            yield Import(f"{base}.{alias.name}", node.lineno, (alias.name,), inside)
        else:
            names.append(alias.name)
    if names:
        yield Import(base, node.lineno, tuple(names), inside)


def listed_packages(readme: str) -> list[str]:
    """The packages in import order: first column of the table under "Packages"."""
    section = _section(readme, "Packages, in import order")
    return [name.rstrip("/") for name in re.findall(r"^\| `([a-z0-9_/]+)`", section, re.MULTILINE)]


def file_words(readme: str) -> dict[str, int]:
    """The file words and how high each stands: those between the same two arrows stand equally high."""
    line = next(line for line in _section(readme, "File words").splitlines() if "→" in line)
    steps = [re.findall(r"`([a-z]+)`", step) for step in line.split("→")]
    return {word: height for height, step in enumerate(steps) for word in step}


def _section(readme: str, title: str) -> str:
    return readme.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]
