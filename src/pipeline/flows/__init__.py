"""Reports over several messages: a task's progress, an incident. Their state is JSON in the session.

`dialogues` begins, places and collects; `progress` and `incident` say what differs; `moves` is what the buttons do;
`meaning` tells what a text means while a report is open; `answering` does right by a report that an answer leaves.

To add one: a file with a `dialogues.Dialogue`, a row in `DIALOGUES`, its name in `state.FlowName`, and an action of
that name which calls `begin`.
"""
