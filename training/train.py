"""Train the network that reads mail.

Run: python -m training.train [--epochs 15] [--copies 3] [--seed 0]   (once with each seed of `network.SEEDS`)
and then, with each seed, python -m training.train --settle [--seed 0]   (some minutes)

Reads the marked mails of training/mails, makes variations, learns with weights and activations rounded as
they will be used, and writes vendsim/suppliers/reading/weights. Most of what is learned are replies within
threads; ``--settle`` goes on from the weights with as much of plain letters that stand alone, which are
forgotten otherwise. Needs torch (extra "training").
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from training.examples import NO_PURCHASE, PURCHASES, UNKNOWN, Example, aligned, example
from training.markup import Marked, read
from training.variation import composed, names_of_products, snippets_of, varied
from training.weak import weak_examples
from vendsim.suppliers.reading.features import WORDS, word_of
from vendsim.suppliers.reading.kinds import Kind
from vendsim.suppliers.reading.labels import ACTS, INTENTS, OFFSETS, ROLES, TOPICS
from vendsim.suppliers.reading.network import (
    ACTIVATION_STEPS,
    DILATIONS,
    HIGHEST,
    POOLED_BEFORE,
    WEIGHT_STEPS,
)
from vendsim.suppliers.reading.tokens import tokenise

Ints = NDArray[np.int64]

HERE = Path(__file__).parent
WEIGHTS = HERE.parent / "vendsim" / "suppliers" / "reading" / "weights"
OUTCOMES = (
    "mails.jsonl",
    "mails_extra.jsonl",
    "mails_short.jsonl",
    "mails_blind.jsonl",
    "mails_blind_f.jsonl",
    *["not_orders.jsonl"] * 3,  # look-alikes, learned as such
)
"""Mails whose intent and lines are known, but not what each word does."""
WIDTH = 128
SUMMARY = 128
ROUNDED_FROM = 0.6  # share of the training after which weights are rounded
GAIN = 5  # embeddings learn in small numbers and are used in larger ones
RARE = 2  # words of fewer mails are read by their beginnings and endings alone
GOODS = frozenset("PXMG")  # marks of goods
NAMED_SHARE = 0.05  # of the times that a word is written, in names
BATCH = 16
RATE = 1.5e-3


rounding = False
"""Whether weights and activations are rounded as they will be used: once the network has found its way."""


def rounded(x: Tensor, steps: int, low: float, high: float) -> Tensor:
    """``x`` on a grid; gradients pass as if it had not been rounded."""
    if not rounding:
        return x.clamp(low / steps, high / steps)
    y = torch.floor(x * steps + 1e-4).clamp(low, high) / steps
    return x.clamp(low / steps, high / steps) + (y - x.clamp(low / steps, high / steps)).detach()


def weight(x: Tensor) -> Tensor:
    """A weight as it will be stored: one byte."""
    if not rounding:
        return x
    y = torch.round(x * WEIGHT_STEPS).clamp(-127, 127) / WEIGHT_STEPS
    return x + (y - x).detach()


def activation(x: Tensor) -> Tensor:
    """An activation as it will be computed."""
    return rounded(x, ACTIVATION_STEPS, 0, HIGHEST)


def signed(x: Tensor) -> Tensor:
    """The stream between blocks as it will be computed."""
    return rounded(x, ACTIVATION_STEPS, -HIGHEST, HIGHEST)


class Rounded(nn.Module):
    """A matrix and a bias in whole steps."""

    def __init__(self, size: int, out: int) -> None:
        super().__init__()
        self.matrix = nn.Parameter(torch.randn(size, out) * (0.7 / size**0.5))
        self.bias = nn.Parameter(torch.zeros(out))

    def forward(self, x: Tensor) -> Tensor:
        steps = WEIGHT_STEPS * ACTIVATION_STEPS
        bias = self.bias + (torch.round(self.bias * steps) / steps - self.bias).detach()
        return x @ weight(self.matrix) + bias

    def restore(self, matrix: np.ndarray, bias: np.ndarray) -> None:
        """Take up stored weights."""
        self.matrix.data = torch.from_numpy(matrix.astype(np.float32)) / WEIGHT_STEPS
        self.bias.data = torch.from_numpy(bias.astype(np.float32)) / (WEIGHT_STEPS * ACTIVATION_STEPS)

    def stored(self) -> tuple[np.ndarray, np.ndarray]:
        matrix = torch.round(self.matrix * WEIGHT_STEPS).clamp(-127, 127)
        bias = torch.round(self.bias * WEIGHT_STEPS * ACTIVATION_STEPS)
        return matrix.detach().numpy().astype(np.int8), bias.detach().numpy().astype(np.int32)


class Packed:
    """An ``Example`` as arrays."""

    def __init__(self, example: Example) -> None:
        self.flat = np.array([i for row in example.features for i in row], dtype=np.int64)
        self.counts = np.array([len(row) for row in example.features], dtype=np.int64)
        self.parts, self.acts, self.topics, self.roles, self.offsets = (
            np.array(labels, dtype=np.int64)
            for labels in (example.parts, example.acts, example.topics, example.roles, example.offsets)
        )
        self.intent = example.intent


class Network(nn.Module):
    """The network of `vendsim.suppliers.reading.network`, to be trained."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.embedding = nn.Parameter(torch.randn(rows, WIDTH) * 0.08)
        self.convs = nn.ModuleList(Rounded(3 * WIDTH, WIDTH) for _ in DILATIONS)
        self.of_part = nn.ModuleList(Rounded(WIDTH, WIDTH) for _ in POOLED_BEFORE)
        self.of_mail = nn.ModuleList(Rounded(WIDTH, WIDTH) for _ in POOLED_BEFORE)
        self.summary, self.intents = Rounded(WIDTH, SUMMARY), Rounded(SUMMARY, len(INTENTS))
        self.acts = Rounded(WIDTH, len(ACTS))
        self.topics = Rounded(WIDTH, len(TOPICS))
        self.roles = Rounded(WIDTH, len(ROLES))
        self.offsets = Rounded(WIDTH, len(OFFSETS))
        self.drop = nn.Dropout(0.2)

    def forward(self, batch: Batch) -> tuple[Tensor, ...]:
        table = self.embedding * GAIN
        table = (
            table
            + (torch.round(table * ACTIVATION_STEPS).clamp(-127, 127) / ACTIVATION_STEPS - table).detach()
        )
        summed = functional.embedding_bag(batch.flat, table, batch.starts, mode="sum")
        stream = torch.zeros(*batch.mask.shape, WIDTH)
        stream[batch.mask] = signed(summed)
        mask = batch.mask[..., None].float()
        stream = self.drop(stream)
        for layer, (conv, dilation) in enumerate(zip(self.convs, DILATIONS, strict=True)):
            if layer in POOLED_BEFORE:
                stream = self._pooled(POOLED_BEFORE.index(layer), stream, batch.parts) * mask
            hidden = self.drop(stream.relu())
            padded = functional.pad(hidden, (0, 0, dilation, dilation))
            windows = torch.cat([padded[:, : -2 * dilation], hidden, padded[:, 2 * dilation :]], dim=2)
            stream = signed(stream + rounded(conv(windows), ACTIVATION_STEPS, -1e6, 1e6)) * mask
        stream = self._pooled(len(POOLED_BEFORE) - 1, stream, batch.parts) * mask
        hidden = self.drop(stream.relu())
        summary = activation(self.summary(hidden.amax(1)))
        tokens = [head(hidden) for head in (self.acts, self.topics, self.roles, self.offsets)]
        return *tokens, self.intents(self.drop(summary))

    def _pooled(self, which: int, stream: Tensor, parts: Tensor) -> Tensor:
        hidden = stream.relu()
        whole = hidden.amax(1, keepdim=True).expand_as(hidden)
        index = parts[..., None].expand_as(hidden)
        pooled = torch.zeros(hidden.shape[0], int(parts.max()) + 1, WIDTH)
        of_part = pooled.scatter_reduce(1, index, hidden, "amax").gather(1, index)
        seen = self.of_part[which](of_part) + self.of_mail[which](whole)
        return signed(stream + rounded(seen, ACTIVATION_STEPS, -1e6, 1e6))


