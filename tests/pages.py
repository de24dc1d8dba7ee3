"""Reading pages as a browser does: the values that a form would send."""

from __future__ import annotations

from html.parser import HTMLParser

__all__ = ["form_values"]


class _Forms(HTMLParser):
    """Collects the controls of the first form with method post, in their order."""

    def __init__(self, marked: str) -> None:
        super().__init__(convert_charrefs=True)
        self.values: list[tuple[str, str]] = []
        self._marked = marked
        self._inside = self._done = False
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._area: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and not self._done and given.get("method") == "post":
            self._inside = self._marked in (given.get("class") or "")
        if not self._inside:
            return
        name = given.get("name")
        match tag:
            case "input" if name:
                kind = given.get("type", "text")
                if kind not in {"checkbox", "radio"} or "checked" in given:
                    self.values.append((name, given.get("value") or ("y" if kind == "checkbox" else "")))
            case "select" if name:
                self._select, self._options = name, []
            case "option" if self._select:
                self._options.append((given.get("value") or "", "selected" in given))
            case "textarea" if name:
                self._area, self._text = name, ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._inside:
            self._inside, self._done = False, True
        elif tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected] or [self._options[0][0]]
            self.values.append((self._select, chosen[0]))
            self._select = None
        elif tag == "textarea" and self._area:
            self.values.append((self._area, self._text.removeprefix("\n")))
            self._area = None


def form_values(page: str, marked: str = "form") -> dict[str, list[str]]:
    """What the browser would send for the page's main form, without its buttons."""
    reader = _Forms(marked)
    reader.feed(page)
    found: dict[str, list[str]] = {}
    for name, value in reader.values:
        found.setdefault(name, []).append(value)
    return found
