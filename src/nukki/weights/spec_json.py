"""A `ModelSpec` as JSON and back, for the models that users add.

The JSON has the fields of the dataclasses by name; a source says its kind under ``type``
("url", "pypi", "npm", "path"). Reading checks every key and type, since people edit these files.
"""

from __future__ import annotations

import dataclasses
import math
import re
import types
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from nukki.core.errors import OptionError, UnknownNameError
from nukki.core.spec import ModelSpec, NpmSource, PathSource, PypiSource, Source, UrlSource

Value = TypeVar("Value")

NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*")
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
SOURCES: dict[str, type[Source]] = {
    "url": UrlSource,
    "pypi": PypiSource,
    "npm": NpmSource,
    "path": PathSource,
}


def to_json(spec: ModelSpec) -> dict[str, Any]:
    """A spec as JSON values; fields at their default are left out."""
    fields: dict[str, Any] = _plain(spec)
    return fields


def from_json(data: object) -> ModelSpec:
    """The spec that JSON values describe.

    Raises:
        OptionError: An unknown or missing key, or a value of another type or out of range; the
            message names the field, not the file.
    """
    spec = _read_dataclass(ModelSpec, data, "model")
    check(spec)
    return spec


def check(spec: ModelSpec) -> None:
    """Refuse what no network can be fed by.

    Raises:
        OptionError: A name that is none or would lead out of its folder, an empty canvas, or a
            divisor of zero.
    """
    if not NAME.fullmatch(spec.name):
        raise OptionError(
            f"model name {spec.name!r}: expected lower-case letters, digits, '_', '.' and '-', "
            "beginning with a letter or digit"
        )
    for file in spec.weights:
        if not FILE_NAME.fullmatch(file.name):
            raise OptionError(f"weights: expected a plain file name, got {file.name!r}")
    if spec.preprocess is None:
        return
    feed = spec.preprocess
    if min(feed.size_hw) < 1 or feed.multiple < 1:
        raise OptionError(f"preprocess: expected a size of at least 1 x 1, got {feed.size_hw}")
    if not all(math.isfinite(value) for value in feed.mean + feed.std) or min(feed.std) <= 0:
        raise OptionError(
            f"preprocess: expected finite mean and positive std, got {feed.mean} and {feed.std}"
        )


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if not dataclasses.is_dataclass(value):
        return value
    fields = {
        field.name: _plain(getattr(value, field.name))
        for field in dataclasses.fields(value)
        if getattr(value, field.name) != field.default
    }
    kind = next((name for name, source in SOURCES.items() if isinstance(value, source)), None)
    return {"type": kind, **fields} if kind else fields


def _read_dataclass(kind: type[Value], data: object, where: str) -> Value:
    if not isinstance(data, dict):
        raise OptionError(f"{where}: expected an object, got {data!r}")
    hints = get_type_hints(kind)
    for key in data:
        if key not in hints:
            raise UnknownNameError(f"field of {where}", str(key), hints)
    values = {key: _read(hints[key], value, f"{where}.{key}") for key, value in data.items()}
    try:
        return kind(**values)
    except TypeError as error:  # a field without a default is missing; the interpreter names it
        raise OptionError(f"{where}: {str(error).partition('() ')[2]}") from error


def _read(hint: Any, value: object, where: str) -> Any:
    """A value checked against a type hint of the spec's dataclasses."""
    if hint == Source:
        return _read_source(value, where)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return _read_dataclass(hint, value, where)
    arguments = get_args(hint)
    origin = get_origin(hint)
    if origin is types.UnionType:
        return None if value is None else _read(arguments[0], value, where)
    if origin is tuple:
        return _read_tuple(arguments, value, where)
    if origin is Literal:
        return _read_choice(arguments, value, where)
    return _read_scalar(hint, value, where)


def _read_source(value: object, where: str) -> Source:
    fields = dict(value) if isinstance(value, dict) else {}
    kind = SOURCES.get(str(fields.pop("type", None)))
    if kind is None:
        raise OptionError(f"{where}: expected a type of {' or '.join(SOURCES)}, got {value!r}")
    return _read_dataclass(kind, fields, where)


def _read_tuple(hints: tuple[Any, ...], value: object, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise OptionError(f"{where}: expected a list, got {value!r}")
    if hints[-1] is Ellipsis:
        hints = (hints[0],) * len(value)
    if len(value) != len(hints):
        raise OptionError(f"{where}: expected {len(hints)} values, got {value!r}")
    return tuple(
        _read(hint, item, f"{where}[{index}]")
        for index, (hint, item) in enumerate(zip(hints, value, strict=True))
    )


def _read_choice(choices: tuple[Any, ...], value: object, where: str) -> object:
    if value not in choices:
        raise OptionError(f"{where}: expected {' or '.join(map(repr, choices))}, got {value!r}")
    return value


def _read_scalar(kind: type, value: object, where: str) -> object:
    # JSON writes 1.0 as 1, and Python counts True as 1
    fits = type(value) is kind or (kind is float and type(value) is int)
    if not fits:
        raise OptionError(f"{where}: expected {kind.__name__}, got {value!r}")
    return kind(value)
