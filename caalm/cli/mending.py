"""Which errors a user can mend, each as one line.

>>> mended(ModuleNotFoundError("No module named 'pyarrow'", name="pyarrow"))
"this command needs pyarrow: pip install 'caalm[dataset]'"
>>> mended(ZeroDivisionError("division by zero")) is None  # a defect of ours: it keeps its traceback
True
"""

from __future__ import annotations

from caalm.errors import CaalmError

_EXTRAS = {
    "torch": "torch", "transformers": "torch", "tokenizers": "torch", "safetensors": "torch", "openai": "openai",
    "pyarrow": "dataset",
    "jinja2": "plots", "lupa": "runtimes", "tqdm": "train", "accelerate": "train", "tensorboard": "train",
    "matplotlib": "plots",
    "fastapi": "serve", "starlette": "serve", "uvicorn": "serve", "pydantic": "serve", "prometheus_client": "serve",
}  # fmt: skip
"""Which extra of the package brings a library that a command may lack."""


MENDABLE = (CaalmError, OSError, ModuleNotFoundError)
"""What may be the user's to mend."""


def mended(error: Exception) -> str | None:
    """The one line for an error; None where it is a defect of ours."""
    if not isinstance(error, MENDABLE):
        return None
    if isinstance(error, ModuleNotFoundError):
        missing = (error.name or "").partition(".")[0]
        extra = _EXTRAS.get(missing)
        return extra and f"this command needs {missing}: pip install 'caalm[{extra}]'"
    if isinstance(error, OSError) and error.strerror is None:
        return None
    return " ".join(str(error).splitlines())
