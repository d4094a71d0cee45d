"""What a GPU does otherwise, as far as a processor can do it too."""

from types import SimpleNamespace

import numpy as np
import pytest

from fer.data import Dataset
from fer.models import PRESETS, Architecture
from fer.models.weights import initial
from fer.runs import Distillation, Recipe
from fer.training.augmentation import DRAWS

torch = pytest.importorskip("torch")

from fer.engines.torch.block import Block  # noqa: E402
from fer.engines.torch.engine import Torch  # noqa: E402
from fer.engines.torch.layout import Layout  # noqa: E402
from fer.engines.torch.network import forward, standardise  # noqa: E402
from fer.engines.torch.trainer import TorchTrainer, steps_at_once  # noqa: E402

NETWORK = Architecture("mobilenet", (3, 4, 4, 4, 8, 8, 8, 8), grid=6)
BATCH = 16


@pytest.fixture
def trainer(dataset: Dataset):
    """Makes a trainer of a student that learns from mixtures."""
    recipe = Recipe(mixup=0.3, batch_size=BATCH)

    def make() -> TorchTrainer:
        images = dataset.images, dataset.labels
        return Torch("cpu").trainer(NETWORK, recipe, 0, *images, Distillation("any"))

    return make


def steps(count: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(0)
    return {
        "rows": random.integers(0, 350, (count, BATCH)),
        "draws": random.random((count, BATCH, DRAWS), np.float32),
        "rates": np.linspace(1e-3, 4e-3, count),
        "mixing": random.beta(0.3, 0.3, count),
        "soft": random.normal(0, 3, (count, BATCH, 7)).astype(np.float16),
    }


def test_steps_laid_out_in_blocks_and_replayed_are_the_same(trainer) -> None:
    single, blocks = trainer(), trainer()
    blocks._block = Block(torch.device("cpu"), blocks.recipe, 4, 7)
    # A recorded step moves the average every time, and in most steps by nothing.
    blocks._graph = SimpleNamespace(replay=lambda: blocks._take_step(move_average=True))
    arguments = steps(10)
    for ours, theirs in zip(blocks.step(**arguments), single.step(**arguments), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3)
    expected = single.averaged_weights()
    for name, array in blocks.averaged_weights().items():
        np.testing.assert_allclose(array, expected[name], atol=1e-3, err_msg=name)


@pytest.mark.parametrize("network", [NETWORK, PRESETS["cnn-61k"]])
def test_both_layouts_hold_the_same_weights_and_answer_alike(network: Architecture) -> None:
    weights, answers = initial(network.layers, 0), []
    pictures = standardise(255 * torch.rand(2, 1, 48, 48))
    for channels_last in (False, True):
        layout = Layout(network.layers, channels_last)
        vector = layout.pack(weights)
        for name, array in layout.unpack(vector).items():
            np.testing.assert_array_equal(array, weights[name])
        views = layout.views(vector)
        answers.append(forward(network.layers, views, pictures))
        gathered = torch.zeros(layout.kernels)
        layout.gather(
            {name: view for name, view in views.items() if name.endswith("kernel")}, gathered
        )
        np.testing.assert_array_equal(gathered, vector[: layout.kernels])
    np.testing.assert_allclose(*answers, atol=1e-5)


@pytest.mark.parametrize(("batch", "steps"), [(64, 32), (1024, 8), (4096, 2), (16384, 1)])
def test_a_gpu_makes_no_more_views_at_once_than_it_can_sample(batch: int, steps: int) -> None:
    assert steps_at_once(torch.device("cuda"), batch) == steps
    assert steps_at_once(torch.device("cpu"), batch) == 1


def test_without_a_graph_it_goes_on_step_by_step(
    trainer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("this card records nothing\nand more")

    monkeypatch.setattr(torch.cuda, "CUDAGraph", fail)
    plain, recording = trainer(), trainer()
    recording._records = True
    arguments = steps(6)
    np.testing.assert_array_equal(plain.step(**arguments), recording.step(**arguments))
    told = capsys.readouterr().err
    assert told == "No CUDA graph, so training is slower: this card records nothing\n"


def test_a_step_in_two_calls_is_the_same(trainer) -> None:
    whole, halves = trainer(), trainer()
    arguments = steps(4)
    expected = whole.step(**arguments)
    parts = [
        halves.step(**{name: array[part] for name, array in arguments.items()})
        for part in (slice(0, 1), slice(1, 4))
    ]
    np.testing.assert_array_equal(np.concatenate(parts, axis=1), expected)
