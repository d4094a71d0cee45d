"""What the Predict page keeps, and what it forgets."""

import pytest
from streamlit.testing.v1 import AppTest

from fer.data import synthetic

from ..conftest import said, table
from .conftest import FACE, PNG, chips, encoded, shown_faces, upload


def test_snapshots_of_the_session_stand_in_a_strip_until_they_are_forgotten(
    page: AppTest, untrained_run
) -> None:
    untrained_run("cnn-61k")
    turn_to_the_camera(page.run())
    page.camera_input(key="predict_camera").upload("photo.jpg", encoded(FACE, "JPEG")).run()
    assert "snapshots" not in said(page.markdown)
    again = encoded(FACE, "JPEG", quality=60)
    page.camera_input(key="predict_camera").set_value(("photo.jpg", again, "image/jpeg")).run()
    assert not page.exception
    assert "snapshots" in said(page.markdown)
    page.button(key="predict_forget").click().run()
    assert not page.exception
    assert "snapshots" not in said(page.markdown)
    assert shown_faces(page) == 1


def test_corrections_are_kept_while_another_picture_is_shown(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    upload(page.run(), **{f"picture{place}": PNG for place in range(7)})

    def pills():
        (found,) = [each for each in page.button_group if each.key.startswith("keep-")]
        return found

    pills().set_value([]).run()
    assert table(page, "error").error.notna().sum() == 1
    page.selectbox(key="predict_picture").set_value(1).run()
    assert shown_faces(page) == 1
    assert table(page, "error").error.notna().sum() == 1
    page.selectbox(key="predict_picture").set_value(0).run()
    assert not page.exception
    assert pills().value == []
    assert shown_faces(page) == 0
    pills().set_value([1]).run()
    assert shown_faces(page) == 1
    assert table(page, "error").error.isna().all()


def remove_the_files(page: AppTest) -> None:
    """Close every picture."""
    chips(page).set_value([]).run()


def turn_to_the_camera(page: AppTest) -> None:
    page.button_group(key="predict_source").set_value("Photo").run()


def test_a_removed_picture_leaves_nothing_in_the_session(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    upload(page.run(), explained=PNG, corrected=PNG)
    explained, corrected = page.session_state["predict_uploads"]
    for why in page.selectbox:
        if why.key.startswith(f"why-{explained}"):
            why.set_value("sad")
    for pills in page.button_group:
        if pills.key.startswith(f"keep-{corrected}"):
            pills.set_value([])
    page.run()
    assert "Every face of this picture was dropped" in said(page.warning)

    def held() -> dict[str, bool]:
        everything = repr(page.session_state.to_dict())
        signs = (explained, corrected, "Answer(", "annotated=b", "array(", "Upload(")
        return {sign: sign in everything for sign in signs}

    assert all(held().values())
    remove_the_files(page)
    assert not page.exception
    assert not any(held().values())


def test_uploads_survive_a_visit_to_another_page_and_one_is_removed_alone(
    page: AppTest, untrained_run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synthetic, "PER_CLASS", (2, 1, 1))
    untrained_run("cnn-61k")
    upload(page.run(), one=PNG)
    upload(page, one=PNG, two=PNG)
    names = ["one.jpg", "one.jpg (2)", "two.jpg"]
    assert [each.value for each in page.text] == names
    turn_to_the_camera(page)
    assert shown_faces(page) == 0
    page.switch_page("pages/4_Data.py").run()
    page.switch_page("pages/3_Predict.py").run()
    assert not page.exception
    assert chips(page).options == names
    assert [each.value for each in page.text] == names
    assert shown_faces(page) == 3
    chips(page).set_value([chips(page).value[0], chips(page).value[2]]).run()
    assert not page.exception
    assert [each.value for each in page.text] == ["one.jpg", "two.jpg"]
    assert len(page.session_state["predict_uploads"]) == 2


def test_what_is_kept_of_the_other_pictures_stays() -> None:
    def script() -> None:
        import streamlit as st

        from fer.views.predict.memory import forget_removed, kept_of_pictures

        forget_removed(st.session_state.present)
        for kind in ("answers", "corrected"):
            for key in st.session_state.present:
                kept_of_pictures(kind).setdefault(f"{key}-{kind}", st.session_state.run)
        st.session_state.kept = {kind: dict(kept_of_pictures(kind)) for kind in ("answers", "x")}

    page = AppTest.from_function(script)
    page.session_state.run, page.session_state.present = 1, ["a-0", "b-0"]
    page.run()
    page.session_state.run, page.session_state.present = 2, ["b-0", "c-0"]
    page.run()
    assert page.session_state.kept == {"answers": {"b-0-answers": 1, "c-0-answers": 2}, "x": {}}
