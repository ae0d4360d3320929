"""Words that she has spelt are kept as she spelt them, sealed, and go for good."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import NotFound, UsageError
from assistant.ports import Lexicon
from assistant.store.keys import Cost
from assistant.store.rotation import rotate
from assistant.store.vault import Vault

PASSPHRASE = "nine small brown birds"


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with Vault.create(tmp_path / "vault", PASSPHRASE, cost=Cost(1, 8 * 2**10)) as vault:
        yield vault


@pytest.fixture
def lexicon(vault: Vault) -> Lexicon:
    return vault.lexicon


def test_words_are_there_in_the_order_in_which_they_came(vault: Vault, lexicon: Lexicon) -> None:
    assert lexicon.words() == []
    for word in ("venlafaxine", "O’Malley", "Jean-Luc", "sertraline", "venlafaxine"):
        lexicon.add(word)
    kept = ["venlafaxine", "O’Malley", "Jean-Luc", "sertraline"]
    assert lexicon.words() == kept
    vault.close()
    with Vault.open(vault.folder, PASSPHRASE) as again:
        assert again.lexicon.words() == kept


def test_the_newest_spelling_stands(lexicon: Lexicon) -> None:
    for word in ("emdr", "zoloft", "EMDR"):
        lexicon.add(word)
    assert lexicon.words() == ["EMDR", "zoloft"]


@pytest.mark.parametrize(
    "word",
    ["", " ", "two words", "x" * 41, "B12", "a\nb", "-dash", "dash-", "'", "semi;colon", "a--b", "half\ud800", "[tag]"],
)
def test_what_is_no_word_is_refused_without_repeating_it(lexicon: Lexicon, word: str) -> None:
    with pytest.raises(UsageError) as refused:
        lexicon.add(word)
    assert not word.strip() or word not in refused.value.spoken + refused.value.fix
    assert lexicon.words() == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.from_regex(r"[a-z]{1,3}|[é-ö]{2}-[A-Z]{1,2}", fullmatch=True), max_size=6))
def test_a_word_is_kept_once(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    with Vault.create(tmp_path_factory.mktemp("w") / "vault", PASSPHRASE, cost=Cost(1, 8 * 2**10)) as vault:
        for word in words:
            vault.lexicon.add(word)
        kept = vault.lexicon.words()
        assert [each.casefold() for each in kept] == list(dict.fromkeys(each.casefold() for each in words))
        assert set(kept) <= set(words)


def test_a_word_is_found_whatever_its_capitals_and_nothing_else_is(vault: Vault) -> None:
    vault.lexicon.add("Zoloft")
    assert vault.lexicon.find(" zoloft ").startswith("word-")
    with pytest.raises(NotFound):
        vault.lexicon.find("zolo")


def test_no_word_lies_in_the_database_in_clear(vault: Vault) -> None:
    vault.lexicon.add("Periwinkle")
    tables = [name for (name,) in vault._database.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    assert "lexicon" in tables
    assert "periwinkle" not in str([vault._database.rows(f"SELECT * FROM {table}") for table in tables]).lower()


def test_words_are_rotated_and_verified(vault: Vault) -> None:
    vault.lexicon.add("Zoloft")
    before = vault._database.rows("SELECT word FROM lexicon")
    words = vault.verify().words
    vault.close()
    rotate(vault.folder, PASSPHRASE)
    with Vault.open(vault.folder, PASSPHRASE) as again:
        assert again.lexicon.words() == ["Zoloft"]
        assert again._database.rows("SELECT word FROM lexicon") != before
        assert again.verify().words == words
