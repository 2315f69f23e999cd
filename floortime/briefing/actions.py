"""Making the brief of a date: into the feed's entry, into the calendar of who wants it there, and one letter; knows mail."""

from datetime import timedelta
from typing import cast

from floortime import dates, links
from floortime.act import Act
from floortime.briefing import phrases
from floortime.briefing.queries.content import Brief, brief_of
from floortime.mail.posting import post
from floortime.people import queries as people
from floortime.people.model import Person
from floortime.sitdowns import actions as sitdowns
from floortime.sitdowns.model import Sitdown
from floortime.sitdowns.queries.planning import wall_end
from floortime.words import in_language

MORNING, EVENING = 7, 20
"""Between these hours, on the leader's own clock, a brief is written and its letter goes."""
TO_READ = timedelta(hours=1)
"""What begins before the morning, or so long after it, does not wait for it."""


def fill_brief(act: Act, sitdown: Sitdown) -> bool:
    """Write the brief anew where it reads differently now, and send its letter once. True when anything happened."""
    leader = cast("Person", act.session.get(Person, sitdown.leader_id))
    if not leader.employed_on(act.today) or not _awake(act, sitdown, leader):
        return False
    with in_language(leader.language):
        brief = brief_of(act.session, sitdown)
        words, facts = phrases.in_words(brief, sitdown.start_local.date()), said(act, sitdown, leader, brief)
    changed = sitdown.brief != words
    told = sitdowns.set_brief(act, sitdown, words, facts)
    return changed | (not told and send_brief(act, sitdown, leader, facts))


def put_away_brief(act: Act, sitdown: Sitdown) -> None:
    """What was written for that day is no longer kept; calendars that hold it keep their own."""
    sitdowns.set_brief(act, sitdown, "")


def send_brief(act: Act, sitdown: Sitdown, leader: Person, facts: dict[str, object]) -> bool:
    """One letter for one time of a date; who has the brief in their invitation got it there."""
    to = people.recipient(leader, act.today)
    if to is None or (leader.brief_in_calendar and sitdown.booked_uid is None):
        return False
    letter = post(
        act,
        to,
        "brief_sent",
        dedupe_key=f"brief_sent:{sitdown.id}:{leader.id}:{sitdown.starts_at:%Y%m%dT%H%M}",
        subject=("sitdown", sitdown.id),
        facts=facts,
    )
    return letter is not None


def said(act: Act, sitdown: Sitdown, leader: Person, brief: Brief) -> dict[str, object]:
    """What the letter says, as plain values."""
    day, today = sitdown.start_local.date(), dates.local(act.at, leader.zone).date()
    return {
        "first_name": leader.first_name,
        "title": sitdown.title,
        "place": sitdown.place,
        "link": sitdown.link,
        "day": day,
        "start": sitdown.start_local.time(),
        "end": wall_end(sitdown.start_local, sitdown.minutes, sitdown.zone),
        "coming": [phrases.seated(who, day) for who in brief.coming],
        "free": brief.free,
        "owed": [(o.what, o.light, o.light_word, phrases.due(o, today)) for o in brief.owed],
        "raised": [(r.title, r.light, r.light_word) for r in brief.raised],
        "lately": [(r.title, r.light, r.light_word) for r in brief.lately],
        "thanks": [(t.to, t.words, t.by) for t in brief.thanks],
        "questions": list(brief.questions),
        "page": links.to(act.settings, "sitdowns", sitdown.id, "brief"),
    }


def _awake(act: Act, sitdown: Sitdown, leader: Person) -> bool:
    here = dates.local(act.at, leader.zone)
    if MORNING <= here.hour < EVENING:
        return True
    morning = here.replace(hour=MORNING, minute=0) + timedelta(days=here.hour >= EVENING)
    return sitdown.starts_at < morning + TO_READ
