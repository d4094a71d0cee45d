"""What one engine does, the other does: networks, views, losses, steps."""

import numpy as np
import pytest

from fer.data import Dataset
from fer.engines.tensorflow import losses as tensorflow_losses
from fer.engines.tensorflow import views as tensorflow_views
from fer.engines.tensorflow.engine import TensorFlow
from fer.engines.tensorflow.network import assign
from fer.engines.tensorflow.trainer import TensorFlowTrainer
from fer.models import PRESETS, Architecture
from fer.models.weights import MOVING, initial
from fer.runs import NO_AUGMENTATION, Augmentation, Distillation, Recipe
from fer.runs.recipe import STEPS_BETWEEN_AVERAGES
from fer.training.augmentation import DRAWS, draw

torch = pytest.importorskip("torch")

from fer.engines.torch import losses, views  # noqa: E402
from fer.engines.torch.engine import Torch  # noqa: E402
from fer.engines.torch.trainer import TorchTrainer  # noqa: E402

AFTER = Architecture("teacher", (8,) * 9, hidden=(16, 8), norm="after")
TINY = {
    "cnn": Architecture("cnn", (2, 2, 2, 4, 4, 4, 8, 8, 8)),
    "mobilenet": Architecture("mobilenet", (3, 4, 4, 4, 8, 8, 8, 8), grid=6),
    "after": AFTER,
}
BATCH = 16


def drawn(layers, seed: int = 0) -> dict[str, np.ndarray]:
    """Weights none of which is neutral."""
    random = np.random.default_rng(seed)
    weights = initial(layers, seed)
    for name, array in weights.items():
        if not name.endswith("kernel"):
            weights[name] = random.uniform(0.5, 1.5, array.shape).astype(np.float32)
    return weights


@pytest.mark.parametrize("network", [*PRESETS.values(), AFTER], ids=[*PRESETS, "after"])
def test_same_weights_same_logits(network: Architecture) -> None:
    images = np.random.default_rng(0).integers(0, 256, (2, 48, 48), np.uint8)
    images[1] = 128
    weights = drawn(network.layers)
    theirs, ours = (
        engine.classifier(network.layers, weights)(images)
        for engine in (TensorFlow(), Torch("cpu"))
    )
    np.testing.assert_allclose(ours, theirs, atol=1e-4, rtol=1e-5)


@pytest.mark.parametrize(
    "settings",
    [Augmentation(), Augmentation(shift=0.5, rotate=180, zoom=0.9, contrast=3, erase=1.0)],
)
def test_same_numbers_same_views(settings: Augmentation) -> None:
    images = np.random.default_rng(0).integers(0, 256, (64, 48, 48), np.uint8)
    draws = draw(64, 1, 2)
    draws[0, 0] = 0.5
    theirs = np.asarray(tensorflow_views.apply(images, draws, settings))[..., 0]
    ours = views.apply(torch.from_numpy(images), torch.from_numpy(draws), settings)
    np.testing.assert_allclose(ours[:, 0], theirs, atol=0.5)


def test_no_augmentation_leaves_the_pixels() -> None:
    images = np.random.default_rng(0).integers(0, 256, (4, 48, 48), np.uint8)
    found = views.apply(torch.from_numpy(images), torch.rand(4, DRAWS), NO_AUGMENTATION)
    np.testing.assert_array_equal(found[:, 0], images)


@pytest.mark.parametrize("kind", ["kd", "dist"])
def test_same_logits_same_soft_loss(kind: str) -> None:
    random = np.random.default_rng(0)
    teacher, student = random.normal(0, 3, (2, 32, 7)).astype(np.float32)
    hard = random.uniform(0, 2, 32).astype(np.float32)
    settings = Distillation("any", loss=kind, temperature=3.0, alpha=0.7)
    theirs = tensorflow_losses.distillation_loss(settings, teacher, student, hard)
    ours = losses.distillation_loss(settings, *map(torch.from_numpy, (teacher, student, hard)))
    np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_same_answers_to_mixtures() -> None:
    random = np.random.default_rng(0)
    teacher = random.normal(0, 30, (3, 8, 7)).astype(np.float32)
    mixing = np.array([0.3, 1.0, 0.9], np.float32)
    ours = losses.mixed(torch.from_numpy(teacher), torch.from_numpy(mixing)[:, None, None], 2.0)
    for step in range(3):
        theirs = tensorflow_losses.mixed(teacher[step], mixing[step], 2.0)
        np.testing.assert_allclose(ours[step], theirs, atol=1e-4)


def test_mixed_answers_by_hand() -> None:
    # At temperature 2 the two images' probabilities are (0.9, 0.1) and (0.5, 0.5).
    teacher = torch.tensor([[[2 * np.log(9.0), 0.0], [0.0, 0.0]]], dtype=torch.float32)
    found = (losses.mixed(teacher, torch.tensor([[[0.25]]]), 2.0) / 2).softmax(-1)[0]
    np.testing.assert_allclose(found[0], [0.25 * 0.9 + 0.75 * 0.5, 0.25 * 0.1 + 0.75 * 0.5])
    np.testing.assert_allclose(found[1, 0], 0.25 * 0.5 + 0.75 * 0.9)


