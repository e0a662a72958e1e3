"""What people touch: ``from widgets import Synergy``."""

from widgets._page import Contents, Gallery, Page
from widgets._question import Question
from widgets.synergy import Synergy, SynergyBet, SynergyGroup, SynergyPair

__all__ = ["Contents", "Gallery", "Page", "Question", "Synergy", "SynergyBet", "SynergyGroup", "SynergyPair"]
