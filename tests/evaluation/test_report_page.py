"""The page in a real browser: plots drawn, failures browsed by mouse and keyboard, nothing asked of anybody."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from caalm.cli import app
from tests.evaluation.results import DRAWN, GROUP, HOSTILE, write_results

pytest.importorskip("playwright", reason="playwright is not installed: make test installs it")

from playwright.sync_api import Browser, Page, expect

from tests.serving.chromium import browser, needs_chromium

__all__ = ["browser"]  # the fixture, for pytest to find here
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """one.html and two.html, with the plots of the second as PNG."""
    folder = tmp_path_factory.mktemp("pages")
    ours, theirs = (str(path) for path in write_results(folder))
    for arguments in ([ours, "--html", "one.html"], [ours, theirs, "--html", "two.html", "--png", "plots"]):
        named = [str(folder / a) if a in ("one.html", "two.html", "plots") else a for a in arguments]
        done = CliRunner().invoke(app, ["report", *named])
        assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def opened(browser: Browser, folder: Path) -> Iterator[Open]:
    """Opens a page from its file; a word in the console, an error or a request beyond the file itself is a failure."""
    complaints: list[str] = []
    contexts = []

    def open_page(name: str, **options: Any) -> Page:
        address = (folder / name).as_uri()
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on("request", lambda request: None if request.url == address else complaints.append(request.url))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def place(page: Page) -> str:
    return page.locator("#place").inner_text()


def chosen(page: Page) -> str:
    return page.locator("#detail h3").inner_text()


def filtered(page: Page, count: int) -> None:
    expect(page.locator("#place")).to_have_text(f"1 of {count}" if count else "none")


# -- the file --------------------------------------------------------------------------------------------------------


def test_the_file_names_no_other_and_holds_no_markup_of_a_program(folder: Path) -> None:
    text = (folder / "two.html").read_text("utf-8")
    markup = re.sub(r'<script type="application/json" id="data">.*?</script>', "", text, flags=re.DOTALL)
    assert text.count("<script") == text.count("</script>") == 2
    assert not re.search(r'(?:src|href|action|data|poster)="?(?!#|data:,)[a-z/.]', markup)
    assert "onerror" not in markup
    assert "/home/somebody" not in text
    assert '"name": "' not in markup


def test_the_same_files_give_the_same_page(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.html"
    assert CliRunner().invoke(app, ["report", str(folder / "ours.json"), "--html", str(again)]).exit_code == 0
    assert again.read_bytes() == (folder / "one.html").read_bytes()


def test_every_plot_is_a_png_file_too(folder: Path) -> None:
    text = (folder / "two.html").read_text("utf-8")
    drawn = set(re.findall(r'data-plot="([\w-]+)"', text))
    assert {"models", "steps", "construct", "tier", "split", "reliability", "coverage", "trace"} <= drawn
    files = {path.name: path.read_bytes() for path in (folder / "plots").iterdir()}
    assert set(files) == {f"mixed-{name}.png" for name in drawn}
    assert all(content.startswith(b"\x89PNG") and len(content) > 5_000 for content in files.values())


# -- in the browser --------------------------------------------------------------------------------------------------


@needs_chromium
def test_plots_are_drawn_in_both_themes(opened: Open) -> None:
    page = opened("one.html")
    assert page.title() == "CaaLM: ours"
    for figure in page.locator("figure").all():
        box = figure.locator("svg").bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) > 60
        assert figure.locator("svg text").count() >= 5
        assert figure.locator("svg path").count() >= 5
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((each) => each.id)")
    assert len(ids) == len(set(ids))
    text = page.locator("figure svg text").first
    light = text.evaluate("(each) => getComputedStyle(each).fill")
    page.locator("#theme").click()
    page.locator("#theme").click()
    expect(page.locator("#theme")).to_have_text("Theme: dark")
    assert text.evaluate("(each) => getComputedStyle(each).fill") != light


@needs_chromium
def test_failures_are_browsed_by_mouse(opened: Open) -> None:
    page = opened("one.html")
    assert (place(page), chosen(page)) == ("1 of 9", "held-out-0000")
    page.locator("#next").click()
    assert (place(page), chosen(page)) == ("2 of 9", "held-out-0003")
    expect(page.locator("#detail")).to_contain_text("has no end")
    page.locator(".option", has_text="held-out-0006").click()
    assert (place(page), chosen(page)) == ("3 of 9", "held-out-0006")
    page.locator("#previous").click()
    assert chosen(page) == "held-out-0003"
    for part in (".source", ".truth", ".prediction"):
        expect(page.locator(f"#detail {part}")).to_be_visible()


@needs_chromium
def test_failures_are_browsed_by_keyboard(opened: Open) -> None:
    page = opened("one.html")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert place(page) == "2 of 9"
    page.locator("#list").focus()
    page.keyboard.press("End")
    assert (place(page), chosen(page)) == ("9 of 9", "hostile")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert place(page) == "8 of 9"
    assert page.locator("#list").get_attribute("aria-activedescendant") == "option-7"
    page.keyboard.press("/")
    page.keyboard.type("held-out-0012")
    filtered(page, 1)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "list"


@needs_chromium
def test_the_first_difference_and_the_first_wrong_step_are_marked(opened: Open) -> None:
    page = opened("one.html")
    page.locator("#search").fill("held-out-0003")
    filtered(page, 1)
    prediction = page.locator(".prediction").inner_text()
    assert prediction[1] == "?"
    assert page.locator(".prediction mark").inner_text() == "?"
    assert page.locator(".truth mark").count() == 1
    expect(page.locator("#detail .note").first).to_contain_text("first difference: line 1, character 2")
    expect(page.locator("#detail")).to_contain_text("the trace is wrong from step 2 on")
    assert page.locator(".steps .predicted .first .number").inner_text() == "2"
    assert page.locator(".steps .predicted .first mark").inner_text() == "9"
    assert page.locator(".steps .true .first mark").inner_text() == "∎"


@needs_chromium
def test_filters_search_and_order_choose_programs(opened: Open) -> None:
    page = opened("one.html")
    page.locator("#show").select_option("all")
    filtered(page, DRAWN + 3)
    page.locator("#group").select_option(label=GROUP)
    filtered(page, 3)
    page.locator("#search").fill("no such text")
    filtered(page, 0)
    expect(page.locator("#detail")).to_have_text("No program passes these filters.")
    page.locator("#search").fill("")
    page.locator("#group").select_option("")
    page.locator("#show").select_option("wrong")
    page.locator("#order").select_option("unsure")
    assert chosen(page) == "hostile"
    page.locator("table[data-grouping=tier] tr", has_text="tier 1").get_by_role("button").click()
    listed = int(place(page).split(" of ")[1])
    right, count = (
        page.locator("table[data-grouping=tier] tr", has_text="tier 1").locator("td").first.inner_text().split("/")
    )
    assert listed == int(count) - int(right)


@needs_chromium
def test_programs_that_would_break_a_page_are_shown_as_they_are(opened: Open) -> None:
    page = opened("two.html")
    page.locator("#show").select_option("all")
    page.locator(".option", has_text="hostile").click()
    expect(page.locator("#detail .truth")).to_have_text(HOSTILE)
    expect(page.locator("#detail .source pre")).to_have_text(f"say {HOSTILE}")
    page.locator(".option", has_text="odd").click()
    assert page.locator("#detail .source .odd").all_inner_texts() == ["U+202E", "U+0007", "U+D800"]
    page.locator(".option", has_text="empty").click()
    expect(page.locator("#detail .truth")).to_have_text("nothing")
    assert page.locator("img, iframe, object, embed").count() == 0
    assert page.title() == "CaaLM: ours and theirs"


@needs_chromium
def test_two_models_are_compared(opened: Open) -> None:
    page = opened("two.html")
    pairs = page.locator("table.pairs tbody tr")
    expect(pairs).to_contain_text("ours − theirs")
    expect(pairs).to_contain_text("no difference shown")
    expect(pairs).to_contain_text("0.424")
    pairs.get_by_role("button").first.click()
    filtered(page, 9)
    assert page.locator(".option").first.locator("span").all_inner_texts()[1:] == ["✓", "✗"]
    pairs.get_by_role("button").last.click()
    filtered(page, 5)
    assert page.locator("#detail .prediction").count() == 2
    page.locator("#show").select_option("unasked")
    filtered(page, 1)
    expect(page.locator("#detail")).to_contain_text(f"too long {HOSTILE}")


@needs_chromium
@pytest.mark.parametrize("name", ["one.html", "two.html"])
def test_a_phone_scrolls_down_only(opened: Open, name: str) -> None:
    page = opened(name, viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True, color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("#next").tap()
    assert place(page).startswith("2 of ")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@needs_chromium
def test_it_prints_on_paper_with_every_table(opened: Open) -> None:
    page = opened("one.html")
    assert page.locator("details.table:not([open])").count() >= 1
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.table:not([open])").count() == 0
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.locator("nav")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.table:not([open])").count() >= 1


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(opened: Open, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = opened("two.html", color_scheme=scheme, bypass_csp=True)  # the policy would refuse the checker's script too
    found = axe.Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]}).response
    assert [violation["id"] for violation in found["violations"]] == []
