"""Typed settings, read once from the environment (prefix ``MERIDIAN_``). README.md documents each; a test checks."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.files import write_whole

__all__ = ["ROOT", "Settings", "SettingsError"]

ROOT = Path(__file__).resolve().parent.parent

_SHORTEST_KEY = 32


class SettingsError(ValueError):
    """A setting is missing or wrong; the sentence says which and what to do."""


class Settings(BaseSettings):
    """What an operator can set. In ``production`` everything that protects people must be set: nothing is guessed."""

    model_config = SettingsConfigDict(env_prefix="MERIDIAN_", extra="ignore")

    mode: Literal["development", "production", "test"] = Field(
        "development", description="development: loopback only, demo data, mails to read in the browser"
    )
    data: Path = Field(ROOT / "data", description="folder for database, uploads, mails and key")
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=1, le=65535, description="port to listen on")
    base_url: str = Field("", description="address people use, e.g. https://meridian.example; required in production")
    secret_key: SecretStr | None = Field(None, description="key that signs cookies and links, 32 characters or more")
    database_url: str = Field("", description="SQLAlchemy address; empty = SQLite in the data folder")
    redis_url: str = Field("", description="Redis for limits and wake-ups; empty = in the process")
    name: str = Field("Meridian", description="name of this installation, shown in the header and in mails")
    language: str = Field("en", description="language where the reader's is unknown: en, fi or ar")
    proxy_hops: int = Field(0, ge=0, le=5, description="number of reverse proxies in front whose headers are believed")
    smtp_host: str = Field("", description="mail server; empty = mails are written to files")
    smtp_port: int = Field(587, ge=1, le=65535, description="port of the mail server")
    smtp_user: str = Field("", description="account at the mail server")
    smtp_password: SecretStr | None = Field(None, description="password of that account")
    smtp_security: Literal["starttls", "tls", "none"] = Field("starttls", description="how the connection is protected")
    smtp_per_minute: int = Field(
        0, ge=0, description="mails that the server takes in a minute; 0 = as many as there are"
    )
    mail_from: str = Field("", description="sender's address of all mails; required in production")
    mail_replies: str = Field(
        "", description="mailbox that takes speakers' answers, e.g. rsvp@meridian.example: calendars answer to rsvp+…@"
    )
    mail_authserv: str = Field(
        "", description="name under which our own mail server writes Authentication-Results; empty = none is believed"
    )
    mail_hook_secret: SecretStr | None = Field(
        None, description="key of mails that are posted to /hooks/mail, 32 characters or more; empty = no such page"
    )
    imap_host: str = Field("", description="server of the mailbox of answers, asked every minute; empty = not asked")
    imap_port: int = Field(993, ge=1, le=65535, description="port of that server (TLS)")
    imap_user: str = Field("", description="account at that server")
    imap_password: SecretStr | None = Field(None, description="password of that account")
    imap_folder: str = Field("INBOX", pattern=r"^[ !#-\[\]-~]{1,200}$", description="folder that answers lie in")
    mail_files: bool = Field(False, description="production without a mail server: write mails to files all the same")
    limits: bool = Field(True, description="rate limits on sign-in, mail and writes; off only for load tests")
    frame_hosts: str = Field("", description="hosts whose pages stages may show in a frame, with commas: meet.example")
    log_format: Literal["json", "console"] = Field("console", description="json for log collectors, console for people")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="least severe line logged")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.mode == "production":
            self._check_production()
        self.base_url = (self.base_url or f"http://{self._loopback_name()}:{self.port}").rstrip("/")
        parts = urlsplit(self.base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
            raise SettingsError("MERIDIAN_BASE_URL is an address such as https://meridian.example, without a path.")
        if not self.mail_from:
            named = "." in parts.hostname and not parts.hostname.replace(".", "").isdecimal()
            self.mail_from = f"meridian@{parts.hostname if named else 'localhost.localdomain'}"
        self.data = self.data.resolve()
        if not self.database_url:
            self.database_url = f"sqlite:///{self.data / 'meridian.sqlite3'}"
        return self

    def _check_production(self) -> None:
        if not self.base_url.startswith("https://"):
            raise SettingsError("Production needs MERIDIAN_BASE_URL, an https address that people use.")
        if self.secret_key is None:
            raise SettingsError("Production needs MERIDIAN_SECRET_KEY, 32 random characters or more.")
        if not self.mail_from:
            raise SettingsError("Production needs MERIDIAN_MAIL_FROM, the sender's address of all mails.")
        if not self.smtp_host and not self.mail_files:
            raise SettingsError(
                "Production needs MERIDIAN_SMTP_HOST (or MERIDIAN_MAIL_FILES=1 to keep mails in files)."
            )

    @model_validator(mode="after")
    def _check_keys(self) -> Self:
        for name, secret in (("SECRET_KEY", self.secret_key), ("MAIL_HOOK_SECRET", self.mail_hook_secret)):
            key = secret.get_secret_value() if secret is not None else ""
            if secret is not None and (len(key) < _SHORTEST_KEY or len(set(key)) < 8):  # "aaaa…" is no key
                raise SettingsError(f"MERIDIAN_{name} must be 32 random characters or more.")
        return self

    @model_validator(mode="after")
    def _check_mailbox(self) -> Self:
        if self.imap_host and not (self.imap_user and self.imap_password):
            raise SettingsError("MERIDIAN_IMAP_HOST needs MERIDIAN_IMAP_USER and MERIDIAN_IMAP_PASSWORD.")
        return self

    def _loopback_name(self) -> str:
        return "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - compared, not bound

    @property
    def framed(self) -> frozenset[str]:
        """Hosts (with their port where they have one) whose pages may be shown in a frame, lower case."""
        return frozenset(host.strip().lower() for host in self.frame_hosts.split(",") if host.strip())

    @property
    def is_development(self) -> bool:
        """Whether pages for developers (mails, style guide) exist."""
        return self.mode == "development"

    @property
    def is_https(self) -> bool:
        """Whether people reach the program by https: cookies are Secure and carry the __Host- prefix."""
        return self.base_url.startswith("https://")

    def cookie_name(self, name: str) -> str:
        """How a cookie is called: with https the prefix keeps other hosts of the domain from planting one."""
        return f"__Host-{name}" if self.is_https else name

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is the embedded one."""
        return self.database_url.startswith("sqlite")

    @property
    def hosts(self) -> frozenset[str]:
        """Values of the Host header that are answered, lower case (with the port, where the address has one)."""
        own = urlsplit(self.base_url).netloc.lower()
        if self.mode == "production":
            return frozenset({own})
        return frozenset({own, *(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost", "[::1]")), "localhost"})

    def key(self) -> str:
        """The signing key: as set, or (never in production) one made on first use and kept in the data folder."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        path = self.data / "key"
        if not path.exists():
            self.data.mkdir(parents=True, exist_ok=True)
            write_whole(path, secrets.token_urlsafe(48).encode(), mode=0o600)
        return path.read_text().strip()
