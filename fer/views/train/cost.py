"""What the chosen runs cost before they start, what to expect of them, and the same in a shell."""

import streamlit as st

from fer import comparison, engines, estimate, launch
from fer.comparison import forecast, trend
from fer.errors import FerError
from fer.launchers import settings
from fer.launchers.cluster import address
from fer.runs import RunConfig, all_runs
from fer.runs.options import command, sweep_command
from fer.runs.progress import duration
from fer.views.formats import COUNT
from fer.words import count, sentence

EXPECTED = "private"


def show(configs: list[RunConfig]) -> None:
    """Parameters, MACs and time of each run, and the time of all where it can be told.

    Raises:
        FerError: A data set or a teacher does not exist.
    """
    runs = comparison.finished(all_runs())
    measurements = estimate.measured(runs)
    costs = estimate.costs(configs, measurements)
    told = estimate.can_tell(configs, measurements)
    times = [duration(cost.seconds) if told else "not estimated" for cost in costs]
    about = (
        "From the arithmetic of the network and what this machine was measured at. Distilling "
        "includes those of the teacher's answers that no earlier student has left ready."
        if told
        else "Nothing is known of this GPU until it is measured or a run has finished on it."
    )
    if len(costs) > 1:
        st.dataframe(
            [
                {
                    "width": config.width,
                    "parameters": cost.parameters,
                    "MACs": cost.macs,
                    "time": time,
                }
                for config, cost, time in zip(configs, costs, times, strict=True)
            ],
            hide_index=True,
            column_config=dict.fromkeys(("parameters", "MACs"), COUNT),
        )
        if told:
            total = sum(cost.seconds for cost in costs)
            st.metric("Time in all", duration(total), help=about)
    else:
        parameters, macs, time = st.columns(3)
        parameters.metric("Parameters", f"{costs[0].parameters:,}")
        macs.metric(
            "MACs",
            f"{costs[0].macs / 1e6:,.1f} M",
            help="Multiply-accumulates of one forward pass. Narrow networks leave out their first "
            "downsamplings, so MACs do not fall as steadily as parameters.",
        )
        time.metric("Time", times[0], help=about)
        if expected := _expected(configs[0]):
            st.caption(expected)
    if not measurements:
        _offer_to_measure(
            "The time is another machine's; a minute of measuring fits it to this one."
            if told
            else "A minute of measuring lets the time be estimated."
        )


def _expected(config: RunConfig) -> str | None:
    """What the runs that there are let expect of a plain network of FER2013."""
    runs = comparison.on_fer2013(comparison.finished(all_runs()))
    if config.distillation or not runs or runs[0].config.fingerprint != config.fingerprint:
        return None
    points = comparison.points(comparison.table(runs), EXPECTED)
    trends = trend.by_family(points, "parameters", EXPECTED)
    expected = forecast.expectation(config.architecture, points, trends, EXPECTED)
    return expected and f"{expected} This one trains for {count(config.recipe.epochs, 'epoch')}."


def _offer_to_measure(why: str) -> None:
    if st.button(
        "Measure this machine",
        key="train_measure",
        icon=":material/speed:",
        type="tertiary",
        help=why,
    ):
        try:
            with st.spinner("Timing some networks; this takes about a minute."):
                launch.calibrate()
        except FerError as error:
            st.error(sentence(str(error)))
        else:
            st.rerun()


def show_command(configs: list[RunConfig]) -> None:
    """The command line that does the same."""
    with st.expander("The same in a shell", icon=":material/terminal:"):
        text = command(configs[0]) if len(configs) == 1 else sweep_command(configs)
        st.code(text, language=None, wrap_lines=True)
        cluster = settings.wanted()
        place = f"the cluster at {address()}" if cluster else engines.choose().hardware
        st.caption(f"Runs on: {place}")
