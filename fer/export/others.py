"""Another project's network, timed as an export is."""

import zipfile
from pathlib import Path

import numpy as np

from fer.errors import FerError
from fer.export.measures import median_milliseconds


class Other:
    """A TFLite network of another project, on one LiteRT thread.

    Args:
        path: A `.tflite` file, or a wheel or zip that holds one.

    Attributes:
        name: The file's name.
        bytes: Its size; of one in a wheel, the network's alone.

    Raises:
        FerError: LiteRT is not installed, or there is no such network.
    """

    def __init__(self, path: Path) -> None:
        try:
            from ai_edge_litert.interpreter import Interpreter
        except ImportError:
            raise FerError("Timing a .tflite network needs `pip install ai-edge-litert`.") from None
        try:
            content = _content(path)
            self._interpreter = Interpreter(model_content=content, num_threads=1)
            self._interpreter.allocate_tensors()
        except (OSError, ValueError, IndexError, RuntimeError) as error:
            raise FerError(f"{path} holds no TFLite network; give a .tflite file.") from error
        self.name, self.bytes = path.name, len(content)
        (self._given,) = self._interpreter.get_input_details()
        self._said = self._interpreter.get_output_details()[0]
        # What it is asked does not change how long it takes.
        noise = np.random.default_rng(0).random(self._given["shape"])
        self._noise = noise.astype(self._given["dtype"])

    def answer(self) -> np.ndarray:
        """One answer."""
        self._interpreter.set_tensor(self._given["index"], self._noise)
        self._interpreter.invoke()
        return self._interpreter.get_tensor(self._said["index"])

    def milliseconds(self) -> float:
        """The median time of one answer."""
        return median_milliseconds(lambda turn: self.answer())


def _content(path: Path) -> bytes:
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as wheel:
        inside = [name for name in wheel.namelist() if name.endswith(".tflite")]
        return wheel.read(inside[0])
