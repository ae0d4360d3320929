"""Dictations that were cut off: which there are, and what was said in them that only their sound holds."""

from collections.abc import Sequence

from assistant.errors import NotFound
from assistant.events import Transcript
from assistant.ports import NoteBook
from assistant.records import NoteState, Unfinished


class VaultRecovery:
    """`assistant.ports.Recovery` over an open vault."""

    def __init__(self, notes: NoteBook) -> None:
        self._notes = notes

    def unfinished(self) -> Sequence[Unfinished]:
        """Notes still in *dictating*, oldest first."""
        cut = [
            Unfinished(note.id, "", note.created) for note in self._notes.list() if note.state is NoteState.DICTATING
        ]
        return sorted(cut, key=lambda each: each.started)

    async def unheard(self, which: Unfinished) -> Sequence[Transcript]:
        """Nothing, where there is no recording."""
        return ()

    def give(self, which: Unfinished, note_id: str) -> None:
        """Raises `NotFound`: there is no recording without a note."""
        raise NotFound("There is no such recording.", fix="assistant notes recover")
