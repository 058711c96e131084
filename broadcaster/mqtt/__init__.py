"""The wire's client, for the station and for every speaker: the only room that knows paho.

A `Link` keeps one clean MQTT session alive. What it cannot send now is not sent at all: paho would hold a
message back and deliver it after the next connect, hours late, so whatever a lost connection left behind is
thrown away before the new one starts. Who needs certainty compares desired with reported state.
"""

from broadcaster.mqtt.carrier import reconnect_wait_s
from broadcaster.mqtt.link import MQTT_VERSIONS, QOS, Delivery, Link, Will

__all__ = ["MQTT_VERSIONS", "QOS", "Delivery", "Link", "Will", "reconnect_wait_s"]
