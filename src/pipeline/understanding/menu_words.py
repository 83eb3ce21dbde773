"""Whole texts that ask for the menu, in any of the languages."""

from __future__ import annotations

from pipeline.understanding.names import plain

_MENU = frozenset(map(plain, (
    "menu", "le menu", "menu principal", "accueil", "aide", "main menu", "the menu", "help", "home", "menú", "el menú",
    "menú principal", "ayuda", "inicio", "opciones", "menu principale", "il menu", "ajuda", "início", "opções",
    "menü", "das menü", "hauptmenü", "hilfe", "aiuto", "opzioni", "meniu", "meniul", "meniul principal", "ajutor",
    "opțiuni", "menu główne", "pomoc", "opcje", "القائمة", "القائمه", "القائمة الرئيسية", "قائمة", "مساعدة", "مساعده",
)))  # fmt: skip


def asks_for_menu(text: str) -> bool:
    """Say whether the text asks for the menu and for nothing else."""
    return plain(text) in _MENU
