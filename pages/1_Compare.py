"""Compare: accuracy against size, the runs behind it, and the best within a budget."""

import streamlit as st

from fer import comparison
from fer.models import FAMILIES
from fer.prediction import times
from fer.runs import BrokenRun, all_runs
from fer.runs.quoting import argument
from fer.views.compare import address, budget, detail, fresh, looks, plot, rail, table
from fer.views.compare.columns import table_of
from fer.views.compare.content import Content, content, notes_of
from fer.views.compare.state import FAMILY, PARALLEL, View
from fer.views.frame import open_page
from fer.words import code, plain, sentence

# Networks that are timed for the table's column alone.
AT_ONCE = 40


def headline(shown: Content, view: View) -> str:
    """What most people come for, in a sentence."""
    if view.limits:
        return budget.answer(shown, view)
    return comparison.headline(shown.points, view.measure) or ""


def how_to_read(shown: Content, view: View, fer2013: bool) -> str:
    """What the marks of the plot are, in sentences."""
    if view.plot == PARALLEL:
        return (
            "A line is a run, coloured by the measure at the right; drag along an axis to keep "
            "the runs that cross it there. " + comparison.epochs_note(shown.table)
        )
    text = (
        "Whiskers are 95% intervals of each run by itself; whether two runs differ is told when "
        "both are ticked, on the same images. " + comparison.epochs_note(shown.table)
    )
    if (shown.points["seeds"] > 1).any():
        text += "Thick bars reach from the lowest to the highest seed of a setting. "
    if fer2013 and view.report and view.size == "parameters":
        text += (
            "Hollow markers are the course report's figures, on the assumption that its 3,589 "
            "public and private images are FER2013's; dotted lines join them to our runs of the "
            "same network. "
        )
    if view.size == "training_seconds":
        text += (
            "Seconds of training are those of the machine that each run met, some large networks "
            "in bfloat16; MACs compare networks. "
        )
    if view.color != FAMILY:
        shapes = ", ".join(f"{each.label} {each.symbol}" for each in FAMILIES.values())
        text += f"Shapes tell the family: {shapes}. "
    return text + "Stars learnt from a teacher too."


open_page("Compare")
runs = all_runs()
faults = [
    f"The folder '{plain(run.name)}' is not shown: {sentence(run.reason)} "
    f"{code(f'python -m fer runs delete {argument(run.name)}')} removes it."
    for run in runs
    if isinstance(run, BrokenRun)
]
finished = comparison.finished(runs)
if not finished:
    st.info("No finished run yet: train one on the Train page.", icon=":material/info:")
    for fault in faults:
        st.warning(fault)
    detail.say_faults()
    fresh.watch(runs)
    st.stop()

address.load()
sets = comparison.data_sets(finished)
chosen_set = rail.what(sets, {run.config.fingerprint: run.config.schema for run in finished})
of_set = [run for run in finished if run.config.fingerprint == chosen_set]
said, damaged = notes_of(of_set)
everything = comparison.table(of_set)
rail.limits(everything)
rail.which(everything, any(each.archived for each in said.values()))

view = address.current()
bar = st.empty()
timing = "Timing each network on one thread of this machine"


def report(share: float) -> None:
    """Say how far the timing is."""
    bar.progress(share, timing)


needed = view.size == "milliseconds" or bool(view.limits)
milliseconds = times(of_set, report, None if needed else 0)
bar.empty()
shown = content(of_set, said, view, milliseconds)
# Others measured FER2013 alone.
fer2013 = any(run.config.fingerprint == chosen_set for run in comparison.on_fer2013(finished))
several = bool(everything["setting"].duplicated().any())
looks.ask(view, list(shown.differing), several, fer2013)
for fault in [*faults, *map(sentence, damaged)]:
    st.sidebar.warning(fault)
view = address.current()
if shown.points[view.size].isna().all():
    st.info(
        "No run is left, or none has this figure: widen the filters, or choose another figure.",
        icon=":material/info:",
    )
    detail.say_faults()
else:
    st.markdown(headline(shown, view))
    plot.show(shown, view, fer2013)
    if view.limits:
        budget.take(shown, view)
    bar = st.empty()
    more = times(of_set, report, AT_ONCE)
    bar.empty()
    if more != milliseconds:
        shown = content(of_set, said, view, more)
    rows = table_of(shown, said, view)
    table.tools(rows, view)
    view = address.current()
    table.show(table_of(shown, said, view), view, shown.marked(view.chosen))
    if view.limits:
        budget.by_family(shown, view)
    detail.show(shown, said, view)
    st.caption(how_to_read(shown, view, fer2013))
address.write(next(iter(sets)))
fresh.watch(runs)
