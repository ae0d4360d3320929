"""The roster."""

# ruff: noqa: S608 - statements are put together from constants of ours; values are always bound

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from assistant.errors import InputOutput, NotFound, UsageError
from assistant.records import Client
from assistant.store import moments
from assistant.store.database import Database, Row
from assistant.store.items import Items
from assistant.store.roster_csv import Entry, normal_initials, normal_list, normal_name

COLUMNS = "c.id, c.initials, c.person"
"""What `client_of` reads, from the table ``clients`` as ``c``."""
WIDTH = 3


def client_of(items: Items, row: Row) -> Client:
    """The client in the first `WIDTH` columns."""
    identity, initials, sealed = row[:WIDTH]
    person = json.loads(items.open(identity, sealed))
    return Client(identity, initials, person["name"], *(tuple(person[each]) for each in ("aliases", "kin", "places")))


class Arrivals(NamedTuple):
    """What an import did."""

    added: int
    known: int
    """Entries that were in the roster already, word for word."""


class VaultRoster:
    """The clients in the vault."""

    def __init__(self, database: Database, items: Items) -> None:
        self._database = database
        self._items = items

    def all(self) -> Sequence[Client]:
        """In order of initials."""
        rows = self._database.rows(f"SELECT {COLUMNS} FROM clients c ORDER BY c.initials")
        return [client_of(self._items, row) for row in rows]

    def since(self) -> Mapping[str, datetime]:
        """When each client was added, by id."""
        return {i: moments.read(created) for i, created in self._database.rows("SELECT id, created FROM clients")}

    def by_initials(self, initials: str) -> Client:
        """Case, dots and spaces aside. Raises `NotFound`."""
        client = self._find("".join(each for each in initials if each.isalnum()).upper())
        if client is None:
            raise NotFound("I have no client with those initials.", fix="assistant clients list")
        return client

    def add(
        self,
        initials: str,
        name: str,
        *,
        aliases: Sequence[str] = (),
        kin: Sequence[str] = (),
        places: Sequence[str] = (),
    ) -> Client:
        """A new client. Raises `UsageError` where the initials are taken or anything is not as it should be."""
        entry = Entry(
            0, normal_initials(initials), normal_name(name), normal_list(aliases), normal_list(kin), normal_list(places)
        )
        with self._database.transaction():
            if self._find(entry.initials) is not None:
                raise UsageError(
                    "Those initials are in the roster already; nothing was changed.",
                    fix="tell two clients apart with a digit: JD2",
                )
            return self._insert(entry)

    def take_in(self, entries: Sequence[Entry]) -> Arrivals:
        """Everybody on a list, or nobody. Raises `InputOutput` with the line whose initials mean somebody else."""
        added = 0
        with self._database.transaction():
            for entry in entries:
                known = self._find(entry.initials)
                if known is None:
                    self._insert(entry)
                    added += 1
                elif (known.name, known.aliases, known.kin, known.places) != entry[2:]:
                    raise InputOutput(
                        f"Line {entry.line} of the list has initials that are already somebody else's, so nobody was added.",
                        fix="tell two clients apart with a digit: JD2",
                    )
        return Arrivals(added, len(entries) - added)

    def _find(self, initials: str) -> Client | None:
        row = self._database.row(f"SELECT {COLUMNS} FROM clients c WHERE c.initials = ?", initials)
        return client_of(self._items, row) if row else None

    def _insert(self, entry: Entry) -> Client:
        client = Client(self._database.fresh_id("client", "clients"), *entry[1:])
        self._items.new(client.id)
        person = {"name": client.name, "aliases": client.aliases, "kin": client.kin, "places": client.places}
        self._database.run(
            "INSERT INTO clients (id, initials, created, person) VALUES (?, ?, ?, ?)",
            client.id,
            client.initials,
            moments.system_now(),
            self._items.seal(client.id, json.dumps(person, ensure_ascii=False)),
        )
        return client
