"""The audience: the sessions that a person picked, and her agenda as a page and as calendars that follow it."""

from flask import Blueprint

blueprint = Blueprint("audience", __name__)
