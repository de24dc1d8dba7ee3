"""Beats, visits, views, viewers: what the program counts of who watches (design: counting.md)."""

from flask import Blueprint

blueprint = Blueprint("visits", __name__)
