#!/bin/sh
# Makes the locks anew from pyproject.toml: names, versions and hashes, and no address of any index.
set -eu
cd "$(dirname "$0")/.."
lock() { .venv/bin/uv pip compile -q --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links "$@"; }
lock pyproject.toml --extra postgresql -o requirements/run.txt
lock --group test -c requirements/run.txt -o requirements/test.txt
lock --group speaker -c requirements/run.txt -o requirements/speaker.txt
lock --group build -o requirements/build.txt
lock --group install -o requirements/install.txt
