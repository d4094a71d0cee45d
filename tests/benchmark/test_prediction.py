from pathlib import Path

import numpy as np
import pytest
from skimage.data import astronaut

from fer.benchmark import crop, live, prediction_speed
from fer.benchmark.scenes import Scene
from fer.errors import FerError
from fer.faces import find_faces, square
from fer.faces.crop import MARGINS
from fer.prediction import DEFAULT_RUNS


def test_every_step_of_a_prediction_is_timed(finished_run) -> None:
    for name in DEFAULT_RUNS:
        finished_run(name)
    result = prediction_speed.measure(astronaut(), seconds=0.01)
    assert list(result["single_face"]) == list(DEFAULT_RUNS)
    for step in ("find_faces", "level", "predict", "saliency"):
        assert result[step] > 0
    assert result["all_but_detector"] == result["level"] + result["predict"]


def test_a_live_frame_is_timed_beside_the_detector_and_a_photo(finished_run) -> None:
    finished_run("tiny")
    result = live.measure(["tiny"], seconds=0.01)
    assert result["answered"] == 1
    assert result["detector"]["detectors"] == 1
    for name in ("photo", "live", "judging"):
        assert result[name]["a_second"] == pytest.approx(1000 / result[name]["milliseconds"])


def test_what_is_no_network_cannot_stand_beside(finished_run, tmp_path: Path) -> None:
    pytest.importorskip("ai_edge_litert")
    finished_run("tiny")
    (tmp_path / "no.tflite").write_bytes(b"nothing")
    with pytest.raises(FerError, match="no TFLite network"):
        prediction_speed.measure(beside=tmp_path / "no.tflite", runs=["tiny"], seconds=0.01)


@pytest.mark.usefixtures("synthetic_set")
def test_a_choice_has_its_loss_for_every_kind_of_scene(finished_run) -> None:
    finished_run("tiny")
    result = crop.measure("synthetic", 3, ["tiny"])
    assert result["faces"] == 3
    assert len(result["choices"]) == 3 * len(crop.CHOICES)
    for row in result["choices"]:
        assert row["loss"] == pytest.approx(100 * (result["raw"] - row["accuracy"]))
        assert 0 <= row["found"] <= 1
        assert (row["overconfident"] is None) == (row["found"] == 0)


def test_the_first_choice_is_what_the_pages_do() -> None:
    picture = astronaut()
    (face,) = find_faces(picture)
    seen = crop.as_seen(Scene(picture, square(face.box)), face, *crop.CHOICES[0])
    assert len(face.crops) == len(MARGINS)
    np.testing.assert_array_equal(seen, face.crops)
