"""Organizers' pages that gather from several features."""

from flask import Blueprint

blueprint = Blueprint("desk", __name__)
