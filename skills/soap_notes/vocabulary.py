"""The wordings of the commands inside a dictation, and the order that each of them gives.

The same wordings stand as templates in ``sentences.en.yaml``, for the recogniser; a test holds the two together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.api import Form


class Command(StrEnum):
    """What a whole utterance may ask of the note editor."""

    SECTION = "section"
    NEXT_SECTION = "next_section"
    PREVIOUS_SECTION = "previous_section"
    PRIVATE_NOTE = "private_note"
    BACK_TO_NOTE = "back_to_note"
    NOTE_FOR = "note_for"
    FIELD = "field"
    SUPERVISE = "supervise"
    SCRATCH_THAT = "scratch_that"
    SCRATCH_SENTENCE = "scratch_sentence"
    SCRATCH_SECTION = "scratch_section"
    UNDO_THAT = "undo_that"
    REDO_THAT = "redo_that"
    CORRECT = "correct"
    STRIKE = "strike"
    SPELL = "spell"
    INSERT_AFTER = "insert_after"
    GO_TO_END = "go_to_end"
    NEW_LINE = "new_line"
    NEW_PARAGRAPH = "new_paragraph"
    BULLET = "bullet"
    COMMA = "comma"
    QUESTION_MARK = "question_mark"
    FULL_STOP = "full_stop"
    COLON = "colon"
    DASH = "dash"
    OPEN_QUOTE = "open_quote"
    CLOSE_QUOTE = "close_quote"
    MARK_THAT = "mark_that"
    NOT_ASSESSED = "not_assessed"
    READ_BACK = "read_back"
    READ_SECTION = "read_section"
    READ_NOTE = "read_note"
    WHATS_MISSING = "whats_missing"
    OFF_THE_RECORD = "off_the_record"
    ON_THE_RECORD = "on_the_record"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    LOCK = "lock"
    """Is the house's own, and done before the note hears of it; here so that it is heard, and never becomes text."""
    UNLOCK = "unlock"
    """The same; without it, it would be heard as the other."""
    END_NOTE = "end_note"
    DISCARD_NOTE = "discard_note"


@dataclass(frozen=True, slots=True)
class Order:
    """A command with what was said along with it."""

    command: Command
    section: str = ""
    """The section that it names; empty: the open one."""
    pairs: tuple[tuple[str, str], ...] = ()
    """What "X to Y" and "X through Y" may mean, the longest X first."""
    words: str = ""
    """The words to go to, the word that was spelt, or whom the note is for (empty: she did not say)."""
    everywhere: bool = False
    """Whether it is for the whole note."""
    field: str = ""
    """The field that it gives, one of `assistant.records.FIELDS`."""
    value: str = ""
    """What the field says from then on, or one thing more that it says."""

    @property
    def name(self) -> str:
        """What a transcript and the trace call it: the section that it goes to, else the command."""
        return self.section if self.command is Command.SECTION else self.command.value


HEARD_OFF_THE_RECORD = frozenset({Command.ON_THE_RECORD, Command.END_NOTE, Command.DISCARD_NOTE})
"""All that is understood while she is off the record."""

NOT_ASSESSED = "not assessed"
RISK_LEVELS = ("low", "moderate", "high")

