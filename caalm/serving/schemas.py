"""What goes in and out of the service: one model a request and one an answer. The page and OpenAPI follow from them.

>>> PredictRequest.model_validate_json('{"code": "print(1)"}').trace is None
True
>>> Step(line=2, text="2 b=a*2:6", readable=True, what="b=a*2:6", confidence=0.9).depth
0

A field that is not known is refused, so that a misspelled one is noticed.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

MOST_CODE = 20_000
"""Characters of a program: more than the longest context holds."""
MOST_EXAMPLES = 16
MOST_PROGRAMS = 32
"""Programs of one batch."""
MOST_TURNS = 500
"""Commands of one shell session, messages of one chat."""

Code = Annotated[str, Field(min_length=1, max_length=MOST_CODE, description="The program's text, of any language.")]
Text = Annotated[str, Field(max_length=MOST_CODE)]
Confidence = Annotated[float, Field(ge=0, le=1)]
Seed = Annotated[int, Field(ge=0, lt=2**53)]
Tier = Literal[1, 2, 3]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


# -- predicting ------------------------------------------------------------------------------------------------------


class SolvedExample(_Model):
    """A program of the same language whose output is known: what teaches a language."""

    code: Code
    output: Text


class PredictRequest(_Model):
    """One program to predict."""

    code: Code
    input: Text | None = Field(default=None, description="The lines that the program reads, if it reads any.")
    trace: bool | None = Field(
        default=None, description="true: with the steps. false: the answer at once. null: the service chooses."
    )
    examples: list[SolvedExample] = Field(default=[], max_length=MOST_EXAMPLES)
    guide: Text | None = Field(default=None, description="A short description of the language.")


class Variable(_Model):
    """A variable that a step names, with its value as the trace writes it: T and F, strings in quotes."""

    name: str
    value: str
    changed: bool = Field(default=False, description="Whether it is new, or has another value than before this step.")


class Call(_Model):
    """A function of the program begins: the steps after this one are in a new frame, one deeper."""

    function: str
    arguments: list[Variable] = []


class Step(_Model):
    """One statement of the predicted run.

    Its ``variables`` belong to the frame of its ``depth``. After a step with ``call`` a new frame is open, which holds
    the arguments; after a step with ``returns`` its frame is gone, and the caller's variables are back.
    """

    line: int | None = Field(description="The line that ran, from 1; null where the step names none.")
    text: str = Field(description="The step as the trace has it.")
    readable: bool = Field(description="Whether it is in the form of a trace; if not, only text and confidence count.")
    what: str = Field(default="", description="What happened: the text without the line's number.")
    confidence: Confidence
    depth: int = Field(default=0, ge=0, description="How many calls are under way while it runs.")
    function: str | None = Field(default=None, description="The function that it runs in; null outside of all.")
    variables: list[Variable] = []
    printed: list[str] = Field(default=[], description="The lines that it prints.")
    call: Call | None = None
    returns: str | None = Field(default=None, description="The value that it gives back; empty where it returns none.")
    error: str | None = Field(default=None, description="Why the program stops here, unless the failure is caught.")


class Problem(_Model):
    """Where a trace first disagrees with itself or with the output."""

    step: int | None = Field(description="The index of the step, from 0; null where it is about no one step.")
    reason: str


class PredictResponse(_Model):
    """A prediction. It was written by the model; nothing was run."""

    output: str = Field(description="What the program prints, without its last newline.")
    confidence: Confidence
    truncated: bool = Field(description="Whether the model stopped before it was done; `note` says why.")
    note: str | None = Field(default=None, description="Why a truncated answer has no end; null for any other.")
    steps: list[Step] | None = Field(
        default=None, description="The steps of a traced answer; null where it is a plain one."
    )
    problem: Problem | None = None
    characters: list[Confidence] | None = Field(
        default=None,
        description="For each character (code point) of the output how sure the model was of it.",
    )


class BatchRequest(_Model):
    """Some programs, worked on together."""

    programs: list[PredictRequest] = Field(min_length=1, max_length=MOST_PROGRAMS)


class BatchResponse(_Model):
    """The predictions in the order of the programs."""

    predictions: list[PredictResponse]


# -- the stream's events: `event: NAME` and one of these as `data:` ---------------------------------------------------


class Begin(_Model):
    """``begin``: a text begins. What came before it in this stream is void (the service tried the plain form first)."""

    form: Literal["plain", "traced"]


class Written(_Model):
    """``characters``: the output goes on."""

    text: str
    confidence: Confidence


class NumberedStep(_Model):
    """``step``: one more step; ``number`` is its index, from 0."""

    number: int
    step: Step


# ``result`` ends the stream with a PredictResponse, ``error`` with an ErrorResponse. The result is what counts.


# -- drawn programs, examples, the truth ------------------------------------------------------------------------------


class Drawing(_Model):
    """What is drawn: of at most one tier, topic or machine, in an invented language unless one is named."""

    seed: Seed | None = Field(default=None, description="The same seed draws the same program; null: any.")
    tier: Tier | None = Field(default=None, description="1 straight, 2 conditions, 3 loops.")
    topic: str | None = Field(default=None, max_length=40, description="One of GET /api/about's topics.")
    machine: str | None = Field(default=None, max_length=40, description="One of GET /api/about's machines.")
    language: str = Field(
        default="invented", max_length=40, description="A real language instead; machines have their own."
    )

    @model_validator(mode="after")
    def _is_one_thing(self) -> Drawing:
        named = [name for name in ("tier", "topic", "machine") if getattr(self, name) is not None]
        if len(named) > 1:
            raise ValueError(f"{' and '.join(named)} exclude each other: give one of them")
        return self


class InventRequest(Drawing):
    """A new language and a program in it."""

    solved: int = Field(
        default=0, ge=0, le=8, description="So many solved programs that teach the language; tiers and topics."
    )
    guided: bool = Field(default=False, description="With solved: also a guide to the language.")


class InventResponse(_Model):
    """A drawn program. Its output and steps are true: they were known before it was spelled, and nothing was run."""

    seed: int
    language: str
    tier: int
    topic: str | None = None
    machine: str | None = None
    code: str
    input: str | None = None
    output: str
    steps: list[Step]
    examples: list[SolvedExample] = []
    guide: str | None = None


class Example(_Model):
    """A program to try, with its true output."""

    id: str
    title: str
    kind: Literal["card", "language", "topic", "machine"]
    language: str
    code: str
    input: str | None = None
    output: str


class ExamplesResponse(_Model):
    """What there is to try."""

    examples: list[Example]


class VerifyRequest(_Model):
    """A program of a real language, which is run in the sandbox; or a drawn one, whose truth is known without a run."""

    code: Code | None = None
    language: str | None = Field(default=None, max_length=40, description="python, javascript, lua or cobol.")
    input: Text | None = None
    drawn: Drawing | None = Field(
        default=None, description="As it was asked of /api/invent, with the seed of its answer."
    )
    trace: bool | None = Field(default=None, description="As for /api/predict.")

    @model_validator(mode="after")
    def _is_one_program(self) -> VerifyRequest:
        if (self.code is None) == (self.drawn is None):
            raise ValueError("give code and language, or drawn")
        if self.code is not None and self.language is None:
            raise ValueError("code needs its language")
        if self.drawn is not None and self.drawn.seed is None:
            raise ValueError("drawn needs its seed")
        return self


class OutputDeparture(_Model):
    """The first wrong line of the output and the first wrong character in it, from 1; null: no such line."""

    line: int
    column: int
    predicted: str | None
    true: str | None


class TraceDeparture(_Model):
    """The first wrong step, from 1, and the line that truly ran; null: no such step."""

    step: int
    line: int | None
    predicted: str | None
    true: str | None


class VerifyResponse(_Model):
    """A prediction beside the truth."""

    prediction: PredictResponse
    agrees: bool
    source: Literal["run", "interpreter"] = Field(description="Who knows the truth: a run in the sandbox, or we do.")
    language: str
    true_output: str
    true_steps: list[Step] | None = Field(description="null where they cannot be told.")
    ended: str = Field(description="ok, or what the runtime said when the program failed.")
    compared: Literal["events", "effects", "output"] = Field(
        description="events: each operation; effects: lines, changed variables, printed text; output: no steps."
    )
    output: OutputDeparture | None = None
    trace: TraceDeparture | None = None


# -- the shell --------------------------------------------------------------------------------------------------------


class ShellRequest(_Model):
    """One command in a state that the caller keeps."""

    command: str = Field(max_length=MOST_CODE, description="One line.")
    state: Text | None = Field(
        default=None, description="As the last answer gave it, or written in that form; null: an empty /home/user."
    )


class ShellResponse(_Model):
    """What a terminal would show, and the state after it. It was written by the model; nothing was run."""

    output: str = Field(description="Standard output and errors, without the last newline.")
    steps: str = Field(description="What the model says happened: docs/shell.md has the words.")
    state: str = Field(description="To be handed in with the next command.")
    folder: str = Field(description="The working folder in that state.")
    confidence: Confidence
    problem: str | None = Field(
        default=None, description="Why the answer is not whole, or the state did not follow it."
    )


class ShellTurn(_Model):
    """A command and what was shown."""

    command: str = Field(max_length=MOST_CODE)
    output: Text


class ShellVerifyRequest(_Model):
    """A session, to be run again in real bash, in the sandbox."""

    state: Text | None = Field(default=None, description="Where it began; null: an empty /home/user.")
    turns: list[ShellTurn] = Field(min_length=1, max_length=MOST_TURNS)


class ShellVerifyResponse(_Model):
    """Whether bash shows the same; ``wrong`` is the number of the first answer where it does not, from 1."""

    count: int
    wrong: int | None = None
    expected: str | None = Field(default=None, description="What bash shows there; null: it had ended.")


# -- the service itself ----------------------------------------------------------------------------------------------


class Limits(_Model):
    """What a request may ask for."""

    body_bytes: int
    code_characters: int
    prompt_tokens: int
    programs: int
    examples: int
    seconds: float
    queue: int
    rate_a_minute: int | None


class AboutResponse(_Model):
    """What this service can do."""

    name: str = "caalm"
    version: str
    model: str
    engine: str
    traces: bool = Field(description="Whether the model writes traces.")
    calibrated: bool = Field(description="Whether confidences are measured ones.")
    verify: bool = Field(description="Whether programs of real languages can be run to verify a prediction.")
    verify_languages: list[str] = []
    shells: bool = Field(description="Whether the model was trained on shell sessions.")
    verify_shells: bool = Field(description="Whether a shell session can be run in bash to verify it.")
    languages: list[str]
    topics: list[str]
    machines: list[str]
    limits: Limits


class Health(_Model):
    """``ok``, or why not."""

    status: str


class ErrorDetail(_Model):
    """What is wrong, in one line; the same form as OpenAI's."""

    message: str
    type: str
    param: str | None = Field(default=None, description="The field that is wrong.")
    code: str | None = None


