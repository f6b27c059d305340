"""What docs/scale.md and examples/scale say holds as far as one machine without GPUs can tell."""

import itertools
import json
import os
import re
import runpy
import select
import shlex
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml

from caalm.cli.table import CommandTable
from caalm.model.predictor import SHIPPED, Predictor
from caalm.serving.settings import Settings
from caalm.tasks.prediction import plain_prompt
from tests.serving.running import Scripted, serving

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples" / "scale"
PAGE = (ROOT / "docs" / "scale.md").read_text("utf-8")


def commands(text: str) -> list[str]:
    """The commands of a page, continued lines joined, comments left out."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [line.split("  #")[0].strip() for line in lines if line.strip() and not line.startswith("#")]


def accepted(words: list[str]) -> None:
    """Whether the command line takes these words, without doing anything."""
    command: Any = CommandTable()[words[0]]
    rest = words[1:]
    while hasattr(command, "get_command"):
        command = command.get_command(command.make_context(words[0], [], resilient_parsing=True), rest[0])
        assert command is not None, f"caalm {' '.join(words)}: there is no such command"
        rest = rest[1:]
    command.make_context(words[0], rest)


def caalm_words(line: str) -> list[str]:
    """The words of the caalm command in a line, whatever launches it; none where there is none."""
    words = shlex.split(line)
    if words[0] == "caalm":
        return words[1:]
    if "caalm.cli" in words:
        return words[words.index("caalm.cli") + 1 :]
    return []


def test_every_caalm_command_of_the_page_is_one_that_the_command_line_takes() -> None:
    ours = [words for line in commands(PAGE) if (words := caalm_words(line))]
    assert len(ours) >= 10
    for words in ours:
        accepted(words)


def test_every_file_and_test_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"(?:examples/scale|tests|runs(?!/out)|spaces)/[\w/.-]+\w", PAGE))
    assert len(named) >= 8
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_launchers_hand_on_what_is_meant_for_caalm() -> None:
    """A launcher takes the beginning of one of its own options for it, and `--run` is one of torchrun's."""
    torch_parser = pytest.importorskip("torch.distributed.run").parse_args
    accelerate_parser = pytest.importorskip("accelerate.commands.launch").launch_command_parser().parse_args
    parsers = {
        "torchrun": lambda words: torch_parser(words[1:]),
        "accelerate": lambda words: accelerate_parser(words[2:]),
    }
    lines = [shlex.split(line) for line in commands(PAGE)]
    launched = [words for words in lines if words[0] in parsers]
    assert len(launched) == 3
    for words in launched:
        taken = parsers[words[0]](words)
        assert (taken.module, taken.training_script) == (True, "caalm.cli")
        assert taken.training_script_args == caalm_words(shlex.join(words))


# -- kubernetes --------------------------------------------------------------------------------------------------------


def manifests() -> dict[tuple[str, str], dict[str, Any]]:
    found = [each for each in yaml.safe_load_all((EXAMPLES / "kubernetes.yaml").read_text("utf-8")) if each]
    return {(each["kind"], each["metadata"]["name"]): each for each in found}


def pod(name: str) -> dict[str, Any]:
    template: dict[str, Any] = manifests()["Deployment", name]["spec"]["template"]
    return template


def test_the_probes_of_the_manifest_are_those_of_the_service() -> None:
    (container,) = pod("caalm")["spec"]["containers"]
    assert container["command"] == ["caalm", "serve"]
    with serving(Predictor(Scripted(), trace=False)) as running:
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            asked = container[probe]["httpGet"]
            assert asked["port"] == container["ports"][0]["name"]
            assert running.client.get(asked["path"]).status_code == 200
        scraped = pod("caalm")["metadata"]["annotations"]["prometheus.io/path"]
        assert "caalm_requests_total" in running.client.get(scraped).text
        running.service.doors.close()
        assert running.client.get(container["readinessProbe"]["httpGet"]["path"]).status_code == 503
        assert running.client.get(container["livenessProbe"]["httpGet"]["path"]).status_code == 200


