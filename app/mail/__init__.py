"""The outbox: mails that are owed, rendered once, handed over at least once."""

from flask import Blueprint

blueprint = Blueprint("mail", __name__)
