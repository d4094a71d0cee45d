from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

from fer.claims import CLAIMS, contents, html
from fer.runs import Distillation
from tests.claims.made import CNN, MOBILENET, seeds


def test_the_file_stands_alone() -> None:
    page = html(contents([]), date(2030, 1, 2))
    assert "2030-01-02" in page
    assert page.count("cannot be told") >= len(CLAIMS)
    assert ">None<" not in page
    assert "nan" not in page.split("</table>")[0]
    assert "<script src" not in page
    assert "**" not in "".join(Reader(page).words)


class Reader(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, list[str]]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, [name for name, _ in attributes]))

    def handle_data(self, text: str) -> None:
        if self.cdata_elem is None:
            self.words.append(text)


def test_the_file_escapes_what_it_quotes(make) -> None:
    def page(name: str, teacher: str) -> Reader:
        taught = replace(MOBILENET, distilled=True)
        runs = [
            *seeds(make, f"{name}-mobile", 0.8, MOBILENET),
            *seeds(make, f"{name}-plain", 0.6, CNN),
            *seeds(make, f"{name}-taught", 0.7, taught, distillation=Distillation(teacher)),
        ]
        return Reader(html(contents(runs), date(2030, 1, 2)))

    name, teacher = "<script>a('&\"')<b onclick=a>", '</td></script><script>a("&")</script>'
    quoted = page(name, teacher)
    words = "".join(quoted.words)
    for quotation in (
        f"The best distilled one, {name}-taught-0",
        f"Runs of 30 epochs: {name}-mobile-0, {name}-mobile-1; {name}-plain-0, {name}-plain-1.",
        teacher,
    ):
        assert quotation in words
    assert quoted.elements == page("harmless", "teacher").elements
