"""The main job as people live it: from the import of a CSV to a green light, in one browser, with real mail."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.company import Company
from tests.journeys.conftest import Window
from tests.journeys.postbox import Mail, Postbox

PEOPLE = Path(__file__).parent / "people.csv"
ADA, BO, DEE = "ada.lindqvist@nordvik.example", "bo.visser@nordvik.example", "dee.mcallister@nordvik.example"
ADMIN, JONAS, ELI = "una@nordvik.example", "jonas.haugen@nordvik.example", "eli@maps.example"
REFUSED = {
    10: "its month has 29 days",
    11: "“tovenaar” is not a role",
    12: "stands on line 5 already",
    13: "This row has 2 cells where the headings have 14",
}
SAID = "Fatima says we see the outage map after the customer does"
PROMISED = "The map is on our screen before customers see it"
PUBLIC = "We see the outage map after the customer does"


def test_from_import_to_green(window: Window, fresh: Company, own_postbox: Postbox) -> None:
    postbox = own_postbox
    fresh.run("people", "add", "--email", ADMIN, "--first", "Una", "--last", "Berg", "--role", "admin")
    _people_are_imported(_in_by_link(window, fresh, postbox, ADMIN))
    chief = _in_by_link(window, fresh, postbox, DEE)
    sitdown = _series_is_opened(chief, fresh, postbox)
    _seats_are_filled(chief, fresh, postbox, sitdown)
    _room_is_captured(window, fresh, postbox, sitdown)
    entry = _is_published(chief, fresh, postbox)
    code = _floor_says_me_too(window, fresh)
    _floor_raises_another(window, fresh)
    _head_answers(window, fresh, postbox, entry)
    _owner_says_done(window, fresh, postbox)
    _floor_confirms(window, fresh, postbox, entry, code)
    _log_is_green(window, fresh, postbox)


def _in_by_link(
    window: Window, company: Company, postbox: Postbox, address: str, *, width: int = 1440
) -> Page:
    page = window(company, width=width)
    before = len(postbox.to(address))
    page.goto("/sign-in")
    page.get_by_label("Work e-mail").fill(address)
    page.get_by_role("button", name="Send me a link").click()
    page.goto(postbox.wait(address, "Your link", after=before).link("/sign-in/link/"))
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("details.menu > summary")).not_to_have_text("English")
    return page


def _people_are_imported(page: Page) -> None:
    page.goto("/people")
    page.get_by_role("link", name="Import").first.click()
    page.get_by_label("File").set_input_files(PEOPLE)
    page.get_by_role("button", name="See what would change").click()
    refused = page.locator("details", has_text="Refused")
    for line, words in REFUSED.items():
        expect(refused.locator("li", has_text=f"Line {line}")).to_contain_text(words)
    expect(page.get_by_text("Nothing is changed yet.")).to_be_visible()
    page.get_by_role("button", name="Import 8, leave out 4").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("8 people are in")


def _after_quiet(company: Company) -> None:
    """Letters that may be collapsed wait two minutes."""
    company.set_clock(company.now + timedelta(minutes=3))


def _series_is_opened(page: Page, company: Company, postbox: Postbox) -> str:
    page.goto("/programme")
    page.get_by_role("link", name="Add a series").click()
    page.get_by_label("Leader").select_option("Ada Lindqvist")
    page.get_by_label("With whom").fill("the night shift, Utrecht")
    page.get_by_label("Site").select_option("Utrecht")
    page.get_by_label("Every week", exact=True).check()
    page.get_by_label("Weekday", exact=True).select_option("Thursday")
    page.get_by_label("From", exact=True).fill("2026-11-26")
    page.get_by_label("At", exact=True).fill("22:30")
    page.get_by_label("Place").fill("Canteen, second floor")
    page.get_by_label("Notice in days").fill("1")
    page.get_by_role("button", name="See the dates").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Floor time with the night shift, Utrecht")
    expect(page.get_by_text("calendar series goes to Ada Lindqvist")).to_be_visible()
    assert postbox.to(ADA) == []
    page.get_by_role("button", name="Open the series").click()
    expect(page.get_by_role("status")).to_be_visible()
    _after_quiet(company)
    method, event = _calendar(postbox.wait(ADA, "night shift"))
    assert method == "REQUEST"
    assert event["RRULE"]["FREQ"] == ["WEEKLY"]
    assert event["RRULE"]["BYDAY"] == ["TH"]
    assert event["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    assert event["DTSTART"].dt.isoformat() == "2026-11-26T22:30:00+01:00"
    assert str(event["ATTENDEE"]).lower() == f"mailto:{ADA}"
    assert event["SEQUENCE"] == 0
    page.get_by_role("link", name="Give the seats of Thu 26 Nov").click()
    expect(page.get_by_label("Name or team")).to_be_visible()
    return page.url.removeprefix(company.url).removesuffix("/seat")


def _calendar(mail: Mail) -> tuple:
    found = mail.calendar
    assert found is not None, f"“{mail.subject}” carries no calendar part"
    return found


def _seats_are_filled(page: Page, company: Company, postbox: Postbox, sitdown: str) -> None:
    for name in ("Bo", "Fatima"):
        page.goto(sitdown + "/seat")
        page.get_by_label("Name or team").fill(name)
        page.get_by_role("button", name="Search").click()
        page.get_by_role("button", name=f"Give the seat: {name}").click()
        expect(page.locator(".seat-who").get_by_text(name, exact=True)).to_be_visible()
    _after_quiet(company)
    mail = postbox.wait(BO)
    method, event = _calendar(mail)
    assert method == "REQUEST"
    assert "RRULE" not in event
    assert event["DTSTART"].dt.isoformat() == "2026-11-26T22:30:00+01:00"
    assert str(event["ATTENDEE"]).lower() == f"mailto:{BO}"


def _room_is_captured(window: Window, company: Company, postbox: Postbox, sitdown: str) -> None:
    company.set_clock(datetime(2026, 11, 26, 21, 45, tzinfo=UTC))
    page = _in_by_link(window, company, postbox, ADA, width=360)
    page.goto(sitdown.replace("/sitdowns/", "/room/"))
    page.get_by_role("link", name="Thanks").click()
    page.get_by_label("Bo", exact=True).check()
    page.get_by_label("For what?").fill("You stayed on the line until the lift moved")
    page.get_by_role("button", name="Keep this note").click()
    page.get_by_role("link", name="Obstacle").click()
    page.get_by_label("What is in the way?").fill(SAID)
    page.get_by_role("button", name="Keep this note").click()
    page.get_by_role("link", name="Promise").click()
    page.get_by_label("What do you promise?").fill(PROMISED)
    page.get_by_label("By when?").fill("2026-12-04")
    page.get_by_label("About").select_option(label=SAID)
    page.get_by_label("Somebody else").check()
    page.get_by_label("Their e-mail address").fill(ELI)
    page.get_by_role("button", name="Keep this note").click()
    page.get_by_role("link", name="Read back 3 notes").click()
    expect(page.locator(".readback li")).to_have_count(3)
    expect(page.get_by_text("2 people get this by mail")).to_be_visible()
    page.get_by_role("button", name="That is right. Close the sit-down").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Closed")
    thanks = postbox.wait(BO, "Thank you, from Ada")
    assert "You stayed on the line until the lift moved" in thanks.text
    assert PROMISED in postbox.wait(BO, "What Ada").text
    assert PROMISED in postbox.wait(ADA, "One promise").text


def _is_published(page: Page, company: Company, postbox: Postbox) -> str:
    page.goto("/board")
    page.get_by_role("link", name=SAID).click()
    panel = page.locator(".panel")
    expect(panel.get_by_text("Fatima stands in what was said. Write it without the name.")).to_be_visible()
    panel.get_by_label("Public wording").fill(PUBLIC)
    panel.get_by_label("Department").select_option("Technology, Jonas Haugen")
    panel.get_by_label("About").select_option("Information sharing")
    panel.get_by_role("button", name="Publish, and ask Jonas Haugen").click()
    expect(page.get_by_role("status")).to_contain_text("It is in the log.")
    _after_quiet(company)
    assert PUBLIC in postbox.wait(JONAS, "The floor asks you").subject
    page.goto("/log")
    expect(page.get_by_text("Fatima")).to_have_count(0)
    page.get_by_role("link", name=PUBLIC).click()
    return page.url.removeprefix(company.url)


def _floor_says_me_too(window: Window, company: Company) -> str:
    page = window(company, width=360, java_script_enabled=False)
    page.goto("/log")
    row = page.locator(".obstacle", has_text=PUBLIC)
    expect(row.locator(".waiting")).to_contain_text("Waiting on somebody in Technology")
    row.get_by_role("button", name="Me too").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You said me too")
    return page.locator("#code").inner_text()


def _floor_raises_another(window: Window, company: Company) -> None:
    page = window(company, width=360)
    page.goto("/raise")
    page.get_by_label("What keeps you from giving good service?").fill(
        "The night shift has no one to approve a refund"
    )
    page.get_by_role("button", name="Raise it").click()
    code = page.locator("#code").inner_text()
    page.goto("/claim")
    page.get_by_label("Claim code").fill(code)
    page.get_by_role("button", name="Show what became of it").click()
    expect(page.get_by_text("The chief of staff has not sorted it yet.")).to_be_visible()


def _head_answers(window: Window, company: Company, postbox: Postbox, entry: str) -> None:
    page = window(company)
    page.goto(postbox.wait(JONAS, "The floor asks you").link("/answer/"))
    expect(page.get_by_role("heading", level=1)).to_have_text(PUBLIC)
    page.get_by_label("What the floor will read").fill(
        "The map goes on your screen in the release of 2 December."
    )
    page.get_by_role("button", name="Tell the floor").click()
    page.goto(entry)
    expect(page.locator(".timeline")).to_contain_text(
        "The map goes on your screen in the release of 2 December."
    )
    expect(page.locator(".timeline .signed")).to_have_text(["Jonas Haugen"])


def _owner_says_done(window: Window, company: Company, postbox: Postbox) -> None:
    mail = postbox.wait(ELI, "Can you clear this by 4 December?")
    assert PUBLIC in mail.text  # promised in the room, its letter waited for the public wording
    page = window(company, width=360)
    page.goto(next(link for link in mail.links if link.endswith("say=done")))
    expect(page.get_by_text("You answer as")).to_be_visible()
    page.get_by_label("What was done").fill("The map runs on the second screen since this morning.")
    page.get_by_role("button", name="It is done, ask the floor").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Noted. The floor is asked.")


def _floor_confirms(window: Window, company: Company, postbox: Postbox, entry: str, code: str) -> None:
    page = window(company, width=360)
    page.goto(entry)
    expect(page.locator(".waiting").first).to_contain_text("the floor")
    page.get_by_role("link", name="Works now?").click()
    page.get_by_text("I have a claim code").click()
    page.get_by_label("Claim code").fill(code)
    page.get_by_role("button", name="Works now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It works, you say")
    page.goto(next(link for link in postbox.wait(BO, "Does this work now?").links if "say=works" in link))
    page.get_by_role("button", name="Works now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It works, you say")


def _log_is_green(window: Window, company: Company, postbox: Postbox) -> None:
    page = window(company)
    page.goto("/log")
    row = page.locator(".obstacle", has_text=PUBLIC)
    expect(row.locator(".light")).to_have_text("Confirmed fixed")
    expect(row.locator(".waiting")).to_contain_text("Waiting on nobody")
    company.set_clock(company.now + timedelta(days=1))  # what the floor said tells its day and no hour
    assert PROMISED in postbox.wait(ELI, "Works, says the floor").text
