"""Keys and the certificate that will end: told on *Hôm nay*, to watchers and as figures, before it is too late."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcaster.domain.ending import Ending
from broadcaster.domain.people import Role
from broadcaster.services import health
from broadcaster.services.health import NEEDED, Heartbeat
from tests.factories import NOW
from tests.webui.conftest import PageStation, Visitor, pages_over


@pytest.fixture
def technician(station: PageStation) -> Visitor:
    """Return a technician of a station whose keys end in 400, 59, 20 days and one that ended an hour ago."""
    days = {"order": 400.0, "emergency": 59.0, "certificate": 20.0, "stop": -1 / 24}
    endings = tuple(Ending(what, NOW + timedelta(days=left)) for what, left in days.items())
    with station.memory.writes.begin() as session:
        for name in NEEDED:
            health.beat(session, Heartbeat(name, "a", NOW, NOW, None))
    app = pages_over(replace(station, endings=endings))
    visitor = Visitor(app.test_client())
    assert visitor.sign_in(Role.TECHNICIAN.value).status_code == 302
    return visitor


def test_today_names_what_ends_first_and_how_to_renew_it(technician: Visitor) -> None:
    page = technician.get("/").get_data(as_text=True)
    told = page[page.index("sắp hết hạn") :]
    places = [told.index(word) for word in ("Khóa ký lệnh dừng", "Chứng thư TLS", "Khóa ký tin khẩn cấp")]
    assert places == sorted(places)
    assert "đã hết hạn" in told
    assert "còn 20 ngày" in told
    assert "còn 59 ngày" in told
    assert "Khóa ký kế hoạch" not in told
    assert "broadcaster keys renew" in told
    assert "broadcaster certs" in told
    assert "Không còn việc nào chờ" not in page


def test_watchers_are_told(technician: Visitor) -> None:
    ready = technician.get("/health/ready")
    assert ready.status_code == 503, "a key that counts no more: speakers refuse what is signed with it"
    assert ready.get_json()["ending"] == {"stop": -1, "certificate": 20, "emergency": 59}
    figures = technician.get("/metrics").get_data(as_text=True)
    assert 'loa_days_left{what="order"} 400.0' in figures
