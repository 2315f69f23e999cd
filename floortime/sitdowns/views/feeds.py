"""Calendar addresses and single events to take along; knows queries and actions."""

from hashlib import sha256

from flask import Response, make_response, request

from floortime import links
from floortime.errors import NotFound
from floortime.people.model import Person
from floortime.sitdowns import actions
from floortime.sitdowns.forms import FeedForm
from floortime.sitdowns.queries import feeds as queries
from floortime.sitdowns.views.blueprint import bp, open_sitdown
from floortime.sitdowns.views.kept_feeds import FOUND, HEADERS
from floortime.web.access import access, by_token, chief, signed_in
from floortime.web.acts import begin, found, ground, house, looking, me, reading
from floortime.web.keeping import shelf
from floortime.web.pages import onward, page, today
from floortime.words import _


@bp.route("/me/feed", methods=["GET", "POST"], endpoint="feed")
@access(signed_in)
def feed() -> Response:
    """One's own calendar address: made, or made anew. The secret is shown once."""
    form, mail = FeedForm(), queries.takes_mail(reading(), me().id, today())
    if request.method != "POST":
        form.everything.data = not mail
        return _addresses(form)
    form.validate()
    before = queries.feeds_of(reading(), me().id).get(("own", None))
    everything = before.with_invited if before and request.form.get("renew") else form.everything.data
    kind = "leader" if me().has("leader") else "agent"
    with begin() as act:
        person = found(act.session, Person, me().id)
        secret = actions.make_feed(act, person, kind=kind, with_invited=everything or not mail)
    return _addresses(form, made=("own", None), secret=secret)


@bp.post("/me/feed/wide")
@access(chief)
def feed_wide() -> Response:
    """The address of a site's calendar, or of the programme's, for those who plan there."""
    kind, site_id = _offered()
    with begin() as act:
        person = found(act.session, Person, me().id)
        secret = actions.make_feed(act, person, kind=kind, with_invited=True, site_id=site_id)
    return _addresses(FeedForm(), made=(kind, site_id), secret=secret)


@bp.post("/me/feed/wide/revoke")
@access(chief)
def revoke_wide() -> Response:
    """Close such an address."""
    kind, site_id = _offered()
    with begin() as act:
        actions.revoke_feed(act, found(act.session, Person, me().id), kind=kind, site_id=site_id)
    return onward("sitdowns.feed", _("Closed. Whoever had the address sees nothing any more."))


@bp.post("/me/feed/revoke")
@access(signed_in)
def revoke() -> Response:
    """Close the address."""
    with begin() as act:
        actions.revoke_feed(act, found(act.session, Person, me().id))
    return onward("sitdowns.feed", _("Closed. Whoever had the address sees nothing any more."))


def _offered() -> tuple[str, int | None]:
    """Which of the offered calendars was asked for; what is not offered is not there."""
    wanted = request.form.get("kind", ""), request.form.get("site_id", type=int)
    if wanted not in {(kind, site_id) for kind, site_id, _name in queries.wide_feeds(reading(), me())}:
        raise NotFound
    return wanted


def _addresses(form: FeedForm, *, made: tuple[str, int | None] | None = None, secret: str = "") -> Response:
    session = reading()
    open_ones = queries.feeds_of(session, me().id)
    return page(
        "sitdowns/feed.html",
        form=form,
        mail=queries.takes_mail(session, me().id, today()),
        mine=open_ones.get(("own", None)),
        wide=[(*one, open_ones.get(one[:2])) for one in queries.wide_feeds(session, me())],
        made=made,
        address=links.to(ground().settings, "feeds", f"{secret}.ics") if secret else "",
    )


@bp.get("/feeds/<token>.ics")
@access(by_token)
def calendar(token: str) -> Response:
    """A personal feed, made for the first time since it changed; kept_feeds answers until it changes again."""
    found_feed = request.environ.get(FOUND) or queries.open_feed(looking(), token, ground().clock().date())
    if found_feed is None:
        raise NotFound
    body = queries.feed_bytes(looking(), found_feed, name=_name())
    shelf("feeds").put(found_feed.key, body)
    return _dressed(make_response(body), found_feed.tag)


@bp.get("/sitdowns/<int:sitdown_id>.ics")
@access(signed_in)
def event(sitdown_id: int) -> Response:
    """One sit-down as a file, from the bytes that the feed shows."""
    row = open_sitdown(sitdown_id)
    body = queries.one_event(reading(), row.id, name=_name())
    if body is None:
        raise NotFound
    response = _dressed(make_response(body), sha256(body).hexdigest()[:20])
    response.headers["Content-Disposition"] = f'attachment; filename="sit-down-{row.id}.ics"'
    return response


def _name() -> str:
    company = house().company
    return f"Floortime, {company}" if company else "Floortime"


def _dressed(response: Response, etag: str) -> Response:
    response.set_etag(etag)
    response.headers.update(HEADERS)
    return response
