"""What her template may ask for, and how: tags of Jinja that can read what is offered, choose and repeat, and no more."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import Undefined
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

_FILTERS = ("capitalize", "default", "first", "join", "last", "length", "lower", "title", "trim", "upper")
_OPEN, _CLOSE = Markup("&#123;"), Markup("&#125;")


class Offered(Mapping[str, Any]):
    """Things by name; it remembers which were asked for."""

    def __init__(self, name: str, things: Mapping[str, Any], asked: Callable[[str], None] = lambda _: None) -> None:
        self.name = name
        """As she writes it: ``section``."""
        self._things = things
        self._asked = asked

    def __getitem__(self, key: str) -> Any:
        """The thing of that name."""
        thing = self._things[key]
        self._asked(key)
        return thing

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self._things)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._things)


class Tags(ImmutableSandboxedEnvironment):
    """Jinja without functions, calls, files or sums that grow without end. `written` sees each value that is put in."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, written: Callable[[Any], None]) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=self._finished)
        self.globals.clear()
        self.filters = {name: FILTERS[name] for name in _FILTERS}
        self._written = written

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``section.plan`` is what is offered under that name, never a method."""
        if isinstance(obj, Offered):
            return self.getitem(obj, attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """The same for ``section["plan"]``."""
        if isinstance(obj, Offered):
            if argument in obj:
                return obj[argument]
            return self.undefined(hint=f"{obj.name}.{argument}", name=argument)
        return super().getitem(obj, argument)

    def is_safe_callable(self, obj: Any) -> bool:
        """Nothing is called; what is not there says so itself."""
        return isinstance(obj, Undefined)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """What would multiply a text is not done."""
        raise SecurityError(operator)

    def _finished(self, value: Any) -> Any:
        """As XML; a brace as its number, for docxtpl looks for its own marks once more when all is put in."""
        self._written(value)
        if isinstance(value, (Markup, Undefined)):
            return value
        if not isinstance(value, (str, int)):
            name = value.name if isinstance(value, Offered) else "a list"
            return self.undefined(hint=f"{name} as a whole", name=name)
        return escape(value).replace("{", _OPEN).replace("}", _CLOSE)
