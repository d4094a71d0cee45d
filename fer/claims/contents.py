"""All that the Report page says, worked out once for the runs that there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from fer.claims.conclusion import conclusion
from fer.claims.method import method, pairs_and_claims
from fer.claims.sections import Judged, Section, judged, sections
from fer.comparison.kept import kept
from fer.runs import Run

KEPT = 4


@dataclass(frozen=True, eq=False)
class Contents:
    """What the page shows, and the file that can be downloaded.

    Attributes:
        conclusion: Lines of Markdown, to be read first.
        method: How the figures came about, in Markdown.
        sections: The report's questions.
        pairs: Why a pair may differ where a claim cannot be told, in Markdown.
        claims: The nine claims, judged.
    """

    conclusion: list[str]
    method: str
    sections: list[Section]
    pairs: str
    claims: list[Judged]


@kept(KEPT)
def contents(runs: Sequence[Run]) -> Contents:
    """The contents; the same object until the files of one of `runs` change.

    Args:
        runs: Finished runs of FER2013.
    """
    claims = judged(runs)
    return Contents(
        conclusion(runs, claims),
        method(runs),
        sections(runs),
        pairs_and_claims(runs, claims),
        claims,
    )
