"""The Report page as one HTML file that needs nothing else, for the screen and for paper."""

from datetime import date
from html import escape

import pandas as pd
import plotly.graph_objects as go
import plotly.io
from markdown_it import MarkdownIt

from fer.claims.contents import Contents
from fer.claims.sections import RULE, Judged, Section

INK = "#222222"
FIGURE_WIDTH = 680
"""Pixels; an A4 page with margins of 1 cm has 718, so that a figure prints as it is shown."""
MARGINS = {"l": 70, "r": 20, "t": 40, "b": 60}
"""Around the axes, in pixels, with room for ticks and titles."""
LONG, NO_BREAK = 24, "\u00a0"
"""Characters from which a cell's text breaks into lines, and the space that does not."""
STYLE = f"""
:root {{ color-scheme: light; }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto;
  padding: 0 1rem; color: {INK}; background: #fff; }}
h2 {{ margin-top: 2.5rem; }}
table {{ border-collapse: collapse; font-size: 0.85rem; display: block; overflow-x: auto; }}
th, td {{ border: 1px solid #ccc; padding: 0.25rem 0.5rem; text-align: right;
  white-space: nowrap; }}
th, td:first-child, td.text {{ text-align: left; }}
th, td.text {{ white-space: normal; }}
figure {{ margin: 1rem 0; max-width: {FIGURE_WIDTH}px; }}
figcaption, .remark {{ font-size: 0.85rem; color: #555; }}
.verdict {{ border: 1px solid; border-radius: 0.3rem; padding: 0 0.4rem; white-space: nowrap;
  font-size: 0.85em; }}
.holds {{ color: #17623f; }} .does-not-hold {{ color: #a3262a; }} .cannot-be-told {{ color: #555; }}
@page {{ margin: 1cm; }}
@media print {{
  body {{ font-size: 10.5pt; margin: 0; padding: 0; max-width: none; }}
  table {{ display: table; font-size: 7.5pt; }}
  h2, h3 {{ break-after: avoid; }}
  figure, tr, li, .claim {{ break-inside: avoid; }}
  .modebar {{ display: none; }}
}}
"""
# Names of runs and teachers stand in the text, and may be anything a folder can be called.
_MARKDOWN = MarkdownIt("commonmark", {"html": False})


def html(contents: Contents, day: date) -> str:
    """The page as a whole: text, tables, charts with their script, and the claims.

    Args:
        contents: What it says.
        day: When.
    """
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width'>",
        f"<title>FER Compare: report</title><style>{STYLE}</style></head><body>",
        f"<h1>FER Compare: report</h1><p>From the runs of {day.isoformat()}.</p>",
        "<h2>What came out</h2><ul>",
        *(f"<li>{_MARKDOWN.renderInline(line)}</li>" for line in contents.conclusion),
        f"</ul><h2>How</h2>{_MARKDOWN.render(contents.method)}",
    ]
    first = True
    for section in contents.sections:
        parts += _section(section, script=first)
        first = first and section.figure is None
    parts.append("<h2>The report's nine claims</h2>")
    parts += map(_MARKDOWN.render, (RULE, contents.pairs))
    parts += map(_claim, contents.claims)
    return "\n".join([*parts, "</body></html>"])


def _section(section: Section, script: bool) -> list[str]:
    """A question; `script` is whether its figure brings Plotly's script for all."""
    parts = [f"<h2>{escape(section.title)}</h2>{_MARKDOWN.render(section.text)}"]
    if section.table is not None:
        parts.append(_table(section.table, section.shares, section.differences))
    if section.figure is not None:
        drawn = plotly.io.to_html(
            _on_paper(section.figure),
            full_html=False,
            include_plotlyjs=script,
            config={"responsive": True, "displaylogo": False},
        )
        caption = f"<figcaption>{escape(section.alt)}</figcaption>"
        parts.append(f"<figure>{drawn}{caption}</figure>")
    return parts


def _on_paper(figure: go.Figure) -> go.Figure:
    """A figure with dark ink on white, and with margins of its own.

    The pages' figures have none, as Streamlit's theme makes room for the labels.
    """
    shown = go.Figure(figure)
    shown.update_layout(template="plotly_white", margin=MARGINS, font={"color": INK, "size": 13})
    return shown


def _claim(judgement: Judged) -> str:
    claim = judgement.claim
    findings = "".join(
        f"<li>{escape(finding.part.text)}: {_verdict(finding.verdict)} "
        f"{escape(finding.evidence)}</li>"
        for finding in judgement.findings
    )
    return (
        f"<div class='claim'><h3>{claim.number}. {escape(claim.text)} "
        f"{_verdict(judgement.verdict)}</h3><ul>{findings}</ul>"
        f"<p class='remark'>{escape(claim.remark)}</p></div>"
    )


def _verdict(verdict: str) -> str:
    return f"<span class='verdict {verdict.replace(' ', '-')}'>{verdict}</span>"


def _table(frame: pd.DataFrame, shares: tuple[str, ...], differences: tuple[str, ...]) -> str:
    forms = dict.fromkeys(shares, "{:.1%}") | dict.fromkeys(differences, "{:+.1f}")
    numbers = set(frame.select_dtypes("number"))

    def cell(column: str, value: object) -> str:
        if pd.isna(value):
            return "<td></td>"
        if column in numbers:
            return f"<td>{forms.get(column, '{:,.0f}').format(value)}</td>"
        text = escape(str(value))
        return f"<td class='text'>{text if len(text) > LONG else text.replace(' ', NO_BREAK)}</td>"

    head = "".join(f"<th>{escape(column)}</th>" for column in frame)
    rows = (
        "<tr>" + "".join(map(cell, frame.columns, row)) + "</tr>"
        for row in frame.itertuples(index=False)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
