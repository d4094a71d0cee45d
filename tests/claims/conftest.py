from dataclasses import replace
from zlib import crc32

import numpy as np
import pytest

from fer.claims.settings import Setting
from fer.evaluation import figures
from fer.runs import (
    NO_AUGMENTATION,
    Distillation,
    Recipe,
    Run,
    RunConfig,
    Status,
    Validation,
)
from fer.runs.run import PREDICTIONS
from fer.schema import FER2013
from tests.claims.made import PRESENT

SPLITS = {"validation": 400, "public": 600, "private": 600}


@pytest.fixture
def make(tmp_path, monkeypatch):
    """Makes a finished run whose answers are right on a given share of the images."""
    monkeypatch.setattr(
        "fer.claims.settings.teacher_was_replaced",
        lambda run: run.metrics.get("teacher", {}).get("weights", PRESENT) != PRESENT,
    )

    def run(name: str, accuracy: float, setting: Setting, *, epochs=30, seed=0, speed=1000.0, **of):
        recipe = Recipe(epochs=epochs)
        if not setting.augmented:
            recipe = replace(recipe, augmentation=NO_AUGMENTATION)
        if not setting.averaged:
            recipe = replace(recipe, weight_average=0.0)
        config = RunConfig(
            name,
            setting.architecture,
            setting.preset,
            None,
            "fer2013",
            "0" * 16,
            Validation(setting.validation),
            seed,
            recipe,
            of.get("distillation", Distillation("teacher")) if setting.distilled else None,
        )
        random = np.random.default_rng(crc32(name.encode()))
        arrays, splits = {}, {}
        for split, n in SPLITS.items():
            labels = np.arange(n) % 7
            right = np.zeros(n, bool)
            share = of.get("validation", accuracy) if split == "validation" else accuracy
            right[random.permutation(n)[: round(share * n)]] = True
            probabilities = np.eye(7, dtype=np.float16)[np.where(right, labels, (labels + 1) % 7)]
            splits[split] = figures(probabilities, labels, FER2013.classes)
            arrays[f"{split}_probabilities"] = probabilities
            arrays[f"{split}_labels"] = labels.astype(np.uint8)
            arrays[f"{split}_hashes"] = np.arange(n, dtype=np.uint64)
            # A twin is always recognised, and only a random split leaves any.
            easy = right & (setting.validation == "random" and split == "validation")
            arrays[f"{split}_twins"] = (easy & (np.arange(n) % 4 == 0)).astype(np.uint8)
        folder = tmp_path / name
        folder.mkdir()
        np.savez(folder / PREDICTIONS, **arrays)
        jitter = of.get("jitter", 0.001) * random.normal(size=epochs)
        speeds = speed * random.uniform(0.95, 1.05, epochs)
        columns = (
            "epoch,learning_rate,loss,accuracy,val_loss,val_accuracy,seconds,images_per_second"
        )
        rows = [f"{e + 1},0,1,0.5,1,{0.6 + jitter[e]},20,{speeds[e]}" for e in range(epochs)]
        (folder / "history.csv").write_text("\n".join([columns, *rows]))
        metrics = {"splits": splits | {"train": splits["validation"]}, "bytes": 1}
        if setting.distilled:
            metrics["teacher"] = {"run": "teacher", "weights": of.get("weights", PRESENT)}
        return Run(folder, config, Status("finished"), metrics | {"training_seconds": 1.0})

    return run
