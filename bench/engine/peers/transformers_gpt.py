"""A peer of bench/engine: generation by transformers' own `generate`, from a GPT-2 of the same size.

GPT-2 always has positions, which the measured model has not: a sum of two vectors a token.
Run: python3 bench/engine/peers/transformers_gpt.py TASK_JSON; prints JSON, as torch_gpt.py does.
"""

import json
import math
import sys

import torch
import transformers

from peer import CLOCKS, GENERATION_BATCH, peak_memory


class NeverTwice(transformers.LogitsProcessor):
    """No token that a row has, the filling and the end token 0 among them."""

    def __call__(self, input_ids, scores):
        scores[:, 0] = -math.inf
        return scores.scatter(1, input_ids, -math.inf)


def make_model(c, longest):
    config = transformers.GPT2Config(
        vocab_size=c["vocabSize"], n_positions=longest, n_embd=c["nEmbd"], n_layer=c["nLayer"], n_head=c["nHead"],
        activation_function="gelu", bos_token_id=0, eos_token_id=None, pad_token_id=0, attn_implementation="sdpa",
    )
    return transformers.GPT2LMHeadModel(config).eval()


def pad(prompts):
    """Tokens and attention mask (rows, width); the filling is on the left."""
    width = max(map(len, prompts))
    tokens = torch.tensor([[0] * (width - len(p)) + p for p in prompts])
    mask = torch.tensor([[0] * (width - len(p)) + [1] * len(p) for p in prompts])
    return tokens, mask


def generate(task):
    with open(task["prompts"]) as file:
        data = json.load(file)
    rows = sorted(zip(data["prompts"], data["newTokens"]), key=lambda row: row[1])
    widest = max(len(prompt) for prompt, _ in rows)
    model = make_model(task["config"], widest + rows[-1][1])
    now = CLOCKS[task["clock"]]
    started = now()
    with torch.inference_mode():
        for first in range(0, len(rows), GENERATION_BATCH):
            part = rows[first : first + GENERATION_BATCH]
            tokens, mask = pad([prompt for prompt, _ in part])
            model.generate(
                tokens, attention_mask=mask, max_new_tokens=part[-1][1], do_sample=True,
                temperature=task["temperature"], top_k=task["topK"],
                logits_processor=transformers.LogitsProcessorList([NeverTwice()]),
            )
    seconds = now() - started
    # Rows that needed fewer than the longest of their batch were given more; only what was asked for counts.
    return dict(tokens=sum(n for _, n in rows), seconds=seconds)


def main():
    options = json.loads(sys.argv[1])
    torch.manual_seed(1)
    torch.set_num_threads(options["threads"])
    print(json.dumps({**generate(options["task"]), "peakBytes": peak_memory()}))


main()
