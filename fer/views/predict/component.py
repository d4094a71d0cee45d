"""The page's own components: a web page's three files each, beside this one."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import streamlit as st


def component(name: str) -> Callable:
    """The command that shows a component of these files: `<name>.html`, `.css` and `.js`."""
    html, css, js = (_part(f"{name}.{kind}") for kind in ("html", "css", "js"))
    return st.components.v2.component(f"fer_{name}", html=html, css=css, js=js)


@cache
def _part(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
