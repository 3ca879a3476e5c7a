"""A step for datatrove's pipelines: `from boiloff.datatrove import Boiloff`.

    LocalPipelineExecutor([
        WarcReader("crawl/"),
        Boiloff(html=True, ledger="out/ledger"),
        JsonlWriter("out/corpus"),
    ]).run()
"""

from __future__ import annotations

import contextlib
from os import PathLike
from typing import IO, Any

from datatrove.data import DocumentsPipeline
from datatrove.io import DataFolderLike, get_datafolder
from datatrove.pipeline.base import PipelineStep
from datatrove.utils.typeshelper import StatHints

from . import Cleaned, Cleaner

#: The field of a document's metadata that holds what boiloff has read from it.
META = "boiloff"


class Boiloff(PipelineStep):
    """Cleans each document: an extractor for pages, a formatter for texts.

    A page's address is read from the metadata's `url`; what is read from the document goes into the metadata's `boiloff`. Documents of which nothing is left,
    and those that the setting `leave_out` names, go no further; the ledger has them.

    Args:
        html: True if the documents are pages, as `WarcReader` gives them; False for texts.
        ledger: a folder for ledgers, one file of JSON lines a task, from which every removal can be explained and undone; None for none.
        config: a configuration file such as `boiloff.toml`.
        settings: as for `boiloff.Cleaner`.
    """

    type = "✂️ - FORMAT"
    name = "♨️ boiloff"

    def __init__(
        self,
        html: bool = False,
        ledger: DataFolderLike | None = None,
        config: str | PathLike[str] | None = None,
        settings: dict[str, Any] | None = None,
    ) -> None:
        super().__init__()
        self.html = html
        self.cleaner = Cleaner(config, **(settings or {}))
        self.ledger = get_datafolder(ledger) if ledger is not None else None

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Clean the documents, in order."""
        with self._ledger(rank) as ledger:
            for number, document in enumerate(data or ()):
                self.stat_update(StatHints.total)
                with self.track_time():
                    url = document.metadata.get("url")
                    content = {"html": document.text} if self.html else {"text": document.text}
                    cleaned = self.cleaner.clean(**content, url=url if isinstance(url, str) else None)
                    left_out = self.cleaner.leaves_out(cleaned)
                    if ledger:
                        ledger.write(cleaned.ledger(f"{rank:05d}", number, id=document.id, left_out=left_out) + "\n")
                self._count(cleaned)
                if left_out or not cleaned.text:
                    self.stat_update(StatHints.dropped)
                    continue
                document.text = cleaned.text
                document.metadata[META] = cleaned.meta
                self.stat_update(StatHints.forwarded)
                self.update_doc_stats(document)
                yield document

    def _ledger(self, rank: int) -> contextlib.AbstractContextManager[IO[str] | None]:
        if self.ledger is None:
            return contextlib.nullcontext()
        ledger: IO[str] = self.ledger.open(f"{rank:05d}.jsonl.gz", "wt", compression="gzip", encoding="utf-8")
        return ledger

    def _count(self, cleaned: Cleaned) -> None:
        self.stat_update(cleaned.status)
        for edit in cleaned.edits:
            self.stat_update(edit.rule, value=edit.byte_end - edit.byte_start, unit="bytes")
        for flag in cleaned.flags:
            self.stat_update(f"flag-{flag}")
