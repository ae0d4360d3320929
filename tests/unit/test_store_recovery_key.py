"""The recovery key: readable, strong enough, and a slip is told from a wrong one."""

import math

from hypothesis import given
from hypothesis import strategies as st

from assistant.store import recovery_key


def test_it_has_128_bits_in_groups_without_look_alikes() -> None:
    key = recovery_key.new()
    assert [len(group) for group in key.split("-")] == [4] * 8
    assert set(key) - {"-"} <= set(recovery_key.SYMBOLS)
    assert 28 * math.log2(len(recovery_key.SYMBOLS)) >= 128
    for alike in ("0O", "1IL", "2Z", "5S", "8B", "UV"):
        assert len(set(alike) & set(recovery_key.SYMBOLS)) <= 1, alike
    assert len({recovery_key.new() for _ in range(200)}) == 200


def test_case_spaces_and_hyphens_do_not_matter() -> None:
    key = recovery_key.new()
    plain = key.replace("-", "")
    for typed in (key, plain, key.lower(), key.replace("-", " "), f"  {key}\t", key.replace("-", "\N{EN DASH}")):
        assert recovery_key.read(typed) == plain
        assert not recovery_key.is_slip(typed)


@given(st.data())
def test_a_slip_is_noticed_and_told_from_something_else(data: st.DataObject) -> None:
    key = recovery_key.new().replace("-", "")
    at = data.draw(st.integers(0, len(key) - 2))
    other = data.draw(st.sampled_from([each for each in recovery_key.SYMBOLS if each != key[at]]))
    swapped = key[:at] + key[at + 1] + key[at] + key[at + 2 :]
    for slip in (key[:at] + other + key[at + 1 :], key[:at] + key[at + 1 :], key[:at] + "O" + key[at + 1 :], swapped):
        assert slip == key or (recovery_key.read(slip) is None and recovery_key.is_slip(slip))


@given(st.text(max_size=80))
def test_no_text_makes_it_fail_and_a_passphrase_is_no_slip(text: str) -> None:
    assert recovery_key.read(text) is None
    recovery_key.is_slip(text)
    assert not recovery_key.is_slip("nine small brown birds")
