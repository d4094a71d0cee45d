"""One run from its configuration to its metrics, resumable at any step.

The folder after each epoch: `history.csv`, and, unless they are only seconds old already,
`model.safetensors` (the best epoch so far) and `checkpoint.safetensors` (everything the next step
depends on, with the history, in one file, so that the two can never disagree). At the end the kept
weights are evaluated and the checkpoint goes.
"""

import math
import time
from collections.abc import Callable
from dataclasses import replace
from math import isfinite
from pathlib import Path

import numpy as np

from fer import data, engines
from fer.errors import FerError
from fer.launchers import this_job
from fer.planning import divided
from fer.runs import listing, weights
from fer.runs import run as run_files
from fer.runs import status as run_status
from fer.runs.config import RunConfig
from fer.runs.run import Run
from fer.runs.status import Status, SupersededError
from fer.training import augmentation, checkpoint
from fer.training.checkpoint import Position
from fer.training.report import write_report
from fer.training.schedule import learning_rate
from fer.training.teacher import TeacherViews

SECONDS_BETWEEN_HEARTBEATS = 2.0
SECONDS_BETWEEN_CHECKPOINTS = 10.0
"""On a GPU an epoch may take less than writing down where it ended."""
FIRST_STEPS = 4
"""Steps a call, before the speed is known; an engine may need all of the first call, which is not
timed, to set itself up."""


