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
    "projector": ("Projector",),
    "trainer": ("Trainer",),
    "_question": ("Question",),
    "_hand_in": ("HandIn",),
    "_sorting": ("Sorting",),
    "synergy": ("Synergy", "SynergyBet", "SynergyGroup", "SynergyPair"),
    "territory": ("Territory", "TerritoryBet", "TerritoryReadings", "TerritorySums", "TerritorySwitches"),
    "empowerment": (
        "Empowerment",
        "EmpowermentBet",
        "EmpowermentCoins",
        "EmpowermentLadder",
        "EmpowermentSteps",
    ),
    "three_sectors": ("ThreeSectors", "ThreeSectorsBet", "ThreeSectorsDefence", "Triangle"),
    "democracy": ("Democracy", "DemocracyBet", "DemocracyStatute", "DemocracySteps"),
    "open_coordination": (
        "OpenCoordination",
        "OpenCoordinationBet",
        "OpenCoordinationLearning",
        "OpenCoordinationLevels",
    ),
    "responsible_partnership": (
        "ResponsiblePartnership",
        "ResponsiblePartnershipBet",
        "ResponsiblePartnershipChance",
        "ResponsiblePartnershipNeeds",
        "ResponsiblePartnershipOwners",
    ),
    "trust_levels": ("TrustBet", "TrustLadder", "TrustLevels", "TrustPath", "TrustRuns"),
    "repeated_trust": (
        "RepeatedTrust",
        "RepeatedTrustBet",
        "RepeatedTrustMeeting",
        "RepeatedTrustPatience",
        "RepeatedTrustTournament",
    ),
    "leverage": (
        "Leverage",
        "LeverageAudit",
        "LeverageBet",
        "LeverageBudget",
        "LeverageEffort",
        "LeveragePurse",
    ),
    "position_matrix": ("PositionMatrix", "PositionMatrixBet", "PositionMatrixOwn", "PositionMatrixRoom"),
    "local_energy": ("LocalEnergy", "LocalEnergyBet", "LocalEnergyRoom", "LocalEnergyStart", "LocalEnergyVote"),
    "added_value": ("AddedValue", "AddedValueBet", "AddedValueLearning", "AddedValueLedger", "AddedValueSize"),
    "local_resources": (
        "LocalResources",
        "LocalResourcesBet",
        "LocalResourcesRatings",
        "LocalResourcesStrength",
    ),
    "shared_energy": ("SharedEnergy", "SharedEnergyBet", "SharedEnergySquare", "SharedEnergyWin"),
    "social_capital": (
        "SocialCapital",
        "SocialCapitalBet",
        "SocialCapitalGaps",
        "SocialCapitalHub",
        "SocialCapitalTies",
    ),
    "shared_vision": ("SharedVision", "SharedVisionBet", "SharedVisionTalk", "SharedVisionTasks"),
    "cluster_stages": ("ClusterStages", "ClusterStagesBet", "ClusterStagesMany", "ClusterStagesMap"),
    "five_points": ("FivePoints", "FivePointsBet", "FivePointsPlan", "FivePointsRoom", "FivePointsWall"),
    "commitment": ("Commitment", "CommitmentBet", "CommitmentPortfolio", "CommitmentPromises", "CommitmentSentences"),
}


def __getattr__(name: str) -> Any:
    """Return an exported class, reading its module."""
    for module, names in EXPORTS.items():
        if name in names:
            return getattr(importlib.import_module(f"widgets.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
