"""DOOR, Jinja2: fills the templates of a folder under templates/; outside text is only ever data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateNotFound, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.resources import folder

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Rendered:
    """One filled mail template; `subject` is a single line, `text` ends with one newline."""

    subject: str
    text: str
    html: str


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder("templates"), followlinks=False),
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


def render(template: str, language: str, values: Mapping[str, Any]) -> Rendered:
    """Fill `templates/<template>/{subject.txt,body.txt,body.html}`, or `subject.<language>.txt` ... where they exist.

    Raises jinja2.UndefinedError when the template asks for a value that was not given.
    """
    subject = " ".join(render_file(template, "subject", "txt", language, values).split())
    text = render_file(template, "body", "txt", language, values).strip() + "\n"
    return Rendered(subject=subject, text=text, html=render_file(template, "body", "html", language, values))


def render_file(template: str, part: str, suffix: str, language: str, values: Mapping[str, Any]) -> str:
    """Fill one file of a template folder, in the language if that file exists, else the default one (English)."""
    environment = _environment()
    try:
        found = environment.get_template(f"{template}/{part}.{language}.{suffix}")
    except TemplateNotFound:
        found = environment.get_template(f"{template}/{part}.{suffix}")
    return found.render(values)
