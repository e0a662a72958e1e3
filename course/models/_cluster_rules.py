"""The rules of `course.models.cluster_stages`, played in many runs at once.

Ties are kept as trust divided by what idle time has left of it, so a step touches only the firms that meet and not
every pair; `tests/models/test_cluster_stages.py` holds it to the same rules written plainly with Mesa.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_FIRMS = 200
MOST_STEPS = 500

# name -> least and most; everything here is ours
_WHOLE = {
    "firms": (2, MOST_FIRMS), "steps": (1, MOST_STEPS), "trades": (1, 10), "needed": (1, 10), "circle": (2, MOST_FIRMS),
    "turn": (0, MOST_STEPS), "shock_steps": (0, MOST_STEPS),
}  # fmt: skip
_SHARES = ("start", "contact", "gain", "loss", "assurance", "success", "slip", "shock")


@dataclass(frozen=True, slots=True)
class Scenario:
    """The rules of one cluster; every default is ours.

    Attributes
    ----------
    firms, steps : int
        How many firms (2 to 200), and for how many steps, say months (1 to 500).
    animator : bool
        Whether somebody gathers a circle of ``circle`` firms at every step and lends it ``assurance``.
    trades, needed : int
        Specialities among the firms; how many of them an action nobody could do alone brings together.
    reach : float
        Distance, in sides of the territory, at which the chance that two firms meet has fallen to 1/e = 0.37.
    start : float
        Trust in each pair at the beginning, 0 to 1.
    contact, gain : float
        Share of the missing trust added by a meeting without an action, and by a success.
    loss, decay : float
        Share of trust lost in a failure, and in a step without a meeting (decay: at most 0.5).
    success : float
        Chance that an action succeeds.
    slip : float
        A stage is lost when mean trust falls below this share of its highest value within the stage.
    base, effort, reward, bonus : float
        Income of a firm in a step without actions, cost of an action to each firm in it, what a success brings to each,
        and what is added where nobody could have done it alone.
    turn, late_decay, shock, shock_steps : int, float or None, float, int
        The branch of decline: after step ``turn`` idle trust decays by ``late_decay`` instead; for ``shock_steps``
        steps the chance of success and the base income are lower by the share ``shock``.

    Raises
    ------
    ValueError
        If one of them is out of its range.
    """

    firms: int = 12
    steps: int = 60
    animator: bool = True
    trades: int = 3
    needed: int = 2
    circle: int = 4
    reach: float = 0.3
    start: float = 0.05
    contact: float = 0.02
    gain: float = 0.25
    loss: float = 0.3
    decay: float = 0.01
    assurance: float = 0.15
    success: float = 0.6
    slip: float = 0.5
    base: float = 1.0
    effort: float = 0.25
    reward: float = 1.0
    bonus: float = 1.0
    turn: int = 30
    late_decay: float | None = None
    shock: float = 0.0
    shock_steps: int = 12

    def __post_init__(self) -> None:
        for name, (least, most) in _WHOLE.items():
            value = getattr(self, name)
            if isinstance(value, bool) or int(value) != value or not least <= value <= most:
                raise ValueError(f"{name} must be a whole number in [{least}, {most}], got {value!r}")
        for name in _SHARES:
            if not 0 <= (value := getattr(self, name)) <= 1:
                raise ValueError(f"{name} must be in [0, 1], got {value!r}")
        for name in ("decay", "late_decay"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 0.5:
                raise ValueError(f"{name} must be in [0, 0.5], got {value!r}")
        if not 0 < self.reach < np.inf:
            raise ValueError(f"reach must be above 0 and finite, got {self.reach!r}")
        for name in ("base", "effort", "reward", "bonus"):
            if not 0 <= (value := getattr(self, name)) < np.inf:
                raise ValueError(f"{name} must be 0 or more and finite, got {value!r}")


class Chance(NamedTuple):
    """Everything random in ``runs`` runs, drawn beforehand; a slot is a pair of neighbours in the step's order."""

    place: Floats  # (runs, firms, 2), in sides of the territory
    order: Ints  # (steps, runs, firms): firms shuffled; 1st with 2nd, 3rd with 4th, and so on
    meet: Floats  # (steps, runs, firms // 2), in [0, 1)
    dare: Floats  # the same
    luck: Floats  # the same


class Action(NamedTuple):
    """A joint action: its step, the firms in it, whether it succeeded, whether nobody could have done it alone."""

    step: int
    firms: tuple[int, ...]
    success: bool
    beyond_one: bool


class Runs(NamedTuple):
    """Many runs, one a row."""

    stage: Ints  # (runs, steps + 1), 1 to 3
    trust: Floats  # (runs, steps + 1), mean over pairs
    income: Floats  # (runs, steps + 1), mean over firms, in the step

    @property
    def shares(self) -> Floats:
        """Shares of runs in stages 1, 2, 3 at each step, shape (3, steps + 1)."""
        return np.stack([(self.stage == stage).mean(axis=0) for stage in (1, 2, 3)])


