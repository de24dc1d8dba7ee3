"""An import's report for a terminal."""

from __future__ import annotations

from rich.console import Console

from app.exchange.rules.oddities import Oddity
from app.exchange.rules.report import Counts, Report

__all__ = ["print_report"]

_EXAMPLES = 3


def print_report(
    console: Console, report: Report, *, is_dry_run: bool, released: int | None, every: bool = False
) -> None:
    """What came, what is odd about it, what became of it. ``every``: all places of each oddity, else some examples."""
    console.print(f"{report.format} → {report.event} ({report.zone})", style="bold", markup=False)
    for name, counts in (
        ("sessions", report.sessions),
        ("people", report.people),
        ("stages", report.stages),
        ("tracks", report.tracks),
    ):
        console.print(f"  {counts.all:6} {name:9} {_told(counts)}", markup=False)
    if report.oddities:
        found = sum(oddity.count for oddity in report.oddities)
        console.print(f"Oddities: {found} of {len(report.oddities)} kinds", style="bold", markup=False)
    for oddity in report.oddities:
        _print_oddity(console, oddity, every=every)
    console.print(_ending(report, is_dry_run=is_dry_run, released=released), style="bold", markup=False)


def _told(counts: Counts) -> str:
    told = {"new": counts.new, "changed": counts.changed, "unchanged": counts.same}
    return ", ".join(f"{count} {word}" for word, count in told.items() if count)


def _print_oddity(console: Console, oddity: Oddity, *, every: bool) -> None:
    console.print(f"  {oddity.count:6} {oddity.kind}: {oddity.message}", markup=False, soft_wrap=True)
    shown = oddity.found if every else oddity.found[:_EXAMPLES]
    for found in shown:
        detail = f" [{found.detail}]" if found.detail else ""
        console.print(f"         {found.where}{detail}", style="dim", markup=False, soft_wrap=True)
    if oddity.count > len(shown):
        console.print(f"         … {oddity.count - len(shown)} more", style="dim", markup=False)


def _ending(report: Report, *, is_dry_run: bool, released: int | None) -> str:
    if is_dry_run:
        return "A dry run: nothing was written."
    if released is not None:
        return f"Imported, and released as number {released}."
    if not report.changes_anything:
        return "Nothing has changed."
    made = "Imported into a new draft event." if report.is_new_event else "Imported."
    return f"{made} Release it with: flask release {report.event}"
