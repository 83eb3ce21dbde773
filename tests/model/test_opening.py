"""LLM_MODEL: what it may be, and that nothing of its library is there until it is set."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import cli
from errors import ConfigurationError
from services.llm.opening import open_language_model

WRONG = {
    "no provider": ("gpt-5", "key", None, "LLM_MODEL"),
    "a provider of nobody": ("acme:gpt-5", "key", None, "LLM_MODEL"),
    "no model": ("openai:", "key", None, "LLM_MODEL"),
    "no key": ("openai:gpt-5", None, None, "LLM_API_KEY"),
    "no key of the other": ("anthropic:claude", None, None, "LLM_API_KEY"),
}

RIGHT = {
    "a model": ("openai:gpt-5", "key", None, "gpt-5"),
    "a model with a colon": ("openai:llama3:8b", "key", None, "llama3:8b"),
    "a server of one's own, without a key": ("openai:llama3", None, "http://127.0.0.1:11434/v1", "llama3"),
    "another provider": ("anthropic:claude-haiku", "key", None, "claude-haiku"),
}

PROGRAM = """
import sys
import app, cli, pipeline, handlers.summaries
print(sorted({'pydantic_ai', 'openai', 'anthropic', 'httpx2'} & sys.modules.keys()))

sys.modules['pydantic_ai'] = None
from errors import ConfigurationError
from services.llm.opening import open_language_model
try:
    open_language_model('openai:gpt-5', 'key', None)
except ConfigurationError as error:
    print(error)
"""
"""What is loaded before a model is wanted, and what is said when the extra is not there."""


@pytest.mark.parametrize(("setting", "key", "url", "named"), WRONG.values(), ids=WRONG)
def test_a_wrong_setting_is_named(setting: str, key: str | None, url: str | None, named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        open_language_model(setting, key, url)


@pytest.mark.parametrize(("setting", "key", "url", "name"), RIGHT.values(), ids=RIGHT)
async def test_a_model_is_opened_without_asking_it(setting: str, key: str | None, url: str | None, name: str) -> None:
    model = open_language_model(setting, key, url)
    assert model.name == name
    await model.close()


def test_serving_with_a_wrong_model_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["relais", "serve"])
    monkeypatch.setenv("LLM_MODEL", "acme:x")
    monkeypatch.setenv("LLM_API_KEY", "sk-s3cret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody.invalid/x")
    with pytest.raises(SystemExit) as ended:
        cli.main()
    printed, said = capsys.readouterr()
    assert (ended.value.code, printed) == (2, "")
    assert said.startswith("relais: LLM_MODEL takes provider:model")
    assert "s3cret" not in said


def test_the_library_is_loaded_when_it_is_wanted_and_missed_by_its_name() -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    loaded, said = ran.stdout.splitlines()
    assert loaded == "[]"
    assert "LLM_MODEL" in said
    assert "relais[llm]" in said
