"""A dictation heard again by another engine: better words under the same commands, and the note made anew of them."""

from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace

from assistant.api import House, Locked, Note, NoteState, NotFound, Reply, Spoken, Transcriber, Transcript
from skills.soap_notes.draft import ANSWERED, Dictation
from skills.soap_notes.keeping import KeptNote

_REFUSALS = {
    NoteState.SIGNED: "That note is signed and stays as it is; nothing was changed.",
    NoteState.DISCARDED: "That note was discarded; nothing was changed.",
}


class Rehearing:
    """Hears one note again. Whenever it is cut off, the note reads as before, and the next time finishes it."""

    def __init__(self, house: House, note_id: str) -> None:
        self._house = house
        self._before = house.notes.get(note_id)
        self._kept = KeptNote(house, self._before)

    async def hear(self, engine: Transcriber, *, force: bool) -> Reply:
        """What came of it, in counts; see `Skill.rehear`."""
        self._ready(force=force)
        texts = {one.seq: one for one in self._before.transcript if not one.command}
        heard, changed, doubtful = 0, 0, 0
        async with aclosing(self._house.recovery.again(self._before.id, engine)) as again:
            async for seq, said in again:
                heard += 1
                new = said.text != texts[seq].text
                if new and (not said.text.strip() or self._kept.understand(said.text) is not None):
                    doubtful += 1
                else:
                    changed += new
                    self._keep(texts[seq], said)  # the same words too: this engine may be surer of them
        if not heard:
            raise NotFound("There is no sound of that note any more; nothing was changed.")
        report = f"Heard {heard} of {len(texts)} utterances again with {engine.name}: {changed or 'none'} changed."
        if doubtful:
            report += f" {doubtful} would have become silence or a command, and stay as they were heard first."
        return await self._write_anew(report, changed=changed > 0)

    def _ready(self, *, force: bool) -> None:
        """Whether it may be heard again. Raises `Locked`, `NotFound`."""
        note = self._before
        if (refusal := _REFUSALS.get(note.state)) is not None:
            raise Locked(refusal, fix="assistant notes list")
        if all(one.command for one in note.transcript):
            raise NotFound("Nothing was dictated for that note, so there is nothing to hear again.")
        sources = [version.source for version in self._house.notes.versions(note.id)]
        since = max((at for at, source in enumerate(sources) if source == "dictated"), default=-1)
        if "edited" in sources[since + 1 :] and not force:
            raise Locked(
                "You have edited that note by hand since it was dictated, so it was not heard again; nothing was changed.",
                fix="--force writes the dictation anew; what you edited stays among its versions",
            )

    def _keep(self, first: Spoken, said: Transcript) -> None:
        """On the disk when this returns."""
        later = replace(first, text=said.text, confidence=said.confidence, engine=said.engine, unsure=said.unsure)
        self._house.notes.hear_again(self._before.id, first.seq, later)

    async def _write_anew(self, report: str, *, changed: bool) -> Reply:
        """The note as its transcript is now, where any version does not say so already."""
        after = self._house.notes.get(self._before.id)
        kept = KeptNote(self._house, after)
        if not changed and self._stands(kept):
            return Reply(f"{report} The note stays as it is.")
        if after.state is NoteState.DICTATING:
            kept.put_away()
            report += " Its dictation is not finished yet."
        else:
            await kept.file()
        lost = list(self._lost(after))
        if not lost:
            return Reply(report)
        few = "1 command finds" if len(lost) == 1 else f"{len(lost)} commands find"
        report += f" {few} the words no more that it was about; look at the note."
        return Reply(report, full=f"{report} {'; '.join(f'“{text}”' for text in lost)}.")

    def _stands(self, kept: KeptNote) -> bool:
        """Whether it was written so before: else the last time was cut off between hearing and writing."""
        now = (kept.dictation.sections(), kept.dictation.fields())
        numbers = [each.number for each in self._house.notes.versions(self._before.id) if each.source == "dictated"]
        written = (self._house.notes.get(self._before.id, number) for number in numbers)
        return any((dict(each.sections), dict(each.fields)) == now for each in written)

    def _lost(self, after: Note) -> Iterator[str]:
        """The commands that changed the note over the words that it had, and do nothing over those that it has."""
        for place in sorted(self._acting(self._before) - self._acting(after)):
            yield after.transcript[place].text

    def _acting(self, note: Note) -> set[int]:
        """The places of the commands that changed what was dictated before them."""
        stages = list(Dictation.stages(note.transcript, self._kept.form, self._kept.day))
        orders = _orders(note.transcript)
        return {begin for begin, end in orders if stages[begin].operations != stages[end].operations}


def _orders(transcript: tuple[Spoken, ...]) -> Iterator[tuple[int, int]]:
    """Each command with the answers to its question: from where to where in the transcript."""
    for begin, spoken in enumerate(transcript):
        if spoken.command and spoken.command != ANSWERED:
            end = begin + 1
            while end < len(transcript) and transcript[end].command == ANSWERED:
                end += 1
            yield begin, end
