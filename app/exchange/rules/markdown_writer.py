"""Writes Markdown (CommonMark) while an HTML parser reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from app.exchange.rules.addresses import absolute
from app.exchange.rules.markdown_text import Span, escaped, paragraph, spaced, target, wrapped

__all__ = ["KNOWN", "MarkdownWriter"]

_MARKS: Final = {"em": "*", "i": "*", "cite": "*", "strong": "**", "b": "**", "s": "~~", "del": "~~", "strike": "~~"}
_HEADINGS: Final = {f"h{level}": "#" * level for level in range(1, 7)}
_BLOCKS: Final = frozenset({
    "p", "div", "section", "article", "table", "tbody", "thead", "tr", "dl", "dt", "dd", "center", "figure",
    "figcaption", "header", "footer", *_HEADINGS,
})  # fmt: skip
_FRAMES: Final = frozenset({"ul", "ol", "li", "blockquote"})
_PLAIN: Final = frozenset({
    "span", "font", "u", "small", "big", "sup", "sub", "abbr", "mark", "tt", "kbd", "samp", "var", "td", "th", "body",
    "html", "head", "wbr", "q", "ins", "label", "picture", "iframe", "form",
})  # fmt: skip
_MUTE: Final = frozenset({"script", "style"})

KNOWN: Final = _BLOCKS | _FRAMES | _PLAIN | _MUTE | _MARKS.keys() | {"a", "br", "hr", "img", "code", "pre"}
"""Tags that are taken as HTML; anything else in angle brackets is somebody's way of writing."""

_MOST_NESTED: Final = 32
"""Elements open at once; what is nested deeper is text only."""
_AUTOLINK: Final = re.compile(r"<(https?|mailto):[^\s<>]+>\Z", re.IGNORECASE)


@dataclass(slots=True)
class _Frame:
    """What indents blocks: an item of a list, a quotation. ``first`` is written before its first line, once."""

    tag: str
    first: str = ""
    rest: str = ""
    count: int = 0


class MarkdownWriter(HTMLParser):
    """Feed HTML, close, then ask :meth:`written`. Text outside of any block is taken as Markdown already."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._spans: list[Span] = [Span("")]
        self._frames: list[_Frame] = []
        self._block = ""
        self._pre: list[str] | None = None
        self._mute = False
        self._tight = False

    def written(self) -> str:
        """The Markdown."""
        self._flush()
        return "".join(self._out).strip("\n")

    # -------------------------------------------------------------- events of the parser

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if self._pre is not None:
            self._pre.append("\n" if tag == "br" else "")
        elif tag in _BLOCKS or tag in _FRAMES:
            self._open_block(tag)
        elif tag in _MARKS or tag in {"a", "code"}:
            self._open_span(tag, absolute(values.get("href") or "", "") or "")
        elif tag == "pre":
            self._flush()
            self._pre = []
        elif tag == "hr":
            self._flush()
            self._emit("---")
        elif tag == "br":
            self._write("\\\n")
        elif tag == "img":
            self._image(values)
        elif tag in _MUTE:
            self._mute = True
        elif tag not in KNOWN:
            self._literal(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if self._pre is not None:
            if tag == "pre":
                self._close_pre()
        elif tag in _BLOCKS:
            self._flush()
            self._block = ""
        elif tag in _FRAMES:
            self._close_frame(tag)
        elif tag in _MARKS or tag in {"a", "code"}:
            self._close_span(tag)
        elif tag in {"td", "th"}:
            self._write(" | ")
        elif tag in _MUTE:
            self._mute = False
        elif tag not in KNOWN:
            self._literal(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._mute:
            return
        if self._pre is not None:
            self._pre.append(data)
        elif self._in_block() and not self._in_code():
            self._write(escaped(spaced(data)))
        else:
            self._write(data)

    # -------------------------------------------------------------- blocks

    def _in_block(self) -> bool:
        return bool(self._block or self._frames)

    def _open_block(self, tag: str) -> None:
        self._flush()
        self._block = tag if tag in _BLOCKS else ""
        if tag == "li":
            if self._frames and self._frames[-1].tag == "li":
                self._frames.pop()
            if len(self._frames) < _MOST_NESTED:
                self._frames.append(self._item())
        elif tag in _FRAMES and len(self._frames) < _MOST_NESTED:
            quote = "> " if tag == "blockquote" else ""
            self._frames.append(_Frame(tag, quote, quote))

    def _item(self) -> _Frame:
        around = self._frames[-1] if self._frames else _Frame("ul")
        around.count += 1
        mark = f"{around.count}. " if around.tag == "ol" else "- "
        return _Frame("li", mark, " " * len(mark))

    def _close_frame(self, tag: str) -> None:
        self._flush()
        self._block = ""
        if any(frame.tag == tag for frame in self._frames):
            while self._frames.pop().tag != tag:
                pass

    def _close_pre(self) -> None:
        code = "".join(self._pre or ()).strip("\n")
        self._pre = None
        if code.strip():
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", code)), default=0))
            self._emit(f"{fence}\n{code}\n{fence}")

    def _flush(self) -> None:
        """Write what stands in the open inline elements as a block; they go on in the next one."""
        reopened = [Span(span.tag, span.mark, span.href) for span in self._spans]
        while len(self._spans) > 1:
            self._close_span(self._spans[-1].tag)
        text = "".join(self._spans[0].parts)
        self._spans = reopened
        text = paragraph(text, is_markdown=not self._in_block())
        if text and self._block in _HEADINGS:
            text = f"{_HEADINGS[self._block]} {' '.join(text.split())}"
        if text:
            self._emit(text)

    def _emit(self, block: str) -> None:
        opening = any(frame.tag == "li" and frame.first for frame in self._frames)
        first = "".join(frame.first or frame.rest for frame in self._frames)
        rest = "".join(frame.rest for frame in self._frames)
        for frame in self._frames:
            if frame.tag == "li":
                frame.first = ""
        if self._out:
            new_list = len(self._frames) == 2 and self._frames[0].count == 1
            self._out.append("\n" if opening and self._tight and not new_list else "\n\n")
        lines = block.split("\n")
        self._out.append("\n".join([first + lines[0], *((rest + line).rstrip() for line in lines[1:])]))
        self._tight = bool(self._frames)

    # -------------------------------------------------------------- inline

    def _write(self, text: str) -> None:
        self._spans[-1].parts.append(text)

    def _literal(self, text: str) -> None:
        self._write(text if _AUTOLINK.match(text) else text.replace("<", "\\<"))

    def _in_code(self) -> bool:
        return any(span.tag == "code" for span in self._spans)

    def _open_span(self, tag: str, href: str) -> None:
        if not self._in_code() and len(self._spans) < _MOST_NESTED:  # nothing is bold inside code
            self._spans.append(Span(tag, _MARKS.get(tag, ""), href))

    def _image(self, values: dict[str, str | None]) -> None:
        words, source = values.get("alt") or "", absolute(values.get("src") or "", "")
        if source:
            self._write(f"[{escaped(words) or source.rpartition('/')[2]}]({target(source)})")
        else:
            self._write(escaped(words))

    def _close_span(self, tag: str) -> None:
        if all(span.tag != tag for span in self._spans):
            return
        span = self._spans.pop()
        while span.tag != tag:
            self._write(wrapped(span))
            span = self._spans.pop()
        inner = any(outer.mark and outer.mark == span.mark for outer in self._spans)
        self._write("".join(span.parts) if inner else wrapped(span))
