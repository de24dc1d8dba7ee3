"""The operator's pages: written by admins, in any languages, nobody's text lost."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.db import commit, db
from app.errors import Stale
from app.site.actions import write_text
from app.site.models import SiteText

pytestmark = pytest.mark.database


def test_page_shows_what_comes_with_the_program_until_somebody_writes_it(client: FlaskClient) -> None:
    assert "has not written the imprint yet" in client.get("/imprint").text
    write_text("imprint", {"en": "**City of Helsinki**, Pohjoisesplanadi 11–13"}, expected_version=0)
    commit()
    page = client.get("/imprint").text
    assert "<strong>City of Helsinki</strong>" in page
    assert "has not written" not in page


def test_text_is_shown_in_the_reader_s_language_and_cleaned(client: FlaskClient) -> None:
    write_text("privacy", {"en": "Plain", "fi": "<script>x</script> [pois](javascript:x)"}, expected_version=0)
    commit()
    page = client.get("/privacy", query_string={"lang": "fi"}).text
    assert "&lt;script&gt;x" in page
    assert 'href="javascript' not in page


def test_the_slower_of_two_admins_overwrites_nothing(client: FlaskClient) -> None:
    write_text("imprint", {"en": "First"}, expected_version=0)
    commit()
    with pytest.raises(Stale):
        write_text("imprint", {"en": "Second"}, expected_version=0)
    db.session.rollback()
    row = db.session.get(SiteText, "imprint")
    assert row is not None
    assert row.body == {"en": "First"}
