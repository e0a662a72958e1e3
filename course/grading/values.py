"""Values that cross the border of the sandbox: plain data as JSON, and nothing that could run.

What is not plain data crosses as the name of its type.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

# More than this many numbers, texts and lists in one value is no answer to an exercise.
MOST = 200_000
DEEP = 60
KINDS = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}


class Opaque:
    """What was there instead of plain data; ``type(value).__name__`` is the name of its type."""


class Function:
    """A function was there; it can be called from outside by its name alone."""


def packed(value: Any) -> Any:
    """Return ``value`` as JSON can hold it.

    Parameters
    ----------
    value : object
        Numbers, texts, None, lists, tuples, sets, dictionaries, Decimal, Fraction, numpy numbers and arrays, nested.

    Examples
    --------
    >>> packed((1, {2.5})), unpacked(packed((1, {2.5})))
    (['tuple', [1, ['set', [2.5]]]], (1, {2.5}))
    """
    return _packed(value, [MOST], 0)


def _packed(value: Any, left: list[int], depth: int) -> Any:
    left[0] -= 1
    kind = type(value)
    if left[0] < 0 or depth > DEEP:
        return ["opaque", "too much"]
    if value is None or kind in (bool, str):
        return value
    if kind is int:
        return (
            value if abs(value) < 2**53 else ["int", hex(value)] if value.bit_length() < 40_000 else ["opaque", "int"]
        )
    if kind is float:
        return value if math.isfinite(value) else ["float", repr(value)]
    if kind in (list, tuple, set, frozenset):
        return [kind.__name__, [_packed(item, left, depth + 1) for item in value]]
    if isinstance(value, dict):  # also defaultdict, Counter and the like, which answer as a dictionary does
        pairs = [[_packed(key, left, depth + 1), _packed(item, left, depth + 1)] for key, item in dict.items(value)]
        return ["dict", pairs]
    if kind in (Decimal, Fraction):
        return [kind.__name__, str(value)]
    if kind.__module__ == "numpy" and hasattr(value, "dtype") and value.dtype.kind in "biuf" and value.size <= MOST:
        flat = [_packed(item, left, depth + 1) for item in value.ravel().tolist()]
        return ["array", str(value.dtype.str), list(value.shape), flat]
    if callable(value) and not isinstance(value, type):
        return ["function"]
    return ["opaque", kind.__name__[:80]]


def unpacked(kept: Any) -> Any:
    """Return the value that ``packed`` made ``kept`` of.

    Raises
    ------
    ValueError
        If ``kept`` is not what ``packed`` makes.
    """
    try:
        return _unpacked(kept, 0)
    except (TypeError, KeyError, ArithmeticError, IndexError, RecursionError, OverflowError) as error:
        raise ValueError("not a packed value") from error


def _unpacked(kept: Any, depth: int) -> Any:
    if depth > DEEP + 2:
        raise ValueError("too deep")
    if kept is None or isinstance(kept, bool | int | float | str):
        return kept
    kind, *rest = kept
    if kind in KINDS:
        return KINDS[kind](_unpacked(item, depth + 1) for item in rest[0])
    if kind == "dict":
        return {_unpacked(key, depth + 1): _unpacked(item, depth + 1) for key, item in rest[0]}
    if kind == "int":
        return int(rest[0], 16)
    if kind == "float":
        return float(rest[0])
    if kind == "Decimal":
        return Decimal(rest[0])
    if kind == "Fraction":
        return Fraction(rest[0])
    if kind == "array":
        return _array(*rest)
    if kind == "function":
        return Function()
    if kind == "opaque":
        return type(str(rest[0]) or "object", (Opaque,), {})()
    raise ValueError(f"unknown kind {kind!r}")


def _array(dtype: str, shape: list[int], flat: list[Any]) -> Any:
    import numpy as np

    if np.dtype(dtype).kind not in "biuf":
        raise ValueError("not an array of numbers")
    array = np.array([_unpacked(item, 0) for item in flat], dtype=dtype).reshape(shape)
    return array[()] if not shape else array
