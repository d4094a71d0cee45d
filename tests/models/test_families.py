import numpy as np
import pytest

from fer.engines.tensorflow.network import build
from fer.errors import FerError
from fer.models import FAMILIES, PRESETS, Architecture, scaled, widest

REPORT_TOTALS = {
    "teacher": 15_033_863,
    "mobilenet-63k": 62_955,
    "cnn-61k": 61_047,
    "mobilenet-5.0m": 4_962_055,
    "mobilenet-1.7m": 1_664_007,
    "mobilenet-221k": 221_319,
    "cnn-4.5m": 4_548_607,
    "cnn-1.5m": 1_489_207,
    "cnn-265k": 264_943,
}
WIDTHS = np.linspace(0.05, 2, 20).round(3)


def test_presets_have_the_reports_totals_in_its_order() -> None:
    assert {name: net.parameters for name, net in PRESETS.items()} == REPORT_TOTALS
    assert list(PRESETS) == list(REPORT_TOTALS)


@pytest.mark.parametrize("name", PRESETS)
def test_counts_equal_keras(name: str) -> None:
    assert_equals_keras(PRESETS[name])


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("width", [0.05, 0.35, pytest.param(2.0, marks=pytest.mark.long)])
def test_counts_of_widths_equal_keras(family: str, width: float) -> None:
    assert_equals_keras(scaled(family, width))


def assert_equals_keras(architecture: Architecture) -> None:
    model = build(architecture.layers)
    assert model.count_params() == architecture.parameters
    assert model.output_shape == (None, 7)
    assert keras_macs(model) == architecture.macs


def keras_macs(model) -> int:
    """Multiply-accumulates from the shapes that Keras itself works out."""
    macs = 0
    for layer in model.layers:
        kernel = getattr(layer, "kernel", None)
        if kernel is not None:
            positions = np.prod(layer.output.shape[1:-1], dtype=int)
            macs += int(np.prod(kernel.shape)) * int(positions)
    return macs


@pytest.mark.parametrize(
    "name", [name for name, net in PRESETS.items() if net.stages == FAMILIES[net.family].stages]
)
def test_preset_lies_on_its_familys_curve(name: str) -> None:
    preset = PRESETS[name]
    ratios = np.array(preset.channels) / np.array(FAMILIES[preset.family].channels)
    assert not preset.hidden or name == "teacher"
    assert ratios.max() / ratios.min() <= 1.05 / 0.95


def test_macs_stay_within_what_a_laptop_can_train() -> None:
    most = {"teacher": 240_000_000, "cnn-4.5m": 300_000_000}
    assert all(net.macs <= most.get(name, 200_000_000) for name, net in PRESETS.items())


@pytest.mark.parametrize("family", FAMILIES)
def test_parameters_grow_with_width(family: str) -> None:
    totals = [scaled(family, float(width)).parameters for width in WIDTHS]
    assert totals == sorted(set(totals))


@pytest.mark.parametrize("family", ["cnn", "mobilenet"])
def test_a_finer_grid_is_taken_only_within_the_budget(family: str) -> None:
    networks = [scaled(family, float(width)) for width in WIDTHS]
    assert len({network.grid for network in networks}) > 1
    for network in networks:
        spend = FAMILIES[family].macs_to_spend
        assert network.grid == 3 or network.macs <= spend[network.grid]


@pytest.mark.parametrize(
    ("family", "width"), [("cnn", 0.01), ("cnn", 2.5), ("cnn", float("nan")), ("resnet", 1.0)]
)
def test_bad_family_or_width_is_a_sentence(family: str, width: float) -> None:
    with pytest.raises(FerError, match=r"\.$"):
        scaled(family, width)


@pytest.mark.parametrize(
    "changes",
    [
        {"channels": (1, 2)},
        {"channels": (0,) * 8},
        {"grid": 5},
        {"stages": (9,)},
        {"stages": (0, 3, 2, 2, 2)},
        {"stages": (1, 1, 2, 2, 2)},
        {"norm": "between"},
        {"dropout": 1.0},
        {"dropout": float("nan")},
    ],
)
def test_bad_architecture_is_a_sentence(changes: dict) -> None:
    with pytest.raises(FerError, match=r"\.$"):
        Architecture(**{"family": "cnn", "channels": (4,) * 9, **changes})


@pytest.mark.parametrize(("grid", "values"), [(3, 4 * 48**2 + 4 * 24**2), (12, 2 * 4 * 48**2)])
def test_normalisation_and_activation_take_no_memory(grid: int, values: int) -> None:
    assert Architecture("cnn", (4,) * 9, grid).peak_activation_bytes == 4 * values


def test_the_widest_network_within_a_limit() -> None:
    width = widest("mobilenet", lambda network: network.parameters <= 100_000)
    assert scaled("mobilenet", width).parameters <= 100_000
    assert scaled("mobilenet", width + 0.01).parameters > 100_000
    assert widest("cnn", lambda network: False) is None


def test_norm_and_dropout_change_no_count() -> None:
    plain = scaled("cnn", 0.2)
    changed = Architecture("cnn", plain.channels, plain.grid, norm="after", dropout=0.3)
    assert changed.parameters == plain.parameters
    kinds = [layer.kind for layer in changed.layers]
    assert kinds[:3] == ["conv", "relu", "batch_norm"]
    assert kinds[-2:] == ["dropout", "dense"]
