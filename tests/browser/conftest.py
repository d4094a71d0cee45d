"""The real server on a free port, and a real browser."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

REPOSITORY = Path(__file__).parents[2]
PATIENCE = 180_000
"""Milliseconds to wait for anything, as the machine may be busy."""
SCREEN = {"width": 1280, "height": 900}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the real zoo and no runs of its own."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    options = f"--server.port {port} --server.headless true"
    with (folder / "log.txt").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, *f"-m streamlit run app.py {options}".split()],
            cwd=REPOSITORY,
            env={**os.environ, "FER_ARTIFACTS": str(folder)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    url = f"http://localhost:{port}"
    try:
        _wait_for(f"{url}/_stcore/health")
        yield url
    finally:
        server.terminate()
        server.wait()


def _wait_for(url: str, seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium; where there is none, the tests are skipped, but not in CI."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        assert not os.environ.get("CI"), "CI must install chromium"
        pytest.skip("no chromium on this machine")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> BrowserContext:
    """What all pages share: the app's scripts, compiled once."""
    context = browser.new_context(viewport=SCREEN)
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A fresh page, where an error of a script and a request to another host fail the test."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: errors.extend(_elsewhere(request.url)))
    yield page
    # The next test meets neither what the app remembers nor another page of this one.
    if page.url.startswith("http"):
        page.evaluate("localStorage.clear()")
    for each in context.pages:
        each.close()
    assert errors == []


def _elsewhere(url: str) -> list[str]:
    """The address, where it is another host's."""
    parts = urlparse(url)
    return [url] if parts.scheme in ("http", "https") and parts.hostname != "localhost" else []


def settle(page: Page) -> None:
    """Wait until the page's script has ended, the address stays and nothing moves."""
    before = None
    while page.url != before:
        before = page.url
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
        expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
        page.wait_for_timeout(700)
