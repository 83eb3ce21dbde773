from __future__ import annotations

from dataclasses import replace

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from messages import Limits, Media, Option, Part
from services.channels.rendering import numbered, render, render_media

CLOUD = Limits(
    text=4096, interactive_body=1024, buttons=3, button_title=20,
    rows=10, row_title=24, row_description=72, list_button=20, caption=1024,
)  # fmt: skip
SMALL = replace(CLOUD, text=120, interactive_body=60, row_title=12, row_description=10)
TEXT_ONLY = replace(CLOUD, text=200, buttons=0, rows=0)

LONG = "Résidence Les Jardins de Versailles, bâtiment "
MENU = "Voir la liste"
DASH = "\N{EN DASH}"


def options(*titles: str, description: str = "") -> list[Option]:
    return [Option(id=f"o_{n}", title=title, description=description) for n, title in enumerate(titles, 1)]


def titles(part: Part) -> list[str]:
    return [option.title for option in part.options]


def characters(text: str) -> str:
    return "".join(text.split())


FORMS: dict[str, tuple[str, list[Option], list[str]]] = {
    "nothing to say": (" ", [], []),
    "text": ("Bonjour", [], ["text"]),
    "long text": ("mot " * 2000, [], ["text", "text"]),
    "three short titles": ("Alors ?", options("Oui", "Non", "Plus tard"), ["buttons"]),
    "four titles": ("Alors ?", options("a", "b", "c", "d"), ["list"]),
    "a title that no button can show": ("Alors ?", options("Oui", "x" * 21), ["list"]),
    "titles that a button may not repeat": ("Alors ?", options("Villa", " villa "), ["list"]),
    "titles that look alike": ("Alors ?", options("Qualit\u00e9", "Qualite\u0301"), ["list"]),
    "a blank title": ("Alors ?", options("Oui", " "), ["list"]),
    "descriptions": ("Alors ?", options("Oui", "Non", description="vraiment"), ["list"]),
    "ten options": ("Alors ?", options(*"abcdefghij"), ["list"]),
    "eleven options": ("Alors ?", options(*"abcdefghijk"), ["text"]),
    "long text with buttons": ("mot " * 300, options("Oui", "Non"), ["text", "buttons"]),
    "long text with a list": ("mot " * 300, options(*"abcd"), ["text", "list"]),
    "long titles under a long text": ("mot " * 210, options(*(LONG + c for c in "abcd")), ["text", "list"]),
    "very long text with buttons": ("mot " * 1500, options("Oui", "Non"), ["text", "text", "buttons"]),
}


@pytest.mark.parametrize(("text", "offered", "kinds"), FORMS.values(), ids=FORMS)
def test_the_limits_choose_the_form(text: str, offered: list[Option], kinds: list[str]) -> None:
    assert kinds == [part.kind for part in render(text, offered, MENU, CLOUD)]


def test_buttons_show_the_options_as_they_are() -> None:
    offered = options("Oui", "Non")

    assert (Part(kind="buttons", text="Alors ?", options=tuple(offered)),) == render(" Alors ?\n", offered, MENU, CLOUD)


def test_a_list_shows_the_options_as_they_are() -> None:
    offered = options("Villa Rose", "Villa Bleue", description="3 tâches")

    assert (Part(kind="list", text="Quel chantier ?", options=tuple(offered), list_button=MENU),) == render(
        "Quel chantier ?", offered, MENU, CLOUD
    )


def test_a_title_stands_on_one_line() -> None:
    (part,) = render("Alors ?", [Option(id="o", title=" Villa\n Rose ", description="3\ntâches")], MENU, CLOUD)

    assert (Option(id="o", title="Villa Rose", description="3 tâches"),) == part.options


def test_a_list_cuts_its_button_and_its_descriptions() -> None:
    (part,) = render("Alors ?", options("Villa", description="mot " * 30), "Voir la liste des chantiers", CLOUD)

    assert "Voir la liste des…" == part.list_button
    assert ("mot " * 18).strip() + "…" == part.options[0].description


def test_long_titles_that_begin_alike_are_told_apart_by_their_numbers() -> None:
    (part,) = render("Quel chantier ?", options(LONG + "A", LONG + "B", "Villa Rose"), MENU, CLOUD)

    assert ["1. Résidence Les…", "2. Résidence Les…", "3. Villa Rose"] == titles(part)
    assert f"Quel chantier ?\n\n1. {LONG}A\n2. {LONG}B\n3. Villa Rose" == part.text


def test_equal_titles_are_told_apart_by_their_numbers() -> None:
    (part,) = render("Quel chantier ?", options("Villa", "VILLA", "Tour", "Quai"), MENU, CLOUD)

    assert ["1. Villa", "2. VILLA", "3. Tour", "4. Quai"] == titles(part)


