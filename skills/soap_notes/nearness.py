"""Text that may have been meant as a command: a section that is not there, or nearly a wording."""

import re

from assistant.api import Form
from skills.soap_notes.commands import plain

NO_SECTION = "there is no such section in this note"
_TO = r"(?:go to (?:the )?(?P<there>\w+(?: \w+)?)(?: section)?|(?:the )?(?P<it>\w+(?: \w+)?) section|(?P<alone>.+))"


def doubt(text: str, form: Form) -> str:
    """Why an utterance of text is to be looked at again; empty where nothing is strange about it."""
    named = re.fullmatch(_TO, plain(text))
    known = form.terms.sections if form.terms is not None else ()
    if named and {named["there"], named["it"], named["alone"]} & set(known):
        return NO_SECTION
    return ""