class Session:
    """A training in a run's folder.

    Args:
        folder: The run's folder, with its `config.json`.
        config: What it holds.
        report: Called with each status as it is written.
        stop: Asked between groups of steps; once true, the training is left resumable.

    Raises:
        FerError: The data set has changed or is missing, or the teacher cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        config: RunConfig,
        report: Callable[[Status], None] = lambda status: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.folder, self.config = folder, config
        self._report, self._stop = report, stop
        before = run_status.read(folder)
        if before.state == "running":
            run_status.require_own(folder)
        self._status = run_status.of_this_process(epoch=before.epoch, attempt=before.attempt)
        run_status.write(folder, self._status)
        report(self._status)
        self._data = data.load(config.data)
        if self._data.fingerprint != config.fingerprint:
            raise FerError(
                f"The data set '{config.data}' is not the one this run started with: "
                "import that one again, or start a new run."
            )
        _check_teachers(config)
        self._train, self._validation = divided(config, self._data)
        self._steps = len(self._train) // config.recipe.batch_size
        self._write_status(steps=self._steps)
        self._engine = engines.load(engines.Place(config.engine, config.device))
        self._teacher = (
            TeacherViews(config.distillation, config.recipe.augmentation, self._data, self._engine)
            if config.distillation
            else None
        )
        self._trainer = self._engine.trainer(
            config.architecture,
            config.recipe,
            config.seed,
            self._data.images[self._train],
            self._data.labels[self._train],
            config.distillation,
        )
        self._position = Position()
        self._warm = False
        self._saved = -math.inf
        self._best: dict[str, np.ndarray] | None = None
        if (folder / run_files.CHECKPOINT).exists():
            self._restore()

    def run(self) -> Status:
        """Train to the end, or until told to stop, and return the last status."""
        while self._position.epoch < self.config.recipe.epochs:
            if not self._train_epoch():
                return self._leave()
            self._finish_epoch()
        run_status.require_own(self.folder)
        write_report(self.folder, self.config, self._data, self._engine)
        self._write_status(state="finished", process=None, started=None, eta_seconds=None)
        # Last, or a run killed here would begin anew.
        (self.folder / run_files.CHECKPOINT).unlink(missing_ok=True)
        return self._status

    def _train_epoch(self) -> bool:
        """Take the epoch's remaining steps; False when told to stop on the way."""
        position, batch = self._position, self.config.recipe.batch_size
        chosen = self._epoch_data()
        if chosen is None:
            return False
        order, draws, soft = chosen
        mixing = self._mixing()
        group = FIRST_STEPS
        while position.step < self._steps:
            if self._stop():
                return False
            steps = slice(position.step, min(position.step + group, self._steps))
            count = steps.stop - steps.start
            rows = order[steps.start * batch : steps.stop * batch].reshape(count, batch)
            begun = time.perf_counter()
            losses, hits = self._trainer.step(
                rows,
                draws[rows],
                self._rates(steps),
                mixing[steps],
                None if soft is None else soft[rows],
            )
            seconds = time.perf_counter() - begun
            position.step = steps.stop
            # One by one, so that the sum does not depend on how many steps a call took.
            position.loss = sum(losses.tolist(), start=position.loss)
            position.accuracy = sum(hits.tolist(), start=position.accuracy)
            # The first call of a process also compiles, which says nothing of the speed; it counts
            # where there is no other.
            if self._warm or (position.step == self._steps and not position.timed_steps):
                position.seconds += seconds
                position.timed_steps += count
                self._heartbeat(count * batch / seconds)
                group = max(1, round(count * SECONDS_BETWEEN_HEARTBEATS / seconds))
            self._warm = True
        return True

    def _epoch_data(self) -> tuple[np.ndarray, np.ndarray, np.ndarray | None] | None:
        """The epoch's order of images, their views, and the teacher's answers to them."""
        epoch, seed = self._position.epoch, self.config.seed
        order = np.random.default_rng([seed, epoch, 1]).permutation(len(self._train))
        if not self._teacher:
            return order, augmentation.draw(len(self._train), seed, epoch), None
        answered = self._teacher.view(epoch + seed, self._teacher_proceeds)
        self._write_status(message=None)
        if answered is None:
            return None
        draws, soft = answered
        return order, draws[self._train], soft[self._train]

    def _teacher_proceeds(self, share: float) -> bool:
        self._write_status(message=f"the teacher answers this epoch's views, {share:.0%} done")
        return not self._stop()

    def _mixing(self) -> np.ndarray:
        """Each step's share of the first image in a mixture (Zhang et al. 2018), (steps,)."""
        strength, seed = self.config.recipe.mixup, self.config.seed
        if not strength:
            return np.ones(self._steps)
        random = np.random.default_rng([seed, self._position.epoch, 2])
        return random.beta(strength, strength, self._steps)

    def _rates(self, steps: slice) -> np.ndarray:
        done, total = self._position.epoch * self._steps, self.config.recipe.epochs * self._steps
        return np.array(
            [
                learning_rate(self.config.recipe, (done + step) / total)
                for step in range(steps.start, steps.stop)
            ]
        )

    def _finish_epoch(self) -> None:
        """Evaluate the averaged weights, keep them if they are the best, and save."""
        position = self._position
        loss, accuracy = self._validate()
        if not (isfinite(position.loss) and isfinite(loss)):
            raise FerError(
                f"The loss grew beyond all numbers in epoch {position.epoch + 1}: start a new run "
                "with a lower learning rate."
            )
        improved = accuracy > position.best
        done = position.epoch + 1
        speed = position.timed_steps * self.config.recipe.batch_size / (position.seconds or 1.0)
        position.history.append(
            {
                "epoch": done,
                "learning_rate": float(self._rates(slice(self._steps - 1, self._steps))[0]),
                "loss": position.loss / self._steps,
                "accuracy": position.accuracy / self._steps,
                "val_loss": loss,
                "val_accuracy": accuracy,
                "seconds": position.seconds,
                "images_per_second": speed,
            }
        )
        self._position = Position(epoch=done, history=position.history)
        if improved:
            self._best = self._trainer.averaged_weights()
        run_status.require_own(self.folder)
        run_files.write_history(self.folder, self._position.history)
        due = time.monotonic() - self._saved >= SECONDS_BETWEEN_CHECKPOINTS
        # If the report fails, all but the report is done.
        if due or done == self.config.recipe.epochs:
            self._save()
        self._write_status(epoch=done, step=0)

    def _validate(self) -> tuple[float, float]:
        """Loss and accuracy on validation of the averaged weights."""
        logits = self._trainer.logits(self._data.images[self._validation])
        labels = self._data.labels[self._validation].astype(np.int64)
        shifted = logits - logits.max(axis=1, keepdims=True)
        log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        loss = -log_probabilities[np.arange(len(labels)), labels].mean()
        return float(loss), float((logits.argmax(axis=1) == labels).mean())

    def _leave(self) -> Status:
        """Save in the middle of an epoch and say that the run was cancelled."""
        run_status.require_own(self.folder)
        self._save()
        self._write_status(
            state="cancelled",
            process=None,
            started=None,
            step=self._position.step,
            eta_seconds=None,
        )
        return self._status

    def _save_best(self) -> None:
        """Write the best epoch's weights, if they are not on disk."""
        if self._best:
            weights.save_half(self.folder / run_files.WEIGHTS, self._best)
            self._best = None

    def _save(self) -> None:
        self._save_best()
        teachers = self._teacher.weights if self._teacher else ""
        checkpoint.write(self.folder, self._trainer.state(), self._position, teachers)
        self._saved = time.monotonic()

    def _restore(self) -> None:
        state, position, teachers = checkpoint.read(self.folder)
        if self._teacher and teachers != self._teacher.weights:
            raise FerError(
                f"The teacher of '{self.config.run}' is not the one it began with: start a new run."
            )
        self._trainer.restore(state)
        self._position = position
        run_files.write_history(self.folder, self._position.history)
        self._write_status(epoch=self._position.epoch, step=self._position.step)

    def _heartbeat(self, images_per_second: float) -> None:
        position, recipe = self._position, self.config.recipe
        left = (recipe.epochs - position.epoch) * self._steps - position.step
        seconds = left * recipe.batch_size / images_per_second
        if self._teacher:
            views = range(position.epoch + 1, recipe.epochs)
            seconds += self._teacher.seconds_to_answer(view + self.config.seed for view in views)
        self._write_status(
            step=position.step,
            images_per_second=images_per_second,
            eta_seconds=seconds,
        )

    def _write_status(self, **changes: object) -> None:
        run_status.require_own(self.folder)
        self._status = replace(self._status, **changes)
        run_status.write(self.folder, self._status)
        self._report(self._status)


def _check_teachers(config: RunConfig) -> None:
    """Make sure that the teachers are here, and the ones that the run was made for."""
    hashes = [listing.find(teacher).weights_hash() for teacher in config.teachers]
    for teacher, now, then in zip(config.teachers, hashes, config.teacher_weights, strict=False):
        if now != then:
            raise FerError(
                f"The weights of the teacher '{teacher}' are not those that '{config.run}' was made"
                " for: put them back, or start a new run."
            )


def train(
    run: Run,
    report: Callable[[Status], None] = lambda status: None,
    stop: Callable[[], bool] = lambda: False,
) -> Status:
    """Train `run`, or go on with it; see `Session`.

    An error ends the run as `failed`, with its message in the status, and is raised again.
    """
    try:
        return Session(run.folder, run.config, report, stop).run()
    except BaseException as error:
        last = run_status.written(run.folder)
        if last.job == this_job() and not isinstance(error, SupersededError):
            ended = {"process": None, "started": None, "eta_seconds": None}
            message = str(error) or type(error).__name__
            run_status.write(run.folder, replace(last, state="failed", message=message, **ended))
        raise
