"""Words for people that are not marked for translation: in templates, and in the calls of the code that show them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, nodes

__all__ = ["bare_in_code", "bare_in_html", "bare_in_text"]

_PLACE = "\N{OBJECT REPLACEMENT CHARACTER}"
_WORD = re.compile(r"[^\W\d_]{2,}")
_SHOWN = {"title", "aria-label", "placeholder", "alt", "label", "aria-description", "summary"}
_SILENT = {"script", "style", "code", "kbd", "svg", "title"}
_SENTENCE = re.compile(r"[A-Z][a-z’']+( [\w’'-]+)*[.:?…]?")
_ATTRIBUTE = re.compile(r'[\w-]+="[^"]*"')
_MARKS = {"_", "gettext", "ngettext", "N_", "lazy_gettext"}
_SHOWS = {"flash", "RuleBroken", "NotFound", "Stale", "ValidationError", "InputRequired", "DataRequired"}


def _environment() -> Environment:
    return Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


class _Page(HTMLParser):
    """Collects words that stand in the markup itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in _SHOWN and value and _WORD.search(value)]
        if tag in _SILENT:
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._within and self._within[-1] == tag:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        words = _ATTRIBUTE.sub("", data).replace(_PLACE, " ")  # attributes that a block prepares for a tag elsewhere
        if not self._within and _WORD.search(words):
            self.found.append(" ".join(words.split()))


def bare_in_html(source: str) -> list[str]:
    """Words in the markup, in attributes that are read out or shown, and sentences in expressions."""
    page = _Page()
    page.feed(_own_markup(source))
    return page.found + list(_sentences(source))


def bare_in_text(source: str) -> list[str]:
    """The same for the text part of a mail."""
    lines = _own_markup(source).replace(_PLACE, " ").splitlines()
    return [" ".join(line.split()) for line in lines if _WORD.search(line)] + list(_sentences(source))


def _own_markup(source: str) -> str:
    """The template without what Jinja fills in; what stands within ``trans`` is marked."""
    kept, depth = [], 0
    tokens = list(_environment().lex(source))
    for place, (_line, kind, value) in enumerate(tokens):
        if kind == "block_begin":
            word = next((text for _l, k, text in tokens[place + 1 :] if k == "name"), "")
            depth += {"trans": 1, "endtrans": -1}.get(word, 0)
        if kind == "variable_begin":
            kept.append(_PLACE)
        if kind == "data" and not depth:
            kept.append(value)
    return "".join(kept)


def _sentences(source: str) -> Iterator[str]:
    """Literals in words that are printed or given to a macro without being marked."""
    return _unmarked(_environment().parse(source))


def _unmarked(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in _MARKS:
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and _SENTENCE.fullmatch(node.value):
        yield node.value
    for child in node.iter_child_nodes():
        yield from _unmarked(child)


def bare_in_code(path: Path) -> list[str]:
    """Literals given to what shows them: flashes, refusals, labels of form fields."""
    return list(_given(ast.parse(path.read_text())))


def _given(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in _SHOWS or (name.endswith("Field") and name != "Field"):
            first = [*node.args[:1], *(word.value for word in node.keywords if word.arg in {"label", "message"})]
            yield from (ast.unparse(value) for value in first if isinstance(value, ast.Constant | ast.JoinedStr))
