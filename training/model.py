"""The program's side: rows of features from it, models for it."""
import base64
import json
import math
import struct
import subprocess
import tempfile

import catboost
import numpy as np

# The program keeps words of classes, of phrases, of texts, and pairs of words apart by these; see src/scorer/vocabulary.rs.
KINDS = (0, 0x5BD1E995, 0x27D4EB2F, 0x165667B1)
# Fewest pages that a word has to stand on to be in the vocabulary.
LEAST_PAGES = (8, 3, 20, 30)
# Weights end here: no word decides alone.
GREATEST_WEIGHT = 3.0
# A word in one block more or less says little.
PRIOR = 4.0


def features(program, pages, model=None, with_words=False, lines=False):
    """Runs `boiloff features` over pages, or texts; yields the features' names, the page, its record and its rows."""
    command = [program, "features"] + (["--model", model] if model else []) + (["--words"] if with_words else []) + (["--lines"] if lines else [])
    field = "text" if lines else "html"
    with tempfile.TemporaryFile() as source:
        for n, page in enumerate(pages):
            source.write(json.dumps({"id": str(n), "url": page.url, field: getattr(page, field)}, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        source.seek(0)
        with subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE) as run:
            names = json.loads(run.stdout.readline())["features"]
            for line in run.stdout:
                record = json.loads(line)
                rows = np.frombuffer(base64.b64decode(record["rows"]), dtype="<f4").reshape(-1, len(names))
                yield names, pages[int(record["id"])], record, rows
    if run.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {run.returncode}")


def head(program):
    """The first line of `boiloff features`, which names the features."""
    return subprocess.run([program, "features"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True).stdout


def numbers(text):
    return np.frombuffer(base64.b64decode(text), dtype="<u4")


def flat(words):
    """From the words of each block, as the program writes them: all of them, each once a block, and the block of each."""
    own = [np.unique(numbers(text)) for text in words]
    return np.concatenate([*own, np.zeros(0, "<u4")]), np.repeat(np.arange(len(own)), [len(w) for w in own])


def vocabulary(pages, least_pages=LEAST_PAGES):
    """Log-odds of words between blocks, or lines, that are main content and such that are not, by hash. Unknown ones are left out."""
    weights = {}
    for kind, (key, least) in enumerate(zip(KINDS, least_pages)):
        counts, seen, blocks = ({}, {}), {}, [0, 0]
        for page in (page for page in pages if kind < len(page.words)):
            words, of = page.words[kind]
            for side in (0, 1):
                own = page.labels == side
                blocks[side] += own.sum()
                for word, count in zip(*(x.tolist() for x in np.unique(words[own[of]], return_counts=True))):
                    counts[side][word] = counts[side].get(word, 0) + min(count, 60)
                    seen[word] = seen.get(word, 0) + 1
        share = blocks[1] / max(1, sum(blocks))
        for word in (word for word, pages_with in seen.items() if pages_with >= least):
            content = (counts[1].get(word, 0) + PRIOR * share) / (blocks[1] + 1)
            other = (counts[0].get(word, 0) + PRIOR * (1 - share)) / (blocks[0] + 1)
            weight = math.log(content) - math.log(other)
            # Two decimals are more than is known.
            weights[(word ^ key) & 0xFFFFFFFF] = round(max(-GREATEST_WEIGHT, min(GREATEST_WEIGHT, weight)), 2)
    return weights


def boost(settings, matrix, truth, weight):
    """Fits symmetric trees."""
    booster = catboost.CatBoostClassifier(**settings)
    return booster.fit(catboost.Pool(matrix, truth, weight=weight))


def trees(booster, columns):
    """A booster's trees as (questions, answers); `columns` are pairs of feature and how many blocks away."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        booster.save_model(file.name, format="json")
        fitted = json.load(open(file.name))
    # What is added to every sum is as well said by the first tree.
    [scale, [bias]] = fitted["scale_and_bias"]
    made = []
    for tree in fitted["oblivious_trees"]:
        questions = [(*columns[split["float_feature_index"]], below(split["border"])) for split in tree["splits"] or ()]
        made.append((questions, np.array(tree["leaf_values"]) * scale + (bias if not made else 0)))
    return made


def below(threshold):
    """The greatest 32-bit number that is not above: the program compares such."""
    short = np.float32(threshold)
    return float(short if float(short) <= threshold else np.nextafter(short, np.float32(-np.inf)))


def write(path, names, words, stages, provenance):
    """Writes a model's file; its form is told in src/scorer/model.rs."""
    head = {"boiloff_model": 2, "features": names, "words": len(words), "trees": [len(s) for s in stages], "provenance": provenance}
    with open(path, "wb") as out:
        out.write(json.dumps(head, ensure_ascii=False).encode() + b"\n")
        for word, weight in sorted(words.items()):
            out.write(struct.pack("<If", word, weight))
        for questions, answers in (tree for stage in stages for tree in stage):
            out.write(struct.pack("<h", len(questions)))
            for question in questions:
                out.write(struct.pack("<hhf", *question))
            out.write(np.array(answers, dtype="<f4").tobytes())
