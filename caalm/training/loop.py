"""The training loop: rows in, a model that continues exactly where it was killed out.

    train(TrainConfig(run=Path("runs/nano"), size="5m", seconds=3600), stream)

writes `runs/nano/metrics.jsonl`, TensorBoard events where tensorboard is installed, and `runs/nano/checkpoints/`. Run
it again with the same `run` and it continues from `checkpoints/latest`: weights, optimiser, schedule, data place. The
schedule ends with the budget of steps or of seconds or at the deadline, whichever is nearest. SIGTERM and SIGINT
checkpoint and return. On a GPU the loop waits for it at the steps that are logged and nowhere else.

Under `accelerate launch` or `torchrun` several processes train one model: each takes its share of a step's rows, and
gradients are summed (`caalm.training.team`).
"""

from __future__ import annotations

import math
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Literal, TypeAlias

import torch
from torch import Tensor, nn
from transformers import AutoModelForCausalLM, PreTrainedModel

from caalm.errors import InputError
from caalm.model.checkpoint import validate
from caalm.model.sizes import POSITIONS, Size, model_config
from caalm.training.attention import NO_MASK, PACKED, choose_kernel, register
from caalm.training.batches import PackConfig, Row, Rows, Share, Stream
from caalm.training.growth import grow, is_same_shape
from caalm.training.hardware import describe, matmul_peak, row_flops
from caalm.training.kernels import fuse_backward, row_mask
from caalm.training.log import Log, Silence
from caalm.training.optimiser import MuonAdamW, OptimiserConfig
from caalm.training.schedule import ScheduleConfig
from caalm.training.state import latest_checkpoint, load_state, save_state
from caalm.training.team import join

