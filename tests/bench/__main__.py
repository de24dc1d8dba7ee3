"""``python -m tests.bench [NAME …]``: the benchmarks named (``pages`` is bench_pages.py), else all but ``peer``."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

APART = {"peer"}
"""Sets up another program first."""

known = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
names = sys.argv[1:] or [name for name in known if name not in APART]
if unknown := set(names).difference(known):
    raise SystemExit(f"There is no benchmark “{', '.join(sorted(unknown))}”, but: {', '.join(known)}.")
for name in names:
    import_module(f"tests.bench.bench_{name}").main()
