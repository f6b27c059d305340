"""The playground with the real service and the shipped weights, end to end: the page shows what the predictor says."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from caalm.model.predictor import Predictor
from caalm.runtimes.sandbox import Tier, available_tier
from caalm.serving.settings import Settings
from caalm.tasks.shell import reference_completion
from tests.serving.chromium import browser, needs_chromium, predict
from tests.serving.running import Running, Scripted, serving

pytestmark = needs_chromium
__all__ = ["browser"]

WAIT = 60_000
CARD = "a = 10\nb = 20\nprint(a + b)"


@pytest.fixture(scope="module")
def predictor() -> Predictor:
    return Predictor.load(engine="numpy", max_new_tokens=400)


@pytest.fixture(scope="module")
def running(predictor: Predictor) -> Iterator[Running]:
    with serving(predictor, Settings(allow_verify=True)) as running:
        yield running


@pytest.fixture
def page(browser: Browser, running: Running) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1360, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(WAIT)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(running.url) else complaints.append(asked.url))
    page.goto(running.url)
    page.wait_for_selector("html[data-ready]")
    yield page
    context.close()
    assert complaints == []


@pytest.mark.skipif(available_tier() is not Tier.T1, reason="shell sessions need bubblewrap")
def test_a_session_is_answered_and_judged_by_bash(browser: Browser) -> None:
    """The reference model answers here in the weights' place, once wrongly."""

    def answer(prompt: str) -> str:
        return "1 ok\nwrong" if "\n1 pwd\n" in prompt else reference_completion(prompt)

    with serving(Predictor(Scripted(answer), trace=False), Settings(allow_verify=True)) as running:
        page = browser.new_page()
        page.set_default_timeout(WAIT)
        page.goto(f"{running.url}/#terminal")
        page.wait_for_selector("html[data-ready]")
        for command in ("mkdir 'my docs'; cd my*", "echo hi > x; cat x y", "pwd"):
            page.get_by_label("Command", exact=True).fill(command)
            page.keyboard.press("Enter")
            expect(page.locator(".entry.is-writing")).to_have_count(0, timeout=WAIT)
        expect(page.locator(".entry .shown").first).to_have_text("hi\ncat: y: No such file or directory")
        expect(page.locator("label[for=command]")).to_have_text("~/my docs$")
        page.keyboard.press("Alt+v")
        expect(page.locator(".entry.is-false .expected")).to_have_text("bash shows:/home/user/my docs", timeout=WAIT)
        expect(page.locator(".entry.is-right")).to_have_count(2)
        page.close()


def shown(page: Page, card: str) -> str:
    text = page.locator(f"{card} .out").inner_text()
    return "" if text == "nothing is printed" else text.replace("↵", "")


def test_the_page_shows_what_the_predictor_says(page: Page, predictor: Predictor) -> None:
    expect(page.locator("#code")).to_have_value(CARD)
    predict(page, WAIT)
    plain, traced = predictor.predict(CARD, trace=False), predictor.predict(CARD, trace=True)
    assert shown(page, "#plain") == plain.output
    assert shown(page, "#stepped") == traced.output
    assert traced.steps
    expect(page.locator("[data-part=where]")).to_have_text(f"Step {len(traced.steps)} of {len(traced.steps)}")
    page.get_by_role("slider", name="Step").fill("1")
    assert page.locator(".paint .is-current").inner_text() == CARD.split("\n")[(traced.steps[0].line or 1) - 1]


def test_a_check_runs_the_card_s_program_in_the_sandbox(page: Page) -> None:
    if available_tier() is None:
        pytest.skip("no sandbox here")
    predict(page, WAIT)
    page.get_by_role("button", name="Run it and check").click()
    expect(page.locator("#truth-source")).to_have_text("from a run of python in the sandbox", timeout=WAIT)
    assert page.locator("#truth .out").inner_text() == "30"
    expect(page.locator("#verdict")).to_have_text(re.compile("The prediction is (right|wrong)"))


def test_a_new_language_is_invented_predicted_and_checked(page: Page) -> None:
    page.get_by_label("Kind of program in the new language").select_option("tier:1")
    page.get_by_role("button", name="New language", exact=True).click()
    expect(page.locator("#about-language")).to_contain_text("invented-", timeout=WAIT)
    first = page.locator("#code").input_value()
    predict(page, WAIT)
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#truth-source")).to_have_text("by the interpreter; nothing was run")
    page.keyboard.press("Alt+n")
    expect(page.locator("#code")).not_to_have_value(first, timeout=WAIT)


def test_a_lesson_is_drawn_with_its_language(page: Page) -> None:
    page.get_by_role("heading", name="Teach it the language").click()
    page.get_by_role("button", name="A new language with 4 solved programs").click()
    expect(page.locator("#lesson [data-part=count]")).to_have_text("4 solved, a guide", timeout=WAIT)
    assert page.get_by_label("Code of solved program 4").input_value() != ""
