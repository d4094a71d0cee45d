"""A network in 8-bit integers, and what it says: the arithmetic that the exported C has.

Jacob et al. 2018, "Quantization and Training of Neural Networks", section 2: a real value is
scale x (integer - zero point), kernels have a scale for each output channel and zero point 0, and
an accumulator of 32 bits is brought to the next scale by a multiplication with a 32-bit fraction
and a shift. The logits are left in 16 bits.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import frexp, isqrt

import numpy as np

from fer import IMAGE_SIZE
from fer.export.artifact import Tensor, standardised
from fer.models.layers import Layer, summarise

PIXELS = IMAGE_SIZE**2
FRACTION = 16
"""Bits after the point of a standardised pixel on its way to 8 bits."""
BATCH = 64
"""Images at a time, so that memory does not grow with their number."""
HEADROOM = 2.0
"""How far logits may go beyond those of the representative images."""
LARGEST_BIAS = 2**29
"""Leaves the accumulator's 32 bits room for the products."""


@dataclass(frozen=True, eq=False)
class Step:
    """A layer in integers.

    Attributes:
        layer: The layer.
        before: Shape of its input: (side, side, channels) or (channels,).
        after: Shape of its output.
        given: The input's scale and zero point.
        said: The output's.
        relu: Whether negative values become 0.
        kernel: int8, with the axes of `fer.models.weights`; None where there is none.
        bias: int32 (channels,).
        multiplier: int32 (channels,): what an accumulator is multiplied with, and then shifted, to
            come to the output's scale.
        shift: uint8 (channels,): bits to the right.
    """

    layer: Layer
    before: tuple[int, ...]
    after: tuple[int, ...]
    given: Tensor
    said: Tensor
    relu: bool
    kernel: np.ndarray | None = None
    bias: np.ndarray | None = None
    multiplier: np.ndarray | None = None
    shift: np.ndarray | None = None

    @property
    def lowest(self) -> int:
        """The least integer that the output can have."""
        return self.said.zero_point if self.relu else int(np.iinfo(self.said.dtype).min)

    @property
    def padding(self) -> int:
        """Rows above the image and columns left of it that a window may reach into."""
        return _padding(self.layer, self.before[0])[0]


def quantise(
    layers: Sequence[Layer], arrays: Mapping[str, np.ndarray], images: np.ndarray
) -> list[Step]:
    """Turn a folded network into integers.

    Args:
        layers: The network, as `fer.models.folding.folded` has it.
        arrays: Its weights.
        images: Representative images, uint8 (n, 48, 48); a tensor's range is theirs.
    """
    rows, values = summarise(layers), standardised(images).astype(np.float64)
    given = _covering(values)
    before: tuple[int, ...] = (IMAGE_SIZE, IMAGE_SIZE, 1)
    steps, place = [], 0
    while place < len(layers):
        layer, row, name = layers[place], rows[place], f"{place:02d}_{layers[place].kind}"
        if layer.kind == "flatten":  # what dense layers do by themselves here
            place += 1
            continue
        relu = place + 1 < len(layers) and layers[place + 1].kind == "relu"
        kernel, bias = arrays.get(f"{name}/kernel"), arrays.get(f"{name}/bias")
        values = _in_batches(layer, values, kernel, bias, relu=relu)
        place += 1 + relu
        if layer.kind == "max_pool":
            said = given
        elif place < len(layers):
            said = _covering(values)
        else:
            said = Tensor((), "int16", HEADROOM * float(np.abs(values).max()) / 32_767, 0)
        parts = {}
        if kernel is not None:
            parts = _parts(layer, kernel, bias, given.scale, said.scale)
        elif layer.kind == "average":
            parts = _fractions(np.array([given.scale / said.scale / before[0] ** 2]))
        steps.append(Step(layer, before, row.shape, given, said, relu, **parts))
        given, before = said, row.shape
    return steps


def logits(steps: Sequence[Step], images: np.ndarray) -> np.ndarray:
    """What a network in integers says of images, uint8 (n, 48, 48): int16 (n, classes)."""
    found = []
    for start in range(0, len(images), BATCH):
        numbers = np.stack([_input(image, steps[0].given) for image in images[start:][:BATCH]])
        for step in steps:
            numbers = _answer(step, numbers)
        found.append(numbers)
    return np.concatenate(found).astype(np.int16)


def _covering(values: np.ndarray) -> Tensor:
    """An int8 tensor whose range is that of values, 0 included."""
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 1e-6)
    scale = (high - low) / 255
    return Tensor((), "int8", scale, int(np.clip(round(-128 - low / scale), -128, 127)))


def _parts(
    layer: Layer, kernel: np.ndarray, bias: np.ndarray, given: float, said: float
) -> dict[str, np.ndarray]:
    """Kernel, bias and fractions of a layer with weights."""
    kernel, bias = kernel.astype(np.float64), bias.astype(np.float64)
    axes = (0, 1, 3) if layer.kind == "depthwise" else tuple(range(kernel.ndim - 1))
    scales = np.maximum(np.abs(kernel).max(axes) / 127, np.abs(bias) / given / LARGEST_BIAS)
    # A channel of zeros needs some scale, and a multiplier within 32 bits.
    scales = np.maximum(scales, max(1e-5 * scales.max(), 1e-12))
    across = scales[:, None] if layer.kind == "depthwise" else scales
    return {
        "kernel": np.rint(kernel / across).astype(np.int8),
        "bias": np.rint(bias / (given * scales)).astype(np.int32),
        **_fractions(given * scales / said),
    }


