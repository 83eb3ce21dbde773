"""A wrong setting ends the start with exit 2 and its name; nobody has to read a stack trace."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

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
    "an environment of nobody": ({"ENVIRONMENT": "prod"}, "ENVIRONMENT"),
    "a channel by halves": ({"WHATSAPP_PHONE_NUMBER_ID": "1"}, "WHATSAPP_ACCESS_TOKEN"),
    "an empty token": (CLOUD | {"WHATSAPP_ACCESS_TOKEN": " "}, "WHATSAPP_ACCESS_TOKEN"),
    "Twilio without its token": (TWILIO | {"TWILIO_AUTH_TOKEN": ""}, "TWILIO_AUTH_TOKEN"),
    "Twilio without a number": (TWILIO | {"TWILIO_WHATSAPP_NUMBER": ""}, "TWILIO_WHATSAPP_NUMBER"),
    "production without ADMIN_TOKEN": ({"ENVIRONMENT": "production"}, "ADMIN_TOKEN"),
    "production with an empty ADMIN_TOKEN": (PRODUCTION | {"ADMIN_TOKEN": ""}, "ADMIN_TOKEN"),
    "production without an app secret": (PRODUCTION | CLOUD | SECRETS | {"WHATSAPP_APP_SECRET": ""}, "WHATSAPP_APP_SECRET"),
    "production without a verify token": (PRODUCTION | CLOUD | SECRETS | {"WHATSAPP_VERIFY_TOKEN": ""}, "WHATSAPP_VERIFY_TOKEN"),
    "Supabase without its key": ({"SUPABASE_URL": "https://x.supabase.co"}, "SUPABASE_SERVICE_ROLE_KEY"),
}  # fmt: skip


@pytest.mark.parametrize(("settings", "named"), WRONG.values(), ids=WRONG)
def test_a_wrong_setting_is_named(settings: dict[str, str], named: str, tmp_path: Path) -> None:
    ended = relais("serve", cwd=tmp_path, **settings)

    assert ended.returncode == 2
    assert named in ended.stderr
    assert len(ended.stderr.splitlines()) == 1, "one sentence, no stack trace"
    assert ended.stdout == ""


def test_a_wrong_line_of_the_env_file_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LOG_LEVEL=INFO\nWHATSAPP_TYPO=1\n")

    ended = relais("serve", cwd=tmp_path)

    assert (ended.returncode, "WHATSAPP_TYPO" in ended.stderr) == (2, True)


def test_every_wrong_setting_is_named_at_once(tmp_path: Path) -> None:
    ended = relais("serve", cwd=tmp_path, PORT="abc", MAX_ATTEMPTS="0")

    assert "PORT" in ended.stderr
    assert "MAX_ATTEMPTS" in ended.stderr


def test_the_value_of_a_secret_is_not_repeated(tmp_path: Path) -> None:
    ended = relais("serve", cwd=tmp_path, ENVIRONMENT="production", TWILIO_AUTH_TOKEN="s3cret", PORT="abc")

    assert "s3cret" not in ended.stderr


def test_an_address_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = relais(
            "serve", cwd=tmp_path, PORT=str(taken.getsockname()[1]), DATABASE_URL="postgresql://nobody.invalid/x"
        )

    assert ended.returncode == 2
    assert "PORT" in ended.stderr


def test_the_demo_does_not_run_in_production(tmp_path: Path) -> None:
    ended = relais("demo", cwd=tmp_path, **PRODUCTION)

    assert (ended.returncode, "ENVIRONMENT" in ended.stderr) == (2, True)


@pytest.mark.parametrize(
    "arguments", [["fly"], ["serve", "--role", "cook"], ["why"], ["serve", "--fast"]], ids=" ".join
)
def test_a_wrong_usage_is_exit_2(arguments: list[str], tmp_path: Path) -> None:
    ended = relais(*arguments, cwd=tmp_path)

    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
