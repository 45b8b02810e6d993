"""Those who cannot see the map, or use no mouse, get at all of it."""

from __future__ import annotations

import pytest
from states import BY_NAME, nameless, violations

pytestmark = pytest.mark.browser

# What a reader can get at with the keyboard, as Chromium sees it now.
CONTROLS = """() => {
  const all = document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, iframe, [tabindex]');
  return [...all].filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility()
      && getComputedStyle(e).visibility === 'visible')
    .map(e => [e.dataset.stop ??= String(window.stops = (window.stops ?? 0) + 1),
               e.outerHTML.slice(0, 160)]);
}"""
# From the first thing on the page, as one who has just come.
BEGIN = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  window.reached = [];
  document.addEventListener('focusin', ({target}) => reached.push(target.dataset.stop ?? ''));
}"""
KEYED = [
    "network-as_opened",
    "network-corridor",
    "network-place",
    "network-layers",
    "asked-cards",
    "asked-route",
    "asked-panel-phone",
    "asked-place-phone",
    "explorer-another",
    "explorer-as_opened-phone",
]


@pytest.mark.parametrize("name", BY_NAME)
def test_axe_finds_no_violation(survey, name):
    told = [
        f"{found['impact']}: {found['help']} ({found['id']})"
        f" {node['target']} {node['html'][:160]} {node['failureSummary']}"
        for found in survey.look(name).violations
        for node in found["nodes"]
    ]
    assert told == []


def test_what_is_wrong_is_seen(survey):
    with survey.open(BY_NAME["network-as_opened"]) as seen:
        seen.page.evaluate(
            """() => {
              const field = document.createElement('input');
              document.getElementById('khorgos-panel').append(field);
            }"""
        )
        assert "label" in {found["id"] for found in violations(seen.page)}
        assert nameless(seen.page) == ["textbox"]


def reach(seen, state):
    state.reach(seen.page)
    seen.settle()


@pytest.mark.parametrize("name", KEYED)
def test_tab_reaches_every_control_and_marker(survey, name):
    with survey.open(BY_NAME[name]) as seen:
        page = seen.page
        reach(seen, BY_NAME[name])
        page.evaluate(BEGIN)
        before = {stop for stop, _ in page.evaluate(CONTROLS)}
        assert len(before) > 10
        for _ in range(2 + len(before) // 16):  # as often as there are, and a quarter more
            for _ in range(20):
                page.keyboard.press("Tab")
            reached = page.evaluate("reached")
            # The map moves to markers beyond its edge, and others find no room then.
            missed = [
                outline
                for stop, outline in page.evaluate(CONTROLS)
                if stop in before and stop not in reached
            ]
            if not missed:
                break
    assert missed == []


@pytest.mark.parametrize("name", BY_NAME)
def test_whatever_takes_the_focus_has_a_name(survey, name):
    assert survey.look(name).nameless == []


@pytest.mark.parametrize("name", ["network", "asked"])
def test_a_marker_opens_and_closes_by_keyboard(survey, name):
    with survey.open(BY_NAME[f"{name}-as_opened"]) as seen:
        page = seen.page
        marker = page.locator(".k-place").first
        marker.focus()
        page.keyboard.press("Enter")
        popup = page.locator(".leaflet-popup")
        popup.wait_for()
        seen.settle()
        assert popup.get_attribute("role") == "dialog"
        assert popup.get_attribute("aria-label")
        assert popup.evaluate("e => e.contains(document.activeElement)")
        links = popup.locator("a[href], summary, [tabindex='0']").count()
        for _ in range(links):
            page.keyboard.press("Tab")
            assert popup.evaluate("e => e.contains(document.activeElement)")
        page.keyboard.press("Escape")
        popup.wait_for(state="detached")
        assert marker.evaluate("e => e === document.activeElement")


def test_the_close_button_gives_the_focus_back(survey):
    with survey.open(BY_NAME["network-as_opened"]) as seen:
        page = seen.page
        marker = page.locator(".k-dry_port").first
        marker.focus()
        page.keyboard.press("Enter")
        page.locator(".leaflet-popup-close-button").focus()
        page.keyboard.press("Enter")
        page.locator(".leaflet-popup").wait_for(state="detached")
        assert marker.evaluate("e => e === document.activeElement")


def test_the_layers_open_and_switch_by_keyboard(survey):
    with survey.open(BY_NAME["network-layers"]) as seen:
        reach(seen, BY_NAME["network-layers"])
        page = seen.page
        box = page.locator(".leaflet-control-layers-selector").first
        box.focus()
        assert box.is_checked()
        page.keyboard.press("Space")
        assert not box.is_checked()
        assert box.evaluate("e => e === document.activeElement")


def test_a_popup_is_called_what_it_says_in_every_language(survey):
    with survey.open(BY_NAME["explorer-place"]) as seen:
        reach(seen, BY_NAME["explorer-place"])
        popup = seen.page.locator(".leaflet-popup")
        names = set()
        for language in ("en", "ru", "kk", "zh"):
            seen.page.locator(".k-views select").select_option(language)
            name = popup.get_attribute("aria-label")
            assert name == popup.get_by_role("heading").first.inner_text()
            names.add(name)
        assert len(names) > 1
