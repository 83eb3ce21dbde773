"""What people may write to harm whoever reads it: in names, texts, file names, titles, project names, addresses."""

from __future__ import annotations

SCRIPTS: dict[str, str] = {
    "a script": "<script>window.harmed = 'script'</script>",
    "a picture that fails": "<img src=x onerror=\"window.harmed = 'img'\">",
    "out of an attribute": '" onfocus="window.harmed = \'attribute\'" autofocus x="',
    "out of a quoted one": "' onmouseover='window.harmed = 1' '",
    "out of a title": "</title></textarea></script><svg onload=\"window.harmed = 'svg'\">",
    "a template": "{{ 7 * 7 }}{% raw %}${7 * 7}",
    "a link": "javascript:window.harmed=1",
    "an entity": "&lt;script&gt;&#60;img src=x onerror=alert(1)&#62;",
    "another direction": "\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe\N{LEFT-TO-RIGHT OVERRIDE}",
    "a form": '</form><form action="https://evil.example/"><button>Give back to the bot</button>',
    "a look": "<style>* { display: none }</style><link rel=stylesheet href=//evil.example/x.css>",
}
"""Kind → text. Each would set `window.harmed`, load something of another host, or change what is beside it."""

ALL = " ".join(SCRIPTS.values())
"""All of them in one text."""