class ErrorResponse(_Model):
    """Every answer that is none."""

    error: ErrorDetail


# -- the OpenAI form -------------------------------------------------------------------------------------------------


class StreamOptions(BaseModel):
    """What a stream adds."""

    include_usage: bool = False


class CompletionRequest(BaseModel):
    """``/v1/completions``. The model is greedy: what steers sampling is taken and does nothing. Unknown fields too."""

    model: str | None = None
    prompt: str | list[str] | list[int] | list[list[int]]
    max_tokens: int | None = Field(default=None, ge=1, le=1_000_000)
    temperature: float | None = None
    top_p: float | None = None
    n: Literal[1] | None = None
    best_of: Literal[1] | None = None
    stream: bool = False
    stream_options: StreamOptions | None = None
    logprobs: int | None = Field(
        default=None, ge=0, le=20, description="Log-probabilities of the chosen tokens; one a byte."
    )
    echo: Literal[False] | None = None
    stop: str | list[str] | None = None
    seed: int | None = None
    user: str | None = None


class Logprobs(BaseModel):
    """One entry a token; the last one of a finished text is its end."""

    tokens: list[str]
    token_logprobs: list[float]
    top_logprobs: list[dict[str, float]] | None = None
    text_offset: list[int]


class CompletionChoice(BaseModel):
    """One text."""

    index: int
    text: str
    logprobs: Logprobs | None = None
    finish_reason: Literal["stop", "length"] | None = None


