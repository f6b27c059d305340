"""The terminal tab of the playground, in a real browser: commands, keys, the believed state, bash as the judge."""

import re
import threading
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from caalm.tasks.shell import (
    Snapshot,
    apply_changes,
    external_prompt,
    extract_external,
    read_snapshot,
    reference_completion,
)
from tests.serving.chromium import (
    ABOUT,
    Open,
    Service,
    browser,
    needs_chromium,
    opened,
    refusal,
    running_service,
    service,
)

pytestmark = needs_chromium
__all__ = ["browser", "opened", "running_service", "service"]


def believe(body: dict[str, Any]) -> dict[str, Any]:
    """What the service says where the model is the reference model."""
    state = read_snapshot(body["state"])
    found = extract_external(reference_completion(external_prompt(state.as_text(), body["command"])))
    assert found is not None
    after = apply_changes(state, found[0])
    return {
        "output": found[1], "steps": found[0], "state": after.as_text(), "folder": after.folder, "confidence": 0.973,
        "problem": None,
    }  # fmt: skip


@pytest.fixture(autouse=True)
def answers(service: Service) -> None:
    service.answers["/api/shell"] = believe


def terminal(opened: Open, **options: Any) -> Page:
    page = opened("#terminal", **options)
    expect(page.get_by_label("Command", exact=True)).to_be_focused()
    return page


def run(page: Page, *commands: str) -> None:
    for command in commands:
        page.get_by_label("Command", exact=True).fill(command)
        page.keyboard.press("Enter")
        expect(page.locator(".entry.is-writing")).to_have_count(0)


def shown(page: Page) -> list[str]:
    return [(entry.locator(".shown").all_inner_texts() and entry.locator(".shown").first.inner_text()) or ""
            for entry in page.locator(".entry").all()]  # fmt: skip


def files(page: Page) -> list[list[str]]:
    rows = page.locator("[data-part=files] tbody tr").all()
    return [[cell.text_content() or "" for cell in row.locator("th, td").all()] for row in rows]


def test_commands_are_typed_and_answered_and_the_prompt_follows(opened: Open, service: Service) -> None:
    page = terminal(opened)
    run(page, "mkdir docs && cd docs", "echo '<b>hi</b>' > x; cat x y", "cd")
    assert shown(page) == ["", "<b>hi</b>\ncat: y: No such file or directory", ""]
    assert page.locator(".entry .prompt").all_inner_texts() == ["~$", "~/docs$", "~/docs$"]
    expect(page.locator("label[for=command]")).to_have_text("~$")
    asked = [body for path, body in service.asked if path == "/api/shell"]
    assert asked[0] == {"command": "mkdir docs && cd docs", "state": Snapshot().as_text()}
    assert "docs/" in asked[1]["state"]


def test_the_believed_state_is_shown_with_what_changed(opened: Open) -> None:
    page = terminal(opened)
    expect(page.get_by_text("no files")).to_be_visible()
    run(page, "mkdir docs; echo milk > docs/x; X='a b'")
    assert files(page) == [["docs/", "", "", "new"], ["x", "5", "milk", "new"]]
    expect(page.locator("[data-part=variables] tbody tr").last).to_have_text("Xa bnew")
    expect(page.locator("[data-part=steps]")).to_have_text('made docs/; ok; made docs/x "milk\\n"; ok; set X "a b"; ok')
    run(page, "cd docs && echo bread >> x")
    assert files(page) == [["docs/", "", "", ""], ["x", "11", "milk↵\nbread", "changed"]]
    expect(page.locator("[data-part=folder]")).to_have_text("/home/user/docs")
    run(page, "rm x")
    assert files(page) == [["docs/", "", "", ""], ["docs/x", "", "", "gone"]]


def test_the_arrow_keys_bring_earlier_commands_back(opened: Open) -> None:
    page = terminal(opened)
    run(page, "pwd", "ls", "ls")
    line = page.get_by_label("Command", exact=True)
    line.fill("half")
    for key, expected in (("ArrowUp", "ls"), ("ArrowUp", "pwd"), ("ArrowUp", "pwd"), ("ArrowDown", "ls"),
                          ("ArrowDown", "half"), ("ArrowDown", "half")):  # fmt: skip
        page.keyboard.press(key)
        expect(line).to_have_value(expected)


def test_tab_completes_what_is_believed_and_escape_lets_go(opened: Open) -> None:
    page = terminal(opened)
    run(page, "mkdir -p docs/inner; touch docs/inner/notes.txt docs/inner/news.txt 'docs/a b'; cd docs")
    line = page.get_by_label("Command", exact=True)
    for typed, expected in (("cat inn", "cat inner/"), ("cat inner/no", "cat inner/notes.txt "),
                            ("cat ../do", "cat ../docs/"), ("cat ~/docs/inner/n", "cat ~/docs/inner/ne")):  # fmt: skip
        line.fill(typed)
        page.keyboard.press("Tab")
        if expected.endswith("ne"):
            expected = typed  # two names fit, and they share no more
            line.focus()
        expect(line).to_have_value(expected)
    line.fill("cat inn")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(line).not_to_be_focused()
    expect(line).to_have_value("cat inn")


def test_a_command_can_be_given_up(opened: Open, service: Service) -> None:
    held = threading.Event()

    def slowly(body: dict[str, Any]) -> Any:
        held.wait(10)
        return believe(body)

    service.answers["/api/shell"] = slowly
    page = terminal(opened)
    page.keyboard.type("ls")
    page.keyboard.press("Enter")
    expect(page.locator("[role=log]")).to_have_attribute("aria-busy", "true")
    page.keyboard.press("Control+c")
    expect(page.locator(".entry")).to_contain_text("^C")
    held.set()
    page.keyboard.type("junk")
    page.keyboard.press("Control+c")
    expect(page.get_by_label("Command", exact=True)).to_have_value("")
    run(page, "pwd")
    page.keyboard.press("Control+l")
    expect(page.locator(".entry").last).to_be_hidden()


