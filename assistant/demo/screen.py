"""What the demo shows: the conversation as it happens, then what is left of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console, Group
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from assistant.records import Note, ReplyDraft
from assistant.saying import counted

HER, IT, QUIET = "cyan", "green", "dim"


class Screen:
    """Prints events of the trace as a conversation."""

    def __init__(self, console: Console, began: datetime) -> None:
        self._console = console
        self._began = began
        self.turns = 0

    def open(self, hears: str, speaks: str, plays: str) -> None:
        """Say what is about to be seen."""
        parts = Table.grid(padding=(0, 2))
        parts.add_row("hears", hears)
        parts.add_row("speaks", speaks)
        parts.add_row("plays you", plays)
        text = "Everything below really happens: sound goes in, the wake word is heard, the words are recognised, "
        text += "understood and answered aloud, and what is kept is encrypted. No network, no microphone."
        self._console.print(
            Panel(Group(Text(text), Text(), parts), title="an evening with your assistant", border_style=IT)
        )

    def scene(self, title: str) -> None:
        """A new scene."""
        self.turns += 1
        self._console.print()
        self._console.print(Rule(f"[bold]{title}[/bold]", align="left", style=QUIET))

    def watch(self, event: str, t: float, fields: Mapping[str, Any]) -> None:
        """One event of the trace."""
        match event:
            case "wake":
                self._line(t, "wake", f"{fields['name'].replace('_', ' ')} · {fields['score']:.2f}", QUIET)
            case "transcript" | "segment":
                took = f"  ({fields['took'] * 1000:.0f} ms)"
                private = "a PIN" if event == "transcript" else "her own thoughts"
                text = f"{private}, shown to nobody" if fields["hidden"] else f"“{fields['text']}”"
                self._line(t, "heard", text, HER, took)
            case "intent" if fields["name"]:
                slots = "  ".join(f"{name} = {_short(value)}" for name, value in fields["slots"].items())
                self._line(t, "meant", f"{fields['name']}  {slots}", QUIET)
            case "intent":
                self._line(t, "meant", "nothing it can do", QUIET)
            case "command":
                self._line(t, "did", str(fields.get("name", "")).replace("_", " "), QUIET)
            case "reply":
                self._line(t, "said", str(fields["text"]), IT)

    def _line(self, t: float, what: str, text: str, style: str, after: str = "") -> None:
        hour = (self._began + timedelta(seconds=t)).strftime("%H:%M:%S")
        row = Table.grid(padding=(0, 2, 0, 0))
        row.add_column(style=QUIET)
        row.add_column(style=QUIET, width=5, justify="right")
        row.add_column()
        row.add_row(hour, what, Text.assemble((text, style), (after, QUIET)))
        self._console.print(row)

    def note(self, note: Note, supervision: int = 0) -> None:
        """The note as it stands, and how many things are on her list for supervision."""
        table = Table.grid(padding=(0, 2), expand=True)
        table.add_column(style="bold", width=11)
        table.add_column(ratio=1)
        for name, value in note.fields.items():
            table.add_row(name.capitalize(), value)
        for section, text in note.sections.items():
            table.add_row(section.capitalize(), text or Text("not addressed", style=QUIET))
        title = f"note for {note.client.initials} · {note.state} · {len(note.transcript)} utterances kept beside it"
        beside = f"{counted(supervision, 'thing')} for supervision" if supervision else None
        self._console.print()
        self._console.print(Panel(table, title=title, subtitle=beside, border_style=HER))

    def reply(self, draft: ReplyDraft) -> None:
        """The drafted reply as it stands."""
        parts: list[Text] = []
        if draft.message is not None:
            parts += [Text(f"{draft.client.initials} wrote: {draft.message.text}", style=QUIET), Text()]
        parts.append(Text(draft.text))
        self._console.print(
            Panel(
                Group(*parts),
                title=f"reply to {draft.client.initials} · {draft.state} · drafted {draft.source}",
                border_style=HER,
            )
        )

    def close(self, lines: Sequence[str]) -> None:
        """Where to go next."""
        self._console.print()
        for line in lines:
            self._console.print(line, highlight=False)


def _short(value: object) -> str:
    said = getattr(value, "said", None) or getattr(value, "initials", None)
    return str(said or value)
