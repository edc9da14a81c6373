"""The tests' own databases: each test gets an empty one, of each engine."""

import sqlalchemy as sa

from registry.db import Database
from registry.db.migrate import is_current


class TestDatabaseFixture:
    def test_is_migrated_and_empty(self, database: Database, engine: str) -> None:
        assert database.engine.dialect.name == engine
        assert is_current(database)
        with database.read() as session:
            assert session.execute(sa.text("SELECT count(*) FROM job")).scalar() == 0

    def test_is_not_shared(self, database: Database) -> None:
        with database.write() as session:
            assert session.execute(sa.text("SELECT count(*) FROM issued_id")).scalar() == 0
            session.execute(
                sa.text("INSERT INTO issued_id (id, kind, issued_at) VALUES ('X', 'solution', '2026-01-01')")
            )

    def test_is_not_shared_the_other_way_either(self, database: Database) -> None:
        self.test_is_not_shared(database)

    def test_bare_one_has_no_table(self, bare_database: Database) -> None:
        assert sa.inspect(bare_database.engine).get_table_names() == []
