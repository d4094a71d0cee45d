"""What an engine is: a framework on a device, as training, teachers and reports know it.

Images, numbers and weights go in and come out as NumPy arrays, the weights by the names and in the
shapes of `fer.models.weights`; so whatever one engine made, every other can take up.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np

from fer.models import Architecture
from fer.models.layers import Layer
from fer.runs.recipe import Augmentation, Distillation, Recipe

PROCESSOR = f"{os.cpu_count()} CPU cores"
"""The processor in words, as `Engine.hardware` has it."""

Weights = Mapping[str, np.ndarray]
Classifier = Callable[[np.ndarray], np.ndarray]
"""From images, uint8 (n, 48, 48), to logits, float32 (n, classes)."""
ViewAnswers = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""From images, uint8 (n, 48, 48), and the numbers of their views, float32 (n, DRAWS), to logits,
float32 (n, classes)."""


class Trainer(Protocol):
    """A network in training, with its optimiser, the average of its weights and the images."""

    def step(
        self,
        rows: np.ndarray,
        draws: np.ndarray,
        rates: np.ndarray,
        mixing: np.ndarray,
        soft: np.ndarray | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Take `steps` training steps.

        Args:
            rows: Which images each step sees, int (steps, batch).
            draws: The numbers of their views, float32 (steps, batch, DRAWS).
            rates: Each step's learning rate, (steps,).
            mixing: Each step's share of an image in its mixture with another, (steps,).
            soft: The teacher's logits of these views, (steps, batch, classes), for a student.

        Returns:
            Each step's mean loss and share of right answers, float32 (steps,) each.
        """

    def averaged_weights(self) -> dict[str, np.ndarray]:
        """The averaged weights, float32: what is evaluated and kept."""

    def logits(self, images: np.ndarray) -> np.ndarray:
        """What the averaged weights say of images, uint8 (n, 48, 48): float32 (n, classes)."""

    def state(self) -> dict[str, np.ndarray]:
        """Everything that the next step depends on, by name."""

    def restore(self, state: Mapping[str, np.ndarray]) -> None:
        """Take up a `state` that a trainer of the same engine and settings gave."""


class Engine(Protocol):
    """A framework on a device.

    Attributes:
        batch: Images that it answers about at a time, when there are many.
        hardware: The device in words.
    """

    batch: int
    hardware: str

    def trainer(
        self,
        architecture: Architecture,
        recipe: Recipe,
        seed: int,
        images: np.ndarray,
        labels: np.ndarray,
        distillation: Distillation | None = None,
    ) -> Trainer:
        """A new network in training.

        Args:
            architecture: The network.
            recipe: How it is trained.
            seed: Seed of its initial weights and dropout.
            images: Training images, uint8 (n, 48, 48).
            labels: Their classes, uint8 (n,).
            distillation: The soft loss, for a student.
        """

    def classifier(self, layers: Sequence[Layer], weights: Weights) -> Classifier:
        """A network that answers.

        Raises:
            FerError: The weights are another network's.
        """

    def view_answers(
        self, networks: Sequence[tuple[Sequence[Layer], Weights]], settings: Augmentation
    ) -> ViewAnswers:
        """Networks that answer about augmented views, with the mean of their logits.

        Raises:
            FerError: The weights are another network's.
        """
