"""Train what tells the topic of a question, over the trained networks.

Run: python -m training.topics   (after `training.train` with each seed; a minute or two)

Learns from training/questions/*.tsv (topic and question) and from the questions of the marked mails. Writes
vendsim/suppliers/reading/weights/topics.json and topics.npz. Needs torch (extra "training").
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.markup import Span, read
from training.train import HERE, WEIGHTS
from vendsim.suppliers.reading.kinds import Token
from vendsim.suppliers.reading.tokens import tokenise
from vendsim.suppliers.reading.topics import BUCKETS, WORDS_COUNT, buckets, states_of

STEPS, RATE, DECAY = 150, 0.02, 2e-4
BY_HAND = 3  # times that a question which was sorted by hand counts
STATES = 0.1  # weight of a state beside that of a word
LARGEST = 127
_OTHER_ACTS = {"ask_price": "price", "bid": "price", "status": "order", "ask_list": "catalogue"}
"""Topics of questions that are acts of their own."""


def by_hand() -> Iterator[tuple[str, str]]:
    """Topics, joined by commas where there are several, and questions."""
    for path in sorted((HERE / "questions").glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            topic, _, question = line.partition("\t")
            yield topic, question


def marked() -> Iterator[tuple[str, str]]:
    """Topics and words of the questions of marked mails."""
    for path in sorted((HERE / "mails").rglob("*.txt")):
        for mail in read(path):
            for act, words in _runs(mail.body):
                kind, _, topic = act.partition(":")
                topic = topic or (_OTHER_ACTS.get(kind, "") if "?" in words or kind == "ask_list" else "")
                if topic and words.strip():
                    yield topic, words


def _runs(spans: Sequence[Span]) -> Iterator[tuple[str, str]]:
    act, words = "", ""
    for span in spans:
        if span.act != act:
            yield act, words
            act, words = span.act or "", ""
        words += span.text
    yield act, words


def main() -> None:
    """Train and write the weights."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    hand, mails = list(by_hand()), list(marked())
    names = sorted({topic for told, _ in hand for topic in told.split(",")})
    rows = [*hand, *((topic, words) for topic, words in mails if topic in names)]
    clauses = [tokenise(words) for _, words in rows]
    rows = [row for row, tokens in zip(rows, clauses, strict=True) if tokens]
    clauses = [tokens for tokens in clauses if tokens]
    counts = Counter(told for told, _ in rows)
    weight = torch.tensor(
        [(BY_HAND if i < len(hand) else 1) / counts[told] ** 0.5 for i, (told, _) in enumerate(rows)]
    )
    meant = torch.tensor([[name in told.split(",") for name in names] for told, _ in rows])
    states = np.stack([states_of(tokens) for tokens in clauses])
    spread = np.maximum(states.std(axis=0), 1)  # some states never change
    of_words, of_states = _fitted(clauses, torch.tensor(states / spread, dtype=torch.float32), meant, weight)
    step = LARGEST / np.abs(of_words).max()
    words = np.round(of_words * step).astype(np.int8)
    scaled = np.round(of_states / spread[:, None] * (step * WORDS_COUNT)).astype(np.int16)
    np.savez_compressed(WEIGHTS / "topics.npz", words=words, states=scaled, step=round(step * WORDS_COUNT))
    (WEIGHTS / "topics.json").write_text(json.dumps(names) + "\n", encoding="utf-8")


def _fitted(
    clauses: Sequence[Sequence[Token]], states: Tensor, meant: Tensor, weight: Tensor
) -> tuple[np.ndarray, np.ndarray]:
    rows = [buckets(tokens) for tokens in clauses]
    flat = torch.tensor([i for row in rows for i in row])
    starts = torch.tensor(np.cumsum([0, *map(len, rows[:-1])]))
    words = torch.zeros(BUCKETS, meant.shape[1], requires_grad=True)
    beside = torch.zeros(states.shape[1], meant.shape[1], requires_grad=True)
    optimiser = torch.optim.Adam([words, beside], lr=RATE)
    for step in range(STEPS):
        scores = functional.embedding_bag(flat, words, starts, mode="sum") + STATES * (states @ beside)
        chances = functional.log_softmax(scores, dim=1).masked_fill(~meant, -1e9)
        loss = -(weight * torch.logsumexp(chances, dim=1)).sum() / weight.sum()
        optimiser.zero_grad()
        (loss + DECAY * (words.square().sum() + beside.square().sum())).backward()
        optimiser.step()
        if step % 50 == 49:
            print(f"step {step + 1}: loss {loss.item():.3f}", flush=True)
    return words.detach().numpy(), STATES * beside.detach().numpy()


if __name__ == "__main__":
    main()