class Usage(BaseModel):
    """Tokens."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class CompletionResponse(BaseModel):
    """OpenAI's answer."""

    id: str
    object: Literal["text_completion"] = "text_completion"
    created: int
    model: str
    choices: list[CompletionChoice]
    usage: Usage | None = None


class ChatPart(BaseModel):
    """A piece of a message."""

    type: Literal["text"]
    text: str


class ChatMessage(BaseModel):
    """A message; what else a client puts into it is not looked at."""

    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[ChatPart]


class ChatRequest(BaseModel):
    """``/v1/chat/completions``. The model is greedy: what steers sampling does nothing. Unknown fields too."""

    model: str | None = None
    messages: list[ChatMessage] = Field(min_length=1, max_length=2 * MOST_TURNS)
    max_tokens: int | None = Field(default=None, ge=1, le=1_000_000)
    max_completion_tokens: int | None = Field(default=None, ge=1, le=1_000_000)
    temperature: float | None = None
    top_p: float | None = None
    n: Literal[1] | None = None
    stream: bool = False
    stream_options: StreamOptions | None = None
    logprobs: Literal[False] | None = None
    stop: str | list[str] | None = None
    seed: int | None = None
    user: str | None = None


class ChatAnswer(BaseModel):
    """What the model says."""

    role: Literal["assistant"] = "assistant"
    content: str


class ChatChoice(BaseModel):
    """One answer."""

    index: int = 0
    message: ChatAnswer
    finish_reason: Literal["stop", "length"]


class ChatResponse(BaseModel):
    """OpenAI's answer to a chat."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[ChatChoice]
    usage: Usage


class ChatDelta(BaseModel):
    """What is new in a piece of a stream."""

    role: Literal["assistant"] | None = None
    content: str | None = None


class ChatPiece(BaseModel):
    """A choice of a piece."""

    index: int = 0
    delta: ChatDelta
    finish_reason: Literal["stop", "length"] | None = None


class ChatChunk(BaseModel):
    """A piece of a stream."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: list[ChatPiece]
    usage: Usage | None = None


class ModelCard(BaseModel):
    """One model."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = "caalm"
    max_model_len: int


class ModelList(BaseModel):
    """All models: one."""

    object: Literal["list"] = "list"
    data: list[ModelCard]