class Batch:
    """Some examples of like length, padded."""

    def __init__(self, examples: Sequence[Packed]) -> None:
        longest = max(len(e.parts) for e in examples)
        counts = np.concatenate([e.counts for e in examples])
        self.flat = torch.from_numpy(np.concatenate([e.flat for e in examples]))
        self.starts = torch.from_numpy(np.concatenate([[0], np.cumsum(counts)[:-1]]))
        lengths = np.array([len(e.parts) for e in examples])
        self.mask = torch.from_numpy(np.arange(longest) < lengths[:, None])
        self.parts = self._padded([e.parts for e in examples], longest, 0)
        self.acts = self._padded([e.acts for e in examples], longest, UNKNOWN)
        self.topics = self._padded([e.topics for e in examples], longest, UNKNOWN)
        self.roles = self._padded([e.roles for e in examples], longest, UNKNOWN)
        self.offsets = self._padded([e.offsets for e in examples], longest, UNKNOWN)
        self.intents = torch.tensor([e.intent for e in examples])

    @staticmethod
    def _padded(rows: Sequence[Ints], longest: int, filler: int) -> Tensor:
        padded = np.full((len(rows), longest), filler, dtype=np.int64)
        for i, row in enumerate(rows):
            padded[i, : len(row)] = row
        return torch.from_numpy(padded)


