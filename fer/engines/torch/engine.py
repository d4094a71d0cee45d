"""The engine itself. Importing this module loads PyTorch."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import torch

from fer.engines.base import PROCESSOR, Classifier, ViewAnswers, Weights
from fer.engines.torch import views
from fer.engines.torch.cards import cards
from fer.engines.torch.layout import Layout
from fer.engines.torch.network import Tensors, classifier, forward, standardise
from fer.engines.torch.trainer import TorchTrainer
from fer.models.layers import Layer
from fer.runs.recipe import Augmentation

BATCHES = {"cpu": 256}
LARGE_BATCH = 1024
"""Images that a GPU answers about at a time; a teacher then takes about 1 GB of its memory."""


class Torch:
    """PyTorch on one device; see `fer.engines.base.Engine`.

    Args:
        device: `cpu`, `cuda` or `mps`.
    """

    def __init__(self, device: str) -> None:
        self._device = torch.device(device)
        self.batch = BATCHES.get(device, LARGE_BATCH)
        self.hardware = cards().get(device) or PROCESSOR
        self.trainer = partial(TorchTrainer, self._device, self.batch)
        # Shapes stay the same from step to step: the first ones find the fastest kernels.
        torch.backends.cudnn.benchmark = True

    def classifier(self, layers: Sequence[Layer], weights: Weights) -> Classifier:
        """A network that answers."""
        return classifier(layers, self._tensors(layers, weights), self._device, self.batch)

    def view_answers(
        self, networks: Sequence[tuple[Sequence[Layer], Weights]], settings: Augmentation
    ) -> ViewAnswers:
        """Networks that answer about augmented views, with the mean of their logits."""
        loaded = [(layers, self._tensors(layers, weights)) for layers, weights in networks]

        @torch.inference_mode()
        def answer(images: np.ndarray, draws: np.ndarray) -> np.ndarray:
            faces, numbers = (
                torch.from_numpy(np.array(each)).to(self._device) for each in (images, draws)
            )
            # The answers are kept, and the other engine learns from them too: no TensorFloat-32.
            with torch.backends.cudnn.flags(enabled=True, allow_tf32=False):
                pictures = standardise(views.apply(faces, numbers, settings))
                logits = [forward(*network, pictures) for network in loaded]
            return torch.stack(logits).mean(0).cpu().numpy()

        return answer

    def _tensors(self, layers: Sequence[Layer], weights: Weights) -> Tensors:
        layout = Layout(layers, self._device.type == "cuda")
        return layout.views(layout.pack(weights).to(self._device))
