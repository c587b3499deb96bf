"""The peer of bench/engine: a GPT in PyTorch, trained and sampled as a careful user would on a CPU.

nanoGPT's model (github.com/karpathy/nanoGPT), written anew. PyTorch 2 has fused attention, fused AdamW and
torch.compile. 1.13 has none of them: there, attention is two batched products around a softmax, with scale and mask
folded into the first.
Run: python3 bench/engine/peers/torch_gpt.py TASK_JSON; prints JSON. bench/engine/run-peer.ts sets the environment.
"""

import json
import math
import statistics
import sys

import torch
from torch import nn
from torch.nn import functional as F

from peer import CLOCKS, GENERATION_BATCH, peak_memory

OPTIMIZER = dict(lr=1e-3, betas=(0.9, 0.95), eps=1e-8)
WEIGHT_DECAY = 0.1
GRADIENT_CLIP = 1.0
HAS_FUSED = hasattr(F, "scaled_dot_product_attention")
# The mask that fused attention makes itself.
CAUSAL = "causal"


class LayerNorm(nn.Module):
    """PyTorch 1.13's own cannot leave out the bias."""

    def __init__(self, size, bias):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.bias = nn.Parameter(torch.zeros(size)) if bias else None

    def forward(self, x):
        return F.layer_norm(x, self.weight.shape, self.weight, self.bias, 1e-5)


