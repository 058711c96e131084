"""A LOA/1 loudspeaker in one file, for makers to start from: an MQTT client, Ed25519 and HTTP, nothing else.

Written as MicroPython would have it: plain dicts, one loop. On a microcontroller replace what stands under "the machine".
Left out: `test`, `evreq`, the repeats of alerts, minutes a day, the fine times of section 8; docs/protocol.md has them all.

    python reference_speaker.py STATE_FOLDER HOST:PORT HTTP_URL
"""

import base64, hashlib, json, os, queue, sys, time, urllib.request  # noqa: E401

import paho.mqtt.client as mqtt
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FOLDER, BROKER, HTTP = sys.argv[1:4]
FITS = {"keys": "keys", "head": "head", "policy": "policy", "time": "time", "evack": "evack", "state": "ctl"}
SIGNS = {"keys": "root", "policy": "policy", "stop": "stop"}  # an emergency: its own key; all others: the order key


# -- the machine
def save():  # the old or the new, never a mixture
    with open(FOLDER + "/memory.new", "w") as file:
        json.dump(mem, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(FOLDER + "/memory.new", FOLDER + "/memory")


def verify(public, signature, data):
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except InvalidSignature:
        raise No("E03", "forged")


def get(one, key, size):
    with urllib.request.urlopen(HTTP + one["url"], timeout=10) as answer:
        data = answer.read(one[size])
    if hashlib.sha256(data).hexdigest() != one[key]:
        raise No("E12", "another content")
    return data


class No(Exception):
    pass


me, inbox = json.load(open(FOLDER + "/identity.json")), queue.Queue()
key = Ed25519PrivateKey.from_private_bytes(open(FOLDER + "/device.key", "rb").read())
mem = {"boots": 0, "ep": 0, "kver": 0, "keys": {}, "policy": {}, "head": {}, "body": {}, "lives": {}, "done": {},
       "stops": {}, "floor": 0, "hold": 0, "seq": 0, "ev": []}  # fmt: skip
if os.path.exists(FOLDER + "/memory"):
    mem = json.load(open(FOLDER + "/memory"))
mem["boots"] += 1
ram = {"nonce": "", "asked": 0, "off": None, "conn": 0, "wait": [], "sounds": set(), "rep": 0, "sound": None}


def kid(public):
    return hashlib.sha256(public).digest()[:4].hex()


def utc():
    return 0 if ram["off"] is None else time.monotonic() + ram["off"]


# -- speaking
def say(kind, **more):
    told = dict(dict(t=kind, site=me["site"], dev=me["device"], ep=mem["ep"], iat=int(utc()), exp=0), **more)
    payload, public = json.dumps(told).encode(), key.public_key().public_bytes_raw()
    sealed = b"LOA1" + bytes.fromhex(kid(public)) + key.sign(b"LOA1\0" + payload) + payload
    client.publish("loa/1/%s/u/%s/%s" % (me["site"], me["device"], kind), sealed, qos=1, retain=kind == "state")


def event(kind, name="", **data):
    mem["seq"] += 1
    mem["ev"] = mem["ev"][-1999:] + [dict(seq=mem["seq"], at=int(utc() * 1000), k=kind, id=name, data=data)]
    save()
    say("ev", **mem["ev"][-1])


def counts():
    return dict(ver=mem["head"].get("ver", 0), kver=mem["kver"], pver=mem["policy"].get("pver", 0))


def hello():
    ram["nonce"], ram["asked"], have = os.urandom(8).hex(), time.monotonic(), dict(counts(), ep=mem["ep"])
    say("hello", nonce=ram["nonce"], boot=mem["boots"], conn=ram["conn"], fw="reference 1", clk="T" if utc() else "U",
        have=have, evlo=mem["ev"][0]["seq"] if mem["ev"] else mem["seq"] + 1, evhi=mem["seq"])  # fmt: skip


def report():
    ram["rep"], until = time.monotonic(), mem["body"].get("exp", 0)
    missing = [one["h"] for one in mem["body"].get("sounds", []) if one["h"] not in ram["sounds"]][:16]
    say("rep", sha=mem["head"].get("sha", ""), until=until, ready=0 if missing else until, missing=missing, skew_ms=20,
        clk="T" if utc() else "U", err=[], free=10**9, playing=(ram["sound"] or [""])[0], gain=0.0, **counts())  # fmt: skip


# -- believing
def once(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key twice")
    return dict(pairs)


def opened(data):
    try:
        if data[:4] != b"LOA1" or not 72 < len(data) <= 4072 or data[72:73] != b"{" or data[-1:] != b"}":
            raise ValueError("no envelope")
        m = json.loads(data[72:].decode(), object_pairs_hook=once, parse_constant=int)
        m["t"], m["iat"] + m["exp"] + m["ep"], m["site"], m["dev"]
    except (ValueError, KeyError, TypeError) as error:
        raise No("E01", str(error))
    keys = dict(mem["keys"], **{kid(bytes.fromhex(me["root"])): {"pub": me["root"], "role": "root"}})
    if data[4:8].hex() not in keys:
        raise No("E02", "unknown key")
    signer = keys[data[4:8].hex()]
    verify(bytes.fromhex(signer["pub"]), data[8:72], b"LOA1\0" + data[72:])
    group = m["dev"] == "*" and m.get("grp", "") in ["", *mem["body"].get("groups", [])]
    if m["site"] != me["site"] or not (group or me["device"] in (m["dev"] if isinstance(m["dev"], list) else [m["dev"]])):
        raise No("E04", "for somebody else")
    if signer["role"] != ("emergency" if m.get("c") == "emergency" else SIGNS.get(m["t"], "order")) or m.get("crit"):
        raise No("E05", "may not sign this")
    return m


def receive(topic, data, retained):
    m, place = opened(data), topic.rsplit("/", 1)[1]
    if FITS.get(place, m["t"] if m["t"] in ("order", "stop", "test", "evreq") else None) != m["t"]:
        raise No("E05", "the wrong topic")
    if retained and place in ("cmd", "time", "evack"):
        raise No("E08", "the broker had stored it")
    if m["t"] == "keys":
        if (m["ep"], m["kver"]) > (mem["ep"], mem["kver"]):
            if m["ep"] > mem["ep"]:  # all that was signed before counts no more
                mem.update(head={}, body={}, lives={}, floor=m["iat"])
            mem.update(ep=m["ep"], kver=m["kver"], keys={one["kid"]: one for one in m["keys"]})
            event("keys", kver=m["kver"])
    elif m["t"] == "time":
        took = time.monotonic() - ram["asked"]
        if m["nonce"] == ram["nonce"] and took <= 2 and m["utc_ms"] / 1000 >= mem["floor"]:
            ram["nonce"], ram["off"], mem["floor"] = "", m["utc_ms"] / 1000 + took / 2 - time.monotonic(), m["utc_ms"] // 1000
            save()
    elif m["t"] == "evack":
        mem["ev"] = [one for one in mem["ev"] if one["seq"] > m["hi"]]
    elif m["ep"] > mem["ep"] or not utc() and m["t"] in ("head", "order"):
        ram["wait"] = ram["wait"][-7:] + [(topic, data, retained)]  # E09, or its epoch is not known yet
    elif m["ep"] < mem["ep"]:
        raise No("E06", "another epoch")
    else:
        globals()["on_" + m["t"]](m)


def in_time(m):
    if m["exp"] <= utc() or m["iat"] > utc() + 30:
        raise No("E08", "not now")


def on_head(m):
    old = mem["head"]
    if old and m["ver"] <= old["ver"] and m["sha"] != old["sha"] or old and m["ver"] < old["ver"]:
        raise No("E07", "an older plan, or another one of this number")
    if old.get("sha") != m["sha"]:
        in_time(m)
        body = json.loads(get(m, "sha", "len").decode(), object_pairs_hook=once)
        mem.update(head=m, body=body, hold=max(mem["hold"], body["hold_until"]))
        mem["done"].update({name: {} for name in body["cancelled"]})
        event("plan", ver=m["ver"], sha=m["sha"], orders=len(body["o"]))  # save() stands before anything is done
        report()
        ram["sounds"] |= {one["h"] for one in body["sounds"] if get(one, "h", "n")}
        for one in body["em"]:
            inbox.put(("loa/1/%s/d/%s/cmd" % (me["site"], me["device"]), base64.b64decode(one), False))
    report()


def on_policy(m):
    if m["pver"] > mem["policy"].get("pver", 0) or m["ep"] > mem["policy"].get("ep", 0):
        mem["policy"] = m
        event("policy", pver=m["pver"])


def on_stop(m):
    if m["id"] not in mem["stops"]:
        if m["exp"] > m["iat"] + 60 or utc() and m["exp"] <= utc():
            raise No("E08", "an old stop")
        mem["stops"][m["id"]], mem["hold"] = m["exp"], m["iat"] + m["hold"] if m["what"] == "all" else mem["hold"]
        event("stopped", m["id"], what=m["what"], hold=m["hold"])
        if ram["sound"] and (m["what"] == ram["sound"][0] or m["what"] == "all" and m["hold"]):
            end("PARTIAL", "stopped")


def on_order(m):
    if m["id"] not in mem["lives"] and m["id"] not in mem["done"]:
        in_time(m)
        mem["lives"][m["id"]] = dict(m, s=m["s"] or int(utc()), l=m["exp"] - int(utc()) if m.get("q") else m["l"])
        ram["sounds"] |= {one["h"] for one in m["sounds"] if get(one, "h", "n")}
        event("accepted", m["id"], c=m["c"])


def on_ctl(m):
    pass


# -- playing
def end(outcome, reason=""):
    name, item, began, planned = ram["sound"]
    ram["sound"] = None
    event("ended", name, outcome=outcome, reason=reason, i=item["i"], sound=item["h"], gain=item.get("g", 0.0),
          started_at=int(began * 1000), start_error_ms=int((began - planned) * 1000), ended_at=int(utc() * 1000),
          played_s=round(utc() - began, 3))  # fmt: skip


def allowed(order, at):  # whole minutes are fine enough for this example
    policy, m = mem["policy"], (at + mem["policy"].get("utc_off", 0) * 60) % 86400 / 60
    day = str(int((at + policy.get("utc_off", 0) * 60) // 86400 + 3) % 7 + 1)
    within = [[day in w["days"] and w["from"] <= m < w["to"] for w in policy.get(name, [])] for name in ("windows", "quiet")]
    return order.get("q") or any(within[0]) and not any(within[1])


def play():
    now, orders = utc(), list(mem["lives"].values()) + [o for o in mem["body"].get("o", []) if mem["body"]["exp"] > utc()]
    if ram["sound"] and now >= ram["sound"][2] + ram["sound"][1]["d"] / 1000:
        end("DONE")
    for order, item in [(o, i) for o in orders for i in o["items"]]:
        at, done = order["s"] + item["off"] / 1000, mem["done"].setdefault(order["id"], {})
        if mem["done"][order["id"]] == {} and order["id"] in mem["body"].get("cancelled", []) or str(item["i"]) in done:
            continue
        if now > at + order.get("l", 60):
            done[str(item["i"])] = now
            reason = "hold" if at + order.get("l", 60) < mem["hold"] else "late"
            event("missed", order["id"], outcome="MISSED", reason=reason, i=item["i"])
        elif at <= now >= mem["hold"] and not ram["sound"] and item["h"] in ram["sounds"] and allowed(order, now):
            done[str(item["i"])] = now
            save()  # marked before its first sample: after a power cut it is not begun again
            ram["sound"] = (order["id"], item, utc(), at)
            print("SOUND", order["id"], item["i"], flush=True)  # start the amplifier here
            event("started", order["id"], i=item["i"], sound=item["h"], gain=item.get("g", 0.0),
                  started_at=int(utc() * 1000), start_error_ms=int((utc() - at) * 1000))  # fmt: skip


# -- one loop
def connected(client, *_):
    ram["conn"] += 1
    for one in ["keys", "ctl/state"] + ["d/%s/%s" % (me["device"], k) for k in "head policy cmd time evack".split()]:
        client.subscribe("loa/1/%s/%s" % (me["site"], one), 1)
    for group in mem["body"].get("groups", []):
        client.subscribe("loa/1/%s/g/%s/cmd" % (me["site"], group), 1)
    say("state", on=True, boot=mem["boots"], conn=ram["conn"])
    hello()


client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=me["device"])
client.username_pw_set(me["device"], me["secret"])
client.on_connect = connected
client.on_message = lambda _client, _, m: inbox.put((m.topic, m.payload, m.retain))
client.connect(BROKER.split(":")[0], int(BROKER.split(":")[1]), 20)
client.loop_start()
event("boot", fw="reference 1")
while True:
    try:
        receive(*inbox.get(timeout=0.02))
        waiting, ram["wait"] = (ram["wait"], []) if utc() else ([], ram["wait"])
        [inbox.put(one) for one in waiting]
    except No as no:
        event("refused", code=no.args[0], why=no.args[1], on="")
    except (queue.Empty, OSError):
        pass
    if utc():
        play()
    if time.monotonic() - ram["asked"] > (3600 if utc() else 5):
        hello()
    if time.monotonic() - ram["rep"] > 15:
        report()
        [say("ev", **one) for one in mem["ev"][:100]]
