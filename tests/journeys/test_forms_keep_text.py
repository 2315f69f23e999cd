"""A form that is sent back keeps what was typed, says at the field what to write, and leads there."""

import pytest
from playwright.sync_api import expect

from tests.journeys.company import Company
from tests.journeys.conftest import Window


def test_one_fault_is_said_at_its_field(window: Window, company: Company) -> None:
    page = window(company)
    page.goto("/sign-in")
    field = page.get_by_label("Work e-mail")
    field.fill("ada.lindqvist@nordvik")
    with page.expect_response("**/sign-in") as answer:
        page.get_by_role("button", name="Send me a link").click()
    assert answer.value.status == 422
    expect(field).to_have_value("ada.lindqvist@nordvik")
    expect(field).to_have_attribute("aria-invalid", "true")
    described = field.get_attribute("aria-describedby")
    assert described
    expect(page.locator(f"#{described.split()[-1]}")).to_contain_text("The address stops after “nordvik”")


def test_several_faults_are_listed_with_links_to_their_fields(window: Window, company: Company) -> None:
    page = window(company, company.cast.cy.id)
    page.goto("/me")
    page.get_by_label("First name").fill(" ")
    page.get_by_label("Last name").fill("Kept as typed")
    page.get_by_label("Time zone").fill("Europe/Utrecht")
    with page.expect_response("**/me") as answer:
        page.get_by_role("button", name="Keep", exact=True).first.click()
    assert answer.value.status == 422
    expect(page.get_by_label("Last name")).to_have_value("Kept as typed")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Utrecht")
    links = page.locator(".errors a")
    expect(links).to_have_count(2)
    links.nth(1).click()
    expect(page.get_by_label("Time zone")).to_be_focused()


def test_what_was_chosen_survives_a_fault_in_the_words(window: Window, company: Company) -> None:
    page = window(company)
    page.goto("/raise")
    page.get_by_label("Where").select_option("Leeds")
    with page.expect_response("**/raise") as answer:
        page.get_by_role("button", name="Raise it").click()
    assert answer.value.status == 422
    expect(
        page.get_by_text("Write one sentence, for example: the night starts with a handover.")
    ).to_be_visible()
    expect(page.get_by_label("Where").locator("option:checked")).to_have_text("Leeds")
    expect(page.get_by_label("What keeps you from giving good service?")).to_have_attribute(
        "aria-invalid", "true"
    )


@pytest.mark.parametrize("script", [True, False])
def test_on_a_phone_the_page_opens_at_the_first_fault(window: Window, company: Company, script: bool) -> None:
    page = window(company, company.cast.cy.id, width=360, java_script_enabled=script)
    page.goto("/me")
    field = page.get_by_label("Time zone")
    field.fill("Europe/Utrecht")
    with page.expect_response("**/me") as answer:
        page.get_by_role("button", name="Keep", exact=True).first.click()
    assert answer.value.status == 422
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport(ratio=1)
    expect(page.locator(".field.invalid .error")).to_be_in_viewport(ratio=1)
    page.get_by_label("First name").fill(" ")
    with page.expect_response("**/me") as answer:
        page.get_by_role("button", name="Keep", exact=True).first.click()
    expect(page.locator(".errors")).to_be_focused()
    expect(page.locator(".errors")).to_be_in_viewport(ratio=1)
    expect(page.locator("[autofocus]")).to_have_count(1)
