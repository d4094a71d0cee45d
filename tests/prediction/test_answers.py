import numpy as np
import pytest

from fer import engines
from fer.evaluation import softmax
from fer.prediction import predict

FACES = list(np.random.default_rng(0).integers(0, 256, (3, 1, 48, 48), np.uint8))


def test_every_face_has_every_runs_answer_in_order(untrained_run) -> None:
    runs = [untrained_run("b"), untrained_run("a", "mobilenet")]
    answers = predict(runs, FACES)
    assert [[each.run for each in face] for face in answers] == [["b", "a"]] * 3
    for face in answers:
        for each in face:
            assert each.probabilities.sum() == pytest.approx(1, abs=1e-5)
            assert each.temperature is None
            np.testing.assert_array_equal(each.calibrated, each.probabilities)
    assert predict(runs, []) == []


def test_answers_are_those_of_the_engine(untrained_run) -> None:
    run = untrained_run("mine", "mobilenet", 0.2)
    classifier = engines.load().classifier(run.config.architecture.layers, run.weights())
    ours = np.stack([face[0].probabilities for face in predict([run], FACES)])
    np.testing.assert_allclose(ours, softmax(classifier(np.concatenate(FACES))), atol=1e-4)


def test_a_faces_answer_is_the_mean_over_its_crops(untrained_run) -> None:
    run = untrained_run("mine", "mobilenet", 0.2)
    single = [face[0].probabilities for face in predict([run], FACES)]
    pair, third = predict([run], [np.concatenate(FACES[:2]), FACES[2]])
    np.testing.assert_allclose(pair[0].probabilities, np.mean(single[:2], axis=0), atol=1e-5)
    np.testing.assert_allclose(third[0].probabilities, single[2], atol=1e-5)
