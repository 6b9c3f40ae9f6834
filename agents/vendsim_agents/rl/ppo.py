"""Proximal policy optimisation for ``vendsim/Manager-v0``, in one file, in the order in which it runs.

    python -m vendsim_agents.rl.ppo --minutes 30 --out policy.npz

trains on worlds from 1,000,000 on and writes a policy that ``vendsim run --agent policy:policy.npz`` plays.
Source of the algorithm: Schulman et al., arXiv 1707.06347, with the details of Huang et al., "The 37
implementation details of PPO" (2022). Ours: the network shares one encoder among all slots, one among all
products and one among all suppliers, so that what is learned about one place holds for every other; and the
ratio is clipped head by head, because with 45 heads the ratio of a whole action leaves any trust region.
"""

from __future__ import annotations

import argparse
import csv
import time
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from vendsim.envs.manager_vector import ManagerVectorEnv
from vendsim.manager.layout import GROUPS, Layout, layout
from vendsim.scenario import Scenario
from vendsim_agents import policy_file
from vendsim_agents.rl.teacher import teacher


@dataclass
class Arguments:
    """Everything that can be set on the command line."""

    out: Path = Path("policy.npz")  # the trained policy
    minutes: float = 30.0  # of training
    seed: int = 0  # of the network and of the choices
    worlds: int = 512  # worlds side by side
    days: int = 64  # days of each between updates
    imitation: float = 0.4  # share of the time in which the scripted operator is imitated first
    first_world: int = 1_000_000  # training worlds have seeds from here on; held-out ones lie below
    learning_rate: float = 1e-3
    discount: float = 0.99
    trace: float = 0.95  # lambda of the generalised advantage estimate
    epochs: int = 3
    batches: int = 32  # minibatches an epoch
    clip: float = 0.2
    entropy: float = 0.0003  # a head
    value_weight: float = 0.5
    largest_gradient: float = 0.5
    width: int = 64  # of all hidden layers
    threads: int = 2


REWARD_SCALE = 0.01  # dollars to about one a good day

# How an untrained policy leans: it keeps plans and prices, and goes to the machine.
KEEP_PLAN, KEEP_PRICE, GO = 4.0, 3.0, 2.0
HEADS = ("product", "price", "units", "supplier", "letter", "refund", "trip")


