"""The demo shows a letter in its whole length: its frame is as high as what stands in it, on a phone too."""

from playwright.sync_api import expect

from tests.journeys.company import Company
from tests.journeys.conftest import Window
from tests.journeys.test_axe import column

LONGEST = """select '/demo/outbox/' || id from letters where body is not null and event = 'brief_sent'
order by length(body) desc limit 1"""
WHOLE = """() => {
    const frame = document.querySelector(".mail-frame"), letter = frame.contentDocument.documentElement;
    return frame.contentDocument.readyState === "complete" && letter.offsetHeight > 0
        && frame.getBoundingClientRect().height === letter.offsetHeight;
}"""


def test_the_frame_is_as_high_as_the_letter(window: Window, demo: Company) -> None:
    page = window(demo)
    page.goto(column(demo, LONGEST)[0])
    for width in (1600, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(WHOLE)
    expect(page.frame_locator(".mail-frame").locator("body")).to_contain_text("Floortime")
