"""A network in training: steps that a GPU takes without waiting for Python.

Images stay on the device and views are made there, many steps' at once. On an NVIDIA card one step
is recorded as a CUDA graph and replayed: all that changes from step to step lies in tensors, and a
counter on the device says which of them is next. The host is waited for only at the end of `step`.
"""

import sys
from collections.abc import Mapping

import numpy as np
import torch
from torch.nn import functional

from fer import IMAGE_SIZE
from fer.engines.torch import views
from fer.engines.torch.block import Block
from fer.engines.torch.layout import Layout
from fer.engines.torch.losses import distillation_loss, mixed
from fer.engines.torch.network import classifier, forward, standardise
from fer.engines.torch.optimizer import Optimizer
from fer.models import Architecture
from fer.models.weights import initial
from fer.runs.recipe import Distillation, Recipe

BLOCK = 32
"""Steps whose views a GPU makes at once. A processor makes each step's by itself: its last digits
may depend on where in a tensor a number stands, and so on where a run was interrupted."""
BLOCK_IMAGES = 8192
"""Images whose views a GPU makes at once, at most: cuDNN samples no 65,536."""
STEPS_BEFORE_RECORDING = 3
"""Until then libraries set themselves up, which must not be recorded."""
REGISTERS_GENERATORS = torch.__version__ < (2, 14)
"""Later a graph finds the generators that it draws from by itself."""
DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}


