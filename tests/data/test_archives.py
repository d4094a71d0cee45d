"""Archives of the kinds that people have: each is imported, or told what to do with."""

import lzma
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from fer import data
from fer.data import ClassesNeededError, Options
from fer.errors import FerError

from .archives import (
    NOUNS,
    SEVEN,
    json_file,
    kaggle,
    parted,
    picture,
    table,
    to_gzip,
    to_tar,
    to_zip,
    tree,
    with_method,
    write,
)

THREE = ("asleep", "attentive", "bored")
CK = (*NOUNS[:6], "contempt")
JUNK = {
    "__MACOSX/train/happy/._0.png": b"x",
    "train/happy/._0.png": b"x",
    "train/.DS_Store/x": b"x",
    "train/sad/Thumbs.db": b"x",
    "train/sad/.ipynb_checkpoints/0.png": picture(0),
}
RAF = [f"{part}/{number}" for part in ("train", "test") for number in range(1, 8)]
KINDS = {"BMP": ".bmp", "GIF": ".gif", "WEBP": ".webp", "TIFF": ".tif", "PPM": ".pgm"}
MANY = tree({"train/a": 150, "train/b": 40, "test/a": 5, "test/b": 5})
Content = bytes | dict[str, bytes]


def legend() -> bytes:
    """A table that names the images of one folder."""
    rows = [f"ann,{n}.png,{'Happiness' if n % 2 else 'sad'}" for n in range(10)]
    return "\n".join(["user.id,image,emotion", *rows]).encode()


