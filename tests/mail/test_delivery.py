"""Promise P6: what is owed is handed over at least once; a repeat is byte-identical."""

from __future__ import annotations

import socket
import threading
import time
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from app.clock import now
from app.db import commit, db
from app.mail import delivery
from app.mail.actions import forget, retry
from app.mail.delivery import PAUSES, Round, send_owed
from app.mail.models import OwedMail
from app.mail.outbox import owe
from app.mail.queries import outbox
from app.mail.rendering import rendered
from tests.logs import logged
from tests.mail.server import CUT, SLOW, Script, serving

pytestmark = pytest.mark.database


@pytest.fixture
def use(app, monkeypatch, database):
    """Sets settings of mail for one test."""

    def change(**values):
        given = {"smtp_host": "127.0.0.1", "smtp_security": "none", **values}
        monkeypatch.setitem(app.extensions, "settings", app.extensions["settings"].model_copy(update=given))

    return change


def owed(**values):
    mail = owe(
        "sign_in",
        **{
            "to": "aino@hel.example", "to_name": "Aino", "language": "fi",
            "code": "1234 5678", "link": "http://x.example/a", "minutes": 10, **values,
        },
    )  # fmt: skip
    commit()
    return mail.id


def row(mail_id):
    db.session.expire_all()
    return db.session.get_one(OwedMail, mail_id)


def change(mail_id, **values):
    found = row(mail_id)
    for name, value in values.items():
        setattr(found, name, value)
    commit()


def make_due(mail_id):
    change(mail_id, due_at=now() - timedelta(seconds=1))


def attempts(mail_id, count):
    for _ in range(count):
        make_due(mail_id)
        send_owed()


def test_owed_mail_is_sent_once(use):
    mail_id = owed()
    script = Script()
    with serving(script) as port:
        use(smtp_port=port)
        assert send_owed() == Round(sent=1)
        assert send_owed() == Round()
    assert script.to == ["aino@hel.example"]
    assert len(script.came) == 1
    found = row(mail_id)
    assert (found.state, found.attempts, found.leased_until) == ("sent", 1, None)
    assert found.sent_at is not None


def test_sent_mail_is_forgotten_as_it_held_a_code(use):
    mail_id = owed()
    assert row(mail_id).params["code"] == "1234 5678"
    with serving(Script()) as port:
        use(smtp_port=port)
        send_owed()
    assert (row(mail_id).params, row(mail_id).rendered) == ({}, None)


def test_nothing_is_sent_when_the_change_is_rolled_back(use):
    owe("sign_in", to="aino@hel.example", language="en", code="1", link="x", minutes=10)
    db.session.rollback()
    script = Script()
    with serving(script) as port:
        use(smtp_port=port)
        assert send_owed() == Round()
    assert script.came == []


@pytest.mark.parametrize("answer", ["451 busy", "421 going down", CUT])
def test_repeat_is_byte_identical(use, answer):
    mail_id = owed()
    script = Script(answer, answer)
    with serving(script) as port:
        use(smtp_port=port)
        attempts(mail_id, 3)
    assert row(mail_id).state == "sent"
    assert len(script.came) == 3
    assert len(set(script.came)) == 1
    assert len(script.acknowledged) == 1


def test_control_without_stored_bytes_the_repeat_differs(use, monkeypatch):
    monkeypatch.setattr(delivery, "_bytes_of", lambda mail: rendered(mail, at=now()))
    mail_id = owed()
    script = Script(CUT)
    with serving(script) as port:
        use(smtp_port=port)
        attempts(mail_id, 2)
    assert len(set(script.came)) == 2


def test_bytes_are_stored_before_the_first_attempt(use, monkeypatch):
    mail_id = owed()
    seen = []

    class Looking:
        def send(self, *, message, to, name, sender):
            seen.append(row(mail_id).rendered == message)
            db.session.rollback()

        def close(self):
            pass

    monkeypatch.setattr(delivery, "transport_of", lambda _settings: Looking())
    send_owed()
    assert seen == [True]


def test_refused_for_good_is_given_up_and_seen(use):
    mail_id = owed()
    with serving(Script(recipient="550 no such mailbox")) as port:
        use(smtp_port=port)
        assert send_owed() == Round(failed=1)
    assert (row(mail_id).state, row(mail_id).last_error) == ("failed", "550 no such mailbox")
    assert outbox().failed == 1


def test_refused_content_is_given_up(use):
    owed()
    with serving(Script("554 looks like spam")) as port:
        use(smtp_port=port)
        assert send_owed() == Round(failed=1)


def test_server_that_is_not_there_stops_the_round(use):
    first, second = owed(), owed(to="minjun@busan.example")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        use(smtp_port=free.getsockname()[1])
        assert send_owed() == Round(later=1)
    assert (row(first).attempts, row(second).attempts) == (1, 0)
    assert row(first).due_at > now()
    assert row(first).leased_until is None


def test_wrong_password_is_not_the_mails_fault(use):
    mail_id = owed()
    with serving(Script()) as port:
        use(smtp_port=port, smtp_user="meridian")
        assert send_owed() == Round(later=1)
    assert row(mail_id).state == "owed"
    assert "AUTH" in row(mail_id).last_error


def test_unprotected_server_is_not_used_where_tls_is_asked_for(use):
    owed()
    script = Script()
    with serving(script) as port:
        use(smtp_port=port, smtp_security="starttls")
        assert send_owed() == Round(later=1)
    assert script.came == []


