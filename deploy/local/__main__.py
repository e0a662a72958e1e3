"""``python -m deploy.local start`` and ``stop``; ``make hub`` and ``make hub-stop`` set up and run them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from course.texts import Language, Words, spoken
from deploy.local.state import GATEWAY, Plan, State, default_folder

WORDS = Words("hub", spoken())
app = typer.Typer(help=WORDS("help.app"), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
Spoken = Annotated[Language | None, typer.Option("--lang", help=WORDS("help.lang"))]
Folder = Annotated[Path | None, typer.Option(help=WORDS("help.folder"))]


@app.command(help=WORDS("help.start"))
def start(
    lang: Spoken = None,
    folder: Folder = None,
    port: Annotated[int, typer.Option(help=WORDS("help.port"))] = 8000,
    inside: Annotated[int, typer.Option(help=WORDS("help.inside"))] = 18000,
    address: Annotated[str, typer.Option(help=WORDS("help.address"))] = "",
    public: Annotated[bool, typer.Option("--public-dashboards", help=WORDS("help.public"))] = False,
    no_walls: Annotated[bool, typer.Option("--no-walls", help=WORDS("help.no_walls"))] = False,
    gateway: Annotated[str, typer.Option(envvar=GATEWAY, help=WORDS("help.gateway"))] = "",
    servers: Annotated[int, typer.Option(help=WORDS("help.servers"))] = 1,
) -> None:
    """Start the whole course on this machine."""
    from deploy.local import hub

    plan = Plan(spoken(lang), port, inside, address, public, not no_walls, gateway, servers)
    raise typer.Exit(hub.start(_state(folder), plan, typer.echo))


@app.command(help=WORDS("help.stop"))
def stop(lang: Spoken = None, folder: Folder = None) -> None:
    """End it, from wherever it was started."""
    from deploy.local import hub

    raise typer.Exit(hub.stop(_state(folder), spoken(lang), typer.echo))


def _state(folder: Path | None) -> State:
    return State(folder.expanduser().resolve() if folder else default_folder())


if __name__ == "__main__":
    app()
