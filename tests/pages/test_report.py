from fer import paths

from .conftest import open_app


def test_the_reports_rows_wait_for_ours(finished_run) -> None:
    page = open_app("pages/5_Report.py").run()
    assert not page.exception
    rows = page.dataframe[0].value
    assert list(rows["parameters"])[:3] == [15_033_863, 62_955, 61_047]
    assert rows["ours, private"].isna().all()


def test_a_zoo_run_speaks_for_its_preset(finished_run) -> None:
    run = finished_run("cnn-61k")
    paths.ZOO.mkdir()
    run.folder.rename(paths.ZOO / "cnn-61k")
    rows = open_app("pages/5_Report.py").run().dataframe[0].value.set_index("run")
    ours = rows.loc["cnn-61k", "ours, private"]
    assert ours == run.metrics["splits"]["private"]["accuracy"]