def test_errors_stand_where_the_answer_would_be_and_the_state_stays(opened: Open, service: Service) -> None:
    service.answers["/api/shell"] = lambda _: refusal("state: it has 9000 bytes", status=413, param="state")
    page = terminal(opened)
    run(page, "ls")
    expect(page.locator(".entry .bad")).to_have_text("state: it has 9000 bytes")
    service.answers["/api/shell"] = lambda body: {**believe(body), "problem": "the model ran out of room"}
    run(page, "pwd")
    expect(page.locator(".entry .bad").last).to_have_text("the model ran out of room")


def test_without_leave_bash_is_not_asked(opened: Open) -> None:
    page = terminal(opened)
    run(page, "pwd")
    expect(page.get_by_role("button", name="Check in bash")).to_be_disabled()
    expect(page.get_by_text("This server runs nothing, so bash is not asked.")).to_be_visible()


def test_bash_judges_the_session_and_the_first_wrong_answer_is_marked(opened: Open, service: Service) -> None:
    service.answers["/api/about"] = lambda _: {**ABOUT, "verify_shells": True, "shells": False}
    service.answers["/api/shell/verify"] = lambda body: {"count": len(body["turns"]), "wrong": None, "expected": None}
    page = terminal(opened)
    expect(page.get_by_text("not trained on shell sessions")).to_be_visible()
    run(page, "echo a > x", "cat x", "ls")
    page.keyboard.press("Alt+v")
    expect(page.locator("#panel-terminal .verdict")).to_have_text("All 3 answers are what bash shows.")
    expect(page.locator(".entry.is-right")).to_have_count(3)
    sent = next(body for path, body in service.asked if path == "/api/shell/verify")
    assert sent["turns"][1] == {"command": "cat x", "output": "a"}
    service.answers["/api/shell/verify"] = lambda _: {"count": 3, "wrong": 2, "expected": "b"}
    page.get_by_role("button", name="Check in bash").click()
    expect(page.locator("#panel-terminal .verdict")).to_have_text("Answer 2 of 3 is the first wrong one.")
    expect(page.locator(".entry.is-false .expected")).to_have_text("bash shows:b")
    expect(page.locator(".entry.is-right")).to_have_count(1)


def test_a_session_is_there_again_after_a_reload_until_it_is_started_over(opened: Open, service: Service) -> None:
    page = terminal(opened)
    run(page, "mkdir docs", "cd docs", "pwd")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert shown(page) == ["", "", "/home/user/docs"]
    expect(page.locator("label[for=command]")).to_have_text("~/docs$")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Command", exact=True)).to_have_value("pwd")
    page.get_by_role("button", name="Start over").click()
    assert shown(page) == []
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.locator(".entry").count() == 0


def test_the_tabs_are_changed_by_keys_and_kept_in_the_address(opened: Open) -> None:
    page = opened()
    page.keyboard.press("Alt+t")
    expect(page.get_by_label("Command", exact=True)).to_be_focused()
    assert page.url.endswith("#terminal")
    expect(page.locator("#code")).to_be_hidden()
    page.get_by_role("tab", name="Terminal").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tab", name="Programs")).to_be_focused()
    expect(page.locator("#code")).to_be_visible()
    assert "#" not in page.url
    page.get_by_role("tab", name="Terminal").click()
    expect(page.get_by_role("button", name="Share")).to_be_hidden()


def test_a_finger_can_try_it(opened: Open) -> None:
    page = terminal(opened, viewport={"width": 390, "height": 844}, has_touch=True)
    page.get_by_role("button", name="echo hello > a.txt; ls -l").tap()
    expect(page.locator(".entry .shown")).to_have_text("total 4\n-rw-r--r-- 1 user user 6 a.txt\n".rstrip())
    page.get_by_label("Command", exact=True).fill("pwd")
    page.get_by_role("button", name="Run").tap()
    expect(page.locator(".entry .shown").last).to_have_text("/home/user")
    run(page, "echo " + "x" * 200, "mkdir -p " + "/".join(["a long folder name"] * 6).replace(" ", "_"))
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate("""() => [...document.querySelectorAll("button, input, summary")]
        .filter((e) => e.checkVisibility() && Math.min(e.offsetHeight, e.offsetWidth) < 24).map((e) => e.outerHTML)""")
    assert small == []


def test_axe_finds_nothing_in_the_terminal(opened: Open, service: Service) -> None:
    service.answers["/api/about"] = lambda _: {**ABOUT, "verify_shells": True, "shells": False}
    service.answers["/api/shell/verify"] = lambda _: {"count": 2, "wrong": 2, "expected": "b"}
    page = terminal(opened, color_scheme="light")
    run(page, "echo a > x; mkdir d", "cat x nothing")
    page.get_by_role("button", name="Check in bash").click()
    expect(page.locator(".entry.is-false")).to_have_count(1)
    contrast_alone: dict[str, object] = {"runOnly": ["color-contrast"]}
    for options in (None, contrast_alone):
        found = Axe().run(page, options=options)
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found.response["violations"]] == []
        page.emulate_media(color_scheme="dark")
    assert re.search("x", shown(page)[1]) is not None or shown(page)[1].startswith("a")
