"""The list of what is sealed is whole: a column of sealed words that it did not name would be backed up unread."""

from pathlib import Path

import pytest

from assistant.store.database import Database
from assistant.store.parts import PARTS, Part, Words

KEYS_AND_CHAINS = {("item_keys", "key"), ("audit", "chain")}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.file)
def test_every_sealed_column_of_the_present_shape_is_named(part: Part, tmp_path: Path) -> None:
    database = Database(tmp_path / part.file, bytes(32), create=True)
    part.migrate(database)
    sealed = set(
        database.rows(
            "SELECT t.name, c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c"
            " WHERE t.schema = 'main' AND c.type = 'BLOB'"
        )
    )
    assert sealed - KEYS_AND_CHAINS == {(each.table, each.column) for each in part.words}
    for each in part.words:
        assert isinstance(each, Words)
        database.run(f"SELECT {each.item} FROM {each.table}")
    database.close()