def test_full_titles_go_ahead_when_the_body_has_no_room() -> None:
    text, letters = "mot " * 200, "abcdefghij"
    ahead, rows = render(text, options(*(LONG + letter for letter in letters)), MENU, CLOUD)

    assert ahead.text == text.strip() + "\n\n" + "\n".join(f"{n}. {LONG}{c}" for n, c in enumerate(letters, 1))
    assert MENU == rows.text


def test_the_last_piece_of_a_long_text_stands_over_the_options() -> None:
    long = "Une phrase du début. " * 45
    ahead, asked = render(f"{long}\n\nQuel chantier choisissez-vous ?" + " Dites-moi." * 9, options("a"), MENU, CLOUD)

    assert long.strip() == ahead.text
    assert asked.text.startswith("Quel chantier choisissez-vous ?")


@pytest.mark.parametrize("offered", [options("Oui"), options(*"abcd")], ids=["buttons", "list"])
def test_an_interactive_part_has_a_body(offered: list[Option]) -> None:
    (part,) = render(" ", offered, MENU, CLOUD)

    assert MENU == part.text


def test_more_options_than_rows_are_numbered_text() -> None:
    offered = [*options(*"abcdefghij"), Option(id="o_11", title=LONG + "K", description="9 tâches")]
    (part,) = render("Quel chantier ?", offered, MENU, CLOUD)
    lines = part.text.splitlines()

    assert ["Quel chantier ?", "", "1. a", "2. b"] == lines[:4]
    assert f"11. {LONG}K {DASH} 9 tâches" == lines[-1]
    assert tuple(offered) == part.options


def test_numbered_text_is_split_and_the_last_part_carries_the_options() -> None:
    offered = options(*(f"{LONG}{n}" for n in range(1, 21)))
    parts = render("Quel chantier ?", offered, MENU, TEXT_ONLY)
    lines = [line for part in parts for line in part.text.splitlines()]

    assert [f"{n}. {LONG}{n}" for n in range(1, 21)] == lines[2:]
    assert [tuple(offered)] == [part.options for part in parts if part.options]
    assert tuple(offered) == parts[-1].options


def test_two_options_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="same id"):
        render("Alors ?", [Option(id="a", title="Oui"), Option(id="a", title="Non")], MENU, CLOUD)


def test_arabic_stays_as_it_is_behind_its_number() -> None:
    site = "موقع بناء مجمع الرياض السكني الشمالي"
    (part,) = render("أي موقع؟", options(site + " أ", site + " ب"), "القائمة", CLOUD)

    assert f"أي موقع؟\n\n1. {site} أ\n2. {site} ب" == part.text
    assert ["1. موقع بناء مجمع…", "2. موقع بناء مجمع…"] == titles(part)


def test_a_latin_title_turns_no_arabic_line_over() -> None:
    (part,) = render("المهام:", options(LONG + "A", "Villa", description="منتهية"), "القائمة", CLOUD)

    long, short = (f"\u200f\u2068{title}\u2069 {DASH} منتهية" for title in (LONG + "A", "Villa"))
    assert f"المهام:\n\n1. {long}\n2. {short}" == part.text
    assert ["1. Résidence Les…", "2. Villa"] == titles(part)


NUMBERED: dict[str, tuple[Part, str]] = {
    "text": (Part(kind="text", text="Bonjour"), "Bonjour"),
    "numbered text stays": (Part(kind="text", text="1. a", options=tuple(options("a"))), "1. a"),
    "the end of numbered text stays": (Part(kind="text", text="2. b", options=tuple(options("a", "b"))), "2. b"),
    "a text with a number of its own": (
        Part(kind="buttons", text="1. Lisez", options=tuple(options("Oui", "Non"))),
        "1. Lisez\n\n1. Oui\n2. Non",
    ),
    "caption": (Part(kind="media", text="Le plan", media=Media(kind="image", url="https://a.fr")), "Le plan"),
    "buttons": (render("Alors ?", options("Oui", "Non"), MENU, CLOUD)[-1], "Alors ?\n\n1. Oui\n2. Non"),
    "list": (
        render("Quel chantier ?", options("Villa", "Tour", description="3 tâches"), MENU, CLOUD)[-1],
        f"Quel chantier ?\n\n1. Villa {DASH} 3 tâches\n2. Tour {DASH} 3 tâches",
    ),
    "a list whose text has the numbers": (
        render("Quel chantier ?", options(LONG + "A", LONG + "B"), MENU, CLOUD)[-1],
        f"Quel chantier ?\n\n1. {LONG}A\n2. {LONG}B",
    ),
    "a list whose titles went ahead": (
        render("mot " * 255, options(LONG + "A", LONG + "B"), MENU, CLOUD)[-1],
        f"{MENU}\n\n1. Résidence Les…\n2. Résidence Les…",
    ),
    "a blank title": (
        Part(kind="list", text="Alors ?", options=tuple(options("Oui", ""))),
        "Alors ?\n\n1. Oui\n2.",
    ),
}


