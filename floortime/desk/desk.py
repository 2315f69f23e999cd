"""The rows and filters of the morning board as HTML, made once for what they say; knows rows, web/markup."""

from datetime import date
from functools import lru_cache

from flask import current_app
from markupsafe import Markup

from floortime.desk import rows
from floortime.desk.queries import Window
from floortime.desk.rail import filters_of
from floortime.people.calendars import Calendar
from floortime.people.filters import Narrowed
from floortime.web.markup import row_template


@lru_cache(12)
def desk(
    code: str,
    today: date,
    narrowed: Narrowed,
    explicit: bool,
    at: str,
    groups: tuple[tuple[str, Window], ...],
    counts: tuple[tuple[str, int], ...],
    days: frozenset[tuple[int, Calendar]],
) -> tuple[Markup, Markup]:
    """The rail and the groups. What is right for these values is right for ever, so nothing ever invalidates it."""
    sections = rows.sections(groups, dict(days), today, narrowed)
    visible = [row for section in sections for row in section.rows]
    chosen = next((row.key for row in visible if row.key == at), visible[0].key if visible else "")
    template = current_app.jinja_env.get_template("desk/_desk.html").module
    listed = filters_of(dict(counts), narrowed, explicit=explicit)
    rail = template.rail(listed)  # type: ignore[attr-defined] # macros of a template
    made = template.groups(sections, lambda row: row_html(code, row, row.key == chosen))  # type: ignore[attr-defined]
    return Markup(rail), Markup(made)  # noqa: S704 - the templates escape


@lru_cache(512)
def row_html(code: str, row: rows.Row, chosen: bool) -> Markup:
    """One row, from the values it stands for."""
    return Markup(row_template("desk/_row.html").render(row=row, lang=code, chosen=chosen))  # noqa: S704 - the template escapes
