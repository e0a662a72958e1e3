"""What people touch: ``from widgets import Synergy``."""

from widgets._page import Contents, Gallery, Page
from widgets._question import Question
from widgets._sorting import Sorting
from widgets.synergy import Synergy, SynergyBet, SynergyGroup, SynergyPair

__all__ = ["Contents", "Gallery", "Page", "Question", "Sorting", "Synergy", "SynergyBet", "SynergyGroup", "SynergyPair"]