class Attention(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.heads = c["nHead"]
        self.head_size = c["nEmbd"] // c["nHead"]
        self.c_attn = nn.Linear(c["nEmbd"], 3 * c["nEmbd"], bias=c["bias"])
        self.c_proj = nn.Linear(c["nEmbd"], c["nEmbd"], bias=c["bias"])

    def split(self, x):
        """Queries, keys, values, each (B, nh, T, hs)."""
        B, T, C = x.shape
        parts = self.c_attn(x).split(C, dim=2)
        return [z.view(B, T, self.heads, self.head_size).transpose(1, 2) for z in parts]

    def attend(self, q, k, v, mask):
        """mask is CAUSAL or added to the scores: (T, T), or (B, 1, T, T) where rows differ; None for no mask."""
        B, nh, T, hs = q.shape
        if HAS_FUSED:
            causal = isinstance(mask, str)
            y = F.scaled_dot_product_attention(q, k, v, attn_mask=None if causal else mask, is_causal=causal)
            return self.c_proj(y.transpose(1, 2).reshape(B, T, nh * hs))
        scale = 1 / math.sqrt(hs)
        if mask is not None and mask.dim() == 2:
            q3, k3 = q.reshape(B * nh, T, hs), k.reshape(B * nh, -1, hs)
            scores = torch.baddbmm(mask, q3, k3.transpose(1, 2), alpha=scale).view(B, nh, T, -1)
        else:
            scores = (q * scale) @ k.transpose(2, 3)
            scores = scores if mask is None else scores + mask
        y = F.softmax(scores, dim=3) @ v
        return self.c_proj(y.transpose(1, 2).reshape(B, T, nh * hs))

    def forward(self, x, mask):
        return self.attend(*self.split(x), mask)


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.ln_1 = LayerNorm(c["nEmbd"], c["bias"])
        self.attn = Attention(c)
        self.ln_2 = LayerNorm(c["nEmbd"], c["bias"])
        self.c_fc = nn.Linear(c["nEmbd"], 4 * c["nEmbd"], bias=c["bias"])
        self.c_proj = nn.Linear(4 * c["nEmbd"], c["nEmbd"], bias=c["bias"])

    def feed_forward(self, x):
        return x + self.c_proj(F.gelu(self.c_fc(self.ln_2(x))))

    def forward(self, x, mask):
        return self.feed_forward(x + self.attn(self.ln_1(x), mask))


class GPT(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.wte = nn.Embedding(c["vocabSize"], c["nEmbd"])
        self.wpe = nn.Parameter(torch.zeros(c["blockSize"], c["nEmbd"])) if c["positions"] else None
        self.h = nn.ModuleList(Block(c) for _ in range(c["nLayer"]))
        self.ln_f = LayerNorm(c["nEmbd"], c["bias"])
        T = c["blockSize"]
        self.register_buffer("mask", torch.full((T, T), -math.inf).triu(1))
        for name, p in self.named_parameters():
            if p.dim() == 2:
                residual = name.endswith("c_proj.weight")
                nn.init.normal_(p, std=0.02 / math.sqrt(2 * c["nLayer"]) if residual else 0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(p)

    def embed(self, tokens):
        x = self.wte(tokens)
        return x if self.wpe is None else x + self.wpe[: tokens.shape[1]]

    def hidden(self, tokens, mask):
        x = self.embed(tokens)
        for block in self.h:
            x = block(x, mask)
        return self.ln_f(x)

    def head(self, hidden):
        return F.linear(hidden, self.wte.weight)

    def loss(self, tokens, targets):
        T = tokens.shape[1]
        logits = self.head(self.hidden(tokens, CAUSAL if HAS_FUSED else self.mask[:T, :T]))
        return F.cross_entropy(logits.view(-1, logits.shape[-1]), targets.reshape(-1))


def make_optimizer(model):
    matrices = [p for p in model.parameters() if p.dim() == 2]
    vectors = [p for p in model.parameters() if p.dim() == 1]
    groups = [dict(params=matrices, weight_decay=WEIGHT_DECAY), dict(params=vectors, weight_decay=0.0)]
    how = dict(fused=True) if HAS_FUSED else dict(foreach=True)
    return torch.optim.AdamW(groups, **how, **OPTIMIZER)


def read_batches(task):
    shape = task["shape"]
    B, T = shape["B"], shape["config"]["blockSize"]
    with open(task["tokens"], "rb") as file:
        tokens = torch.frombuffer(bytearray(file.read()), dtype=torch.int32).long()
    batches = tokens.view(-1, B, T + 1)
    return [(b[:, :-1].contiguous(), b[:, 1:].contiguous()) for b in batches]


def train(options, task):
    model = GPT(task["shape"]["config"])
    optimizer = make_optimizer(model)
    parameters = list(model.parameters())
    batches = read_batches(task)
    bf16 = options["precision"] == "bf16"
    losses, times = [], []
    loss_of = torch.compile(model.loss) if options.get("compiled") else model.loss

    def step():
        tokens, targets = batches[len(losses) % len(batches)]
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            loss = loss_of(tokens, targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, GRADIENT_CLIP)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(loss.item())

    for _ in range(task["warmupSteps"]):
        step()
    now = CLOCKS[task["clock"]]
    started = now()
    while len(times) < task["minSteps"] or now() - started < task["seconds"]:
        before = now()
        step()
        times.append((now() - before) * 1000)
    return dict(
        parameters=sum(p.numel() for p in parameters),
        firstLoss=losses[0],
        lastLoss=losses[-1],
        steps=len(times),
        medianMs=statistics.median(times),
        bestMs=min(times),
    )


def sample(logits, banned, task):
    """One new token a row, never one it has; logits (B, V), banned (B, V)."""
    logits = logits.masked_fill(banned, -math.inf)
    top, tokens = torch.topk(logits, min(task["topK"] or logits.shape[1], logits.shape[1]))
    chosen = torch.multinomial(F.softmax(top / task["temperature"], dim=1), 1)
    chosen = tokens.gather(1, chosen)
    banned.scatter_(1, chosen, True)
    return chosen


class Rows:
    """Prompts side by side, most new tokens first, filled up on the left with token 0 to one length."""

    def __init__(self, prompts, new_tokens, vocab_size):
        order = sorted(range(len(prompts)), key=lambda i: -new_tokens[i])
        self.new_tokens = [new_tokens[i] for i in order]
        lengths = [len(prompts[i]) for i in order]
        self.width = max(lengths)
        self.tokens = torch.tensor([[0] * (self.width - len(prompts[i])) + prompts[i] for i in order])
        self.hidden_from = None if min(lengths) == self.width else torch.tensor([self.width - n for n in lengths])
        self.banned = torch.zeros(len(prompts), vocab_size, dtype=torch.bool).scatter_(1, self.tokens, True)
        self.banned[:, 0] = True

    def running(self, step):
        """Rows that need a token number `step`; they are the first ones."""
        return sum(n > step for n in self.new_tokens)

    def padding(self, n, width):
        """What is added to the scores of the first n rows to hide the filling (n, 1, 1, width); None for nothing."""
        if self.hidden_from is None:
            return None
        hidden = torch.arange(width)[None, :] < self.hidden_from[:n, None]
        # Finite: a row of filling that attends to nothing must not become NaN.
        return torch.zeros(n, width).masked_fill(hidden, -1e30)[:, None, None, :]


def generate_rows(model, rows, task):
    """With a cache of keys and values (B, nh, T, hs) for each block, laid out once."""
    count, width, longest = len(rows.new_tokens), rows.width, rows.width + rows.new_tokens[0]
    attention = model.h[0].attn
    size = (count, attention.heads, longest, attention.head_size)
    caches = [(torch.empty(size), torch.empty(size)) for _ in model.h]
    tokens, start, made = rows.tokens, 0, 0
    for step in range(rows.new_tokens[0]):
        n, end = rows.running(step), width + step
        tokens = tokens[:n]
        mask = rows.padding(n, end)
        if step == 0:
            causal = model.mask[:width, :width]
            mask = causal if mask is None else causal + mask
        x = model.embed(tokens)
        for block, (keys, values) in zip(model.h, caches):
            q, k, v = block.attn.split(block.ln_1(x))
            keys[:n, :, start:end] = k
            values[:n, :, start:end] = v
            x = block.feed_forward(x + block.attn.attend(q, keys[:n, :, :end], values[:n, :, :end], mask))
        tokens = sample(model.head(model.ln_f(x[:, -1])), rows.banned[:n], task)
        start = end
        made += n
    return made


def generate(options, task):
    with open(task["prompts"]) as file:
        data = json.load(file)
    prompts, new_tokens = data["prompts"], data["newTokens"]
    config = task["config"]
    longest = max(len(p) + n for p, n in zip(prompts, new_tokens))
    # The mask must reach as far as the longest set; without positions the model has no other limit.
    model = GPT({**config, "blockSize": longest}).eval()
    order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]) + new_tokens[i])
    made = 0
    now = CLOCKS[task["clock"]]
    started = now()
    with torch.inference_mode():
        for first in range(0, len(order), GENERATION_BATCH):
            part = order[first : first + GENERATION_BATCH]
            rows = Rows([prompts[i] for i in part], [new_tokens[i] for i in part], config["vocabSize"])
            made += generate_rows(model, rows, task)
    return dict(tokens=made, seconds=now() - started)


def main():
    options = json.loads(sys.argv[1])
    task = options["task"]
    torch.manual_seed(1)
    torch.set_num_threads(options["threads"])
    torch.set_flush_denormal(True)
    kinds = dict(train=train, generate=generate)
    result = kinds[task["kind"]](options, task)
    print(json.dumps({**result, "peakBytes": peak_memory()}))


if __name__ == "__main__":
    main()
