"""Drafts that never fail: the model's where it can be had, else her own words."""

import logging
from collections.abc import Mapping

from assistant.drafting import offline
from assistant.drafting.claude import ClaudeDrafter
from assistant.errors import AssistantError
from assistant.log import Event
from assistant.records import Client, Message, Supported
from assistant.settings import Drafting

_log = logging.getLogger(__name__)


class HouseDrafter:
    """`assistant.ports.Drafter`."""

    def __init__(self, model: ClaudeDrafter, section: Drafting) -> None:
        self._model = model
        self._section = section

    async def note(
        self, client: Client, sections: Mapping[str, str], *, item: str = ""
    ) -> tuple[Mapping[str, str], str, Mapping[str, tuple[Supported, ...]]]:
        """The sections in her order, each as the model drafted it or else as she said it; the source; the support."""
        own = offline.tidy_sections(sections)
        try:
            drafted = await self._model.note(client, sections, item=item)
        except Exception as error:  # no failure of the model may cost her a note
            _why(error)
            return own, "dictated", {}
        written = {name: " ".join(each.sentence for each in sentences) for name, sentences in drafted.items()}
        return {**own, **written}, "drafted" if drafted else "dictated", drafted

    async def reply(
        self, client: Client, points: str, message: Message | None, *, item: str = ""
    ) -> tuple[str, str, str]:
        """The letter, its source (the model's name or ``offline``), and why no model wrote it."""
        try:
            return await self._model.reply(client, points, message, item=item), self._model.name, ""
        except Exception as error:  # no failure of the model may cost her a reply
            why = _why(error) if self._section.trust != "blocked" else ""  # her own choice needs no telling each time
            return offline.letter(client, points, self._section), "offline", why


def _why(error: Exception) -> str:
    if isinstance(error, AssistantError):
        _log.info(Event("no-draft", code=error.code))
        return error.spoken
    _log.error(Event("no-draft", code=AssistantError.code), exc_info=error)
    return "Something went wrong with the model's draft, so your own words stand."
