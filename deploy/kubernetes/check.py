"""``python -m deploy.kubernetes.check --schema values.schema.yaml`` says whether the values fit the Hub's chart.

The chart brings the schema and its defaults (``helm pull --untar`` lays both down). Helm looks again on installing.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import yaml
from jsonschema.validators import validator_for

VALUES = Path(__file__).with_name("values.yaml")


def merged(base: Any, over: Any) -> Any:
    """Return two values merged as Helm does: tables grow, all else is replaced, null takes away.

    Examples
    --------
    >>> merged({"a": {"b": 1, "c": [1]}, "d": 1}, {"a": {"c": [2]}, "d": None})
    {'a': {'b': 1, 'c': [2]}}
    """
    if not (isinstance(base, dict) and isinstance(over, dict)):
        return over
    both = {name: merged(base.get(name), value) for name, value in over.items() if value is not None}
    return {name: value for name, value in base.items() if name not in over} | both


def faults(schema: dict[str, Any], values: dict[str, Any], whole: bool) -> list[str]:
    """Return what does not fit, by its place; what is missing counts only where the values are ``whole``."""
    found = validator_for(schema)(schema).iter_errors(values)
    said = [error for error in found if whole or error.validator != "required"]
    return sorted(f"{'.'.join(map(str, error.absolute_path)) or 'values'}: {error.message[:300]}" for error in said)


def main(arguments: list[str] | None = None) -> int:
    """Say what does not fit and return an exit code."""
    asked = argparse.ArgumentParser(description=__doc__, prog="python -m deploy.kubernetes.check")
    asked.add_argument("--schema", type=Path, required=True, help="values.schema.yaml, or .json, of the chart")
    asked.add_argument("--defaults", type=Path, help="values.yaml of the chart; else what is missing is not said")
    asked.add_argument("--values", type=Path, nargs="*", default=[VALUES], help="ours, in the order given to Helm")
    told = asked.parse_args(arguments)
    values: Any = _read(told.defaults) if told.defaults else {}
    for path in told.values:
        values = merged(values, _read(path))
    wrong = faults(_read(told.schema), values, whole=told.defaults is not None)
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


if __name__ == "__main__":
    sys.exit(main())
