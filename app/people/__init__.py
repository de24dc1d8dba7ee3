"""Persons: signing in, their browsers, language and zone, and who may do what on the whole site."""

from flask import Blueprint

blueprint = Blueprint("people", __name__)
