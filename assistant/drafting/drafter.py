"""Drafts that never fail: the model's where it can be had, else her own words."""

import logging
from collections.abc import Mapping, Sequence

from assistant import saying
from assistant.drafting import offline
from assistant.drafting.claude import ClaudeDrafter
from assistant.errors import AssistantError, ModelUnavailable, UsageError
from assistant.log import Event
from assistant.ports import Whose
from assistant.privacy.questions import carried
from assistant.records import Client, Form, Message, Supported
from assistant.settings import Drafting

_log = logging.getLogger(__name__)


class HouseDrafter:
    """`assistant.ports.Drafter`."""

    def __init__(self, model: ClaudeDrafter, section: Drafting) -> None:
        self._model = model
        self._section = section

    async def note(
        self, client: Client, sections: Mapping[str, str], *, form: Form, item: str = "", whose: Whose | None = None
    ) -> tuple[Mapping[str, str], str, Mapping[str, tuple[Supported, ...]], str]:
        """The sections in her order, each as the model drafted it or else as she said it; see `assistant.ports`."""
        own = {name: text if name in form.verbatim else offline.tidy(text) for name, text in sections.items()}
        try:
            drafted = await self._model.note(client, sections, form=form, item=item, whose=whose)
        except Exception as error:  # no failure of the model may cost her a note
            return own, "dictated", {}, self._told(error)
        why = _put_away([name for name in carried(form) if own.get(name, "").strip() and name not in drafted])
        written = {name: " ".join(each.sentence for each in sentences) for name, sentences in drafted.items()}
        return {**own, **written}, "drafted" if drafted else "dictated", drafted, why

    async def section(
        self, client: Client, name: str, text: str, *, form: Form, item: str = "", words: Sequence[tuple[str, int]] = ()
    ) -> tuple[Supported, ...]:
        """One section's sentences; raises what the door raises, `UsageError`, and `ModelUnavailable`."""
        if name not in carried(form):
            raise UsageError(f"No model is given “{name}”: your own words stand there, and nothing was changed.")
        drafted = await self._model.note(client, {name: text}, form=form, item=item, whose={name: words})
        if name not in drafted:
            raise ModelUnavailable(
                "The draft lost something that you said, or touched on risk in other words, so nothing was changed."
            )
        return drafted[name]

    async def reply(
        self, client: Client, points: str, message: Message | None, *, item: str = ""
    ) -> tuple[str, str, str]:
        """The letter, its source (the model's name or ``offline``), and why no model wrote it."""
        try:
            return await self._model.reply(client, points, message, item=item), self._model.name, ""
        except Exception as error:  # no failure of the model may cost her a reply
            return offline.letter(client, points, self._section), "offline", self._told(error)

    def _told(self, error: Exception) -> str:
        """What she is told of it: her own choice needs no telling each time."""
        why = _why(error)
        return "" if self._section.trust == "blocked" else why


def _put_away(names: Sequence[str]) -> str:
    return f"The draft of {saying.in_turn(names)} lost something, so your own words stand there." if names else ""


def _why(error: Exception) -> str:
    if isinstance(error, AssistantError):
        _log.info(Event("no-draft", code=error.code))
        return error.spoken
    _log.error(Event("no-draft", code=AssistantError.code), exc_info=error)
    return "Something went wrong with the model's draft, so your own words stand."
