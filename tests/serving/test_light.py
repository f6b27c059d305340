"""The service needs its own extra and nothing of the others."""

import json
import subprocess
import sys

OTHERS = ("torch", "transformers", "tokenizers", "safetensors", "datasets", "pyarrow", "accelerate", "openai", "httpx",
          "httpx2", "jinja2", "lupa", "tqdm", "matplotlib", "playwright")  # fmt: skip


def test_a_service_with_the_embedded_engine_loads_no_library_of_another_extra() -> None:
    code = (
        "import json, sys\n"
        "from caalm.serving.server import Server\n"
        "from caalm.serving.service import Service\n"
        "from caalm.serving.settings import Settings\n"
        "from caalm.serving import drawing\n"
        "Server(Service(Settings(engine='numpy')))\n"
        "drawing.examples()\n"
        f"print(json.dumps([name for name in {OTHERS!r} if name in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []
