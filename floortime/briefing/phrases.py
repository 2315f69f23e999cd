"""A brief in words, in the language of the moment: for calendars, letters and the page; pure, knows its records."""

from datetime import date

from floortime import dates
from floortime.briefing.queries.content import Brief, Coming
from floortime.briefing.queries.owed import Owed
from floortime.followups.stages import LIGHT
from floortime.words import _, ngettext


def how_long(hired_on: date | None, day: date) -> str:
    """How long somebody is here; empty when nobody knows."""
    if hired_on is None or hired_on > day:
        return ""
    months = (day.year - hired_on.year) * 12 + day.month - hired_on.month - (day.day < hired_on.day)
    if months < 1:
        return _("new here")
    if months < 24:  # as the home page has it
        return ngettext("here for %(n)s month", "here for %(n)s months", months)
    return ngettext("here for %(n)s year", "here for %(n)s years", months // 12)


def comes(who: Coming, day: date) -> str:
    """Bo, Night shift, here for 6 years."""
    return ", ".join(filter(None, (who.name, who.team, how_long(who.hired_on, day))))


def seated(who: Coming, day: date) -> str:
    """The same for the letter, which goes once: with whether they have said yes."""
    return comes(who, day) if who.answer == "accepted" else f"{comes(who, day)} · {_('no answer yet')}"


def in_words(brief: Brief, day: date) -> str:
    """The whole brief as plain lines, for a calendar's entry."""
    parts = [(_("Who comes"), [comes(who, day) for who in brief.coming] or [_("Nobody has a seat yet.")])]
    if brief.owed:
        parts.append((_("Still owed"), [_owed(o, day) for o in brief.owed]))
    if brief.raised:
        parts.append(
            (_("Raised with you, and what became of it"), [_lit(r.title, r.light_word) for r in brief.raised])
        )
    if brief.lately:
        parts.append((_("In the log from this site"), [_lit(r.title, r.light_word) for r in brief.lately]))
    if brief.thanks:
        parts.append((_("Compliments to pass on"), [_thanks(t.to, t.words, t.by) for t in brief.thanks]))
    parts.append((_("Questions"), list(brief.questions)))
    return "\n\n".join("\n".join([heading, *(f"- {line}" for line in lines)]) for heading, lines in parts)


def due(one: Owed, day: date) -> str:
    """When it is due, as one says it on that day; nothing of what is said to be done: that waits for the floor's word."""
    if one.light == LIGHT["claimed"]:
        return ""
    on = dates.day(one.due_on, day.year)
    return _("was due on %(day)s", day=on) if one.due_on < day else _("by %(day)s", day=on)


def _owed(one: Owed, day: date) -> str:
    return _lit(one.what, ", ".join(filter(None, (one.light_word, due(one, day)))))


def _lit(title: str, light: str) -> str:
    return f"{title} ({light})"


def _thanks(to: str, words: str, by: str) -> str:
    return _("%(name)s: “%(words)s” – %(by)s", name=to, words=words, by=by)