def _fractions(factors: np.ndarray) -> dict[str, np.ndarray]:
    """Factors as multipliers of 31 bits and shifts: factor = multiplier / 2^shift."""
    pairs = [frexp(factor) for factor in factors]
    multiplier = np.array([round(share * 2**31) for share, _ in pairs])
    shift = np.array([31 - exponent for _, exponent in pairs])
    # A share just below 1 is rounded to it.
    over = multiplier == 2**31
    multiplier[over], shift[over] = 2**30, shift[over] - 1
    return {"multiplier": multiplier.astype(np.int32), "shift": shift.astype(np.uint8)}


def _input(image: np.ndarray, given: Tensor) -> np.ndarray:
    """An image's integers: standardised, by whole numbers alone.

    With N pixels whose sum is S, their deviation times N is the root of N x sum of squares - S^2.
    """
    gray = image.astype(np.int64)
    total = int(gray.sum())
    deviation = max(isqrt(PIXELS * int((gray * gray).sum()) - total * total), PIXELS)
    numerator = (PIXELS * gray - total) * input_factor(given)
    divisor = deviation << FRACTION
    steps = np.sign(numerator) * ((np.abs(numerator) + divisor // 2) // divisor)
    return np.clip(steps + given.zero_point, -128, 127)[..., None].astype(np.float64)


def input_factor(given: Tensor) -> int:
    """Steps of the input for one standard deviation, with `FRACTION` bits after the point."""
    return round(2**FRACTION / given.scale)


def _answer(step: Step, numbers: np.ndarray) -> np.ndarray:
    """What a step makes of integers; float64 in and out holds them exactly."""
    if step.layer.kind == "max_pool":
        return _linear(step.layer, numbers, None)
    centred = numbers - step.given.zero_point
    if step.layer.kind == "average":
        sums = centred.sum((1, 2))
    else:
        sums = _linear(step.layer, centred, step.kernel.astype(np.float64)) + step.bias
    wide = sums.astype(np.int64) * step.multiplier.astype(np.int64)
    half = np.int64(1) << (step.shift.astype(np.int64) - 1)
    rounded = (wide + half) >> step.shift.astype(np.int64)
    limits = np.iinfo(step.said.dtype)
    said = np.clip(rounded + step.said.zero_point, step.lowest, limits.max)
    return said.astype(np.float64)


def _in_batches(
    layer: Layer,
    values: np.ndarray,
    kernel: np.ndarray | None,
    bias: np.ndarray | None,
    *,
    relu: bool,
) -> np.ndarray:
    """What a layer makes of real values, its ReLU included."""
    found = []
    for start in range(0, len(values), BATCH):
        part = values[start : start + BATCH]
        part = part.mean((1, 2)) if layer.kind == "average" else _linear(layer, part, kernel)
        if bias is not None:
            part = part + bias
        found.append(np.maximum(part, 0) if relu else part)
    return np.concatenate(found)


def _linear(layer: Layer, values: np.ndarray, kernel: np.ndarray | None) -> np.ndarray:
    """A layer without its bias: (n, side, side, channels) or (n, channels)."""
    match layer.kind:
        case "dense":
            return values.reshape(len(values), -1) @ kernel
        case "max_pool":
            # Lower than any integer of 8 bits, and than any activation.
            return np.max(list(_windows(layer, values, -np.inf)), axis=0)
        case "conv":
            taps = kernel.reshape(-1, *kernel.shape[2:])
            return sum(
                window @ tap for window, tap in zip(_windows(layer, values, 0.0), taps, strict=True)
            )
        case "depthwise":
            taps = kernel.reshape(-1, kernel.shape[2])
            return sum(
                window * tap for window, tap in zip(_windows(layer, values, 0.0), taps, strict=True)
            )
    raise ValueError(layer.kind)


def _windows(layer: Layer, values: np.ndarray, outside: float) -> Iterator[np.ndarray]:
    """What each place of a window sees, row by row."""
    side = values.shape[1]
    after, (before, behind) = -(-side // layer.stride), _padding(layer, side)
    edges = ((0, 0), (before, behind), (before, behind), (0, 0))
    padded = np.pad(values, edges, constant_values=outside)
    reach = (after - 1) * layer.stride + 1
    for row in range(layer.kernel):
        for column in range(layer.kernel):
            yield padded[
                :, row : row + reach : layer.stride, column : column + reach : layer.stride
            ]


def _padding(layer: Layer, side: int) -> tuple[int, int]:
    """Pixels before and behind, an odd one behind."""
    total = max((-(-side // layer.stride) - 1) * layer.stride + layer.kernel - side, 0)
    return total // 2, total - total // 2
