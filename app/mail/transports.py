"""Ways out of the house: a mail server (SMTP), or files for development and small trials."""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from app.files import write_whole
from app.settings import Settings

__all__ = ["FileTransport", "Later", "NoServer", "Refused", "SmtpTransport", "Transport", "transport_of"]

TIMEOUT = 20
"""Seconds that the server may take for each answer."""


class Refused(Exception):
    """The server will never take this mail: sending it again changes nothing."""


class Later(Exception):
    """Not taken now, or its answer was lost: the same bytes are sent again later."""


class NoServer(Later):
    """The server cannot be reached or does not let us in: no other mail will go either."""


class Transport(Protocol):
    """Takes the bytes of mails, one address each."""

    def send(self, *, message: bytes, to: str, name: str, sender: str = "") -> None:
        """Hand the mail over. Raises :class:`Refused` or :class:`Later`.

        ``name`` is the same at each repeat; ``sender`` hears of bounces, empty = the installation's own address.
        """

    def close(self) -> None:
        """End what was begun."""


def file_name(mail_id: int, created_at: datetime) -> str:
    """What a mail is called in the folder: sorts by time, and repeats fall onto the same file."""
    return f"{created_at:%Y%m%d-%H%M%S}-{mail_id}"


class FileTransport:
    """Writes each mail to ``<folder>/<name>.eml``, wholly or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, *, message: bytes, to: str, name: str, sender: str = "") -> None:  # noqa: ARG002 - the mail names its reader
        """As :class:`Transport`."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self.folder / f"{name}.eml", message)
        except OSError as error:
            raise NoServer(f"{self.folder}: {error.strerror}") from error

    def close(self) -> None:
        """As :class:`Transport`."""


class SmtpTransport:
    """One connection to the mail server for a round of mails, made at the first (RFC 5321)."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server: smtplib.SMTP | None = None

    def send(self, *, message: bytes, to: str, name: str, sender: str = "") -> None:  # noqa: ARG002 - the Message-ID names it
        """As :class:`Transport`."""
        server = self._server = self._server or self._connect()
        try:
            server.sendmail(sender or self._settings.mail_from, [to], message)
        except smtplib.SMTPRecipientsRefused as refusal:
            code, reason = refusal.recipients[to]
            raise _judged(code, reason) from refusal
        except smtplib.SMTPSenderRefused as refusal:
            # That is about our address, which the operator can mend.
            raise Later(_reason(refusal)) from refusal
        except smtplib.SMTPResponseException as refusal:
            raise _judged(refusal.smtp_code, refusal.smtp_error) from refusal
        except (smtplib.SMTPException, OSError) as error:
            # Cut, perhaps after the server took the mail: nobody knows, so it is repeated.
            self.close()
            raise Later(_reason(error)) from error

    def _connect(self) -> smtplib.SMTP:
        server: smtplib.SMTP | None = None
        try:
            server = self._reached()
            self._let_in(server)
        except (smtplib.SMTPException, OSError) as error:
            if server is not None:
                server.close()
            raise NoServer(_reason(error)) from error
        return server

    def _reached(self) -> smtplib.SMTP:
        chosen = self._settings
        name = urlsplit(chosen.base_url).hostname or "localhost"
        if chosen.smtp_security == "tls":
            trust = ssl.create_default_context()
            return smtplib.SMTP_SSL(chosen.smtp_host, chosen.smtp_port, name, timeout=TIMEOUT, context=trust)
        return smtplib.SMTP(chosen.smtp_host, chosen.smtp_port, name, timeout=TIMEOUT)

    def _let_in(self, server: smtplib.SMTP) -> None:
        chosen = self._settings
        if chosen.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if chosen.smtp_user:
            server.login(chosen.smtp_user, chosen.smtp_password.get_secret_value() if chosen.smtp_password else "")

    def close(self) -> None:
        """As :class:`Transport`; a server that is gone already is no matter."""
        if self._server is not None:
            try:
                self._server.quit()
            except (smtplib.SMTPException, OSError):
                self._server.close()
            self._server = None


def transport_of(settings: Settings) -> Transport:
    """The way that the settings name."""
    return SmtpTransport(settings) if settings.smtp_host else FileTransport(settings.data / "mails")


def _judged(code: int, reason: bytes | str) -> Refused | Later:
    """RFC 5321, section 4.2.1: 5yz is final, everything else passes."""
    return Refused(_said(code, reason)) if 500 <= code < 600 else Later(_said(code, reason))


def _said(code: int, reason: bytes | str) -> str:
    words = reason.decode("ascii", "replace") if isinstance(reason, bytes) else reason
    return f"{code} {words}"[:500]


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    return str(error) or type(error).__name__
