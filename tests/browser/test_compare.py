import re
from pathlib import Path

from playwright.sync_api import Page, expect

from .conftest import settle

RUNS = ("cnn-61k", "cnn-61k-distilled")


def open_compare(page: Page, address: str, query: str = "") -> None:
    page.goto(f"{address}/Compare{query}")
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    settle(page)


PLACE = """run => {
    const plot = document.querySelector('.js-plotly-plot');
    for (const trace of plot._fullData) {
        const index = (trace.customdata || []).findIndex(row => row[0] === run);
        if (index < 0) continue;
        const {xaxis, yaxis} = plot._fullLayout;
        const box = plot.getBoundingClientRect();
        return [
            box.left + xaxis._offset + xaxis.d2p(trace.x[index]),
            box.top + yaxis._offset + yaxis.d2p(trace.y[index]),
        ];
    }
}"""
"""Where plotly drew the marker of a run."""

STANDING_OUT = """() => {
    const plot = document.querySelector('.js-plotly-plot');
    return plot._fullData.flatMap(trace =>
        trace.customdata ? (trace.selectedpoints || []).map(i => trace.customdata[i][0]) : []
    ).sort();
}"""
"""The runs whose markers are chosen in the plot."""


def standing_out(page: Page, condition: str, given: object) -> list[str]:
    """The runs that stand out, as soon as their `runs` and what is `given` meet a condition."""
    said = f"given => {{ const runs = ({STANDING_OUT})(); return {condition}; }}"
    page.wait_for_function(said, arg=given)
    return page.evaluate(STANDING_OUT)


def place_of(page: Page, run: str) -> list[float]:
    """Where a run's marker is, once the page has stopped moving it."""
    before, place = None, page.evaluate(PLACE, run)
    while place != before:
        page.wait_for_timeout(500)
        before, place = place, page.evaluate(PLACE, run)
    return place


def click_marker(page: Page, run: str) -> None:
    """Click a run's marker."""
    place = place_of(page, run)
    page.mouse.move(*place)
    page.mouse.click(*place)


def lasso(page: Page, run: str, reach: float = 25) -> None:
    """Draw a lasso around a run's marker and what lies near it."""
    x, y = place_of(page, run)
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    page.mouse.move(x - reach, y - reach)
    page.mouse.down()
    for across, down in corners:
        page.mouse.move(x + across * reach, y + down * reach, steps=4)
    page.mouse.up()
    settle(page)


def tick(page: Page, row: int) -> None:
    """Tick a row of the table, the first being 0."""
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    page.mouse.click(box["x"] + 16, box["y"] + 36 + 35 * row + 17)
    settle(page)


def test_the_plot_is_whole_and_the_table_begins_on_the_first_screen(
    page: Page, address: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    open_compare(page, address)
    plot = page.locator(".js-plotly-plot").first.bounding_box()
    table = page.get_by_test_id("stDataFrame").first.bounding_box()
    assert plot["y"] <= 150
    assert plot["y"] + plot["height"] <= table["y"]
    assert table["y"] + 4 * 35 <= 800
    page.set_viewport_size({"width": 390, "height": 844})
    open_compare(page, address)
    # The rail is folded away, and the legend is one line.
    expect(page.get_by_role("combobox", name="Judged by")).not_to_be_in_viewport()
    tops = page.evaluate(
        "[...document.querySelectorAll('.js-plotly-plot .legend .traces')]"
        ".map(each => Math.round(each.getBoundingClientRect().top))"
    )
    assert len(tops) == 3
    assert len(set(tops)) == 1


def test_a_ticked_row_stands_out_in_the_plot_and_is_described(page: Page, address: str) -> None:
    open_compare(page, address)
    tick(page, 0)
    (first,) = standing_out(page, "runs.length === given", 1)
    expect(page.get_by_text(f"{first} has")).to_be_visible()
    tick(page, 1)
    standing_out(page, "runs.length === given", 2)
    expect(page.get_by_text("McNemar").first).to_be_visible()
    page.wait_for_url(re.compile("run="))


def test_a_clicked_marker_shows_its_run(page: Page, address: str) -> None:
    open_compare(page, address)
    click_marker(page, "cnn-265k")
    expect(page.get_by_text("cnn-265k has")).to_be_visible()


def test_a_lasso_ticks_rows_and_stays(page: Page, address: str) -> None:
    open_compare(page, address)
    lasso(page, "cnn-61k")
    page.wait_for_url(re.compile("run="))
    settle(page)
    marked = standing_out(page, "given.every(run => runs.includes(run))", RUNS)
    open_compare(page, address, "?" + page.url.split("?")[1])
    standing_out(page, "runs.join() === given.join()", marked)
    # A table's tick takes over.
    tick(page, 0)
    standing_out(page, "runs.length === given", len(marked) + 1)


def choose(page: Page, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label)
    box.click()
    # A long list is drawn in part.
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


def toggle(page: Page, label: str) -> None:
    page.get_by_text(label, exact=True).click()
    settle(page)


def press(page: Page, label: str) -> None:
    page.get_by_role("radio", name=label).click()
    settle(page)


DRAWN = """() => {
    const plot = document.querySelector('.js-plotly-plot');
    const {xaxis, yaxis} = plot.layout;
    return JSON.stringify([plot.data.map(trace => trace.name), xaxis, yaxis]);
}"""


def test_controls_of_every_kind_go_into_the_address_and_back(page: Page, address: str) -> None:
    """Of every kind of control, and those that only FER2013 has; `tests/pages` has the others."""
    open_compare(page, address)
    choose(page, "Judged by", "Accuracy on public")
    toggle(page, "Report's figures")
    toggle(page, "Other projects")
    press(page, "teacher")
    slider = page.get_by_role("slider", name="Weights")
    slider.focus()
    # One press: of several the address could tell one that is not the last.
    slider.press("PageDown")
    for key in ("y", "report", "peers", "taught", "most_bytes"):
        page.wait_for_url(re.compile(rf"[?&]{key}="))
    settle(page)
    said = page.get_by_text("Within").first.inner_text()
    there = page.context.new_page()
    open_compare(there, address, "?" + page.url.split("?")[1])
    there.wait_for_function(f"given => ({DRAWN})() === given", arg=page.evaluate(DRAWN))
    expect(there.get_by_text("Within").first).to_have_text(said)
    assert there.url == page.url
    choose(there, "Against", "Bytes of the weights' file (float16)")
    toggle(there, "Exported files")
    there.wait_for_url(re.compile("files=1"))
    press(there, "Parallel")
    there.wait_for_url(re.compile("plot=parallel"))
    expect(there.locator(".js-plotly-plot .parcoords").first).to_be_attached()


def test_what_is_downloaded(page: Page, address: str) -> None:
    open_compare(page, address, "?find=61k")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).first.click()
    table = Path(download.value.path()).read_text().splitlines()
    assert table[0].startswith("run,private,95% interval,difference,parameters")
    found = {line.split(",")[0] for line in table[1:]}
    assert found >= set(RUNS)
    assert all("61k" in name for name in found)

    open_compare(page, address, f"?run={RUNS[0]}&run={RUNS[1]}")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).nth(1).click()
    assert "accuracy on validation" in Path(download.value.path()).read_text()
