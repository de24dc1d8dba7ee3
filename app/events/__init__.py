"""Events, their series, hosts, partners and teams; who may do what."""

from flask import Blueprint

blueprint = Blueprint("events", __name__)
