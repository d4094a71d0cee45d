"""The report's claims, put to the test with our own runs."""

from fer.claims.nine import CLAIMS, Claim, Finding, judge
from fer.claims.settings import to_train
from fer.claims.verdicts import Effect, Verdict, verdict

__all__ = ["CLAIMS", "Claim", "Effect", "Finding", "Verdict", "judge", "to_train", "verdict"]
