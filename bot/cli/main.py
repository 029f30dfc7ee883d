"""`kp`: the commands, each loaded only when it is called, and the one edge for their failures."""

from __future__ import annotations

import difflib
import errno
import importlib
import os
import sys
from typing import Any

import click

from bot import __version__
from bot.model.errors import InputError, KpError, SettingError

# command -> (where it is, one line of help); a new command is one line here
COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("bot.cli.run:run", "Start the bot: feeds, alerts, digests and Slack (or the local workspace)."),
    "search": ("bot.cli.search:search", "Find past events, as /kp-events does."),
    "show": ("bot.cli.search:show", "Show one event with its reports and precedents."),
    "stats": ("bot.cli.search:stats", "Count events by month, year, type, place or weapon."),
    "types": ("bot.cli.search:types", "List the kinds of event and their subtypes."),
    "seed": ("bot.cli.seed:seed", "Load the shipped history, or documents of your own."),
    "poll": ("bot.cli.poll:poll", "Ask the feeds that are due, once."),
    "digest": ("bot.cli.steps:digest", "Decide the digests that are due, or preview one."),
    "deliver": ("bot.cli.steps:deliver", "Send what the outbox holds."),
    "feeds": ("bot.cli.feeds:feeds", "List, add, pause, test feeds; OPML in and out."),
    "outbox": ("bot.cli.outbox:outbox", "See messages and their states; retry or drop one."),
    "classify": ("bot.cli.stream:classify", "Say what items report: JSON Lines in, JSON Lines out."),
    "merge": ("bot.cli.stream:merge", "Say which items tell of the same event."),
    "parse": ("bot.cli.parse:parse", "Read a feed: entries as JSON Lines."),
    "train": ("bot.cli.train:train", "Fit the recogniser to examples and to what people said."),
    "evaluate": ("bot.cli.evaluate:evaluate", "Score the classifier on labelled items."),
    "reclassify": ("bot.cli.reclassify:reclassify", "Read the record anew with the present classifier."),
    "examples": ("bot.cli.examples:examples", "Check the training examples, and that none is copied."),
    "export": ("bot.cli.export:export", "Write the record as JSON Lines, CSV or GeoJSON."),
    "doctor": ("bot.cli.doctor:doctor", "Check settings, database, tokens, scopes and feeds."),
    "status": ("bot.cli.steps:status", "How the bot on this database is doing."),
    "backup": ("bot.cli.steps:backup", "Copy the database while the bot runs."),
    "restore": ("bot.cli.restore:restore", "Go on with a backup, and keep what was there."),
    "bench": ("bot.cli.bench:bench", "Measure speed and memory on this machine."),
}


# what a file or disk says of itself: no fault of ours, so one sentence
OF_THE_MACHINE = frozenset({
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOENT,
    errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.EMFILE, errno.ELOOP,
})  # fmt: skip


class LazyGroup(click.Group):
    """A group that imports a command when it is named, so that `kp --help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Name the nearest command when there is none of that name."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {near[0]}?" if near else " See kp --help."
            raise click.UsageError(f"No command {args[0]!r}.{hint}", ctx=ctx) from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kp-events")
def cli() -> None:
    """Watch the Korean Peninsula: one alert per event, a daily digest, an open record."""


def main(args: list[str] | None = None) -> None:
    """Run a command; exit 0, 1 (it failed: one line why) or 2 (wrong usage, or a wrong setting)."""
    try:
        result = cli.main(args=args, prog_name="kp", standalone_mode=False)
        code = result if isinstance(result, int) else 0
    except click.exceptions.Abort:
        code = 130
    except click.ClickException as error:
        click.echo(_told(error), err=True)
        code = error.exit_code
    except (InputError, SettingError) as error:
        click.echo(f"kp: {error}", err=True)
        code = 2
    except KpError as error:
        click.echo(f"kp: {error}", err=True)
        code = 1
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        _write_no_more()
        code = 141
    except OSError as error:
        if error.errno not in OF_THE_MACHINE:
            raise
        name = error.filename2 or error.filename
        said = f"{name} cannot be used" if name else "What there is to say cannot be written"
        click.echo(f"kp: {said}: {error.strerror}.", err=True)
        if name is None:
            _write_no_more()
        code = 1
    sys.exit(code)


def _told(error: click.ClickException) -> str:
    """Return what was wrong with a command's words as one line, with where its help is; the help where it had none."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    said = " ".join(error.format_message().split())
    said = said if said.endswith((".", "?")) else f"{said}."
    context = error.ctx if isinstance(error, click.UsageError) else None
    return (
        f"kp: {said} See {context.command_path} --help."
        if context and "--help" not in said
        else f"kp: {said}"
    )


def _write_no_more() -> None:
    """Let go of an output that takes nothing more, so that the end of the process does not try once again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
