"""The folder of the embedded index: one Tantivy index per kind, in the generation that `current` names.

A rebuild fills another folder and replaces that file. Any number of processes read, and follow what is committed
and rebuilt by the one that writes.
"""

import os
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import tantivy
from tantivy import Index

from registry.db.ids import Kind
from registry.errors import SearchUnavailable
from registry.search import definition
from registry.search.engine import SearchDocument
from registry.search.tantivy_schema import as_document, build_schema, stemmer
from registry.search.vocabulary import WordList

POINTER: Final = "current"
HEAP: Final = 32_000_000


@dataclass
class Part:
    """The index of one kind, as this process has it open."""

    index: Index
    meta: Path
    stamp: tuple[int, int]
    words: WordList

    def fresh(self) -> "Part":
        """This part with everything committed since it was opened, by any process."""
        stamp = _file_stamp(self.meta)
        if stamp != self.stamp:
            self.index.reload()
            self.stamp = stamp
            self.words = WordList(self.index.searcher())
        return self


def _file_stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_ino


class IndexFolder:
    """The indexes of all kinds, opened when first one is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.schema = build_schema()
        self.stemmers = {language: stemmer(language) for language in definition.STEMMED}
        self._parts: dict[Kind, Part] = {}
        self._generation = ""
        self._pointer_stamp = (0, 0)
        self._opening = threading.Lock()

    def version(self, part: Part) -> str:
        """Changes with every commit and every rebuild."""
        return f"{self._generation}-{part.stamp[0]:x}"

    def part(self, kind: Kind) -> Part:
        """The current index of a kind, following the pointer and what was committed."""
        try:
            stamp = _file_stamp(self.folder / POINTER)
            if stamp != self._pointer_stamp or kind not in self._parts:
                self._open(stamp)
            return self._parts[kind].fresh()
        except (FileNotFoundError, KeyError) as error:
            raise SearchUnavailable("The search index is not built; run `registry index rebuild`.") from error

    def _open(self, stamp: tuple[int, int]) -> None:
        with self._opening:
            if stamp == self._pointer_stamp and self._parts:
                return
            generation = (self.folder / POINTER).read_text("utf-8").strip()
            folder = self.folder / generation
            if (folder / "definition").read_text("utf-8") != definition.fingerprint():
                raise SearchUnavailable(
                    "The search index is of another version; run `registry index rebuild`."
                )
            self._parts = {kind: self._open_part(folder / kind.value) for kind in Kind}
            self._generation, self._pointer_stamp = generation, stamp

    def _open_part(self, folder: Path) -> Part:
        stamp = _file_stamp(folder / "meta.json")
        index = self._register(Index(self.schema, str(folder), reuse=True))
        index.config_reader(reload_policy="manual")
        index.reload()
        return Part(index, folder / "meta.json", stamp, WordList(index.searcher()))

    def _register(self, index: Index) -> Index:
        for language, analyzer in self.stemmers.items():
            index.register_tokenizer(f"stem_{language}", analyzer)
        return index

    @contextmanager
    def writer(self, kind: Kind) -> Iterator[tantivy.IndexWriter]:
        """Change the index of a kind; one commit at the end."""
        part = self.part(kind)
        writer = part.index.writer(HEAP, 1)
        yield writer
        writer.commit()
        writer.wait_merging_threads()

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Fill a new folder, then point to it; the old one is removed when no new search can open it."""
        generation = f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}-{os.getpid():x}-{os.urandom(2).hex()}"
        folder = self.folder / generation
        try:
            written = self._fill(folder, documents)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        former = self._point_to(generation)
        self._remove_others(keep={generation, former})
        return written

    def _fill(self, folder: Path, documents: Iterable[SearchDocument]) -> int:
        for kind in Kind:
            (folder / kind.value).mkdir(parents=True)
            Index(self.schema, str(folder / kind.value), reuse=False)
        (folder / "definition").write_text(definition.fingerprint(), "utf-8")
        written = 0
        writer: tantivy.IndexWriter | None = None
        filling: Kind | None = None
        for document in documents:  # come kind by kind, so that one writer's memory is needed at a time
            if document.kind is not filling:
                _finish(writer)
                filling = document.kind
                writer = self._register(Index.open(str(folder / filling.value))).writer(HEAP, 1)
            assert writer is not None
            writer.add_document(as_document(document, self.schema))
            written += 1
        _finish(writer)
        return written

    def _point_to(self, generation: str) -> str:
        pointer = self.folder / POINTER
        former = pointer.read_text("utf-8").strip() if pointer.is_file() else ""
        new = self.folder / f"{POINTER}.new"
        with new.open("w", encoding="utf-8") as file:
            file.write(generation)
            file.flush()
            os.fsync(file.fileno())
        new.replace(pointer)
        return former

    def _remove_others(self, keep: set[str]) -> None:
        """Remove the generations before the last one, which a reader may be opening this moment."""
        for folder in self.folder.iterdir():
            if folder.is_dir() and folder.name not in keep:
                shutil.rmtree(folder, ignore_errors=True)


def _finish(writer: tantivy.IndexWriter | None) -> None:
    if writer is not None:
        writer.commit()
        writer.wait_merging_threads()
