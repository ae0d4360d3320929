"""Keeping the house while it runs: its vault open or sealed, its terminal answered, and the conversation in it.

The house has its seat at the vault as long as it runs, sealed too, so that nobody rotates or restores the vault under
it. The vault opens and closes between two turns: `Room.take` gives the room another mind then.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from assistant.app import Mind, open_mind, sealed_mind
from assistant.backups import backup_plan
from assistant.control import Ask, ControlServer, Request, Standing
from assistant.conversation.unasked import Ringing
from assistant.errors import AssistantError, Corrupt, DiskFull, InputOutput
from assistant.events import Reply
from assistant.paths import Paths
from assistant.ports import Clock, Source, Transcriber
from assistant.room import Room
from assistant.sealed import NoTimers
from assistant.settings import Settings
from assistant.store import seats
from assistant.store.backup.migrating import backup_first
from assistant.store.backup.shelf import Backups, backup_if_due
from assistant.store.deletion import destroy_old_sound, empty_trash
from assistant.store.seats import Seat
from assistant.store.vault import Vault, no_vault

LOOK_S = 0.5
"""How often it is seen whether a turn keeps the vault from being opened or sealed, s."""


FIRST_BACKUP_S = 60.0
"""After the start: nothing else shall be slow then, s."""
BACKUP_S = 3600.0
"""Between two looks whether a backup is due, s."""


class Service:
    """The running house."""

    def __init__(self, settings: Settings, where: Paths, clock: Clock, tell: Callable[[AssistantError], None]) -> None:
        """Takes the seat; `tell` is given what goes wrong without ending the house.

        Raises `ConfigurationError` where there is no vault, `Locked` where a house runs already.
        """
        if not Vault.exists(where.vault):
            raise no_vault()
        self._settings = settings
        self._where = where
        self._clock = clock
        self._tell = tell
        self._plan = backup_plan(settings.vault, where)
        self._one_at_a_time = asyncio.Lock()
        self._vault: Vault | None = None
        self._hearing: Transcriber | None = None
        self._room: Room | None = None
        self._giving: asyncio.Task[None] | None = None
        self._chair = seats.take(where.vault.resolve(), Seat.HOUSE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Seal the vault and let the seat go; harmless twice."""
        try:
            self._shut()
        finally:
            self._chair.leave()

    def _shut(self) -> None:
        vault, self._vault = self._vault, None
        if vault is not None:
            vault.close()

    def open(self, secret: str) -> None:
        """Open the vault before anybody is in the room. Raises `WrongPassphrase`, `Corrupt`, `ConfigurationError`."""
        self._vault = self._opened(secret)
        self._adopt(self._vault)

    def mind(self, hearing: Transcriber) -> tuple[Mind, Ringing]:
        """For the room to begin with; `hearing` is the conversation's engine."""
        self._hearing = hearing
        if self._vault is None:
            return sealed_mind(self._settings, self._where, self._clock), NoTimers()
        return self._mind_of(self._vault)

    async def keep(self, room: Room, sources: Sequence[Source], *, realtime: bool = False) -> None:
        """Converse until the sources end, and do what the terminal asks meanwhile. Raises what the room raises."""
        self._room = room
        control = ControlServer(self._where.state, self.answer)
        try:
            await control.start()
        except (InputOutput, DiskFull) as error:
            self._tell(error)
        backing_up = asyncio.create_task(self._back_up(room))
        try:
            await room.converse(sources, realtime=realtime)
        finally:
            await control.close()
            backing_up.cancel()
            if self._giving is not None:
                self._giving.cancel()
            self._shut()  # a backup that is being made ends with it

    async def answer(self, request: Request) -> Standing:
        """Do what the terminal asks. Raises `WrongPassphrase` and whatever keeps the vault from opening or closing."""
        assert self._room is not None
        match request.ask:
            case Ask.OPEN:
                async with self._one_at_a_time:
                    await self._open(self._room, request.secret)
            case Ask.LOCK:
                async with self._one_at_a_time:
                    await self._seal(self._room)
            case Ask.ROOM_LOCK:
                self._room.lock.lock("terminal")
            case Ask.ROOM_UNLOCK:
                self._room.lock.unlock(self._clock.now())
            case Ask.STATUS:
                pass
        level, is_open = self._room.lock.level(self._clock.now()), self._vault is not None
        waiting = is_open and self._room.sealed
        return Standing(open=is_open, waiting=waiting, level=level.name.lower(), busy=self._room.busy)

    async def _open(self, room: Room, secret: str) -> None:
        if self._vault is not None:
            return
        vault = await asyncio.to_thread(self._opened, secret)
        try:
            mind, timers = await asyncio.to_thread(self._mind_of, vault)
        except BaseException:
            vault.close()
            raise
        self._vault = vault

        def news() -> Reply:
            self._adopt(vault)
            return Reply("The vault is open.")

        self._give(room, mind, timers, news)
        while room.sealed and not room.busy:  # a turn may be a dictation: whoever asked need not wait for its end
            await self._look()

    async def _seal(self, room: Room) -> None:
        """After the turn that is going on; a dictation is put away first, and nothing private is said any more."""
        vault = self._vault
        if vault is None:
            return
        room.lock.lock("sealed")
        if not room.sealed:
            mind = sealed_mind(self._settings, self._where, self._clock, room.volume)
            self._give(room, mind, NoTimers(), lambda: Reply("The vault is sealed."))
            while not room.sealed:
                room.end_dictation()
                await self._look()
        elif self._giving is not None:
            self._giving.cancel()  # it was to open after a turn that is still going on
        self._vault = None
        with suppress(AssistantError):  # a full disk must not keep the vault open
            vault.audit.record("vault-sealed", detail="terminal")
        vault.close()

    async def _back_up(self, room: Room) -> None:
        """Look now and then whether sound or trash has had its time, and a backup is due; what fails is told once."""
        zone, told = ZoneInfo(self._settings.home.timezone), ""
        await asyncio.sleep(FIRST_BACKUP_S)
        while True:
            async with self._one_at_a_time:
                try:
                    if self._vault is not None and not room.sealed:
                        await asyncio.to_thread(self._look_after, self._vault, datetime.now(zone))
                    told = ""
                except AssistantError as error:
                    if error.spoken != told:
                        self._tell(error)
                    told = error.spoken
            await asyncio.sleep(BACKUP_S)

    def _look_after(self, vault: Vault, now: datetime) -> None:
        backups = Backups(vault, self._plan)
        empty_trash(vault, backups, now)
        destroy_old_sound(vault, backups, now, self._settings.vault.audio_days)
        backup_if_due(vault, self._plan, now)

    def _give(self, room: Room, mind: Mind, timers: Ringing, news: Callable[[], Reply]) -> None:
        """Another mind for the room, in the background."""
        if self._giving is not None:
            self._giving.cancel()
        self._giving = asyncio.create_task(room.take(mind, timers, news))
        self._giving.add_done_callback(self._given)

    async def _look(self) -> None:
        assert self._giving is not None
        await asyncio.wait({self._giving}, timeout=LOOK_S)
        if self._giving.done():
            self._giving.result()

    def _given(self, giving: "asyncio.Task[None]") -> None:
        error = None if giving.cancelled() else giving.exception()
        if isinstance(error, AssistantError):
            self._tell(error)

    def _opened(self, secret: str) -> Vault:
        first = backup_first(self._plan)
        vault = Vault.open(self._where.vault, secret, self._chair, prepare=first)
        with suppress(AssistantError):  # what is private finds the audit broken later, and says so
            vault.audit.record("vault-opened")
        return vault

    def _adopt(self, vault: Vault) -> None:
        """Take in what was recorded while the vault was sealed; never in the middle of such a recording."""
        try:
            strangers = vault.captures.adopt()
        except AssistantError as error:
            self._tell(error)
            return
        if strangers:
            fix = f"{len(strangers)} in {self._where.vault}"
            self._tell(Corrupt("There are recordings that this vault cannot read; they were left alone.", fix=fix))

    def _mind_of(self, vault: Vault) -> tuple[Mind, Ringing]:
        mind = open_mind(self._settings, self._where, vault, self._clock, self._hearing)
        return mind, vault.timers(self._clock)
