"""Proximal policy optimisation for ``vendsim/Manager-v0``, in one file, in the order in which it runs.

    python -m vendsim_agents.rl.ppo --minutes 30 --out policy.npz

trains on worlds from 1,000,000 on and writes a policy that ``vendsim run --agent policy:policy.npz`` plays.
First the network imitates a scripted operator (`teacher`): it plays its own way, the teacher says what it
would have done, and all that was said is learned again and again (DAgger; Ross, Gordon, Bagnell, AISTATS
2011). Then it goes on by itself with PPO (Schulman et al., arXiv 1707.06347, with the details of Huang et
al., "The 37 implementation details of PPO", 2022). Ours: the ratio is clipped head by head, because with 45
heads the ratio of a whole action leaves any trust region; and no two heads choose the same product or
supplier, so that heads with equal scores still make a sensible whole.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import time
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from gymnasium.vector import AutoresetMode
from torch import Tensor, nn

from vendsim.envs.manager_vector import ManagerVectorEnv
from vendsim.manager.layout import GROUPS, Layout, layout
from vendsim.manager.look import observe
from vendsim.manager.worlds import open_business
from vendsim.scenario import Scenario
from vendsim_agents import policy_file
from vendsim_agents.policy_choices import IMPOSSIBLE, without_doubles
from vendsim_agents.policy_networks import SHARES
from vendsim_agents.rl.teacher import teacher

VB2 = Scenario.load("vb2")


@dataclass
class Arguments:
    """Everything that can be set on the command line."""

    out: Path = Path("policy.npz")  # the trained policy
    minutes: float = 30.0  # of processor time, for training
    seed: int = 0  # of the network and of the choices
    threads: int = 2
    fast: bool = importlib.util.find_spec("numba") is not None  # worlds compiled by numba
    worlds: int = 512  # worlds side by side
    first_world: int = 1_000_000  # training worlds have seeds from here on; held-out ones lie below
    exam_worlds: int = 128  # training worlds on which progress is measured and the best policy is chosen
    exam_minutes: float = 1.5  # between exams
    width: int = 64  # of the layers about slots and the whole
    narrow: int = 32  # of the layers about products and suppliers
    words: int = 8  # numbers that suppliers tell products, and slots tell suppliers
    largest_gradient: float = 0.5
    # Imitation
    imitation: float = 0.25  # share of the time
    imitation_days: int = 16  # days of play between lessons
    imitation_rate: float = 2e-3
    imitation_batch: int = 128
    repeats: float = 3.0  # gradient samples a day of play
    memory: int = 200_000  # lessons remembered
    # PPO
    sharpness: float = 2.5  # times the scores after imitation, as draws from unsharpened ones err too often
    days: int = 32  # days of play between updates
    value_updates: int = 16  # updates of the value alone, before the policy moves
    learning_rate: float = 1.5e-4
    value_rate: float = 1e-3
    discount: float = 0.99
    trace: float = 0.95  # lambda of the generalised advantage estimate
    epochs: int = 2
    batch: int = 1024
    clip: float = 0.2
    largest_kl: float = 0.1  # nats; an update that leads further away ends


REWARD_SCALE = 0.002  # makes values about one
KEEP_PLAN, KEEP_PRICE, GO = 2.0, 3.0, 2.0  # initial head biases
HEADS = ("product", "price", "units", "supplier", "letter", "refund", "trip")


class Network(nn.Module):
    """Observation to the scores of all options and a value.

    One encoder serves all slots, one all products and one all suppliers, so that what is learned about one
    holds for every other. They tell one another what matters: suppliers tell the products that they sell how
    good their offers are, products tell the slots that they are planned for, slots tell the suppliers of
    their products what they lack. B worlds, S slots, P products, K suppliers, A price lists, M words.
    """

    def __init__(self, form: Layout, width: int, narrow: int, words: int) -> None:
        super().__init__()
        self.form = form
        size = {group: sum(count for _, count, _ in rows) for group, rows in GROUPS}
        levels, amounts = (int(form.nvec[form.columns[name].start]) for name in ("price", "units"))
        self.sizes = (1, levels, amounts)  # numbers a slot gives out: keep, prices, units
        shares, lists = price_lists(form)
        self.register_buffer("digits", torch.tensor([1.0, 3.0, 10.0]))  # make one number of three shares
        self.register_buffer("codes", torch.tensor(shares) @ self.digits)  # (A,)
        self.register_buffer("lists", torch.tensor(lists))  # (A, P)
        self.register_buffer("sharpness", torch.tensor(1.0))
        self.supplier = layers(size["supplier"], narrow, narrow)
        self.appeal = nn.Linear(narrow, words)
        self.table = nn.Parameter(0.5 * torch.randn(form.products, narrow))  # what is particular of each
        self.product_fields = nn.Linear(size["product"] + words, narrow)
        self.product = layers(narrow, narrow)
        self.no_plan = nn.Parameter(0.5 * torch.randn(narrow))
        self.place = nn.Parameter(0.1 * torch.randn(form.slots, width))
        self.slot_fields = nn.Linear(size["slot"] + narrow, width)
        self.slot = layers(width, width)
        self.lack = nn.Linear(width, words)
        pooled = size["general"] + size["claim"] + 2 * width + 3 * narrow
        self.overview = layers(pooled, width, width)
        self.value = nn.Sequential(*layers(pooled, width), nn.Linear(width, 1))
        self.slot_mix = nn.Linear(width, width)
        self.slot_overview = nn.Linear(width, width, bias=False)
        self.slot_heads = nn.Linear(width, sum(self.sizes))
        self.worth = nn.Linear(narrow, 1)
        self.query = nn.Linear(width, narrow, bias=False)
        self.deal_mix = nn.Linear(narrow + words, narrow)
        self.deal_overview = nn.Linear(width, narrow, bias=False)
        self.deal = layers(narrow, narrow)
        self.deal_heads = nn.Linear(narrow, 3)  # order from, ask, bargain with
        self.none_heads = nn.Linear(width, 2)  # order from nobody, no letter
        self.refund = nn.Linear(width + size["claim"], 2)
        self.trip = nn.Linear(width, 2)
        with torch.no_grad():
            for layer in (self.slot_heads, self.deal_heads, self.none_heads, self.refund, self.trip):
                layer.weight *= 0.1
                layer.bias.zero_()
            self.query.weight *= 0.1
            self.slot_heads.bias[0], self.slot_heads.bias[1], self.trip.bias[1] = KEEP_PLAN, KEEP_PRICE, GO

    def forward(self, observation: Tensor) -> tuple[dict[str, Tensor], Tensor]:
        """(B, width of the layout) to scores {head: (B, heads, options)} and values (B,)."""
        form, batch = self.form, len(observation)
        part = {group: things(form, observation, group) for group, _ in GROUPS}
        shares = torch.stack([observation[:, form.fields[f"supplier.{name}"]] for name in SHARES], -1)
        kind = (shares @ self.digits).unsqueeze(2).sub(self.codes).abs().argmin(-1)
        has = nn.functional.one_hot(kind, len(self.codes)).float()  # (B, K, A) who has which price list
        supplier = self.supplier(part["supplier"])  # (B, K, H)
        appeal = self.appeal(supplier).clamp(-8, 8).exp()  # (B, K, M)
        offer = (self.lists.T @ (has.transpose(1, 2) @ appeal) + 1e-3).log()  # (B, P, M) a soft maximum
        fields = self.product_fields(torch.cat([part["product"], offer], -1))
        product = self.product((fields + self.table).relu())  # (B, P, H)

        number = torch.round(part["slot"][:, :, 0] * form.products).long() - 1  # the planned product
        planned, at = (number >= 0).unsqueeze(-1), number.clamp(min=0)  # (B, S, 1), (B, S)
        mine = product.gather(1, at.unsqueeze(-1).expand(-1, -1, product.shape[-1]))
        mine = torch.where(planned, mine, self.no_plan)
        slot = self.slot_fields(torch.cat([part["slot"], mine], -1)) + self.place
        slot = self.slot(slot.relu())  # (B, S, H)
        listed = self.lists.T[at] * planned  # (B, S, A) which price lists hold what is planned
        wants = has @ (listed.transpose(1, 2) @ self.lack(slot))  # (B, K, M)

        pooled = torch.cat(
            [part["general"][:, 0], part["claim"].mean(1), slot.mean(1), slot.amax(1), product.amax(1),
             supplier.mean(1), supplier.amax(1)], -1,
        )  # fmt: skip
        overview = self.overview(pooled)  # (B, H)
        plan = (self.slot_mix(slot) + self.slot_overview(overview).unsqueeze(1)).relu()
        keep, price, units = self.slot_heads(plan).split(self.sizes, -1)
        match = self.query(plan) @ product.transpose(1, 2) + self.worth(product).transpose(1, 2)  # (B, S, P)
        keep = keep + match.gather(2, at.unsqueeze(-1)) * planned
        option = torch.as_tensor(np.maximum(form.options[:, 1:], 0)).expand(batch, -1, -1)
        deal = self.deal_mix(torch.cat([supplier, wants], -1)) + self.deal_overview(overview).unsqueeze(1)
        order, ask, bargain = self.deal_heads(self.deal(deal.relu())).unbind(-1)  # (B, K) each
        nobody, nothing = self.none_heads(overview).split(1, -1)  # (B, 1) each
        letters = form.columns["letter"].stop - form.columns["letter"].start
        claim = torch.cat([overview.unsqueeze(1).expand(-1, part["claim"].shape[1], -1), part["claim"]], -1)
        scores = {
            "product": torch.cat([keep, match.gather(2, option)], -1),
            "price": price,
            "units": units,
            "supplier": torch.cat([nobody, order], -1).unsqueeze(1),
            "letter": torch.cat([nothing, ask, bargain], -1).unsqueeze(1).expand(-1, letters, -1),
            "refund": self.refund(claim),
            "trip": self.trip(overview).unsqueeze(1),
        }
        value = self.value(pooled.detach()).squeeze(-1)  # learning it leaves the policy as it is
        return {name: self.sharpness * score for name, score in scores.items()}, value


def layers(*sizes: int) -> nn.Sequential:
    """Linear layers, each with a rectifier after it."""
    return nn.Sequential(*(part for pair in pairwise(sizes) for part in (nn.Linear(*pair), nn.ReLU())))


def things(form: Layout, observation: Tensor, group: str) -> Tensor:
    """(B, things, F) the fields of a group, one row per slot, product, supplier or claim."""
    rows = next(rows for name, rows in GROUPS if name == group)
    columns = [observation[:, form.fields[f"{group}.{name}"]] for name, _, _ in rows]
    return torch.cat(columns, -1).unsqueeze(1) if group == "general" else torch.stack(columns, -1)


def price_lists(form: Layout) -> tuple[np.ndarray, np.ndarray]:
    """(A, 3) shares of drinks, food and other goods, and (A, P) which products such a price list holds.

    What each supplier lists is the same in all worlds, and its three shares, which an operator sees once it
    has quoted, tell the list. The first one is that of suppliers that have not quoted: it is empty.
    """
    known, seen = open_business(VB2, np.array([0])).known, np.zeros((1, form.width), dtype=np.float32)
    known.assortment[0], known.quoted_on[:] = np.arange(form.suppliers), 1
    observe(VB2, known, seen, np.zeros((1, form.mask_size), dtype=np.int8))
    shares = np.stack([seen[0, form.fields[f"supplier.{name}"]] for name in SHARES], 1)
    shares, first = np.unique(shares, axis=0, return_index=True)
    lists = known.assortments[first].astype(np.float32)
    return np.pad(shares, ((1, 0), (0, 0))), np.pad(lists, ((1, 0), (0, 0)))


class Choices:
    """Draws and probabilities of actions whose heads differ in size and exclude one another's choices."""

    def __init__(self, form: Layout) -> None:
        self.form = form
        block = np.zeros(form.slots)
        for number, (_, slots) in enumerate(form.blocks):
            block[slots] = number
        self.same = torch.tensor(block[:, None] == block).float()  # (S, S) slots that hold the same products
        self.option_of = torch.tensor(form.option_of)

    def masks(self, flat: Tensor) -> dict[str, Tensor]:
        """The mask (B, options) as {head: (B, heads, options)}, padded where slots differ in size."""
        form, parts = self.form, {}
        for name in HEADS:
            heads = range(form.columns[name].start, form.columns[name].stop)
            rows = [flat[:, int(form.starts[h]) : int(form.starts[h + 1])] for h in heads]
            most = max(row.shape[1] for row in rows)
            padded = [nn.functional.pad(row, (0, most - row.shape[1])) for row in rows]
            parts[name] = torch.stack(padded, 1).bool()
        return parts

    def draw(self, scores: dict[str, Tensor], seen: Tensor, mask: Tensor, luck: float = 1.0) -> Tensor:
        """(B, H) an action each, by Gumbel noise; with less luck, rather the best one."""
        parts = []
        for name in HEADS:
            noise = -torch.log(-torch.log(torch.rand_like(scores[name]) + 1e-12) + 1e-12)
            noisy, heads = scores[name] + luck * noise, self.form.nvec[self.form.columns[name]].tolist()
            parts += [noisy[:, i, :options] for i, options in enumerate(heads)]
        flat = torch.cat(parts, 1).masked_fill(mask == 0, IMPOSSIBLE)
        return torch.tensor(without_doubles(self.form, seen.numpy(), flat.numpy()))

    def judge(
        self, scores: dict[str, Tensor], seen: Tensor, mask: Tensor, action: Tensor
    ) -> tuple[Tensor, Tensor]:
        """(B, H) log-probabilities of what was chosen, each after the choices before it, and entropies."""
        masks, columns = self.masks(mask), self.form.columns
        masks["product"] &= ~self._products_taken(seen, action[:, columns["product"]])
        masks["letter"] &= ~self._letters_taken(action[:, columns["letter"]])
        chosen, entropy = [], []
        for name in HEADS:
            logs = scores[name].masked_fill(~masks[name], IMPOSSIBLE).log_softmax(-1)
            chosen.append(logs.gather(-1, action[:, columns[name]].unsqueeze(-1)).squeeze(-1))
            entropy.append(-(logs.exp() * logs).sum(-1))
        return torch.cat(chosen, 1), torch.cat(entropy, 1)

    def _products_taken(self, seen: Tensor, option: Tensor) -> Tensor:
        """(B, S, options) planned in a slot of this size this morning, or chosen by an earlier one."""
        number = torch.round(seen[:, self.form.fields["slot.product"]] * self.form.products).long() - 1
        planned = torch.where(number >= 0, self.option_of.gather(1, number.clamp(min=0).T).T, 0)
        options = self.form.options.shape[1]
        there, earlier = (nn.functional.one_hot(o, options).float() for o in (planned, option))
        taken = (self.same @ there + self.same.tril(-1) @ earlier) > 0
        taken[:, :, 0] = False
        return taken

    def _letters_taken(self, option: Tensor) -> Tensor:
        """(B, letters, options) about suppliers that get an earlier letter."""
        hot = nn.functional.one_hot(option, 1 + 2 * self.form.suppliers)[:, :, 1:]
        earlier = hot.unflatten(2, (2, -1)).sum(2).cumsum(1) - hot.unflatten(2, (2, -1)).sum(2)  # (B, L, K)
        return nn.functional.pad(earlier.repeat(1, 1, 2) > 0, (1, 0))

    def sober(self, action: Tensor, mask: Tensor) -> Tensor:
        """An action with every impossible choice replaced by its head's 0, as the worlds do."""
        possible = mask.gather(1, torch.as_tensor(self.form.starts[:-1]) + action) > 0
        return torch.where(possible, action, 0)

    def matters(self, action: Tensor) -> Tensor:
        """(B, H) 1 where a head had any effect: quantities have none when nothing is ordered."""
        weight = torch.ones(action.shape)
        weight[:, self.form.columns["units"]] = (action[:, self.form.columns["supplier"]] > 0).float()
        return weight


