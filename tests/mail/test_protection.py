"""Mail goes out protected, to the server that is meant, under our account."""

from __future__ import annotations

import ssl

import pytest
from aiosmtpd.smtp import AuthResult
from pydantic import SecretStr
from sqlalchemy import select

from app.db import commit, db
from app.mail.delivery import Round, send_owed
from app.mail.models import OwedMail
from app.mail.outbox import owe
from tests.mail.server import Script, made_certificate, serving

pytestmark = pytest.mark.database

PASSWORD = "a password of the tests"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of 127.0.0.1 that nobody trusts by itself, and its key."""
    return made_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server_tls(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


@pytest.fixture
def trusted(certificate, monkeypatch):
    """This machine trusts the certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])


@pytest.fixture
def use(app, monkeypatch, database):
    def change(**values):
        given = {"smtp_host": "127.0.0.1", **values}
        monkeypatch.setitem(app.extensions, "settings", app.extensions["settings"].model_copy(update=given))
        owe("sign_in", to="aino@hel.example", language="en", code="1", link="x", minutes=10)
        commit()

    return change


def check_account(_server, _session, _envelope, _mechanism, given):
    fits = (given.login, given.password) == (b"meridian", PASSWORD.encode())
    return AuthResult(success=fits, handled=False)


def test_starttls_and_account(use, server_tls, trusted):
    script = Script()
    kind = {"tls_context": server_tls, "require_starttls": True, "authenticator": check_account, "auth_required": True}
    with serving(script, **kind) as port:
        use(smtp_port=port, smtp_security="starttls", smtp_user="meridian", smtp_password=SecretStr(PASSWORD))
        assert send_owed() == Round(sent=1)
    assert script.to == ["aino@hel.example"]


def test_wrong_password_waits_for_the_operator(use, server_tls, trusted):
    kind = {"tls_context": server_tls, "require_starttls": True, "authenticator": check_account, "auth_required": True}
    with serving(Script(), **kind) as port:
        use(smtp_port=port, smtp_security="starttls", smtp_user="meridian", smtp_password=SecretStr("another"))
        assert send_owed() == Round(later=1)
    db.session.expire_all()
    mail = db.session.scalars(select(OwedMail)).one()
    assert mail.state == "owed"
    assert mail.last_error.startswith("535")
    assert "another" not in mail.last_error


def test_tls_from_the_start(use, server_tls, trusted):
    script = Script()
    with serving(script, ssl_context=server_tls) as port:
        use(smtp_port=port, smtp_security="tls")
        assert send_owed() == Round(sent=1)
    assert len(script.came) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_server_that_cannot_prove_itself_gets_nothing(use, server_tls, security):
    script = Script()
    kind = {"ssl_context": server_tls} if security == "tls" else {"tls_context": server_tls}
    with serving(script, **kind) as port:
        use(smtp_port=port, smtp_security=security)
        assert send_owed() == Round(later=1)
    assert script.came == []