def play(
    scenario: Scenario,
    drawn: Chance,
    actions: list[Action] | None = None,
    ties: Floats | None = None,
    income: Floats | None = None,
) -> Runs:
    """Return the runs that the numbers ``drawn`` make; `course.models.cluster_stages.simulate` says the rules.

    ``actions``, ``ties`` of shape (steps + 1, firms, firms) and ``income`` of shape (steps + 1, firms) are filled in
    for the first run where they are given.
    """
    s, n, runs = scenario, scenario.firms, len(drawn.place)
    row = np.arange(runs)[:, None]
    across, along = drawn.place[..., 0].copy(), drawn.place[..., 1].copy()
    scale, raw = 1.0, np.full((runs, n, n), s.start)
    flat = raw.reshape(-1)  # the same numbers; one index is quicker than three
    mean, size = np.full(runs, s.start), n * (n - 1) / 2
    stage, peak, wins, beyond = np.ones(runs, np.int64), mean.copy(), np.zeros(runs, np.int64), np.zeros(runs, bool)
    stages, trusts, incomes = np.ones((runs, s.steps + 1), np.int64), np.tile(mean[:, None], s.steps + 1), []
    circle = min(s.circle, n) if s.animator else 0
    first = -(-circle // 2)  # slots whose pair has somebody in the circle do not meet as a pair
    in_circle = np.array(list(combinations(range(circle), 2)), dtype=np.int64).reshape(-1, 2).T
    off = ~np.eye(n, dtype=bool)
    if ties is not None:
        ties[0] = raw[0] * off
    for step in range(1, s.steps + 1):
        shocked = s.shock if s.turn < step <= s.turn + s.shock_steps else 0.0
        likely, base = s.success * (1 - shocked), s.base * (1 - shocked)
        kept = 1 - (s.late_decay if s.late_decay is not None and step > s.turn else s.decay)
        order, dare, luck = drawn.order[step - 1], drawn.dare[step - 1], drawn.luck[step - 1]
        extra = np.zeros(runs)  # mean over firms
        parties = []  # of each kind of meeting: firms, pairs of their places, met, acting, won
        pairs = order[:, : n // 2 * 2].reshape(runs, -1, 2)[:, first:]
        if pairs.shape[1]:
            one, other = pairs[..., 0], pairs[..., 1]
            apart = np.hypot(across[row, one] - across[row, other], along[row, one] - along[row, other])
            met = drawn.meet[step - 1][:, first:] < np.exp(apart / -s.reach)
            acts = met & (dare[:, first:] < flat[(row * n + one) * n + other] * scale)
            won = acts & (luck[:, first:] < likely)
            parties.append((pairs, one, other, met, acts, won))
        if circle:
            group = order[:, None, :circle]
            one, other = group[:, 0, in_circle[0]], group[:, 0, in_circle[1]]
            close = (flat[(row * n + one) * n + other] * scale).mean(axis=1, keepdims=True)
            acts = dare[:, :1] < close + s.assurance * (1 - close)
            parties.append((group, one, other, np.ones_like(acts), acts, acts & (luck[:, :1] < likely)))
        mean, scale, new = mean * kept, scale * kept, np.zeros(runs, np.int64)
        for firms, one, other, met, acts, won in parties:
            there, back = (row * n + one) * n + other, (row * n + other) * n + one
            before = flat[there] * (scale / kept)
            grown = np.where(acts, s.gain, s.contact)
            after = np.where(acts & ~won, before * (1 - s.loss), before + grown * (1 - before))
            after = np.where(met, after, before * kept)
            mean += (after - before * kept).sum(axis=1) / size
            flat[there] = flat[back] = after / scale
            special = np.zeros_like(won)
            kinds = np.sort(firms[won] % s.trades, axis=-1)  # wins are few
            special[won] = (np.diff(kinds, axis=-1) > 0).sum(axis=-1) + 1 >= s.needed
            new += won.sum(axis=1)
            beyond |= special.any(axis=1)
            gained = s.reward * won + s.bonus * special - s.effort * acts
            extra += gained.sum(axis=1) * firms.shape[-1] / n
            if income is not None:
                income[step, firms[0].ravel()] += np.repeat(gained[0], firms.shape[-1])
            if actions is not None:
                found = ((firms[0, k], won[0, k], special[0, k]) for k in np.flatnonzero(acts[0]))
                actions += [Action(step, tuple(map(int, who)), bool(w), bool(x)) for who, w, x in found]
        wins += new
        peak = np.maximum(peak, mean)
        up = ((stage == 1) & (wins >= 1)) | ((stage == 2) & (wins >= 2) & beyond)
        down = ~up & (stage > 1) & (mean < s.slip * peak)
        stage = stage + up - down
        wins[down] = stage[down] - 1  # back in stage 2 the first success still stands
        beyond &= ~down
        peak = np.where(up | down, mean, peak)
        stages[:, step], trusts[:, step] = stage, mean
        incomes.append(base + extra)
        if ties is not None:
            ties[step] = raw[0] * scale * off
        if income is not None:
            income[step] += base
    return Runs(stages, trusts, np.column_stack([np.zeros(runs), *incomes]))
