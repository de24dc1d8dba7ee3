"""The room of a session; its page."""

from flask import Blueprint

blueprint = Blueprint("live", __name__)
