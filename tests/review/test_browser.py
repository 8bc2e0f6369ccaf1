"""The approver's mails in a real browser: nothing wider than a phone, nothing asked of the network, every word readable in light and dark."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from bot.review.receipt import tell
from bot.vocabulary.outgoing import StaffMail
from tests.review.desk import ANA, CASE, client_mail, context, draft, facts
from tests.review.test_request import HOSTILE, mails

if TYPE_CHECKING:
    from pathlib import Path

_LEAST_CONTRAST = 4.5
#: Lays the page out in a frame as narrow as a phone and writes into its own title what sticks out, what was loaded and which words
#: stand in too faint a colour. Colours as in https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
_PROBE = """<!DOCTYPE html><meta charset="utf-8"><title>probe</title>
<iframe id="phone" src="mail.html" style="width:{width}px;height:4000px;border:0"></iframe>
<script>
function light(c) {{ return [0, 1, 2].reduce(function (sum, n) {{
  var part = c[n] / 255; part = part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
  return sum + part * [0.2126, 0.7152, 0.0722][n]; }}, 0); }}
function numbers(colour) {{ return colour.match(/[0-9.]+/g).map(Number); }}
window.onload = function () {{
  var frame = document.getElementById("phone"), page = frame.contentDocument, out = [], faint = [];
  page.querySelectorAll("body, body *").forEach(function (e) {{
    if (e.getBoundingClientRect().right > {width} + 0.5) out.push(e.tagName);
    if (!Array.from(e.childNodes).some(function (n) {{ return n.nodeType === 3 && n.data.trim(); }})) return;
    var ground = e, back = null;
    while (ground && (!back || back[3] === 0)) {{
      back = numbers(frame.contentWindow.getComputedStyle(ground).backgroundColor); ground = ground.parentElement; }}
    if (!back || back[3] === 0) back = {paper};
    var a = light(numbers(frame.contentWindow.getComputedStyle(e).color)), b = light(back);
    var ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < {least}) faint.push(e.tagName + " " + ratio.toFixed(2) + " " + e.textContent.slice(0, 40));
  }});
  document.title = JSON.stringify({{ wide: page.documentElement.scrollWidth, out: out, faint: faint,
    page: frame.contentWindow.getComputedStyle(page.body).backgroundColor,
    loaded: frame.contentWindow.performance.getEntriesByType("resource").length }});
}};
</script>"""
_QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--allow-file-access-from-files", "--virtual-time-budget=2000",
)  # fmt: skip
_MODES = {"light": ((), "[255, 255, 255]"), "dark": (("--force-dark-mode", "--blink-settings=preferredColorScheme=0"), "[18, 18, 18]")}


def pages() -> dict[str, tuple[str, str]]:
    """Every kind of mail to an approver as (HTML, text), with words longer than a phone is wide."""
    long = "w" * 300
    made = {name: (mail.html, mail.text) for name, mail in mails().items()}
    from bot.review.request import ask  # noqa: PLC0415 - beside its only use
    from tests.review.desk import NOW, POLICY, CountingMint  # noqa: PLC0415 - beside its only use

    wide = ask(facts(f"{HOSTILE}{long} {long}", draft=draft(client_mail(f"{long}\n"))), ANA, POLICY, NOW, CountingMint())[1].mail
    said = ("On its way to tom@harbour.example, approved Tuesday 6 October, 10:30.", f"I was not sure whether '{long}' is a yes.")
    made["wide"] = (wide.html, wide.text)
    for kind in (StaffMail.RECEIPT, StaffMail.HINT, StaffMail.ALERT):
        mail = tell(kind, ANA, CASE, said, context(), "on its way").mail
        made[kind.value] = (mail.html, mail.text)
    return made


PAGES = pages()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the browser's path."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found:
        return found
    sentence = "A real browser is needed to lay the mails out: apt-get install chromium."
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.mark.parametrize("mode", _MODES)
@pytest.mark.parametrize("name", ["plain", "hostile words", "edited", "ambiguous", "wide", "hint"])
def test_it_fits_a_phone_and_can_be_read(chromium: str, tmp_path: Path, name: str, mode: str) -> None:
    options, paper = _MODES[mode]
    (tmp_path / "mail.html").write_text(PAGES[name][0], encoding="utf-8")
    (tmp_path / "probe.html").write_text(_PROBE.format(width=360, least=_LEAST_CONTRAST, paper=paper), encoding="utf-8")
    shown = subprocess.run(  # noqa: S603 - our own browser on our own page
        [chromium, *_QUIET, *options, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", (tmp_path / "probe.html").as_uri()],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    title = re.search(r"<title>(\{.*?\})</title>", shown)
    assert title, shown[:2000]
    found = json.loads(html.unescape(title[1]))
    assert (found["wide"], found["out"], found["faint"], found["loaded"]) == (360, [], [], 0)
    assert (found["page"] in {"rgb(18, 18, 17)", "rgb(30, 30, 28)"}) == (mode == "dark")


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_asked_of_the_network(name: str) -> None:
    page = PAGES[name][0]
    assert not re.search(r"(?i)<(img|script|link|iframe|object|embed|video|audio|form|base)\b|@import|url\(|\bsrc=|\bbackground=", page)
    assert all(link.startswith("mailto:") for link in re.findall(r'href="([^"]*)"', page))


@pytest.mark.parametrize("name", PAGES)
def test_every_number_of_the_page_is_in_the_text(name: str) -> None:
    page, text = PAGES[name]
    shown = html.unescape(re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<style>.*?</style>|<title>.*?</title>", "", page)))
    assert set(re.findall(r"\d[\d.,:]*", shown)) <= set(re.findall(r"\d[\d.,:]*", text))
