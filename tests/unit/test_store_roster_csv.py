"""A list of clients is taken in whole or not at all, and a mistake names its line and nothing on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InputOutput
from assistant.store.keys import Cost
from assistant.store.roster_csv import Entry, parse
from assistant.store.vault import Vault

CANARY = "Zebedee"


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with Vault.create(tmp_path / "vault", "nine small brown birds", cost=Cost(1, 8192)) as vault:
        yield vault


@pytest.mark.parametrize(
    "data",
    [
        b"initials,name,aliases,kin,places\nJD,Jane Doe,Janie; JJ ;,Tom,Elm School\n",
        b"\xef\xbb\xbfinitials,name,aliases,kin,places\r\nj.d.,Jane Doe,Janie;JJ,Tom,Elm School\r\n\r\n",
        b'places,Name ,kin,INITIALS,aliases\nElm School," Jane  Doe",Tom,j d,"Janie;JJ"',
        b"\n\ninitials,name,aliases,kin,places\n,,,,\nJD,Jane Doe,Janie;JJ;Janie,Tom,Elm School,,\n",
    ],
)
def test_the_same_client_is_read_however_the_spreadsheet_saved_it(data: bytes) -> None:
    assert [entry[1:] for entry in parse(data)] == [("JD", "Jane Doe", ("Janie", "JJ"), ("Tom",), ("Elm School",))]


def test_a_cell_may_hold_line_breaks_and_commas() -> None:
    assert parse(b'initials,name\nJD,"Doe,\nJane"\nMK,Mary Kay\n') == [
        Entry(3, "JD", "Doe, Jane"),
        Entry(4, "MK", "Mary Kay"),
    ]


@pytest.mark.parametrize(
    ("line", "data"),
    [
        (1, b"Zebedee,Zebedee\nJD,Jane\n"),
        (1, b"initials;name\nJD;Zebedee\n"),
        (1, b"initials,name,Zebedee\nJD,Jane,x\n"),
        (1, b"initials,name,name\nJD,Zebedee,x\n"),
        (3, b"initials,name\nJD,Jane\nZebedee,Jane\n"),
        (3, b"initials,name\nJD,Jane\nMK\n"),
        (3, b"initials,name\nJD,Jane\nMK,\n"),
        (3, b"initials,name\nJD,Jane\nMK,Zebedee,Zebedee\n"),
        (3, b"initials,name\nJD,Zebedee\njd,Jane\n"),
        (3, b"initials,name\nJD,Zebedee\nJD,Zebedee\n"),
        (2, b'initials,name\nJD,"Zebedee\n'),
        (2, b'initials,name\nJD,"Zebedee"x\n'),
        (2, b"initials,name\nJD,Zebedee\xff\n"),
        (2, b"initials,name\nJD,Zebedee\0\n"),
        (2, b"initials,name\nJD,Zebedee\x1b[31m\n"),
        (2, b"initials,name\nJD," + b"Zebedee" * 150_000 + b"\n"),
        (1, "initials,name\nJD,Zebedee\n".encode("utf-16")),
        (2, "initials,name\nJD,Zebedée\n".encode("latin-1")),
    ],
)
def test_a_mistake_is_named_by_its_line_alone(vault: Vault, line: int, data: bytes) -> None:
    with pytest.raises(InputOutput) as caught:
        vault.roster.take_in(parse(data))
    assert caught.value.spoken.startswith(f"Line {line} of the list")
    assert CANARY.casefold() not in (caught.value.spoken + caught.value.fix).casefold()
    assert list(vault.roster.all()) == []


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"initials,name\n", b"initials,name\n,\n"])
def test_an_empty_list_is_said_to_be_empty(data: bytes) -> None:
    with pytest.raises(InputOutput, match="nobody on the list"):
        parse(data)


def test_a_file_far_too_long_is_refused() -> None:
    with pytest.raises(InputOutput, match="too long"):
        parse(b"initials,name\n" * 400_000)


def test_a_longer_list_adds_only_the_newcomers_and_a_conflict_adds_nobody(vault: Vault) -> None:
    assert vault.roster.take_in(parse(b"initials,name,kin\nJD,Jane Doe,Tom\n")) == (1, 0)
    assert vault.roster.take_in(parse(b"initials,name,kin\nMK,Mary Kay,\nJD,Jane Doe,Tom\n")) == (1, 1)
    with pytest.raises(InputOutput) as caught:
        vault.roster.take_in(parse(b"initials,name\nAB,Ann Bee\nJD,John Dill\n"))
    assert caught.value.spoken.startswith("Line 3 ")
    assert [client.initials for client in vault.roster.all()] == ["JD", "MK"]


@given(st.binary(max_size=300).map(lambda noise: b"initials,name\nJD,Jane\n" + noise) | st.binary(max_size=300))
def test_any_bytes_are_a_list_or_one_clear_error(data: bytes) -> None:
    try:
        entries = parse(data)
    except InputOutput:
        return
    assert len({entry.initials for entry in entries}) == len(entries) > 0
