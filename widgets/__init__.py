"""What people touch: ``from widgets import Synergy``.

A concept's module is read when one of its names is first asked for: a page of one concept waits for no other.
"""

from __future__ import annotations

import importlib
from typing import Any

# Module -> what it offers, in teaching order.
EXPORTS: dict[str, tuple[str, ...]] = {
    "_page": ("Page",),
    "_lists": ("Contents", "Gallery"),
    "_reference": ("Glossary", "Programmes", "Sources"),
    "_partnership": ("MyPartnership",),
    "_question": ("Question",),
    "_sorting": ("Sorting",),
    "synergy": ("Synergy", "SynergyBet", "SynergyGroup", "SynergyPair"),
    "territory": ("Territory", "TerritoryBet", "TerritoryReadings", "TerritorySums", "TerritorySwitches"),
    "three_sectors": ("ThreeSectors", "ThreeSectorsBet", "ThreeSectorsDefence", "Triangle"),
    "open_coordination": (
        "OpenCoordination",
        "OpenCoordinationBet",
        "OpenCoordinationLearning",
        "OpenCoordinationLevels",
    ),
    "trust_levels": ("TrustBet", "TrustLadder", "TrustLevels", "TrustPath", "TrustRuns"),
    "repeated_trust": (
        "RepeatedTrust",
        "RepeatedTrustBet",
        "RepeatedTrustMeeting",
        "RepeatedTrustPatience",
        "RepeatedTrustTournament",
    ),
    "position_matrix": ("PositionMatrix", "PositionMatrixBet", "PositionMatrixOwn", "PositionMatrixRoom"),
    "local_resources": (
        "LocalResources",
        "LocalResourcesBet",
        "LocalResourcesRatings",
        "LocalResourcesStrength",
    ),
    "shared_energy": ("SharedEnergy", "SharedEnergyBet", "SharedEnergySquare", "SharedEnergyWin"),
    "shared_vision": ("SharedVision", "SharedVisionBet", "SharedVisionTalk", "SharedVisionTasks"),
    "cluster_stages": ("ClusterStages", "ClusterStagesBet", "ClusterStagesMany", "ClusterStagesMap"),
    "commitment": ("Commitment", "CommitmentBet", "CommitmentPortfolio", "CommitmentPromises", "CommitmentSentences"),
}


def __getattr__(name: str) -> Any:
    """Return an exported class, reading its module."""
    for module, names in EXPORTS.items():
        if name in names:
            return getattr(importlib.import_module(f"widgets.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
