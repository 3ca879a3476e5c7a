"""Pages, truths, and which blocks of a page are main content."""
import json
import re
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
import gzip

import numpy as np

WORD = re.compile(r"\w+")


def words(text):
    return WORD.findall((text or "").lower())


@dataclass
class Page:
    """A labelled page. `labels` has 1, 0 or -1 (unknown) for each block, `sizes` its words."""

    set: str
    id: str
    url: str
    html: str
    truth: dict
    fold: int = 0
    blocks: list = field(default_factory=list)
    labels: np.ndarray = None
    sizes: np.ndarray = None
    words: list = None


def read_jsonl(path):
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as handle:
        return [json.loads(line) for line in handle if line.strip()]


def domain(url, otherwise):
    """About the registered domain: pages of one site must not stand on both sides of a fold."""
    host = url.split("/")[2] if url and "//" in url else otherwise
    parts = host.split(":")[0].lower().split(".")
    keep = 3 if len(parts) > 2 and len(parts[-2]) <= 3 and len(parts[-1]) <= 3 else 2
    return ".".join(parts[-keep:])


def load(folder, sets, folds, limit=0):
    """Reads NAME.pages.jsonl.gz and NAME.truth.jsonl.gz of each set; folds are by domain."""
    pages = []
    for name in sets:
        truths = {t["id"]: t for t in read_jsonl(Path(folder) / f"{name}.truth.jsonl.gz")}
        for record in read_jsonl(Path(folder) / f"{name}.pages.jsonl.gz")[: limit or None]:
            url = record.get("url") or ""
            fold = zlib.crc32(domain(url, record["id"]).encode()) % folds
            pages.append(Page(name, record["id"], url, record["html"], truths[record["id"]], fold))
    return pages


def fragments(pages, every):
    """Pieces of pages that are nothing but content: one in `every` truths as plain paragraphs without a page around them.

    Without them the scorer learns that text without a menu is no page, and takes fragments for empty shells.
    """
    made, others = [], paragraphs(pages)
    for n, page in enumerate(p for p in pages if p.truth["main_content"]):
        if n % every:
            continue
        lines = [line for line in page.truth["main_content"].split("\n") if line.strip()]
        start = n % max(1, len(lines))
        # Every fifth is long: a text of hundreds of paragraphs is one as well.
        some = lines[start : start + 1 + n % 12] if n // every % 5 else drawn(others[page.fold], n)
        escape = lambda line: line.replace("&", "&amp;").replace("<", "&lt;")
        tag = ("p", "div", "li", "p")[n // every % 4]
        html = "".join(f"<{tag}>{escape(line)}</{tag}>" for line in some)
        if n // every % 3 == 0:
            html = f"<html><head><title>{escape(some[0][:60])}</title></head><body>{html}</body></html>"
        made.append(Page("fragments", f"{page.id}#{n}", page.url, html, {**page.truth, "main_content": "\n".join(some)}, page.fold))
    return made


def paragraphs(pages):
    """The true paragraphs of all pages of each fold."""
    found = {page.fold: [] for page in pages}
    for page in pages:
        found[page.fold] += [line for line in page.truth["main_content"].split("\n") if len(line) > 80]
    return found


def drawn(lines, n):
    """A hundred to a thousand of the lines, others for each `n`."""
    return [lines[(n * 37 + k * 101) % len(lines)] for k in range(100 + n * 13 % 900)]


PARAGRAPH = re.compile(r"<p\b[^>]*>[^<]{120,}</p>")


def lengthened(pages, every):
    """Pages with a hundred to a thousand paragraphs more: one in `every` articles and the like, with true paragraphs of other pages of the
    same fold put behind one of its own.

    Labelled pages are short, and without these the scorer takes a book for a list of teasers.
    """
    made, others = [], paragraphs(pages)
    for n, page in enumerate(p for p in pages if p.truth["main_content"]):
        own = set(words(page.truth["main_content"]))
        at = [m for m in PARAGRAPH.finditer(page.html) if len(own.intersection(words(m[0]))) > 15]
        if n % every or not at or page.truth["page_type"] not in ("article", "documentation", "service"):
            continue
        behind, some = at[len(at) // 2], drawn(others[page.fold], n)
        opening = behind[0][: behind[0].index(">") + 1]
        escape = lambda line: line.replace("&", "&amp;").replace("<", "&lt;")
        html = page.html[: behind.end()] + "".join(f"{opening}{escape(line)}</p>" for line in some) + page.html[behind.end() :]
        truth = {**page.truth, "main_content": "\n".join([page.truth["main_content"], *some])}
        made.append(Page("lengthened", f"{page.id}#long", page.url, html, truth, page.fold))
    return made


def by_text(blocks, truth):
    """1 for the blocks whose words stand in the true text: at least half of the runs of four; of short ones, a line of it."""
    gold = words(truth)
    joined = " " + " ".join(gold) + " "
    runs = set(zip(gold, gold[1:], gold[2:], gold[3:]))
    lines = {" ".join(words(line)) for line in truth.split("\n")}
    labels = []
    for own in map(words, blocks):
        if not own:
            labels.append(0)
        elif len(own) < 4:
            text = " ".join(own)
            labels.append(1 if text in lines else 0.5 if f" {text} " in joined else 0)
        else:
            found = sum(run in runs for run in zip(own, own[1:], own[2:], own[3:]))
            labels.append(1 if found * 2 >= len(own) - 3 else 0)
    # A few words that stand in the text go with their neighbours.
    for at, label in enumerate(labels):
        if label == 0.5:
            near = labels[max(0, at - 2) : at] + labels[at + 1 : at + 3]
            labels[at] = 1 if near and near.count(1) * 2 >= len(near) else 0
    return labels


def by_segments(blocks, truth):
    """1 for blocks that hold a wanted piece of text, 0 for an unwanted one, -1 for all others."""
    holds = lambda block, pieces: any(piece and piece in block for piece in pieces)
    return [1 if holds(b, truth["with"]) else 0 if holds(b, truth["without"]) else -1 for b in blocks]


def label(page):
    truth = page.truth
    found = by_text(page.blocks, truth["main_content"]) if truth["main_content"] or not truth["with"] else by_segments(page.blocks, truth)
    page.labels = np.array(found, dtype=np.float32)
    page.sizes = np.array([len(words(b)) for b in page.blocks], dtype=np.float32)


def f1(predicted, gold):
    """Word precision, recall and F1 over multisets, as WCXB defines them."""
    p, g = words(predicted), words(gold)
    if not g or not p:
        return (1.0, 1.0, 1.0) if not g and not p else (0.0, 0.0, 0.0)
    both = sum((Counter(p) & Counter(g)).values())
    return both / len(p), both / len(g), 2 * both / (len(p) + len(g))
