import io
import json

import numpy as np
from PIL import Image

from fer.benchmark.live import sway
from fer.prediction import predict
from fer.prediction.live import REMEMBERED, Live


def jpeg(frame: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(frame).save(file, "JPEG")
    return file.getvalue()


def test_a_frame_has_every_runs_answer_and_its_boxes_as_shares(untrained_run) -> None:
    live = Live([untrained_run("a"), untrained_run("b")])
    answer = json.loads(json.dumps(live.answer(jpeg(next(sway())))))
    (face,) = answer["faces"]
    assert face["number"] == 1
    x, y, width, height = face["box"]
    assert 0 <= x < x + width <= 1
    assert 0 <= y < y + height <= 1
    assert len(face["answers"]) == 2
    for probabilities in face["answers"]:
        assert abs(sum(probabilities) - 1) < 1e-3
    assert answer["milliseconds"] > 0


def test_answers_are_means_over_the_last_frames(untrained_run) -> None:
    run = untrained_run()
    live = Live([run])
    means, singles = [], []
    for frame in sway(REMEMBERED + 2):
        ((face, (said,)),) = live.judge(frame)
        means.append(said.probabilities)
        singles.append(predict([run], [face.crops])[0][0].probabilities)
    np.testing.assert_allclose(means[0], singles[0])
    np.testing.assert_allclose(means[-1], np.mean(singles[-REMEMBERED:], axis=0), atol=1e-6)


def test_a_face_that_went_has_no_past_when_it_comes_back(untrained_run) -> None:
    run = untrained_run()
    live = Live([run])
    first, *_, last = sway(8)
    live.judge(first)
    assert live.judge(np.full_like(first, 128)) == []
    for _ in range(4):
        found = live.judge(last)
        if found:
            break
    ((face, (said,)),) = found
    np.testing.assert_allclose(
        said.probabilities, predict([run], [face.crops])[0][0].probabilities, atol=1e-6
    )


def test_what_is_no_picture_is_a_sentence(untrained_run) -> None:
    answer = Live([untrained_run()]).answer(b"no picture")
    assert answer["faces"] == []
    assert "not a picture" in answer["error"]
