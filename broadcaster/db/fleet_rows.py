"""The desired fleet as rows: places and devices are frozen values, so they are read and written whole."""

from dataclasses import asdict

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from broadcaster.db.commune_tables import communes, devices, hamlets
from broadcaster.domain.device import Device
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.places import Commune, Hamlet


def commune(session: Session, code: str) -> Commune:
    """Return the commune. Raises sqlalchemy.exc.NoResultFound for an unknown code."""
    return Commune(**session.execute(select(communes).where(communes.c.code == code)).mappings().one())


def load(session: Session, code: str) -> Fleet:
    """Return the commune with its hamlets and devices, in the order in which they were written."""
    found_hamlets = session.execute(
        select(hamlets.c.code, hamlets.c.name, hamlets.c.households, hamlets.c.residents)
        .where(hamlets.c.commune_id == code)
        .order_by(hamlets.c.position)
    )
    wanted = [column for column in devices.c if column.name != "commune_id"]
    found_devices = session.execute(
        select(*wanted).where(devices.c.commune_id == code).order_by(devices.c.id)
    )
    return Fleet(
        commune=commune(session, code),
        hamlets=tuple(Hamlet(**row) for row in found_hamlets.mappings()),
        devices=tuple(Device(**row) for row in found_devices.mappings()),
    )


def save(session: Session, fleet: Fleet) -> None:
    """Write the fleet in place of the one that was there; accounts, speakers and logs are other tables' business."""
    code = fleet.commune.code
    if session.execute(select(communes.c.code).where(communes.c.code == code)).one_or_none() is None:
        session.execute(insert(communes).values(**asdict(fleet.commune)))
    else:
        changed = {name: value for name, value in asdict(fleet.commune).items() if name != "code"}
        session.execute(communes.update().where(communes.c.code == code).values(**changed))
    session.execute(delete(hamlets).where(hamlets.c.commune_id == code))
    session.execute(delete(devices).where(devices.c.commune_id == code))
    if fleet.hamlets:
        session.execute(
            insert(hamlets),
            [
                {"commune_id": code, "position": at, **asdict(hamlet)}
                for at, hamlet in enumerate(fleet.hamlets)
            ],
        )
    if fleet.devices:
        session.execute(insert(devices), [{"commune_id": code, **asdict(device)} for device in fleet.devices])
