"""Writes fixtures/scorer/: a small model with what its trainer says of made-up rows, for the test that the program says the same.

    python training/vectors.py [PROGRAM]         # after the list of features has changed
"""
import base64
import json
import sys
from pathlib import Path

import numpy as np

import fit
import model

PROGRAM = sys.argv[1] if len(sys.argv) > 1 else "target/release/boiloff"
FOLDER = Path("fixtures/scorer")
ROWS, TREES = 600, 30


def main():
    names = json.loads(model.head(PROGRAM))["features"]
    source = np.random.default_rng(7)
    # Whole numbers, shares, and the odd great number, as features have them.
    kinds = [source.integers(0, 9, (ROWS, len(names))), source.random((ROWS, len(names))), source.lognormal(4, 3, (ROWS, len(names)))]
    rows = np.choose(source.integers(0, 3, len(names)), kinds).astype("<f4")
    columns = fit.Fitter(PROGRAM, [], names, ".").first
    matrix = fit.assemble(rows, columns)
    ranks = matrix[:, source.integers(0, len(columns), 3)].argsort(axis=0).argsort(axis=0).sum(axis=1)
    truth = (ranks > np.median(ranks)).astype(float)
    booster = model.boost({**fit.SETTINGS, "iterations": TREES}, matrix, truth, None)
    FOLDER.mkdir(parents=True, exist_ok=True)
    model.write(FOLDER / "trees.model", names, {}, [model.trees(booster, columns)], None)
    shown = 40
    expected = booster.predict_proba(fit.assemble(rows[:shown], columns))[:, 1]
    vectors = {"rows": base64.b64encode(rows[:shown].tobytes()).decode(), "expected": [round(float(e), 7) for e in expected]}
    (FOLDER / "vectors.json").write_text(json.dumps(vectors) + "\n")


if __name__ == "__main__":
    main()
