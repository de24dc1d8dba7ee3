"""Tracks, parts, stages, sessions, speakers; the draft and its releases."""

from flask import Blueprint

blueprint = Blueprint("schedule", __name__)
