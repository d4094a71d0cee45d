from dataclasses import replace

import numpy as np

from fer import engines
from fer.data import Dataset, split_training
from fer.data.samples import Samples
from fer.data.store import save
from fer.training.report import evaluate, write_report


def test_figures_without_images_that_training_holds_too(finished_run, dataset: Dataset) -> None:
    images = np.array(dataset.images)
    training, private = dataset.indices("training"), dataset.indices("private")
    images[private[:4]] = images[training[:4]]
    twinned = save("squares", Samples(images, dataset.labels.copy(), dataset.usage.copy()))
    run = finished_run("tiny")
    run = replace(run, config=replace(run.config, fingerprint=twinned.fingerprint))
    figures = evaluate(run, "private", engines.load())
    assert figures["n"] == 35
    assert figures["without_twins"]["n"] == 31
    public = evaluate(run, "public", engines.load())
    assert public["without_twins"]["accuracy"] == public["accuracy"]
    write_report(run.folder, run.config, twinned, engines.load())
    learnt, _ = split_training(twinned)
    assert run.twins("private").sum() == np.isin(training[:4], learnt).sum() > 0
    assert "without_twins" not in evaluate(run, "train", engines.load())