def test_the_arguments_of_the_manifest_are_taken_and_fit_together() -> None:
    (container,) = pod("caalm")["spec"]["containers"]
    arguments = container["args"]
    accepted(["serve", *arguments])
    assert int(arguments[arguments.index("--port") + 1]) == container["ports"][0]["containerPort"]
    assert float(arguments[arguments.index("--grace") + 1]) < pod("caalm")["spec"]["terminationGracePeriodSeconds"]
    for name in ("caalm", "caalm-vllm"):
        service = manifests()["Service", name]["spec"]
        assert service["selector"].items() <= pod(name)["metadata"]["labels"].items()
        opened = {port["name"] for port in pod(name)["spec"]["containers"][0]["ports"]}
        assert service["ports"][0]["targetPort"] in opened
        assert manifests()["Deployment", name]["spec"]["selector"]["matchLabels"] == service["selector"]
    assert manifests()["HorizontalPodAutoscaler", "caalm"]["spec"]["scaleTargetRef"]["name"] == "caalm"


def test_the_weights_that_vllm_is_given_are_those_of_the_package(tmp_path: Path) -> None:
    (weights,) = pod("caalm-vllm")["spec"]["initContainers"]
    script = weights["args"][0].replace("'/model'", repr(str(tmp_path)))
    assert script != weights["args"][0]
    subprocess.run([sys.executable, "-c", script], check=True)
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in SHIPPED.iterdir()}


# -- vLLM and SGLang ---------------------------------------------------------------------------------------------------


def test_the_weights_are_what_other_servers_read() -> None:
    """vLLM and SGLang do not run here; what they do first does: class, tokenizer, length, end, without our code."""
    transformers = pytest.importorskip("transformers")
    shape = transformers.AutoConfig.from_pretrained(SHIPPED, trust_remote_code=False)
    assert shape.architectures == ["Qwen3ForCausalLM"]
    assert not (SHIPPED / "modeling.py").exists()
    tokenizer = transformers.AutoTokenizer.from_pretrained(SHIPPED, trust_remote_code=False)
    prompt = plain_prompt("print('é')")
    assert tokenizer(prompt)["input_ids"] == list(prompt.encode())
    assert tokenizer.decode(list(prompt.encode())) == prompt
    assert tokenizer.eos_token_id == shape.eos_token_id == 256
    vllm = next(shlex.split(line) for line in commands(PAGE) if line.startswith("vllm serve"))
    sglang = next(shlex.split(line) for line in commands(PAGE) if "sglang.launch_server" in line)
    assert vllm[vllm.index("--max-model-len") + 1] == str(shape.max_position_embeddings)
    assert sglang[sglang.index("--context-length") + 1] == str(shape.max_position_embeddings)
    assert ROOT / vllm[2] == ROOT / sglang[sglang.index("--model-path") + 1] == SHIPPED
    # vLLM takes max_new_tokens there for a bound on every request, so the command leaves that file aside.
    cap = json.loads((SHIPPED / "generation_config.json").read_text())["max_new_tokens"]
    assert cap < shape.max_position_embeddings
    assert vllm[vllm.index("--generation-config") + 1] == "vllm"


@pytest.mark.filterwarnings("ignore")  # Ray's own
def test_the_script_for_vllm_asks_as_the_model_has_learned_it() -> None:
    script = runpy.run_path(str(EXAMPLES / "bulk_vllm.py"))
    asked = script["ask"]({"id": "a", "code": "print(1)"})
    assert asked["prompt"] == "Code:\nprint(1)\n\nOutput:\n"
    assert asked["sampling_params"]["temperature"] == 0
    assert script["answer"]({"id": "a", "generated_text": " 1"}) == {"id": "a", "prediction": " 1"}
    pytest.importorskip("aiohttp", reason="the extra llm of Ray")
    from ray.data.llm import vLLMEngineProcessorConfig

    made = vLLMEngineProcessorConfig(**script["engine_settings"](2))
    assert Path(str(made.model_source)) == SHIPPED


