"""Only what our own mail server saw is believed."""

from __future__ import annotations

import pytest

from app.invitations.rules.answers import Answer
from tests.invitations.mails import GOOGLE, mail, read

SERVER = "mx.forum.example"
HOP = f"Received: from mail.busan.example (mail.busan.example [192.0.2.7])\n by {SERVER} (Postfix) with ESMTPS id 4X2\n"
LOCAL = f"Received: from {SERVER} ([172.22.1.253])\n by 5f2a9c with LMTP id 1 (envelope-from <x@y.example>);\n"


def trusted(
    above: str, *, sender: str = "Min-jun <minjun@busan.example>", server: str = SERVER, more: str = ""
) -> bool:
    found = read(mail(GOOGLE, above=above, sender=sender, more=more), trusted_authserv=server)
    assert [each.answer for each in found.replies] == [Answer.ACCEPTED]  # whoever sent it, the answer is read
    return found.is_trusted


def results(statements: str, server: str = SERVER) -> str:
    return f"Authentication-Results: {server}; {statements}\n"


BELIEVED = {
    "dmarc": "dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=busan.example",
    "dmarc in capitals": "DMARC=Pass Header.From=Busan.Example",
    "dmarc and a failed signature": "dkim=fail header.d=busan.example; dmarc=pass header.from=busan.example",
    "signed": "dkim=pass (2048-bit key) header.d=busan.example header.s=a",
    "signed by whom it names": "dkim=pass header.i=@busan.example header.s=a header.b=Ab+/",
    "signed by the second": "dkim=pass header.d=list.example;\n\tdkim=pass header.d=busan.example",
    "methods with versions": "dkim/1=pass header.d=busan.example",
    "quoted": 'dkim=pass reason="all; well" header.d="busan.example"',
    "no policy": "dmarc=none header.from=busan.example; dkim=pass header.d=busan.example",
}

DOUBTED = {
    "nothing": "none",
    "dmarc failed": "dmarc=fail header.from=busan.example; dkim=pass header.d=busan.example",
    "dmarc of another": "dmarc=pass header.from=elsewhere.example",
    "dmarc of nobody": "dmarc=pass",
    "signed by another": "dkim=pass header.d=elsewhere.example",
    "signed by one who ends alike": "dkim=pass header.d=san.example",
    "signed by one beneath": "dkim=pass header.d=mail.busan.example",
    "signed by the top": "dkim=pass header.d=example",
    "signature failed": "dkim=fail header.d=busan.example",
    "the way alone": "spf=pass smtp.mailfrom=minjun@busan.example",
    "said in a comment": "spf=pass (x; dmarc=pass header.from=busan.example) smtp.mailfrom=x",
    "said in a quote": 'spf=pass smtp.mailfrom="a; dmarc=pass header.from=busan.example"@elsewhere.example',
    "said behind another": "spf=pass smtp.mailfrom=a dmarc=pass header.from=busan.example",
    "a comment without an end": "spf=pass (x; dmarc=pass header.from=busan.example",
    "a quote without an end": 'spf=pass x="; dmarc=pass header.from=busan.example',
    "a comment without an end behind it": "dmarc=pass header.from=busan.example; spf=pass (x",
    "too many ends": "spf=pass ); dmarc=pass header.from=busan.example",
    "the second of two": "dmarc=pass header.from=elsewhere.example header.from=busan.example",
    "a word before": "x dmarc=pass header.from=busan.example",
}


@pytest.mark.parametrize("case", BELIEVED)
def test_what_our_server_saw_is_believed(case: str) -> None:
    assert trusted(results(BELIEVED[case]) + HOP)


@pytest.mark.parametrize("case", DOUBTED)
def test_what_it_did_not_see_is_not(case: str) -> None:
    assert not trusted(results(DOUBTED[case]) + HOP)


def test_a_domain_above_signs_for_one_beneath() -> None:
    assert trusted(results("dkim=pass header.d=busan.example") + HOP, sender="minjun@lab.busan.example")


def test_a_domain_in_hangul_is_the_same_in_ascii() -> None:
    for written in ("xn--or3bi2d.example", "부산.example"):
        seen = results(f"dmarc=pass header.from={written}") + HOP
        assert trusted(seen, sender="minjun@xn--or3bi2d.example")
        assert trusted(seen, sender="minjun@부산.example")


