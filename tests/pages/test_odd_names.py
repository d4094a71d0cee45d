"""Runs, data sets and classes whose names are Markdown: pages tell them letter for letter."""

import re
import shlex
from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from fer import cli, data, paths
from fer.data import Dataset, store
from fer.data.samples import Samples
from fer.launch import queue
from fer.models import Architecture
from fer.runs import Distillation, Run, Status, all_runs, find
from fer.runs import status as run_status
from fer.schema import Schema
from fer.words import plain

from .conftest import APP, open_app, said, tick
from .predict.conftest import PNG, upload

LARGE = Architecture("cnn", (4, 4, 4, 8, 8), stages=(1, 1, 1, 1, 1))
ODD = "my *best* [old] $1 __x__"


@pytest.fixture
def named(own_set: Dataset) -> Dataset:
    """A data set of an odd name, with a class of that name."""
    classes = (ODD, "- sleepy", "1 < 2 & `so`")
    images, labels, usage = (np.array(own_set.images), own_set.labels, own_set.usage)
    # Two that contradict.
    images[1] = images[0]
    labels = np.array(labels)
    labels[1] = (labels[0] + 1) % 3
    return store.save(ODD, Samples(images, labels, np.array(usage), Schema(classes)))


@pytest.fixture
def odd(finished_run: Callable[..., Run], named: Dataset) -> Run:
    """A run of an odd name that learnt it."""
    run = finished_run("odd", learns=named)
    run.folder.rename(run.folder.with_name(ODD))
    return find(ODD)


def told(page: AppTest) -> str:
    """All that a page tells in Markdown, a line each, without what is code."""
    kinds = ("markdown", "caption", "info", "warning", "error", "success", "subheader")
    texts = [each.value for kind in kinds for each in getattr(page, kind)]
    texts += [each.label for each in (*page.button, *page.expander, *page.text_input)]
    texts += [option for each in page.button_group for option in each.options]
    texts += [each.proto.popover.label for each in page.get("popover")]
    texts += [each.text for each in page.get("progress")]
    texts += [image.caption for each in page.image for image in each.proto.imgs]
    return "\n".join(re.sub(r"(?<![\\`])(`+)(?!`).+?(?<!`)\1(?!`)", "", text) for text in texts)


def check(page: AppTest, *sentences: str) -> None:
    """No name is there as it is, and each sentence is with its names letter for letter."""
    assert not page.exception
    assert ODD not in told(page)
    for sentence in sentences:
        assert sentence.format(plain(ODD)) in told(page)


def test_compare(odd: Run, finished_run: Callable[..., Run], named: Dataset, new_run) -> None:
    finished_run("other", learns=named, architecture=LARGE)
    pupil = new_run("pupil", learns=named, distillation=Distillation(ODD))
    run_status.write(pupil.folder, Status("cancelled"))
    page = tick(open_app("pages/1_Compare.py").run(), ODD)
    check(page, "**{}** has", "Delete {}", "Archive {}", "gone for good: **{}**", "Take {} along")
    page.button(key="compare_delete").click().run()
    check(page, "'pupil' learns from '{}'")
    tick(page, ODD, "other")
    check(page, "only {} ", "**Confusion of {}**", "**Images that {} and other", "  \n{}: ")
    check(page, "Guo et al. 2017): {} ")
    odd.folder.rename(odd.folder.with_name("away"))
    check(page.run(), "left out by the filters: {}.")


def test_train(odd: Run, named: Dataset, new_run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "names", lambda: [ODD])
    monkeypatch.setattr(queue, "start", lambda entry: None)
    pupil = new_run("pupil", learns=named, distillation=Distillation(ODD))
    run_status.write(pupil.folder, Status("failed", message=f"No room for {ODD}."))
    page = open_app("pages/2_Train.py").run()
    check(page, "Delete **{}** and", "taught by {}]", ":small[{}, ", "No room for {}.")
    page.button(key=f"delete {ODD}").click().run()
    check(page, "'pupil' learns from '{}'")


def test_predict(odd: Run) -> None:
    page = upload(open_app("pages/3_Predict.py").run(), **{ODD: PNG})
    (why,) = [each for each in page.selectbox if each.key.startswith("why-")]
    why.set_value(ODD).run()
    check(page, "**{}**", "of {}'s test faces", "what speaks for {}", "Take {} along")


def test_data(odd: Run, named: Dataset) -> None:
    page = open_app("pages/4_Data.py").run()
    page.button_group(key="data").set_value(ODD).run()
    check(page, "{}\n", r"\- sleepy", r"1 \< 2 \& \`so\`")
    for look, sentence in (("Twins that contradict", "1 x "), ("Wrong for every run", "labelled")):
        page.button_group(key="look").set_value(look).run()
        check(page, sentence)


def test_start(odd: Run) -> None:
    check(AppTest.from_file(APP, default_timeout=600).run(), "says {} (", "Data sets: {}")


@pytest.mark.parametrize("name", [ODD, "-odd's"])
def test_what_is_said_to_remove_a_broken_folder_does(new_run, name: str) -> None:
    run = new_run("broken")
    (run.folder / "config.json").write_text("{")
    run.folder.rename(paths.runs() / name)
    page = open_app("pages/1_Compare.py").run()
    (_, command, rest) = said(page.warning).split("`")
    assert rest == " removes it."
    python, *words = shlex.split(command)
    assert (python, words[:2]) == ("python", ["-m", "fer"])
    assert cli.main(words[2:]) == 0
    assert all_runs() == []
