"""Speakers are asked into their calendars, told what changes, and answer."""

from flask import Blueprint

blueprint = Blueprint("invitations", __name__)
