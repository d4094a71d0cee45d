"""What holds for every page."""

import ast
import json
import subprocess
import sys

import pytest

from fer.paths import REPOSITORY
from fer.views.frame import PAGES

SCRIPTS = [page.script for page in PAGES.values()]
VIEWS = sorted(str(path.relative_to(REPOSITORY)) for path in REPOSITORY.glob("fer/views/**/*.py"))
KEYED = {
    "button",
    "camera_input",
    "checkbox",
    "download_button",
    "file_uploader",
    "multiselect",
    "number_input",
    "pagination",
    "pills",
    "radio",
    "segmented_control",
    "select_slider",
    "selectbox",
    "slider",
    "text_area",
    "text_input",
    "toggle",
}
OPEN_ALL = f"""
import json, sys
from streamlit.testing.v1 import AppTest
from fer.data import synthetic

synthetic.PER_CLASS = (2, 1, 1)
found = {{}}
page = AppTest.from_file({str(REPOSITORY / "app.py")!r}, default_timeout=600)
for script in {SCRIPTS}:
    page.switch_page(script).run()
    if script == "pages/3_Predict.py":
        page.segmented_control(key="predict_source").set_value("Example").run()
        assert page.get("plotly_chart")
    found[script] = [each.value for each in page.title], [each.value for each in page.exception]
print(json.dumps([found, "tensorflow" in sys.modules]))
"""


def test_all_open_with_the_zoo_and_load_no_tensorflow() -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPEN_ALL],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    found, tensorflow = json.loads(done.stdout)
    titles = {name: [name] for name in PAGES} | {"Start": ["FER Compare"]}
    titles |= {"Compare": [], "Predict": []}
    assert found == {page.script: [titles[name], []] for name, page in PAGES.items()}
    assert not tensorflow


@pytest.mark.parametrize("script", SCRIPTS + VIEWS)
def test_every_widget_has_a_key(script: str) -> None:
    """Without one it forgets its value whenever its words change, and no test can name it."""
    calls = [
        node
        for node in ast.walk(ast.parse((REPOSITORY / script).read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    without = [
        f"{call.func.attr}, line {call.lineno}"
        for call in calls
        if call.func.attr in KEYED and "key" not in {each.arg for each in call.keywords}
    ]
    assert without == []
