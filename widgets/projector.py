"""The projector of a live workshop: what the whole room sees."""

from __future__ import annotations

from widgets._live import SHARED, Screen, joined, styled


class Projector(Screen):
    """The big screen: how to join, the question, its results once revealed, groups, the wall, commitments.

    Parameters
    ----------
    choice : str, optional
        Language; without it the page's address decides.
    client : Client, optional
        The line to the server; without it the environment names the server and the projector's key.
    """

    _esm = joined(*SHARED, "projector.js")
    _css = styled("projector.css")

    role, key_name = "projector", "PARTNERSHIP_LIVE_SHOW"
