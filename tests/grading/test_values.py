"""What crosses the border of the sandbox is plain data, and comes over as it was."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.grading.values import MOST, Function, Opaque, packed, unpacked

KEYS = st.integers() | st.text() | st.booleans() | st.none() | st.tuples(st.integers(), st.text())
SINGLE = KEYS | st.floats(allow_nan=False) | st.decimals(allow_nan=False) | st.fractions()
PLAIN = st.recursive(
    SINGLE,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.tuples(inner, inner)
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.sets(KEYS, max_size=4)
        | st.frozensets(KEYS, max_size=4)
    ),
    max_leaves=20,
)
JSON = st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=4), max_leaves=12)


def over(value: Any) -> Any:
    return unpacked(json.loads(json.dumps(packed(value))))


@given(PLAIN)
def test_plain_data_comes_over_as_it_was(value: Any) -> None:
    back = over(value)
    assert back == value
    assert type(back) is type(value)


@given(JSON)
def test_whatever_is_sent_makes_data_or_is_refused(sent: Any) -> None:
    try:
        unpacked(sent)
    except ValueError:
        return


@pytest.mark.parametrize("array", [np.arange(6).reshape(2, 3), np.array([1.5, np.inf]), np.float64(2.5), np.array([])])
def test_arrays_keep_shape_and_kind(array: Any) -> None:
    back = over(array)
    assert np.array_equal(back, array)
    assert (np.shape(back), np.asarray(back).dtype) == (np.shape(array), np.asarray(array).dtype)


def test_what_is_no_data_is_named_and_never_brought() -> None:
    class Liar(list):
        """A list that says it equals everything."""

        def __eq__(self, other: object) -> bool:
            return True

    assert isinstance(over(Liar([1])), Opaque)
    assert type(over(Liar([1]))).__name__ == "Liar"
    assert over(Liar([1])) != [1]
    assert isinstance(over(len), Function)
    assert isinstance(over(int), Opaque)
    assert isinstance(over([0] * (MOST + 5))[-1], Opaque)
    assert over({1: [Decimal("0.1"), Fraction(1, 3), 2**90]}) == {1: [Decimal("0.1"), Fraction(1, 3), 2**90]}
    endless: list[Any] = []
    endless.append(endless)
    assert over(endless) is not None
