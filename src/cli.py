"""The `relais` command. Exit 0 = fine, 1 = it found something wrong, 2 = usage or configuration, named on stderr."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
import uvloop

from errors import ConfigurationError, DatabaseBehindError, DatabaseError, RelaisError
from logs import configure_logging
from settings import Settings, load_settings

app = typer.Typer(
    name="relais",
    help="The WhatsApp message-pipeline worker.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

dead = typer.Typer(help="Messages that were set aside.", no_args_is_help=True)
app.add_typer(dead, name="dead")

Number = Annotated[int, typer.Argument(help="The id that `relais dead list` shows.")]
Numbers = Annotated[list[int], typer.Argument(help="The ids that `relais dead list` shows.")]
Person = Annotated[str, typer.Argument(help="A phone, with its country; or the id of a person.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def main() -> None:
    """Run a sub-command; a configuration error is one sentence on stderr and exit 2."""
    try:
        app()
    except ConfigurationError as error:
        sys.stderr.write(f"relais: {error}\n")
        sys.exit(2)
    except DatabaseBehindError:
        sys.stderr.write("relais: the database is not up to date: run relais migrate\n")
        sys.exit(2)
    except DatabaseError as error:
        sys.stderr.write(f"relais: the database is not available: {error}\n")
        sys.exit(2)
    except RelaisError as error:
        sys.stderr.write(f"relais: {error}\n")
        sys.exit(1)


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine to its end on uvloop."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def start(**overrides: Any) -> Settings:
    """Read the settings and begin to log as they say."""
    settings = load_settings(**overrides)
    configure_logging(level=settings.log_level, form=settings.log_format, file=settings.log_file)
    return settings


@app.command()
def serve(
    role: Annotated[Literal["all", "door", "worker"], typer.Option(help="What this process does.")] = "all",
) -> None:
    """Take webhooks, handle messages, send replies."""
    from commands.serve import serve as run_serve

    run(run_serve(start(), role))


@app.command()
def demo() -> None:
    """Serve with the demo company: embedded Postgres, simulator, nothing to configure."""
    from commands.demo import demo as run_demo

    run(run_demo(start()))


@app.command()
def migrate(
    status: Annotated[bool, typer.Option("--status", help="Only say what is applied.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be applied.")] = False,
    json: Json = False,
) -> None:
    """Bring the database up to date."""
    from commands.migrate import migrate as run_migrate

    sys.exit(run(run_migrate(start_quietly(), status=status, dry_run=dry_run, as_json=json)))


@app.command()
def doctor(
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended; what is changed is kept first.")] = False,
    undo: Annotated[Path | None, typer.Option(metavar="FILE", help="Put back the rows that --fix changed.")] = None,
    json: Json = False,
) -> None:
    """Look at settings, database, providers, webhooks, disk and clock; exit 1 when something is wrong."""
    from commands.doctor import doctor as run_doctor
    from commands.doctor import undo_repair

    if undo:
        sys.exit(run(undo_repair(start_quietly(), undo, as_json=json)))
    sys.exit(run(run_doctor(start_quietly(), fix=fix, as_json=json)))


@app.command()
def sql() -> None:
    """Print the whole database in one file, to paste into an SQL editor where `migrate` cannot connect."""
    from commands.sql import sql as print_sql

    print_sql()


@app.command()
def why(message_id: Annotated[str, typer.Argument(help="Ours, or the provider's.")], json: Json = False) -> None:
    """Tell the story of one message, from webhook to delivery."""
    from commands.why import why as run_why

    sys.exit(run(run_why(start_quietly(), message_id, as_json=json)))


@dead.command("list")
def dead_list(json: Json = False) -> None:
    """List messages that were set aside; exit 1 when there is one."""
    from commands.dead import list_dead

    sys.exit(run(list_dead(start_quietly(), as_json=json)))


@dead.command("show")
def dead_show(number: Number, json: Json = False) -> None:
    """Tell the story of one of them."""
    from commands.dead import show

    sys.exit(run(show(start_quietly(), number, as_json=json)))


@dead.command("requeue")
def dead_requeue(numbers: Numbers) -> None:
    """Give them another life."""
    from commands.dead import requeue

    sys.exit(run(requeue(start_quietly(), numbers)))


@dead.command("discard")
def dead_discard(numbers: Numbers) -> None:
    """Let them go."""
    from commands.dead import discard

    sys.exit(run(discard(start_quietly(), numbers)))


@app.command()
def export(
    phone: Person,
    output: Annotated[Path | None, typer.Option(help="Where to; without it, stdout.")] = None,
    json: Json = False,
) -> None:
    """Write everything about one person as one JSON document."""
    from commands.export import export as run_export

    sys.exit(run(run_export(start_quietly(), phone, output=output, as_json=json)))


@app.command()
def erase(
    phone: Person, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False, json: Json = False
) -> None:
    """Erase everything about one person, for good."""
    from commands.erase import erase as run_erase

    sys.exit(run(run_erase(start_quietly(), phone, yes=yes, as_json=json)))


@app.command()
def maintain(
    job: Annotated[
        Literal["cleanup-sessions", "cleanup-references", "check-sessions", "retention"],
        typer.Argument(help="What to do now; the worker does each at its time."),
    ],
    json: Json = False,
) -> None:
    """Run a maintenance job now; exit 1 when it finds something broken, or when another process is in it."""
    from commands.maintain import maintain as run_maintain

    sys.exit(run(run_maintain(start_quietly(), job, as_json=json)))


@app.command()
def chat(phone: Annotated[str, typer.Argument(help="Who you are, e.g. +33600000001.")] = "+33600000001") -> None:
    """Chat in the terminal, through the same inbox and pipeline."""
    from commands.chat import chat as run_chat

    sys.exit(run(run_chat(start_quietly(), phone)))


@app.command("test")
def play(
    scripts: Annotated[list[Path], typer.Argument(metavar="SCRIPT…", help="YAML files, or folders of them.")],
    json: Json = False,
) -> None:
    """Play scripted conversations on a database of their own; exit 1 when one does not go as it says."""
    from commands.test import play as run_play

    configure_logging(level="ERROR", form="console", stream=sys.stderr)
    sys.exit(run(run_play(scripts, as_json=json)))


@app.command()
def simulate(
    bot: Annotated[str, typer.Option(help="Where the bot is.")] = "http://127.0.0.1:8080",
    channel: Annotated[Literal["cloud", "twilio", "both"], typer.Option(help="Whom to simulate.")] = "cloud",
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Where to listen.")] = 8090,
    url: Annotated[str, typer.Option(help="How the bot finds it, if not there.")] = "",
    cloud_path: Annotated[str, typer.Option(help="The bot's webhook for Meta.")] = "/webhook/whatsapp",
    twilio_path: Annotated[str, typer.Option(help="The bot's webhook for Twilio.")] = "/webhook/twilio",
    given: Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Another credential.")] = None,
    person: Annotated[list[str] | None, typer.Option(metavar="PHONE=NAME", help="Whom the page offers.")] = None,
) -> None:
    """Be Meta and Twilio for a bot on this machine, with a page to write to it."""
    from commands.simulate import Wish
    from commands.simulate import simulate as run_simulate

    wish = Wish(
        bot=bot,
        channel=channel,
        host=host,
        port=port,
        url=url,
        cloud_path=cloud_path,
        twilio_path=twilio_path,
        given=given or (),
        people=person or (),
    )
    run(run_simulate(wish))


@app.command()
def monitor(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="LOGFILE…", help="Log files, compressed ones too; `-` or none: standard input."),
    ] = None,
    *,
    follow: Annotated[bool, typer.Option("--follow", help="Read on while they grow, through rotation.")] = False,
    since: Annotated[str | None, typer.Option(help="2h, 30m, 7d, or a time like 2026-01-31T12:00.")] = None,
    thresholds: Annotated[Path | None, typer.Option(metavar="FILE", help="YAML: the limit of any alert.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report as a page, too.")] = None,
    json: Json = False,
) -> None:
    """Tell from log files how the service does; exit 1 with an alert."""
    from commands.monitor import Wish
    from commands.monitor import monitor as run_monitor

    wish = Wish(as_json=json, html_file=html)
    sys.exit(run_monitor(files or [], wish, follow=follow, begin=since, thresholds_file=thresholds))


@app.command()
def classify(
    text: Annotated[str | None, typer.Argument(help="One text; without it, one per line of standard input.")] = None,
) -> None:
    """Say what a text asks for, as JSON lines."""
    from commands.classify import classify as run_classify

    run_classify(load_settings(), [text] if text is not None else sys.stdin)


def start_quietly() -> Settings:
    """Read the settings of a command that prints a result: only errors are logged, on stderr."""
    settings = load_settings()
    configure_logging(level="ERROR", form="console", stream=sys.stderr)
    return settings
