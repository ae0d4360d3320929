"""What is asked of a note when it has been dictated: to have it read, or a section of it drafted again."""

import re

from assistant.api import AssistantError, Client, House, Note, NoteState, Reply, SpeechLevel, Turn
from skills.soap_notes import wording
from skills.soap_notes.keeping import KeptNote, whose

_LOCKED = "I read notes aloud only in an unlocked room."


def read(house: House, turn: Turn, client: Client | None) -> Reply:
    """The newest note aloud, of that client where one is given."""
    if turn.level < SpeechLevel.FULL:
        return Reply(_LOCKED, more=True)
    notes = house.notes.list(client=client, newest=1)
    if not notes:
        return Reply("There is no note yet." if client is None else "There is no note for that client yet.")
    return Reply(_LOCKED, more=True, full=wording.reading(house.notes.get(notes[0].id), turn.now))


async def redraft(house: House, words: str, client: Client | None) -> Reply:
    """One section of the newest note in review drafted again from what she dictated; the others stay byte for byte.

    Where that cannot be, her note stays as it is and one sentence says why.
    """
    newest = next(iter(house.notes.list(client=client, state=NoteState.REVIEW, newest=1)), None)
    if newest is None:
        return Reply("No note waits for review." if client is None else "No note for that client waits for review.")
    kept = KeptNote(house, house.notes.get(newest.id))
    section = _section(words, kept.note)
    if not section:
        return Reply("The note has no such section, so nothing was drafted again.")
    said = kept.dictation.sentences().get(section, "")
    if not said.strip():
        return wording.not_redrafted(newest, section, "You dictated nothing for it.")
    try:
        sentences = await house.drafter.section(
            newest.client,
            section,
            said,
            form=kept.form,
            item=newest.id,
            words=whose(kept.dictation, kept.heard).get(section, ()),
        )
        made = house.notes.redraft(newest.id, section, sentences)
    except AssistantError as error:
        return wording.not_redrafted(newest, section, error.spoken)
    return wording.redrafted(newest, section, sum(bool(each.flag) for each in made.support.get(section, ())))


def _section(words: str, note: Note) -> str:
    """The section that she named: "the plan", "plan section"."""
    said = " ".join(re.findall(r"\w+", words.lower())).removeprefix("the ").removesuffix(" section")
    return said if said in note.sections else ""
