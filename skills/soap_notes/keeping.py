"""One note on its way into the store: every utterance is kept first, then it becomes text or an edit."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress

from assistant.api import Client, House, Marked, Note, Reply, Spoken, Supported, Transcript, UsageError, datetime
from skills.soap_notes import formats, wording
from skills.soap_notes.commands import Order, understand
from skills.soap_notes.draft import ANSWERED, Dictation
from skills.soap_notes.vocabulary import Command


class KeptNote:
    """A note that is being dictated, as the store has it and as it reads so far."""

    def __init__(self, house: House, note: Note) -> None:
        self._house = house
        self.note = note
        self.form = formats.of(note, house.forms)
        self.dictation = Dictation.replay(note.transcript, self.form, self.day)
        self.heard = list(note.transcript)
        """Everything that is kept of it."""
        self._settled = False

    def understand(self, text: str) -> Order | None:
        """The command that an utterance is in this note, None where it is text."""
        return understand(text, self.form, self.day)

    def keep(self, heard: Transcript, command: str) -> None:
        """Keep an utterance, on the disk when this returns. Raises `DiskFull`, `InputOutput`."""
        spoken = Spoken(
            seq=len(self.heard),
            text=heard.text,
            start=heard.start,
            end=heard.end,
            confidence=heard.confidence,
            engine=heard.engine,
            command=command,
            capture=heard.capture,
            unsure=heard.unsure,
        )
        self._house.notes.hear(self.note.id, spoken)
        self.heard.append(spoken)

    def take(self, heard: Transcript, order: Order | None) -> None:
        """Keep it, and do what it says as far as that needs no question."""
        self.keep(heard, order.name if order else "")
        self.dictation = self.dictation.apply(order or heard.text)

    def answer(self, heard: Transcript) -> None:
        """Keep what she answered to a question, and do as it says."""
        self.keep(heard, ANSWERED)
        self.dictation = self.dictation.answer(heard.text)

    def rebind(self, client: Client, appointment: datetime | None) -> None:
        """It is about another client or session. Raises `Locked`, `NotFound`, `DiskFull`: then it is about the first."""
        self.note = self._house.notes.rebind(self.note.id, client, appointment)

    async def file(self) -> Reply:
        """Dictated words first, then the draft of them beside; filed even where she breaks in on the drafting."""
        if (
            not self.dictation.utterances
            and not any(self.dictation.sections().values())
            and not self.dictation.fields()
        ):
            self.throw_away(ordered=False)  # its sound stays: a recogniser that hears nothing must not cost her a note
            return Reply("Nothing was dictated, so I put the empty note away.")
        self.put_away()
        try:
            support, why = await self._draft()
        finally:
            self._house.notes.file(self.note.id)
        flags = sum(bool(each.flag) for drafts in support.values() for each in drafts)
        flags += len(self.dictation.marked())
        return wording.filed(self.note.client, self.dictation.missing(), flags, why)

    def throw_away(self, *, ordered: bool = True) -> None:
        """Out of the queue; see `NoteBook.discard`."""
        self._house.notes.discard(self.note.id, ordered=ordered)
        self._settled = True

    def put_away(self, *, begun: bool = True) -> None:
        """Write the note as it stands; harmless when that has been done.

        A note without a word goes, where nothing was recorded of it either or she had not `begun` to dictate.
        """
        if self._settled:
            return
        if not self.heard and not (begun and self._recorded()):
            self.throw_away()
            return
        if self.heard:
            self._write()
        self._settled = True

    def _write(self) -> None:
        """The sections, the fields and the marks as a version; what goes elsewhere follows them."""
        sections, fields, marked = self.dictation.sections(), self.dictation.fields(), self._marked()
        note = self.note
        if (sections, fields, marked) != (dict(note.sections), dict(note.fields), note.marked):
            self.note = self._house.notes.write(note.id, sections, "dictated", fields=fields, marked=marked)
        self._house.supervision.put(note, self.dictation.supervision(), self._house.clock.now())
        for word in self._spelt(sections):
            with suppress(UsageError):  # letters without end are no word, and no reason to keep a note from being filed
                self._house.lexicon.add(word)

    async def _draft(self) -> tuple[Mapping[str, tuple[Supported, ...]], str]:
        """A further version in clinical prose, where the drafter gives one; what supports it, and why there is none."""
        own, ended = self.dictation.sections(), self.dictation.sentences()
        said = {name: own[name] if name in self.form.verbatim else ended[name] for name in own}
        drafted, source, support, why = await self._house.drafter.note(
            self.note.client, said, form=self.form, item=self.note.id, whose=whose(self.dictation, self.heard)
        )
        if dict(drafted) != own:
            self._house.notes.write(self.note.id, drafted, source, support, marked=self._marked())
        return support, why

    def _marked(self) -> tuple[Marked, ...]:
        rows = _rows(self.heard)
        return tuple(Marked(rows[index], why) for index, why in self.dictation.marked())

    def _spelt(self, sections: Mapping[str, str]) -> Sequence[str]:
        """The words that she spelt and that stand in the note, as they stand there."""
        orders = [self.understand(one.text) for one in self.heard if one.command == Command.SPELL]
        wanted = {order.words for order in orders if order is not None}
        standing = [word.strip("'’") for text in sections.values() for word in re.findall(r"[\w'’]+", text)]
        found = {word.lower(): word for word in sorted(standing) if word.lower() in wanted}
        return tuple(found.values())

    def day(self, words: str) -> str:
        """The day of "next session …" as it is written, counted from the day of the note."""
        zone = self._house.clock.now().tzinfo
        return self._house.times.read(words, self.note.created.astimezone(zone))

    def _recorded(self) -> bool:
        return any(one.note == self.note.id and one.capture for one in self._house.recovery.unfinished())


def whose(dictation: Dictation, heard: Sequence[Spoken]) -> Mapping[str, Sequence[tuple[str, int]]]:
    """Section → its words in order, each with its place in the transcript; -1: it has none."""
    rows = _rows(heard)
    return {
        section: [(word, rows[index] if index >= 0 else -1) for word, index in words]
        for section, words in dictation.whose().items()
    }


def _rows(heard: Sequence[Spoken]) -> Sequence[int]:
    """For each utterance of text, by its index, its place in the transcript."""
    return [one.seq for one in heard if not one.command]
