"""How many frames of a camera are judged in a second, beside what a photo takes."""

import io
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import cycle
from typing import Any

import numpy as np
from PIL import Image

from fer.benchmark.prediction_speed import milliseconds
from fer.faces import default_detector
from fer.pictures import read_picture
from fer.prediction import DEFAULT_RUNS, albums, predict, runs_to_predict
from fer.prediction.judging import judge
from fer.prediction.live import Live

WIDTH, HEIGHT = 640, 480
FRAMES = 48
STEP = 4
"""Pixels by which the view moves from frame to frame: a head that sways quickly."""


def measure(runs: Sequence[str] = DEFAULT_RUNS, seconds: float = 2.0) -> dict[str, Any]:
    """Time a frame of the live camera with one face, from JPEG to what is drawn.

    The video is a view of the example portrait that sways; every frame is looked at in turn.

    Args:
        runs: The runs that judge.
        seconds: How long each thing is timed.

    Returns:
        What `fer bench --live --json` prints: `runs`; `answered`, the share of the frames in which
        the face was found; and of each thing its median `milliseconds`, its rate `a_second` and its
        `detectors` (milliseconds as a multiple of one pass of the face detector over a frame):
        `detector`, `photo` (the same frame judged as a photo), `live`, and `judging`, the runs'
        part of it.

    Raises:
        FerError: A run cannot be asked, or no detector is installed.
    """
    asked = runs_to_predict(runs)
    video = [_jpeg(frame) for frame in sway()]
    pictures = [read_picture(frame) for frame in video]
    live = Live(asked)
    found = [len(live.answer(frame)["faces"]) == 1 for frame in video]
    ((face, _),) = live.judge(pictures[-1])
    frames, photos, plain = cycle(video), cycle(video), cycle(pictures)

    def photo() -> None:
        content = next(photos)
        judge(albums.Source("frame", partial(read_picture, content)), asked)

    times = milliseconds(
        {
            "detector": lambda: default_detector().detect(next(plain)),
            "photo": photo,
            "live": lambda: live.answer(next(frames)),
            "judging": lambda: predict(asked, [face.crops]),
        },
        seconds,
    )
    return {
        "runs": list(runs),
        "answered": float(np.mean(found)),
        **{
            name: {
                "milliseconds": taken,
                "a_second": 1000 / taken,
                "detectors": taken / times["detector"],
            }
            for name, taken in times.items()
        },
    }


def sway(count: int = FRAMES) -> Iterator[np.ndarray]:
    """Frames of a camera in front of the example portrait, uint8 (480, 640, 3), RGB.

    Args:
        count: How many; the last is next to the first, so that they can be shown again and again.
    """
    portrait = Image.fromarray(albums.example().read())
    width, height = portrait.width * 3 // 4, portrait.height * 9 // 16
    for number in range(count):
        left = STEP * min(number, count - number)
        view = portrait.crop((left, left // 4, left + width, left // 4 + height))
        yield np.asarray(view.resize((WIDTH, HEIGHT)))


def _jpeg(frame: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(frame).save(file, "JPEG", quality=80)
    return file.getvalue()
