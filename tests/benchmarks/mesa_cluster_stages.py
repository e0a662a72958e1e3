"""The rules of cluster_stages written plainly with Mesa: agents, pairs, one run at a time.

The oracle of `course.models.cluster_stages` in its tests and what its benchmark compares it with. It is fed the same
random numbers, so both have to agree run by run, not only on average.
"""

from itertools import combinations
from math import dist, exp

import mesa

from course.models.cluster_stages import Chance, Scenario


class Firm(mesa.Agent):
    def __init__(self, model, number, place):
        super().__init__(model)
        self.number, self.place = number, place
        self.trade = number % model.rules.trades
        self.trust = {}  # other firm -> trust, kept by both
        self.seen = set()  # whom it met in this step
        self.income = 0.0

    def meets(self, other, number):
        return number < exp(-dist(self.place, other.place) / self.model.rules.reach)

    def feels(self, other, trust):
        self.trust[other] = other.trust[self] = trust
        self.seen.add(other)
        other.seen.add(self)

    def forget(self):
        for other in self.trust:
            if other not in self.seen:
                self.trust[other] *= 1 - self.model.decay
        self.seen.clear()


class Cluster(mesa.Model):
    def __init__(self, rules: Scenario, drawn: Chance, run: int = 0):
        super().__init__()
        self.rules, self.drawn, self.run, self.now = rules, drawn, run, 0
        self.decay, self.stage, self.wins, self.beyond = rules.decay, 1, 0, False
        self.firms = [Firm(self, number, tuple(place)) for number, place in enumerate(drawn.place[run].tolist())]
        for one, other in combinations(self.firms, 2):
            one.trust[other] = other.trust[one] = rules.start
        self.peak = rules.start
        self.stages, self.trusts, self.incomes, self.log = [1], [self.mean()], [0.0], []

    def mean(self):
        n = len(self.firms)
        return sum(sum(firm.trust.values()) for firm in self.firms) / (n * (n - 1))

    def step(self):
        rules, at = self.rules, self.now
        self.now += 1
        late = self.now > rules.turn
        self.decay = rules.late_decay if late and rules.late_decay is not None else rules.decay
        shock = rules.shock if late and self.now <= rules.turn + rules.shock_steps else 0.0
        self.likely = rules.success * (1 - shock)
        for firm in self.firms:
            firm.income = rules.base * (1 - shock)
        order = [self.firms[number] for number in self.drawn.order[at, self.run].tolist()]
        meet, dare, luck = (table[at, self.run].tolist() for table in self.drawn[2:])
        circle = min(rules.circle, len(order)) if rules.animator else 0
        for slot in range(len(order) // 2):
            one, other = order[2 * slot : 2 * slot + 2]
            if 2 * slot >= circle and one.meets(other, meet[slot]):
                self.gather([one, other], dare[slot] < one.trust[other], luck[slot])
        if circle:
            group = order[:circle]
            ties = [one.trust[other] for one, other in combinations(group, 2)]
            close = sum(ties) / len(ties)
            self.gather(group, dare[0] < close + rules.assurance * (1 - close), luck[0])
        self.agents.do("forget")
        self.judge()

    def gather(self, group, acts, number):
        rules, won = self.rules, acts and number < self.likely
        for one, other in combinations(group, 2):
            trust = one.trust[other]
            if acts and not won:
                one.feels(other, trust * (1 - rules.loss))
            else:
                one.feels(other, trust + (rules.gain if won else rules.contact) * (1 - trust))
        special = won and len({firm.trade for firm in group}) >= rules.needed
        self.wins += won
        self.beyond |= special
        for firm in group:
            firm.income += rules.reward * won + rules.bonus * special - rules.effort * acts
        if acts:
            self.log.append((self.now, frozenset(firm.number for firm in group), won, special))

    def judge(self):
        mean = self.mean()
        self.peak = max(self.peak, mean)
        if (self.stage == 1 and self.wins >= 1) or (self.stage == 2 and self.wins >= 2 and self.beyond):
            self.stage += 1
            self.peak = mean
        elif self.stage > 1 and mean < self.rules.slip * self.peak:
            self.stage -= 1
            self.wins, self.beyond, self.peak = self.stage - 1, False, mean
        self.stages.append(self.stage)
        self.trusts.append(mean)
        self.incomes.append(sum(firm.income for firm in self.firms) / len(self.firms))


def played(rules: Scenario, drawn: Chance, run: int = 0) -> Cluster:
    """Return the model after all its steps."""
    model = Cluster(rules, drawn, run)
    for _ in range(rules.steps):
        model.step()
    return model
