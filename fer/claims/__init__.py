"""The report's questions and claims, answered with our own runs."""

from fer.claims.contents import Contents, contents
from fer.claims.document import html
from fer.claims.nine import CLAIMS, Claim
from fer.claims.parts import Finding, Part, judge
from fer.claims.sections import RULE, Judged, Section, judged, sections
from fer.claims.settings import SEEDS, to_train
from fer.claims.verdicts import Effect, Verdict, verdict

__all__ = [
    "CLAIMS",
    "RULE",
    "SEEDS",
    "Claim",
    "Contents",
    "Effect",
    "Finding",
    "Judged",
    "Part",
    "Section",
    "Verdict",
    "contents",
    "html",
    "judge",
    "judged",
    "sections",
    "to_train",
    "verdict",
]
