"""One note on its way into the store: every utterance is kept first, then it becomes text or an edit."""

from contextlib import aclosing

from assistant.api import Form, House, Note, Reply, Spoken, Transcript, Unfinished
from skills.soap_notes import wording
from skills.soap_notes.answering import is_answer
from skills.soap_notes.commands import is_empty, recognize, understand
from skills.soap_notes.draft import ANSWERED, Dictation
from skills.soap_notes.vocabulary import HEARD_OFF_THE_RECORD, Command

_PAUSING = frozenset({Command.PAUSE, Command.STOP, Command.OFF_THE_RECORD})
_ANSWERS = frozenset({"yes", "no", "yes please", "no thanks", "yeah", "nope"})
"""Said after "discard note", they answer its question and are no part of the note."""


class KeptNote:
    """A note that is being dictated, as the store has it and as it reads so far."""

    def __init__(self, house: House, note: Note) -> None:
        self._house = house
        self.note = note
        self.dictation = Dictation.replay(note.transcript)
        self._heard = list(note.transcript)
        self._settled = False

    def keep(self, heard: Transcript, command: str) -> None:
        """Keep an utterance, on the disk when this returns. Raises `DiskFull`, `InputOutput`."""
        spoken = Spoken(
            seq=len(self._heard),
            text=heard.text,
            start=heard.start,
            end=heard.end,
            confidence=heard.confidence,
            engine=heard.engine,
            command=command,
            capture=heard.capture,
        )
        self._house.notes.hear(self.note.id, spoken)
        self._heard.append(spoken)

    def answer(self, heard: Transcript) -> None:
        """Keep what she answered to the editor's question, and do as it says."""
        self.keep(heard, ANSWERED)
        self.dictation = self.dictation.answer(heard.text)

    async def catch_up(self, which: Unfinished) -> bool:
        """Take in what was said and is only in the sound; whether it ends with "end note".

        What was recorded between "pause" and the moment when it was understood is left out. Raises `Corrupt` after all
        that could be read.
        """
        paused = {spoken.capture for spoken in self._last_of_each() if spoken.command in _PAUSING}
        off = ""
        async with aclosing(self._house.recovery.unheard(which)) as unheard:
            async for heard in unheard:
                command = recognize(heard.text)
                if heard.capture in paused or is_empty(heard.text) or self._answers(heard):
                    continue
                if heard.capture == off and command not in HEARD_OFF_THE_RECORD:
                    continue  # recorded before "off the record" was understood
                off = heard.capture if command is Command.OFF_THE_RECORD else ""
                self._take(heard)
        return bool(self._heard) and self._heard[-1].command == Command.END_NOTE

    async def file(self) -> Reply:
        """Dictated words first, then the draft of them beside; filed even where she breaks in on the drafting."""
        if not self.dictation.utterances and not any(self.dictation.sections().values()):
            self.throw_away()
            return Reply("Nothing was dictated, so I put the empty note away.")
        client, sections = self.note.client, self.dictation.sections()
        self.put_away()
        try:
            form = Form(self.note.form, tuple(sections))
            ended = self.dictation.sentences()
            said = {name: sections[name] if name in form.verbatim else ended[name] for name in sections}
            drafted, source, support = await self._house.drafter.note(client, said, form=form, item=self.note.id)
            if dict(drafted) != sections:
                self._house.notes.write(self.note.id, drafted, source, support)
        finally:
            self._house.notes.file(self.note.id)
        flags = sum(bool(each.flag) for drafts in support.values() for each in drafts)
        return wording.with_flags(wording.filed(client, self.dictation.missing(), self.dictation.flagged), flags)

    def throw_away(self) -> None:
        """Out of the queue."""
        self._house.notes.discard(self.note.id)
        self._settled = True

    def put_away(self, *, begun: bool = True) -> None:
        """Write the sections as they stand; harmless when that has been done.

        A note without a word goes, where nothing was recorded of it either or she had not `begun` to dictate.
        """
        if self._settled:
            return
        if not self._heard and not (begun and self._recorded()):
            self.throw_away()
            return
        sections = self.dictation.sections()
        if sections != dict(self.note.sections) and self._heard:
            self._house.notes.write(self.note.id, sections, "dictated")
        self._settled = True

    def _take(self, heard: Transcript) -> None:
        order = understand(heard.text)
        if order is None and self.dictation.question is not None and is_answer(heard.text):
            self.answer(heard)
            return
        self.keep(heard, order.command if order else "")
        self.dictation = self.dictation.apply(order or heard.text)

    def _answers(self, heard: Transcript) -> bool:
        asked = bool(self._heard) and self._heard[-1].command == Command.DISCARD_NOTE
        return asked and heard.text.lower().strip(" .!") in _ANSWERS

    def _last_of_each(self) -> list[Spoken]:
        """What was heard last in each recording."""
        return list({spoken.capture: spoken for spoken in self._heard if spoken.capture}.values())

    def _recorded(self) -> bool:
        return any(one.note == self.note.id and one.capture for one in self._house.recovery.unfinished())
