"""What a finished run leaves: figures on every split, predictions and a model card."""

from pathlib import Path
from typing import Any

import numpy as np

from fer import data, evaluation, files
from fer.data import Dataset
from fer.engines import Engine
from fer.errors import FerError
from fer.runs import listing
from fer.runs import run as run_files
from fer.runs.card import model_card
from fer.runs.config import RunConfig
from fer.runs.run import Run
from fer.runs.status import Status
from fer.schema import Schema
from fer.training import averaging


def _rows(dataset: Dataset, config: RunConfig, split: str) -> np.ndarray:
    """Positions of a split's images; one of `Schema.splits`."""
    if split in dataset.schema.test:
        return dataset.indices(split)
    kept, held_out = data.split_training(
        dataset, config.validation.kind, config.validation.seed, config.validation.fraction
    )
    return kept if split == "train" else held_out


def evaluate(run: Run, split: str, engine: Engine, *, averaged: bool = False) -> dict[str, Any]:
    """Figures of a run's kept weights on one split of its data set; see `_figures`.

    Args:
        run: The run.
        split: One of the data set's `Schema.splits`.
        engine: What answers.
        averaged: Whether to average over the views of `fer.training.averaging`.

    Raises:
        FerError: The data set is missing or not the run's, has no such split, or the weights cannot
            be read.
    """
    splits = run.config.schema.splits
    if split not in splits:
        raise FerError(f"'{run.name}' has no split {split}: choose {', '.join(splits)}.")
    dataset = data.load(run.config.data)
    if dataset.fingerprint != run.config.fingerprint:
        raise FerError(
            f"'{run.name}' learnt a data set of fingerprint {run.config.fingerprint}, and "
            f"'{dataset.name}' has {dataset.fingerprint}: import the one it learnt."
        )
    rows = _rows(dataset, run.config, split)
    predict = engine.classifier(run.config.architecture.layers, run.weights())
    images = dataset.images[rows]
    probabilities = (
        averaging.averaged(predict, images) if averaged else evaluation.softmax(predict(images))
    )
    return _figures(dataset, split, rows, probabilities)


def _figures(
    dataset: Dataset, split: str, rows: np.ndarray, probabilities: np.ndarray
) -> dict[str, Any]:
    """See `evaluation.figures`; for a test split also `without_twins`.

    These are n, accuracy and ci95 of the images whose pixels do not occur in Training.
    """
    figures = evaluation.figures(probabilities, dataset.labels[rows], dataset.schema.classes)
    if split in dataset.schema.test:
        hashes = dataset.hashes()
        alone = ~np.isin(hashes[rows], hashes[dataset.indices("training")])
        right = probabilities.argmax(axis=1) == dataset.labels[rows]
        n, hits = int(alone.sum()), int(right[alone].sum())
        figures["without_twins"] = {
            "n": n,
            "accuracy": hits / n if n else None,
            "ci95": list(evaluation.wilson(hits, n)),
        }
    return figures


def write_report(folder: Path, config: RunConfig, dataset: Dataset, engine: Engine) -> None:
    """Evaluate the kept float16 weights without augmentation and write what is to be kept."""
    run = Run(folder, config, Status("running"), None)
    predict = engine.classifier(config.architecture.layers, run.weights())
    hashes = dataset.hashes()
    learnt = hashes[_rows(dataset, config, "train")]
    splits, averaged, predictions = {}, {}, {}
    for split in dataset.schema.splits:
        rows = _rows(dataset, config, split)
        probabilities = evaluation.softmax(predict(dataset.images[rows]))
        labels = dataset.labels[rows]
        splits[split] = _figures(dataset, split, rows, probabilities)
        if split in dataset.schema.test:
            mean = averaging.averaged(predict, dataset.images[rows])
            figures = _figures(dataset, split, rows, mean)
            averaged[split] = {name: figures[name] for name in ("n", "accuracy", "ci95")}
        if split != "train":
            predictions[f"{split}_probabilities"] = probabilities.astype(np.float16)
            predictions[f"{split}_labels"] = labels
            predictions[f"{split}_hashes"] = hashes[rows]
            predictions[f"{split}_twins"] = np.isin(hashes[rows], learnt).astype(np.uint8)
    with files.atomic_write(folder / run_files.PREDICTIONS) as file:
        np.savez_compressed(file, **predictions)
    history = run.history()
    seconds = sum(row["seconds"] for row in history)
    metrics = {
        "run": run.name,
        "parameters": config.architecture.parameters,
        "macs": config.architecture.macs,
        "bytes": (folder / run_files.WEIGHTS).stat().st_size,
        "best_epoch": int(max(history, key=lambda row: row["val_accuracy"])["epoch"]),
        "training_seconds": seconds,
        "training_images_per_second": float(
            np.median([row["images_per_second"] for row in history])
        ),
        "engine": config.engine,
        "device": config.device,
        "hardware": engine.hardware,
        "precision": config.recipe.precision,
        "splits": splits,
        "averaged": {"views": averaging.VIEWS, "splits": averaged},
    }
    if config.distillation:
        metrics["teacher"] = _beside_teacher(
            config.distillation.teacher, predictions, dataset.schema
        )
    files.write_json(folder / run_files.METRICS, metrics)
    files.write_text(folder / run_files.CARD, model_card(config, metrics))


def _beside_teacher(
    name: str, predictions: dict[str, np.ndarray], schema: Schema
) -> dict[str, Any]:
    """A student's agreement with its teacher on the images that both were evaluated on."""
    teacher = listing.find(name)
    splits = {}
    for split in schema.predicted:
        theirs, _, hashes = teacher.predictions(split)
        if np.array_equal(hashes, predictions[f"{split}_hashes"]):
            splits[split] = evaluation.agreement(theirs, predictions[f"{split}_probabilities"])
    return {"run": name, "weights": teacher.weights_hash(), "splits": splits}