class Practice:
    """Training worlds side by side, on their present mornings, and the teacher beside them."""

    def __init__(self, arguments: Arguments) -> None:
        self.count = arguments.worlds
        self.envs = ManagerVectorEnv(
            self.count, reward="wealth_change", worlds=(arguments.first_world, 2**31), copy=False,
            fast=arguments.fast, autoreset_mode=AutoresetMode.SAME_STEP,
        )  # fmt: skip
        self.teacher, self.days = teacher(), 0
        self._look(*self.envs.reset(seed=arguments.seed))
        self.teacher.begin(self.envs.knowledge, np.arange(self.count))

    def _look(self, raw: np.ndarray, info: dict[str, np.ndarray]) -> None:
        self.seen, self.mask = torch.tensor(raw), torch.tensor(info["action_mask"])

    def lesson(self) -> Tensor:
        """(N, H) what the teacher would do."""
        return torch.tensor(self.teacher.act(self.envs.knowledge))

    def play(self, action: Tensor) -> tuple[Tensor, Tensor]:
        """A day; (N,) rewards, and (N,) 1 where the year is over and another world was opened."""
        raw, reward, ended, _, info = self.envs.step(action.numpy())
        self.teacher.begin(self.envs.knowledge, np.flatnonzero(ended))
        self._look(raw, info)
        self.days += self.count
        return torch.tensor(reward).float() * REWARD_SCALE, torch.tensor(ended).float()

    def renew(self, share: float) -> None:
        """Open new worlds in the place of some."""
        some = (torch.rand(self.count) < share).numpy()
        self._look(*self.envs.reset(options={"reset_mask": some}))
        self.teacher.begin(self.envs.knowledge, np.flatnonzero(some))


