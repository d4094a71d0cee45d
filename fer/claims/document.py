"""The Report page as one HTML file that needs nothing else."""

from collections.abc import Sequence
from datetime import date
from html import escape

import pandas as pd
import plotly.io
from markdown_it import MarkdownIt

from fer.claims.sections import RULE, Judged, Section

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #222; background: #fff; }
table { border-collapse: collapse; font-size: 0.85rem; display: block; overflow-x: auto; }
th, td { border: 1px solid #ccc; padding: 0.25rem 0.5rem; text-align: right; }
th:first-child, td:first-child { text-align: left; }
.verdict { border: 1px solid; border-radius: 0.3rem; padding: 0 0.4rem; white-space: nowrap; }
"""


def html(sections: Sequence[Section], claims: Sequence[Judged], day: date) -> str:
    """The page as a whole: text, tables, charts with their script, and the claims."""
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width'>",
        f"<title>FER Compare: report</title><style>{STYLE}</style></head><body>",
        f"<h1>FER Compare: report</h1><p>From the runs of {day.isoformat()}.</p>",
    ]
    # Names of runs and teachers stand in the text, and may be anything a folder can be called.
    markdown = MarkdownIt("commonmark", {"html": False})
    script: bool | str = True
    for section in sections:
        parts.append(f"<h2>{escape(section.title)}</h2>{markdown.render(section.text)}")
        if section.table is not None:
            parts.append(_table(section.table, section.shares))
        if section.figure is not None:
            parts.append(
                plotly.io.to_html(section.figure, full_html=False, include_plotlyjs=script)
            )
            parts.append(f"<p><small>{escape(section.alt)}</small></p>")
            script = False
    parts.append(f"<h2>The report's nine claims</h2><p>{escape(RULE)}</p>")
    for judged in claims:
        parts.append(
            f"<h3>{judged.claim.number}. {escape(judged.claim.text)} "
            f"<span class='verdict'>{judged.verdict}</span></h3><ul>"
        )
        parts += [
            f"<li>{escape(finding.part.text)}: <span class='verdict'>{finding.verdict}</span> "
            f"{escape(finding.evidence)}</li>"
            for finding in judged.findings
        ]
        parts.append(f"</ul><p><small>{escape(judged.claim.remark)}</small></p>")
    return "\n".join([*parts, "</body></html>"])


def _table(frame: pd.DataFrame, shares: Sequence[str]) -> str:
    shown = frame.astype(object).where(frame.notna(), "")
    for column in frame.select_dtypes("number"):
        form = "{:.1%}" if column in shares else "{:,.0f}"
        shown[column] = frame[column].map(form.format, na_action="ignore").fillna("")
    return shown.to_html(index=False, border=0)
