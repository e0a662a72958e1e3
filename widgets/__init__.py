"""What people touch: ``from widgets import Synergy``."""

from widgets._page import Contents, Gallery, Page
from widgets._question import Question
from widgets._sorting import Sorting
from widgets.cluster_stages import ClusterStages, ClusterStagesBet, ClusterStagesMany, ClusterStagesMap
from widgets.synergy import Synergy, SynergyBet, SynergyGroup, SynergyPair
from widgets.territory import Territory, TerritoryBet, TerritoryReadings, TerritorySums, TerritorySwitches
from widgets.three_sectors import ThreeSectors, ThreeSectorsBet, ThreeSectorsDefence, Triangle
from widgets.trust_levels import TrustBet, TrustLadder, TrustLevels, TrustPath, TrustRuns

__all__ = [
    "ClusterStages",
    "ClusterStagesBet",
    "ClusterStagesMany",
    "ClusterStagesMap",
    "Contents",
    "Gallery",
    "Page",
    "Question",
    "Sorting",
    "Synergy",
    "SynergyBet",
    "SynergyGroup",
    "SynergyPair",
    "Territory",
    "TerritoryBet",
    "TerritoryReadings",
    "TerritorySums",
    "TerritorySwitches",
    "ThreeSectors",
    "ThreeSectorsBet",
    "ThreeSectorsDefence",
    "Triangle",
    "TrustBet",
    "TrustLadder",
    "TrustLevels",
    "TrustPath",
    "TrustRuns",
]
