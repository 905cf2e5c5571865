"""`headwater export`: the mode is a choice; without one, the destination's own setting counts."""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.cli import console
from orchestration.cli.errors import CONFIGURATION, GOOD, PARTIAL, HeadwaterError
from orchestration.settings import Settings

_PROVISIONED = "hubspot"  # the one destination whose fields must exist before rows are written


@dataclass(frozen=True)
class Choice:
    """What was asked for on the command line."""

    render: bool = False
    validate: bool = False
    canary: int | None = None
    live: bool = False
    provision: bool = False
    check: bool = False
    force: bool = False

    @property
    def modes(self) -> list[str]:
        """The modes that were given; at most one makes sense."""
        picked = {
            "render": self.render,
            "validate": self.validate,
            "canary": self.canary is not None,
            "live": self.live,
            "provision": self.provision,
        }
        return [name for name, is_picked in picked.items() if is_picked]


def run_exports(destination: str | None, choice: Choice) -> int:
    """Run one destination or all; returns 3 when any of them did not end well."""
    from orchestration.exports import DESTINATIONS, run_export

    settings = Settings.load()
    _require_sense(destination, choice, DESTINATIONS)
    if choice.provision:
        return _provision(settings, choice.check)
    mode = choice.modes[0] if choice.modes else None
    ended = []
    for name in [destination] if destination else list(DESTINATIONS):
        report = run_export(settings, name, mode, choice.canary, force=choice.force)
        console.out.print(str(report), markup=False)
        ended.append(report.state)
    return GOOD if all(state in {"good", "off"} for state in ended) else PARTIAL


def _require_sense(destination: str | None, choice: Choice, known: tuple[str, ...]) -> None:
    if destination is not None and destination not in known:
        raise HeadwaterError(
            "E210", f"no destination {destination}", "headwater export",
            f"known are {', '.join(known)}", "use one of these names", CONFIGURATION,
        )  # fmt: skip
    if len(choice.modes) > 1:
        raise HeadwaterError(
            "E211", "two modes at once", "headwater export",
            f"{' and '.join(choice.modes)} were given",
            "give one of --render, --validate, --canary N, --live, --provision", CONFIGURATION,
        )  # fmt: skip
    if choice.canary is not None and choice.canary < 1:
        raise HeadwaterError(
            "E214", f"a canary of {choice.canary} rows", "headwater export --canary",
            "at least one row must fly ahead", "--canary 5", CONFIGURATION,
        )  # fmt: skip
    if choice.check and not choice.provision:
        raise HeadwaterError(
            "E215", "--check without --provision", "headwater export",
            "it looks at the fields that --provision makes",
            f"headwater export {_PROVISIONED} --provision --check", CONFIGURATION,
        )  # fmt: skip
    if choice.provision and destination not in {None, _PROVISIONED}:
        raise HeadwaterError(
            "E216", f"{destination} has nothing to provision", "headwater export --provision",
            f"only {_PROVISIONED} has fields of its own",
            f"headwater export {_PROVISIONED} --provision", CONFIGURATION,
        )  # fmt: skip


def _provision(settings: Settings, check: bool) -> int:
    """Make the CRM's fields, or with `check` change nothing; returns 2 when any is still wrong."""
    from orchestration.exports import provision

    problems = provision(settings, check=check)
    for name, what in problems.items():
        console.out.print(f"{name}: {what}", markup=False)
    if problems:
        fix = f"headwater export {_PROVISIONED} --provision" if check else "correct them there"
        console.out.print(f"{len(problems)} field(s) are not as needed — FIX: {fix}", markup=False)
        return CONFIGURATION
    console.out.print(f"all fields of {_PROVISIONED} are in order")
    return GOOD