IMPORTED: dict[str, tuple[str, Callable[[], Content], Options, tuple, dict[str, int], str]] = {
    "FER2013 as Kaggle has it": (
        "archive.zip", lambda: to_zip(kaggle()), Options(), SEVEN,
        {"training": 21, "public": 7, "private": 7}, "",
    ),
    "train, validation and test": (
        "own.zip", lambda: to_zip(parted(("train", "validation", "test"), THREE)), Options(), THREE,
        {"training": 12, "test": 12, "validation": 12}, "",
    ),
    "train and test alone": (
        "own.zip", lambda: to_zip(parted(("train", "test"), THREE)), Options(), THREE,
        {"training": 12, "test": 12}, "",
    ),
    "other spellings, in a folder": (
        "own", lambda: parted(("Training_Set", "Val", "TESTING"), THREE, root="deep/er/"),
        Options(), THREE, {"training": 12, "test": 12, "validation": 12}, "",
    ),
    "train and validation alone": (
        "own.zip", lambda: to_zip(parted(("train", "val"), THREE)), Options(), THREE,
        {"training": 12, "test": 12}, "the validation part is the test split",
    ),
    "one part": (
        "own.zip", lambda: to_zip(parted(("train",), THREE, 10)), Options(), THREE,
        {"training": 24, "test": 6}, "20% of each class were drawn as test split .seed 0.",
    ),
    "flat class folders": (
        "CK+48.zip", lambda: to_zip(tree([f"CK+48/{name}" for name in CK], 5)), Options(seed=3),
        (*SEVEN[:6], "contempt"), {"training": 28, "test": 7}, "drawn as test split .seed 3.",
    ),
    "parts inside of classes": (
        "own", lambda: tree([f"{name}/{part}" for name in THREE for part in ("train", "test")]),
        Options(), THREE, {"training": 12, "test": 12}, "",
    ),
    "folders below the classes": (
        "own", lambda: tree([f"{part}/{name}/person {number}" for name in THREE
                             for part in ("train", "test") for number in (1, 2)]),
        Options(), THREE, {"training": 24, "test": 24}, "",
    ),
    "adjectives and nouns": (
        "raf.zip", lambda: to_zip(parted(("train", "test"), NOUNS)), Options(), SEVEN,
        {"training": 28, "test": 28}, "anger as angry, .*fearful as fear",
    ),
    "upper case and plurals": (
        "own.zip", lambda: to_zip(parted(("train", "test"), ("HAPPY", "Surprises", "Sad faces"))),
        Options(), ("happy", "sad", "surprise"), {"training": 12, "test": 12}, "HAPPY as happy",
    ),
    "numbered words": (
        "own.zip", lambda: to_zip(parted(("train", "test"), ("0_angry", "1-happy", "2 sad"))),
        Options(), ("angry", "happy", "sad"), {"training": 12, "test": 12}, "0_angry as angry",
    ),
    "one class under two names": (
        "own.zip", lambda: to_zip(tree(["train/happy", "train/sad", "test/happiness", "test/sad"])),
        Options(), ("happy", "sad"), {"training": 8, "test": 8}, "happiness as happy",
    ),
    "numbers with their names given": (
        "raf.zip", lambda: to_zip(tree(RAF)),
        Options(classes=("surprise", "fear", "disgust", "happy", "sad", "angry", "neutral")),
        ("surprise", "fear", "disgust", "happy", "sad", "angry", "neutral"),
        {"training": 28, "test": 28}, "1 as surprise, 2 as fear",
    ),
    "an order given": (
        "own.zip", lambda: to_zip(parted(("train", "test"), THREE)),
        Options(classes=("bored", "attentive", "asleep")), ("bored", "attentive", "asleep"),
        {"training": 12, "test": 12}, "",
    ),
    "some of the classes": (
        "own.zip", lambda: to_zip(parted(("train", "test"), NOUNS)),
        Options(classes=("happy", "sad")),
        ("happy", "sad"), {"training": 8, "test": 8}, "Left out, .*: anger, disgusted",
    ),
    "names with spaces and accents": (
        "own.zip", lambda: to_zip(parted(("train", "test"), ("ça va", "müde", "so so"))), Options(),
        ("müde", "so so", "ça va"), {"training": 12, "test": 12}, "",
    ),
    "large colour pictures": (
        "own.zip", lambda: to_zip(tree([f"{part}/{name}" for part in ("train", "test")
                                        for name in THREE],
                                       size=(120, 90), mode="RGB", kind="JPEG", suffix=".JPG")),
        Options(), THREE, {"training": 12, "test": 12}, "",
    ),
    "16 bits": (
        "own.zip", lambda: to_zip(tree(["a", "b"], 5, mode="I;16")), Options(), ("a", "b"),
        {"training": 8, "test": 2}, "",
    ),
    "transparent": (
        "own.zip", lambda: to_zip(tree(["a", "b"], 5, mode="RGBA")), Options(), ("a", "b"),
        {"training": 8, "test": 2}, "",
    ),
    "every kind of picture": (
        "own", lambda: {f"{folder}/{kind}{number}{suffix}": picture(number + 10 * at, kind=kind)
                        for at, folder in enumerate("ab") for number in range(2)
                        for kind, suffix in KINDS.items()},
        Options(), ("a", "b"), None, "",
    ),
    "images without a suffix": (
        "own.zip", lambda: to_zip(tree(["a", "b"], 5, suffix="")), Options(), ("a", "b"),
        {"training": 8, "test": 2}, "",
    ),
    "what file managers leave behind": (
        "own.zip", lambda: to_zip(parted(("train", "test"), ("happy", "sad")) | JUNK), Options(),
        ("happy", "sad"), {"training": 8, "test": 8}, "file managers leave them behind: 5 files",
    ),
    "papers and posters beside it": (
        "own.zip", lambda: to_zip(parted(("train", "test"), THREE)
                                  | {"poster.png": picture(0), "train/x.png": picture(0),
                                     "licence.json": json_file()}),
        Options(), THREE, {"training": 12, "test": 12},
        "nothing says what their class is: 2 .poster.png",
    ),
    "one in two hundred unreadable": (
        "own.zip", lambda: to_zip(MANY | {"train/a/7.png": b"none"}), Options(), ("a", "b"),
        {"training": 189, "test": 10}, "cannot be read: 1 .train/a/7.png",
    ),
    "a class missing from the test": (
        "own.zip", lambda: to_zip(tree(["train/a", "train/b", "train/c", "test/a", "test/c"])),
        Options(), ("a", "b", "c"), {"training": 12, "test": 8}, "No image of b in test",
    ),
    "a tar": (
        "own.tar", lambda: to_tar(parted(("train", "test"), THREE)), Options(), THREE,
        {"training": 12, "test": 12}, "",
    ),
    "a tar packed by gzip, under a wrong name": (
        "own.zip.bin", lambda: to_tar(parted(("train", "test"), THREE), "gz"), Options(), THREE,
        {"training": 12, "test": 12}, "",
    ),
    "a tar packed by bzip2": (
        "own.tar.bz2", lambda: to_tar(tree(["a", "b"], 5), "bz2"), Options(), ("a", "b"),
        {"training": 8, "test": 2}, "",
    ),
    "the original fer2013.tar.gz": (
        "fer2013.tar.gz", lambda: to_tar({"fer2013/README": b"x", "fer2013/fer2013.bib": b"x",
                                          "fer2013/fer2013.csv": table(range(7))}, "gz"),
        Options(), SEVEN, {"training": 21, "public": 7, "private": 7}, "",
    ),
    "a table packed by gzip": (
        "fer2013.csv.gz", lambda: to_gzip(table(range(7))), Options(), SEVEN,
        {"training": 21, "public": 7, "private": 7}, "",
    ),
    "a table packed by xz": (
        "fer2013.csv.xz", lambda: lzma.compress(table(range(7))), Options(), SEVEN,
        {"training": 21, "public": 7, "private": 7}, "",
    ),
    "a table that R has written, of large images": (
        "r.csv", lambda: b"\n".join(
            (b'"%d",' % place if place else b"") + line
            for place, line in enumerate(table(("a", "b"), header="label,pixels,split", side=200,
                                               parts=("train", "test")).splitlines())
        ), Options(), ("a", "b"), {"training": 2, "test": 2}, "",
    ),
    "semicolons, other columns, other order": (
        "own.csv", lambda: table(("bored", "awake"), header="id;Usage;Label;pixels", between=";",
                                 parts=("train", "train", "test", "val")),
        Options(), ("awake", "bored"), {"training": 4, "test": 2, "validation": 2}, "",
    ),
    "labels as words": (
        "own.csv", lambda: table(NOUNS, header="pixels,label,split"), Options(), SEVEN, None,
        "happiness as happy",
    ),
    "labels as floats": (
        "own.csv", lambda: table([f"{label}.0" for label in range(7)]), Options(), SEVEN,
        {"training": 21, "public": 7, "private": 7}, "",
    ),
    "a table without parts": (
        "own.csv", lambda: table(range(7), header="emotion,pixels"), Options(), SEVEN,
        {"training": 28, "test": 7}, "drawn as test split",
    ),
    "a table without a header": (
        "own.csv", lambda: table(NOUNS, header=None), Options(), SEVEN,
        {"training": 21, "public": 7, "private": 7}, "",
    ),
    "pixels of another size": (
        "own.csv", lambda: table(range(7), side=24), Options(), SEVEN, None, "",
    ),
    "Kaggle's pair of tables": (
        "challenge.zip", lambda: to_zip({
            "train.csv": table(range(7), header="emotion,pixels"),
            "test.csv": table(range(2), header="pixels"),
            "example_submission.csv": b"emotion\n1\n2\n",
        }),
        Options(), SEVEN, {"training": 28, "test": 7}, "no labels: test.csv",
    ),
    "two tables, one a part": (
        "own", lambda: {"train.csv": table(range(7), header="emotion,pixels"),
                        "test.csv": table(range(7), header="emotion,pixels", parts=("x",))},
        Options(), SEVEN, {"training": 35, "test": 7}, "",
    ),
    "FER2013's tables beside their parts": (
        "challenge.zip", lambda: to_zip({"train.csv": table(range(2), header="emotion,pixels"),
                                         "icml_face_data.csv": table(range(7))}),
        Options(), SEVEN, {"training": 21, "public": 7, "private": 7}, "",
    ),
    "images in one folder and a table of their labels": (
        "data.zip", lambda: to_zip(tree(["images"], 10)
                                   | {"images/stray.png": picture(77), "legend.csv": legend()}),
        Options(), ("happy", "sad"), {"training": 8, "test": 2}, "class is: 1 .images/stray.png",
    ),
    "images in parts, and labels as numbers": (
        "raf", lambda: tree(["train", "test"], 6)
        | {"labels.csv": b"\n".join(
            b"%s/%d.png;%d" % (part, n, 1 + n % 2) for part in (b"train", b"test") for n in range(6)
        )},
        Options(classes=("a", "b")), ("a", "b"), {"training": 6, "test": 6}, "1 as a, 2 as b",
    ),
    "an archive inside another": (
        "all.zip", lambda: to_zip({"note.txt": b"x",
                                   "set.tar.gz": to_tar(tree(["a", "b"], 5), "gz")}),
        Options(), ("a", "b"), {"training": 8, "test": 2}, "",
    ),
    "backslashes in a zip": (
        "own.zip", lambda: to_zip({name.replace("/", "\\"): content for name, content
                                   in parted(("train", "test"), THREE).items()}),
        Options(), THREE, {"training": 12, "test": 12}, "",
    ),
}  # fmt: skip
"""By kind: the file's name, its content, how it is imported, its classes, its counts if they
matter, and what is said of it."""