@contextmanager
def balanced(*urls: str) -> Iterator[tuple[str, list[int]]]:
    """A balancer that gives connections to the servers in turn; its URL, and how many each was given."""
    addresses = [(url.rsplit(":", 1)[0].removeprefix("http://"), int(url.rsplit(":", 1)[1])) for url in urls]
    given = [0] * len(urls)
    door = socket.create_server(("127.0.0.1", 0))

    threads: list[threading.Thread] = []

    def relay(client: socket.socket, server: socket.socket) -> None:
        with client, server, suppress(OSError):
            while True:
                for source in select.select([client, server], [], [])[0]:
                    data = source.recv(65536)
                    if not data:
                        return
                    (server if source is client else client).sendall(data)

    def accept() -> None:
        for number in itertools.count():
            try:
                client, _ = door.accept()
            except OSError:
                return
            given[number % len(urls)] += 1
            server = socket.create_connection(addresses[number % len(urls)])
            threads.append(threading.Thread(target=relay, args=(client, server)))
            threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}", given
    finally:
        door.shutdown(socket.SHUT_RDWR)
        door.close()
        for thread in [accepting, *threads]:
            thread.join(10)


def test_one_service_stands_before_any_number_of_replicas() -> None:
    def model() -> Predictor:
        return Predictor(Scripted(lambda prompt: prompt.split("(")[1].split(")")[0], pause=0.01), trace=False)

    with serving(model()) as one, serving(model()) as two, balanced(one.url, two.url) as (url, given):
        behind = Predictor.load(engine=f"openai={url}/v1", trace=False)
        with serving(behind, Settings(engine=f"openai={url}/v1")) as front:
            asked = {"programs": [{"code": f"print({number})"} for number in range(24)]}
            answers = front.client.post("/api/batch", json=asked).json()["predictions"]
        behind.engine.client.close()  # type: ignore[attr-defined]
    assert [answer["output"] for answer in answers] == [str(number) for number in range(24)]
    assert min(given) > 1


# -- SLURM and Ray Serve -----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_slurm_script_trains_with_one_launcher_a_machine(tmp_path: Path) -> None:
    """`srun` and `scontrol` are played: one machine, this one, with two processes instead of GPUs."""
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "srun").write_text('#!/bin/bash\nexec "$@"\n')
    (tools / "scontrol").write_text("#!/bin/bash\necho localhost\n")
    for tool in tools.iterdir():
        tool.chmod(0o755)
    environment = {
        **os.environ, "PATH": f"{tools}:{Path(sys.executable).parent}:{os.environ['PATH']}", "SLURM_NNODES": "1",
        "SLURM_JOB_NODELIST": "localhost", "SLURM_JOB_ID": "7", "RECIPE": "tiny", "RUN": str(tmp_path / "run"),
        "GPUS": "2", "CAALM_ARGS": "--seconds 2 --sample 0", "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": "",
    }  # fmt: skip
    done = subprocess.run(
        [EXAMPLES / "slurm.sh"], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "2 processes" in done.stderr
    assert len(re.findall("^finished: step", done.stdout, re.MULTILINE)) == 1
    latest = (tmp_path / "run/checkpoints/latest").read_text().strip()
    facts = json.loads((tmp_path / "run/checkpoints" / latest / "training.json").read_text())
    assert len(facts["rows"]["places"]) == 2


@pytest.mark.slow
def test_replicas_of_ray_serve_answer_as_the_service_does(wait_for: Callable[[str], httpx2.Response]) -> None:
    pytest.importorskip("aiohttp_cors", reason="the extra serve of Ray")
    environment = {**os.environ, "RAY_USAGE_STATS_ENABLED": "0", "CAALM_REPLICAS": "1"}
    serve = [sys.executable, "-m", "ray.serve.scripts", "run", "examples.scale.ray_serve:app"]
    with subprocess.Popen(serve, env=environment, cwd=ROOT, start_new_session=True) as process:
        try:
            assert wait_for("http://127.0.0.1:8000/readyz").status_code == 200
            asked = {"code": "print(1)", "trace": False}
            answer = httpx2.post("http://127.0.0.1:8000/api/predict", json=asked, timeout=60).json()
            assert answer["output"] == Predictor.load(trace=False).predict("print(1)").output
            assert "<html" in httpx2.get("http://127.0.0.1:8000/").text
        finally:
            process.terminate()
            process.wait(60)


@pytest.fixture
def wait_for() -> Callable[[str], httpx2.Response]:
    def ask(url: str) -> httpx2.Response:
        import time

        for _ in range(240):
            try:
                answer = httpx2.get(url, timeout=5)
                if answer.status_code == 200:
                    return answer
            except httpx2.HTTPError:
                pass
            time.sleep(0.5)
        raise AssertionError(f"{url} never answered")

    return ask
