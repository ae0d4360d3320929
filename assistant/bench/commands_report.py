"""The measure of the dictation commands as a page of Markdown."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from assistant.bench.commands import SNR_DB, TALK, Hearing

HEAD = """# The commands of a dictation, measured

This page is what `assistant bench --commands --clips FOLDER` prints, and nothing else: run it again to make it anew. FOLDER
holds clips of people and of noise, with their `manifest.json`.

As text, every wording below is understood; a test holds that. The table says how often it is *heard*: each wording is
spoken as an utterance of its own, and is right where what comes out orders the same. **sphinx** is the closed grammar
of PocketSphinx alone, at its own bar; **whisper** is {whisper} alone; **paired** is both, as the house hears:
`assistant/stt/deciding.py` says who is right. "10 dB" is the same voice with {noise}, {snr:.0f} dB below its speech.

None of the voices had a part in choosing the bars of that rule; of the people, only speakers who had none are counted.
Measured on {cpu}, {cores} cores, Whisper with {threads} thread(s).
"""

DEMO = """
**This Whisper is the demonstration model.** It knows some synthetic voices, few words and no people, and nothing of noise.
The figures say what the pair is worth where the open recogniser hears badly. No real Whisper model has been measured.
"""


def page(
    rows: Sequence[Hearing], machine: Mapping[str, str | int], *, whisper: str, noise: str, threads: int
) -> Iterator[str]:
    """The page in parts, each of whole lines."""
    yield HEAD.format(
        whisper=whisper, noise=noise, snr=SNR_DB, cpu=machine["cpu"], cores=machine["cores"], threads=threads
    )
    if "demo" in whisper:
        yield DEMO
    commands = [row for row in rows if row.command]
    others = [row for row in rows if not row.command]
    yield "\n## By voice\n\n" + _accepted(commands, lambda row: row.voice)
    yield "\n## Another command instead\n\n" + _instead(commands)
    yield "\n## Taken for a command, and was none\n\n" + _false(others)
    yield "\n## Words made of noise\n\n" + _noise([row for row in others if row.group.startswith("noise")])
    yield "\n## Every wording\n\n" + _accepted(commands, lambda row: row.group)


def _accepted(rows: Sequence[Hearing], by: Callable[[Hearing], str]) -> str:
    """Right of all for each group, in each engine, clean and noisy; all of them last."""
    engines = _each(row.engine for row in rows)
    columns = [(engine, noisy) for engine in engines for noisy in (False, True)]
    lines = [["", *(f"{engine}, {'10 dB' if noisy else 'clean'}" for engine, noisy in columns)]]
    for group in _each(by(row) for row in rows):
        own = [row for row in rows if by(row) == group]
        lines.append([group, *(_share(own, engine, noisy) for engine, noisy in columns)])
    lines.append(["**all**", *(f"**{_share(rows, engine, noisy, percent=True)}**" for engine, noisy in columns)])
    return _markdown(lines)


def _share(rows: Iterable[Hearing], engine: str, noisy: bool, *, percent: bool = False) -> str:
    found = [row.right for row in rows if row.engine == engine and row.noisy is noisy]
    if not found:
        return "–"
    return f"{100 * sum(found) / len(found):.1f} % of {len(found)}" if percent else f"{sum(found)}/{len(found)}"


def _instead(rows: Sequence[Hearing]) -> str:
    """Which commands were heard for another, in the pair."""
    wrong = [row for row in rows if row.engine == "paired" and row.order and not row.right]
    count = sum(row.engine == "paired" for row in rows)
    lines = [f"Paired, {len(wrong)} of {count}."]
    lines += [f"- “{row.spoken}” as “{row.heard}” ({row.voice}, {'10 dB' if row.noisy else 'clean'})" for row in wrong]
    return "\n".join(lines) + "\n"


def _false(rows: Sequence[Hearing]) -> str:
    engines = _each(row.engine for row in rows)
    lines = [["", "utterances", *engines]]
    kinds = _each(row.group if row.group.startswith(("people", TALK)) else "noise" for row in rows)
    for kind in kinds:
        own = [row for row in rows if row.group.startswith(kind) and not (row.right and row.order)]
        taken = [str(sum(row.order for row in own if row.engine == engine)) for engine in engines]
        lines.append([kind, str(sum(row.engine == engines[0] for row in own)), *taken])
    named = [
        f"- {row.engine}: {f'“{row.spoken}”' if row.spoken else row.group} as “{row.heard}”"
        for row in rows
        if row.order and not row.right
    ]
    return _markdown(lines) + "\n" + "\n".join(named) + ("\n" if named else "")


def _noise(rows: Sequence[Hearing]) -> str:
    count = len(rows) // max(1, len(_each(row.engine for row in rows)))
    lines = [f"Of all the noise the end-pointer let {count} utterances through."]
    lines += [f"- {row.group.removeprefix('noise, ')}, {row.engine}: “{row.heard}”" for row in rows if row.heard]
    return "\n".join(lines) + "\n"


def _each(names: Iterable[str]) -> list[str]:
    """Once, in order."""
    return list(dict.fromkeys(names))


def _markdown(lines: Sequence[Sequence[str]]) -> str:
    head, *rows = ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join([head, "|" + "---|" * len(lines[0]), *rows]) + "\n"