def loss_of(network: Network, batch: Batch) -> Tensor:
    """How wrong the network is on a batch."""
    acts, topics, roles, offsets, intents = network(batch)

    def cross(logits: Tensor, labels: Tensor) -> Tensor:
        known = labels >= 0
        if not known.any():
            return torch.zeros(())
        return functional.cross_entropy(logits[known], labels[known], label_smoothing=0.02)

    def buys(logits: Tensor, labels: Tensor, names: Sequence[str]) -> Tensor:
        """What it costs to take for a purchase what is known to be none."""
        chosen = logits[labels == NO_PURCHASE]
        if not len(chosen):
            return torch.zeros(())
        others = [i for i, name in enumerate(names) if name not in PURCHASES]
        return (chosen.logsumexp(-1) - chosen[:, others].logsumexp(-1)).mean()

    return (
        cross(acts, batch.acts)
        + 0.5 * cross(topics, batch.topics)
        + 1.5 * cross(roles, batch.roles)
        + 0.7 * cross(offsets, batch.offsets)
        + cross(intents, batch.intents)
        + buys(acts, batch.acts, ACTS)
        + buys(intents, batch.intents, INTENTS)
    )


def learn(
    network: Network, optimiser: torch.optim.Optimizer, schedule: Any, batch: Sequence[Packed]
) -> float:  # fmt: skip
    """Take one step on a batch; how wrong the network was."""
    optimiser.zero_grad()
    loss = loss_of(network, Batch(batch))
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimiser.step()
    schedule.step()
    return loss.item()


def batches(examples: list[Packed], draw: random.Random) -> list[list[Packed]]:
    """Examples of like length together, in random order."""
    ordered = sorted(examples, key=lambda e: len(e.parts) + draw.random() * 8)
    cut = [ordered[i : i + BATCH] for i in range(0, len(ordered), BATCH)]
    draw.shuffle(cut)
    return cut


def words_of(mails: Sequence[Marked]) -> dict[str, int]:
    """The vocabulary: every word of at least ``RARE`` mails."""
    counts: Counter[str] = Counter()
    for mail in mails:
        counts.update({word_of(token) for token in aligned(mail).mail.tokens})
    kept = sorted(word for word, count in counts.items() if count >= RARE)
    return {word: WORDS + i for i, word in enumerate(kept)}


def words_of_names(mails: Sequence[Marked]) -> list[str]:
    """The words that stand in names of goods often enough to be a part of one."""
    everywhere, named = Counter[str](), Counter[str]()
    for span in (span for mail in mails for span in mail.body):
        words = [token.text for token in tokenise(span.text) if token.kind is Kind.WORD]
        everywhere.update(words)
        if span.letter in GOODS:
            named.update(words)
    return sorted(word for word in named if named[word] >= NAMED_SHARE * everywhere[word])