Evaluate: TypeAlias = Callable[[Path, int], Mapping[str, float]]
"""evaluate(checkpoint folder, step) -> named scores; called after the checkpoint is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """One run. `steps`, `seconds` and `deadline` are budgets (None is none, one must be set).

    Seconds count training, compilation and checkpoints, and no evaluation; a deadline is a time of the clock (seconds
    since 1970), before which everything but the last evaluation is done, however often the run was stopped.
    """

    run: Path
    size: str | Size = "5m"
    steps: int | None = None
    seconds: float | None = None
    deadline: float | None = None
    init_from: Path | None = None
    seed: int = 0
    rows_per_step: int = 4
    """Of all processes together."""
    workers: int = 0
    """Processes that draw, for each process that trains."""
    lanes: int | None = None
    """Into how many parts the stream is shared; None: one for each worker. Any number of processes that divides it
    can go on with the run where it stands; others begin behind the programs that were taken."""
    pack: PackConfig = field(default_factory=PackConfig)
    optimiser: OptimiserConfig = field(default_factory=OptimiserConfig)
    schedule: ScheduleConfig = field(default_factory=ScheduleConfig)
    metadata: Mapping[str, object] = field(default_factory=dict)
    bf16: bool = True
    compile: bool = False
    device: Literal["auto", "cpu", "cuda"] = "auto"
    threads: int | None = None
    checkpoint_minutes: float = 10.0
    evaluate_minutes: float = 30.0
    keep: int = 2
    log_every: int = 10
    progress: bool = True

    def __post_init__(self) -> None:
        if self.steps is None and self.seconds is None and self.deadline is None:
            raise ValueError("steps, seconds, deadline: set one of them, a run must end")
        if self.rows_per_step < 1:
            raise ValueError("rows_per_step: must be at least 1")
        if self.keep < 1:
            raise ValueError("keep: must be at least 1")
        if self.pack.example_tokens > POSITIONS:
            raise ValueError(f"example_tokens: the model's context holds {POSITIONS}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainResult:
    """How a run ended. `finished` is False where a signal stopped it before its budget."""

    checkpoint: Path
    step: int
    tokens: int
    examples: int
    seconds: float
    loss: float
    finished: bool


def build_model(config: TrainConfig) -> PreTrainedModel:
    """A fresh model of the configured size, or the weights of `init_from`, in fp32 and ready for packed rows.

    Weights that are smaller than the size begin as a part of a model of that size (`caalm.training.growth`).
    """
    register()
    torch.manual_seed(config.seed)
    if config.init_from is not None:
        validate(config.init_from)
        model: PreTrainedModel = AutoModelForCausalLM.from_pretrained(
            config.init_from, dtype=torch.float32, attn_implementation=PACKED, local_files_only=True
        )
        shape = model_config(config.size)
        if not is_same_shape(model.config, shape):
            model = grow(model, shape, attn_implementation=PACKED)
    else:
        maker: Any = AutoModelForCausalLM
        model = maker.from_config(model_config(config.size), dtype=torch.float32, attn_implementation=PACKED)
        shrink_outputs(model)
    model.train()
    return model


@torch.no_grad()
def shrink_outputs(model: PreTrainedModel) -> None:
    """Start each block near the identity: what it adds to the residual stream shrinks with the depth."""
    factor = 1 / math.sqrt(2 * model.config.num_hidden_layers)
    for name, parameter in model.named_parameters():
        if name.endswith(("o_proj.weight", "down_proj.weight")):
            parameter.mul_(factor)


def row_tensors(row: Row, device: torch.device) -> list[Tensor]:
    """A row where the model is, without waiting for it; its extent stays here, for kernels to be given their sizes."""
    arrays = (row.tokens, row.targets, row.weights, row.positions, row.boundaries)
    tensors = [torch.from_numpy(array) for array in arrays]
    if device.type == "cuda":
        tensors = [tensor.pin_memory().to(device, non_blocking=True) for tensor in tensors]
    return [*tensors, torch.from_numpy(row.extent)]


def row_loss(model: Any, row: Sequence[Tensor], kernel: str = "flash") -> tuple[Tensor, Tensor]:
    """Sums over one row (what `row_tensors` gave): the weighted loss, and the loss of target tokens alone."""
    tokens, targets, weights, positions, boundaries, extent = row
    hidden = model.model(
        input_ids=tokens.long()[None],
        position_ids=positions.long()[None],
        attention_mask=NO_MASK,
        boundaries=boundaries,
        extent=extent,
        kernel=kernel,
        mask=row_mask(kernel, boundaries, tokens.shape[0]),
        use_cache=False,
    ).last_hidden_state
    losses = nn.functional.cross_entropy(model.lm_head(hidden)[0].float(), targets.long(), reduction="none")
    return (losses * weights).sum(), (losses.detach() * (weights == 1)).sum()


class _Stop:
    """Turns SIGTERM and SIGINT into a flag for the time of a run."""

    def __init__(self) -> None:
        self.asked = False
        self.previous: dict[int, Any] = {}

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True

    def __enter__(self) -> _Stop:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                self.previous[number] = signal.signal(number, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self.previous.items():
            signal.signal(number, handler)


class Trainer:
    """The state of one run; `train` builds it, runs it and closes it."""

    def __init__(self, config: TrainConfig, stream: Stream, evaluate: Evaluate | None) -> None:
        self.config, self.evaluate = config, evaluate
        if config.threads is not None:
            torch.set_num_threads(config.threads)
        chosen = ("cuda" if torch.cuda.is_available() else "cpu") if config.device == "auto" else config.device
        self.team = join(cpu=chosen == "cpu")
        self.device = self.team.device or torch.device(chosen)
        if config.rows_per_step % self.team.size:
            raise InputError(
                f"rows: {config.rows_per_step} rows a step cannot be shared by {self.team.size} processes: "
                "give a multiple of them, --rows"
            )
        self.agreed: float | None = None
        if self.device.type == "cuda" and not config.bf16:
            raise InputError("bf16: training on a GPU needs it, its attention takes no fp32")
        torch.set_float32_matmul_precision("high")
        self.model = build_model(config)
        self.model.to(self.device)  # type: ignore[arg-type]
        self.optimiser = MuonAdamW(self.model, config.optimiser)
        self.facts: dict[str, Any] = {"step": 0, "tokens": 0, "examples": 0, "dropped": 0, "seconds": 0.0, "rows": None}
        config.run.mkdir(parents=True, exist_ok=True)
        self.checkpoints = config.run / "checkpoints"
        self.checkpoint = latest_checkpoint(self.checkpoints)
        if self.checkpoint is not None:
            self.facts = load_state(self.checkpoint, model=self.model, optimiser=self.optimiser)
        steps = self.team.gather(self.facts["step"])
        if len(set(steps)) > 1:
            raise InputError(f"run: the machines do not share {config.run}: give a folder that all of them see")
        self.team.begin_alike(self.model)
        # Workers begin to draw while the model compiles.
        share = Share(self.team.rank, self.team.size)
        self.rows = Rows(stream, config.pack, config.workers, self.facts["rows"], share=share, lanes=config.lanes)
        is_first = self.team.rank == 0
        self.log: Log | Silence = Log(config.run, self.facts["step"], config.progress) if is_first else Silence()
        try:
            self._settle_hardware()
        except BaseException:
            self.close()
            raise
        self.loss = torch.full((), math.nan)
        self.began = time.monotonic()

    def _settle_hardware(self) -> None:
        """Which kernel attends, what compiles, and the peak that throughput is measured against."""
        config = self.config
        compiles = config.compile and self.device.type == "cuda"
        self.kernel = "flash"
        if self.device.type == "cuda":
            self.kernel = choose_kernel(self.device, compiled=compiles, say=self.log.say)
        elif config.compile:
            fuse_backward()
        self.loss_of_row: Any = torch.compile(row_loss, dynamic=False) if config.compile else row_loss
        self.peak = self.team.size * matmul_peak(self.device, torch.bfloat16 if config.bf16 else torch.float32)
        shape = self.model.config
        self.shape = {
            "weights": sum(p.numel() for p in self.optimiser.parameters.values()),
            "layers": int(shape.num_hidden_layers),
            "attention_width": int(shape.num_attention_heads * shape.head_dim),
        }
        many = f"{self.team.size} processes, " if self.team.size > 1 else ""
        self.log.say(f"{many}{describe(self.device)}: {self.peak / 1e12:.2f} TFLOP/s in products of matrices")

    def progress(self) -> float:
        """The share of the budget that is used up; of several processes, by the clock of the first."""
        if self.agreed is not None:
            return self.agreed
        shares = [0.0]
        config, facts = self.config, self.facts
        if config.steps is not None:
            shares.append(facts["step"] / max(config.steps, 1))
        if config.seconds is not None:
            shares.append(facts["seconds"] / max(config.seconds, 1e-9))
        if config.deadline is not None:
            left = config.deadline - time.time()
            shares.append(facts["seconds"] / max(facts["seconds"] + left, 1e-9) if left > 0 else 1.0)
        return max(shares)

    def step(
        self, rows: list[Row], weight: float | None = None, answers: float | None = None
    ) -> dict[str, Tensor | float]:
        """Forward, backward and one optimiser step over some rows; what comes back may still be under way on a GPU.

        ``weight`` and ``answers`` are the sums over all rows of the step, those of other processes too.
        """
        total = max(sum(row.weight for row in rows) if weight is None else weight, 1.0)
        answers = max(sum(row.answers for row in rows) if answers is None else answers, 1.0)
        loss = torch.zeros((), device=self.device)
        answer_loss = torch.zeros((), device=self.device)
        for row in rows:
            tensors = row_tensors(row, self.device)
            with torch.autocast(self.device.type, torch.bfloat16, enabled=self.config.bf16):
                weighted, answer = self.loss_of_row(self.model, tensors, self.kernel)
            torch.autograd.backward(weighted / total)
            loss += weighted.detach() / total
            answer_loss += answer / answers
        if self.team.size > 1:
            self.team.add(self.optimiser.gradients)
            both = torch.stack([loss, answer_loss])
            self.team.add(both)
            loss, answer_loss = both
        norm = self.optimiser.clip()
        scale = self.config.schedule.scale(step=self.facts["step"], progress=self.progress())
        self.optimiser.step(scale)
        self.optimiser.zero_grad()
        return {"loss": loss, "answer_loss": answer_loss, "norm": norm, "scale": scale}

    def save(self) -> Path:
        """Write a checkpoint now."""
        if self.checkpoint is not None and self.checkpoint.name == f"step-{self.facts['step']:08d}":
            return self.checkpoint
        self.facts["rows"] = self.rows.state(self.team.gather)
        if self.team.rank:
            self.team.wait()
            self.checkpoint = latest_checkpoint(self.checkpoints)
            assert self.checkpoint is not None, "the first process has written it"
            return self.checkpoint
        counters = {k: self.facts[k] for k in ("step", "tokens", "examples")}
        budget = {"seconds": round(self.facts["seconds"], 1), "device": describe(self.device)}
        metadata = {**self.config.metadata, **counters, **budget}
        self.checkpoint = save_state(
            self.checkpoints,
            model=self.model,
            optimiser=self.optimiser,
            facts=self.facts,
            metadata=metadata,
            keep=self.config.keep,
        )
        self.team.wait()
        return self.checkpoint

    def score(self) -> None:
        """Checkpoint and call the evaluation."""
        if self.evaluate is None:
            return
        checkpoint = self.save()
        if self.team.rank:
            self.team.wait()
            return
        scores = self.evaluate(checkpoint, self.facts["step"])
        self.team.wait()
        self.log.write(self.facts["step"], {f"eval/{name}": float(value) for name, value in scores.items()})
        self.log.say("  ".join(f"{name} {value:.3f}" for name, value in scores.items()))

    def _batches(self) -> Iterator[list[Row]]:
        rows: list[Row] = []
        for row in self.rows:
            rows.append(row)
            if len(rows) == self.config.rows_per_step // self.team.size:
                yield rows
                rows = []

    def run(self) -> bool:
        """Train to the end of the budget (True) or to a signal or the stream's end (False)."""
        config, facts = self.config, self.facts
        saved = scored = mark = began = time.monotonic()
        mark_tokens, mark_flops, flops, first = facts["tokens"], 0, 0, True
        waited = 0.0
        with _Stop() as stop:
            batches = self._batches()
            while self._goes_on(stop):
                rows = next(batches, None)
                sums = self.team.agree(_sums(rows))
                if rows is None or sums[0]:
                    self.log.say("the stream of examples has ended")
                    break
                _, weight, answers, *counts = sums
                filled, tokens, squares, examples, dropped = map(int, counts)
                values = self.step(rows, weight, answers)
                assert isinstance(values["loss"], Tensor)
                self.loss = values["loss"]
                facts["step"] += 1
                facts["tokens"] += filled
                flops += row_flops(**self.shape, tokens=tokens, squares=squares)
                facts["examples"] += examples
                facts["dropped"] += dropped
                logged = facts["step"] % config.log_every == 0
                numbers = {name: float(value) for name, value in values.items()} if logged or first else {}
                now = time.monotonic()
                facts["seconds"] += now - began
                began = now
                if first:
                    waited = now - self.began
                    self.log.say(f"first step after {waited:.1f} s")
                if logged:
                    spent = max(now - mark, 1e-9)
                    rates = {
                        "tokens_per_second": (facts["tokens"] - mark_tokens) / spent,
                        "peak_share": (flops - mark_flops) / spent / self.peak,
                    }
                    counters = {k: facts[k] for k in ("tokens", "examples", "dropped", "seconds")}
                    self.log.write(facts["step"], {**numbers, **counters, **rates, "first_step_seconds": waited})
                    self.log.say(self._line(numbers, rates))
                if first or logged:
                    # Compilation is no part of the next rate.
                    first, mark, mark_tokens, mark_flops = False, now, facts["tokens"], flops
                is_score_due, is_save_due = self.team.follow(
                    [config.evaluate_minutes * 60 <= now - scored, config.checkpoint_minutes * 60 <= now - saved]
                )
                if is_score_due:
                    self.score()
                    saved = scored = mark = began = time.monotonic()
                    mark_tokens, mark_flops = facts["tokens"], flops
                elif is_save_due:
                    self.save()
                    saved = time.monotonic()
            self.save()
        return self.progress() >= 1

    def _goes_on(self, stop: _Stop) -> bool:
        """Whether there is another step; several processes agree on it, and on the place in the schedule."""
        if self.team.size == 1:
            return self.progress() < 1 and not stop.asked
        self.agreed = None
        self.agreed, *_ = self.team.follow([self.progress()])
        (asked,) = self.team.agree([stop.asked])
        return self.agreed < 1 and not asked

    def _line(self, values: Mapping[str, float], rates: Mapping[str, float]) -> str:
        progress = self.progress()
        left = self.facts["seconds"] * (1 - progress) / max(progress, 1e-9)
        return (
            f"step {self.facts['step']}  loss {values['loss']:.4f}  answer {values['answer_loss']:.4f}"
            f"  norm {values['norm']:.2f}  lr x{values['scale']:.3f}  {rates['tokens_per_second']:,.0f} tokens/s"
            f" ({rates['peak_share']:.1%} of peak)"
            f"  {self.facts['examples']:,} examples  {progress:.1%}, {left / 60:.0f} min left"
        )

    def close(self) -> None:
        """Stop the workers, close the logs, leave the other processes."""
        self.rows.close()
        self.log.close()
        self.team.leave()


def _sums(rows: Sequence[Row] | None) -> list[float]:
    """Whether there are none, and what a step counts: weights, answers; tokens, padded, squared; examples, dropped."""
    if rows is None:
        return [1.0] + [0.0] * 7
    return [
        0.0,
        sum(row.weight for row in rows),
        sum(row.answers for row in rows),
        sum(row.filled for row in rows),
        sum(int(row.extent[2]) for row in rows),
        sum(row.squares for row in rows),
        sum(row.examples for row in rows),
        sum(row.dropped for row in rows),
    ]


def train(config: TrainConfig, stream: Stream, evaluate: Evaluate | None = None) -> TrainResult:
    """Train, or continue training, to the end of the budget; see the module's first lines."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    trainer = Trainer(config, stream, evaluate)
    try:
        finished = trainer.run()
        if finished:
            trainer.score()
    finally:
        trainer.close()
    assert trainer.checkpoint is not None
    return TrainResult(
        checkpoint=trainer.checkpoint,
        step=trainer.facts["step"],
        tokens=trainer.facts["tokens"],
        examples=trainer.facts["examples"],
        seconds=trainer.facts["seconds"],
        loss=float(trainer.loss),
        finished=finished,
    )
