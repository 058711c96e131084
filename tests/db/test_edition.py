"""An edition tells of every commit, and of nothing else."""

from sqlalchemy import text

from tests.factories import World


def test_only_a_commit_makes_another_edition(world: World) -> None:
    edition = world.memory.edition
    before = edition()
    with world.memory.reads() as session:
        session.execute(text("SELECT count(*) FROM hamlets"))
    assert edition() == before
    with world.memory.writes.begin() as session:
        session.execute(text("UPDATE hamlets SET households = households + 1"))
    assert edition() != before
