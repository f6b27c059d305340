"""Bytes are tokens: both forms of the tokenizer agree on any text, and no text becomes a special token."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AutoTokenizer

from caalm.errors import InputError
from caalm.model.tokenizer import END, PAD, SPECIALS, VOCABULARY_SIZE, build_tokenizer, decode, encode, write_tokenizer

AWKWARD = [
    "",
    " leading",
    "\ttab\r\n",
    "<|end|>",
    "a<|pad|>b",
    "é ✓ 漢字 🙂",
    "  two  spaces ",
    "\n\n",
    "\x00\x7f",
    "'s don't",
]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> object:
    folder = tmp_path_factory.mktemp("tokenizer")
    write_tokenizer(folder)
    return AutoTokenizer.from_pretrained(folder)


@pytest.mark.parametrize("text", AWKWARD)
def test_the_saved_tokenizer_agrees_with_the_pure_one(saved: object, text: str) -> None:
    assert saved(text)["input_ids"] == list(encode(text))  # type: ignore[operator]
    assert saved.decode(list(encode(text))) == text  # type: ignore[attr-defined]
    assert decode(encode(text)) == text


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_any_text_is_its_bytes_and_comes_back(text: str) -> None:
    tokenizer = build_tokenizer()
    tokenizer.encode_special_tokens = True
    assert tokenizer.encode(text).ids == list(text.encode()) == list(encode(text))
    assert tokenizer.decode(list(encode(text))) == decode(encode(text)) == text


def test_specials_follow_the_bytes(saved: object) -> None:
    assert len(SPECIALS) == len(set(SPECIALS)) == 64
    assert VOCABULARY_SIZE == len(saved) == 320  # type: ignore[arg-type]
    assert saved.convert_tokens_to_ids(list(SPECIALS)) == list(range(256, 320))  # type: ignore[attr-defined]
    assert saved.eos_token_id == END  # type: ignore[attr-defined]
    assert saved.pad_token_id == PAD  # type: ignore[attr-defined]


def test_specials_are_left_out_of_decoded_text(saved: object) -> None:
    assert decode([104, END, PAD, 105]) == "hi"
    assert saved.decode([104, END, PAD, 105], skip_special_tokens=True) == "hi"  # type: ignore[attr-defined]


def test_bytes_that_are_no_text_do_not_stop_decoding() -> None:
    assert decode([0xE6, 0xBC]) == "\ufffd"


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(InputError, match="surrogate"):
        encode("a\ud800")
