"""The networks that a policy file may hold, in NumPy, so that playing one needs nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vendsim.manager.layout import GROUPS, Layout
from vendsim_agents.policy_choices import Choose, each_alone, without_doubles

Array = npt.NDArray[Any]
Weights = Mapping[str, Array]
Logits = Callable[[Array], Array]  # observations (B, width) to a logit for each option, (B, options)
SHARES = ("drinks", "food", "gifts")  # fields that tell which price list a supplier has
ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
}


def layered(form: Layout, weights: Weights, activation: str) -> Logits:
    """``weight_0``, ``bias_0``, ``weight_1``, ...: layers (out, in), the last one gives the logits.

    Raises ValueError, in one sentence, when the layers do not fit one another or the layout.
    """
    count = sum(name.startswith("weight_") for name in weights)
    try:
        layers = [(weights[f"weight_{i}"], weights[f"bias_{i}"]) for i in range(count)]
    except KeyError as error:
        raise ValueError(f"its {error} is missing") from None
    if activation not in ACTIVATIONS:
        raise ValueError(f"the activation must be one of {', '.join(ACTIVATIONS)}, not {activation!r}")
    size = form.width
    for weight, bias in layers:
        if weight.ndim != 2 or weight.shape[1] != size or bias.shape != weight.shape[:1]:
            raise ValueError(f"a layer of shape {weight.shape} does not follow {size} numbers")
        size = weight.shape[0]
    if not layers or size != form.mask_size:
        raise ValueError(f"the last layer gives {size} logits; the heads have {form.mask_size} options")

    def logits(observation: Array) -> Array:
        x = observation
        for weight, bias in layers[:-1]:
            x = ACTIVATIONS[activation](x @ weight.T + bias)
        return x @ layers[-1][0].T + layers[-1][1]

    return logits


def shared(form: Layout, weights: Weights, activation: str) -> Logits:
    """The network of ``vendsim_agents.rl.ppo``, which says what its parts are for.

    Raises ValueError, in one sentence, when a weight is missing or has another shape.
    """
    table = weights.get("table")
    if activation != "relu" or table is None or table.shape[0] != form.products or "codes" not in weights:
        raise ValueError("its weights are not those of this network")
    lists, codes, digits = weights["lists"], weights["codes"], weights["digits"]

    def linear(name: str, x: Array) -> Array:
        bias = weights.get(f"{name}.bias", 0)
        return x @ weights[f"{name}.weight"].T + bias

    def layers(name: str, x: Array) -> Array:
        place = 0  # a linear layer and its relu are two
        while f"{name}.{place}.weight" in weights:
            x, place = _relu(linear(f"{name}.{place}", x)), place + 2
        return x

    def logits(observation: Array) -> Array:
        part = {group: _things(form, observation, group) for group, _ in GROUPS}
        code = np.stack([observation[:, form.fields[f"supplier.{name}"]] for name in SHARES], -1) @ digits
        kind = np.abs(code[:, :, None] - codes).argmin(-1)
        has = np.eye(len(codes), dtype=np.float32)[kind]  # (B, K, A)
        supplier = layers("supplier", part["supplier"])
        appeal = np.exp(np.clip(linear("appeal", supplier), -8, 8))
        offer = np.log(lists.T @ (has.transpose(0, 2, 1) @ appeal) + np.float32(1e-3))  # (B, P, M)
        fields = np.concatenate([part["product"], offer], -1)
        product = layers("product", _relu(linear("product_fields", fields) + table))

        number = np.rint(part["slot"][:, :, 0] * form.products).astype(np.int64) - 1
        planned, at = (number >= 0)[:, :, None], np.maximum(number, 0)
        mine = np.where(planned, np.take_along_axis(product, at[:, :, None], 1), weights["no_plan"])
        slot = _relu(linear("slot_fields", np.concatenate([part["slot"], mine], -1)) + weights["place"])
        slot = layers("slot", slot)
        listed = lists.T[at] * planned  # (B, S, A)
        wants = has @ (listed.transpose(0, 2, 1) @ linear("lack", slot))  # (B, K, M)

        claim = part["claim"]
        pooled = np.concatenate(
            [part["general"][:, 0], claim.mean(1), slot.mean(1), slot.max(1), product.max(1),
             supplier.mean(1), supplier.max(1)], -1,
        )  # fmt: skip
        overview = layers("overview", pooled)
        plan = _relu(linear("slot_mix", slot) + linear("slot_overview", overview)[:, None])
        slots = linear("slot_heads", plan)
        levels = int(form.nvec[form.columns["price"].start])
        match = linear("query", plan) @ product.transpose(0, 2, 1) + linear("worth", product)[:, None, :, 0]
        keep = slots[:, :, :1] + np.take_along_axis(match, at[:, :, None], 2) * planned
        deal = linear("deal_mix", np.concatenate([supplier, wants], -1))
        deal = layers("deal", _relu(deal + linear("deal_overview", overview)[:, None]))
        scores = linear("deal_heads", deal)
        none = linear("none_heads", overview)
        beside = np.broadcast_to(overview[:, None], (*claim.shape[:2], overview.shape[-1]))
        letter = np.concatenate([none[:, 1:], scores[:, :, 1], scores[:, :, 2]], -1)
        letters = form.columns["letter"].stop - form.columns["letter"].start
        heads = {
            "product": [
                np.concatenate([keep[:, s], match[:, s, options[1:][options[1:] >= 0]]], -1)
                for s, options in enumerate(form.options)
            ],
            "price": [slots[:, :, 1 : 1 + levels]],
            "units": [slots[:, :, 1 + levels :]],
            "supplier": [none[:, :1], scores[:, :, 0]],
            "letter": [letter] * letters,
            "refund": [linear("refund", np.concatenate([beside, claim], -1))],
            "trip": [linear("trip", overview)],
        }
        batch = len(observation)
        flat = np.concatenate([x.reshape(batch, -1) for name in form.columns for x in heads[name]], -1)
        return weights["sharpness"] * flat

    return logits


def _relu(x: Array) -> Array:
    return np.maximum(x, 0)


def _things(form: Layout, observation: Array, group: str) -> Array:
    """(B, things, F) the fields of a group, one row per slot, product, supplier or claim."""
    rows = next(rows for name, rows in GROUPS if name == group)
    columns = [observation[:, form.fields[f"{group}.{name}"]] for name, _, _ in rows]
    return np.concatenate(columns, -1)[:, None] if group == "general" else np.stack(columns, -1)


@dataclass(frozen=True)
class Kind:
    """A kind of network, and how a decision follows from its scores."""

    build: Callable[[Layout, Weights, str], Logits]
    choose: Choose


NETWORKS = {"layered": Kind(layered, each_alone), "shared": Kind(shared, without_doubles)}
