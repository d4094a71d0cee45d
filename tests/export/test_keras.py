import json
import subprocess
import sys
import zipfile
from collections.abc import Callable

import pytest


@pytest.mark.parametrize("family", ["mobilenet", "teacher"])
def test_it_loads_without_this_package(exported: Callable[..., tuple], family: str) -> None:
    result, folder = exported("keras", family=family)
    assert result["largest_difference"] < 1e-4
    with zipfile.ZipFile(result["file"]) as archive:
        config = json.dumps(json.loads(archive.read("config.json")))
    assert "fer" not in {word.partition(".")[0] for word in config.split('"')}
    code = (
        "import keras, sys\n"
        "model = keras.saving.load_model('model.keras')\n"
        "assert 'fer' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
