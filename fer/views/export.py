"""A run to take along: in another format, with its figures, as a zip."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from fer.errors import FerError
from fer.export import FORMATS
from fer.export.apart import export_apart
from fer.export.kept import archive
from fer.runs import Run
from fer.words import plain, sentence

MADE = "export_made"
"""Where the session has the last export: what it is of, its figures, and the zip."""


def offer_one_of(runs: Sequence[Run]) -> None:
    """Ask which of some runs to export, and offer it; nothing where none has weights."""
    names = {run.name: run for run in runs if run.has_weights}
    if not names:
        return
    what = "a run" if len(names) > 1 else plain(next(iter(names)))
    with st.expander(f"Take {what} along", icon=":material/deployed_code:"):
        st.caption(
            "For a phone, a microcontroller, a browser or a program of yours: the file with its "
            "own accuracy, an example, and a short program that runs it."
        )
        name = next(iter(names))
        if len(names) > 1:
            name = st.selectbox("Run", list(names), key="export_run")
        offer(names[name])


def offer(run: Run) -> None:
    """Ask for a format and offer the run in it as a zip.

    Args:
        run: A run with weights.
    """
    left, right, last = st.columns(3, vertical_alignment="bottom")
    offered = {name: _numbers(run, name) for name in FORMATS}
    format = left.selectbox(
        "Format",
        sorted(FORMATS, key=lambda name: not offered[name]),
        format_func=lambda name: (
            FORMATS[name].label + " (needs more installed)" * (not offered[name])
        ),
        key="export_format",
    )
    numbers = right.selectbox(
        "Numbers",
        offered[format] or FORMATS[format].quantised,
        key=f"export_{format}_numbers",
    )
    _make(last, run, format, numbers, "export")


def _numbers(run: Run, format: str) -> list[str]:
    """What of a format can be had here: all that it has, or what is kept beside the run."""
    kind = FORMATS[format]
    return [each for each in kind.quantised if kind.here or archive(run, format, each)]


def offer_file(run: Run, format: str, numbers: str, words: str) -> None:
    """Offer a run in one format as a zip; nothing where its weights are not here.

    Args:
        run: The run.
        format: One of `FORMATS`.
        numbers: What its numbers are.
        words: Both in words.
    """
    if run.has_weights:
        _make(st, run, format, numbers, "export_file", f"Export {plain(run.name)} as {words}")


def _make(place: Any, run: Run, format: str, numbers: str, key: str, label: str = "Export") -> None:
    wish = (str(run.folder), run.weights_hash(), format, numbers)
    if place.button(label, key=f"{key}_button", icon=":material/deployed_code:"):
        with st.spinner("Converting and measuring, for seconds up to minutes"):
            try:
                st.session_state[MADE] = wish, *export_apart(run, format, numbers)
            except FerError as error:
                st.error(sentence(str(error)))
    made = st.session_state.get(MADE)
    if made and made[0] == wish:
        _, result, archive = made
        st.markdown(_words(result))
        st.download_button(
            f"Download (zip, {len(archive) / 1000:,.0f} kB)",
            archive,
            f"{run.name}-{format}-{numbers}.zip",
            "application/zip",
            icon=":material/download:",
            on_click="ignore",
            key=f"{key}_download",
        )


def _words(result: dict[str, Any]) -> str:
    """An export's figures in a line."""
    accuracies = [
        f"{figures['accuracy']:.1%} on {split} ({figures['ci95'][0]:.1%} to "
        f"{figures['ci95'][1]:.1%})"
        for split, figures in result["splits"].items()
        if figures
    ]
    said = ", ".join(accuracies) or "not measured, as the data set that it learnt is not here"
    return (
        f"**{result['bytes']:,} bytes**, {result['milliseconds']:.2f} ms for an image. Accuracy of "
        f"this file: {said}. The largest difference of a probability from the run's own is "
        f"{result['largest_difference']:.2g}."
    )
