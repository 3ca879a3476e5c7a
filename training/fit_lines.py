"""Fits the model that tells lines of noise in text that somebody extracted, and measures it.

    python training/fit_lines.py DATA                  # DATA holds dirty-NAME.EXTRACTOR.jsonl.gz and NAME.truth.jsonl.gz
    python training/fit_lines.py DATA --folds-to DIR   # writes DIR/foldN.model, each fitted without the domains of fold N, for measuring

Beside what extractors made of the labelled pages stands all of their text as the program reads it. The vocabulary and two stages are
fitted as in fit.py; scores are, as there, how likely a line is main content.
"""
import argparse
import tempfile
import time
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import fit
import labels
import model

# Which truths the texts of which name belong to, and how much their pages count: there are few news pages with exact truths.
SETS = {"dirty-dev": ("wcxb-dev", 1.0), "dirty-fundus-dev": ("fundus-dev", 3.0)}
WHOLE_PAGES = 0.5
LENGTHENED_EVERY = 40
TREES = (40, 40)
SETTINGS = {**fit.SETTINGS, "learning_rate": 0.35, "subsample": 0.5, "rsm": 0.4}
# Fewest texts that a word has to stand in, by kind; a page is in a dozen texts.
LEAST_TEXTS = (30, 10, 80, 300)
NEAR = (-2, -1, 1, 2)
OF_NEIGHBOURS = """words ends_sentence is_heading links address_share capital_words phrase_weight phrase_share word_weight word_mean pair_mean
    frequent_share digits asked starts_mark behind_blank repeated""".split()
SECOND_NEAR = (-1, 1)
SECOND_OF_NEIGHBOURS = "words asked phrase_share is_heading word_mean".split()
SCORE_NEAR = tuple(away for away in range(-6, 7) if away)


@dataclass
class Text:
    """A text with what is known of the page it was made from."""

    page: tuple
    url: str
    text: str
    truth: dict
    fold: int
    trust: float
    lines: list = None
    labels: np.ndarray = None
    sizes: np.ndarray = None
    words: list = None


def load(program, folder, folds):
    texts = []
    for name, (truths, trust) in SETS.items():
        truth = {t["id"]: t for t in labels.read_jsonl(folder / f"{truths}.truth.jsonl.gz")}
        fold = lambda r: zlib.crc32(labels.domain(r.get("url") or "", r["id"]).encode()) % folds
        for path in sorted(folder.glob(f"{name}.*.jsonl.gz")):
            texts += [Text((name, r["id"]), r.get("url") or "", r["text"] or "", truth[r["id"]], fold(r), trust) for r in labels.read_jsonl(path)]
        pages = labels.load(folder, [truths], folds)
        for _, page, record, _ in model.features(program, pages):
            texts.append(Text((name, page.id), page.url, "\n".join(record["blocks"]), page.truth, page.fold, trust * WHOLE_PAGES))
    return texts + lengthened(texts)


