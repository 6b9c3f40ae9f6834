"""Log-probabilities of the masked tokens are the same in rollout and training: a tiny model on this machine.

A Llama with random weights stands behind a chat-completions server on loopback and plays a week with a small
memory. Its tokens are sampled under a grammar, so that most answers are tool calls; the log-probabilities are
those of the model itself. Then the segments of its run go through the model once more, as in training.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from versions import print_versions

import vendsim
from vendsim import AgentOptions, Scenario
from vendsim.bridges.tokens import tokenise
from vendsim.runs import make_agent, play
from vendsim.runs.segments import segments
from vendsim.runs.starting import start
from vendsim.scenario import Context

DAYS, MEMORY = 7, Context(tokens=5_000, keep=0.5)
# ChatML with tool calls as Hermes and Qwen write them; keeps prefixes.
TEMPLATE = (
    "{%- for message in messages %}"
    "{{- '<|im_start|>' + ('user' if message.role == 'tool' else message.role) + '\\n' }}"
    "{%- if message.content %}{{- message.content }}{%- endif %}"
    "{%- if loop.first and tools %}{%- for tool in tools %}"
    "{{- '\\n' + tool.function | tojson }}{%- endfor %}{%- endif %}"
    "{%- for call in message.tool_calls or [] %}"
    '{{- \'<tool_call>\\n{"name": "\' + call.function.name + \'", "arguments": \' }}'
    "{{- (call.function.arguments | tojson) + '}\\n</tool_call>' }}{%- endfor %}"
    "{{- '<|im_end|>\\n' }}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
)
END = "<|im_end|>"
CALLS = [
    ("read_inbox", {}), ("get_storage_inventory", {}), ("get_machine_inventory", {}),
    ("get_balance_and_transactions", {"n": 3}), ("web_search", {"query": "wholesale snacks"}),
    ("write_note", {"title": "thought", "text": "Prices first."}), ("wait_for_next_day", {}),
]  # fmt: skip
CALL = '<tool_call>\n{{"name": "{}", "arguments": {}}}\n</tool_call>'
ANSWERS = [*(CALL.format(name, json.dumps(given)) for name, given in CALLS), "Let me think about that."]


def make_tokenizer() -> Any:
    """Byte-level BPE, trained on what is said in a year."""
    episode = vendsim.Episode("vb2", 0)
    texts = [episode.system_prompt, episode.observation, json.dumps(episode.tools), *ANSWERS]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=2_000,
        special_tokens=["<|im_start|>", END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator(texts, trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=END)
    fast.chat_template = TEMPLATE
    return fast


class Server:
    """A chat-completions server that samples from the model and tells its tokens, as vLLM does."""

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self.model, self.tokenizer = model, tokenizer
        self.allowed = [tokenizer(text + END, add_special_tokens=False)["input_ids"] for text in ANSWERS]
        self.sampled = 0
        torch.manual_seed(0)

    @torch.no_grad()
    def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        prompt = self.tokenizer.apply_chat_template(
            [for_template(message) for message in body["messages"]],
            tools=body["tools"], add_generation_prompt=True, tokenize=False,
        )  # fmt: skip
        ids = self.tokenizer(prompt, add_special_tokens=False)["input_ids"]
        out = self.model(torch.tensor([ids]))
        tokens: list[int] = []
        logprobs: list[float] = []
        open_texts = self.allowed
        while not tokens or tokens[-1] != self.tokenizer.eos_token_id:
            row = torch.log_softmax(out.logits[0, -1].double(), dim=-1)
            options = sorted({text[len(tokens)] for text in open_texts})
            chosen = options[int(torch.multinomial(row[options].exp(), 1))]
            tokens.append(chosen)
            logprobs.append(float(row[chosen]))
            open_texts = [text for text in open_texts if text[: len(tokens)] == tokens]
            out = self.model(torch.tensor([[chosen]]), past_key_values=out.past_key_values)
        self.sampled += len(tokens)
        text = self.tokenizer.decode(tokens[:-1])
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if text.startswith("<tool_call>"):
            call = json.loads(text.removeprefix("<tool_call>").removesuffix("</tool_call>"))
            function = {"name": call["name"], "arguments": json.dumps(call["arguments"])}
            called = [{"id": f"call_{self.sampled}", "type": "function", "function": function}]
            message = {"role": "assistant", "content": None, "tool_calls": called}
        content = [
            {"token": self.tokenizer.decode([t]), "logprob": p} for t, p in zip(tokens, logprobs, strict=True)
        ]
        usage = {"prompt_tokens": len(ids), "completion_tokens": len(tokens)}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "token_ids": tokens}
        return {"choices": [{**choice, "logprobs": {"content": content}}], "usage": usage}


def for_template(message: dict[str, Any]) -> dict[str, Any]:
    """Arguments as objects, as servers hand them to templates."""
    message = json.loads(json.dumps(message))
    for call in message.get("tool_calls") or ():
        call["function"]["arguments"] = json.loads(call["function"]["arguments"])
    return message


def serve(server: Server) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert body["logprobs"] is True
            assert body["return_token_ids"] is True
            content = json.dumps(server.answer(body)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    return http


def main() -> None:
    print_versions("vendsim", "torch", "transformers", "tokenizers")
    torch.set_num_threads(1)
    torch.manual_seed(1)
    tokenizer = make_tokenizer()
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=64, intermediate_size=128, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=16_384,
    )  # fmt: skip
    model = LlamaForCausalLM(config).eval()
    server = Server(model, tokenizer)
    http = serve(server)
    os.environ["NO_PROXY"] = "127.0.0.1"
    options = AgentOptions(
        model="tiny", base_url=f"http://127.0.0.1:{http.server_port}/v1", allow_loops=True,
        allow_silence=True, extra_body={"logprobs": True, "return_token_ids": True},
    )  # fmt: skip
    folder = Path(tempfile.mkdtemp()) / "run"
    scenario = Scenario.load("vb2").model_copy(update={"days": DAYS, "context": MEMORY})
    episode, run = start(folder, scenario, "llm", options)
    play(episode, make_agent("llm", options), run)
    http.shutdown()

    masked, worst, count = 0, 0.0, 0
    for segment in segments(folder):
        tokens = tokenise(segment.to_json(), tokenizer)
        assert tokens.left_out == 0
        with torch.no_grad():
            logits = model(torch.tensor([tokens.ids])).logits[0].double()
        rows = torch.log_softmax(logits, dim=-1)
        for place, (token, written, told) in enumerate(
            zip(tokens.ids, tokens.mask, tokens.logprobs, strict=True)
        ):
            if written:
                assert told is not None
                worst = max(worst, abs(float(rows[place - 1, token]) - told))
                masked += 1
        count += 1
    assert count > 2, "the memory was never trimmed"
    assert masked == server.sampled > 500
    assert worst < 1e-4, worst
    print(f"{count} segments, {masked} masked tokens, log-probabilities differ by at most {worst:.1e}")


if __name__ == "__main__":
    sys.exit(main())
