"""Optimisers, and the running average, on all weights at once: see `Layout`.

They take the steps that TensorFlow's fused kernels take: `ResourceApplyAdam`, whose epsilon stands
beside the uncorrected root, and `ResourceApplyKerasMomentum`.
"""

import numpy as np
import torch
from torch.optim.adam import adam

from fer.engines.torch.layout import Layout
from fer.runs.recipe import BETA_2, MOMENTUM, STEPS_BETWEEN_AVERAGES, Recipe

EPSILON = 1e-7

FAR = 1e9
"""A step so late that PyTorch's kernel corrects no bias: it is in the learning rate already."""


class Optimizer:
    """AdamW or SGD with Nesterov momentum, with decoupled weight decay of the kernels.

    Args:
        recipe: Which of the two, the weight decay, and the decay of the average.
        layout: Which of the weights are kernels.
        weights: All weights, float32 (layout.size,); changed in place.

    Attributes:
        average: The averages of the weights, of the same form.
        moments: What each step carries to the next.
    """

    def __init__(self, recipe: Recipe, layout: Layout, weights: torch.Tensor) -> None:
        self._recipe = recipe
        self._weights, self._trained = weights, weights[: layout.trained]
        self._kernels = weights[: layout.kernels]
        self.average = weights.clone()
        count = 2 if recipe.optimizer == "adamw" else 1
        self.moments = [torch.zeros_like(self._trained) for _ in range(count)]
        self._far = torch.tensor(FAR, device=weights.device)

    def settings(self, done: int, rates: np.ndarray) -> np.ndarray:
        """What `apply` and `move_average` need of steps to come.

        Args:
            done: Steps taken before.
            rates: Learning rates of the steps, (steps,).

        Returns:
            Float32 (steps, 3): the rate, corrected for the moments' bias; the share of a kernel
            that is left after its decay; how far the average moves, 0 in most steps.
        """
        steps = done + 1 + np.arange(len(rates))
        rates = np.asarray(rates, np.float64)
        corrected = rates
        if self._recipe.optimizer == "adamw":
            corrected = rates * np.sqrt(1 - BETA_2**steps) / (1 - MOMENTUM**steps)
        # Early on the average moves faster, or it would lag behind.
        decay = np.minimum(self._recipe.weight_average, (1 + steps) / (10 + steps))
        moves = np.where(self.moves(steps), 1 - decay**STEPS_BETWEEN_AVERAGES, 0)
        left = 1 - rates * self._recipe.weight_decay
        return np.stack((corrected, left, moves), axis=1).astype(np.float32)

    def moves(self, steps: np.ndarray | int) -> np.ndarray | bool:
        """Whether the average moves after so many steps."""
        return steps % STEPS_BETWEEN_AVERAGES == 0

    def kept(self, done: int) -> torch.Tensor:
        """What is evaluated: the averages, or the weights where there is no average yet."""
        averaged = self._recipe.weight_average and done >= STEPS_BETWEEN_AVERAGES
        return self.average if averaged else self._weights

    def apply(self, gradient: torch.Tensor, rate: torch.Tensor, left: torch.Tensor) -> None:
        """Take one step.

        Args:
            gradient: Of all trained weights, (layout.trained,); may be overwritten.
            rate: See `settings`, ().
            left: See `settings`, ().
        """
        if self._recipe.weight_decay:
            self._kernels.mul_(left)
        if self._recipe.optimizer == "adamw":
            mean, square = self.moments
            adam(
                [self._trained],
                [gradient],
                [mean],
                [square],
                [],
                [self._far],
                fused=True,
                amsgrad=False,
                beta1=MOMENTUM,
                beta2=BETA_2,
                lr=rate,
                weight_decay=0.0,
                eps=EPSILON,
                maximize=False,
            )
        else:
            (speed,) = self.moments
            change = gradient.mul_(rate)
            speed.mul_(MOMENTUM).sub_(change)
            self._trained.add_(speed, alpha=MOMENTUM).sub_(change)

    def move_average(self, move: torch.Tensor) -> None:
        """Move the averages towards the weights by the share `move`, ()."""
        self.average.lerp_(self._weights, move)
