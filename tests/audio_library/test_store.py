import hashlib
import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_library.errors import StoreError
from audio_library.store import SoundStore


def everything(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_sound_is_named_by_its_bytes_and_comes_back_whole(store: SoundStore) -> None:
    sha256 = store.put(b"ding")
    assert sha256 == hashlib.sha256(b"ding").hexdigest()
    assert store.exists(sha256)
    assert store.open(sha256).read() == b"ding"
    assert (store.size(sha256), list(store)) == (4, [sha256])
    assert store.verify(sha256)


def test_the_same_sound_is_kept_once(store: SoundStore, tmp_path: Path) -> None:
    source = tmp_path / "ding.mp3"
    source.write_bytes(b"ding")
    assert store.put(b"ding") == store.put_file(source)
    assert len(everything(tmp_path / "store")) == 1


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "g" * 64, "\0" * 64, "a" * 64 + "\n"]
)
def test_what_is_no_sha256_names_no_sound(store: SoundStore, name: str) -> None:
    assert _code(store, name) == "unknown_sound"


def _code(store: SoundStore, name: str) -> str:
    with pytest.raises(StoreError) as caught:
        store.path(name)
    return caught.value.code


def test_an_absent_sound_is_refused(store: SoundStore) -> None:
    assert _code(store, "a" * 64) == "unknown_sound"


def test_rot_is_seen(store: SoundStore) -> None:
    sha256 = store.put(b"ding")
    store.path(sha256).write_bytes(b"dong")
    assert not store.verify(sha256)


def test_a_draft_that_is_not_kept_leaves_nothing(store: SoundStore, tmp_path: Path) -> None:
    def fail() -> None:
        with store.draft() as draft:
            draft.path.write_bytes(b"half")
            raise RuntimeError("the mixer died")

    with pytest.raises(RuntimeError):
        fail()
    assert everything(tmp_path / "store") == []


def test_old_drafts_are_swept_and_young_ones_are_not(store: SoundStore, tmp_path: Path) -> None:
    drafts = tmp_path / "store" / "drafts"
    for name, age in (("old", 90_000), ("young", 0)):
        (drafts / name).write_bytes(b"half")
        stamp = (drafts / name).stat().st_mtime - age
        os.utime(drafts / name, (stamp, stamp))
    assert store.sweep() == 1
    assert [path.name for path in drafts.iterdir()] == ["young"]


def test_discarded_sounds_are_gone(store: SoundStore) -> None:
    sha256 = store.put(b"ding")
    store.discard(sha256)
    assert list(store) == []


def test_many_threads_may_keep_the_same_sounds(store: SoundStore) -> None:
    def work() -> None:
        for number in range(20):
            store.put(b"%d" % number)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(store)) == 20
    assert all(store.verify(sha256) for sha256 in store)


@settings(max_examples=30, deadline=None)
@given(contents=st.lists(st.binary(max_size=200), max_size=6))
def test_whatever_goes_in_comes_out(tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]) -> None:
    store = SoundStore(tmp_path_factory.mktemp("store"))
    names = {store.put(content): content for content in contents}
    assert {name: store.open(name).read() for name in store} == names


FULL = """
    import resource, signal, sys
    from pathlib import Path
    from audio_library.errors import StoreError
    from audio_library.store import SoundStore

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    store = SoundStore(Path(sys.argv[1]))
    try:
        store.put(bytes(5000))
    except StoreError as error:
        print(error.code)
"""


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    words = [sys.executable, "-c", textwrap.dedent(FULL), str(tmp_path / "store")]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert said.strip() == "store_full"
    assert everything(tmp_path / "store") == []


WRITING = """
    import sys
    from pathlib import Path
    from audio_library.store import SoundStore

    store = SoundStore(Path(sys.argv[1]))
    print("ready", flush=True)
    number = 0
    while True:
        store.put(str(number).encode() * 100_000)
        number += 1
"""


def test_killed_at_any_moment_it_holds_only_whole_sounds(tmp_path: Path) -> None:
    store = SoundStore(tmp_path / "store")
    for wait in (0.0, 0.01, 0.03, 0.08, 0.2):
        words = [sys.executable, "-c", textwrap.dedent(WRITING), str(tmp_path / "store")]
        with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(wait)
            process.send_signal(signal.SIGKILL)
    assert all(store.verify(sha256) for sha256 in store)
    store.sweep(older_than_s=0)
    assert len(everything(tmp_path / "store")) == len(list(store)) > 0
