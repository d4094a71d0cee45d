"""A picture's faces by the runs that judged them, in one table that fits a screen."""

import base64
import io
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image

from fer import prediction
from fer.faces import Face
from fer.prediction import Prediction
from fer.runs import Run
from fer.views.predict.component import component


def table(
    key: str,
    faces: Sequence[Face],
    predictions: Sequence[Sequence[Prediction]],
    runs: Sequence[Run],
) -> int | None:
    """Show the faces, a row each, with every run's answer.

    Args:
        key: The picture's own.
        faces: The faces.
        predictions: For each face what each run says.
        runs: The runs.

    Returns:
        The number of the face that has just been clicked, if one has.
    """
    data = {
        "runs": [
            {"name": run.name, "size": f"{run.config.architecture.parameters:,}"} for run in runs
        ],
        "faces": [_row(face, said) for face, said in zip(faces, predictions, strict=True)],
    }
    return component("faces")(key=f"faces-{key}", data=data, on_face_change=lambda: None).face


def _row(face: Face, predictions: Sequence[Prediction]) -> dict[str, Any]:
    """What the browser shows of a face."""
    odd = _odd(predictions)
    several = len(predictions) > 1
    return {
        "number": face.number,
        "crop": _data_url(face.crop),
        "agree": several and not any(odd),
        "sign": ("≠" if any(odd) else "✓") if several else "",
        "words": prediction.disagreement(predictions) or prediction.agreement(predictions) or "",
        "answers": [
            {"label": said.label, "percent": percent(said), "odd": is_odd}
            for said, is_odd in zip(predictions, odd, strict=True)
        ],
    }


def _odd(predictions: Sequence[Prediction]) -> list[bool]:
    """Which answers part from the commonest of the runs that tell the same classes apart."""
    odd = [False] * len(predictions)
    for classes in {said.classes for said in predictions}:
        places = [at for at, said in enumerate(predictions) if said.classes == classes]
        alike = odd_ones([predictions[at].label for at in places])
        for at, is_odd in zip(places, alike, strict=True):
            odd[at] = is_odd
    return odd


def percent(said: Prediction) -> str:
    """A run's confidence, which says so where it is not calibrated."""
    return f"{said.confidence:.0%}{' raw' if said.temperature is None else ''}"


def odd_ones(labels: Sequence[str]) -> list[bool]:
    """Which of several answers are not the commonest; all of them where there is none such."""
    counts = Counter(labels).most_common()
    if len(counts) == 1:
        return [False] * len(labels)
    most = counts[0][0] if counts[0][1] > counts[1][1] else None
    return [label != most for label in labels]


def _data_url(crop: np.ndarray) -> str:
    file = io.BytesIO()
    Image.fromarray(crop).save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
