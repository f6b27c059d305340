"""Models that are not ours, run here: a Hugging Face folder as anyone may have one, and any command."""

import shutil
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from transformers import AutoTokenizer

from caalm.errors import InputError
from caalm.evaluation.foreign import CommandPredictor, HuggingFacePredictor
from caalm.evaluation.models import Settings, open_model
from caalm.evaluation.predictions import predict_suite
from caalm.evaluation.predictors import ForeignPredictor
from caalm.evaluation.prompting import Asking
from caalm.evaluation.suites import Suite, SuiteItem
from caalm.model.checkpoint import MANIFEST, save_model
from caalm.model.foreign import ForeignModel
from tests.model.tiny import tiny_model

SUITE = Suite(
    name="four",
    title="Four programs",
    items=tuple(
        SuiteItem(id=f"p{n}", language="none", code="say 1\n" * n + f"say {n}", output="1\n" * n + f"{n}\n")
        for n in range(4)
    ),
)
TEMPLATE = "{% for m in messages %}[{{ m.role }}]{{ m.content }}\n{% endfor %}[assistant]"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the Hugging Face format without any mark of ours."""
    made = tmp_path_factory.mktemp("foreign") / "model"
    save_model(tiny_model(), made, {"trace": False})
    (made / MANIFEST).unlink()
    return made


@pytest.fixture(scope="module")
def chatty(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("chatty") / "model"
    shutil.copytree(folder, made)
    tokenizer: Any = AutoTokenizer.from_pretrained(made)
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(made)
    return made


class TestHuggingFace:
    def test_a_folder_that_is_not_ours_is_measured(self, folder: Path) -> None:
        opened = open_model(str(folder), Settings(max_tokens=12))
        assert opened.is_foreign
        made = predict_suite(SUITE, opened.predictor_for(SUITE))
        assert [one.id for one in made] == ["p0", "p1", "p2", "p3"]
        assert all(one.completion_tokens is not None and 1 <= one.completion_tokens <= 12 for one in made)
        assert all(one.confidence is not None and 0 <= one.confidence <= 1 for one in made)

    def test_alone_or_in_a_batch_it_says_the_same(self, folder: Path) -> None:
        prompts = [Asking().prompt(item.code) for item in SUITE.items]
        together = ForeignModel.load(str(folder), batch=4).complete(prompts, max_new_tokens=10)
        alone = ForeignModel.load(str(folder), batch=1).complete(prompts, max_new_tokens=10)
        assert [one.text for one in together] == [one.text for one in alone]
        assert [one.confidence for one in together] == pytest.approx([one.confidence for one in alone], rel=1e-3)

    def test_a_stop_ends_the_text_before_it(self, folder: Path) -> None:
        model = ForeignModel.load(str(folder))
        (free,) = model.complete(["say 1"], max_new_tokens=12)
        stop = free.text[5]
        (stopped,) = model.complete(["say 1"], max_new_tokens=12, stop=[stop])
        assert stopped.text == free.text[: free.text.index(stop)]
        assert stopped.finished
        assert not free.finished or free.completion_tokens < 12

    def test_a_prompt_beyond_the_context_is_a_problem_of_that_program(self, folder: Path) -> None:
        model = ForeignModel.load(str(folder))
        long = SuiteItem(id="long", language="none", code="say 1\n" * model.positions, output="")
        suite = Suite(name="two", title="Two", items=(long, SUITE.items[0]))
        predictor = HuggingFacePredictor(model, "m", asking=Asking(), max_tokens=4)
        first, second = predict_suite(suite, predictor)
        assert "context holds" in str(first.problem)
        assert first.prediction == ""
        assert second.problem is None

    def test_a_chat_model_is_asked_through_its_template(self, chatty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        model = ForeignModel.load(str(chatty))
        assert model.is_chat
        asked: list[str] = []
        complete = model.complete_each

        def spy(prompts: Any, **settings: Any) -> Any:
            asked.extend(prompts)
            return complete(prompts, **settings)

        monkeypatch.setattr(model, "complete_each", spy)
        predictor = HuggingFacePredictor(model, "m", asking=Asking(), max_tokens=4)
        predict_suite(SUITE, predictor)
        assert asked[0].startswith("[user]What does this program print?")
        assert asked[0].endswith("</program>\n[assistant]")
        assert predictor.identity == "hf:m chat plain shots=0 max=4"

    def test_a_base_model_cannot_be_asked_to_chat(self, folder: Path) -> None:
        with pytest.raises(InputError, match="no chat template"):
            open_model(f"hf:{folder}", Settings(api="chat"))

    def test_what_is_no_model_is_said_in_one_line(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
        (tmp_path / "config.json").write_text('{"model_type": "nothing"}')
        for what in (f"hf:{tmp_path / 'none'}", str(tmp_path), "hf:"):
            with pytest.raises(InputError, match="model: ") as caught:
                open_model(what, Settings())
            assert "\n" not in str(caught.value)


def python(code: str) -> str:
    return f'{sys.executable} -S -c "{code}"'


class TestCommand:
    def test_it_reads_the_code_and_writes_the_prediction(self) -> None:
        last = CommandPredictor("tail -n 1", asking=Asking())
        assert [one.prediction for one in predict_suite(SUITE, last)] == ["say 0", "say 1", "say 2", "say 3"]

    def test_only_one_final_newline_is_no_part_of_the_prediction(self) -> None:
        made = dict(CommandPredictor(python("print(' a ');print()"), asking=Asking()).predict_each(["x"]))
        assert made[0].output == " a \n"

    def test_it_may_be_given_the_prompt_and_go_on_with_it(self) -> None:
        echo = CommandPredictor("cat", asking=Asking(), stdin="prompt")
        made = dict(echo.predict_each(["say 1"]))
        assert made[0].completion == "Code:\nsay 1\n\nOutput:\n"

    def test_a_command_that_fails_is_wrong_with_its_own_words(self) -> None:
        made = dict(CommandPredictor(python("import sys; sys.exit('no idea')"), asking=Asking()).predict_each(["x"]))
        assert made[0].problem == "the command ended with 1: no idea"

    def test_a_command_that_does_not_end_is_ended_with_its_children(self) -> None:
        start = time.monotonic()
        slow = CommandPredictor('sh -c "sleep 30 & sleep 30"', asking=Asking(), timeout_s=0.3)
        made = dict(slow.predict_each(["x"]))
        assert made[0].problem == "the command did not end in 0.3 s"
        assert time.monotonic() - start < 10

    def test_endless_output_is_no_prediction(self) -> None:
        loud = CommandPredictor(python("print('x' * 3000000)"), asking=Asking())
        assert dict(loud.predict_each(["x"]))[0].problem == "the command wrote more than a mebibyte"

    @pytest.mark.parametrize("command", ["no-such-program-anywhere", "", "'unclosed"])
    def test_what_cannot_be_started_is_said_before_any_work(self, command: str) -> None:
        with pytest.raises(InputError, match="command"):
            open_model(f"command:{command}", Settings())

    def test_a_shell_is_not_asked(self, tmp_path: Path) -> None:
        sly = CommandPredictor(f"echo x > {tmp_path / 'written'}", asking=Asking())
        assert dict(sly.predict_each(["x"]))[0].output == f"x > {tmp_path / 'written'}"
        assert not (tmp_path / "written").exists()


class TestNames:
    @pytest.mark.parametrize("name", ["oracle", "last-literal", "last string", "empty"])
    def test_baselines_have_names(self, name: str) -> None:
        opened = open_model(name, Settings())
        assert opened.identity["model"] == name
        assert len(predict_suite(SUITE, opened.predictor_for(SUITE))) == 4

    def test_another_way_of_asking_is_another_identity(self) -> None:
        ways = [Settings(), Settings(trace=True), Settings(shots=2), Settings(max_tokens=9), Settings(api="chat")]
        hashes = [open_model("openai:m@http://127.0.0.1:9/v1", way).identity["model_hash"] for way in ways]
        assert len(set(hashes)) == len(ways)

    def test_how_fast_it_is_asked_is_no_part_of_the_identity(self) -> None:
        slow = Settings(concurrency=1, requests_per_minute=3, retries=0)
        one, other = (open_model("openai:m@http://127.0.0.1:9/v1", way).identity for way in (Settings(), slow))
        assert one == other

    @pytest.mark.parametrize(("name", "field"), [("api", {"api": "soap"}), ("stdin", {"stdin": "tree"})])
    def test_an_unknown_choice_is_refused(self, name: str, field: dict[str, Any]) -> None:
        with pytest.raises(InputError, match=name):
            open_model("oracle", Settings(**field))

    def test_what_is_nothing_is_told_with_what_there_is(self) -> None:
        with pytest.raises(InputError, match=r"no-such is no weights folder.*last-literal.*openai:MODEL@URL"):
            open_model("no-such", Settings())

    def test_every_foreign_model_gives_predictions_one_by_one(self) -> None:
        assert isinstance(CommandPredictor("cat", asking=Asking()), ForeignPredictor)
