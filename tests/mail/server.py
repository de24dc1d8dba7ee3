"""A mail server for tests that does what it is told: takes, refuses, thinks, or is cut after the last dot."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.needs import openssl

CUT = "cut"
SLOW = "slow"
"""Takes the mail once ``Script.thought`` is set."""
TAKEN = "250 taken"


class Script:
    """The answers to give, one for each mail, then ``250``; and what came in, whether it was acknowledged or not."""

    def __init__(self, *answers: str, recipient: str = "250 OK") -> None:
        self.answers = list(answers)
        self.recipient = recipient
        self.came: list[bytes] = []
        self.acknowledged: list[bytes] = []
        self.to: list[str] = []
        self.senders: list[str | None] = []
        self.thought = threading.Event()

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.recipient.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.came.append(content)
        self.to += envelope.rcpt_tos
        self.senders.append(envelope.mail_from)
        answer = self.answers.pop(0) if self.answers else TAKEN
        if answer == CUT:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        elif answer == SLOW:
            await asyncio.to_thread(self.thought.wait, 20)
            answer = TAKEN
        if answer.startswith("2"):
            self.acknowledged.append(content)
        return answer

    def mail(self, number: int = -1) -> EmailMessage:
        """A mail that came, parsed."""
        return message_from_bytes(self.came[number], policy=default)


def made_certificate(folder: Path) -> list[str]:
    """A certificate of 127.0.0.1 that nobody trusts by itself, and its key."""
    made = [str(folder / "certificate.pem"), str(folder / "key.pem")]
    command = [
        openssl(), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
        "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-out", made[0], "-keyout", made[1],
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return made


@contextmanager
def serving(script: Script, **kind: Any) -> Iterator[int]:
    """The port on which such a server listens; ``kind`` are aiosmtpd's own words for TLS and accounts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(script, hostname="127.0.0.1", port=port, decode_data=False, **kind)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
