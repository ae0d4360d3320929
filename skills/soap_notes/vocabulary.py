"""The fixed wordings of the commands inside a dictation.

The same phrases stand as templates in ``sentences.en.yaml``, for the recogniser; a test holds the two together.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum

SECTIONS = ("subjective", "objective", "assessment", "plan")
"""The sections of a note, in order."""


class Command(StrEnum):
    """What a whole utterance may ask of the note editor."""

    SUBJECTIVE = "subjective"
    OBJECTIVE = "objective"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    NEXT_SECTION = "next_section"
    PREVIOUS_SECTION = "previous_section"
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
    END_NOTE = "end_note"
    DISCARD_NOTE = "discard_note"


HEARD_OFF_THE_RECORD = frozenset({Command.ON_THE_RECORD, Command.END_NOTE, Command.DISCARD_NOTE})
"""All that is understood while she is off the record."""

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
_TO_SECTION = (
    "{}",
    "go to {}",
    "go to the {}",
    "{} section",
    "the {} section",
    "go to {} section",
    "go to the {} section",
)
_ABOUT_SECTION: Mapping[Command, tuple[str, ...]] = {
    Command.READ_SECTION: ("read the {}", "read the {} section"),
    Command.NOT_ASSESSED: ("not assessed {}", "{} not assessed"),
}

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


def wordings() -> Iterator[tuple[str, Command, str]]:
    """Every fixed wording of every command, as it is spoken, with the section that it names where it names one."""
    for section in SECTIONS:
        for wording in _TO_SECTION:
            yield wording.format(section), Command(section), ""
        for command, forms in _ABOUT_SECTION.items():
            for wording in forms:
                yield wording.format(section), command, section
    for command, forms in _PHRASES.items():
        for wording in forms:
            yield wording, command, ""


def phrases() -> Iterator[tuple[str, Command]]:
    """Every fixed wording with its command; misheard ones are not among them."""
    for wording, command, _ in wordings():
        yield wording, command
