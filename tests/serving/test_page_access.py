"""The playground for everybody: the editor, colours, keys, narrow screens, what axe finds."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.serving.chromium import (
    CODE,
    PAGE,
    Open,
    browser,
    needs_chromium,
    opened,
    predict,
    running_service,
    service,
)

pytestmark = needs_chromium
__all__ = ["browser", "opened", "running_service", "service"]


def test_the_editor_indents_and_lets_go(opened: Open) -> None:
    page = opened()
    code = page.locator("#code")
    code.fill("")
    code.press("Tab")
    page.keyboard.type("a")
    page.keyboard.press("Enter")
    page.keyboard.type("b")
    expect(code).to_have_value("    a\n    b")
    page.keyboard.press("Shift+Tab")
    expect(code).to_have_value("    a\nb")
    page.keyboard.press("Control+z")
    expect(code).to_have_value("    a\n    b")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(code).not_to_be_focused()


def test_colours_need_no_grammar(opened: Open) -> None:
    page = opened()
    page.locator("#code").fill('bind total 3 # first\nscribble "to # tal" + total\nह := 4.5\n')
    found = page.evaluate("[...document.querySelectorAll('.paint span')].map((e) => e.className + ' ' + e.textContent)")
    assert found == [
        "t-word bind", "t-name total", "t-number 3", "t-comment # first",
        "t-word scribble", 't-string "to # tal"', "t-mark +", "t-name total",
        "t-name ह", "t-mark :", "t-mark =", "t-number 4.5",
    ]  # fmt: skip


def test_the_colours_lie_exactly_under_the_text(opened: Open) -> None:
    page = opened()
    page.locator("#code").fill("x" * 300 + "\n" * 80 + "end")
    boxes = page.evaluate("""() => {
        const area = document.getElementById("code"), paint = document.querySelector(".paint");
        const names = ["fontFamily", "fontSize", "lineHeight", "tabSize"];
        const style = (e) => names.map((name) => getComputedStyle(e)[name]);
        return [style(area), style(paint), area.scrollHeight - area.clientHeight, area.scrollWidth - area.clientWidth,
                area.getBoundingClientRect().top - paint.getBoundingClientRect().top];
    }""")
    assert boxes[0] == boxes[1]
    assert boxes[2:] == [0, 0, 0], "the textarea scrolls by itself, so its text leaves its colours"


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


PALETTE = re.compile(r"\{([^{}]*--ground:[^}]*)\}")
GROUNDS = {
    "--ink": ["ground", "card", "well", "current", "unsure-1", "unsure-2", "unsure-3", "unsure-4", "changed-ground"],
    "--soft": ["ground", "card", "well", "current"],
    "--accent": ["card", "ground"],
    "--on-accent": ["accent"],
    "--changed": ["changed-ground", "card", "well"],
    "--bad": ["bad-ground", "card", "well", "current"],
    "--doubt": ["card", "current"],
    **{
        f"--t-{kind}": ["well", "current", "bad-ground"]
        for kind in ("word", "string", "number", "comment", "call", "mark")
    },
}  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_on_its_ground(scheme: str) -> None:
    css = (PAGE / "page.css").read_text("utf-8")
    colours = re.compile(r"(--[\w-]+): (#[0-9a-f]{6});")
    palettes: list[dict[str, str]] = [dict(colours.findall(block)) for block in PALETTE.findall(css)]
    light, dark, _ = palettes
    palette = light if scheme == "light" else dark
    assert light.keys() == dark.keys()

    def colour(name: str) -> str:
        return palette[name]

    faint = [
        (text, ground, round(contrast(colour(text), colour(f"--{ground}")), 2))
        for text, grounds in GROUNDS.items()
        for ground in grounds
        if contrast(colour(text), colour(f"--{ground}")) < 4.5
    ]
    assert faint == []
    assert contrast(colour("--edge"), colour("--card")) >= 3, "the borders of what can be pressed"


def test_the_two_dark_palettes_are_one() -> None:
    _, by_system, by_choice = PALETTE.findall((PAGE / "page.css").read_text("utf-8"))
    assert by_system.split() == by_choice.split()


def test_the_theme_is_chosen_and_remembered(opened: Open) -> None:
    page = opened(color_scheme="dark")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    dark = page.evaluate(ground)
    page.get_by_role("button", name="Theme: auto").click()
    light = page.evaluate(ground)
    assert light != dark
    page.reload()
    expect(page.get_by_role("button", name="Theme: light")).to_be_visible()
    assert page.evaluate(ground) == light
    page.get_by_role("button", name="Theme: light").click()
    assert page.evaluate(ground) == dark


def test_a_narrow_screen_needs_no_scrolling_sideways(opened: Open) -> None:
    page = opened(viewport={"width": 768, "height": 800}, has_touch=True)
    page.locator("#code").fill("print('" + "long " * 40 + "')\n" + CODE)
    predict(page)
    page.get_by_role("heading", name="Teach it the language").click()
    page.get_by_role("button", name="Add a solved program").click()
    for width in (768, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_control_has_a_name_and_a_finger_can_hit_it(opened: Open) -> None:
    page = opened(viewport={"width": 390, "height": 844}, has_touch=True)
    predict(page)
    small = page.evaluate("""() => [...document.querySelectorAll("button, select, summary")]
        .filter((e) => e.checkVisibility() && Math.min(e.offsetHeight, e.offsetWidth) < 24).map((e) => e.outerHTML)""")
    assert small == []


def test_axe_finds_nothing(opened: Open) -> None:
    page = opened(color_scheme="light")
    predict(page)
    page.get_by_role("slider", name="Step").fill("2")
    page.get_by_role("button", name="Check").click()
    page.get_by_role("heading", name="Teach it the language").click()
    page.get_by_role("button", name="Add a solved program").click()
    contrast_alone: dict[str, object] = {"runOnly": ["color-contrast"]}
    for options in (None, contrast_alone):
        found = Axe().run(page, options=options)
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found.response["violations"]] == []
        page.emulate_media(color_scheme="dark")


def test_the_keys_are_listed_and_the_list_is_left_by_escape(opened: Open) -> None:
    page = opened()
    page.get_by_role("heading", name="CaaLM").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_focus_can_be_seen(opened: Open) -> None:
    page = opened()
    page.locator("#code").press("Escape")
    for _ in range(5):
        page.keyboard.press("Tab")
        seen = page.evaluate("""() => { const e = document.activeElement, s = getComputedStyle(e);
            return e === document.body || s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2; }""")
        assert seen, page.evaluate("document.activeElement.outerHTML")
