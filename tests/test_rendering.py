from __future__ import annotations

from dataclasses import dataclass

import pytest
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from bot.rendering import environment


@dataclass(frozen=True)
class Row:
    text: str
    html: Markup


ROWS = (Row("a < b", Markup("a &lt; b")), Row("c", Markup("<b>c</b>")))


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ('{% autoescape false %}{{ rows|each("text")|join("|") }}{% endautoescape %}', "a < b|c"),
        ('{% autoescape true %}{{ rows|each("html")|join("<br>"|safe) }}{% endautoescape %}', "a &lt; b<br><b>c</b>"),
        ('{% autoescape true %}{{ rows|each("text")|join("<br>") }}{% endautoescape %}', "a &lt; b&lt;br&gt;c"),
    ],
)
def test_each_takes_one_attribute_of_every_row(template: str, filled: str) -> None:
    assert environment().from_string(template).render(rows=ROWS) == filled


def test_each_opens_no_way_around_the_sandbox() -> None:
    assert isinstance(environment(), ImmutableSandboxedEnvironment)
    with pytest.raises(SecurityError):
        environment().from_string('{{ rows|each("__class__") }}').render(rows=ROWS)


def test_every_template_knows_the_common_names_and_its_own() -> None:
    template = environment().from_string("{% for at in range(2) %}{{ at }}{{ own }}{% endfor %}", globals={"own": "x"})
    assert template.render() == "0x1x"
    assert template.globals == {**environment().globals, "own": "x"}
