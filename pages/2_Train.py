"""Train: choose a network, see its cost, watch it learn."""

from dataclasses import replace

import streamlit as st

from fer import comparison, data, engines, estimate, jobs
from fer.charts import training
from fer.errors import FerError
from fer.models import FAMILIES, MAXIMUM_WIDTH, MINIMUM_WIDTH, PRESETS, Architecture, scaled
from fer.planning import new_run
from fer.runs import NO_AUGMENTATION, Distillation, Run, RunConfig, all_runs
from fer.runs.progress import duration
from fer.runs.progress import progress as progress_of
from fer.runs.recipes import recipe_of
from fer.views import chart
from fer.views.formats import COUNT
from fer.views.frame import PAGES, open_page

REFRESH_SECONDS = 2.0

open_page("Train", "Choose a network, see what it costs before it starts, and watch it learn.")


def choose_networks() -> list[tuple[str | None, float | None, Architecture]]:
    """The networks to train, each with the preset or the width it was chosen by."""
    how = st.segmented_control(
        "Network",
        ("One width", "Several widths", "Preset"),
        default="One width",
        required=True,
        help="A width multiplier scales every channel count of its family. A preset is one of the "
        "course report's nine networks, with its exact number of parameters.",
        key="train_network",
    )
    if how == "Preset":
        preset = st.selectbox("Preset", list(PRESETS), index=1, key="train_preset")
        return [(preset, None, PRESETS[preset])]
    family = st.segmented_control(
        "Family",
        list(FAMILIES),
        default="mobilenet",
        required=True,
        format_func=lambda name: FAMILIES[name].label,
        key="train_family",
    )
    if how == "Several widths":
        widths = st.multiselect(
            "Width multipliers",
            (0.05, 0.1, 0.15, 0.2, 0.25, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0),
            default=(0.1, 0.25, 0.5),
            help="One run each; they queue.",
            key="train_widths",
        )
    else:
        width = st.slider(
            "Width multiplier", MINIMUM_WIDTH, MAXIMUM_WIDTH, 0.2, 0.05, key="train_width"
        )
        widths = [width]
    return [(None, width, scaled(family, width)) for width in widths]


def choose_teacher(fingerprint: str) -> Distillation | None:
    """The teacher and how it teaches, if one is wanted."""
    teachers = [
        run.name for run in comparison.finished(all_runs()) if run.config.fingerprint == fingerprint
    ]
    if not teachers:
        # A switch that cannot be moved must not stay on from another data set.
        st.session_state["train_distil"] = False
    if not st.toggle(
        "Distil from a teacher",
        key="train_distil",
        disabled=not teachers,
        help="The student also learns from the teacher's probabilities for every view."
        if teachers
        else "No run of this data set is finished yet: train one first.",
    ):
        return None
    whom, warmth, weight = st.columns(3)
    teacher = whom.selectbox(
        "Teacher",
        teachers,
        index=teachers.index("teacher") if "teacher" in teachers else 0,
        key="train_teacher",
    )
    temperature = warmth.slider(
        "Temperature",
        1.0,
        10.0,
        4.0,
        0.5,
        help="Higher shows more of the unlikely classes.",
        key="train_temperature",
    )
    alpha = weight.slider(
        "Alpha",
        0.0,
        1.0,
        0.9,
        0.05,
        help="Weight of the teacher; the labels have the rest.",
        key="train_alpha",
    )
    return Distillation(teacher, temperature=temperature, alpha=alpha)


def show_cost(configs: list[RunConfig]) -> None:
    """Parameters, MACs and minutes of the runs, before they start."""
    measurements = estimate.measured(comparison.finished(all_runs()))
    costs = estimate.costs(configs, measurements)
    if len(costs) > 1:
        st.dataframe(
            [
                {
                    "parameters": cost.parameters,
                    "MACs": cost.macs,
                    "estimated time": duration(cost.seconds),
                }
                for cost in costs
            ],
            column_config=dict.fromkeys(("parameters", "MACs"), COUNT),
        )
    place = st
    if len(costs) == 1:
        parameters, macs, place = st.columns(3)
        parameters.metric("Parameters", f"{costs[0].parameters:,}")
        macs.metric(
            "MACs",
            f"{costs[0].macs / 1e6:,.1f} M",
            help="Multiply-accumulates of one forward pass. Narrow networks leave out their first "
            "downsamplings, so MACs do not fall as steadily as parameters.",
        )
    place.metric(
        "Estimated time",
        duration(sum(cost.seconds for cost in costs)),
        help="From the arithmetic of the network and what this machine was measured at. Distilling "
        "includes the teacher's answers, which later students find ready.",
    )
    if not measurements and st.button(
        "Measure this machine",
        key="train_measure",
        icon=":material/speed:",
        help="The estimate comes from another machine; a minute of measuring fits it to this one.",
    ):
        try:
            with st.spinner("Timing some networks; this takes about a minute."):
                jobs.calibrate()
        except FerError as error:
            st.error(str(error))
        else:
            st.rerun()