def train(
    alone: list[Marked], replies: list[Marked], forms: list[Marked], outcomes: Sequence[Path],
    *, epochs: int, copies: int, seed: int,
) -> None:  # fmt: skip
    """Learn from mails that stand alone and from replies with what lay on the table; write the weights.

    Letters are read in their threads, so replies are seen in every epoch, and once more in a variation;
    of the others, and of the variations of all, a share.
    """
    mails = alone + replies
    draw = random.Random(seed)
    torch.manual_seed(seed)
    torch.set_num_threads(1)  # the same sums in the same order, and no threads that wait for one another
    bank = names_of_products(mails)
    vocabulary = words_of(mails + forms)
    network = Network(WORDS + len(vocabulary))
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.003, fused=True)
    plain = [Packed(example(mail, vocabulary)) for mail in alone + forms]
    plain += [Packed(outcome) for outcome in weak_examples(outcomes, vocabulary)]
    in_threads = [Packed(example(mail, vocabulary)) for mail in replies]
    changed = [Packed(example(varied(mail, mails, bank, draw), vocabulary)) for mail in replies * copies]
    passages = snippets_of(mails)
    pool = [
        Packed(example(varied(mail, mails, bank, draw), vocabulary))
        for _ in range(copies)
        for mail in (*alone, *forms)
    ]
    pool += [
        Packed(example(varied(composed(passages, draw), mails, bank, draw), vocabulary))
        for _ in range(len(mails) * copies // 3)
    ]
    print(
        f"{len(mails)} mails, {len(forms)} forms, {len(pool)} variations, {len(vocabulary)} words", flush=True
    )
    share, part = max(1, len(pool) // 10), len(plain) // 2
    total = epochs * ((part + 2 * len(replies) + share) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=total + epochs, pct_start=0.1)
    global rounding
    for epoch in range(epochs):
        rounding = epoch >= ROUNDED_FROM * epochs
        network.train()
        losses = []
        drawn = [*draw.sample(plain, part), *draw.sample(changed, len(replies)), *draw.sample(pool, share)]
        for chosen in batches(in_threads + drawn, draw):
            losses.append(learn(network, optimiser, schedule, chosen))
        print(f"epoch {epoch}: {np.mean(losses):.3f}", flush=True)
    write(network, vocabulary, words_of_names(mails + forms), seed)


def settle(
    replies: list[Marked], forms: list[Marked], outcomes: Sequence[Path], *, seed: int
) -> None:  # fmt: skip
    """Go on from the weights of ``seed`` with replies and with plain letters that stand alone."""
    global rounding
    rounding, draw = True, random.Random(seed)
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    vocabulary = dict(json.loads((WEIGHTS / "words.json").read_text(encoding="utf-8")))
    network = restored(seed, len(vocabulary))
    bank = names_of_products(replies)
    plain = [Packed(outcome) for outcome in weak_examples(outcomes, vocabulary)]
    plain += [
        Packed(example(varied(mail, forms, bank, draw) if copy else mail, vocabulary))
        for mail in forms
        for copy in range(_SETTLING_COPIES)
    ]
    in_threads = [Packed(example(mail, vocabulary)) for mail in replies]
    chosen = [batch for _ in range(_SETTLING) for batch in batches(in_threads + plain, draw)]
    optimiser = torch.optim.AdamW(network.parameters(), lr=_SETTLING_RATE, weight_decay=0.003, fused=True)
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.05, total_iters=len(chosen))
    network.train()
    for at, batch in enumerate(chosen):
        loss = learn(network, optimiser, schedule, batch)
        if at % 100 == 0:
            print(f"{at} of {len(chosen)}: {loss:.3f}", flush=True)
    store(network, seed)


_SETTLING, _SETTLING_COPIES, _SETTLING_RATE = 2, 4, 2e-4


def restored(seed: int, words: int) -> Network:
    """The network of a seed, as it was stored."""
    network = Network(WORDS + words)
    with np.load(WEIGHTS / f"network{seed}.npz", allow_pickle=False) as stored:
        steps = GAIN * ACTIVATION_STEPS
        network.embedding.data = torch.from_numpy(stored["embedding"].astype(np.float32)) / steps
        for name, part in parts_of(network).items():
            part.restore(stored[name], stored[f"{name}_bias"])
        for layer, of_part, of_mail in zip(POOLED_BEFORE, network.of_part, network.of_mail, strict=True):
            of_part.restore(stored[f"of_part{layer}"], stored[f"pool{layer}_bias"])
            of_mail.restore(stored[f"of_mail{layer}"], np.zeros(WIDTH))
    return network


def parts_of(network: Network) -> dict[str, Any]:
    """The matrices that are stored with a bias of their own, by name."""
    heads = ("summary", "intents", "acts", "topics", "roles", "offsets")
    convs = {f"conv{i}": conv for i, conv in enumerate(network.convs)}
    return convs | {name: getattr(network, name) for name in heads}


def write(network: Network, vocabulary: dict[str, int], names: Sequence[str], seed: int) -> None:
    """Store weights as bytes, and the vocabulary and the words of names as text."""
    WEIGHTS.mkdir(exist_ok=True)
    store(network, seed)
    (WEIGHTS / "words.json").write_text(json.dumps(list(vocabulary.items())), encoding="utf-8")
    (WEIGHTS / "names.json").write_text(json.dumps(list(names)), encoding="utf-8")


def store(network: Network, seed: int) -> None:
    """Write the weights of a network as bytes."""
    table = torch.round(network.embedding * GAIN * ACTIVATION_STEPS).clamp(-127, 127)
    arrays = {"embedding": table.detach().numpy().astype(np.int8)}
    for name, part in parts_of(network).items():
        arrays[name], arrays[f"{name}_bias"] = part.stored()
    for layer, of_part, of_mail in zip(POOLED_BEFORE, network.of_part, network.of_mail, strict=True):
        arrays[f"of_part{layer}"], bias = of_part.stored()
        arrays[f"of_mail{layer}"], other = of_mail.stored()
        arrays[f"pool{layer}_bias"] = bias + other
    np.savez_compressed(WEIGHTS / f"network{seed}.npz", **arrays)


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--copies", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--mails", type=Path, default=HERE / "mails")
    parser.add_argument("--settle", action="store_true", help="go on from the weights of this seed")
    options = parser.parse_args()
    alone, replies, forms = (
        [mail for path in sorted(options.mails.glob(files)) for mail in read(path)]
        for files in ("*.txt", "replies/*.txt", "forms/*.txt")
    )
    outcomes = [HERE.parent / "tests" / "data" / name for name in OUTCOMES]
    if options.settle:
        settle(replies, forms, outcomes, seed=options.seed)
        return
    train(alone, replies, forms, outcomes, epochs=options.epochs, copies=options.copies, seed=options.seed)


if __name__ == "__main__":
    main()
