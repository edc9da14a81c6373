"""What the scripts of the pages do, in a real browser on the seeded records."""

import pytest

from tests.browsing import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_suggestions_by_keyboard_alone(open_page: OpenPage):
    page = open_page("/en/")
    box = page.locator("input[name=q]")
    box.focus()
    page.keyboard.type("openm")
    page.wait_for_selector("[role=listbox] [role=option]")
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "openm"
    page.keyboard.type("r")
    page.wait_for_selector("[role=listbox] [role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/solutions/openmrs")


def test_enter_without_a_choice_searches_for_what_was_typed(open_page: OpenPage):
    page = open_page("/en/")
    page.locator("input[name=q]").fill("vaccinaton")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search?q=vaccinaton")


def test_the_language_chosen_is_kept(open_page: OpenPage):
    page = open_page("/en/about?from=here")
    page.locator("details[data-menu] summary").click()
    page.locator(".menu a[hreflang=fr]").click()
    page.wait_for_url("**/fr/about?from=here")
    page.goto("/")
    page.wait_for_url("**/fr/")


def test_ticking_a_box_changes_the_results_in_place_and_back_undoes_it(open_page: OpenPage):
    page = open_page("/en/search?q=vaccinaton")
    page.evaluate("window.unchanged = true")
    heading = page.locator("#total").inner_text()
    page.locator("#group-licence > summary").click()
    box = page.locator("#group-licence input[type=checkbox]").first
    name = box.get_attribute("id")
    box.click()
    page.wait_for_url("**/en/search?q=vaccinaton&licence=*")
    page.wait_for_function("before => document.querySelector('#total').innerText !== before", arg=heading)
    assert page.evaluate("window.unchanged")
    assert page.evaluate("document.activeElement.id") == name
    page.go_back()
    page.wait_for_function("before => document.querySelector('#total').innerText === before", arg=heading)
    assert not page.locator(f"[id='{name}']").is_checked()


def test_a_long_list_is_filtered_while_typing(open_page: OpenPage):
    page = open_page("/fr/search")
    page.locator("[data-filter=facet-country]").fill("cote")
    page.wait_for_timeout(100)
    shown = page.locator("#facet-country [data-entry]:visible").all_inner_texts()
    assert shown
    assert all("Côte" in text for text in shown)
