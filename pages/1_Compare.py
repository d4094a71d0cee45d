"""Compare: accuracy against size, runs side by side, and the best within a budget."""

import pandas as pd
import streamlit as st

from fer import comparison
from fer.charts import scatter, training
from fer.comparison import MEASURES, SIZES, trend
from fer.errors import FerError
from fer.models import FAMILIES
from fer.prediction import DEFAULT_RUNS, with_milliseconds
from fer.runs import SPLITS, BrokenRun, Run, all_runs
from fer.views import chart, side_by_side, within_budget
from fer.views.formats import COUNT, PERCENT
from fer.views.frame import open_page

SIDE_BY_SIDE, BUDGET, ONE, ALL = "Side by side", "Within a budget", "One run", "All runs"
MOST = 4
LESSONS = {"all": "anyone", "plain": "the labels alone", "distilled": "a teacher"}


def choose(frame: pd.DataFrame) -> pd.DataFrame:
    """The runs that the filters leave."""
    with st.expander("Filter", icon=":material/filter_alt:"):
        left, middle, right = st.columns([2, 1, 3])
        families = left.pills(
            "Family",
            list(frame["family"].unique()),
            selection_mode="multi",
            format_func=lambda name: FAMILIES[name].label,
            key="family",
            bind="query-params",
        )
        lesson = middle.segmented_control(
            "Taught by",
            list(LESSONS),
            format_func=LESSONS.get,
            default="all",
            required=True,
            key="lesson",
            bind="query-params",
        )
        recipes = right.multiselect(
            "Training",
            sorted(frame["recipe"].unique()),
            key="recipe",
            bind="query-params",
            placeholder="any",
        )
    if families:
        frame = frame[frame["family"].isin(families)]
    if recipes:
        frame = frame[frame["recipe"].isin(recipes)]
    if lesson != "all":
        frame = frame[frame["distilled"] == (lesson == "distilled")]
    return frame


def show_scatters(points: pd.DataFrame, sizes: list[str], measure: str, report: bool) -> list[str]:
    """A scatter for each size.

    Returns:
        The runs that are clicked or boxed in any of them.
    """
    options = st.container(horizontal=True)
    log = options.toggle("Log scale", value=True, key="log", bind="query-params")
    line = options.toggle(
        "Best line",
        value=True,
        key="line",
        bind="query-params",
        help="The Pareto line: no run is both smaller and better than one on it.",
    )
    smooth = options.toggle(
        "Trends",
        key="trends",
        bind="query-params",
        help="A smooth curve through each family's plain runs with its 95 % band, from three "
        "sizes on.",
    )
    chosen: list[str] = []
    for column, size in zip(st.columns(len(sizes)), sizes, strict=True):
        figure = scatter.scatter(points, size, measure, report=report, line=line, log=log)
        if smooth:
            trends = trend.by_family(points, size, measure)
            cross = trend.crossing(trends, lower_is_better=not MEASURES[measure].higher_is_better)
            scatter.add_trends(figure, trends, cross)
            if cross:
                words = SIZES[size].words
                column.caption(
                    f"The {FAMILIES[cross.leader].label}'s trend leads up to "
                    f"{words(cross.size)} (95 % interval {words(cross.low)} to "
                    f"{words(cross.high)}; dotted line and band)."
                )
            for family, fitted in trends.items():
                column.caption(
                    f"{FAMILIES[family].label} trend: plain networks trained for {fitted.recipe}."
                )
        event = column.plotly_chart(
            figure,
            key=f"scatter-{size}-{measure}-{log}-{line}-{smooth}-{len(points)}",
            on_select="rerun",
            selection_mode=["points", "box"],
            config={"toImageButtonOptions": {"filename": f"{measure}-by-{size}", "scale": 2}},
            alt=f"{MEASURES[measure].label} against {SIZES[size].label}, one marker a setting; the "
            "table below has the figures",
        )
        chosen += [
            point["customdata"][0]
            for point in event["selection"]["points"]
            if point.get("customdata")
        ]
    return list(dict.fromkeys(chosen))