class Network(nn.Module):
    """Observation to the logits of all heads and a value.

    B worlds, S slots, P products, K suppliers, F fields a thing.
    """

    def __init__(self, form: Layout, width: int) -> None:
        super().__init__()
        self.form = form
        sizes = {group: sum(count for _, count, _ in rows) for group, rows in GROUPS}
        levels, amounts = (int(form.nvec[form.columns[name].start]) for name in ("price", "units"))
        self.sizes = (1, levels, amounts)  # numbers a slot gives out: keep, prices, units
        self.table = nn.Parameter(0.5 * torch.randn(form.products + 1, width))  # last row: no product
        self.place = nn.Parameter(0.1 * torch.randn(form.slots, width))  # what is particular about a slot
        self.product = nn.Linear(sizes["product"], width)
        self.supplier = nn.Linear(sizes["supplier"], width)
        self.slot = nn.Linear(sizes["slot"], width)
        pooled = sizes["general"] + sizes["claim"] + 4 * width
        self.overview = mlp(pooled, width, width)
        self.value = mlp(pooled, width, 1)
        self.slot_mix = nn.Linear(width, width)
        self.slot_overview = nn.Linear(width, width, bias=False)
        self.query = nn.Linear(width, width, bias=False)
        self.slot_heads = nn.Linear(width, sum(self.sizes))
        self.supplier_mix = nn.Linear(width, width)
        self.supplier_overview = nn.Linear(width, width, bias=False)
        self.supplier_heads = nn.Linear(width, 3)  # order from, ask, bargain with
        self.none_heads = nn.Linear(width, 2)  # order from nobody, no letter
        self.refund = nn.Linear(width + sizes["claim"], 2)
        self.trip = nn.Linear(width, 2)
        with torch.no_grad():
            for layer in (self.slot_heads, self.supplier_heads, self.none_heads, self.refund, self.trip):
                layer.weight *= 0.01
                layer.bias.zero_()
            self.query.weight *= 0.1
            self.slot_heads.bias[1] = KEEP_PRICE
            self.trip.bias[1] = GO

    def forward(self, observation: Tensor) -> tuple[dict[str, Tensor], Tensor]:
        """(B, width of the layout) to logits {head: (B, heads, options)} and values (B,)."""
        form, batch = self.form, len(observation)
        part = {group: things(form, observation, group) for group, _ in GROUPS}
        number = torch.round(part["slot"][:, :, 0] * form.products).long() - 1  # the planned product
        planned = self.table[torch.where(number < 0, form.products, number)]
        product = (self.product(part["product"]) + self.table[:-1]).relu()  # (B, P, H)
        supplier = self.supplier(part["supplier"]).relu()  # (B, K, H)
        slot = (self.slot(part["slot"]) + planned + self.place).relu()  # (B, S, H)
        pooled = torch.cat(
            [part["general"][:, 0], part["claim"].mean(1), slot.mean(1), product.mean(1), supplier.mean(1),
             supplier.amax(1)], -1,
        )  # fmt: skip
        overview = self.overview(pooled).relu()  # (B, H)

        plan = (self.slot_mix(slot) + self.slot_overview(overview).unsqueeze(1)).relu()
        keep, price, units = self.slot_heads(plan).split(self.sizes, -1)
        match = self.query(plan) @ product.transpose(1, 2) / product.shape[-1] ** 0.5  # (B, S, P)
        option = torch.as_tensor(np.maximum(form.options[:, 1:], 0)).expand(batch, -1, -1)
        lean = KEEP_PLAN * (number >= 0).unsqueeze(-1)
        deal = (self.supplier_mix(supplier) + self.supplier_overview(overview).unsqueeze(1)).relu()
        order, ask, bargain = self.supplier_heads(deal).unbind(-1)  # (B, K) each
        nobody, nothing = self.none_heads(overview).split(1, -1)  # (B, 1) each
        letters = form.columns["letter"].stop - form.columns["letter"].start
        claim = torch.cat([overview.unsqueeze(1).expand(-1, part["claim"].shape[1], -1), part["claim"]], -1)
        logits = {
            "product": torch.cat([keep + lean, match.gather(2, option)], -1),
            "price": price,
            "units": units,
            "supplier": torch.cat([nobody, order], -1).unsqueeze(1),
            "letter": torch.cat([nothing, ask, bargain], -1).unsqueeze(1).expand(-1, letters, -1),
            "refund": self.refund(claim),
            "trip": self.trip(overview).unsqueeze(1),
        }
        return logits, self.value(pooled).squeeze(-1)


def mlp(inputs: int, hidden: int, outputs: int) -> nn.Sequential:
    """Two layers."""
    return nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, outputs))


def things(form: Layout, observation: Tensor, group: str) -> Tensor:
    """(B, things, F) the fields of a group, one row a slot, product, supplier or claim."""
    rows = next(rows for name, rows in GROUPS if name == group)
    columns = [observation[:, form.fields[f"{group}.{name}"]] for name, _, _ in rows]
    if group == "general":
        return torch.cat(columns, -1).unsqueeze(1)
    return torch.stack(columns, -1)


