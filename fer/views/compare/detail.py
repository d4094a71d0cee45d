"""Below the table: one run in detail, or a few side by side, and what can be done with them."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from fer import comparison, launch
from fer.charts import training
from fer.errors import FerError
from fer.models import FAMILIES
from fer.runs import Run, find
from fer.runs.notes import LONGEST_NOTE, Notes, notes, write_notes
from fer.views import chart, export, side_by_side
from fer.views.compare import address
from fer.views.compare.content import MOST, Content
from fer.views.compare.state import View
from fer.words import bold, code, plain, sentence

_FAULTS = "compare faults"
NOT_HERE = "Not here, or left out by the filters: "


def show(content: Content, said: Mapping[str, Notes], view: View) -> None:
    """The runs that are ticked."""
    say_faults()
    runs = [content.runs[name] for name in view.chosen if name in content.runs]
    gone = [name for name in view.chosen if name not in content.runs]
    if gone:
        st.warning(f"{NOT_HERE}{', '.join(map(plain, gone[:MOST]))}.")
    if not runs:
        if not gone:
            st.caption(
                "Tick rows, click markers or draw a lasso round several: one run is shown in "
                f"detail here, two to {MOST} side by side."
            )
        return
    own = [run for run in runs if not run.zoo]
    if own:
        _manage(own, said)
    if len(runs) > MOST:
        st.info(
            f"{len(runs)} runs are ticked: up to {MOST} stand side by side.",
            icon=":material/info:",
        )
    elif len(runs) > 1:
        side_by_side.show(runs, content.table)
    else:
        _one(runs[0])


def say_faults() -> None:
    """Say, once, what could not be done to runs that were ticked."""
    if faults := st.session_state.pop(_FAULTS, ()):
        st.error("  \n".join(map(sentence, faults)))


def _one(run: Run) -> None:
    color = FAMILIES[run.config.architecture.family].color
    st.markdown(comparison.describe(run))
    st.caption(f"Weights, history, predictions and model card: {code(str(run.folder))}")
    try:
        curves = training.curves(run.history(), color)
    except FerError as error:
        st.warning(sentence(str(error)))
    else:
        chart.show(curves, f"{run.name} curves", f"Accuracy and loss of {run.name} by epoch")
        st.caption(
            "Training is measured on the views as they are learnt, with the loss that is learnt "
            "(label smoothing and a teacher included), so the two losses are not of one kind; "
            "validation on plain images, with the averaged weights."
        )
    schema = run.config.schema
    splits = schema.predicted[::-1]
    if st.session_state[address.key("split")] not in splits:
        st.session_state[address.key("split")] = schema.main
    split = st.segmented_control("Split", splits, required=True, key=address.key("split"))
    figures = run.metrics["splits"][split]
    matrix, recall = st.columns(2)
    with matrix:
        st.markdown(f"**Which class is taken for which** ({split}), in percent of the true class")
        chart.show(
            training.confusion(figures["confusion"], schema.classes, color),
            f"{run.name} confusion {split}",
            f"Confusion matrix of {run.name} on {split}: true classes by predicted ones",
        )
    with recall:
        st.markdown(f"**Share of each class that is recognised** ({split})")
        chart.show(
            training.recall(figures["recall"], color),
            f"{run.name} recall {split}",
            f"Share of each class that {run.name} recognises on {split}",
        )
    export.offer_one_of([run])


def _manage(runs: list[Run], said: Mapping[str, Notes]) -> None:
    """Notes, archiving and deleting of the user's own runs."""
    names = [run.name for run in runs]
    about = plain(runs[0].name) if len(runs) == 1 else f"these {len(runs)} of my runs"
    with st.container(horizontal=True, gap="small"):
        if len(runs) == 1:
            with st.popover("Note and tags", icon=":material/edit_note:"):
                _notes(runs[0], said.get(runs[0].name, Notes()))
        aside = all(said.get(name, Notes()).archived for name in names)
        st.button(
            f"{'Unarchive' if aside else 'Archive'} {about}",
            icon=":material/unarchive:" if aside else ":material/archive:",
            key="compare_archive",
            help="Archived runs are left out of this page until you show them again.",
            on_click=_archive,
            args=(names, not aside),
        )
        with st.popover(f"Delete {about}", icon=":material/delete:"):
            gone = ", ".join(map(bold, names))
            st.markdown(f"Weights, history and figures are gone for good: {gone}")
            st.button(
                "Delete for good",
                key="compare_delete",
                type="primary",
                on_click=_delete,
                args=(names,),
            )


def _notes(run: Run, said: Notes) -> None:
    with st.form(f"compare_notes_{run.name}", border=False):
        note = st.text_area(
            "Note", said.note, max_chars=LONGEST_NOTE, key=f"compare_note_{run.name}"
        )
        tags = st.text_input(
            "Tags, with commas between", ", ".join(said.tags), key=f"compare_tags_{run.name}"
        )
        if st.form_submit_button("Save", key=f"compare_keep_{run.name}"):
            each = dict.fromkeys(tag.strip() for tag in tags.split(",") if tag.strip())
            try:
                # Not as the page was drawn: it may have been put aside, or deleted, elsewhere.
                here = find(run.name)
                write_notes(here, Notes(note, tuple(each), _archived(here)))
            except (FerError, OSError) as error:
                st.error(sentence(str(error)))
            else:
                st.rerun()


def _archived(run: Run) -> bool:
    """Whether a run is put aside, as far as its notes can be read."""
    try:
        return notes(run).archived
    except FerError:
        return False


def _archive(names: list[str], archived: bool) -> None:
    def put(name: str) -> None:
        try:
            # Not as the page was drawn: notes may have been saved, or the run deleted, elsewhere.
            run = find(name)
            write_notes(run, replace(notes(run), archived=archived))
        except (FerError, OSError) as error:
            raise FerError(f"The notes of '{name}' cannot be changed: {error}") from error

    _each(names, put, "compare_archive")


def _delete(names: list[str]) -> None:
    _each(names, launch.delete, "compare_delete")


def _each(names: list[str], change: Callable[[str], None], widget: str) -> None:
    """Change runs one by one; those that cannot be changed stay ticked, and it is said why."""
    faults = {}
    for name in names:
        try:
            change(name)
        except FerError as error:
            faults[name] = str(error)
    st.session_state[_FAULTS] = list(faults.values())
    address.choose(list(faults), widget)
