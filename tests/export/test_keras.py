import json
import zipfile
from collections.abc import Callable

import pytest

from .conftest import check_readme


@pytest.mark.parametrize("family", ["mobilenet", "teacher"])
def test_it_is_of_keras_own_layers_alone(exported: Callable[..., tuple], family: str) -> None:
    result, folder = exported("keras", family=family)
    assert result["largest_difference"] < 1e-4
    with zipfile.ZipFile(result["file"]) as archive:
        config = json.dumps(json.loads(archive.read("config.json")))
    assert "fer" not in {word.partition(".")[0] for word in config.split('"')}
    if family == "teacher":  # a process with TensorFlow takes its time
        check_readme(result, folder)
