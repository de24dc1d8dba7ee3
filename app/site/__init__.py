"""Visitors' pages that gather from several features."""

from flask import Blueprint

blueprint = Blueprint("site", __name__)