class Lessons:
    """Mornings and what the teacher would have done, as many as are remembered."""

    def __init__(self, form: Layout, memory: int) -> None:
        self.form, self.memory, self.count = form, memory, 0
        self.seen = torch.zeros(memory, form.width)
        self.mask = torch.zeros(memory, form.mask_size, dtype=torch.int8)
        self.action = torch.zeros(memory, len(form.nvec), dtype=torch.long)

    def add(self, seen: Tensor, mask: Tensor, action: Tensor) -> None:
        """Of mornings on which little happens, a quarter is enough."""
        decisive = torch.cat([action[:, self.form.columns[n]] for n in ("product", "supplier", "letter")], 1)
        rows = ((decisive > 0).any(1) | (torch.rand(len(action)) < 0.25)).nonzero().squeeze(1)
        at = (self.count + torch.arange(len(rows))) % self.memory
        self.seen[at], self.mask[at], self.action[at] = seen[rows], mask[rows], action[rows]
        self.count += len(rows)

    def some(self, size: int) -> tuple[Tensor, Tensor, Tensor]:
        """A minibatch."""
        rows = torch.randint(min(self.count, self.memory), (size,))
        return self.seen[rows], self.mask[rows], self.action[rows]


class Training:
    """The network, its training worlds, the clock and the exams, and the two ways of learning."""

    def __init__(self, arguments: Arguments) -> None:
        torch.manual_seed(arguments.seed)
        torch.set_num_threads(arguments.threads)
        self.arguments, self.form = arguments, layout(VB2)
        self.network = Network(self.form, arguments.width, arguments.narrow, arguments.words)
        self.choices, self.practice = Choices(self.form), Practice(arguments)
        self.best, self.examined, self.start = -np.inf, 0.0, time.process_time()
        self.curve = csv.writer(arguments.out.with_suffix(".csv").open("w", newline="", buffering=1))
        self.curve.writerow(["minutes", "world_days", "phase", "mean_final_balance"])

    def run(self) -> None:
        """Imitate, then improve; the best policy of all exams is in the file."""
        self.exam("untrained")
        self.imitate(self.arguments.minutes * self.arguments.imitation)
        self.exam("imitation")
        with torch.no_grad():
            self.network.sharpness.fill_(self.arguments.sharpness)
        self.improve(self.arguments.minutes)
        self.exam("PPO")

    def minutes(self) -> float:
        """Of processor time since the training began."""
        return (time.process_time() - self.start) / 60

    def imitate(self, until: float) -> None:
        """Learn what the teacher says, on mornings to which one's own way has led."""
        arguments, practice = self.arguments, self.practice
        lessons = Lessons(self.form, arguments.memory)
        optimizer = torch.optim.Adam(self.network.parameters(), lr=arguments.imitation_rate, eps=1e-5)
        obedient = torch.arange(arguments.worlds) % 2 == 1  # worlds in which the teacher decides at first
        while self.minutes() < until:
            share = self.minutes() / until
            optimizer.param_groups[0]["lr"] = arguments.imitation_rate * max(1 - share, 0.03)
            luck = float(torch.rand(()))  # errors, and thus what is learned about, differ in size
            for _ in range(arguments.imitation_days):
                seen, mask = practice.seen, practice.mask
                lesson = self.choices.sober(practice.lesson(), mask)
                lessons.add(seen, mask, lesson)
                with torch.no_grad():
                    own = self.choices.draw(self.network(seen)[0], seen, mask, luck)
                practice.play(torch.where((obedient & (share < 0.3)).unsqueeze(1), lesson, own))
            practice.renew(0.06)  # the first days of a year, rare as they are, decide most
            played = arguments.imitation_days * arguments.worlds
            for _ in range(int(1 + arguments.repeats * played / arguments.imitation_batch)):
                seen, mask, action = lessons.some(arguments.imitation_batch)
                chosen, _ = self.choices.judge(self.network(seen)[0], seen, mask, action)
                loss = -(self.choices.matters(action) * chosen).sum(1).mean()
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
                optimizer.step()
            self.exam_if_due("imitation")

    def improve(self, until: float) -> None:
        """PPO."""
        arguments, form, practice = self.arguments, self.form, self.practice
        network, choices, start = self.network, self.choices, self.minutes()
        named = dict(network.named_parameters())
        critic = [weights for name, weights in named.items() if name.startswith("value")]
        actor = [weights for name, weights in named.items() if not name.startswith("value")]
        steps = torch.optim.Adam(actor, lr=arguments.learning_rate, eps=1e-5)
        value_steps = torch.optim.Adam(critic, lr=arguments.value_rate, eps=1e-5)
        shape = (arguments.days, arguments.worlds)
        seen, mask = torch.zeros(*shape, form.width), torch.zeros(*shape, form.mask_size, dtype=torch.int8)
        action = torch.zeros(*shape, len(form.nvec), dtype=torch.long)
        logs = torch.zeros(*shape, len(form.nvec))
        rewards, values, ended = torch.zeros(shape), torch.zeros(shape), torch.zeros(shape)
        update = 0
        while self.minutes() < until:
            share = (self.minutes() - start) / (until - start)
            rate = arguments.learning_rate * max(1 - share, 0.05)
            steps.param_groups[0]["lr"] = rate if update >= arguments.value_updates else 0.0  # Adam warms up

            # Play.
            for day in range(arguments.days):
                seen[day], mask[day] = practice.seen, practice.mask
                with torch.no_grad():
                    scores, values[day] = network(seen[day])
                    action[day] = choices.draw(scores, seen[day], mask[day])
                    logs[day] = choices.judge(scores, seen[day], mask[day], action[day])[0]
                rewards[day], ended[day] = practice.play(action[day])

            # How much better than expected each day went.
            with torch.no_grad():
                following = network(practice.seen)[1]
            advantages, later = torch.zeros(shape), torch.zeros(arguments.worlds)
            for day in reversed(range(arguments.days)):
                goes_on = 1 - ended[day]
                error = rewards[day] + arguments.discount * goes_on * following - values[day]
                later = error + arguments.discount * arguments.trace * goes_on * later
                advantages[day], following = later, values[day]
            returns = advantages + values
            advantages = (advantages - advantages.mean()) / (advantages.std() + 1e-8)

            # Learn.
            flat = [x.flatten(0, 1) for x in (seen, mask, action, logs, advantages, returns)]
            kl, moves = 0.0, True
            for rows in (r for _ in range(arguments.epochs) for r in self.shuffled(len(flat[0]))):
                s, m, a, old, gain, target = (x[rows] for x in flat)
                scores, value = network(s)
                change = choices.judge(scores, s, m, a)[0] - old
                weight, ratio = choices.matters(a), change.exp()
                clipped = ratio.clamp(1 - arguments.clip, 1 + arguments.clip)
                better = torch.minimum(ratio * gain.unsqueeze(1), clipped * gain.unsqueeze(1))
                loss = 0.5 * (value - target).square().mean() - (weight * better).sum(1).mean()
                kl = float((weight * (ratio - 1 - change)).sum(1).mean().detach())
                moves &= kl < arguments.largest_kl
                for optimizer in (steps, value_steps):
                    optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(critic, 1.0)
                value_steps.step()
                if moves:
                    nn.utils.clip_grad_norm_(actor, arguments.largest_gradient)
                    steps.step()

            # Report.
            update += 1
            explained = float(1 - (returns - values).var() / returns.var())
            print(f"{self.minutes():.2f} update {update}: reward {float(rewards.mean()) / REWARD_SCALE:.2f} "
                  f"kl {kl:.4f} explained {explained:.3f}", flush=True)  # fmt: skip
            self.exam_if_due("PPO")

    def shuffled(self, count: int) -> tuple[Tensor, ...]:
        """Places 0 to ``count`` - 1 in random order, as minibatches."""
        return torch.randperm(count).split(self.arguments.batch)

    def exam_if_due(self, phase: str) -> None:
        """Now and then."""
        if self.minutes() - self.examined > self.arguments.exam_minutes:
            self.exam(phase)

    def exam(self, phase: str) -> None:
        """Play whole years in training worlds; a policy better than all before is saved."""
        envs = ManagerVectorEnv(self.arguments.exam_worlds, copy=False, fast=self.arguments.fast)
        worlds = self.arguments.first_world + np.arange(envs.num_envs)
        raw, info = envs.reset(options={"worlds": worlds})
        balance, running = np.zeros(envs.num_envs), np.ones(envs.num_envs, dtype=bool)
        luck = float(self.network.sharpness) / self.arguments.sharpness  # as sharp as the file will be
        while running.any():
            with torch.no_grad():
                seen, mask = torch.tensor(raw), torch.tensor(info["action_mask"])
                scores = self.network(seen)[0]
                action = self.choices.draw(scores, seen, mask, luck)
            raw, _, ended, _, info = envs.step(action.numpy())
            balance = np.where(running, info["balance"], balance)
            running &= ~ended
        row = [round(self.minutes(), 2), self.practice.days, phase, round(float(balance.mean()), 2)]
        self.curve.writerow(row)
        print(*row, flush=True)
        if balance.mean() > self.best:
            self.best = float(balance.mean())
            self.save()
        self.examined = self.minutes()

    def save(self) -> None:
        """Write a policy file."""
        weights = {name: value.numpy() for name, value in self.network.state_dict().items()}
        weights["sharpness"] = np.array(self.arguments.sharpness)
        policy_file.save(self.arguments.out, VB2, "shared", weights)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for field in fields(Arguments):
        name, default = f"--{field.name.replace('_', '-')}", getattr(Arguments, field.name)
        if isinstance(default, bool):
            parser.add_argument(name, action=argparse.BooleanOptionalAction, default=default)
        else:
            kind = Path if isinstance(default, Path) else type(default)
            parser.add_argument(name, type=kind, default=default)
    Training(Arguments(**vars(parser.parse_args()))).run()


if __name__ == "__main__":
    main()
