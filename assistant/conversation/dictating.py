"""A dictation while it goes on: what she says, and what she asks of the house in the middle of it."""

from collections.abc import AsyncGenerator

from assistant.api import Intent, Reply, SpeechLevel, Transcript, TurnEnded
from assistant.conversation.channel import STOPPING, Channel
from assistant.events import Expecting
from assistant.intents.router import Router
from assistant.intents.words import normalize

CALLED_S = 8.0
"""After a wake phrase on its own: what begins within this may be a request, s."""

_ENDS_A_SENTENCE = frozenset(
    [
        *("help", "repeat", "pardon", "pardon me", "excuse me", "once more", "come again", "say that again"),
        *("what time", "what was that", "what do you do", "what is today", "what's today"),
    ]
)
"""Requests that may as well be the end of what she dictates, after a pause: "she asked for … help"."""


class NoteGoesOn(TurnEnded):
    """One dictation at a time."""

    code = "note-goes-on"

    def __init__(self) -> None:
        super().__init__("I'm taking down a note. Say end note first.")


class ChannelDictating:
    """`assistant.api.Dictating` over a channel."""

    def __init__(self, channel: Channel, router: Router, intent: Intent) -> None:
        """`intent`: of whoever takes the dictation."""
        self._channel = channel
        self._router = router
        self._folder = _folder(intent)
        self.pause = channel.deck.pause
        self.go_on = channel.deck.go_on
        self.erase = channel.deck.erase

    def secret(self, on: bool) -> None:
        """While on, nothing of what she says comes into any trace."""
        self._channel.secret = on

    async def __aiter__(self) -> AsyncGenerator[Transcript, None]:
        """What she says, utterance by utterance, without the wake phrase and what she asks of the house.

        The wake phrase alone is answered by a tone; then, as after one in the same breath, any request is answered.
        What is no request is hers to dictate.
        """
        called_at: float | None = None
        while (heard := await self._channel.listen(Expecting.DICTATION)) is not None:
            called = heard.called or (called_at is not None and heard.start - called_at <= CALLED_S)
            aside = in_passing(heard.text, self._router, called=called, by_name=self._by_name) if heard.text else None
            if aside is not None:
                called_at = None
                await self._answer(aside)
            elif heard.text and not (self._channel.cut_in and not self._router.steers(heard.text)):
                called_at = None
                yield heard
            elif heard.called or self._channel.cut_in:
                called_at = heard.end
                await self._channel.beckon()

    @property
    def _by_name(self) -> bool:
        return self._channel.level() > SpeechLevel.PUBLIC

    async def _answer(self, intent: Intent) -> None:
        if _folder(intent) == self._folder:  # it would begin another
            await self._channel.speak(Reply(NoteGoesOn().spoken))
        else:
            await self._channel.aside(intent)


def in_passing(text: str, router: Router, *, called: bool = False, by_name: bool = False) -> Intent | None:
    """The request that an utterance is: what is always understood and can be nothing else, and any where she `called`.

    None where it is hers to dictate, or stops or steers the dictation. `by_name`: see `Router.route`.
    """
    intent = None if normalize(text) in _ENDS_A_SENTENCE else router.route(text, only_always=True).intent
    if intent is None and called and not router.steers(text):
        intent = router.route(text, by_name=by_name).intent
    return None if intent is None or intent.name in STOPPING else intent


def _folder(intent: Intent) -> str:
    return intent.name.partition(".")[0]
