"""`fer claims`: the report's nine claims put to the test with the finished runs."""

import argparse

from fer import comparison
from fer.cli.output import show_json
from fer.runs import all_runs


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.description = (
        "What the finished runs on FER2013 say of the course report's nine claims, as "
        "on the Report page."
    )
    parser.add_argument("--json", action="store_true", help="print the verdicts as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Judge and print."""
    from fer.claims import judged

    claims = judged(comparison.on_fer2013(comparison.finished(all_runs())))
    if arguments.json:
        show_json([each.to_json() for each in claims])
        return 0
    for each in claims:
        print(f"{each.claim.number}. {each.claim.text} {each.verdict.upper()}")
        for finding in each.findings:
            print(f"   {finding.part.text}: {finding.verdict}. {finding.evidence}")
        if each.claim.remark:
            print(f"   {each.claim.remark}")
    return 0
