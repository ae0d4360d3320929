"""How replies, messages and the queue are spoken of: pure sentences, apart from the dialogue."""

from collections.abc import Sequence

from assistant.api import Client, Message, QueueItem, Reply, ReplyDraft, saying

QUEUED = "is waiting for your review."
_KINDS = {
    "note": ("note", "to review"),
    "dictation": ("dictation", "unfinished"),
    "reply": ("draft reply", "to review"),
    "message": ("message", "to answer"),
}
"""Kind → what it is called, and what it waits for; in the order in which they are said."""
_NAMED = 4
"""Clients who are named for one kind; the ear holds no more."""


def question(client: Client) -> Reply:
    """Asked for what she wants to get across."""
    return Reply("What would you like to say?", private=f"What would you like to say to {client.spoken}?")


def queued(client: Client, why: str) -> Reply:
    """Said when the draft waits."""
    after = f" {why}" if why else ""
    return Reply(f"A reply {QUEUED}{after}", private=f"A reply to {client.spoken} {QUEUED}{after}")


def unsaid(client: Client, *, message: bool) -> Reply:
    """Said when she gave no points."""
    still = " The message still waits for you." if message else ""
    return Reply(
        f"I heard nothing, so there is no draft.{still}",
        private=f"I heard nothing, so there is no draft to {client.spoken}.{still}",
    )


def locked(count: int, noun: str, waits: str) -> Reply:
    """Said instead of reading aloud; `waits`: "to review", "to answer"."""
    you_have = f"You have {saying.counted(count, noun)} {waits}" if count else f"There is no {noun}"
    return Reply(f"{you_have}. The room is locked, so I won't read aloud.", more=bool(count))


def none(noun: str, client: Client | None) -> Reply:
    """Said where there is nothing to read."""
    nothing = f"There is no {noun}"
    return Reply(f"{nothing}.", private=f"{nothing} for {client.spoken}." if client else None)


def draft_aloud(draft: ReplyDraft) -> Reply:
    """A draft read out: only at the fullest level."""
    return Reply("The room is locked now.", more=True, full=f"To {draft.client.spoken}: {draft.text}")


def message_aloud(message: Message) -> Reply:
    """A message read out: only at the fullest level."""
    return Reply("The room is locked now.", more=True, full=f"{message.client.spoken} wrote: {message.text}")


def waiting(items: Sequence[QueueItem]) -> Reply:
    """What waits, by kind, urgent first, worded for each room."""
    if not items:
        return Reply("Nothing is waiting for you.")
    return Reply(_waiting(items, named=False), private=_waiting(items, named=True))


def _waiting(items: Sequence[QueueItem], *, named: bool) -> str:
    urgent = [item for item in items if item.urgent]
    rest = [item for item in items if not item.urgent]
    said = []
    if urgent:
        needs = "needs" if len(urgent) == 1 else "need"
        said.append(f"{saying.counted(len(urgent), 'urgent item')}{_for(urgent, named=named)} {needs} you first")
    counted = [
        f"{saying.counted(len(ones), noun)} {waits}{_for(ones, named=named)}"
        for kind, (noun, waits) in _KINDS.items()
        if (ones := [item for item in rest if _kind(item) == kind])
    ]
    if counted:
        said.append(f"{'besides, ' if urgent else ''}you have {saying.in_turn(counted)}")
    return " ".join(saying.sentence(part) for part in said)


def _kind(item: QueueItem) -> str:
    if item.kind == "note" and item.state == "dictating":
        return "dictation"
    return item.kind


def _for(items: Sequence[QueueItem], *, named: bool) -> str:
    clients = {item.client.id: item.client.spoken for item in items}
    if not named or len(clients) > _NAMED:
        return ""
    return f" for {saying.in_turn(list(clients.values()))}"
