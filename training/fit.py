"""Fits the model that tells a page's main content from the rest, and measures it.

    pip install -r training/requirements.txt
    cargo build --release
    python training/fit.py DATA                  # DATA holds NAME.pages.jsonl.gz and NAME.truth.jsonl.gz
    python training/fit.py DATA --cross-validate # prints the figures of models that never saw the domains they are measured on

The features come from the program (`boiloff features`), so there is one list of them, in src/scorer/blocks.rs. Two stages: the first
looks at a block and its neighbours, the second also at what the first says of the blocks around. Whatever feeds a later step (the
vocabulary's weights, the first stage's scores) is fitted on other domains than those whose rows it goes into: a stage that learns
from scores which are better than it will ever meet trusts them too much.
"""
import argparse
import datetime
import json
import subprocess
import tempfile
import time
from pathlib import Path

import catboost
import numpy as np

import labels
import model

SOURCES = {
    "wcxb-dev": "WCXB, the Web Content eXtraction Benchmark, development split; Murrough Foley 2026, CC-BY-4.0",
    "fundus-dev": "half of the pages that the Fundus news crawler tests its parsers on; MIT",
    "trafilatura-eval-dev": "half of trafilatura's evaluation pages; Apache-2.0",
}
SETS = list(SOURCES)
# How much a page of each set counts: there are few news pages with exact truths, and segments are weak labels.
TRUST = {"wcxb-dev": 1.0, "fundus-dev": 3.0, "trafilatura-eval-dev": 0.7, "fragments": 0.3, "lengthened": 0.5}
FRAGMENTS_EVERY = 8
LENGTHENED_EVERY = 9
TREES = (300, 120)
SETTINGS = dict(
    learning_rate=0.08, depth=6, border_count=63, l2_leaf_reg=5, bootstrap_type="Bernoulli", subsample=0.6, rsm=0.3, boosting_type="Plain",
    leaf_estimation_iterations=1, random_seed=7, thread_count=2, verbose=False, allow_writing_files=False,
)
# What is asked of neighbours, and how far away, by the first stage and by the second.
NEAR = (-3, -2, -1, 1, 2, 3)
OF_NEIGHBOURS = """words bytes linked ends_sentence tag weight_sum weight_0 phrase_weight phrase_share word_weight word_mean frequent_share
    capitals digits depth alike marks strong title_share repeated in_heading in_li in_p items""".split()
SECOND_NEAR = (-1, 1)
SECOND_OF_NEIGHBOURS = "words tag linked in_heading alike score_siblings score_3".split()
SCORE_NEAR = tuple(away for away in range(-6, 7) if away)


class Fitter:
    def __init__(self, program, pages, names, scratch):
        self.program, self.pages, self.names, self.scratch = program, pages, names, Path(scratch)
        self.at = {name: n for n, name in enumerate(names)}
        first = names[: self.at["score"]]
        column = lambda name, away=0: (self.at[name], away)
        self.first = [column(n) for n in first] + [column(n, away) for away in NEAR for n in OF_NEIGHBOURS]
        self.second = (
            [column(n) for n in names]
            + [column("score", away) for away in SCORE_NEAR]
            + [column(n, away) for away in SECOND_NEAR for n in SECOND_OF_NEIGHBOURS]
        )

    def fit(self, pages, path, provenance):
        """Fits a model on these pages and writes it to `path`."""
        folds = sorted({page.fold for page in pages})
        whole = [p for p in pages if not (p.labels < 0).any()]
        words = {fold: model.vocabulary([p for p in whole if p.fold != fold]) for fold in folds}
        rows = {}
        for fold in folds:
            rows.update(self.rows([p for p in pages if p.fold == fold], words[fold], []))
        first = self.boost(pages, rows, self.first, TREES[0])
        scored = {}
        for fold in folds:
            others = self.boost([p for p in pages if p.fold != fold], rows, self.first, TREES[0])
            scored.update(self.rows([p for p in pages if p.fold == fold], words[fold], [others]))
        second = self.boost(pages, scored, self.second, TREES[1])
        model.write(path, self.names, model.vocabulary(whole), [first, second], provenance)

    def rows(self, pages, words, stages):
        path = self.scratch / "part.model"
        model.write(path, self.names, words, stages, None)
        return {id(page): rows for _, page, _, rows in model.features(self.program, pages, str(path))}

    def boost(self, pages, rows, columns, trees):
        matrix, truth, weight = [], [], []
        for page in pages:
            known = page.labels >= 0
            if known.any():
                matrix.append(assemble(rows[id(page)], columns)[known])
                truth.append(page.labels[known])
                # A page counts the same however long it is, and a block by its words, but none decides alone.
                own = np.minimum(page.sizes[known], 60) + 1
                weight.append(own / own.sum() * 100 * TRUST[page.set])
        settings = {**SETTINGS, "iterations": trees}
        return model.trees(model.boost(settings, np.vstack(matrix), np.concatenate(truth), np.concatenate(weight)), columns)


