# SPDX-License-Identifier: Apache-2.0
"""Unit files as lists of settings (systemd.syntax(7)), and lists of settings as units."""

from collections.abc import Iterable, Mapping
from posixpath import basename

from holdfast.load.units.quoting import assignments
from holdfast.model.distribution import Directive
from holdfast.model.unit import Unit
from holdfast.text.decimal import decimal
from holdfast.text.pattern import pattern

_DEPENDENCIES = frozenset(
    ("After", "Before", "Wants", "Requires", "PartOf", "BindsTo", "ReloadPropagatedFrom")
)
_CONTAINERS = frozenset(("docker", "nerdctl", "podman"))
_NET = ("--net", "--network")
_TRUE = ("1", "yes", "y", "true", "t", "on", "disconnected")
_SPAN = pattern(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([a-zµμ]*)")
_UNITS = {
    "us": 1e-6, "usec": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "msec": 1e-3,
    "": 1, "s": 1, "sec": 1, "second": 1, "seconds": 1,
    "m": 60, "min": 60, "minute": 60, "minutes": 60, "h": 3600, "hr": 3600, "hour": 3600,
    "hours": 3600, "d": 86400, "day": 86400, "days": 86400, "w": 604800, "week": 604800,
}  # fmt: skip


def unit_directives(data: bytes) -> list[Directive]:
    """The settings of a file. A backslash continues a line; comments may stand in between."""
    found: list[Directive] = []
    section, begun = "", ""
    for line in data.decode(errors="replace").split("\n"):
        text = line.strip()
        if text[:1] in ("#", ";") or (not text and not begun):
            continue
        if text.endswith("\\"):
            begun += text[:-1] + " "
            continue
        text, begun = (begun + text).strip(), ""
        if text.startswith("[") and text.endswith("]"):
            section = text[1:-1]
        elif "=" in text:
            name, _, value = text.partition("=")
            found.append((section, name.strip(), value.strip()))
    return found


class Settings:
    """Settings gathered in order: an empty one forgets those of its name before it.

    Dependencies cannot be forgotten (systemd.unit(5)).
    """

    def __init__(self, directives: Iterable[Directive]) -> None:
        self._values: dict[tuple[str, str], list[str]] = {}
        for section, name, value in directives:
            values = self._values.setdefault((section, name), [])
            if value:
                values.append(value)
            elif name not in _DEPENDENCIES:
                values.clear()

    def all(self, name: str, section: str = "Service") -> tuple[str, ...]:
        return tuple(self._values.get((section, name), ()))

    def last(self, name: str, default: str, section: str = "Service") -> str:
        return (self.all(name, section) or (default,))[-1]

    def words(self, name: str) -> tuple[str, ...]:
        """The names in a dependency setting of the Unit section."""
        return tuple(
            dict.fromkeys(word for value in self.all(name, "Unit") for word in value.split())
        )


def unit(name: str, settings: Settings, file_environment: Mapping[str, str]) -> Unit:
    """The unit; what environment files set goes before `Environment=` (systemd.exec(5))."""
    usual = Unit(name)
    timeout = settings.last("TimeoutSec", "")
    return Unit(
        name=name,
        type=settings.last("Type", usual.type),
        exec_start_pre=settings.all("ExecStartPre"),
        exec_start=settings.all("ExecStart"),
        exec_start_post=settings.all("ExecStartPost"),
        exec_reload=settings.all("ExecReload"),
        exec_stop=settings.all("ExecStop"),
        exec_stop_post=settings.all("ExecStopPost"),
        environment=_environment(settings) | dict(file_environment),
        remain_after_exit=_true(settings.last("RemainAfterExit", "no")),
        runtime_directories=_words(settings, "RuntimeDirectory"),
        runtime_preserve=not _false(settings.last("RuntimeDirectoryPreserve", "no")),
        restart=settings.last("Restart", usual.restart),
        restart_sec=time_span(settings.last("RestartSec", ""), usual.restart_sec),
        start_limit_interval=time_span(_limit(settings, "Interval"), usual.start_limit_interval),
        start_limit_burst=_count(_limit(settings, "Burst"), usual.start_limit_burst),
        kill_mode=settings.last("KillMode", usual.kill_mode),
        kill_signal=settings.last("KillSignal", usual.kill_signal),
        timeout_stop=time_span(settings.last("TimeoutStopSec", timeout), usual.timeout_stop),
        timeout_start=time_span(settings.last("TimeoutStartSec", timeout), usual.timeout_start),
        success_exit_status=_statuses(settings),
        after=settings.words("After"),
        before=settings.words("Before"),
        wants=settings.words("Wants"),
        requires=(*settings.words("Requires"), *settings.words("BindsTo")),
        part_of=settings.words("PartOf"),
        reload_from=settings.words("ReloadPropagatedFrom"),
        private_tmp=_true(settings.last("PrivateTmp", "no")),
        network=_network(settings),
    )


def _network(settings: Settings) -> str | None:
    """The namespace (systemd.exec(5), PrivateNetwork=, NetworkNamespacePath=; ip-netns(8))."""
    if _true(settings.last("PrivateNetwork", "no")):
        return "a private network"
    path = settings.last("NetworkNamespacePath", "")
    started = (settings.all("ExecStart") or ("",))[0].split()
    program = basename(started[0]) if started else ""
    if program == "ip" and started[1:3] == ["netns", "exec"] and len(started) > 3:
        return started[3]
    if program in _CONTAINERS and "run" in started and not _shares_network(started):
        return f"a container of {program}"
    return basename(path) or None


def _shares_network(words: list[str]) -> bool:
    return any(f"{option}{sep}host" in " ".join(words) for option in _NET for sep in " =")


def time_span(text: str, default: float) -> float:
    """Seconds (systemd.time(7)); `infinity` is `inf`, and so is 0 for a timeout of systemd."""
    if text == "infinity":
        return float("inf")
    parts = _SPAN.findall(text)
    if not parts or _SPAN.sub("", text).strip() or any(u not in _UNITS for _, u in parts):
        return default
    return float(sum(float(number) * _UNITS[name] for number, name in parts))


def _environment(settings: Settings) -> dict[str, str]:
    return {k: v for line in settings.all("Environment") for k, v in assignments(line)}


def _limit(settings: Settings, name: str) -> str:
    """StartLimitIntervalSec= and StartLimitBurst=, in [Unit], or where older systemd had them."""
    spellings = (f"StartLimit{name}Sec", f"StartLimit{name}")
    found = (settings.last(s, "", part) for part in ("Unit", "Service") for s in spellings)
    return next((value for value in found if value), "")


def _count(text: str, default: int) -> int:
    number = decimal(text)
    return default if number is None else number


def _statuses(settings: Settings) -> tuple[int, ...]:
    stated = map(decimal, _words(settings, "SuccessExitStatus"))
    return tuple(status for status in stated if status is not None)


def _words(settings: Settings, name: str) -> tuple[str, ...]:
    return tuple(word for value in settings.all(name) for word in value.split())


def _true(text: str) -> bool:
    """As systemd reads a yes (systemd.syntax(7)); `disconnected` is one for PrivateTmp=."""
    return text.lower() in _TRUE


def _false(text: str) -> bool:
    return text.lower() in ("0", "no", "n", "false", "f", "off")
