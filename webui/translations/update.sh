#!/bin/sh
# Gathers the Vietnamese sentences of pages and code, merges them into the English catalogue, and compiles it.
# Run after changing a sentence; then translate what is new in en/LC_MESSAGES/messages.po and run it again.
set -eu
cd "$(dirname "$0")/.."
bin=../.venv/bin
new=$(mktemp)
trap 'rm -f "$new"' EXIT
"$bin/pybabel" -q extract --project="Loa Thôn" --version=0 --copyright-holder="" --msgid-bugs-address="" -F translations/babel.cfg -k _ -k later --no-location --sort-output -o "$new" .
"$bin/pybabel" -q update -i "$new" -d translations -l en --no-fuzzy-matching --ignore-obsolete --no-wrap
"$bin/pybabel" -q compile -d translations -l en --statistics
