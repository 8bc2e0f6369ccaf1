"""DOOR, Jinja2: fills the templates of a folder under templates/; outside text is only ever data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, select_autoescape
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.resources import templates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, MutableMapping
    from pathlib import Path

    from jinja2 import Template

__all__ = ["Rendered", "TemplateError", "environment", "render", "render_file"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """One filled mail template; `subject` is a single line, `text` ends with one newline."""

    subject: str
    text: str
    html: str


def environment() -> ImmutableSandboxedEnvironment:
    """Return the one environment of all mails: sandboxed, strict, HTML escaped; nothing is read again once it is compiled."""
    return _environment(templates())


class _Environment(ImmutableSandboxedEnvironment):
    """Names that every template knows are laid together once, when it is compiled, and not each time it is filled: nobody changes them later."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return these names, and a template's own, as one plain table."""
        return {**self.globals, **(d or {})}


@cache
def _environment(folders: tuple[Path, ...]) -> ImmutableSandboxedEnvironment:
    found = _Environment(
        loader=FileSystemLoader(folders, followlinks=False),
        undefined=StrictUndefined,
        auto_reload=False,
        cache_size=-1,
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    found.filters["each"] = _each
    return found


def _each(rows: Iterable[object], name: str) -> list[object]:
    """The filter `rows|each("text")`: one public attribute of every row; `name` is our template's own word, never outside text."""
    if name.startswith("_"):
        raise SecurityError(f"{name} is no attribute for a template")
    return [getattr(row, name) for row in rows]


def render(template: str, language: str, values: Mapping[str, Any]) -> Rendered:
    """Fill `templates/<template>/{subject.txt,body.txt,body.html}`, or `subject.<language>.txt` ... where they exist.

    Raises jinja2.UndefinedError when the template asks for a value that was not given.
    """
    subject = " ".join(render_file(template, "subject", "txt", language, values).split())
    text = render_file(template, "body", "txt", language, values).strip() + "\n"
    return Rendered(subject=subject, text=text, html=render_file(template, "body", "html", language, values))


def render_file(template: str, part: str, suffix: str, language: str, values: Mapping[str, Any]) -> str:
    """Fill one file of a template folder, in the language if that file exists, else the default one (English)."""
    return _template(template, part, suffix, language, templates()).render(values)


@cache
def _template(template: str, part: str, suffix: str, language: str, _folders: tuple[Path, ...]) -> Template:
    """Compiled once: a change of a template counts from the next start."""
    try:
        return environment().get_template(f"{template}/{part}.{language}.{suffix}")
    except TemplateNotFound:
        return environment().get_template(f"{template}/{part}.{suffix}")
