"""Uploads: whole, or not there at all, whatever happens to the process that takes them."""

import os
import subprocess
import sys
import time
from pathlib import Path

from broadcaster.adapters.upload_folder import UploadFolder

NAME = "0123456789abcdef0123"
_RECEIVE = """
import sys
from pathlib import Path
from broadcaster.adapters.upload_folder import UploadFolder
UploadFolder(Path(sys.argv[1])).receive(sys.argv[2], sys.stdin.buffer, most_bytes=10_000_000)
"""


def test_killed_in_the_middle_nothing_is_there_and_the_half_is_swept(tmp_path: Path) -> None:
    folder = UploadFolder(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", _RECEIVE, str(tmp_path), NAME], stdin=subprocess.PIPE
    ) as page:
        assert page.stdin
        page.stdin.write(bytes(1_000_000))
        page.stdin.flush()
        until = time.monotonic() + 20
        while not any(each.stat().st_size for each in tmp_path.iterdir()):
            assert time.monotonic() < until
            time.sleep(0.01)
        page.kill()
    (half,) = tmp_path.iterdir()
    assert half != folder.path(NAME)
    assert folder.sweep() == 0  # it might still grow
    an_hour_ago = time.time() - 3_601
    os.utime(half, (an_hour_ago, an_hour_ago))
    assert folder.sweep() == 1
    assert not list(tmp_path.iterdir())
