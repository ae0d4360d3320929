"""Replies to clients: drafted, read and counted; never sent."""

import asyncio
from collections.abc import Callable, Sequence

from assistant.api import (
    Client,
    Reply,
    ReplyState,
    Skill,
    SpeechLevel,
    Turn,
    Unanswered,
)
from skills.replies import wording


class Replies(Skill):
    """Drafts that wait beside the message they answer."""

    folder = "replies"

    async def draft(self, turn: Turn, client: Client, text: str | None = None) -> Reply:
        """Draft a reply to a client: "draft a reply to M K"."""
        message = self.house.mail.unanswered(client)
        points = (text or "").strip()
        if not points:
            try:
                points = (await turn.ask(wording.question(client))).text.strip()
            except Unanswered:
                points = ""
        if not points:
            return wording.unsaid(client, message=message is not None)
        try:
            letter, source, why = await self.house.drafter.reply(
                client, points, message, item=message.id if message else client.id
            )
        except asyncio.CancelledError:
            # She has spoken and went on to something else: what she said waits as she said it.
            self.house.mail.queue_reply(client, points, points, turn.now, message=message, source="offline")
            raise
        self.house.mail.queue_reply(client, points, letter, turn.now, message=message, source=source)
        return wording.queued(client, why)

    async def read(self, turn: Turn, client: Client | None = None) -> Reply | None:
        """Read the drafts that wait, one at a time: "read my drafts"."""
        mail = self.house.mail
        drafts = [
            draft.id
            for draft in mail.reply_heads()
            if draft.state is ReplyState.REVIEW and (client is None or draft.client.id == client.id)
        ]
        if turn.level < SpeechLevel.FULL:
            return wording.locked(self._count("reply"), "draft reply", "to review")
        if not drafts:
            return wording.none("draft reply", client)
        return await _one_by_one(turn, drafts, lambda one: wording.draft_aloud(mail.reply(one)))

    async def message(self, turn: Turn, client: Client | None = None) -> Reply | None:
        """Read the messages that wait for an answer: "read the message from M K"."""
        mail = self.house.mail
        messages = self._messages(client)
        if turn.level < SpeechLevel.FULL:
            return wording.locked(self._count("message"), "message", "to answer")
        if not messages and client is not None:
            messages = [one.id for one in mail.message_heads(client)[:1]]  # an answered one: she asked for this client
        if not messages:
            return wording.none("message", client)
        return await _one_by_one(turn, messages, lambda one: wording.message_aloud(mail.message(one)))

    async def waiting(self, turn: Turn) -> Reply:
        """Say what waits for you: "what's waiting for me"."""
        return wording.waiting(self.house.queue.waiting())

    def _count(self, kind: str) -> int:
        """Of all clients: who asks in a locked room is not told which of them has written."""
        return sum(item.kind == kind for item in self.house.queue.waiting())

    def _messages(self, client: Client | None) -> Sequence[str]:
        """The ids of the unanswered, in the order of the queue."""
        return [
            item.id
            for item in self.house.queue.waiting()
            if item.kind == "message" and (client is None or item.client.id == client.id)
        ]


async def _one_by_one(turn: Turn, ids: Sequence[str], aloud: Callable[[str], Reply]) -> Reply | None:
    """Each is opened only when it is its turn: what she does not want to hear is not read."""
    for at, one in enumerate(ids):
        if at and not await turn.confirm(Reply("Shall I read the next one?")):
            return Reply("Okay.")
        await turn.say(aloud(one))
        if turn.level < SpeechLevel.FULL:
            break
    return None
