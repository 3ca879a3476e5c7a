"""Documents such as crawls have them, made up from a seed.

There are articles with noise around them, sites with templates of their own, pages, and rows with nothing in them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Record = dict[str, Any]

SUBJECTS = [
    "The council",
    "A spokeswoman for the harbour",
    "Her brother",
    "The museum",
    "Nobody in the valley",
    "The second report",
    "Our neighbour",
    "The court",
]
VERBS = [
    "decided on Monday to repair",
    "has refused to sell",
    "remembers",
    "would rather lose",
    "had measured",
    "will open",
    "describes at length",
    "never mentioned",
]
OBJECTS = [
    "the old bridge",
    "two of the gates",
    "a letter from 1911",
    "the road to the mill",
    "every tree along the river",
    "the orchestra's new hall",
    "three boats",
]
ENDS = [
    "before the winter comes",
    "although the money is gone",
    "as the minutes of the meeting say",
    "because the water rose by half a metre",
    "while the others were away",
]
NAMES = ["Ada Brennan", "Jon Castle", "Mary Oakes", "Tom Vickers", "Ines Moreau", "Karl Lindner"]
TOWNS = ["LONDON", "BERLIN", "OSLO", "DUBLIN"]
NOISE = [
    "ADVERTISEMENT",
    "Share on Facebook",
    "Read more: Ten things to know",
    "Subscribe to our newsletter",
    "We use cookies to improve your experience. Accept all cookies",
    "Copyright 2024. All rights reserved.",
    "document.getElementById('promo').innerHTML = '<div>' + offer + '</div>';",
    "Click here to download our app",
]
OTHERS = [
    "Der Rat beschloss am Montag, die alte Brücke zu erneuern, obwohl das Geld dafür noch fehlt.",
    "Le conseil a décidé lundi de réparer le vieux pont, bien que l'argent manque encore.",
    "El consejo decidió el lunes reparar el viejo puente, aunque todavía falta el dinero.",
    "市议会周一决定修复旧桥，尽管资金仍然不足，居民们对此表示欢迎。",
]

#: What stands above and below each text of a site, and how the sites share the documents out.
TEMPLATES = {
    "harbour-gazette.example": (
        ["Harbour Gazette | Read by those who sail", "Tides | Boats | People"],
        ["The crew of the Gazette thanks you", "Write to the pilot's desk"],
    ),
    "valley.example": (
        ["Valley Voice", "What the valley talks about"],
        ["Valley Voice is printed on the old press at the mill", "Bring your own stories along"],
    ),
    "night-post.example": (
        ["Night Post, the paper that is up late"],
        ["Night Post keeps the light on", "Lamp fund", "Our lamplighters"],
    ),
    "kites.example": (["Kites and winds"], ["Wind tables by the kite club", "Find a hill near you"]),
}
#: Sites with too few documents for anything to recur.
SMALL_SITES = [f"small-{n}.example" for n in range(40)]


def records(count: int, seed: int = 1, paragraphs: tuple[int, int] = (3, 9)) -> Iterator[Record]:
    """So many records. `id` is unique, `text` may be missing, null or empty, some have `html` in its place and some no `url`."""
    random_ = random.Random(seed)
    sites = list(TEMPLATES)
    for n in range(count):
        site = random_.choices(
            [*sites, *SMALL_SITES[: count // 20], None], [40, 30, 20, 10, *[1] * len(SMALL_SITES[: count // 20]), 8]
        )[0]
        record: Record = {
            "id": f"d{n:06}",
            "url": None if site is None else f"https://{random_.choice(['', 'www.'])}{site}/{n}.html",
            "text": None,
            "html": None,
            "n": n,
        }
        kind = random_.random()
        if kind < 0.02:
            record["text"] = ""
        elif kind < 0.2:
            record["html"] = _page(random_, site, paragraphs)
        elif kind < 0.22:
            pass
        else:
            record["text"] = _text(random_, site, paragraphs)
        yield record


def write(path: Path, rows: Iterable[Record]) -> None:
    """As JSON lines for the command line: what is null is left out, but for texts of records with nothing else."""
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            fields = {key: value for key, value in row.items() if value is not None}
            file.write(json.dumps(fields, ensure_ascii=False) + "\n")


def _sentence(random_: random.Random) -> str:
    if random_.random() < 0.04:
        return random_.choice(OTHERS)
    return " ".join(random_.choice(words) for words in (SUBJECTS, VERBS, OBJECTS, ENDS)) + "."


def _body(random_: random.Random, paragraphs: tuple[int, int]) -> list[str]:
    return [" ".join(_sentence(random_) for _ in range(random_.randint(1, 5))) for _ in range(random_.randint(*paragraphs))]


def _title(random_: random.Random) -> str:
    return f"{random_.choice(SUBJECTS)} and {random_.choice(OBJECTS)}"


def _text(random_: random.Random, site: str | None, paragraphs: tuple[int, int]) -> str:
    body = _body(random_, paragraphs)
    if random_.random() < 0.3:
        body[0] = f"{random_.choice(TOWNS)} - {body[0]}"
    lines = [_title(random_), *([f"By {random_.choice(NAMES).upper()}"] if random_.random() < 0.5 else []), *body]
    for _ in range(random_.randint(0, 3)):
        lines.insert(random_.randint(1, len(lines)), random_.choice(NOISE))
    if random_.random() < 0.1:
        lines[-1] = "\u00a0 " + lines[-1].replace("the ", "the\u00a0", 1).replace("'", "â€™") + " &amp; more"
    head, tail = TEMPLATES.get(site or "", ([], []))
    return "\n".join([*head, *lines, *tail]) + random_.choice(["\n", "", "\n\n\n"])


def _page(random_: random.Random, site: str | None, paragraphs: tuple[int, int]) -> str:
    head, tail = TEMPLATES.get(site or "", (["Home"], ["Contact"]))
    title = _title(random_)
    body = "".join(f"<p>{paragraph}</p>" for paragraph in _body(random_, paragraphs))
    links = "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(6))
    return (
        f"<!doctype html><html><head><title>{title}</title><meta name='author' content='{random_.choice(NAMES)}'></head><body><div class='top'>{'<br>'.join(head)}</div>"
        f"<nav><ul>{links}</ul></nav><article><h1>{title}</h1>{body}<div class='share'>Share on Facebook</div></article><footer>{'<br>'.join(tail)}</footer></body></html>"
    )
