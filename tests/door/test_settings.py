"""A wrong setting ends the start with exit 2 and its name; nobody has to read a stack trace."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import cli
from tests.door.processes import relais

CLOUD = {"WHATSAPP_PHONE_NUMBER_ID": "1", "WHATSAPP_ACCESS_TOKEN": "token"}
SECRETS = {"WHATSAPP_APP_SECRET": "secret", "WHATSAPP_VERIFY_TOKEN": "verify"}
TWILIO = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "token", "TWILIO_WHATSAPP_NUMBER": "+14155238886"}
PRODUCTION = {"ENVIRONMENT": "production", "ADMIN_TOKEN": "admin"}

WRONG: dict[str, tuple[dict[str, str], str]] = {
    "a port in words": ({"PORT": "abc"}, "PORT"),
    "a port too far": ({"PORT": "65536"}, "PORT"),
    "an hour that no clock shows": ({"SESSION_DAY_START": "25:00"}, "SESSION_DAY_START"),
    "a zone on Mars": ({"DEFAULT_TIMEZONE": "Mars/Olympus"}, "DEFAULT_TIMEZONE"),
    "a language of nobody": ({"DEFAULT_LANGUAGE": "tlh"}, "DEFAULT_LANGUAGE"),
    "a version without a v": ({"GRAPH_API_VERSION": "26.0"}, "GRAPH_API_VERSION"),
    "no idle hours": ({"SESSION_IDLE_HOURS": "0"}, "SESSION_IDLE_HOURS"),
    "no attempts": ({"MAX_ATTEMPTS": "0"}, "MAX_ATTEMPTS"),
    "a misspelt setting": ({"WHATSAPP_TYPO": "1"}, "WHATSAPP_TYPO"),
    "another misspelt setting": ({"BURST_QUITE_MS": "1"}, "BURST_QUITE_MS"),
    "a kind of data that nobody keeps": ({"RETENTION_DAYS": "mesages=30"}, "RETENTION_DAYS"),
    "data that is kept for no day": ({"RETENTION_DAYS": "messages=0"}, "RETENTION_DAYS"),
    "two retentions of one kind": ({"RETENTION_DAYS": "inbox=30,inbox=60"}, "RETENTION_DAYS"),
    "an environment of nobody": ({"ENVIRONMENT": "prod"}, "ENVIRONMENT"),
    "a channel by halves": ({"WHATSAPP_PHONE_NUMBER_ID": "1"}, "WHATSAPP_ACCESS_TOKEN"),
    "an empty token": (CLOUD | {"WHATSAPP_ACCESS_TOKEN": " "}, "WHATSAPP_ACCESS_TOKEN"),
    "Twilio without its token": (TWILIO | {"TWILIO_AUTH_TOKEN": ""}, "TWILIO_AUTH_TOKEN"),
    "Twilio without a number": (TWILIO | {"TWILIO_WHATSAPP_NUMBER": ""}, "TWILIO_WHATSAPP_NUMBER"),
    "production without ADMIN_TOKEN": ({"ENVIRONMENT": "production"}, "ADMIN_TOKEN"),
    "production with an empty ADMIN_TOKEN": (PRODUCTION | {"ADMIN_TOKEN": ""}, "ADMIN_TOKEN"),
    "production without an app secret": (PRODUCTION | CLOUD | SECRETS | {"WHATSAPP_APP_SECRET": ""}, "WHATSAPP_APP_SECRET"),
    "production without a verify token": (PRODUCTION | CLOUD | SECRETS | {"WHATSAPP_VERIFY_TOKEN": ""}, "WHATSAPP_VERIFY_TOKEN"),
    "a Redis without a scheme": ({"REDIS_URL": "localhost:6379"}, "REDIS_URL"),
    "a Redis of another scheme": ({"REDIS_URL": "http://localhost:6379"}, "REDIS_URL"),
    "a Redis at a port too far": ({"REDIS_URL": "redis://localhost:65536"}, "REDIS_URL"),
    "a Redis with a database in words": ({"REDIS_URL": "redis://localhost/first"}, "REDIS_URL"),
    "a Redis with an option of nobody": ({"REDIS_URL": "redis://localhost?colour=red"}, "REDIS_URL"),
    "a socket without a path": ({"REDIS_URL": "unix://"}, "REDIS_URL"),
    "Supabase without its key": ({"SUPABASE_URL": "https://x.supabase.co"}, "SUPABASE_SERVICE_ROLE_KEY"),
}  # fmt: skip


Ended = tuple[object, str, str]
"""Exit code, stdout, stderr."""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., Ended]:
    """Run `relais …` here, which spares each case the start of a process."""
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: str, **settings: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["relais", *arguments])
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code, *capsys.readouterr()

    return ran


@pytest.mark.parametrize(("settings", "named"), WRONG.values(), ids=WRONG)
def test_a_wrong_setting_is_named(run: Callable[..., Ended], settings: dict[str, str], named: str) -> None:
    code, printed, said = run("serve", **settings)

    assert (code, printed) == (2, "")
    assert named in said
    assert len(said.splitlines()) == 1, "one sentence, no stack trace"


def test_a_process_says_the_same(tmp_path: Path) -> None:
    ended = relais("serve", cwd=tmp_path, PORT="abc")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("relais: PORT: ")


def test_a_wrong_line_of_the_env_file_is_named(run: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LOG_LEVEL=INFO\nWHATSAPP_TYPO=1\n")

    code, _, said = run("serve")

    assert code == 2
    assert "WHATSAPP_TYPO" in said


def test_every_wrong_setting_is_named_at_once(run: Callable[..., Ended]) -> None:
    _, _, said = run("serve", PORT="abc", MAX_ATTEMPTS="0")

    assert "PORT" in said
    assert "MAX_ATTEMPTS" in said


def test_the_value_of_a_secret_is_not_repeated(run: Callable[..., Ended]) -> None:
    _, _, said = run("serve", ENVIRONMENT="production", TWILIO_AUTH_TOKEN="s3cret", PORT="abc")

    assert "PORT" in said
    assert "s3cret" not in said


def test_an_address_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = relais(
            "serve", cwd=tmp_path, PORT=str(taken.getsockname()[1]), DATABASE_URL="postgresql://nobody.invalid/x"
        )

    assert ended.returncode == 2
    assert "PORT" in ended.stderr


def test_the_demo_does_not_run_in_production(run: Callable[..., Ended]) -> None:
    code, _, said = run("demo", **PRODUCTION)

    assert code == 2
    assert "ENVIRONMENT" in said


@pytest.mark.parametrize("usage", ["fly", "serve --role cook", "why", "serve --fast"])
def test_a_wrong_usage_is_exit_2(run: Callable[..., Ended], usage: str) -> None:
    code, _, said = run(*usage.split())

    assert code == 2
    assert "Traceback" not in said
