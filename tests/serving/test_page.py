"""The playground: asking, what comes back, and the predicted run as a debugger."""

import re

from playwright.sync_api import expect

from tests.serving.chromium import (
    CODE,
    PLAIN,
    TRACED,
    Open,
    Service,
    browser,
    marked_line,
    needs_chromium,
    opened,
    predict,
    refusal,
    rows,
    running_service,
    service,
    step,
)

pytestmark = needs_chromium
__all__ = ["browser", "opened", "running_service", "service"]


def test_it_opens_with_an_example_and_asks_nobody_else(opened: Open) -> None:
    page = opened()  # the fixture holds the console and the requests against it
    expect(page.locator("#code")).to_have_value(CODE)
    assert page.locator(".gutter div").all_inner_texts() == ["1", "2", "3", "4", "5"]
    assert page.locator("#examples optgroup").count() == 2


def test_a_prediction_shows_how_sure_it_is_of_each_character(opened: Open) -> None:
    page = opened()
    predict(page)
    assert page.locator("#plain .out").inner_text() == "20"
    assert page.locator("#plain .unsure-3").inner_text() == "0"
    assert page.locator("#plain .unsure-3").get_attribute("title") == "42 % sure"
    expect(page.locator("#verdict")).to_have_text("20, 97 % sure. Both ways give the same.")


def test_control_enter_asks_from_inside_the_editor_with_what_stands_there(opened: Open, service: Service) -> None:
    page = opened()
    page.locator("#code").fill("print(1)")
    page.locator("#code").press("Control+Enter")
    expect(page.locator("#run")).to_be_visible()
    asked = [body for path, body in service.asked if path.endswith("stream")]
    assert asked == [{"code": "print(1)", "trace": False}, {"code": "print(1)", "trace": True}]


def test_two_answers_that_part_are_told_apart(opened: Open, service: Service) -> None:
    service.answers["/api/predict/stream"] = lambda body: (
        {**TRACED, "output": "1\n23", "confidence": 0.6} if body["trace"] else {**PLAIN, "output": "1\n20"}
    )
    page = opened()
    predict(page)
    expect(page.locator("#verdict")).to_have_text("1…, 97 % sure. The two answers part at line 2, character 2.")
    expect(page.locator("#plain .tag")).to_be_visible()
    expect(page.locator("#stepped .tag")).to_be_hidden()


def test_under_the_threshold_it_does_not_know(opened: Open) -> None:
    page = opened()
    predict(page)
    page.get_by_label("“I don’t know” below").fill("98")
    expect(page.locator("#verdict")).to_have_text("I don’t know. The best guess is 97 % sure.")
    expect(page.locator("#plain")).to_have_class(re.compile("is-guess"))
    page.get_by_label("“I don’t know” below").fill("90")
    expect(page.locator("#verdict")).to_have_text(re.compile("^20, 97 % sure"))


def test_steps_appear_while_the_model_still_writes(opened: Open, service: Service) -> None:
    service.gate.clear()
    page = opened()
    page.get_by_role("button", name="Predict").click()
    expect(page.locator("[data-part=where]")).to_have_text("Step 2 of 2 so far")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    service.gate.set()
    expect(page.locator("[data-part=where]")).to_have_text("Step 5 of 5")


def test_stop_ends_the_asking(opened: Open, service: Service) -> None:
    service.gate.clear()
    page = opened()
    page.get_by_role("button", name="Predict").click()
    expect(page.locator("[data-part=where]")).to_have_text("Step 2 of 2 so far")
    page.get_by_role("button", name="Stop").click()
    service.gate.set()
    expect(page.locator("#verdict")).to_have_text("Stopped.")
    expect(page.locator("#run")).to_be_hidden()


