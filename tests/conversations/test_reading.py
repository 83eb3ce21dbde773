"""What is wrong with a script is said with its file and line, before anything is played."""

from __future__ import annotations

from pathlib import Path

import pytest

from conversations import ScriptError, find_scripts, read_script

WRONG = {
    "unknown-key": ("turns:\n  - says: a\n    expec: {}\n", "3: `expec` is no key here"),
    "unknown-expectation": ("turns:\n  - says: a\n    expect:\n      contain: b\n", "4: `contain` is no key here"),
    "two-things": (
        "turns:\n  - says: a\n    taps: b\n",
        "2: turns: a step is one thing, and this one is says and taps",
    ),
    "a-manner-of-nothing": (
        "turns:\n  - later: 1 hour\n    twice: true\n",
        "2: turns: `quotes`, `twice` and `crash` go with `says`, `taps` or `sends`",
    ),
    "no-length": (
        "turns:\n  - says: a\n  - later: three hours\n",
        "3: later: 'three hours' is no length of time: write it as `3 hours` or `2 days and 4 hours`",
    ),
    "no-kind": (
        "turns:\n  - sends:\n      caption: b\n",
        "2: sends: `sends` takes one kind of message, such as `photo`, `voice` or `location`",
    ),
    "neither-title-nor-action": ("turns:\n  - taps: {skip: 1}\n", "2: taps: `taps` takes a `title` or an `action`"),
    "no-such-channel": (
        "channel: sms\nturns:\n  - says: a\n",
        "1: channel: Input should be 'cloud', 'twilio' or 'simulator'",
    ),
    "no-time": ("at: noon\nturns:\n  - says: a\n", "1: at: 'noon' is no time: write it as 06:10 or 2026-11-24 06:10"),
    "no-such-setting": (
        "settings:\n  burst: 1\nturns:\n  - says: a\n",
        "1: settings: burst: Extra inputs are not permitted",
    ),
    "a-wrong-setting": (
        "settings: {HANDOFF_HOURS: 0}\nturns:\n  - says: a\n",
        "1: settings: handoff_hours: Input should be greater than 0",
    ),
    "a-key-twice": ("turns:\n  - says: a\n    says: b\n", "3: `says` stands twice"),
    "nothing-happens": ("turns: []\n", "1: the file: `turns` is empty"),
    "no-turns": ("name: a\n", "1: turns: Field required"),
    "no-mapping": ("- says: a\n", "1: the file: Input should be a valid dictionary or instance of Script"),
    "empty": ("", "1: the file: Input should be a valid dictionary or instance of Script"),
    "no-yaml": ("turns: [\n", "2: expected the node content, but found '<stream end>'"),
}


@pytest.mark.parametrize("case", WRONG)
def test_says_what_is_wrong_and_where(tmp_path: Path, case: str) -> None:
    text, expected = WRONG[case]
    file = tmp_path / "it.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScriptError) as raised:
        read_script(file)
    assert str(raised.value) == f"{file}:{expected}"


def test_names_everything_that_is_wrong_at_once(tmp_path: Path) -> None:
    file = tmp_path / "it.yaml"
    file.write_text("nam: a\nturns:\n  - say: a\n", encoding="utf-8")
    with pytest.raises(ScriptError) as raised:
        read_script(file)
    assert sorted(str(raised.value).splitlines()) == [
        f"{file}:1: `nam` is no key here",
        f"{file}:3: `say` is no key here",
    ]


@pytest.mark.parametrize("word", ["no", "yes", "on", "off", "06:10", "2026-11-23", "0x10", "1_000", "1e3", "012"])
def test_what_people_write_stays_what_they_wrote(tmp_path: Path, word: str) -> None:
    file = tmp_path / "it.yaml"
    file.write_text(f"turns:\n  - says: {word}\n    expect: {{contains: [{word}]}}\n", encoding="utf-8")
    [step] = read_script(file).script.turns
    assert step.says == step.expect.contains == (word,)


def test_every_step_knows_its_line(tmp_path: Path) -> None:
    file = tmp_path / "a_fine_day.yaml"
    file.write_text("# Hello.\nturns:\n  - says: a\n\n  - as: Maria\n    says: b\n", encoding="utf-8")
    found = read_script(file)
    assert (found.name, found.lines) == ("a fine day", (3, 5))


def test_finds_scripts_in_folders_in_order(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yaml", "deep/c.yaml", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [path.name for path in find_scripts([tmp_path, tmp_path / "a.yaml"])] == [
        "a.yaml",
        "b.yaml",
        "c.yaml",
        "a.yaml",
    ]
    with pytest.raises(ScriptError, match="there is no such file"):
        list(find_scripts([tmp_path / "nowhere.yaml"]))