def both(
    network: Architecture,
    recipe: Recipe,
    dataset: Dataset,
    distillation: Distillation | None = None,
) -> list[TensorFlowTrainer | TorchTrainer]:
    """A trainer of each engine, with the same weights to begin with."""
    images = (dataset.images, dataset.labels)
    theirs, ours = (
        engine.trainer(network, recipe, 0, *images, distillation)
        for engine in (TensorFlow(), Torch("cpu"))
    )
    weights = drawn(network.layers)
    assign(theirs.model, weights)
    for average, weight in zip(theirs._optimizer.average, theirs.model.weights, strict=True):
        average.assign(weight.value)
    state = ours.state()
    state["weights"] = state["average"] = ours._layout.pack(weights).numpy()
    ours.restore(state)
    return [theirs, ours]


def steps(count: int, images: int, seed: int = 0) -> dict[str, np.ndarray]:
    """The arguments of `count` steps."""
    random = np.random.default_rng(seed)
    return {
        "rows": random.integers(0, images, (count, BATCH)),
        "draws": random.random((count, BATCH, DRAWS), np.float32),
        "rates": np.linspace(1e-3, 4e-3, count),
        "mixing": random.beta(0.3, 0.3, count),
        "soft": random.normal(0, 3, (count, BATCH, 7)).astype(np.float16),
    }


@pytest.mark.parametrize(
    # A first step of AdamW is as large for a gradient that is nothing but rounding as for any
    # other, and in the deepest network some are.
    ("optimizer", "name"),
    [("adamw", "cnn"), ("adamw", "mobilenet"), ("sgd", "mobilenet"), ("sgd", "after")],
)
def test_a_step_with_the_average_leaves_the_same_weights(
    optimizer: str, name: str, dataset: Dataset
) -> None:
    network = TINY[name]
    recipe = Recipe(
        optimizer=optimizer,
        weight_decay=0.3,
        batch_size=BATCH,
        weight_average=0.9,
        augmentation=NO_AUGMENTATION,
    )
    theirs, ours = both(network, recipe, dataset)
    # The state of a run in which the average moves with the next step.
    theirs._optimizer._steps.assign(float(STEPS_BETWEEN_AVERAGES - 1))
    ours._done = STEPS_BETWEEN_AVERAGES - 1
    arguments = steps(1, len(dataset.images))
    arguments.pop("soft")
    # Gradients of the deepest network are so large that at ten times this rate TensorFlow's own
    # rounding comes to 2e-5, and on processors with AVX512-BF16 to ten times that; PyTorch's, with
    # its sums in float64, to 1e-7.
    if optimizer == "sgd":
        arguments["rates"] /= 10
    (loss, hits), (our_loss, our_hits) = (each.step(**arguments) for each in (theirs, ours))
    np.testing.assert_allclose(our_loss, loss, rtol=5e-4)
    np.testing.assert_array_equal(our_hits, hits)
    raw = {weight.path: weight.numpy() for weight in theirs.model.weights}
    for expected, found in (
        (raw, ours._layout.unpack(ours._weights)),
        (theirs.averaged_weights(), ours.averaged_weights()),
    ):
        assert list(found) == list(expected)
        for name, array in expected.items():
            # Statistics are sums over the whole batch, which each engine rounds in its own way.
            coarse = name.endswith(MOVING) or optimizer == "sgd"
            tolerance = 1e-4 if coarse else 1e-5
            np.testing.assert_allclose(found[name], array, tolerance, tolerance, err_msg=name)


@pytest.mark.parametrize(
    ("optimizer", "kind", "mixup"),
    [("sgd", None, 0.0), ("adamw", "kd", 0.0), ("adamw", "dist", 0.3)],
)
def test_thirty_steps_have_the_same_losses(
    optimizer: str, kind: str | None, mixup: float, dataset: Dataset
) -> None:
    recipe = Recipe(optimizer=optimizer, mixup=mixup, batch_size=BATCH)
    distillation = Distillation("any", loss=kind) if kind else None
    trainers = both(TINY["mobilenet"], recipe, dataset, distillation)
    arguments = steps(30, len(dataset.images))
    if not kind:
        arguments.pop("soft")
    (theirs, _), (ours, _) = (trainer.step(**arguments) for trainer in trainers)
    np.testing.assert_allclose(ours, theirs, rtol=0.02)
    images = dataset.images[::10]
    logits = [trainer.logits(images) for trainer in trainers]
    np.testing.assert_allclose(logits[1], logits[0], atol=0.05 * np.abs(logits[0]).max())


def test_teachers_answer_alike(dataset: Dataset) -> None:
    networks = [(net.layers, drawn(net.layers, seed)) for seed, net in enumerate(TINY.values())]
    images, draws = dataset.images[:20], draw(20, 0, 0)
    theirs, ours = (
        engine.view_answers(networks, Augmentation())(images, draws)
        for engine in (TensorFlow(), Torch("cpu"))
    )
    np.testing.assert_allclose(ours, theirs, atol=2e-3)
