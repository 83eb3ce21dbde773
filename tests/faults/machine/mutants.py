"""SQL functions with one promise taken out: a machine that does not miss it checks nothing."""

from __future__ import annotations

from tests.faults.machine.world import World

MUTANTS = {
    "a fence that nobody looks at": ("hold_lane", "and fence = p_fence", ""),
    "a turn for two": ("receive_for_contact", "and worker is null and attempts = 0", ""),
    "a part sent again at once": ("next_reply", "if v_part.state = 'sending' then", "if false then"),
    "a part that goes backwards": ("mark_reply", "else v_part.state end", "else p_state end"),
}
"""Function, what it says, what it says instead."""


def break_function(world: World, name: str, says: str, instead: str) -> None:
    """Put a worse function into the world's database."""
    source: str = world.ask(world.rows.value("select pg_get_functiondef($1::text::regproc)", name))
    assert says in source, f"{name} has changed: change its mutant with it"
    world.ask(world.rows.run(source.replace(says, instead)))