def assemble(rows, columns):
    """The columns of all blocks, those of their neighbours among them; -1 where there is no neighbour."""
    out = np.full((len(rows), len(columns)), -1, dtype=np.float32)
    for n, (feature, away) in enumerate(columns):
        here = slice(max(0, -away), max(0, len(rows) - max(0, away)))
        there = slice(max(0, away), max(0, len(rows) + min(0, away)))
        out[here, n] = rows[there, feature]
    return out


def provenance(sets, counted, trees, settings):
    """What a model's file says of where it comes from."""
    return {
        "fitted": datetime.date.today().isoformat(),
        "data": {name: SOURCES[name] for name in sets if name in SOURCES},
        **counted,
        "trees": trees, "settings": settings, "catboost": catboost.__version__,
    }


def measure(program, pages, path):
    """What the built program makes of the pages with this model: one record a page."""
    source = "".join(json.dumps({"id": str(n), "url": p.url, "html": p.html}) + "\n" for n, p in enumerate(pages))
    command = [program, "clean", "-", "--output", "-", "--model", str(path)]
    done = subprocess.run(command, input=source.encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    texts = {r["id"]: r["text"] for r in map(json.loads, done.stdout.decode().splitlines())}
    return [(page, texts[str(n)]) for n, page in enumerate(pages)]


def report(outcome):
    lines = []
    for name in SETS:
        own = [(page, text) for page, text in outcome if page.set == name]
        if not own:
            continue
        if own[0][0].truth["main_content"] or name != "trafilatura-eval-dev":
            scores = np.array([labels.f1(text, page.truth["main_content"]) for page, text in own])
            unwanted = [np.mean([s.lower() in text.lower() for s in p.truth["without"]]) for p, text in own if p.truth["without"]]
            p, r, f = scores.mean(axis=0)
            snippets = f"  unwanted snippets {np.mean(unwanted):.1%}" if unwanted else ""
            lines.append(f"{name}: {len(own)} pages  F1 {f:.4f}  precision {p:.4f}  recall {r:.4f}{snippets}")
            for kind in sorted({page.truth["page_type"] for page, _ in own}):
                of_kind = scores[[page.truth["page_type"] == kind for page, _ in own]]
                lines.append(f"  {kind:<14}{len(of_kind):>5}  F1 {of_kind[:, 2].mean():.4f}  P {of_kind[:, 0].mean():.4f}  R {of_kind[:, 1].mean():.4f}")
        else:
            hit = sum(s in text for p, text in own for s in p.truth["with"])
            missed = sum(s not in text for p, text in own for s in p.truth["with"])
            wrong = sum(s in text for p, text in own for s in p.truth["without"])
            p, r = hit / max(1, hit + wrong), hit / max(1, hit + missed)
            lines.append(f"{name}: {len(own)} pages  segment F1 {2 * p * r / max(1e-9, p + r):.4f}  precision {p:.4f}  recall {r:.4f}")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", help="folder with the labelled sets")
    parser.add_argument("--sets", nargs="+", default=SETS)
    parser.add_argument("--program", default="target/release/boiloff")
    parser.add_argument("--out", default="src/scorer/main-content.model")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--limit", type=int, default=0, help="use only the first N pages of each set")
    parser.add_argument("--cross-validate", action="store_true", help="measure models that did not see a page's domain; writes no model")
    args = parser.parse_args()
    started = time.monotonic()
    said = lambda what: print(f"[{time.monotonic() - started:6.0f} s] {what}", flush=True)
    real = labels.load(args.data, args.sets, args.folds, args.limit)
    pages = real + labels.fragments(real, FRAGMENTS_EVERY) + labels.lengthened(real, LENGTHENED_EVERY)
    names = None
    for names, page, record, _ in model.features(args.program, pages, with_words=True):
        page.blocks = record["blocks"]
        page.words = [model.flat(kind) for kind in record["words"]]
        labels.label(page)
    said(f"{len(real)} pages, {len(pages) - len(real)} made from them, {sum(len(p.blocks) for p in pages)} blocks")
    with tempfile.TemporaryDirectory() as scratch:
        fitter = Fitter(args.program, pages, names, scratch)
        if args.cross_validate:
            outcome = []
            for fold in range(args.folds):
                path = Path(scratch) / f"fold{fold}.model"
                fitter.fit([p for p in pages if p.fold != fold], path, None)
                outcome += measure(args.program, [p for p in real if p.fold == fold], path)
                said(f"fold {fold}\n{report(outcome)}")
        else:
            counted = {"pages": {name: sum(p.set == name for p in pages) for name in args.sets + ["fragments", "lengthened"]}}
            fitter.fit(pages, args.out, provenance(args.sets, counted, TREES, SETTINGS))
            said(f"{args.out}: {Path(args.out).stat().st_size} bytes")
            print(report(measure(args.program, real, args.out)))


if __name__ == "__main__":
    main()