def test_given_up_after_the_last_pause(use):
    mail_id = owed()
    with serving(Script(*["451 busy"] * 99)) as port:
        use(smtp_port=port)
        attempts(mail_id, len(PAUSES))
        assert row(mail_id).state == "owed"
        attempts(mail_id, 1)
    assert (row(mail_id).state, row(mail_id).attempts) == ("failed", len(PAUSES) + 1)
    assert row(mail_id).rendered is not None


def test_what_ran_out_is_not_sent(use):
    mail_id = owed(expires_at=now() - timedelta(seconds=1))
    script = Script()
    with serving(script) as port:
        use(smtp_port=port)
        assert send_owed() == Round(failed=1)
    assert script.came == []
    assert (row(mail_id).state, row(mail_id).params) == ("failed", {})


def test_mail_that_cannot_be_rendered_holds_up_no_other(use):
    broken = owe("no_such_kind", to="a@b.example", language="en")
    commit()
    broken_id, good = broken.id, owed()
    script = Script()
    with serving(script) as port:
        use(smtp_port=port)
        assert send_owed() == Round(sent=1, failed=1)
    assert (row(broken_id).state, row(good).state) == ("failed", "sent")
    assert "no_such_kind" in row(broken_id).last_error


def test_leased_mail_is_left_alone_until_the_lease_ends(use):
    mail_id = owed()
    script = Script()
    with serving(script) as port:
        use(smtp_port=port)
        change(mail_id, leased_until=now() + timedelta(minutes=1))
        assert send_owed() == Round()
        change(mail_id, leased_until=now() - timedelta(seconds=1))
        assert send_owed() == Round(sent=1)


@pytest.mark.parametrize("days", [1, 3])
def test_clock_that_was_days_ahead_delays_nothing_new(use, days):
    mail_id = owed()
    change(mail_id, due_at=now() + timedelta(days=days), leased_until=now() + timedelta(days=days))
    with serving(Script()) as port:
        use(smtp_port=port)
        assert send_owed() == Round(sent=1)


def test_no_more_in_a_minute_than_the_server_takes(use):
    for _mail in range(5):
        owed()
    script = Script()
    with serving(script) as port:
        use(smtp_port=port, smtp_per_minute=2)
        with time_machine.travel("2026-11-29T08:00:00Z", tick=False) as clock:
            db.session.execute(update(OwedMail).values(due_at=now()))
            commit()
            counts = []
            for _round in range(5):
                counts.append(send_owed().sent)
                clock.shift(31)
    assert counts == [2, 0, 2, 0, 1]


def test_two_senders_share_what_the_server_takes_in_a_minute(app, use):
    for _mail in range(5):
        owed()
    script = Script(SLOW)
    rounds = []

    def run():
        with app.app_context():
            rounds.append(send_owed().sent)
            db.session.remove()

    with serving(script) as port:
        use(smtp_port=port, smtp_per_minute=2)
        first = threading.Thread(target=run)
        first.start()
        while not script.came:  # its first mail is with the server
            time.sleep(0.01)
        run()
        script.thought.set()
        first.join()
    assert rounds == [2, 1]


def test_two_senders_share_the_work(app, use):
    for number in range(12):
        owed(to=f"person{number}@hel.example")
    script = Script()
    rounds = []

    def run():
        with app.app_context():
            rounds.append(send_owed())
            db.session.remove()

    with serving(script) as port:
        use(smtp_port=port)
        senders = [threading.Thread(target=run) for _ in range(2)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
    assert sorted(script.to) == sorted(f"person{number}@hel.example" for number in range(12))
    assert sum(each.sent for each in rounds) == 12


def test_failed_mails_can_be_owed_again_but_not_those_that_ran_out(use):
    kept, ran_out = owed(), owed(expires_at=now() - timedelta(seconds=1))
    with serving(Script("554 no")) as port:
        use(smtp_port=port)
        send_owed()
    assert retry(None) == 1
    commit()
    with serving(Script()) as port:
        use(smtp_port=port)
        assert send_owed() == Round(sent=1)
    assert row(kept).state == "sent"
    assert forget([ran_out]) == 1
    commit()
    assert db.session.scalars(select(OwedMail.id)).all() == [kept]


def test_files_are_written_whole_and_repeats_fall_on_the_same(app, database, monkeypatch, tmp_path):
    settings = app.extensions["settings"].model_copy(update={"data": tmp_path})
    monkeypatch.setitem(app.extensions, "settings", settings)
    mail_id = owed()
    assert send_owed() == Round(sent=1)
    (path,) = (tmp_path / "mails").iterdir()
    first = path.read_bytes()
    change(mail_id, state="owed", rendered=first)
    assert send_owed() == Round(sent=1)
    assert [each.read_bytes() for each in (tmp_path / "mails").iterdir()] == [first]


def test_disk_that_cannot_be_written_delays_the_mail(app, database, monkeypatch, tmp_path):
    (tmp_path / "mails").write_text("a file in the way")
    settings = app.extensions["settings"].model_copy(update={"data": tmp_path})
    monkeypatch.setitem(app.extensions, "settings", settings)
    owed()
    assert send_owed() == Round(later=1)


def test_log_holds_no_address_that_a_server_repeats(use, monkeypatch):
    owed()
    lines = logged(monkeypatch, delivery)
    with serving(Script(recipient="450 4.2.1 <aino@hel.example> is busy")) as port:
        use(smtp_port=port)
        send_owed()
    assert [line["reason"] for line in lines if "reason" in line] == ["450 4.2.1 <…@…> is busy"]
