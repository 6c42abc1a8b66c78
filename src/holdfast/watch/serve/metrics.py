# SPDX-License-Identifier: Apache-2.0
"""A site as Prometheus metrics. docs/watch.md names each; contrib/ has alerts and a dashboard."""

from collections.abc import Callable, Iterator, Mapping
from typing import get_args

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from holdfast.model.look import InstanceSeen, Look, VrrpState
from holdfast.model.site import Site
from holdfast.text.printable import printable
from holdfast.watch.expected import Expected
from holdfast.watch.problems import problems
from holdfast.watch.state import NodeState, SiteState, serves

Present = Callable[[], tuple[SiteState, Mapping[str, float]]]
"""The site as it is now, and when each node was last read, in seconds since 1970."""


def metrics(site: Site, known: Mapping[str, Expected], present: Present) -> Callable[[], bytes]:
    """Answers with the metrics as they are when it is asked, in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Collector(site, known, present))
    return lambda: generate_latest(registry)


class _Collector(Collector):
    def __init__(self, site: Site, known: Mapping[str, Expected], present: Present) -> None:
        self._site = site
        self._known = known
        self._present = present

    def describe(self) -> Iterator[Metric]:
        """Nothing: a registry would ask for all values to learn the names."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        state, last_read = self._present()
        yield from _of_vips(state)
        yield _gauge(
            "holdfast_problems",
            "What holdfast status would tell to be wrong or not readable.",
            {(): len(problems(self._site, self._known, state))},
        )
        yield from _of_reading(state, last_read)
        seen = {node.name: node.look for node in state.nodes if isinstance(node.look, Look)}
        yield from self._of_haproxy(seen)
        yield from _of_instances(seen)
        yield from _of_relays(self._known, seen)
        yield from _of_drift([node for node in state.nodes if node.name in seen])

    def _of_haproxy(self, seen: Mapping[str, Look]) -> Iterator[Metric]:
        nodes = {node.name or "": node for node in self._site.nodes}
        yield _gauge(
            "holdfast_haproxy_up",
            "Whether HAProxy runs, answers and listens on every VIP.",
            {(n,): serves(nodes[n], self._known[n], look) for n, look in seen.items()},
            "node",
        )
        yield _gauge(
            "holdfast_haproxy_uptime_seconds",
            "For how long HAProxy's main process has run.",
            {(n,): look.haproxy.since_s for n, look in seen.items()},
            "node",
        )
        yield _gauge(
            "holdfast_haproxy_connections",
            "Connections that HAProxy has now.",
            {(n,): _connections(look) for n, look in seen.items()},
            "node",
        )
        yield _gauge(
            "holdfast_keepalived_up",
            "Whether keepalived runs.",
            {(n,): look.keepalived.running for n, look in seen.items()},
            "node",
        )


def _connections(look: Look) -> int | None:
    answered = [answer.connections for answer in look.answers if answer.version]
    return sum(answered) if answered else None


def _of_vips(state: SiteState) -> Iterator[Metric]:
    """A number of owners only where it is known."""
    yield _gauge(
        "holdfast_vip_owners",
        "How many nodes own a VIP; absent while a node that may own it cannot be read.",
        {(v.vip, v.group): len(v.owners) for v in state.vips if v.owned is not None},
        "vip",
        "group",
    )
    yield _gauge(
        "holdfast_vip_owner",
        "Whether a node that was read owns a VIP.",
        {
            (vip.vip, vip.group, node.name): node.name in vip.owners
            for vip in state.vips
            for node in state.nodes
            if node.seen is not None
        },
        "vip",
        "group",
        "node",
    )


def _of_reading(state: SiteState, last_read: Mapping[str, float]) -> Iterator[Metric]:
    yield _gauge(
        "holdfast_node_read",
        "Whether the last look at a node succeeded.",
        {(node.name,): node.seen is not None for node in state.nodes},
        "node",
    )
    yield _gauge(
        "holdfast_node_last_read_timestamp_seconds",
        "When a node was last read; 0 for one that never was.",
        {(node.name,): last_read.get(node.name, 0.0) for node in state.nodes},
        "node",
    )


