"""Chats in the OpenAI form, with OpenAI's own client: shell sessions, programs, what is refused."""

from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai.types.chat import ChatCompletionMessageParam

from caalm.model.predictor import Predictor
from caalm.serving.settings import Settings
from caalm.tasks.shell import Snapshot, reference_completion
from tests.serving.running import Running, Scripted, serving

START = Snapshot().as_text()
COMMANDS = ["mkdir docs; echo 'a  b' > docs/x.txt", "cd docs", "cat x.txt y.txt", "ls -l", "echo $?"]
ANSWERS = [
    "",
    "",
    "a  b\ncat: y.txt: No such file or directory",
    "total 4\n-rw-r--r-- 1 user user 5 x.txt",
    "0",
]


def answer(prompt: str) -> str:
    """A model that knows shells and, of programs, what they were asked with."""
    return reference_completion(prompt) if prompt.startswith("You are") else f"<{prompt}>"


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with serving(Predictor(Scripted(answer), trace=False), Settings(max_code=2000)) as running:
        yield running


@pytest.fixture(scope="module")
def client(running: Running) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{running.url}/v1", api_key="none", max_retries=0) as client:
        yield client


def said(client: openai.OpenAI, messages: list[Any], **options: Any) -> str | None:
    found = client.chat.completions.create(model="caalm", messages=messages, **options)
    return str(found.choices[0].message.content)


def streamed(client: openai.OpenAI, messages: list[Any], **options: Any) -> tuple[str, str | None]:
    text, reason = "", None
    for chunk in client.chat.completions.create(model="caalm", messages=messages, stream=True, **options):
        if chunk.choices:
            text += chunk.choices[0].delta.content or ""
            reason = chunk.choices[0].finish_reason or reason
    return text, reason


def user(text: str) -> ChatCompletionMessageParam:
    return {"role": "user", "content": text}


SYSTEM: ChatCompletionMessageParam = {"role": "system", "content": START}


def test_a_conversation_with_the_published_prompt_is_a_shell_session(client: openai.OpenAI) -> None:
    messages: list[ChatCompletionMessageParam] = [SYSTEM]
    for command, expected in zip(COMMANDS, ANSWERS, strict=True):
        messages.append(user(command))
        assert said(client, messages) == expected
        assert streamed(client, messages) == (expected, "stop")
        messages.append({"role": "assistant", "content": expected})


def test_a_session_may_begin_anywhere(client: openai.OpenAI) -> None:
    state = START.replace(" (empty)", '\na.txt "milk\\n"\nmy docs/'.replace("my docs/", '"my docs/"'))
    state = state.replace("directory: /home/user", "directory: /home/user/my docs")
    developer = {"role": "developer", "content": [{"type": "text", "text": state}]}
    assert said(client, [developer, user("cat ../a.txt; pwd\n")]) == "milk\n/home/user/my docs"


def test_a_blank_command_shows_nothing(client: openai.OpenAI) -> None:
    assert said(client, [SYSTEM, user("  ")]) == ""
    assert streamed(client, [SYSTEM, user("")]) == ("", "stop")


def test_tokens_are_counted_whole_and_streamed(client: openai.OpenAI) -> None:
    messages = [SYSTEM, user("echo hello")]
    whole = client.chat.completions.create(model="caalm", messages=messages)
    *_, last = client.chat.completions.create(
        model="caalm", messages=messages, stream=True, stream_options={"include_usage": True}
    )
    assert whole.usage is not None
    assert (whole.usage.prompt_tokens, whole.usage.completion_tokens) == (len(START) + len("\n\n$ echo hello\n"), 6)
    assert last.usage == whole.usage
    assert last.id.startswith("chatcmpl-")


