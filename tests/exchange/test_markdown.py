"""HTML becomes Markdown, once."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.rules.markdown import is_html, to_markdown

_PIECES = st.sampled_from([
    "<p>", "</p>", "<b>", "</b>", "<em>", "</em>", "<ul>", "</ul>", "<ol>", "<li>", "</li>", "<pre>", "</pre>",
    "<code>", "</code>", "<br>", "<a href='https://a.example'>", "</a>", "<h2>", "</h2>", "<blockquote>", "<hr>",
    "</blockquote>", "<table>", "<td>", "</td>", "<script>", "</script>", "<odd>", "<img src=x alt=y>", "&lt;p&gt;",
    "&amp;", "&lt;", "`", "``", "```", "*", "_", "\\", "#", "1. ", "- ", "> ", "[x](y)", "\n", "\n\n", " ", "word",
    "<", ">", "&#x202a;", "~~",
])  # fmt: skip


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One.</p>\n<p>Two.</p>", "One.\n\nTwo."),
        ("<p>a <b>bold </b>word, <i>slanted</i></p>", "a **bold** word, *slanted*"),
        ("<ul><li>one</li><li>two<ul><li>in</li></ul></li></ul>", "- one\n- two\n  - in"),
        ("<ol><li>one</li><li><p>two</p><p>more</p></li></ol>", "1. one\n2. two\n\n   more"),
        ('<p>see <a href="https://a.example/x">this</a></p>', "see [this](https://a.example/x)"),
        ('<a href="https://a.example/">https://a.example/</a>', "<https://a.example/>"),
        ('<a href="javascript:alert(1)">this</a>', "this"),
        ("<p>a<br>b</p>", "a\\\nb"),
        ("<h2>Title</h2><p>text</p>", "## Title\n\ntext"),
        ("<pre><code>if a &lt; b:\n    go()</code></pre>", "```\nif a < b:\n    go()\n```"),
        ("<p>use <code>ls -l</code></p>", "use `ls -l`"),
        ("<p>2 * 3 * 4 and *stars* and snake_case_name</p>", "2 * 3 * 4 and \\*stars\\* and snake_case_name"),
        ("<p># no heading</p><p>1. no list</p><p>- nor this</p>", "\\# no heading\n\n1\\. no list\n\n\\- nor this"),
        ("<p>the &lt;p&gt; tag &amp;amp; you</p>", "the \\<p> tag \\&amp; you"),
        ("<p>ha</p><script>alert(1)</script><style>x{}</style>", "ha"),
        ("plain\n\n- a list <b>here</b>\n- and <odd tag>", "plain\n\n- a list **here**\n- and \\<odd tag>"),
        ("<blockquote>said</blockquote>so", "> said\n\nso"),
        ("<p></p>", ""),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    assert to_markdown(html) == markdown


@pytest.mark.parametrize(
    "text",
    [
        "no tags",
        "a < b > c",
        "mail <aino@example.org>",
        "<https://a.example>",
        "`<p>` in code",
        "\\<p> escaped",
        "```\n<b>\n```",
    ],
)
def test_what_is_no_html_stays(text: str) -> None:
    assert not is_html(text)
    assert to_markdown(text) == text


@given(st.lists(_PIECES, max_size=40).map("".join))
def test_turning_again_changes_nothing(text: str) -> None:
    once = to_markdown(text)
    assert not is_html(once)
    assert to_markdown(once) == once


@pytest.mark.parametrize(
    "text",
    [
        "<" * 100_000, "<a " * 33_000, "<!--" * 25_000, "<p>" + "[" * 100_000, "<blockquote>" * 4_900, "<b>" * 4_900,
        "<ul><li>" * 2_400, "<p>" + "*_" * 50_000, "<?" * 50_000, "<p>" + " ".join("`" * n for n in range(440)),
        "<p>" + "&" * 100_000, "<p>" + " " * 100_000 + "x", "<br>" * 4_900 + "x",
    ],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_hostile_text_is_turned_in_a_moment(text: str) -> None:
    begun = time.perf_counter()
    to_markdown(text)
    assert time.perf_counter() - begun < 3
