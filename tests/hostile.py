"""Texts that attack what shows them, and tables full of them."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from pathlib import Path

from khorgos.geo.tables.reading import read_schema

PAYLOADS = [
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</script><script>alert(1)</script>",
    "<!--<script>alert(1)//-->",
    "a`b",
    "${alert(1)}",
    "C:\\20190221",
    "{{7*7}}",
    "{{ 7193*7 }}",
    "{{ cycler.__init__.__globals__.os.getcwd() }}",
    "a{#b",
    "{% include x %}",
    "'); alert(1); ('",
    "javascript:alert(1)",
    "line\nbreak \u2028 \U0001f682 \u0645\u062d\u0637\u0629 \u202e end",
    # What comes with styles, addresses, other languages of markup, and letters nobody sees.
    "</style><style>*{display:none;background:url(//evil.example/a)}</style>",
    '<base href="//evil.example/"><img srcset="//evil.example/x 2x">',
    '<meta http-equiv=refresh content="0;url=//evil.example"><form id=khorgos><input name=data>',
    "`${alert`1`}`",
    "]]><script>alert(1)</script>--><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "<svg><foreignObject><iframe srcdoc='<script>alert(1)</script>'></foreignObject></svg>",
    '<math><mtext><table><style><!--</style><img title="--&gt;&lt;img src=x onerror=alert(1)&gt;">',
    "Аlm\u200bа\u2060ty\ufeff",
    r"$\frac{1}{0}$ \$ $$ \undefined{x} ^_ #%&",
    "__proto__",
]
EVALUATED = "50351"  # 7193 * 7

KEYS = {
    "edges": {"from", "to", "figure", "length_source", "line", "to_carrier"},
    "parameters": {"id"},
    "places": {"source"},
    "flows": {"from", "via", "to"},
    "scenarios": {"id", "target", "link_from", "link_to", "figure", "carrier", "gauge"},
}
"""Columns of text that refer to something."""
TOLD = (
    "places", "edges", "parameters", "sources", "regimes", "flows", "trade", "countries", "frames",
    "trade_series", "scenarios",
)  # fmt: skip
"""Tables of which a page or a picture tells something."""


def poison(folder: Path, table: str) -> None:
    """Write a payload into every column of a table that takes free text."""
    columns = [
        column.name
        for column in read_schema(table)
        if column.type in ("text", "names")
        and not column.allowed
        and not column.references
        and column.name not in KEYS.get(table, ())
    ]
    assert columns
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    # All rows of a scenario have its name.
    same = "id" if table == "scenarios" else None
    ids = list(dict.fromkeys(row.get(same, number) for number, row in enumerate(rows)))
    for number, row in enumerate(rows):
        first = ids.index(row.get(same, number))
        for shift, column in enumerate(columns):
            # Names of one place differ, so that each payload comes in each column.
            row[column] = PAYLOADS[(first + shift) % len(PAYLOADS)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def inert(svg: Path) -> ET.Element:
    """Root of an SVG that is well formed, and in which nothing runs, loads or leads elsewhere."""
    root = ET.parse(svg).getroot()
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        assert tag not in ("script", "foreignObject", "iframe", "image", "a", "animate", "set"), tag
        for name, value in element.attrib.items():
            local = name.rpartition("}")[2]
            assert not local.startswith("on"), (tag, local)
            assert local != "href" or value.startswith("#"), value
    return root
