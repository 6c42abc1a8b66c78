# SPDX-License-Identifier: Apache-2.0
"""The verbs of systemctl(1) that a lab has, with systemd's own words and exit statuses."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from holdfast.lab.events import active_state
from holdfast.lab.services.exit_status import signal_number
from holdfast.lab.services.supervisor import Supervisor
from holdfast.lab.services.transaction import Job, Verb
from holdfast.lab.services.unit_runner import Unit

_WITH_VALUE = {"-s": "signal", "--signal": "signal", "-p": "property", "--property": "property"}
_WITH_VALUE |= {"--kill-whom": "whom", "--kill-who": "whom"}


class Outcome(NamedTuple):
    """What the caller gets: exit status, standard output, standard error."""

    status: int
    output: str = ""
    errors: str = ""


Reply = Callable[[Outcome], None]


class Request(NamedTuple):
    """A command line taken apart. Unknown options are ignored."""

    verb: str
    units: tuple[str, ...]
    flags: frozenset[str]
    values: dict[str, str]


def parse(arguments: Sequence[str]) -> Request:
    """Options may stand anywhere; `--name=value` and `--name value` are the same."""
    words: list[str] = []
    flags: set[str] = set()
    values: dict[str, str] = {}
    rest = iter(arguments)
    for word in rest:
        name, equals, value = word.partition("=")
        if name in _WITH_VALUE:
            values[_WITH_VALUE[name]] = value if equals else next(rest, "")
        elif word.startswith("-"):
            flags.add({"-q": "--quiet", "-n": "--lines"}.get(word, word))
        else:
            words.append(word)
    verb, *units = words or ["list-units"]
    return Request(verb, tuple(units), frozenset(flags), values)


def answer(supervisor: Supervisor, arguments: Sequence[str], reply: Reply) -> None:
    """Do what the command line says and call `reply` once with exit status and output."""
    request = parse(arguments)
    if request.verb in _VERBS:
        _jobs(supervisor, request, reply)
    elif request.verb in _QUESTIONS:
        reply(_QUESTIONS[request.verb](supervisor, request))
    else:
        reply(Outcome(1, errors=f"systemctl {request.verb}: not available in the lab."))


def _jobs(supervisor: Supervisor, request: Request, reply: Reply) -> None:
    """One job per unit; the reply comes when the last is over, at once with --no-block."""
    units = [(name, supervisor.find(name)) for name in request.units]
    known = [unit for _, unit in units if unit is not None]
    if not units:
        reply(Outcome(1, errors="Too few arguments."))
    elif len(known) < len(units):
        missing = _full(next(name for name, unit in units if unit is None))
        state = "loaded" if request.verb == "stop" else "found"
        errors = f"Failed to {request.verb} {missing}: Unit {missing} not {state}."
        reply(Outcome(5, errors=errors))
    else:
        _start_jobs(supervisor, request, known, reply)


def _start_jobs(
    supervisor: Supervisor, request: Request, units: list[Unit], reply: Reply
) -> None:  # fmt: skip
    blocks = "--no-block" not in request.flags
    errors: list[str] = []
    pending = 0

    def over(job: Job, succeeded: bool) -> None:
        nonlocal pending
        pending -= 1
        if not succeeded:
            errors.append(_failure(supervisor.units[job.unit], request.verb))
        if not pending and blocks:
            reply(Outcome(1 if errors else 0, errors="\n".join(errors)))

    chosen = [_VERBS[request.verb](unit) for unit in units]
    named = zip(units, chosen, strict=True)
    jobs = dict.fromkeys(Job(unit.spec.name, verb) for unit, verb in named if verb is not None)
    pending = len(jobs)
    supervisor.ask(tuple(jobs), over)
    if not blocks or not jobs:
        reply(Outcome(0))


def _failure(unit: Unit, verb: str) -> str:
    name = unit.spec.name
    if verb == "reload" and unit.state.phase in ("inactive", "failed", "auto-restart"):
        return f"{name} is not active, cannot reload."
    if unit.state.phase == "inactive":
        return f"A dependency job for {name} failed. See 'journalctl -xe' for details."
    if unit.state.limit_hit:
        why = "start of the service was attempted too often"
    elif unit.state.result == "timeout":
        why = "a timeout was exceeded"
    elif unit.state.result == "signal":
        why = "a fatal signal was delivered to the control process"
    else:
        why = "the control process exited with error code"
    return (
        f"Job for {name} failed because {why}.\n"
        f'See "systemctl status {name}" and "journalctl -xeu {name}" for details.'
    )


def _reload_or_restart(unit: Unit) -> Verb:
    return "reload" if unit.state.phase == "running" and unit.reloads else "restart"


def _try_restart(unit: Unit) -> Verb | None:
    return "restart" if unit.state.phase in ("running", "exited", "reload") else None


_VERBS: dict[str, Callable[[Unit], Verb | None]] = {
    "start": lambda unit: "start",
    "stop": lambda unit: "stop",
    "restart": lambda unit: "restart",
    "reload": lambda unit: "reload",
    "reload-or-restart": _reload_or_restart,
    "try-restart": _try_restart,
    "condrestart": _try_restart,
}


def _full(name: str) -> str:
    return name if "." in name else f"{name}.service"


def _state(unit: Unit | None) -> str:
    return active_state(unit.state.phase) if unit else "inactive"


def _is_active(supervisor: Supervisor, request: Request) -> Outcome:
    units = [supervisor.find(name) for name in request.units]
    states = [_state(unit) for unit in units]
    status = 0 if {"active", "reloading"} & set(states) else 3 if any(units) else 4
    return Outcome(status, _unless_quiet(request, states))


def _is_failed(supervisor: Supervisor, request: Request) -> Outcome:
    states = [_state(supervisor.find(name)) for name in request.units]
    return Outcome(0 if "failed" in states else 1, _unless_quiet(request, states))


def _is_enabled(supervisor: Supervisor, request: Request) -> Outcome:
    units = [supervisor.find(name) for name in request.units]
    if not all(units):
        return Outcome(1, errors="Failed to get unit file state: No such file or directory")
    words = ["enabled" if unit and unit.spec.enabled else "disabled" for unit in units]
    return Outcome(0 if "enabled" in words else 1, _unless_quiet(request, words))


def _unless_quiet(request: Request, lines: list[str]) -> str:
    return "" if "--quiet" in request.flags else "\n".join(lines)


def _status(supervisor: Supervisor, request: Request) -> Outcome:
    lines: list[str] = []
    status = 0
    for name in request.units or supervisor.units:
        unit = supervisor.find(name)
        if unit is None:
            return Outcome(4, errors=f"Unit {_full(name)} could not be found.")
        lines += [f"{unit.spec.name}", f"     Active: {_state(unit)} ({unit.state.phase})"]
        lines += [f"   Main PID: {unit.state.main_pid}"] if unit.state.main_pid else []
        status = status or (0 if _state(unit) in ("active", "reloading") else 3)
    return Outcome(status, "\n".join(lines))


def _show(supervisor: Supervisor, request: Request) -> Outcome:
    wanted = [name for name in request.values.get("property", "").split(",") if name]
    blocks = []
    for name in request.units:
        unit = supervisor.find(name)
        properties = {
            "Id": unit.spec.name if unit else _full(name),
            "LoadState": "loaded" if unit else "not-found",
            "ActiveState": _state(unit),
            "SubState": unit.state.phase if unit else "dead",
            "Result": unit.state.result if unit else "success",
            "MainPID": str(unit.state.main_pid if unit else 0),
            "NRestarts": str(unit.state.restarts if unit else 0),
        }
        properties["SubState"] = properties["SubState"].replace("inactive", "dead")
        chosen = [(key, properties[key]) for key in wanted or properties if key in properties]
        bare = "--value" in request.flags
        blocks.append("\n".join(value if bare else f"{key}={value}" for key, value in chosen))
    return Outcome(0, "\n\n".join(blocks))


def _kill(supervisor: Supervisor, request: Request) -> Outcome:
    whom = {"main": "main", "control": "main"}.get(request.values.get("whom", "all"), "all")
    try:
        number = signal_number(request.values.get("signal", "SIGTERM"))
    except ValueError:
        return Outcome(1, errors=f"Failed to parse signal string {request.values['signal']}.")
    for name in request.units:
        unit = supervisor.find(name)
        if unit is None:
            return _not_loaded("kill unit", name)
        unit.kill(number, whom)
    return Outcome(0)


def _reset_failed(supervisor: Supervisor, request: Request) -> Outcome:
    for name in request.units or supervisor.units:
        unit = supervisor.find(name)
        if unit is None:
            return _not_loaded("reset failed state of unit", name)
        supervisor.reset_failed(unit)
    return Outcome(0)


def _not_loaded(deed: str, name: str) -> Outcome:
    full = _full(name)
    return Outcome(1, errors=f"Failed to {deed} {full}: Unit {full} not loaded.")


def _list_units(supervisor: Supervisor, request: Request) -> Outcome:
    lines = [
        f"{name} loaded {_state(unit)} {unit.state.phase}"
        for name, unit in supervisor.units.items()
    ]
    return Outcome(0, "\n".join(lines))


_QUESTIONS: dict[str, Callable[[Supervisor, Request], Outcome]] = {
    "is-active": _is_active,
    "is-failed": _is_failed,
    "is-enabled": _is_enabled,
    "status": _status,
    "show": _show,
    "kill": _kill,
    "reset-failed": _reset_failed,
    "list-units": _list_units,
    "daemon-reload": lambda supervisor, request: Outcome(0),
}