def show_one(run: Run) -> None:
    """One run in detail."""
    color = FAMILIES[run.config.architecture.family].color
    st.markdown(comparison.describe(run))
    st.caption(f"Weights, history, predictions and model card: `{run.folder}`")
    try:
        curves = training.curves(run.history(), color)
    except FerError as error:
        st.warning(str(error))
    else:
        chart.show(curves, f"{run.name} curves", f"Accuracy and loss of {run.name} by epoch")
        st.caption(
            "Training is measured on the views as they are learnt, with the loss that is learnt "
            "(label smoothing and a teacher included), so the two losses are not of one kind; "
            "validation on plain images, with the averaged weights."
        )
    split = st.segmented_control(
        "Split",
        ["private", "public", "validation"],
        default="private",
        required=True,
        key="split",
        bind="query-params",
    )
    figures = run.metrics["splits"][split]
    matrix, recall = st.columns(2)
    with matrix:
        st.markdown(f"**Which class is taken for which** ({split})")
        chart.show(
            training.confusion(figures["confusion"], color),
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


def show_all(frame: pd.DataFrame) -> None:
    """The table of runs."""
    st.dataframe(
        comparison.for_people(frame),
        hide_index=True,
        column_config=dict.fromkeys(SPLITS, PERCENT)
        | dict.fromkeys(("parameters", "MACs", "bytes"), COUNT)
        | {"run": st.column_config.TextColumn(width=250)},
    )


open_page("Compare", "How much accuracy is left as a network shrinks?")

runs = all_runs()
for broken in (run for run in runs if isinstance(run, BrokenRun)):
    st.warning(f"The folder '{broken.name}' is not shown: {broken.reason}")
finished = comparison.finished(runs)
if not finished:
    st.info("No finished run yet: train one on the Train page.", icon=":material/info:")
    st.stop()

sets = comparison.data_sets(finished)
which, up = st.columns([1, 2])
chosen_set = which.selectbox(
    "Data set",
    list(sets),
    format_func=sets.get,
    key="data",
    bind="query-params",
    help="Runs of different data sets are never drawn together.",
)
measure = up.selectbox(
    "Judged by",
    list(MEASURES),
    format_func=lambda name: MEASURES[name].label,
    key="y",
    bind="query-params",
    help="Private and public are the two test sets, which choose nothing. Validation is the "
    "held-out part of Training that chose each run's best epoch.",
)
sizes: list[str] = st.pills(
    "Size (one chart each)",
    list(SIZES),
    selection_mode="multi",
    default=["parameters"],
    format_func=lambda name: SIZES[name].label,
    key="x",
    bind="query-params",
    wrap=True,
    help="MACs are multiply-accumulates of one face. Activations are input and output of the "
    "hungriest layer. Milliseconds are ONNX Runtime's on one thread of this computer.",
) or ["parameters"]

of_set = [run for run in finished if run.config.fingerprint == chosen_set]
table = choose(comparison.table(of_set))
apart = (
    st.toggle("Every seed", key="seeds", bind="query-params")
    if (table["setting"].duplicated().any())
    else False
)
# On the first run of a link its limit is not yet in the state, as its widget stands further down.
limited = {**st.query_params, **st.session_state}.get("at_most_milliseconds")
if "milliseconds" in sizes or limited:
    bar = st.progress(0.0, "Timing each network on one thread of this machine")
    table = with_milliseconds(table, {run.name: run for run in of_set}, bar.progress)
    bar.empty()
points = comparison.points(table.assign(setting=table["run"]) if apart else table, measure)
if points.empty:
    st.info(
        "No run is left, or none has this figure: widen the filter or choose another measure.",
        icon=":material/info:",
    )
    st.stop()
headline = comparison.headline(points, measure) if MEASURES[measure].higher_is_better else None
if headline:
    st.markdown(headline)

# The report measured FER2013 alone.
of_fer2013 = any(run.config.fingerprint == chosen_set for run in comparison.on_fer2013(finished))
clicked = show_scatters(points, sizes, measure, of_fer2013)
st.caption(
    "Whiskers are 95 % intervals of each run by itself; whether two runs differ is told under "
    f"{SIDE_BY_SIDE}, on the same images. "
    + comparison.epochs_note(table)
    + (
        "Hollow markers are the course report's figures, on the assumption that its 3,589 public "
        "and private images are FER2013's; dotted lines join them to our runs of the same network. "
        if of_fer2013
        else ""
    )
    + (
        "Seconds of training are those of the machine that each run met, some large networks in "
        "bfloat16; MACs compare networks. "
        if "training_seconds" in sizes
        else ""
    )
    + "Stars learnt from a teacher too. Click a marker, or draw a box round several, to see them "
    "below."
)
st.download_button(
    "Download these runs as CSV",
    lambda: table.drop(columns="setting").to_csv(index=False),
    file_name="runs.csv",
    mime="text/csv",
    icon=":material/download:",
    key="download",
)

names = list(table["run"])
defaults = [name for name in DEFAULT_RUNS if name in names]
defaults = defaults if len(defaults) > 1 else names[:2]
gone = [name for key in ("run", "runs") for name in st.query_params.get_all(key)]
gone = [name for name in gone if name not in names]
if gone:
    st.warning(f"Not here, or left out by the filter: {', '.join(gone)}.")
by_name = {run.name: run for run in of_set}
if clicked and clicked != st.session_state.get("clicked"):
    if len(clicked) > MOST:
        st.toast(f"{len(clicked)} runs are marked; the first {MOST} are shown.")
        clicked = clicked[:MOST]
    if len(clicked) > 1:
        st.session_state["runs"] = clicked
        st.session_state["view"] = SIDE_BY_SIDE
    else:
        st.session_state["run"] = clicked[0]
        st.session_state["view"] = ONE
st.session_state["clicked"] = clicked

view = st.segmented_control(
    "View",
    [SIDE_BY_SIDE, BUDGET, ONE, ALL],
    default=ALL,
    required=True,
    key="view",
    bind="query-params",
    label_visibility="collapsed",
)
if view == SIDE_BY_SIDE:
    picked = st.multiselect(
        "Runs", names, default=defaults, max_selections=MOST, key="runs", bind="query-params"
    )
    if len(picked) < 2:
        st.info("Choose two to four runs, here or with a box in the chart.", icon=":material/info:")
    else:
        side_by_side.show([by_name[name] for name in picked], table)
elif view == BUDGET:
    within_budget.show(points, measure, trend.by_family(points, "parameters", measure))
elif view == ONE:
    name = st.selectbox(
        "Run", names, index=names.index(defaults[0]), key="run", bind="query-params"
    )
    show_one(by_name[name])
else:
    show_all(table)
