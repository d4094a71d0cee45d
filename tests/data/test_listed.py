"""Images whose labels stand in a table beside them."""

from pathlib import Path

import pytest

from fer import data
from fer.data import Dataset, Options
from fer.errors import FerError

from .archives import picture, to_tar, write

CLASSES = ("happy", "sad")


def listed(folders: tuple[str, ...] = ("",), count: int = 16) -> dict[str, bytes]:
    """Images called by numbers, in folders in turn."""
    names = [f"{folders[place % len(folders)]}{place}.png" for place in range(count)]
    return {name: picture(place) for place, name in enumerate(names)}


def label(name: str) -> str:
    return CLASSES[int(Path(name).stem) // 8]


def brought(
    folder: Path, files: dict[str, bytes], table: str, options: Options | None = None
) -> Dataset:
    source = write(folder, "own.tar", to_tar(files | {"labels.csv": table.encode()}))
    return data.import_dataset(source, "own", options=options)


def by_picture(dataset: Dataset) -> dict[int, str]:
    rows = zip(dataset.hashes().tolist(), dataset.labels.tolist(), strict=True)
    return {key: dataset.schema.classes[code] for key, code in rows}


@pytest.fixture
def right(tmp_path: Path) -> dict[int, str]:
    """The class of each picture, from a table that leaves no doubt."""
    files = listed()
    lines = [f"{name},{label(name)}" for name in files]
    return by_picture(brought(tmp_path, files, "\n".join(["image,label", *lines])))


@pytest.mark.parametrize(
    "header", [",file,label", "file,label", "label,file", "place,label,id", "file,label,rating"]
)
def test_numbers_of_rows_are_no_names(tmp_path: Path, right: dict[int, str], header: str) -> None:
    files = listed()
    lines = []
    # As `sorted` has them: 0, 1, 10, 11, …
    for place, name in enumerate(sorted(files)):
        cells = {"file": name, "label": label(name), "id": f"own{place}"}
        cells |= {"place": name.removesuffix(".png"), "rating": "3"}
        shown = [cells.get(each, str(place)) for each in header.split(",")]
        # R gives the column of the rows' names no header.
        lines.append(",".join([f'"{place}"', *shown] if header == "file,label" else shown))
    dataset = brought(tmp_path, files, "\n".join([header, *lines]))
    assert by_picture(dataset) == right


def test_a_first_row_of_no_image_stops_nothing(tmp_path: Path, right: dict[int, str]) -> None:
    files = listed()
    lines = ["absent.png,happy", *(f"{name},{label(name)}" for name in files)]
    assert by_picture(brought(tmp_path, files, "\n".join(["file,label", *lines]))) == right


@pytest.mark.parametrize("folders", [("part1/", "part2/"), tuple(f"S{n:03}/" for n in range(16))])
def test_a_table_of_all_images_goes_before_folders_that_are_no_classes(
    tmp_path: Path, right: dict[int, str], folders: tuple[str, ...]
) -> None:
    files = listed(folders)
    lines = [f"{Path(name).name},{label(name)}" for name in files]
    dataset = brought(tmp_path, files, "\n".join(["file,label", *lines]))
    assert by_picture(dataset) == right
    assert "Classes are those of labels.csv, not the folders." in dataset.notes


def test_folders_that_are_classes_go_before_a_table(tmp_path: Path) -> None:
    files = listed(("happy/", "sad/"))
    lines = [f"{name},{'male' if place % 3 else 'female'}" for place, name in enumerate(files)]
    dataset = brought(tmp_path, files, "\n".join(["file,class", *lines]))
    assert dataset.schema.classes == CLASSES
    assert "Classes are the folders; labels.csv was not used." in dataset.notes
    # What says the same as the folders needs no word.
    lines = [f"{name},{name.partition('/')[0]}" for name in files]
    assert "labels.csv" not in " ".join(brought(tmp_path, files, "\n".join(lines)).notes)


def test_a_mistyped_class_is_not_taken_by_its_place(tmp_path: Path) -> None:
    files = listed(("angry/", "happy/", "sad/"), 48)
    for classes in (("angry", "sad", "hapy"), ("hapy", "angry", "sad")):
        with pytest.raises(FerError, match=r"'hapy' is none of the classes of own.tar \(angry, "):
            brought(tmp_path, files, "none", Options(classes=classes))
    dataset = brought(tmp_path, files, "none", Options(classes=("angry", "joy", "sad")))
    assert dataset.schema.classes == ("angry", "joy", "sad")
