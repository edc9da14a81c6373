"""What every command needs: the two consoles, the exit codes, the database opened, a bar that shows progress."""

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBars

from registry.errors import BadSetting, DatabaseNotReady
from registry.settings import PREFIX, Settings, load_settings

if TYPE_CHECKING:  # what commands need, they import when they run: `registry --help` answers at once
    from registry.db import Database

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

FOUND, USAGE, MISSING, INTERRUPTED = 1, 2, 3, 130

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


@contextlib.contextmanager
def opened(settings: Settings | None = None, *, migrated: bool = True) -> Iterator["Database"]:
    """Open the database that the settings name; one that does not answer stops the command in one line.

    Unless `migrated` is false, so does one that lacks this version's tables.
    """
    from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError

    from registry.attachments import stores
    from registry.db import Database
    from registry.db.migrate import is_current
    from registry.quality import watching

    watching.listen()  # so that what a command publishes is checked
    chosen = settings or load_settings()
    try:
        database = Database(chosen.database_url)
    except OSError as error:  # the folder of an embedded database cannot be made
        raise BadSetting(_setting_of_database(chosen), f"{error.filename}: {error.strerror}") from error
    stores.use(database, stores.open_store(chosen))
    try:
        if migrated and not is_current(database):
            raise DatabaseNotReady
        yield database
    except (DatabaseError, InterfaceError) as error:
        # Its other subclasses say what is wrong with a statement, not with the database.
        if type(error) not in {DatabaseError, OperationalError, InterfaceError}:
            raise
        reason = _first_line(error.orig or error)
        raise DatabaseNotReady(f"{_setting_of_database(chosen)}: {reason}") from error
    finally:
        database.dispose()


def _setting_of_database(settings: Settings) -> str:
    """The setting that says where the database is."""
    embedded = settings.database_url == f"sqlite:///{settings.data_dir / 'registry.sqlite3'}"
    return PREFIX + ("DATA_DIR" if embedded else "DATABASE_URL")


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]


@contextlib.contextmanager
def progress_bar(first: str) -> Iterator[Progress]:
    """Show how far a long command is, on a terminal; elsewhere nothing."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with ProgressBars(*columns, console=err, transient=True, disable=not err.is_terminal) as bars:
        task = bars.add_task(first, total=None)

        def progress(doing: str, done: int, total: int) -> None:
            bars.update(task, description=doing.capitalize(), completed=done, total=total or None)

        yield progress