class Choices:
    """Masks, draws and probabilities of actions whose heads differ in size."""

    def __init__(self, form: Layout) -> None:
        self.form = form

    def masks(self, flat: Tensor) -> dict[str, Tensor]:
        """The mask (B, options) as {head: (B, heads, options)}, padded where slots differ in size."""
        form, parts = self.form, {}
        for name in HEADS:
            heads = range(form.columns[name].start, form.columns[name].stop)
            rows = [flat[:, int(form.starts[h]) : int(form.starts[h + 1])] for h in heads]
            most = max(row.shape[1] for row in rows)
            parts[name] = torch.stack(
                [nn.functional.pad(row, (0, most - row.shape[1])) for row in rows], 1
            ).bool()
        return parts

    @staticmethod
    def logs(logits: dict[str, Tensor], masks: dict[str, Tensor]) -> dict[str, Tensor]:
        """Log-probabilities of all options."""
        return {name: logits[name].masked_fill(~masks[name], -1e9).log_softmax(-1) for name in HEADS}

    @staticmethod
    def draw(logs: dict[str, Tensor]) -> Tensor:
        """(B, heads) one action each, by Gumbel noise."""
        drawn = [(logs[n] - torch.log(-torch.log(torch.rand_like(logs[n])))).argmax(-1) for n in HEADS]
        return torch.cat(drawn, 1)

    def sober(self, action: Tensor, mask: Tensor) -> Tensor:
        """An action with every impossible choice replaced by its head's 0, as the worlds do."""
        possible = mask.gather(1, torch.as_tensor(self.form.starts[:-1]) + action) > 0
        return torch.where(possible, action, 0)

    def judge(self, logs: dict[str, Tensor], action: Tensor) -> tuple[Tensor, Tensor]:
        """(B, heads) log-probabilities of the chosen options, and entropies."""
        chosen, entropy = [], []
        for name in HEADS:
            options = action[:, self.form.columns[name]].unsqueeze(-1)
            chosen.append(logs[name].gather(-1, options).squeeze(-1))
            entropy.append(-(logs[name].exp() * logs[name]).sum(-1))
        return torch.cat(chosen, 1), torch.cat(entropy, 1)

    def matters(self, action: Tensor) -> Tensor:
        """(B, heads) 1 where a head had any effect: quantities have none when nothing is ordered."""
        weight = torch.ones(action.shape)
        ordered = (action[:, self.form.columns["supplier"]] > 0).float()
        weight[:, self.form.columns["units"]] = ordered
        return weight