@pytest.mark.parametrize(("part", "expected"), NUMBERED.values(), ids=NUMBERED)
def test_numbered(part: Part, expected: str) -> None:
    assert expected == numbered(part)


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (40, f"Quel chantier ?\n\n1. A {DASH} x y\n2. B {DASH} x y"),
        (26, "Quel chantier ?\n\n1. A\n2. B"),
        (20, "Quel…\n\n1. A\n2. B"),
        (9, "1. A\n2. B"),
    ],
)
def test_numbered_within_a_limit_keeps_the_titles(limit: int, expected: str) -> None:
    part = Part(kind="list", text="Quel chantier ?", options=tuple(options("A", "B", description="x y")))

    assert expected == numbered(part, limit)


def test_media_carry_their_caption_cut() -> None:
    plan = Media(kind="document", url="https://exemple.fr/plan.pdf", filename="plan.pdf")
    part = render_media(plan, " " + "mot " * 300, CLOUD)

    assert Part(kind="media", text=("mot " * 256).strip() + "…", media=plan) == part
    assert Part(kind="media", text="Le plan", media=plan) == render_media(plan, "Le plan ", CLOUD)


WORDS = st.sampled_from(
    ["👨‍👩‍👧‍👦", "🇫🇷", "e\u0301te\u0301", "مُحَمَّد", "الموقع", "Villa", "VILLA", "Résidence", "1.", "\n", "\n\n", "فيلا"]
)
SENTENCES = st.lists(WORDS, max_size=40).map(" ".join)
TITLES = st.lists(WORDS, max_size=6).map(" ".join)
OPTIONS = st.lists(st.tuples(TITLES, st.just("") | TITLES), max_size=15).map(
    lambda pairs: [Option(id=f"o_{n}", title=title, description=about) for n, (title, about) in enumerate(pairs)]
)
LIMITS = st.sampled_from([CLOUD, SMALL, TEXT_ONLY])


def fits(part: Part, limits: Limits) -> bool:
    """Whether a provider with these limits would take the part."""
    if part.kind == "text":
        return 0 < len(part.text.strip()) and len(part.text) <= limits.text
    if not 0 < len(part.text.strip()) <= limits.interactive_body:
        return False
    most, longest = (limits.buttons, limits.button_title) if part.kind == "buttons" else (limits.rows, limits.row_title)
    looks = {option.title.casefold() for option in part.options}
    return (
        0 < len(part.options) == len(looks) <= most
        and all(0 < len(option.title) <= longest for option in part.options)
        and all(len(option.description) <= limits.row_description for option in part.options)
        and len(part.list_button) <= limits.list_button
    )


@given(SENTENCES, OPTIONS, LIMITS)
def test_every_part_is_within_the_limits(text: str, offered: list[Option], limits: Limits) -> None:
    assert [] == [part for part in render(text, offered, MENU, limits) if not fits(part, limits)]


@given(SENTENCES, OPTIONS, LIMITS)
def test_every_option_is_there_once_in_order_on_the_last_part(text: str, offered: list[Option], limits: Limits) -> None:
    *ahead, last = render(text, offered, MENU, limits) or (Part(kind="text"),)

    assert [option.id for option in offered] == [option.id for option in last.options]
    assert not any(part.options for part in ahead)


@given(SENTENCES, OPTIONS, LIMITS)
def test_every_word_of_the_text_and_of_the_titles_is_shown(text: str, offered: list[Option], limits: Limits) -> None:
    parts = render(text, offered, MENU, limits)
    shown = characters("".join(part.text for part in parts))
    read = shown + "".join(characters(title) for part in parts for title in titles(part))

    assert shown.startswith(characters(text))
    assert all(characters(option.title) in read for option in offered)


@given(SENTENCES, OPTIONS, LIMITS)
def test_no_grapheme_is_torn(text: str, offered: list[Option], limits: Limits) -> None:
    known = f"{text}{MENU}0123456789. \n…{DASH}\u200f\u2068\u2069" + "".join(o.title + o.description for o in offered)
    whole = set(regex.findall(r"\X", known))
    parts = render(text, offered, MENU, limits)
    said = [s for part in parts for s in (part.text, *(t for o in part.options for t in (o.title, o.description)))]

    assert set() == {cluster for s in said for cluster in regex.findall(r"\X", s)} - whole


@given(SENTENCES, OPTIONS)
def test_numbered_fits_the_smallest_channel(text: str, offered: list[Option]) -> None:
    *_, last = render(text, offered[:10], MENU, CLOUD) or (Part(kind="text"),)

    assert len(numbered(last)) <= 1600
