"""Tables as HTML for notebooks. Everything that comes from a zone is escaped: names, TXT strings and file names are hostile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape as _escape_html

Cell = tuple[str, str, str]
"""Text of a cell, its class (``text``, ``number``, ``none``), and what is shown on hover."""

MOST_ROWS = 200
"""More rows than these are not shown."""

_STYLE = """
.zonecensus { font-variant-numeric: tabular-nums; max-height: 40em; overflow: auto; }
.zonecensus table { border-collapse: collapse; }
.zonecensus caption { text-align: left; font-weight: 600; padding: 0.2em 0; caption-side: top; white-space: nowrap; }
.zonecensus th, .zonecensus td { padding: 0.2em 0.8em; border: 0; border-bottom: 1px solid rgba(128, 128, 128, 0.25); }
.zonecensus thead th { text-align: right; vertical-align: bottom; border-bottom: 2px solid rgba(128, 128, 128, 0.6); }
.zonecensus th.text, .zonecensus td.text { text-align: left; }
.zonecensus td.number { text-align: right; white-space: nowrap; }
.zonecensus td.none { text-align: right; opacity: 0.45; }
.zonecensus tr.total > * { font-weight: 600; border-top: 2px solid rgba(128, 128, 128, 0.6); }
.zonecensus small { font-weight: 400; opacity: 0.75; }
.zonecensus p { margin: 0.3em 0; opacity: 0.8; font-size: 90%; }
"""


def escape(text: str) -> str:
    """Text for an element or an attribute. Characters that hide, reorder or move other text are shown as escapes."""
    return _escape_html("".join(c if c.isprintable() else _show(c) for c in text), quote=True)


def _show(char: str) -> str:
    return f"\\u{{{ord(char):x}}}"


def text(value: object) -> Cell:
    """A cell of text."""
    return ("", "none", "") if value is None else (str(value), "text", "")


def count(value: int | None) -> Cell:
    """A cell with a whole number."""
    return ("", "none", "") if value is None else (f"{value:,}", "number", "")


def table(
    caption: str,
    heads: Sequence[tuple[str, str, bool]],
    rows: Iterable[Sequence[Cell]],
    *,
    totals: Sequence[bool] = (),
    notes: Sequence[str] = (),
    length: int | None = None,
) -> str:
    """A table. ``heads`` are text, a second line and whether the column holds text; the first column heads its row.

    ``length`` is the number of rows there are, if not all of them are given.
    """
    parts = [f'<div class="zonecensus"><style>{_STYLE}</style><table><caption>{escape(caption)}</caption><thead><tr>']
    for head, below, is_text in heads:
        small = f"<br><small>{escape(below)}</small>" if below else ""
        parts.append(f'<th scope="col"{" class=text" if is_text else ""}>{escape(head)}{small}</th>')
    parts.append("</tr></thead><tbody>")
    shown = 0
    for cells in rows:
        is_total = shown < len(totals) and totals[shown]
        parts.append('<tr class="total">' if is_total else "<tr>")
        parts.extend(_cell(cell, is_head=number == 0) for number, cell in enumerate(cells))
        parts.append("</tr>")
        shown += 1
    parts.append("</tbody></table>")
    if length is not None and length > shown:
        parts.append(f"<p>{shown:,} of {length:,} rows</p>")
    parts.extend(f"<p>{escape(note)}</p>" for note in notes)
    parts.append("</div>")
    return "".join(parts)


def _cell(cell: Cell, *, is_head: bool) -> str:
    value, kind, title = cell
    hover = f' title="{escape(title)}"' if title else ""
    if is_head:
        return f'<th scope="row" class="text"{hover}>{escape(value)}</th>'
    return f'<td class="{kind}"{hover}>{escape(value)}</td>'