def new_training() -> None:
    """The form that starts one run or several."""
    sets = data.names()
    name = st.selectbox(
        "Data set",
        sets,
        format_func=data.label,
        help="Import FER2013 on the Data page.",
        key="train_data",
    )
    if "fer2013" not in sets:
        st.caption("FER2013 is not here yet; the Data page imports it. Synthetic works at once.")
    try:
        dataset = data.load(name)
    except FerError as error:
        st.error(str(error))
        return
    networks = choose_networks()
    distillation = choose_teacher(dataset.fingerprint)
    preset = networks[0][0] if networks else None
    base = recipe_of(preset)
    length, luck, views = st.columns(3)
    epochs = length.number_input(
        "Epochs",
        1,
        500,
        value=base.epochs if preset else 10,
        help="Passes over the images. More are better, up to a point; a fair comparison is with "
        "runs of as many, which Compare lists with each run.",
        # A preset brings its own number of epochs, which a key that stays would not let in.
        key=f"train_epochs_{preset or 'width'}",
    )
    seed = luck.number_input(
        "Seed", 0, 10_000, value=0, help="Of weights, order and views.", key="train_seed"
    )
    augment = views.toggle(
        "Augmentation",
        value=True,
        help="Flip, shift, rotate, zoom, gamma and erased patches.",
        key="train_augmentation",
    )
    recipe = replace(
        base,
        epochs=int(epochs),
        augmentation=base.augmentation if augment else NO_AUGMENTATION,
    )
    try:
        configs = [
            new_run(
                network,
                preset=preset,
                width=width,
                data_name=name,
                recipe=recipe,
                distillation=distillation,
                seed=int(seed),
            )
            for preset, width, network in networks
        ]
        if configs:
            show_cost(configs)
        st.caption(f"Runs on: {engines.choose().hardware}")
        label = f"Start {len(configs)} trainings" if len(configs) > 1 else "Start training"
        if st.button(
            label,
            type="primary",
            icon=":material/play_arrow:",
            disabled=not configs,
            key="train_start",
        ):
            for config in configs:
                jobs.submit(config)
                st.toast(f"{config.run} is in the queue.", icon=":material/check:")
    except FerError as error:
        st.error(str(error))


def own_runs() -> list[Run]:
    """The user's own runs: running, then queued, then stopped, then finished."""
    order = ("running", "queued", "cancelled", "interrupted", "failed", "finished")
    return sorted(
        jobs.own_runs(), key=lambda run: (order.index(run.status.state), -run.status.heartbeat)
    )


def act(action, name: str) -> None:
    """Do what a button asks, and say why where it cannot be done."""
    try:
        action(name)
    except FerError as error:
        st.session_state["problem"] = str(error)


def how_trained(run: Run) -> list[str]:
    """What tells a run from others of its network."""
    teachers = run.config.teachers
    taught = [f"taught by {', '.join(teachers)}"] if teachers else []
    return [comparison.training_words(run.config), f"seed {run.config.seed}", *taught]


def show_run(run: Run) -> None:
    """One run: state, progress, curves and what can be done with it."""
    state, epochs = run.status.state, run.config.recipe.epochs
    progress = progress_of(run.status, epochs)
    with st.container(border=True):
        title, buttons = st.columns([3, 2], vertical_alignment="center")
        title.markdown(
            f"**{run.name}** on {run.config.data}, "
            f"{run.config.architecture.parameters:,} parameters  \n"
            f":small[{', '.join(how_trained(run))}]"
        )
        with buttons.container(horizontal=True, horizontal_alignment="right"):
            if state in ("running", "queued"):
                st.button(
                    "Cancel", key=f"cancel {run.name}", on_click=act, args=(jobs.cancel, run.name)
                )
            if run.status.resumable:
                st.button(
                    "Resume", key=f"resume {run.name}", on_click=act, args=(jobs.resume, run.name)
                )
            if state != "running":
                with st.popover("Delete"):
                    st.markdown(f"Delete **{run.name}** and all it learnt?")
                    st.button(
                        "Delete it",
                        key=f"delete {run.name}",
                        on_click=act,
                        args=(jobs.delete, run.name),
                    )
        if state == "finished":
            figures = run.metrics["splits"]["validation"]
            low, high = figures["ci95"]
            st.markdown(
                f"Finished: {figures['accuracy']:.1%} on validation ({low:.1%} to {high:.1%})."
            )
            st.page_link(
                PAGES["Compare"].script,
                label="See it on Compare",
                icon=PAGES["Compare"].icon,
                query_params={
                    "data": run.config.fingerprint,
                    "view": "One run",
                    "run": run.name,
                },
            )
        else:
            st.progress(progress.share, text=progress.text)
        try:
            history = run.history()
        except FerError as error:
            history = []
            st.warning(str(error))
        if history:
            color = FAMILIES[run.config.architecture.family].color
            place = st.expander("Curves") if state == "finished" else st.container()
            with place:
                chart.show(
                    training.curves(history, color),
                    f"{run.name} curves",
                    f"Accuracy and loss of {run.name} by epoch",
                )


def show_runs(runs: list[Run]) -> None:
    """Every run of the user's own."""
    if problem := st.session_state.pop("problem", None):
        st.error(problem)
    if not runs:
        st.caption("Trainings of your own appear here.")
    for run in runs:
        show_run(run)


def is_active(runs: list[Run]) -> bool:
    """Whether anything will change by itself."""
    return any(run.status.state in ("running", "queued") for run in runs)


with st.container(border=True):
    new_training()
st.subheader("Your runs")


@st.fragment(run_every=REFRESH_SECONDS if is_active(own_runs()) else None)
def watch_runs() -> None:
    """Move the queue on and show the runs, every two seconds while one is active."""
    try:
        jobs.advance()
    except FerError as error:
        st.error(str(error))
    runs = own_runs()
    was_active = st.session_state.get("active", False)
    st.session_state["active"] = is_active(runs)
    if was_active != is_active(runs):
        # The timer belongs to the fragment's definition, which only a whole rerun renews.
        st.rerun()
    show_runs(runs)


watch_runs()
