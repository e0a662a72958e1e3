"""Voilà's templates compiled once: it makes an environment of its own for each visit and would compile all anew."""

from __future__ import annotations

from types import CodeType

import voila.notebook_renderer as renderer
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from voila.exporter import VoilaExporter


class Kept(BytecodeCache):
    """Compiled templates in memory; a template that has changed is compiled anew.

    Examples
    --------
    >>> environment = Environment(bytecode_cache=Kept())
    >>> environment.from_string("{{ 1 + 1 }}").render()
    '2'
    """

    def __init__(self) -> None:
        self._code: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code of a template whose text is the same."""
        text, code = self._code.get(bucket.key, ("", None))
        if text == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        if bucket.code:
            self._code[bucket.key] = (bucket.checksum, bucket.code)

    def clear(self) -> None:
        """Forget all."""
        self._code.clear()


KEPT = Kept()


class Exporter(VoilaExporter):
    """Voilà's exporter, but that it compiles no template twice."""

    def _create_environment(self) -> Environment:
        environment = super()._create_environment()
        environment.bytecode_cache = KEPT
        return environment


def keep() -> None:
    """Let Voilà render with compiled templates from now on; it offers no setting for its exporter."""
    renderer.VoilaExporter = Exporter  # pyright: ignore[reportPrivateImportUsage]
