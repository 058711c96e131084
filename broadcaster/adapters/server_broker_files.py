"""Configurations for a broker that others run: Mosquitto for a commune or district, EMQX for a province."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from broadcaster.adapters import mosquitto_files
from broadcaster.adapters.broker_access import CONTROLLER, MAX_PACKET_BYTES, BrokerAccess
from broadcaster.protocol.topics import PREFIX


@dataclass(frozen=True)
class Place:
    """Where the broker listens and where its files lie on its machine.

    `loopback_port` opens a second listener, without TLS, for a station on the same machine only; 0 leaves it out.
    """

    folder: PurePosixPath
    certificate: PurePosixPath
    key: PurePosixPath
    port: int = 8883
    loopback_port: int = 18830


def mosquitto(access: BrokerAccess, place: Place) -> Mapping[str, str]:
    """Return the files of a Mosquitto 2.0 or newer, by name."""
    return {
        "loa-thon.conf": _MOSQUITTO.format(
            site=access.site,
            place=place,
            loopback=_LOOPBACK.format(place=place) if place.loopback_port else "",
            most=MAX_PACKET_BYTES,
        ),
        "passwords": mosquitto_files.passwords(access),
        "acl": mosquitto_files.acl(access),
    }


def emqx(access: BrokerAccess, place: Place) -> Mapping[str, str]:
    """Return the files of an EMQX 5.8 or newer, by name."""
    root = f"{PREFIX}/{access.site}"
    users = {CONTROLLER: access.controller} | {
        name: grant.credential for name, grant in access.devices.items()
    }
    return {
        "emqx.conf": _EMQX.format(
            site=access.site,
            place=place,
            loopback=_EMQX_LOOPBACK.format(place=place) if place.loopback_port else "",
            most=MAX_PACKET_BYTES,
        ),
        "acl.conf": _EMQX_ACL.format(root=root, station=CONTROLLER),
        "users.csv": "user_id,password_hash,salt,is_superuser\n"
        + "".join(f"{user},{known.sha256},,false\n" for user, known in users.items()),
    }


_MOSQUITTO = """\
# Mosquitto 2.0 or newer, for the speakers of {site}. Written by `broadcaster broker-config mosquitto`.
#
# Copy this file to /etc/mosquitto/conf.d/, and `passwords` and `acl` to {place.folder}/,
# readable by the user mosquitto alone (chown mosquitto, chmod 0600). Then: systemctl restart mosquitto.
# When a speaker joins, leaves or changes its groups, write the two files anew and: systemctl reload mosquitto.

# Speakers come in here, with TLS only; there is no other way in from outside.
listener {place.port}
certfile {place.certificate}
keyfile {place.key}
tls_version tlsv1.2
{loopback}
# Everybody has a name and a secret of 256 bits, of which these files hold hashes.
allow_anonymous false
password_file {place.folder}/passwords
acl_file {place.folder}/acl

# A client is who its secret says it is. Without this, one speaker could end another's session.
use_username_as_clientid true

# The broker is a wire, not a store: the station says everything anew after a restart.
persistence false

# A stock broker queues 1,000 messages and then drops the newest, which may be the emergency. (0, for no limit,
# makes 2.0 hang up on whoever publishes what it may not.)
max_queued_messages 1000000
# Reports are acknowledged in batches, after they are on disk; a small window would hold them up.
max_inflight_messages 0
# Small orders leave at once instead of waiting for company.
set_tcp_nodelay true
# The largest envelope has 4,072 bytes; what is bigger than this comes from nobody we know.
max_packet_size {most}

log_type error
log_type warning
log_type notice
"""

_LOOPBACK = """
# The station, where it runs on this machine: never reachable from another one.
listener {place.loopback_port} 127.0.0.1
"""

_EMQX = """\
# EMQX 5.8 or newer, for the speakers of {site}. Written by `broadcaster broker-config emqx`.
#
# Put this into etc/emqx.conf (or base.hocon) of every node, and `acl.conf` and `users.csv` into
# {place.folder}/, readable by the user emqx alone. EMQX reads users.csv once, when its user database is made;
# speakers that join later are added through its API with the same hash.

listeners.ssl.default {{
  # Speakers come in here, with TLS only.
  bind = "0.0.0.0:{place.port}"
  ssl_options {{
    certfile = "{place.certificate}"
    keyfile = "{place.key}"
    versions = ["tlsv1.3", "tlsv1.2"]
  }}
  # Small orders leave at once instead of waiting for company.
  tcp_options.nodelay = true
}}
{loopback}listeners.ws.default.enable = false
listeners.wss.default.enable = false

mqtt {{
  # A client is who its secret says it is. Without this, one speaker could end another's session.
  use_username_as_clientid = true
  # The largest envelope has 4,072 bytes; what is bigger than this comes from nobody we know.
  max_packet_size = {most}B
  # No emergency behind a full queue, no report behind a full window.
  max_mqueue_len = 1000000
  max_inflight = 65535
  mqueue_store_qos0 = false
}}

# Everybody has a name and a secret of 256 bits, of which EMQX knows the SHA-256.
authentication = [
  {{
    mechanism = password_based
    backend = built_in_database
    user_id_type = username
    password_hash_algorithm {{ name = sha256, salt_position = disable }}
    bootstrap_file = "{place.folder}/users.csv"
    bootstrap_type = hash
  }}
]

# What no rule of acl.conf allows is forbidden.
authorization {{
  no_match = deny
  deny_action = ignore
  sources = [{{ type = file, enable = true, path = "{place.folder}/acl.conf" }}]
}}
"""

_EMQX_LOOPBACK = """
# The station, where it runs on this machine: never reachable from another one.
listeners.tcp.default {{
  bind = "127.0.0.1:{place.loopback_port}"
  tcp_options.nodelay = true
}}
"""

_EMQX_ACL = """\
%% Who may say and hear what, for every speaker by its own name. Orders to groups may be heard by all:
%% they are signed, and loudspeakers speak them aloud.
{{allow, {{user, "{station}"}}, publish, ["{root}/d/#", "{root}/g/#", "{root}/keys", "{root}/ctl/#"]}}.
{{allow, {{user, "{station}"}}, subscribe, ["{root}/u/#", "{root}/ctl/#"]}}.
{{allow, all, subscribe, ["{root}/d/${{username}}/#", "{root}/g/+/cmd", "{root}/keys", "{root}/ctl/#"]}}.
{{allow, all, publish, ["{root}/u/${{username}}/state", "{root}/u/${{username}}/hello",
                        "{root}/u/${{username}}/rep", "{root}/u/${{username}}/ev"]}}.
{{deny, all}}.
"""
