"""The programme's promise and closed weeks; knows this room and the journal."""

from floortime.act import Act
from floortime.journal import actions as journal
from floortime.sitdowns.asking import written
from floortime.sitdowns.closing import Closing
from floortime.sitdowns.hours import Hours
from floortime.sitdowns.model import Programme
from floortime.sitdowns.queries import default_programme
from floortime.sitdowns.queries.programme import hours_of


def own_programme(act: Act) -> Programme:
    """The default programme as a row, made by the first act that needs it."""
    programme = default_programme(act.session)
    if programme.id is None:
        act.session.add(programme)
        act.session.flush()
    return programme


def closing_of(programme: Programme) -> Closing:
    """What it says about the floor's word now."""
    return Closing(programme.quorum, programme.works_share, programme.not_yet_share, programme.notice_days)


def change_programme(
    act: Act,
    programme: Programme,
    *,
    answer_days: int,
    silence_days: int,
    skip_holidays: bool,
    closed_weeks: list[str],
    questions: str,
    hours: Hours | None = None,
    closing: Closing | None = None,
) -> None:
    """Change what is promised and when nothing is planned; dates that already stand stay as they are."""
    hours = hours or hours_of(programme)
    questions = "\n".join(written(questions))  # the house's own are read by everybody in their language
    closing = closing or closing_of(programme)
    wanted = (answer_days, silence_days, skip_holidays, sorted(set(closed_weeks)), questions, hours, closing)
    if wanted == (
        programme.answer_days,
        programme.silence_days,
        programme.skip_holidays,
        programme.closed_weeks,
        programme.questions,
        hours_of(programme),
        closing_of(programme),
    ):
        return
    programme.answer_days, programme.silence_days, programme.skip_holidays = wanted[:3]
    programme.closed_weeks, programme.questions = wanted[3:5]
    programme.opens_local, programme.shuts_local = hours.opens, hours.shuts
    programme.working_days_only = hours.working_days
    programme.quorum, programme.works_share = closing.quorum, closing.works_share
    programme.not_yet_share, programme.notice_days = closing.not_yet_share, closing.notice_days
    journal.write(act, "programme.changed", "programme", programme.id, answer_days=answer_days)