@pytest.mark.parametrize(
    ("options", "text", "reason"),
    [
        ({"max_tokens": 3}, "one", "length"),
        ({"max_completion_tokens": 5}, "one t", "length"),
        ({"stop": " t"}, "one", "stop"),
        ({"stop": ["o three", "x"]}, "one tw", "stop"),
        ({}, "one two three", "stop"),
    ],
)
def test_lengths_and_stops_are_kept_whole_and_streamed(
    client: openai.OpenAI, options: dict[str, Any], text: str, reason: str
) -> None:
    messages = [SYSTEM, user("echo one two three")]
    found = client.chat.completions.create(model="caalm", messages=messages, **options).choices[0]
    assert (found.message.content, found.finish_reason) == (text, reason)
    assert streamed(client, messages, **options) == (text, reason)


def test_a_program_in_a_message_is_predicted(client: openai.OpenAI) -> None:
    fenced = "What does this print?\n\n```python\nprint(1)\n```\nThanks"
    for text in ("print(1)", fenced):
        assert said(client, [user(text)]) == "<Code:\nprint(1)\n\nOutput:\n>"
        assert streamed(client, [user(text)]) == ("<Code:\nprint(1)\n\nOutput:\n>", "stop")
    assert said(client, [{"role": "system", "content": "You are helpful."}, user(fenced)], stop="\n") == "<Code:"


def test_a_program_may_read_and_be_taught(client: openai.OpenAI) -> None:
    shown = said(client, [user("```\nprint(input())\n```\n```input\n7\n8\n```")]) or ""
    assert "print(input())" in shown
    assert "Input:\n7\n8" in shown
    messages = [
        {"role": "system", "content": "Guide: zib shows a number"},
        user("```\nzib 1\n```"),
        {"role": "assistant", "content": "```\n1\n```"},
        user("zib 7"),
    ]
    taught = said(client, messages) or ""
    for piece in ("zib shows a number", "zib 1", "\n1\n", "zib 7"):
        assert piece in taught


@pytest.mark.parametrize(
    ("messages", "param", "told"),
    [
        ([], "messages", "at least 1"),
        ([SYSTEM], "messages", "must be the user's"),
        ([SYSTEM, user("ls"), {"role": "assistant", "content": ""}], "messages", "must be the user's"),
        ([SYSTEM, user("ls"), user("ls")], "messages.2.role", "'assistant' must come"),
        ([SYSTEM, user("ls"), SYSTEM], "messages.2.role", "'system'"),
        ([SYSTEM, user("ls\npwd")], "messages.1.content", "one line"),
        ([{"role": "system", "content": START + "\nhello"}, user("ls")], "messages.0.content", "'hello'"),
        (
            [{"role": "system", "content": START.replace("/user\n", "/user/no\n")}, user("ls")],
            "messages.0.content",
            "current directory /home/user/no",
        ),
        ([{"role": "tool", "content": "x"}], "messages.0.role", "'user'"),
        ([{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}], "messages.0.content", ""),
        ([user(" \n")], "messages.0.content", "no program"),
        ([user("x"), {"role": "assistant", "content": "1"}] * 17 + [user("y")], "messages", "16 may"),
    ],
)
def test_what_is_wrong_with_a_chat_is_named(client: openai.OpenAI, messages: Any, param: str, told: str) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as refused:
        client.chat.completions.create(model="caalm", messages=messages)
    assert refused.value.param is not None
    assert refused.value.param.startswith(param)
    assert told in str(refused.value)


def test_what_does_not_fit_is_too_long(client: openai.OpenAI) -> None:
    long = "echo " + "x" * 9000
    for messages, param in (([SYSTEM, user(long)], "messages"), ([user("y" * 2001)], "messages.0.content")):
        with pytest.raises(openai.APIStatusError) as refused:
            client.chat.completions.create(model="caalm", messages=messages)
        assert refused.value.status_code == 413
        assert refused.value.param == param


def test_another_model_or_several_answers_are_refused(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(model="another", messages=[user("x")])
    with pytest.raises(openai.UnprocessableEntityError):
        client.chat.completions.create(model="caalm", messages=[user("x")], n=2)


def test_an_answer_over_several_bytes_a_character_is_whole(client: openai.OpenAI) -> None:
    assert streamed(client, [user("é☃")])[0] == "<Code:\né☃\n\nOutput:\n>"
