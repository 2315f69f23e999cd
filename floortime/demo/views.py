"""Pages that only a demo has: sign in with one click, and the outbox as mail; knows faces, letters, web."""

from flask import Blueprint, Response, make_response, request, session
from flask.blueprints import BlueprintSetupState
from flask_login import login_user
from markupsafe import Markup

from floortime.act import Actor
from floortime.demo import faces, letters
from floortime.errors import NotFound
from floortime.outbox.model import Letter
from floortime.people import actions as people
from floortime.people import queries
from floortime.people.views.signing import keep_language
from floortime.web.access import access, anyone
from floortime.web.acts import SignedIn, begin, found, ground, reading
from floortime.web.forms import Form
from floortime.web.pages import onward, page

bp = Blueprint("demo", __name__)


@bp.record
def say_so(state: BlueprintSetupState) -> None:
    """Let the layout and the sign-in page know that they show a demo."""
    state.app.jinja_env.globals["is_demo"] = True


# The frame shows a letter as its reader's mail program would: its own inline styles, and nothing else. It is of the
# same origin, so that the page around it can make the frame as high as the letter; no script runs inside.
LETTER_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin allow-top-navigation-by-user-activation"
)
FRAMING_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A link in the letter opens in the whole window, as it would from a mail program.
OUT_OF_THE_FRAME = Markup('<base target="_top">')


@bp.get("/demo")
@access(anyone)
def demo() -> Response:
    """Five buttons, agent first, executives last."""
    return page("demo/demo.html", choices=faces.choices(reading()))


@bp.post("/demo/sign-in")
@access(anyone)
def sign_in() -> Response:
    """Be one of the five. Nobody else can be reached from here."""
    form = Form()
    person = faces.behind(reading(), request.form.get("role", ""))
    if not form.validate() or person is None:
        raise NotFound
    with begin(by=Actor("person", person.id)) as act:
        token = people.open_session(act, person, device="", way="demo")
    reader = queries.signed_in(reading(), token, at=ground().clock())
    if reader is None:
        raise NotFound
    session.clear()
    session.permanent = True
    login_user(SignedIn(token, reader))
    response = onward("home.home")
    keep_language(response, reader.language)
    return response


@bp.get("/demo/outbox")
@access(anyone)
def outbox() -> Response:
    """All letters, newest first."""
    after = request.args.get("after", "")
    to = request.args.get("to", "")
    shown, more = letters.newest(
        reading(), ground().clock(), after=int(after) if after.isdecimal() and len(after) < 9 else 0, to=to
    )
    return page("demo/outbox.html", letters=shown, more=more, to=to)


@bp.get("/demo/outbox/<int(signed=True):id>")
@access(anyone)
def letter(id: int) -> Response:  # noqa: A002 - named as in the address
    """One letter: what it is, what its calendar part says, its words."""
    response = page("demo/letter.html", letter=_letter(id))
    response.headers["Content-Security-Policy"] = FRAMING_CSP
    return response


@bp.get("/demo/outbox/<int(signed=True):id>/mail")
@access(anyone)
def mail(id: int) -> Response:  # noqa: A002
    """The HTML part alone, for the frame: sandboxed, without script, source or form."""
    shown = _letter(id)
    response = make_response(shown.html.replace("<head>", f"<head>{OUT_OF_THE_FRAME}", 1))
    response.headers["Content-Security-Policy"] = LETTER_CSP
    return response


def _letter(key: int) -> letters.Shown:
    row = found(reading(), Letter, key)
    if row.body is None:
        raise NotFound
    return letters.taken_apart(row, ground().clock())
