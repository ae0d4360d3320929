"""An evening with the assistant."""

import re
import time
from pathlib import Path
from typing import Annotated

import typer

NEXT = (
    "[bold]Where to go next[/bold]",
    "  assistant doctor             what works here, and the fix for what does not",
    "  assistant vault init         make your own encrypted store",
    "  assistant config init        write the configuration, every key explained",
    "  assistant clients add        add the first client",
    "  assistant run                listen",
)


def demo(
    out: Annotated[
        Path | None, typer.Option(help="Leave the conversation as a WAV, the trace, the note and the screen here.")
    ] = None,
) -> None:
    """A day with the assistant, through the real pipeline, without a microphone, a key or a network."""
    from rich.console import Console

    from assistant.demo.evening import play
    from assistant.demo.screen import Screen
    from assistant.demo.script import NOW

    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    console = Console(record=out is not None, highlight=False)
    screen = Screen(console, NOW)
    began = time.monotonic()
    evening = play(screen, out)
    for note in evening.notes:
        screen.note(note, evening.supervision)
    for draft in evening.replies:
        screen.reply(draft)
    took = f"{evening.audio_seconds:.0f} s of conversation, played in {time.monotonic() - began:.0f} s; its vault is gone again."
    left = (f"Left in {out}: conversation.wav, trace.jsonl, note.txt, screen.svg",) if out else ()
    screen.close([f"[dim]{took}[/dim]", *left, *NEXT])
    if out is not None:
        for note in evening.notes:
            text = "\n\n".join(f"{section.upper()}\n{words}" for section, words in note.sections.items())
            (out / "note.txt").write_text(text + "\n", encoding="utf-8")
        svg = console.export_svg(title="assistant demo")
        (out / "screen.svg").write_text(re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL), encoding="utf-8")