def _of_instances(seen: Mapping[str, Look]) -> Iterator[Metric]:
    found = {
        (node, name): one
        for node, look in seen.items()
        for name, one in (look.instances or {}).items()
    }
    yield _gauge(
        "holdfast_vrrp_state",
        "1 for the state in which a VRRP instance is.",
        {
            (*key, state): one.state == state
            for key, one in found.items()
            for state in get_args(VrrpState)
        },
        *_INSTANCE,
        "state",
    )
    for name, told, value in _GAUGES:
        yield _gauge(name, told, {key: value(one) for key, one in found.items()}, *_INSTANCE)
    for name, told, value in _COUNTERS:
        yield _counter(name, told, {key: value(one) for key, one in found.items()}, *_INSTANCE)
    yield _counter(
        "holdfast_vrrp_advert_errors",
        "Advertisements that were received and thrown away.",
        {(*key, why): number for key, one in found.items() for why, number in one.errors.items()},
        *_INSTANCE,
        "reason",
    )


_INSTANCE = ("node", "vrrp_instance")
_Value = Callable[[InstanceSeen], float | None]
_GAUGES: tuple[tuple[str, str, _Value], ...] = (
    ("holdfast_vrrp_priority", "The effective priority.", lambda one: one.priority),
    (
        "holdfast_vrrp_since_transition_seconds",
        "Since the last change of state, or since keepalived started.",
        lambda one: one.since_s,
    ),
)
_COUNTERS: tuple[tuple[str, str, _Value], ...] = (
    ("holdfast_vrrp_adverts_received", "Advertisements received.", lambda one: one.received),
    ("holdfast_vrrp_adverts_sent", "Advertisements sent.", lambda one: one.sent),
    ("holdfast_vrrp_became_master", "How often it became MASTER.", lambda one: one.became_master),
)


def _of_relays(known: Mapping[str, Expected], seen: Mapping[str, Look]) -> Iterator[Metric]:
    nodes = {name: look.relay for name, look in seen.items() if known[name].relay}
    loaded = {name: relay for name, relay in nodes.items() if relay is not None}
    yield _gauge(
        "holdfast_relay_loaded",
        "Whether the relay's tables are loaded, on nodes whose files have them.",
        {(name,): relay is not None for name, relay in nodes.items()},
        "node",
    )
    yield _gauge(
        "holdfast_relay_peer_heard",
        "Whether the relay of a node hears the heartbeat of a peer's HAProxy.",
        {
            (name, peer, family): (family, up) in relay.hears
            for name, relay in loaded.items()
            for (family, up), peer in known[name].peers.items()
        },
        "node",
        "peer",
        "family",
    )
    yield _counter(
        "holdfast_relay_packets",
        "Packets handed to a peer.",
        {(name,): relay.counted.relayed for name, relay in loaded.items()},
        "node",
    )
    yield _counter(
        "holdfast_relay_connections_lent",
        "New connections among them: nobody listened here.",
        {(name,): relay.counted.lent for name, relay in loaded.items()},
        "node",
    )
    yield _counter(
        "holdfast_relay_connections_overdue",
        "Those of them after a second without a HAProxy that lives here.",
        {(name,): relay.counted.overdue for name, relay in loaded.items()},
        "node",
    )


def _of_drift(nodes: list[NodeState]) -> Iterator[Metric]:
    yield _gauge(
        "holdfast_files_differing",
        "Files of a node that are not as in the site, or could not be read.",
        {(node.name,): len(node.drift) for node in nodes},
        "node",
    )
    yield _gauge(
        "holdfast_file_drift",
        "1 for each of them: differs, missing, extra or unreadable.",
        {(node.name, one.path, one.how): 1 for node in nodes for one in node.drift},
        "node",
        "path",
        "how",
    )


_Values = Mapping[tuple[str, ...], float | None]


def _gauge(name: str, told: str, values: _Values, *labels: str) -> Metric:
    return _filled(GaugeMetricFamily(name, told, labels=labels), values)


def _counter(name: str, told: str, values: _Values, *labels: str) -> Metric:
    return _filled(CounterMetricFamily(name, told, labels=labels), values)


def _filled(metric: GaugeMetricFamily | CounterMetricFamily, values: _Values) -> Metric:
    """What is not known has no value, which alerts can tell from 0.

    Labels may come from hosts: they are only shown. Two that are then the same would make
    Prometheus throw all of it away.
    """
    told = {tuple(map(printable, key)): value for key, value in values.items()}
    for key, value in told.items():
        if value is not None:
            metric.add_metric(key, float(value))
    return metric