REFUSED: dict[str, tuple[str, Callable[[], Content], str]] = {
    "number folders": (
        "raf.zip", lambda: to_zip(tree(RAF)),
        r"are numbers \(1, 2, .*RAF-DB's order: 1 surprise, 2 fear.*--classes NAME,NAME",
    ),
    "number folders of three orders": (
        "own.zip", lambda: to_zip(parted(("train", "test"), map(str, range(7)))),
        "FER2013's order: 0 angry.*AffectNet's order: 0 neutral, 1 happy",
    ),
    "number labels in a column of its own name": (
        "own.csv", lambda: table(range(3), header="label,pixels,usage"), "--classes NAME,NAME",
    ),
    "three of FER2013's numbers": (
        "own.csv", lambda: table(range(3)), r"are numbers \(0, 1, 2\).*--classes NAME,NAME",
    ),
    "fractions in FER2013's columns": (
        "own.csv", lambda: table(["0.0", "1.0"]), r"are numbers \(0, 1\).*--classes NAME,NAME",
    ),
    "one class": ("own.zip", lambda: to_zip(tree(["train/a", "test/a"])), "1 class .a., and a"),
    "people as folders": (
        "own.zip", lambda: to_zip(tree([f"S{number:03d}" for number in range(51)], 1)),
        "51 classes .S000, S001.*one folder per class",
    ),
    "one folder": (
        "own.zip", lambda: to_zip(tree(["faces/happy"])),
        "one class folder .faces/happy., and a data set has 2 to 50 classes: sort its images",
    ),
    "no class folders": (
        "own.zip", lambda: to_zip({"1.png": picture(1)}), "no class folders: sort its images",
    ),
    "images straight in the parts": (
        "own.zip", lambda: to_zip(tree(["train", "test"])), "no class folders: sort its images",
    ),
    "images straight in the parts of a set": (
        "own.zip", lambda: to_zip(tree(["faces/train", "faces/test"])),
        "no class folders: sort its images",
    ),
    "one in ten unreadable": (
        "own.zip", lambda: to_zip(tree(["a", "b"], 5) | {"a/1.png": b"none"}),
        "a/1.png cannot be read.*more than 1% of the images are like that",
    ),
    "Deflate64": (
        "own.zip", lambda: with_method(to_zip(tree(["a", "b"])), 9),
        "packed with Deflate64.*unpack it",
    ),
    "a password": (
        "own.zip", lambda: with_method(to_zip(tree(["a", "b"])), 0, 1),
        "protected by a password: unpack",
    ),
    "RAR": ("own.rar", lambda: b"Rar!\x1a\x07\x01\x00more", "is a RAR archive: unpack it"),
    "7z": ("own.7z", lambda: b"7z\xbc\xaf\x27\x1c more", "is a 7z archive: unpack it"),
    "Parquet": ("own.parquet", lambda: b"PAR1 and more", "is a Parquet file: bring images"),
    "HDF5": ("model.h5", lambda: b"\x89HDF\r\n\x1a\n more", "is an HDF5 file: bring images"),
    "one picture": ("me.png", lambda: picture(0), "is a single picture: bring a folder"),
    "a text": ("notes.txt", lambda: b"hello\nthere\n", "no column of pixels"),
    "names of pictures and labels": (
        "labels.csv", lambda: b"image,label\na.png,happy\nb.png,sad\n",
        "no column of pixels.*class folders",
    ),
    "pixels without labels": (
        "test.csv", lambda: table(range(2), header="pixels"), "no column of labels",
    ),
    "an empty zip": ("own.zip", lambda: to_zip({}), "holds no images and no table"),
    "a zip of papers": ("own.zip", lambda: to_zip({"a.pdf": b"x"}), "neither an archive nor a"),
    "two archives inside": (
        "own.zip", lambda: to_zip({"a.zip": b"x", "b.zip": b"x"}),
        "holds other archives .a.zip, b.zip.",
    ),
    "a tar with a damaged header in the middle": (
        "own.tar", lambda: to_tar(tree(["a", "b"])).replace(b"./b/2.png", b"./b/3.pnk"),
        "damaged or incomplete",
    ),
    "a packed tar that fails its check sum": (
        "own.tgz", lambda: (packed := to_tar(tree(["a", "b"]), "gz"))[:-8] + b"\0\0\0\0"
        + packed[-4:], "damaged or incomplete",
    ),
    "a damaged xz": (
        "own.tar.xz", lambda: (packed := to_tar(tree(["a", "b"]), "xz"))[:3000] + b"\0\0"
        + packed[3002:], "damaged or incomplete",
    ),
    "a tar that is none": ("own.tar", lambda: b"no tar\n", "own.tar is a damaged archive, or none"),
    "a packed tar that is none": (
        "own.tar.gz", lambda: to_gzip(b"no tar\n"), "own.tar is a damaged archive, or none",
    ),
    "a cut tar": (
        "own.tar.gz", lambda: to_tar(tree(["a", "b"]), "gz")[:-200], "damaged or incomplete",
    ),
    "public test images among others": (
        "own.zip", lambda: to_zip(kaggle() | {"test/happy/x.png": picture(99)}),
        "name all of them one way",
    ),
    "no training part": (
        "own.zip", lambda: to_zip(parted(("test",), THREE)), "no training images",
    ),
    "FER+'s labels by themselves": (
        "fer2013new.csv", lambda: b"Usage,Image name,neutral\nTraining,fer0.png,4\n",
        "no column of pixels",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", IMPORTED)
def test_it_is_imported(kind: str, tmp_path: Path) -> None:
    name, build, options, classes, counts, said = IMPORTED[kind]
    source = write(tmp_path, name, build())
    dataset = data.import_dataset(source, options=options)
    assert dataset.schema.classes == classes
    if counts:
        found = data.info(dataset)["counts"]
        assert {part: row["total"] for part, row in found.items()} == counts
    assert re.search(said, " ".join(dataset.notes))
    assert data.import_dataset(source, "again", options=options).fingerprint == dataset.fingerprint


@pytest.mark.parametrize("kind", REFUSED)
def test_it_is_told_what_to_do_with(kind: str, tmp_path: Path) -> None:
    name, build, sentence = REFUSED[kind]
    with pytest.raises(FerError, match=sentence) as caught:
        data.import_dataset(write(tmp_path, name, build()))
    assert "\n" not in str(caught.value)
    assert data.names() == ["synthetic"]


def test_what_classes_are_asked_for(tmp_path: Path) -> None:
    with pytest.raises(ClassesNeededError) as caught:
        data.import_dataset(write(tmp_path, "raf.zip", to_zip(tree(RAF))))
    assert caught.value.names == tuple("1234567")
    names = dict(zip("1234567", "abcdeaa", strict=True)) | {"7": ""}
    dataset = data.import_dataset(tmp_path / "raf.zip", options=Options(classes=names))
    assert dataset.schema.classes == tuple("abcde")
    assert "Left out, as they are not among the classes given: 7." in dataset.notes
    for wrong, sentence in (
        (("a", "b"), "--classes gives 2: give a name for each"),
        ("aabcdef", "twice"),
        (("happy ", " sad", "HAPPINESS", *"abcd"), "'happy' and 'HAPPINESS' both mean happy"),
    ):
        with pytest.raises(FerError, match=sentence.replace("twice", "Two classes are called 'a'")):
            data.import_dataset(tmp_path / "raf.zip", options=Options(classes=tuple(wrong)))


@pytest.mark.parametrize("pack", [to_zip, to_tar])
def test_what_leads_out_of_the_archive_is_left_out_for_that_reason(
    pack: Callable[[dict], bytes], tmp_path: Path
) -> None:
    files = parted(("train", "test"), "ab") | {"../../a/x.png": picture(99), ".DS_Store": b"x"}
    dataset = data.import_dataset(write(tmp_path, "own.bin", pack(files)))
    assert len(dataset.labels) == 16
    assert dataset.notes == (
        "Left out, as file managers leave them behind: 1 file.",
        "Left out, as their paths lead out of the archive: 1 file.",
    )


def test_strict_ends_at_the_first_that_cannot_be_read(tmp_path: Path) -> None:
    path = write(tmp_path, "own.zip", to_zip(MANY | {"train/a/7.png": b"none"}))
    with pytest.raises(FerError, match=r"train/a/7.png cannot be read.*without --strict"):
        data.import_dataset(path, options=Options(strict=True))
