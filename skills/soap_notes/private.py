"""Her own thoughts about the session, dictated in between: kept in the drawer of process notes, and nowhere else."""

from assistant.api import Client, Form, House, Transcript, datetime
from skills.soap_notes.commands import Order
from skills.soap_notes.draft import ANSWERED, Dictation
from skills.soap_notes.vocabulary import Command

FORM = Form("private", ("private",))
"""One section, and none of the fields."""

REFUSED = frozenset(
    {
        Command.SECTION,
        Command.NEXT_SECTION,
        Command.PREVIOUS_SECTION,
        Command.FIELD,
        Command.NOT_ASSESSED,
        Command.SUPERVISE,
        Command.NOTE_FOR,
        Command.READ_SECTION,
        Command.READ_NOTE,
        Command.WHATS_MISSING,
        Command.RESUME,
        Command.ON_THE_RECORD,
        Command.DISCARD_NOTE,
    }
)
"""What is for the note itself."""


class PrivateNote:
    """The private note of one sitting, as it is in the drawer and as it reads so far.

    It is begun with its first words, and finished with the sitting: until then it can go to another client.
    """

    def __init__(self, house: House, client: Client) -> None:
        self._drawer = house.process
        self._clock = house.clock
        self._client = client
        self.dictation = Dictation(form=FORM)
        self._id = ""
        self._begun: datetime | None = None
        self._heard: list[tuple[str, str]] = []

    def go_on(self) -> None:
        """She comes back to it: in a new paragraph."""
        if self._id:
            self.dictation = self.dictation.apply(Command.NEW_PARAGRAPH)

    def take(self, heard: Transcript, order: Order | None) -> None:
        """Keep an utterance, on the disk when this returns; where it is text, it is part of it. Raises `DiskFull`."""
        self._keep(heard.text, order.name if order else "")
        if order is None:
            self.dictation = self.dictation.apply(heard.text)

    def answer(self, heard: Transcript) -> None:
        """Keep what she answered to the editor's question, and do as it says. Raises `DiskFull`."""
        self._keep(heard.text, ANSWERED)
        self.dictation = self.dictation.answer(heard.text)

    def give(self, client: Client) -> None:
        """It is about another client. Raises `DiskFull`; then it is where it was, and at the other's as far as it came."""
        if client.id == self._client.id:
            return
        before, self._client = self._id, client
        if before:
            self._id = self._drawer.begin(client, self._begun or self._clock.now())
            for seq, (text, command) in enumerate(self._heard):
                self._drawer.hear(self._id, seq, text, command)
            self._drawer.finish(before, "")

    def finish(self) -> None:
        """Put it away for good; harmless twice, and where nothing was said. Raises `DiskFull`."""
        if self._id:
            self._drawer.finish(self._id, self.dictation.sentences()["private"])
        self._id, self._heard, self.dictation = "", [], Dictation(form=FORM)

    def _keep(self, text: str, command: str) -> None:
        if not self._id:
            if command:
                return  # nothing has been said yet
            self._begun = self._clock.now()
            self._id = self._drawer.begin(self._client, self._begun)
        self._drawer.hear(self._id, len(self._heard), text, command)
        self._heard.append((text, command))