_PHRASES: Mapping[Command, tuple[str, ...]] = {
    Command.NEXT_SECTION: ("next section", "go to next section", "go to the next section"),
    Command.PREVIOUS_SECTION: (
        "previous section",
        "last section",
        "go to previous section",
        "go to the previous section",
        "go to last section",
        "go to the last section",
    ),
    Command.PRIVATE_NOTE: ("private note",),
    Command.BACK_TO_NOTE: ("back to the note",),
    Command.NOTE_FOR: ("wrong client",),
    Command.SUPERVISE: ("flag for supervision", "flag that for supervision", "bring that to supervision"),
    Command.SCRATCH_THAT: ("scratch that", "delete that"),
    Command.SCRATCH_SENTENCE: ("scratch sentence", "scratch the sentence", "scratch the last sentence"),
    Command.SCRATCH_SECTION: ("scratch section", "scratch the section", "scratch this section"),
    Command.UNDO_THAT: ("undo that", "undo"),
    Command.REDO_THAT: ("redo that", "redo"),
    Command.GO_TO_END: ("go to the end", "go to end"),
    Command.NEW_LINE: ("new line",),
    Command.NEW_PARAGRAPH: ("new paragraph",),
    Command.BULLET: ("bullet", "next item"),
    Command.COMMA: ("comma",),
    Command.QUESTION_MARK: ("question mark",),
    Command.FULL_STOP: ("full stop", "period"),
    Command.COLON: ("colon",),
    Command.DASH: ("dash",),
    Command.OPEN_QUOTE: ("open quote", "quote"),
    Command.CLOSE_QUOTE: ("close quote", "end quote"),
    Command.MARK_THAT: ("mark that", "unsure"),
    Command.NOT_ASSESSED: ("not assessed",),
    Command.READ_BACK: ("read that back", "read it back", "read back", "read that"),
    Command.READ_NOTE: ("read the note", "read the whole note"),
    Command.WHATS_MISSING: ("what's missing", "what is missing", "what's still missing", "what is still missing"),
    Command.OFF_THE_RECORD: ("off the record",),
    Command.ON_THE_RECORD: ("on the record", "back on the record"),
    Command.PAUSE: ("pause", "pause dictation", "pause the dictation", "pause the note"),
    Command.RESUME: (
        "resume",
        "resume dictation",
        "resume the dictation",
        "resume the note",
        "continue dictation",
        "continue the dictation",
    ),
    Command.STOP: ("stop", "cancel", "never mind", "quiet"),
    Command.LOCK: ("lock", "lock the room"),
    Command.UNLOCK: ("unlock", "unlock the room"),
    Command.END_NOTE: (
        "end note",
        "end the note",
        "end of note",
        "end dictation",
        "end the dictation",
        "stop dictation",
        "stop the dictation",
        "save note",
        "save the note",
        "that's all for the note",
        "that is all for the note",
    ),
    Command.DISCARD_NOTE: ("discard note", "discard the note", "discard this note"),
}
_ABOUT_SECTION: Mapping[Command, tuple[str, ...]] = {
    Command.SECTION: (
        "{section}",
        "go to {section}",
        "go to the {section}",
        "{section} section",
        "the {section} section",
        "go to {section} section",
        "go to the {section} section",
    ),
    Command.READ_SECTION: ("read the {section}", "read the {section} section"),
    Command.NOT_ASSESSED: ("not assessed {section}", "{section} not assessed"),
}
_RISK = {
    **{f"risk level {level}": level for level in RISK_LEVELS},
    "risk level not assessed": NOT_ASSESSED,
    "not assessed risk level": NOT_ASSESSED,
}
_INTERVENTION = "intervention {intervention}"
_MODALITY = ("{modality}", "session {modality}", "session by {modality}")
_OPEN: Mapping[Command, tuple[str, ...]] = {
    Command.NOTE_FOR: ("this note is for {client}", "change the client to {client}"),
    Command.FIELD: (
        "session {length}",
        "session length {length}",
        "{minutes} minute session",
        "link goal {goal}",
        "link to goal {goal}",
        "next session {day}",
    ),
    Command.SPELL: ("spell that {letters}",),
}
"""Those with more values than can be told one by one."""

HEARD_AS: Mapping[str, Command] = {
    "n note": Command.END_NOTE,
    "an note": Command.END_NOTE,
    "and note": Command.END_NOTE,
    "in note": Command.END_NOTE,
    "end no": Command.END_NOTE,
    "and the note": Command.END_NOTE,
    "that's all the note": Command.END_NOTE,
    "that's all four the note": Command.END_NOTE,
    "discard no": Command.DISCARD_NOTE,
    "reduce that": Command.REDO_THAT,
    "what's miss": Command.WHATS_MISSING,
    "what is miss": Command.WHATS_MISSING,
    "nevermind": Command.STOP,
}
"""Near misses that recognisers were measured to make of whole commands."""


def templates() -> Iterator[str]:
    """Every wording of every command, with slots for what her lists and her clients give."""
    for forms in (*_PHRASES.values(), *_ABOUT_SECTION.values(), *_OPEN.values()):
        yield from forms
    yield from (_INTERVENTION, *_MODALITY, *_RISK)


def wordings(form: Form) -> Iterator[tuple[str, Order]]:
    """Every wording of a format that can be told, as it is spoken, with its order."""
    for section in form.sections:
        for command, forms in _ABOUT_SECTION.items():
            for wording in forms:
                yield wording.format(section=section), Order(command, section)
    for command, forms in _PHRASES.items():
        for wording in forms:
            yield wording, Order(command)
    if form.terms is None:
        return
    for wording, level in _RISK.items():
        yield wording, _gives("risk level", level)
    for name in form.terms.interventions:
        yield _INTERVENTION.format(intervention=name), _gives("interventions", name)
    for said, meant in form.terms.modalities.items():
        for wording in _MODALITY:
            yield wording.format(modality=said), _gives("modality", meant)


def phrases(form: Form) -> Iterator[tuple[str, Command]]:
    """Every such wording with its command; misheard ones are not among them."""
    for wording, order in wordings(form):
        yield wording, order.command


def _gives(field: str, value: str) -> Order:
    return Order(Command.FIELD, field=field, value=value)
