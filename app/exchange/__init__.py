"""Programmes coming in from other systems and going out to them: schedule.xml and schedule.json."""

from flask import Blueprint

blueprint = Blueprint("exchange", __name__)
