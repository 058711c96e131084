"""What docs/province.md shows of an account is what the province is told."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from broadcaster.adapters.province_json import write_account
from broadcaster.domain.province_account import ProvinceAccount, ProvinceAiring

PAGE = (Path(__file__).parents[2] / "docs" / "province.md").read_text()


def test_the_document_shows_an_account_as_it_is_told() -> None:
    account = ProvinceAccount(
        "PT-2026-00317",
        "aired",
        decided_at=datetime(2026, 11, 24, 1, 20, tzinfo=UTC),
        airings=(ProvinceAiring(datetime(2026, 11, 24, 10, tzinfo=UTC), "go-sai", {"done": 2}),),
    )
    (shown,) = re.findall(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert json.loads(shown) == json.loads(write_account(account))
