"""The C that runs without any runtime, compiled, beside the same integers in NumPy."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from fer.export import c, export, integers
from fer.models import PRESETS, Architecture
from fer.models.folding import folded
from fer.models.weights import initial
from fer.runs import Run
from fer.schema import FER2013

from .conftest import NETWORKS

needs_compiler = pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler here")
IMAGES = np.random.default_rng(0).integers(0, 256, (40, 48, 48), np.uint8)


def lively(network: Architecture) -> tuple:
    """A folded network whose normalisations do something."""
    random, arrays = np.random.default_rng(1), initial(network.layers, 0)
    for name, array in arrays.items():
        if "batch_norm" in name:
            arrays[name] = random.uniform(0.5, 1.5, array.shape).astype(np.float32)
    return folded(network.layers, arrays)


@needs_compiler
@pytest.mark.parametrize("family", NETWORKS)
def test_it_compiles_without_a_warning_and_says_what_the_integers_say(
    finished_run: Callable[..., Run], dataset, tmp_path: Path, family: str
) -> None:
    run = finished_run(family, architecture=NETWORKS[family])
    result = export(run, "c", None, tmp_path)
    assert result["quantize"] == "int8"
    assert result["input"] == {
        "shape": [1, 48, 48, 1],
        "dtype": "uint8",
        "scale": None,
        "zero_point": None,
        "standardise": False,
    }
    assert result["largest_difference"] < 0.1
    command = "cc -std=c99 -Wall -Wextra -pedantic -Werror -c fer_model.c run.c"
    subprocess.run(command, shell=True, cwd=tmp_path, check=True)
    assert not {"float ", "double", "malloc"} & set((tmp_path / "fer_model.c").read_text().split())

    learnt = dataset.images[dataset.indices("training")]
    network = folded(run.config.architecture.layers, run.weights())
    steps = integers.quantise(*network, learnt)
    (tmp_path / "fer_model.c").write_text(c.source(steps, FER2013.classes))
    blank = np.full((3, 48, 48), np.array([0, 7, 255])[:, None, None], np.uint8)
    faces = np.concatenate([dataset.images[:200], blank, blank // 2 + IMAGES[:3] % 2])
    np.testing.assert_array_equal(c.compiled(tmp_path, 7)(faces), integers.logits(steps, faces))


@needs_compiler
@pytest.mark.long
def test_the_student_of_63_thousand_parameters_in_c(tmp_path: Path) -> None:
    layers, arrays = lively(PRESETS["mobilenet-63k"])
    steps = integers.quantise(layers, arrays, IMAGES)
    (tmp_path / "fer_model.h").write_text(c.header("student", steps, FER2013.classes))
    (tmp_path / "fer_model.c").write_text(c.source(steps, FER2013.classes))
    np.testing.assert_array_equal(c.compiled(tmp_path, 7)(IMAGES), integers.logits(steps, IMAGES))


def test_without_a_compiler_the_figures_are_those_of_the_integers(
    finished_run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = finished_run("cnn", architecture=NETWORKS["cnn"])
    with_compiler = export(run, "c", "int8", tmp_path)
    # Not there, and there for show, as on a Mac before its tools are installed.
    for compiler in (None, shutil.which("false")):
        monkeypatch.setattr(c.shutil, "which", lambda name, compiler=compiler: compiler)
        without = export(run, "c", "int8", tmp_path)
        assert without["splits"] == with_compiler["splits"]
        assert without["sha256"] == with_compiler["sha256"]
        assert without["largest_difference"] == with_compiler["largest_difference"]


def test_integers_say_nearly_what_the_network_says() -> None:
    from fer.models.inference import Network

    layers, arrays = lively(PRESETS["cnn-61k"])
    steps = integers.quantise(layers, arrays, IMAGES)
    ours = integers.logits(steps, IMAGES) * steps[-1].said.scale
    theirs = Network(layers, arrays).logits(IMAGES)
    spread = theirs.std()
    assert np.abs(ours - theirs).mean() < 0.1 * spread


def test_a_channel_of_zeros_and_a_large_bias_fit() -> None:
    layers, arrays = lively(NETWORKS["cnn"])
    arrays["00_conv/kernel"][..., 0] = 0
    arrays["00_conv/bias"][:] = 1e6
    for step in integers.quantise(layers, arrays, IMAGES):
        if step.bias is not None:
            assert np.abs(step.bias.astype(np.int64)).max() <= integers.LARGEST_BIAS
            assert step.multiplier.min() >= 2**30
            assert 1 <= step.shift.min() <= step.shift.max() <= 62
