"""People's paragraphs as markup."""

from __future__ import annotations

import pytest

from app.prose import Note, excerpt, mention, noted, prose


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://elsewhere.example/pixel.png)",
        '<img src=x onerror="alert(1)">',
        "<a href='x' style='position:fixed'>x</a>",
        "[x](data:text/html,<script>alert(1)</script>)",
    ],
)
def test_hostile_markdown_is_harmless(hostile: str) -> None:
    made = prose(hostile)
    assert "<script" not in made
    assert "<img" not in made
    assert "<a " not in made or 'href="http' in made


def test_headings_start_under_the_page_s_own() -> None:
    assert prose("# One\n\n#### Two") == "<h3>One</h3>\n<h4>Two</h4>\n"


def test_links_lead_out_without_a_trace() -> None:
    assert 'rel="noopener nofollow ugc"' in prose("[Helsinki](https://hel.example)")


def test_excerpt_is_one_plain_line_cut_at_a_word() -> None:
    assert excerpt("# Data & *people*\n\nTwo cities") == "Data & people Two cities"
    assert excerpt("one two three four", 12) == "one two…"


def test_first_mention_of_a_term_gets_its_mark() -> None:
    made = noted(prose("A Living lab, and another living lab."), [Note("living lab", "note-ll", 1)])
    assert made.count("note-mark") == 1
    assert 'A Living lab<sup class="note-mark"><a href="#note-ll">1</a></sup>, and' in made


def test_marks_stay_out_of_links_code_and_other_marks() -> None:
    text = "[smart grid](https://x.example) `smart grid` smart grids, smart grid."
    made = noted(prose(text), [Note("smart grid", "note-sg", 1), Note("1", "note-one", 2)])
    assert made.count("note-mark") == 1
    assert 'smart grids, smart grid<sup class="note-mark">' in made


def test_a_mention_is_a_whole_word_in_any_case() -> None:
    assert mention("smart grid", "A Smart Grid.") == 2
    assert mention("art", "smart") == len("smart")
    assert mention("a.b", "axb a.b") == 4


def test_a_term_cannot_smuggle_markup() -> None:
    assert noted(prose("a < b"), [Note("a < b", 'x"><script>', 1)]).count("<script") == 0


def test_the_name_of_a_character_reference_is_no_mention() -> None:
    made = noted(prose("R&D, then AMP"), [Note("amp", "note-amp", 1), Note("R&D", "note-rd", 2)])
    assert made == (
        '<p>R&amp;D<sup class="note-mark"><a href="#note-rd">2</a></sup>, '
        'then AMP<sup class="note-mark"><a href="#note-amp">1</a></sup></p>\n'
    )