def lengthened(texts):
    """Some of the texts with a hundred to a thousand true paragraphs of other pages of the fold in the midst: labelled texts are short."""
    made = []
    others = {fold: sorted({line for t in texts if t.fold == fold for line in t.truth["main_content"].split("\n") if len(line) > 80}) for fold in {t.fold for t in texts}}
    for n, text in enumerate(texts):
        lines = text.text.split("\n")
        content = [at for at, line in enumerate(lines) if len(line) > 80 and line in text.truth["main_content"]]
        if n % LENGTHENED_EVERY or not content:
            continue
        some = labels.drawn(others[text.fold], n)
        behind = content[len(content) // 2] + 1
        truth = {**text.truth, "main_content": "\n".join([text.truth["main_content"], *some])}
        made.append(Text((*text.page, "long"), text.url, "\n".join(lines[:behind] + some + lines[behind:]), truth, text.fold, text.trust))
    return made


def runs(words, length):
    return list(zip(*(words[n:] for n in range(length))))


class Labels:
    """Labels of a text's lines: 1 content; 0 noise, none of whose runs of four words stand in the truth; -1 neither, title or standfirst."""

    def __init__(self, truth):
        gold = labels.words(truth["main_content"])
        self.title = labels.words(truth.get("title"))
        self.standfirst = set(runs(labels.words(truth.get("summary")), 3))
        self.runs, self.text = set(runs(gold, 4)), f" {' '.join(gold)} "
        self.lines = {tuple(labels.words(line)) for line in truth["main_content"].split("\n")}

    def of(self, line):
        words = labels.words(line)
        if not words or words == self.title or sum(r in self.standfirst for r in runs(words, 3)) * 2 > max(8, len(words)):
            return -1
        if len(words) < 4:
            return 1 if tuple(words) in self.lines else -1 if f" {' '.join(words)} " in self.text else 0
        share = sum(r in self.runs for r in runs(words, 4)) / (len(words) - 3)
        return 1 if share >= 0.8 else 0 if share <= 0.1 else -1


class Fitter:
    def __init__(self, program, texts, names, scratch):
        self.program, self.names, self.scratch = program, names, Path(scratch)
        self.made = Counter(t.page for t in texts)
        at = {name: n for n, name in enumerate(names)}
        first = range(at["score"])
        self.first = [(n, 0) for n in first] + [(at[n], away) for away in NEAR for n in OF_NEIGHBOURS]
        self.second = (
            [(n, 0) for n in range(len(names))]
            + [(at["score"], away) for away in SCORE_NEAR]
            + [(at[n], away) for away in SECOND_NEAR for n in SECOND_OF_NEIGHBOURS]
        )

    def fit(self, texts, path, provenance):
        """Fits a model on these texts and writes it to `path`. What feeds a later step is fitted on other domains, as in fit.py."""
        folds = sorted({t.fold for t in texts})
        rows, scored = {}, {}
        words = {fold: model.vocabulary([t for t in texts if t.fold != fold], LEAST_TEXTS) for fold in folds}
        for fold in folds:
            rows.update(self.rows([t for t in texts if t.fold == fold], words[fold], []))
        first = self.boost(texts, rows, self.first, TREES[0])
        for fold in folds:
            others = self.boost([t for t in texts if t.fold != fold], rows, self.first, TREES[0])
            scored.update(self.rows([t for t in texts if t.fold == fold], words[fold], [others]))
        second = self.boost(texts, scored, self.second, TREES[1])
        model.write(path, self.names, model.vocabulary(texts, LEAST_TEXTS), [first, second], provenance)

    def rows(self, texts, words, stages):
        path = self.scratch / "part.model"
        model.write(path, self.names, words, stages, None)
        return {id(text): rows for _, text, _, rows in model.features(self.program, texts, str(path), lines=True)}

    def boost(self, texts, rows, columns, trees):
        matrix, truth, weight = [], [], []
        for text in (t for t in texts if t.labels is not None):
            known = text.labels >= 0
            if known.any():
                matrix.append(fit.assemble(rows[id(text)], columns)[known])
                truth.append(text.labels[known])
                # A long page counts more than a short one, but not as much more as it is longer; and each page once, whoever extracted it.
                own = np.minimum(text.sizes[known], 60) + 1.0
                weight.append(own / np.sqrt(own.sum()) * 10 * text.trust / self.made[text.page])
        settings = {**SETTINGS, "iterations": trees}
        return model.trees(model.boost(settings, np.vstack(matrix), np.concatenate(truth), np.concatenate(weight)), columns)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with the labelled sets")
    parser.add_argument("--program", default="target/release/boiloff")
    parser.add_argument("--out", default="src/scorer/lines.model")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--only", type=int, nargs="+", help="of the folds, only these")
    parser.add_argument("--folds-to", type=Path, help="write the models of the folds here, and no other")
    args = parser.parse_args()
    started = time.monotonic()
    said = lambda what: print(f"[{time.monotonic() - started:6.0f} s] {what}", flush=True)
    texts = load(args.program, args.data, args.folds)
    truths = {}
    names = None
    for names, text, record, _ in model.features(args.program, texts, with_words=True, lines=True):
        if id(text.truth) not in truths:
            truths[id(text.truth)] = Labels(text.truth)
        truth = truths[id(text.truth)]
        text.labels = np.array([truth.of(line) for line in record["blocks"]], dtype=np.int8)
        text.sizes = np.array([len(labels.words(line)) for line in record["blocks"]], dtype=np.float32)
        text.words = [model.flat(kind) for kind in record["words"]]
    texts = [t for t in texts if t.labels is not None]
    said(f"{len(texts)} texts, {sum(len(t.labels) for t in texts)} lines")
    with tempfile.TemporaryDirectory() as scratch:
        fitter = Fitter(args.program, texts, names, scratch)
        if args.folds_to:
            args.folds_to.mkdir(parents=True, exist_ok=True)
            for fold in args.only or range(args.folds):
                fitter.fit([t for t in texts if t.fold != fold], args.folds_to / f"fold{fold}.model", None)
                said(f"fold {fold}")
        else:
            sets = [truths for truths, _ in SETS.values()]
            fitter.fit(texts, args.out, fit.provenance(sets, {"texts": len(texts)}, TREES, SETTINGS))
            said(f"{args.out}: {Path(args.out).stat().st_size} bytes")


if __name__ == "__main__":
    main()
