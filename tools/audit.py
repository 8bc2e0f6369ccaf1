"""Ask an advisory service about every pin of requirements.lock: exit 0 where none has a known hole, 1 where one has, 2 where it could not be asked.

`make audit` runs it with pip-audit in an environment of its own, so that the auditor's own dependencies are none of ours. A pin that the
service does not know counts as not asked about: silence is no yes.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
#: The two services that pip-audit can ask, in order: the second knows what the first mirrors.
SERVICES = ("pypi", "osv")


def pins(lock: str) -> list[str]:
    """Return the names that a lock file pins."""
    return re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)


def verdict(report: dict[str, Any], wanted: list[str]) -> tuple[int, list[str]]:
    """Return the exit code and the sentences for a report of pip-audit about these names."""
    told = {_plain(entry["name"]): entry for entry in report.get("dependencies", [])}
    holes = [
        f"{entry['name']} {entry['version']}: {hole['id']}, fixed in {', '.join(hole['fix_versions']) or 'no version yet'}"
        for entry in told.values()
        for hole in entry.get("vulns", [])
    ]
    unasked = [name for name in wanted if "vulns" not in told.get(_plain(name), {})]
    if holes:
        return 1, [*holes, f"{len(holes)} known holes in {len(wanted)} pins; raise the pins in pyproject.toml and run `make lock`."]
    if unasked:
        return 2, [
            f"Not audited: the service could not be asked about {len(unasked)} of {len(wanted)} pins ({', '.join(unasked[:5])} ...)."
        ]
    return 0, [f"No known hole in {len(wanted)} pins."]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked(service: str, extra: list[str]) -> dict[str, Any]:
    """Run pip-audit; an empty report where it could not ask."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--requirement", str(LOCK)]
    command += ["--format", "json", "--progress-spinner", "off", "--vulnerability-service", service, *extra]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter, no shell
    try:
        found = json.loads(done.stdout)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def main(extra: list[str]) -> int:
    """Ask one service after the other until one knows all pins; print what it says."""
    wanted = pins(LOCK.read_text(encoding="utf-8"))
    code, said = 2, ["Not audited: no service was asked."]
    for service in SERVICES:
        code, said = verdict(asked(service, extra), wanted)
        if code != 2:  # noqa: PLR2004 - it was asked
            break
    print("\n".join(said))  # noqa: T201 - it prints what it found
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
