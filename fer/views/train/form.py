"""The form: what to train, as configurations of runs that do not exist yet."""

from dataclasses import replace

import streamlit as st

from fer import data
from fer.errors import FerError
from fer.planning import new_run
from fer.runs import NO_AUGMENTATION, Augmentation, Recipe, RunConfig
from fer.runs.options import OPTIONS
from fer.runs.recipe import recipe_of
from fer.views.train import address, network, settings
from fer.views.train.network import Network
from fer.views.train.state import Values
from fer.words import sentence


def ask() -> list[RunConfig]:
    """Ask for everything; nothing, and the reason in a sentence, where something is wrong."""
    sets = data.names()
    address.load()
    network.keep(
        address.key("data"), sets, sets[0], "There is no data set '{}': {} is chosen instead."
    )
    name = st.selectbox(
        "Data set",
        sets,
        format_func=data.label,
        help="Import FER2013 on the Data page.",
        key=address.key("data"),
    )
    if "fer2013" not in sets:
        st.caption("FER2013 is not here yet; the Data page imports it. Synthetic works at once.")
    try:
        dataset = data.load(name)
    except FerError as error:
        st.error(sentence(str(error)))
        return []
    networks = network.choose()
    teacher = network.choose_teacher(dataset.fingerprint)
    settings.choose()
    settings.choose_more(teacher is not None)
    address.write(sets[0])
    try:
        return [_config(each, name, teacher, address.current()) for each in networks]
    except FerError as error:
        st.error(sentence(str(error)))
        return []


def _config(chosen: Network, name: str, teacher: str | None, values: Values) -> RunConfig:
    preset, width, shape = chosen
    return new_run(
        replace(shape, dropout=values["dropout"], norm=values["norm"]),
        preset=preset,
        width=width,
        data_name=name,
        recipe=_recipe(preset, values),
        distillation=settings.distillation(teacher, values),
        seed=int(values["seed"]),
    )


def _recipe(preset: str | None, values: Values) -> Recipe:
    parts = {
        part: {option.field: values[option.dest] for option in OPTIONS if option.part is part}
        for part in (Recipe, Augmentation)
    }
    views = Augmentation(**parts[Augmentation]) if values["augmentation"] else NO_AUGMENTATION
    return replace(recipe_of(preset), **parts[Recipe], augmentation=views)