def test_errors_are_told_in_the_words_of_the_service(opened: Open, service: Service) -> None:
    service.answers["/api/predict/stream"] = lambda _: refusal("program: it is empty, give one", param="code")
    page = opened()
    predict(page)
    expect(page.get_by_role("alert")).to_have_text("program: it is empty, give one")
    expect(page.locator("#code")).to_have_attribute("aria-invalid", "true")
    service.reset()
    predict(page)
    expect(page.get_by_role("alert")).to_be_hidden()


def test_what_a_model_writes_is_text_and_never_markup(opened: Open, service: Service) -> None:
    evil = '<img src=x onerror="document.title=1">'
    service.answers["/api/predict/stream"] = lambda _: {
        **TRACED, "output": evil, "characters": None,
        "steps": [step(1, evil, sets=[(evil, evil)], printed=[evil], readable=False)],
    }  # fmt: skip
    page = opened()
    page.locator("#code").fill(evil)
    predict(page)
    assert page.locator("#plain .out").inner_text() == evil
    assert page.locator("img").count() == 0
    assert page.title() != "1"


def test_stepping_marks_the_line_and_what_changed(opened: Open) -> None:
    page = opened()
    predict(page)
    page.get_by_role("button", name="To the start").click()
    assert page.locator(".paint .is-current").count() == 0
    page.get_by_role("button", name="One step on").click()
    assert marked_line(page) == "a = 10"
    assert rows(page) == [("a", "10", "new")]
    assert page.locator("[data-part=printed]").inner_text() == "nothing printed yet"
    page.get_by_role("button", name="To the end").click()
    assert marked_line(page) == "print(b)"
    assert rows(page) == [("a", "10", ""), ("b", "20", "read")]
    assert page.locator("[data-part=printed]").inner_text() == "20"


def test_a_call_opens_a_frame_and_its_return_closes_it(opened: Open) -> None:
    page = opened()
    predict(page)
    slider = page.get_by_role("slider", name="Step")
    slider.fill("2")
    assert rows(page) == [("twice(), running",), ("n", "10", "new"), ("program",), ("a", "10", "read")]
    slider.fill("3")
    assert marked_line(page) == "    return n * 2"
    assert "31 % sure: unsure" in page.locator("[data-part=notes]").inner_text()
    assert "twice returns 20" in page.locator("[data-part=notes]").inner_text()
    slider.fill("4")
    assert rows(page) == [("a", "10", ""), ("b", "20", "new")]


def test_the_run_is_walked_by_keys(opened: Open) -> None:
    page = opened()
    predict(page)
    where = page.locator("[data-part=where]")
    page.get_by_role("slider", name="Step").press("Home")
    expect(where).to_have_text("Before the first of 5 steps")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(where).to_have_text("Step 1 of 5")
    page.locator("#code").focus()
    page.keyboard.press("ArrowRight")  # here it moves in the text
    page.keyboard.press("F8")
    page.keyboard.press("F8")
    page.keyboard.press("Shift+F8")
    expect(where).to_have_text("Step 2 of 5")


def test_play_goes_on_by_itself_and_pauses(opened: Open) -> None:
    page = opened()
    page.clock.install()
    predict(page)
    page.get_by_role("button", name="Play").click()
    expect(page.locator("[data-part=where]")).to_have_text("Before the first of 5 steps")
    page.clock.run_for(1500)
    expect(page.locator("[data-part=where]")).to_have_text("Step 2 of 5")
    page.get_by_role("button", name="Pause").click()
    page.clock.run_for(1500)
    expect(page.locator("[data-part=where]")).to_have_text("Step 2 of 5")


def test_a_trace_that_contradicts_itself_says_where(opened: Open, service: Service) -> None:
    service.answers["/api/predict/stream"] = lambda body: {
        **TRACED, "problem": {"step": 0, "reason": "a is 10 here and 11 there"},
    } if body["trace"] else PLAIN  # fmt: skip
    page = opened()
    predict(page)
    page.get_by_role("slider", name="Step").fill("1")
    assert "Contradicts itself: a is 10 here and 11 there" in page.locator("[data-part=notes]").inner_text()
