"""The digest in a real browser: nothing is wider than the screen, nothing is asked of the network."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from bot.summary.digest import digest
from tests.summary.desk import NOW, POLICY, busy, case, held, line

if TYPE_CHECKING:
    from pathlib import Path

#: Asks the page itself, laid out in a frame as narrow as a phone, what sticks out of it.
_PROBE = """<!DOCTYPE html><meta charset="utf-8"><title>probe</title>
<iframe id="phone" src="digest.html" style="width:{width}px;height:4000px;border:0"></iframe>
<script>
window.onload = function () {{
  var page = document.getElementById("phone").contentDocument, root = page.documentElement, out = [];
  page.querySelectorAll("*").forEach(function (e) {{ if (e.getBoundingClientRect().right > {width} + 0.5) out.push(e.tagName); }});
  document.title = "asked " + {width} + " got " + root.scrollWidth + " out " + out.length + " loaded " +
    document.getElementById("phone").contentWindow.performance.getEntriesByType("resource").length;
}};
</script>"""
_TITLE = re.compile(r"<title>asked (\d+) got (\d+) out (\d+) loaded (\d+)</title>")
_QUIET = (
    "--headless",
    "--hide-scrollbars",  # a phone lays them over the page; a desktop's takes fifteen pixels where the page is long
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--allow-file-access-from-files",
    "--virtual-time-budget=2000",
)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the browser's path."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found:
        return found
    sentence = "A real browser is needed to lay the digest out: apt-get install chromium."
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.mark.parametrize("width", [320, 360, 600])
def test_nothing_is_wider_than_the_screen(chromium: str, tmp_path: Path, width: int) -> None:
    long = "w" * 200
    told = busy(
        held_mails=(held(sender=f"{long}@far.example", subject=long),),
        client_mails=(line(sender=f"{long}@far.example", subject=long),),
        new_cases=(case(client_name=long, invoice_numbers=(long,)),),
    )
    (tmp_path / "digest.html").write_text(digest(told, POLICY, NOW, "digest-1@northlight.example").html, encoding="utf-8")
    (tmp_path / "probe.html").write_text(_PROBE.format(width=width), encoding="utf-8")
    shown = subprocess.run(  # noqa: S603 - our own browser on our own page
        [chromium, *_QUIET, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", (tmp_path / "probe.html").as_uri()],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    asked = _TITLE.search(shown)
    assert asked, shown[:2000]
    assert tuple(map(int, asked.groups())) == (width, width, 0, 0)
