"""The playground: new languages, the truth about a program, lessons, links."""

from playwright.sync_api import expect

from tests.serving.chromium import (
    ABOUT,
    CODE,
    PLAIN,
    STEPS,
    TRACED,
    Open,
    Service,
    browser,
    needs_chromium,
    opened,
    predict,
    running_service,
    service,
    step,
)

pytestmark = needs_chromium
__all__ = ["browser", "opened", "running_service", "service"]


def test_a_new_language_hides_its_output_until_it_is_checked(opened: Open, service: Service) -> None:
    page = opened()
    page.get_by_label("Kind of program in the new language").select_option("topic:recursion")
    page.get_by_role("button", name="New language", exact=True).click()
    expect(page.locator("#code")).to_have_value("bind x 1\nscribble x")
    assert ("/api/invent", {"topic": "recursion"}) in service.asked
    expect(page.locator("#about-language")).to_contain_text("invented-1f")
    expect(page.get_by_role("button", name="Check")).to_be_disabled()
    wrong = [step(1, "x=1", sets=[("x", "1")]), step(2, "x=1;>7", sets=[("x", "1")], printed=["7"])]
    service.answers["/api/predict/stream"] = lambda body: (
        {**TRACED, "output": "7", "steps": wrong} if body["trace"] else {**PLAIN, "output": "1"}
    )
    predict(page)
    expect(page.locator("#truth")).to_be_hidden()
    page.get_by_role("button", name="Check").click()
    assert page.locator("#truth .out").inner_text() == "1"
    expect(page.locator("#verdict")).to_have_text("The prediction is wrong. The other answer is right.")
    expect(page.locator("#truth-step")).to_contain_text("The first wrong step is 2. It should be 2 x=1;>1")
    assert page.locator(".paint .is-wrong").inner_text() == "scribble x"
    assert page.locator("#stepped .first-wrong").inner_text() == "7"
    assert page.locator("[data-part=marks] .wrong").count() == 1


def test_without_leave_nothing_is_run_and_the_page_says_so(opened: Open) -> None:
    page = opened()
    page.locator("#code").fill("print(5)")
    predict(page)
    expect(page.get_by_role("button", name="Check")).to_be_disabled()
    expect(page.locator("#check-note")).to_contain_text("this server runs none")


def test_a_check_runs_the_program_where_the_server_allows_it(opened: Open, service: Service) -> None:
    service.answers["/api/about"] = lambda _: {**ABOUT, "verify": True, "verify_languages": ["python", "lua"]}
    service.answers["/api/verify"] = lambda _: {
        "prediction": TRACED, "agrees": False, "source": "run", "language": "lua", "true_output": "21\n",
        "true_steps": STEPS, "ended": "ok", "compared": "events", "output": None,
        "trace": {"step": 3, "line": 2, "predicted": "2 n=10*2:20;^20", "true": "2 n=10*2:21;^21"},
    }  # fmt: skip
    page = opened()
    page.locator("#code").fill(CODE + "\n")
    predict(page)
    page.get_by_label("Language to run it in").select_option("lua")
    page.get_by_role("button", name="Run it and check").click()
    expect(page.locator("#truth-source")).to_have_text("from a run of lua in the sandbox")
    assert service.asked[-1] == ("/api/verify", {"code": CODE + "\n", "language": "lua", "trace": True})
    page.get_by_role("button", name="Show it").click()
    assert "This is the first wrong step." in page.locator("[data-part=notes]").inner_text()
    assert page.locator(".gutter .is-wrong").inner_text() == "2"


def test_a_changed_program_forgets_its_answer_and_its_truth(opened: Open) -> None:
    page = opened()
    predict(page)
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#truth")).to_be_visible()
    page.locator("#code").press("End")
    page.keyboard.type("1")
    expect(page.locator("#truth")).to_be_hidden()
    expect(page.locator("#run")).to_be_hidden()
    expect(page.locator("#verdict")).to_have_text("The program has changed since it was asked about.")
    assert page.locator("#plain .out").inner_text() == ""


def test_solved_programs_and_a_guide_are_sent_with_the_question(opened: Open, service: Service) -> None:
    page = opened()
    page.get_by_role("heading", name="Teach it the language").click()
    page.get_by_label("A guide").fill("bind gives a name")
    page.get_by_role("button", name="Add a solved program").click()
    page.get_by_label("Code of solved program 1").fill("scribble 1")
    page.get_by_label("Output of solved program 1").fill("1")
    page.get_by_role("button", name="Add this one with its true output").click()
    expect(page.locator("#lesson [data-part=count]")).to_have_text("2 solved, a guide")
    predict(page)
    body = service.asked[-1][1]
    assert body["guide"] == "bind gives a name"
    assert body["examples"] == [{"code": "scribble 1", "output": "1"}, {"code": CODE, "output": "20"}]
    page.get_by_role("button", name="Remove solved program 1").click()
    expect(page.get_by_label("Code of solved program 1")).to_have_value(CODE)


def test_no_more_than_sixteen_solved_programs(opened: Open) -> None:
    page = opened()
    page.get_by_role("heading", name="Teach it the language").click()
    add = page.get_by_role("button", name="Add a solved program")
    for _ in range(16):
        add.click()
    expect(add).to_be_disabled()


def test_a_link_brings_everything_back_and_no_server_sees_it(opened: Open, service: Service) -> None:
    page = opened()
    page.get_by_label("Examples").select_option("topic-input")
    page.locator("#code").fill('sag «ä€😀» "x"\n\tprint(input())')
    page.get_by_role("heading", name="Teach it the language").click()
    page.get_by_label("A guide").fill("sag prints")
    page.get_by_role("button", name="Share").click()
    expect(page.locator("#toast")).to_contain_text("link")
    path = page.url.removeprefix(service.address)
    assert path.startswith("#1")
    other = opened(path)
    expect(other.locator("#code")).to_have_value('sag «ä€😀» "x"\n\tprint(input())')
    expect(other.get_by_label("A guide")).to_have_value("sag prints")
    expect(other.locator("#input")).to_have_value("7\n")


def test_whoever_opens_the_link_of_a_drawn_program_can_check_it(opened: Open, service: Service) -> None:
    page = opened()
    page.get_by_label("Kind of program in the new language").select_option("topic:lists")
    page.get_by_role("button", name="New language", exact=True).click()
    expect(page.locator("#code")).to_have_value("bind x 1\nscribble x")
    page.get_by_role("button", name="Share").click()
    expect(page.locator("#toast")).to_contain_text("link")
    other = opened(page.url.removeprefix(service.address))
    expect(other.locator("#about-language")).to_contain_text("invented-1f")
    # Beside the examples and the rest that a page asks for when it opens, in whatever order they arrive.
    assert ("/api/invent", {"topic": "lists", "seed": 7}) in service.asked
    predict(other)
    other.get_by_role("button", name="Check").click()
    assert other.locator("#truth .out").inner_text() == "1"


def test_a_broken_link_is_told_and_harms_nothing(opened: Open) -> None:
    page = opened("#1abc")
    expect(page.locator("#code")).to_have_value(CODE)
    for broken in ("#x", "#1%20", "#1" + "A" * 400):
        expect(page.get_by_role("alert")).to_have_text("This link cannot be read: part of it is missing.")
        predict(page)
        expect(page.get_by_role("alert")).to_be_hidden()
        page.evaluate("(hash) => { location.hash = hash }", broken)
    expect(page.get_by_role("alert")).to_have_text("This link cannot be read: part of it is missing.")
