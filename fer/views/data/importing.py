"""Widgets that import a data set, and ask what its classes are where the source does not say it."""

from pathlib import Path
from typing import Any, get_args

import streamlit as st

from fer import data
from fer.charts.data import strip
from fer.data import ClassesNeededError, Options
from fer.data.decoding import Fit
from fer.data.words import ORDERS, whole_number
from fer.errors import FerError
from fer.schema import LONGEST_CLASS
from fer.views import uploads
from fer.words import plain, sentence

PATH, UPLOAD = "Path on this machine", "Upload"
TYPES = ["zip", "csv", "tar", "gz", "tgz", "bz2", "xz"]
_ASKED, _IMPORTED = "import asked", "import done"
OWN_NAMES = "names of my own"


def show() -> str | None:
    """Draw the widgets.

    Returns:
        The name of the set that was just imported; None without one.
    """
    st.markdown(
        "**Any labelled faces**: class folders (`train/happy/…` and `test/happy/…`, or `happy/…` "
        "alone) or a CSV of pixels and labels, in a zip, a tar or a folder. **FER2013** is "
        "Kaggle's `msambare/fer2013`, or the original `fer2013.tar.gz`: download it yourself; it "
        "may be used for research."
    )
    source = _source()
    name = st.text_input(
        "Name (optional)",
        help="By default fer2013 when its counts are FER2013's, else the file's own name.",
        key="import_name",
    ).strip()
    if st.session_state.pop(_IMPORTED, False):
        # It was meant for that one alone.
        st.session_state["import_replace"] = False
    replace = st.checkbox("Replace the set of this name", key="import_replace")
    options = _options()
    asked = st.session_state.get(_ASKED)
    if asked and asked["source"] != _identity(source):
        asked = st.session_state[_ASKED] = None
    if st.button("Import", type="primary", disabled=source is None, key="import_start"):
        st.session_state[_ASKED] = None
        imported = _import(source, name, options, replace)
        if imported or not st.session_state[_ASKED]:
            return imported
        asked = st.session_state[_ASKED]
    if not asked:
        return None
    # What is asked goes away when it is answered, as a second press would find nothing to do.
    place = st.empty()
    with place.container():
        classes = _ask_for_classes(asked)
    if classes is None:
        return None
    imported = _import(source, name, Options(**{**vars(options), "classes": classes}), replace)
    if imported:
        place.empty()
    return imported


def _source() -> Any:
    way = st.segmented_control(
        "Where it is", [PATH, UPLOAD], default=PATH, required=True, key="import_way"
    )
    if way == PATH:
        text = st.text_input(
            "Path of the archive, folder or CSV",
            placeholder="~/Downloads/archive.zip",
            key="import_path",
        ).strip()
        return Path(text) if text else None
    most = uploads.megabytes()
    return st.file_uploader(
        f"Archive or CSV, {most} MB at most; for a larger one give its path",
        type=TYPES,
        max_upload_size=most,
        key="import_file",
    )


def _identity(source: Any) -> object:
    """What tells one source from another, across runs of the page."""
    return getattr(source, "file_id", source)


def _options() -> Options:
    with st.expander("How to read it", icon=":material/tune:", key="import_how"):
        left, right = st.columns(2)
        fit = left.segmented_control(
            "Pictures that are no squares",
            get_args(Fit),
            default="crop",
            required=True,
            format_func={"crop": "Cut out the middle", "pad": "Put gray around"}.get,
            key="import_fit",
        )
        find_faces = right.toggle(
            "Whole photos: take the largest face",
            key="import_find_faces",
            help="Without it each picture is taken for a face that is cut out already.",
        )
        seed = left.number_input(
            "Seed of the test split",
            0,
            2**32 - 1,
            0,
            key="import_seed",
            help="Only for a set that has no test part: a fifth of each class is drawn.",
        )
        strict = right.toggle(
            "Refuse at the first picture that cannot be read",
            key="import_strict",
            help="Without it up to 1 % are left out and listed.",
        )
        labels = st.text_input(
            "FER+ labels (optional): path of `fer2013new.csv`",
            key="import_labels",
            help="Goes with fer2013.csv: ten people's votes instead of its own labels.",
        ).strip()
    return Options(
        fit=fit,
        find_faces=find_faces,
        strict=strict,
        seed=int(seed),
        labels=Path(labels) if labels else None,
    )


def _import(source: Any, name: str, options: Options, replace: bool) -> str | None:
    """Import; where the classes are not known, remember what to ask."""
    bar = st.progress(0.0, "Opening")
    try:
        dataset = data.import_dataset(source, name or None, bar.progress, options, replace=replace)
    except ClassesNeededError as error:
        st.session_state[_ASKED] = {
            "source": _identity(source),
            "names": error.names,
            "pictures": error.pictures,
        }
        return None
    except FerError as error:
        st.error(sentence(str(error)))
        return None
    finally:
        bar.empty()
    st.session_state[_ASKED], st.session_state[_IMPORTED] = None, True
    st.success(f"Imported {len(dataset.labels):,} images as {plain(dataset.name)}.")
    return dataset.name


def _ask_for_classes(asked: dict[str, Any]) -> dict[str, str] | None:
    """A picture of each of the source's classes, with a field for its name.

    Returns:
        What the classes are called, once that is said.
    """
    names, pictures = asked["names"], asked["pictures"]
    st.info(
        "Numbers mean something else in every data set: say what each class shows, or choose the "
        "order of a known set. A class without a name is left out.",
        icon=":material/help:",
    )
    order = st.selectbox("Order", [OWN_NAMES, *_known(names)], key="import_order")
    with st.form("import_classes"):
        called = {}
        with st.grid(min_column_width=150) as grid:
            for each in names:
                with grid.cell():
                    if each in pictures:
                        st.image(strip(pictures[each][None]), alt=f"a face of class {each}")
                    called[each] = st.text_input(
                        f"Class {plain(each)}",
                        _known(names).get(order, {}).get(each, ""),
                        max_chars=LONGEST_CLASS,
                        key=f"import_class_{order}_{each}",
                    ).strip()
        if st.form_submit_button("Import with these classes", key="import_named", type="primary"):
            return called
    return None


def _known(names: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """What the classes are called in each known order that has all of them."""
    numbers = {name: whole_number(name) for name in names}
    return {
        origin: {name: order[number] for name, number in numbers.items()}
        for origin, order in ORDERS.items()
        if all(number in order for number in numbers.values())
    }