@pytest.mark.parametrize("server", ["", " ", "forum.example", "mx", "other.example"])
def test_without_a_server_of_that_name_nothing_is_believed(server: str) -> None:
    assert not trusted(results(BELIEVED["dmarc"]) + HOP, server=server)


@pytest.mark.parametrize("name", ["MX.Forum.Example", f"{SERVER} 1", f" {SERVER} (mail of the forum)"])
def test_the_servers_name_as_it_may_be_written(name: str) -> None:
    assert trusted(results(BELIEVED["dmarc"], name) + HOP)


@pytest.mark.parametrize("name", ["", "mx.forum.example.elsewhere.example", f"(x) elsewhere {SERVER}", f"{SERVER}x"])
def test_another_servers_name(name: str) -> None:
    assert not trusted(results(BELIEVED["dmarc"], name) + HOP)


def test_below_the_servers_mark_everything_may_be_forged() -> None:
    forged = results(BELIEVED["dmarc"])
    assert trusted(forged + HOP)
    assert not trusted(HOP + forged)
    assert not trusted(HOP, more=forged)
    assert not trusted(results("dmarc=fail header.from=busan.example") + HOP + forged)
    assert not trusted(results("spf=none") + HOP + forged + LOCAL + forged)


def test_without_the_servers_mark_everything_may_be_forged() -> None:
    seen = results(BELIEVED["dmarc"])
    assert not trusted(seen)
    assert not trusted(seen + LOCAL)
    assert not trusted(LOCAL + seen)


def test_local_delivery_stands_above_and_changes_nothing() -> None:
    seen = results(BELIEVED["dmarc"])
    assert trusted(LOCAL + seen + HOP)
    assert not trusted(LOCAL + HOP + seen)
    assert not trusted(HOP.replace("ESMTPS", "ESMTPS (not with LMTP)") + seen)
    assert not trusted(HOP.replace("from mail.busan.example (", "from by.x.with.LMTP.id (by x with LMTP id 1; ") + seen)


def test_results_of_two_programs_count_together() -> None:
    other = results("dmarc=pass header.from=busan.example", "elsewhere.example")
    assert trusted(results("spf=pass") + other + results("dkim=pass header.d=busan.example") + HOP)
    assert not trusted(results("spf=pass") + other + HOP)


@pytest.mark.parametrize(
    "sender",
    [
        "minjun@busan.example, otto@elsewhere.example",
        "otto@elsewhere.example\nFrom: minjun@busan.example",
        "minjun@busan.example <otto@elsewhere.example>",
        "<otto@elsewhere.example> <minjun@busan.example>",
        "minjun@busan.example\nFrom: otto@elsewhere.example",
        "undisclosed-recipients:;",
        "",
    ],
)
def test_several_senders_or_none_are_not_believed(sender: str) -> None:
    assert not trusted(results("dmarc=pass header.from=busan.example") + HOP, sender=sender)


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ("minjun@busan.example", "minjun@busan.example"),
        ("minjun@busan.example <MINJUN@Busan.example>", "minjun@busan.example"),
        ('"otto@elsewhere.example" <minjun@busan.example>', "minjun@busan.example"),
        ("minjun@busan.example (otto@elsewhere.example (too))", "minjun@busan.example"),
        ("=?utf-8?B?66+87KSA?=\n <minjun@busan.example>", "minjun@busan.example"),
        ("민준 <minjun@busan.example>", "minjun@busan.example"),
        ("=?utf-8?Q?otto=40elsewhere.example?= <minjun@busan.example>", "minjun@busan.example"),
        ("Kim, Min-jun <minjun@busan.example>", "minjun@busan.example"),
        ("Min-jun <minjun@부산.example>", "minjun@xn--or3bi2d.example"),
        ("minjun", ""),
        ('"a@b"@elsewhere.example', ""),
        ("x" * 3000 + "@busan.example", ""),
    ],
)
def test_the_sender(written: str, sender: str) -> None:
    assert read(mail(GOOGLE, sender=written)).sender == sender


def test_a_lone_carriage_return_ends_no_field() -> None:
    """What a mail server passes on as one subject must not become a field above its mark."""
    forged = results(BELIEVED["dmarc"]).strip()
    raw = mail(GOOGLE, above=HOP).replace(b"Received: from", b"X-Spam: no\r" + forged.encode() + b"\rReceived: from", 1)
    assert not read(raw, trusted_authserv=SERVER).is_trusted
