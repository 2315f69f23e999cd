"""The programme's promise in working days of a site."""

from datetime import date

from floortime.sitdowns.actions import change_programme, own_programme
from floortime.sitdowns.model import Programme
from floortime.sitdowns.queries import answer_due, default_programme, working_days


def test_answer_due_skips_weekends_and_the_holidays_of_the_site(stage, cast):
    with stage.act() as act:
        programme = default_programme(act.session)
        # Christmas: two days in Utrecht; Leeds has Boxing Day's substitute on Monday 28 December 2026.
        assert answer_due(act.session, programme, cast.utrecht.id, date(2026, 12, 18)) == date(2027, 1, 5)
        assert answer_due(act.session, programme, cast.leeds.id, date(2026, 12, 18)) == date(2027, 1, 6)
        assert answer_due(act.session, programme, None, date(2026, 12, 18)) == date(2027, 1, 1)
        assert (
            working_days(act.session, programme, cast.utrecht.id, date(2026, 12, 18), date(2027, 1, 5)) == 10
        )


def test_a_fresh_house_promises_ten_days_and_makes_the_row_when_needed(stage):
    with stage.act() as act:
        programme = default_programme(act.session)
        assert (programme.id, programme.answer_days, programme.closed_weeks) == (None, 10, [])
        assert own_programme(act).id == own_programme(act).id
    with stage.act() as act:
        assert act.session.query(Programme).count() == 1


def test_changing_the_programme_is_journalled_once(stage, cast):
    wanted = {
        "answer_days": 5,
        "silence_days": 8,
        "skip_holidays": False,
        "closed_weeks": ["2026-W53", "2026-W52", "2026-W52"],
        "questions": "What did a customer teach you?",
    }
    for _again in range(2):
        with stage.act(cast.dee) as act:
            change_programme(act, default_programme(act.session), **wanted)
    with stage.act() as act:
        from floortime.journal.queries import history

        programme = default_programme(act.session)
        assert programme.closed_weeks == ["2026-W52", "2026-W53"]
        assert [e.verb for e in history(act.session, "programme", programme.id)] == ["programme.changed"]
