"""Replies to clients: drafted, read and counted; never sent."""

import asyncio
from collections.abc import Sequence

from assistant.api import (
    Client,
    Message,
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
            letter, source, why = await self.house.drafter.reply(client, points, message)
        except asyncio.CancelledError:
            # She has spoken and went on to something else: what she said waits as she said it.
            self.house.mail.queue_reply(client, points, points, turn.now, message=message, source="offline")
            raise
        self.house.mail.queue_reply(client, points, letter, turn.now, message=message, source=source)
        return wording.queued(client, why)

    async def read(self, turn: Turn, client: Client | None = None) -> Reply | None:
        """Read the drafts that wait, one at a time: "read my drafts"."""
        drafts = [
            draft
            for draft in self.house.mail.replies()
            if draft.state is ReplyState.REVIEW and (client is None or draft.client.id == client.id)
        ]
        if turn.level < SpeechLevel.FULL:
            return wording.locked(len(drafts), "draft reply", "to review")
        if not drafts:
            return wording.none("draft reply", client)
        return await _one_by_one(turn, [wording.draft_aloud(draft) for draft in drafts])

    async def message(self, turn: Turn, client: Client | None = None) -> Reply | None:
        """Read the messages that wait for an answer: "read the message from M K"."""
        messages = self._messages(client)
        if turn.level < SpeechLevel.FULL:
            return wording.locked(len(messages), "message", "to answer")
        if not messages and client is not None:
            messages = self.house.mail.messages(client)[:1]  # an answered one, for she asked for this client
        if not messages:
            return wording.none("message", client)
        return await _one_by_one(turn, [wording.message_aloud(one) for one in messages])

    async def waiting(self, turn: Turn) -> Reply:
        """Say what waits for you: "what's waiting for me"."""
        return wording.waiting(self.house.queue.waiting())

    def _messages(self, client: Client | None) -> Sequence[Message]:
        """Unanswered, in the order of the queue."""
        known = {message.id: message for message in self.house.mail.messages(client)}
        return [known[item.id] for item in self.house.queue.waiting() if item.kind == "message" and item.id in known]


async def _one_by_one(turn: Turn, replies: Sequence[Reply]) -> Reply | None:
    for at, reply in enumerate(replies):
        if at and not await turn.confirm(Reply("Shall I read the next one?")):
            return Reply("Okay.")
        await turn.say(reply)
        if turn.level < SpeechLevel.FULL:
            break
    return None
