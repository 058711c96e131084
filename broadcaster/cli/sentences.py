"""What the command line says when something cannot be done: one sentence, and what to do."""

from broadcaster.domain.errors import DeliveryError, StationError
from broadcaster.settings import SettingsError

_SENTENCES = {
    "not_installed": "There is no station in {var} yet. Run `broadcaster init` for a real commune, or "
    "`broadcaster run --demo` to look around.",
    "not_a_demo": "{var} holds a real station; the demo would mix invented people into it. Leave out --demo, or "
    "give the demo another home with LOA_VAR.",
    "keys_damaged": "{path} is not what root signed ({why}). Restore the folder of keys from the backup.",
    "database_damaged": "The database {file} is damaged ({why}); the station does not work on with it. Move it "
    "and the folder of keys away and put the newest copy back: `broadcaster restore FOLDER` (docs/operating.md, "
    "Copies).",
    "backup_exists": "{folder} exists already; name a new folder.",
    "backup_elsewhere": "The database is no file of ours: copy it with its own tool (pg_dump), then the folder var.",
    "backup_bad": "{folder} is no good copy: {why}.",
    "home_taken": "{path} is there already and nothing was overwritten. Move it away first.",
    "port_taken": "Port {port} on {host} is in use by another program. Stop that program, or set another port "
    "(docs/operating.md, Settings).",
    "certificate_unreadable": "{file} cannot be used as a certificate: {why}.",
    "broker_without_tls": "The built-in broker speaks no TLS. Install Mosquitto (apt-get install mosquitto), or set "
    "LOA_BROKER=external for one that others run.",
    "in_charge_elsewhere": "Another process is in charge of this station's {part}: process {process} on {machine}. "
    "Two would sign plans over each other. Stop that one; if it has died, start this one after {until:%H:%M:%S} UTC.",
    "station_elsewhere": "Another copy of this station speaks through the broker at {broker}: its database was "
    "copied, or restored while the first one still runs. This one stays silent. Stop the other one, then start this "
    "one again.",
    "other_commune": "{file} is the fleet of another commune, {theirs}; this station is {ours}'s. Nothing was changed.",
    "fleet_changed_meanwhile": "Somebody changed the fleet at this moment; nothing was changed. Look again.",
    "device_unknown": "The fleet has no speaker {device}.{hint} Write it into devices.yaml, then "
    "`broadcaster devices apply`.",
    "folder_taken": "{folder} is the home of {device} of {site}; name another folder. Nothing was changed.",
    "already_installed": "{var} holds a station already; nothing was changed.",
    "login_invalid": "The login {login!r} must have 3 to 60 letters, digits, dots or hyphens.",
    "name_missing": "A name is missing.",
    "password_short": "The password must have at least {limit} characters.",
    "password_long": "The password may have at most {limit} characters.",
    "password_easy": "The password is too easy to guess: not the login, not only digits, not a letter repeated.",
}


def explain(trouble: StationError | DeliveryError | SettingsError) -> str:
    """Return the sentence for whoever typed the command."""
    if isinstance(trouble, StationError) and trouble.code in _SENTENCES:
        return _SENTENCES[trouble.code].format(**trouble.facts)
    return str(trouble)
