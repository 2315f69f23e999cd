"""A page comes in the reader's language: their own, their cookie's, their browser's, the house's."""

from floortime.web.pages import _asked_for


def test_norwegian_of_any_kind_is_answered_in_bokmaal(app):
    for asked in ("no", "nn", "nb"):
        with app.test_request_context("/", headers={"Accept-Language": asked}):
            assert _asked_for() == "nb"
