"""What some steps need and yield, on the device."""

import torch

from fer import IMAGE_SIZE
from fer.runs.recipe import Recipe


class Block:
    """Inputs and results of steps, in memory that stays where it is.

    Args:
        device: Where it is.
        recipe: Says how many images a step sees.
        steps: How many steps there is room for.
        classes: How many classes there are.

    Attributes:
        steps: How many steps there is room for.
        results: Loss and share of right answers of each, (steps, 2).
    """

    def __init__(self, device: torch.device, recipe: Recipe, steps: int, classes: int) -> None:
        batch = recipe.batch_size
        self.steps = steps
        self._inputs = [
            torch.zeros(steps, *shape, device=device)
            for shape in (
                (batch, 1, IMAGE_SIZE, IMAGE_SIZE),
                (batch, classes),
                (batch, classes),
                (3,),
            )
        ]
        self.results = torch.zeros(steps, 2, device=device)
        self._place = torch.zeros(1, dtype=torch.int64, device=device)

    def fill(
        self,
        pictures: torch.Tensor,
        targets: torch.Tensor,
        settings: torch.Tensor,
        soft: torch.Tensor,
    ) -> None:
        """Take what the next steps need, and begin with the first."""
        for buffer, values in zip(self._inputs, (pictures, targets, soft, settings), strict=True):
            buffer[: len(values)].copy_(values)
        self._place.zero_()

    def next(self) -> list[torch.Tensor]:
        """Pictures, targets, soft logits and the optimiser's settings of the next step."""
        return [buffer.index_select(0, self._place)[0] for buffer in self._inputs]

    def finish(self, result: torch.Tensor) -> None:
        """Take a step's result, and go on to the next."""
        self.results.index_copy_(0, self._place, result[None])
        self._place += 1
