"""Mails that a mail service posts to us (webhook), signed with the key that we share."""

from __future__ import annotations

import structlog
from flask import jsonify, request
from flask.typing import ResponseReturnValue

from app.clock import now
from app.db import commit
from app.errors import NotFound
from app.invitations import blueprint
from app.invitations.actions.taking_in import process_inbound
from app.invitations.rules.inbound_mime import MAX_BYTES
from app.invitations.rules.signing import is_signed
from app.web import settings
from app.web_limits import limiter
from app.web_safety import csrf

__all__: list[str] = []

log = structlog.get_logger(__name__)


@blueprint.post("/hooks/mail")
@csrf.exempt  # type: ignore[untyped-decorator]
@limiter.limit("600 per minute")
def hook() -> ResponseReturnValue:
    """One mail as it is (message/rfc822). Answers 200 with what became of it, 403 without a good signature.

    Without the form token, as no browser sends it: the signature is of this very mail and holds for five minutes; who
    sends it again changes nothing, for the mail is known by then. Without a key there is no such address.
    """
    secret = settings().mail_hook_secret
    if secret is None:
        raise NotFound
    request.max_content_length = MAX_BYTES
    raw = request.get_data(cache=False)
    if not is_signed(request.headers.get("X-Meridian-Signature", ""), raw, secret.get_secret_value(), now=now()):
        log.warning("mail refused at the hook")
        return jsonify(error="The signature is missing, wrong or too old."), 403
    outcome = process_inbound(raw, now=now())
    commit()
    return jsonify(outcome=outcome.value)
