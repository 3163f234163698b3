"""What a notebook shows: escaped, with numerators and denominators."""

from __future__ import annotations

import html
import html.parser
from pathlib import Path

import polars as pl
import pytest

import zonecensus as zc
from zonecensus import _html, _results


class Text(html.parser.HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


TAGS = {"div", "style", "table", "caption", "thead", "tbody", "tr", "th", "td", "br", "small", "p"}


def test_hostile_records_stay_text(small: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "<img src=x onerror=alert(1)>.zone"
    hostile.write_bytes(b'bad. 60 IN MX "</td><script>alert(2)</script>\xe2\x80\xae"\n')
    scan = zc.scan([small, hostile], types=None)
    list(scan)
    page = scan.rejects._repr_html_()
    shown = Text(page)
    assert shown.tags <= TAGS
    assert "onerror=alert(1)>.zone" in shown.text and "<script>alert(2)" in shown.text
    assert "\u202e" not in page and "\u202e" not in repr(scan)


def test_escape() -> None:
    assert _html.escape('<a href="x">&\u202e\x1b') == "&lt;a href=&quot;x&quot;&gt;&amp;\\u{202e}\\u{1b}"
    assert _html.escape("日本語 é") == "日本語 é"


def test_tables_show_numerator_and_denominator(demo: zc.Demo) -> None:
    table = zc.tables(demo.store, "adoption")["adoption"]
    page = table._repr_html_()
    shown = Text(page)
    assert shown.tags <= TAGS and "% of names with MX" in shown.text
    total = next(r for r in table.to_dicts() if r["row_kind"] == "total" and r["metric"] == "DMARC")
    assert f'title="{total["numerator"]:,} of {total["denominator"]:,} names with MX"' in page
    assert _results.percent(total["numerator"], total["denominator"]) in shown.text


@pytest.mark.parametrize(("numerator", "denominator", "shown"), [(1, 2000, "0.1"), (1, 2001, "0.0"), (2, 3, "66.7"), (3, 3, "100.0"), (0, 5, "0.0")])
def test_percent_rounds_half_up(numerator: int, denominator: int, shown: str) -> None:
    assert _results.percent(numerator, denominator) == shown


def test_percentages_are_those_of_the_text(demo: zc.Demo) -> None:
    for table in zc.tables(demo.store).values():
        text = repr(table)
        for _, _, cells in table.wide().lines:
            assert all(_results.percent(n, d) in text for n, d, _ in filter(None, cells) if d)


def test_everything_shows_itself(demo: zc.Demo) -> None:
    domains = zc.domains(demo.store)
    name = pl.DataFrame(domains)["name"][0]
    explained = zc.explain(demo.store, name)
    trend = zc.trend(demo.store)
    for thing in (domains, explained, trend, trend["adoption"], trend["adoption"].over_time(), zc.diff(demo.store, *demo.snapshots)):
        assert repr(thing) and Text(thing._repr_html_()).tags <= TAGS
    assert name in repr(explained) and "[1]" in repr(explained)


def test_long_results_are_cut(demo: zc.Demo) -> None:
    rows = zc.diff(demo.store, *demo.snapshots).transitions
    page = Text(rows._repr_html_())
    if len(rows) > _html.MOST_ROWS:
        assert f"{_html.MOST_ROWS:,} of {len(rows):,} rows" in page.text
    assert page.tags <= TAGS