def steps_at_once(device: torch.device, batch: int) -> int:
    """Steps whose views are made at once, of `batch` images each."""
    return 1 if device.type == "cpu" else max(1, min(BLOCK, BLOCK_IMAGES // batch))


class TorchTrainer:
    """See `fer.engines.base.Trainer`, and `Engine.trainer` for the other arguments.

    Args:
        device: Where it trains.
        answer_batch: Images that it answers about at a time.
    """

    def __init__(
        self,
        device: torch.device,
        answer_batch: int,
        architecture: Architecture,
        recipe: Recipe,
        seed: int,
        images: np.ndarray,
        labels: np.ndarray,
        distillation: Distillation | None = None,
    ) -> None:
        self._device, self._answer_batch = device, answer_batch
        self.recipe, self.distillation = recipe, distillation
        self._layers = architecture.layers
        self._layout = Layout(self._layers, device.type == "cuda")
        self._weights = self._layout.pack(initial(self._layers, seed)).to(device)
        self._optimizer = Optimizer(recipe, self._layout, self._weights)
        self._gradient = torch.zeros(self._layout.trained, device=device)
        kernels, trained, size = self._layout.kernels, self._layout.trained, self._layout.size
        self._parts = (kernels, trained - kernels, size - trained)
        self._images = torch.from_numpy(np.array(images)).to(device)
        classes = architecture.classes
        places = torch.from_numpy(labels.astype(np.int64))
        self._targets = functional.one_hot(places, classes).float().to(device)
        self._generator = torch.Generator(device).manual_seed(seed)
        self._done = 0
        self._block = Block(device, recipe, steps_at_once(device, recipe.batch_size), classes)
        self._records = device.type == "cuda"
        self._stream = torch.cuda.Stream(device) if self._records else None
        self._graph: torch.cuda.CUDAGraph | None = None
        self._since_start = 0
        self._kept = torch.zeros_like(self._weights)
        self._predict = classifier(
            self._layers, self._layout.views(self._kept), device, answer_batch
        )

    def step(
        self,
        rows: np.ndarray,
        draws: np.ndarray,
        rates: np.ndarray,
        mixing: np.ndarray,
        soft: np.ndarray | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Take a training step for each of `rows`."""
        count = len(rows)
        if soft is None:
            soft = np.zeros((count, 1, 1))
        settings = self._optimizer.settings(self._done, rates)
        # All at once: a transfer waits for the steps before it.
        places = torch.from_numpy(rows.astype(np.int64)).to(self._device)
        numbers, shares, settings, answers = (
            torch.from_numpy(np.asarray(array, np.float32)).to(self._device)
            for array in (
                draws,
                mixing,
                settings,
                soft,
            )
        )
        results = []
        for start in range(0, count, self._block.steps):
            part = slice(start, start + self._block.steps)
            self._fill(places[part], numbers[part], shares[part], settings[part], answers[part])
            for _ in range(len(places[part])):
                self._advance()
            results.append(self._block.results[: len(places[part])].clone())
        losses, hits = torch.cat(results).cpu().numpy().T
        return losses.copy(), hits.copy()

    @torch.no_grad()
    def _fill(
        self,
        rows: torch.Tensor,
        draws: torch.Tensor,
        mixing: torch.Tensor,
        settings: torch.Tensor,
        soft: torch.Tensor,
    ) -> None:
        """Lay out what the next steps need."""
        steps, batch = rows.shape
        pictures = views.apply(
            self._images[rows.flatten()], draws.flatten(0, 1), self.recipe.augmentation
        ).view(steps, batch, IMAGE_SIZE, IMAGE_SIZE)
        targets = self._targets[rows]
        if self.recipe.mixup:
            share = mixing[:, None, None]
            pictures = torch.lerp(pictures.roll(1, dims=1), pictures, share[..., None])
            targets = torch.lerp(targets.roll(1, dims=1), targets, share)
            if self.distillation:
                soft = mixed(soft, share, self.distillation.temperature)
        pictures = standardise(pictures.view(-1, 1, IMAGE_SIZE, IMAGE_SIZE))
        self._block.fill(pictures.view(steps, batch, 1, IMAGE_SIZE, -1), targets, settings, soft)

    def _advance(self) -> None:
        """Take the next step of the block."""
        if self._records and self._since_start == STEPS_BEFORE_RECORDING:
            self._record()
        self._done += 1
        self._since_start += 1
        if self._graph:
            self._graph.replay()
        elif self._records and self._stream:
            self._warm_up()
        else:
            self._take_step(move_average=self._optimizer.moves(self._done))

    def _warm_up(self) -> None:
        """Take a step with all that will be recorded, on the stream that will be."""
        here = torch.cuda.current_stream(self._device)
        self._stream.wait_stream(here)
        with torch.cuda.stream(self._stream):
            self._take_step(move_average=True)
        here.wait_stream(self._stream)

    def _record(self) -> None:
        """Record a step as a graph, or say why none can be and go on without."""
        here = torch.cuda.current_stream(self._device) if self._stream else None
        state = self._generator.get_state()
        try:
            graph = torch.cuda.CUDAGraph()
            if REGISTERS_GENERATORS and any(layer.kind == "dropout" for layer in self._layers):
                graph.register_generator_state(self._generator)
            with torch.cuda.graph(graph, stream=self._stream, capture_error_mode="thread_local"):
                self._take_step(move_average=True)
        except Exception as error:
            # Whatever the reason, the steps can be taken one by one. What broke off leaves its
            # stream current, and a generator that takes itself to be recorded.
            if here:
                torch.cuda.set_stream(here)
            self._generator = torch.Generator(self._device)
            self._generator.set_state(state)
            first = error.__context__ or error
            reason = (str(first) or type(first).__name__).splitlines()[0]
            print(f"No CUDA graph, so training is slower: {reason}", file=sys.stderr, flush=True)
        else:
            self._graph = graph
        self._records = False

    def _take_step(self, move_average: bool) -> None:
        pictures, targets, soft, (rate, left, move) = self._block.next()
        layout = self._layout
        kernels, others, moving = self._weights.split(self._parts)
        kernels = kernels.to(DTYPES[self.recipe.precision])
        # `.data`, as the moving statistics, which a step changes, lie in the same memory.
        trained = [
            {name: view.data.requires_grad_() for name, view in part.items()}
            for part in (layout.views(kernels), layout.views(others, layout.kernels))
        ]
        weights = {**trained[0], **trained[1], **layout.views(moving, layout.trained)}
        logits = forward(self._layers, weights, pictures, self._drop)
        loss = self._loss(targets, logits, soft).mean()
        names = [*trained[0], *trained[1]]
        gradients = torch.autograd.grad(loss, [weights[name] for name in names])
        with torch.no_grad():
            of = dict(zip(names, gradients, strict=True))
            for part, out in zip(trained, self._gradient.split(self._parts[:2]), strict=True):
                layout.gather({name: of[name] for name in part}, out)
            self._optimizer.apply(self._gradient, rate, left)
            if move_average:
                self._optimizer.move_average(move)
            right = logits.argmax(-1) == targets.argmax(-1)
            self._block.finish(torch.stack((loss, right.float().mean())))

    def _loss(
        self, targets: torch.Tensor, logits: torch.Tensor, soft: torch.Tensor
    ) -> torch.Tensor:
        smoothing = self.recipe.label_smoothing
        smooth = targets * (1 - smoothing) + smoothing / targets.shape[-1]
        hard = -(smooth * logits.log_softmax(-1)).sum(-1)
        if self.distillation is None:
            return hard
        return distillation_loss(self.distillation, soft, logits, hard)

    def _drop(self, tensor: torch.Tensor, rate: float) -> torch.Tensor:
        numbers = torch.rand(tensor.shape, generator=self._generator, device=self._device)
        return tensor * (numbers >= rate) / (1 - rate)

    def averaged_weights(self) -> dict[str, np.ndarray]:
        """The averaged weights, float32: what is evaluated and kept."""
        return self._layout.unpack(self._optimizer.kept(self._done))

    def logits(self, images: np.ndarray) -> np.ndarray:
        """What the averaged weights say of images."""
        self._kept.copy_(self._optimizer.kept(self._done))
        return self._predict(images)

    def state(self) -> dict[str, np.ndarray]:
        """Everything that the next step depends on, by name."""
        state = {name: tensor.cpu().numpy() for name, tensor in self._state().items()}
        state["generator"] = self._generator.get_state().numpy()
        state["done"] = np.array([self._done])
        return state

    def restore(self, state: Mapping[str, np.ndarray]) -> None:
        """Take up a `state` that a trainer of the same settings gave."""
        for name, tensor in self._state().items():
            tensor.copy_(torch.from_numpy(np.array(state[name])))
        self._generator.set_state(torch.from_numpy(np.array(state["generator"])))
        self._done = int(state["done"][0])

    def _state(self) -> dict[str, torch.Tensor]:
        moments = {f"moment/{place}": each for place, each in enumerate(self._optimizer.moments)}
        return {"weights": self._weights, "average": self._optimizer.average, **moments}