def train(arguments: Arguments) -> None:
    """Train for the given time, and write the policy and beside it the training curve."""
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    form = layout(Scenario.load("vb2"))
    network, choices = Network(form, arguments.width), Choices(form)
    optimizer = torch.optim.Adam(network.parameters(), lr=arguments.learning_rate, eps=1e-5)
    worlds = (arguments.first_world, 2**31)
    envs = ManagerVectorEnv(arguments.worlds, reward="wealth_change", worlds=worlds, copy=False)
    raw, info = envs.reset(seed=arguments.seed)
    house = teacher()
    house.begin(envs.knowledge, np.arange(arguments.worlds))
    observation, mask = torch.tensor(raw), torch.tensor(info["action_mask"])
    own_way = torch.arange(arguments.worlds) % 2 == 0  # see Ross, Gordon, Bagnell: DAgger, AISTATS 2011
    began = torch.zeros(arguments.worlds)  # 1 where this morning is the first of a new world
    shape = (arguments.days, arguments.worlds)
    seen, masks = torch.zeros(*shape, form.width), torch.zeros(*shape, form.mask_size, dtype=torch.int8)
    actions = torch.zeros(*shape, len(form.nvec), dtype=torch.long)
    old_logs = torch.zeros(*shape, len(form.nvec))
    rewards, values, starts = torch.zeros(shape), torch.zeros(shape), torch.zeros(shape)
    finals: list[float] = []
    start, played, update, days_learned = time.monotonic(), 0, 0, 0
    with arguments.out.with_suffix(".csv").open("w", newline="") as file:
        curve = csv.writer(file)
        curve.writerow(["minutes", "world_days", "mean_final_balance", "entropy", "kl", "explained"])
        while (share := (time.monotonic() - start) / 60 / arguments.minutes) < 1:
            optimizer.param_groups[0]["lr"] = arguments.learning_rate * max(1 - share, 0.02)

            imitates = share < arguments.imitation

            # Play.
            for day in range(arguments.days):
                seen[day], masks[day], starts[day] = observation, mask, began
                with torch.no_grad():
                    logits, values[day] = network(observation)
                    logs = choices.logs(logits, choices.masks(mask))
                    taken = choices.draw(logs)
                    if imitates:  # the teacher says what it would do; half of the worlds go their own way
                        lesson = choices.sober(torch.tensor(house.act(envs.knowledge)), mask)
                        taken = torch.where(own_way[:, None], taken, lesson)
                    actions[day] = lesson if imitates else taken
                    old_logs[day] = choices.judge(logs, actions[day])[0]
                raw, reward, ended, _, info = envs.step(taken.numpy())
                observation, mask = torch.tensor(raw), torch.tensor(info["action_mask"])
                rewards[day] = torch.tensor(reward) * REWARD_SCALE
                finals += info["balance"][ended].tolist()
                fresh = began.bool().numpy()  # the step just taken only opened these worlds
                house.begin(envs.knowledge, np.flatnonzero(fresh))
                began = torch.tensor(ended).float()
            played += arguments.days * arguments.worlds

            # Worlds begin together; in the first year some begin anew, so that all seasons are met at once.
            # While imitating, more begin anew: the first days, rare as they are, decide most.
            if imitates or days_learned < 365:
                late = torch.rand(arguments.worlds) < (0.3 if imitates else arguments.days / 365)
                raw, info = envs.reset(options={"reset_mask": late.numpy()})
                observation, mask = torch.tensor(raw), torch.tensor(info["action_mask"])
                house.begin(envs.knowledge, np.flatnonzero(late.numpy()))
                began = torch.where(late, 1.0, began)

            # How much better than expected each day went.
            with torch.no_grad():
                following = network(observation)[1]
            advantages, later = torch.zeros(shape), torch.zeros(arguments.worlds)
            for day in reversed(range(arguments.days)):
                goes_on = 1 - (starts[day + 1] if day + 1 < arguments.days else began)
                after = values[day + 1] if day + 1 < arguments.days else following
                error = rewards[day] + arguments.discount * after * goes_on - values[day]
                later = error + arguments.discount * arguments.trace * goes_on * later
                advantages[day] = later
            returns = advantages + values
            real = starts.flatten() == 0  # the step after an end ignores its action

            # Learn.
            place = real.nonzero().squeeze(1)
            flat = {
                "seen": seen.flatten(0, 1), "masks": masks.flatten(0, 1), "actions": actions.flatten(0, 1),
                "logs": old_logs.flatten(0, 1), "advantages": advantages.flatten(),
                "returns": returns.flatten(),
            }  # fmt: skip
            kl = entropy_mean = 0.0
            for _ in range(arguments.epochs):
                for rows in place[torch.randperm(len(place))].chunk(arguments.batches):
                    logits, value = network(flat["seen"][rows])
                    logs = choices.logs(logits, choices.masks(flat["masks"][rows]))
                    chosen, entropy = choices.judge(logs, flat["actions"][rows])
                    weight = choices.matters(flat["actions"][rows])
                    change = chosen - flat["logs"][rows]
                    gain = flat["advantages"][rows]
                    gain = ((gain - gain.mean()) / (gain.std() + 1e-8)).unsqueeze(1)
                    ratio = change.exp()
                    clipped = ratio.clamp(1 - arguments.clip, 1 + arguments.clip)
                    improved = chosen if imitates else torch.minimum(ratio * gain, clipped * gain)
                    policy_loss = -(weight * improved).sum(1).mean()
                    value_loss = 0.5 * (value - flat["returns"][rows]).square().mean()
                    bonus = (weight * entropy).sum(1).mean()
                    loss = policy_loss + arguments.value_weight * value_loss - arguments.entropy * bonus
                    optimizer.zero_grad()
                    loss.backward()
                    nn.utils.clip_grad_norm_(network.parameters(), arguments.largest_gradient)
                    optimizer.step()
                    kl = float((weight * (ratio - 1 - change)).sum(1).mean().detach())
                    entropy_mean = float(bonus.detach())
            spread = flat["returns"][place].var()
            explained = float(1 - (flat["returns"] - values.flatten())[place].var() / spread)

            # Report.
            update += 1
            days_learned += 0 if imitates else arguments.days
            recent = finals[-arguments.worlds :]
            row = [
                round((time.monotonic() - start) / 60, 2), played,
                round(float(np.mean(recent)), 2) if recent else "", round(entropy_mean, 3), round(kl, 4),
                round(explained, 3),
            ]  # fmt: skip
            curve.writerow(row)
            file.flush()
            print(*row, f"reward {float(rewards.mean()) / REWARD_SCALE:.2f}", flush=True)
            if update % 10 == 0:
                save(network, arguments.out)
    save(network, arguments.out)


def save(network: Network, path: Path) -> None:
    """Write a policy file."""
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    policy_file.save(path, Scenario.load("vb2"), "shared", weights | {"keep_plan": np.array(KEEP_PLAN)})


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for field in fields(Arguments):
        kind = type(getattr(Arguments, field.name)) if field.name != "out" else Path
        parser.add_argument(
            f"--{field.name.replace('_', '-')}", type=kind, default=getattr(Arguments, field.name)
        )
    train(Arguments(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
