"""Writes gpt.json: logits, losses, gradients and ten training losses of a GPT in PyTorch, as reference for the engines.

The model is written here from the GPT-2 / nanoGPT description, with PyTorch's own layers, autograd, AdamW and
gradient clipping, in float64, so that what the engines differ by is their own rounding.
Run: /usr/bin/python3 test/golden/make-gpt-golden.py   (Debian: apt-get install python3-torch)
"""

import json
import math
import pathlib

import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)

OPTIMIZER = dict(learningRate=0.003, beta1=0.9, beta2=0.95, epsilon=1e-8, weightDecay=0.1, gradientClip=0.7)
STEPS = 10
LISTED = 6  # leading gradient values listed for each tensor, beside its norm


def fill(shape, salt, scale, centre=0.0):
    """Values of a tensor by a formula that golden.test.ts repeats, rounded to float32."""
    n = math.prod(shape)
    i = torch.arange(n)
    hashed = (i * 7919 + salt * 104729 + i * i * 31) % 1009
    return (centre + scale * (hashed / 504.5 - 1)).to(torch.float32).to(torch.float64).reshape(shape)


def make_tensors(c):
    """Tensors under Hugging Face's names, with the matrices laid out (in, out) as its Conv1D."""
    C, tensors = c["nEmbd"], {}

    def matrix(name, rows, columns):
        tensors[name] = fill((rows, columns), len(tensors) + 1, 0.4)

    def vector(name, size, centre):
        tensors[name] = fill((size,), len(tensors) + 1, 0.3, centre)

    def norm(prefix):
        vector(prefix + ".weight", C, 1.0)
        if c["bias"]:
            vector(prefix + ".bias", C, 0.0)

    def linear(prefix, rows, columns):
        matrix(prefix + ".weight", rows, columns)
        if c["bias"]:
            vector(prefix + ".bias", columns, 0.0)

    matrix("transformer.wte.weight", c["vocabSize"], C)
    if c["positions"]:
        matrix("transformer.wpe.weight", c["blockSize"], C)
    if not c["tiedHead"]:
        matrix("lm_head.weight", c["vocabSize"], C)
    for layer in range(c["nLayer"]):
        h = f"transformer.h.{layer}"
        norm(h + ".ln_1")
        linear(h + ".attn.c_attn", C, 3 * C)
        linear(h + ".attn.c_proj", C, C)
        norm(h + ".ln_2")
        linear(h + ".mlp.c_fc", C, 4 * C)
        linear(h + ".mlp.c_proj", 4 * C, C)
    norm("transformer.ln_f")
    return tensors


def make_batch(c):
    """Two rows: documents of 5, 4 and 3 tokens in the first, one of 10 and two paddings in the second."""
    V, T, rows = c["vocabSize"], c["blockSize"], [[5, 4, 3], [10]]
    tokens, targets, starts, weights = [], [], [], []
    for b, lengths in enumerate(rows):
        t = 0
        for length in lengths:
            genes = [0] + [1 + (b * 17 + t * 5 + i * 11 + i * i) % (V - 1) for i in range(length - 1)] + [0]
            tokens += genes[:-1]
            targets += genes[1:]
            starts += [t] * length
            t += length
        for pad in range(t, T):
            tokens.append(0)
            targets.append(-1)
            starts.append(pad)
    weights = [0.5 + (i * 37 % 16) / 16 for i in range(len(tokens))]
    return dict(B=len(rows), T=T, tokens=tokens, targets=targets, documentStart=starts, weights=weights)


def forward(c, p, batch):
    """Logits (B, T, V)."""
    C, heads, B, T = c["nEmbd"], c["nHead"], batch["B"], batch["T"]
    tokens = torch.tensor(batch["tokens"]).reshape(B, T)
    starts = torch.tensor(batch["documentStart"]).reshape(B, T)
    position = torch.arange(T)
    visible = (position[None, None, :] <= position[None, :, None]) & (position[None, None, :] >= starts[:, :, None])

    def norm(x, name):
        return torch.nn.functional.layer_norm(x, (C,), p[name + ".weight"], p.get(name + ".bias"), 1e-5)

    def linear(x, name):
        y = x @ p[name + ".weight"]
        return y + p[name + ".bias"] if c["bias"] else y

    gelu = {"gelu": "none", "gelu-tanh": "tanh"}[c["activation"]]
    x = p["transformer.wte.weight"][tokens]
    if c["positions"]:
        x = x + p["transformer.wpe.weight"][:T]
    for layer in range(c["nLayer"]):
        h = f"transformer.h.{layer}"
        q, k, v = linear(norm(x, h + ".ln_1"), h + ".attn.c_attn").split(C, dim=2)
        q, k, v = (z.reshape(B, T, heads, C // heads).transpose(1, 2) for z in (q, k, v))
        scores = (q @ k.transpose(2, 3)) / math.sqrt(C // heads)
        scores = scores.masked_fill(~visible[:, None], -math.inf)
        y = (torch.softmax(scores, dim=3) @ v).transpose(1, 2).reshape(B, T, C)
        x = x + linear(y, h + ".attn.c_proj")
        wide = linear(norm(x, h + ".ln_2"), h + ".mlp.c_fc")
        x = x + linear(torch.nn.functional.gelu(wide, approximate=gelu), h + ".mlp.c_proj")
    head = p["transformer.wte.weight" if c["tiedHead"] else "lm_head.weight"]
    return norm(x, "transformer.ln_f") @ head.T


def target_distribution(c, batch, objective):
    """Probability of every token as target (B·T, V), by the definition of the objective."""
    B, T = batch["B"], batch["T"]
    targets, starts = batch["targets"], batch["documentStart"]
    wanted = torch.zeros(B * T, c["vocabSize"])
    for row in range(B * T):
        if targets[row] < 0:
            continue
        last = row
        while (last + 1) % T != 0 and starts[last + 1] == starts[row] and targets[last + 1] >= 0:
            last += 1
        genes = [targets[row]]
        if objective == "remaining-genes" and row < last:
            genes = targets[row:last]
        for gene in genes:
            wanted[row, gene] += 1 / len(genes)
    return wanted


def mean_loss(c, p, batch, objective):
    weights = torch.tensor(batch["weights"]) * (torch.tensor(batch["targets"]) >= 0)
    log_probabilities = torch.log_softmax(forward(c, p, batch), dim=2).reshape(-1, c["vocabSize"])
    losses = -(target_distribution(c, batch, objective) * log_probabilities).sum(dim=1)
    return (weights * losses).sum() / weights.sum()


def train(c, p, batch, objective):
    """Losses of STEPS updates, each before its update, and the gradient norms before clipping."""
    groups = [
        dict(params=[t for t in p.values() if t.dim() == 2], weight_decay=OPTIMIZER["weightDecay"]),
        dict(params=[t for t in p.values() if t.dim() == 1], weight_decay=0.0),
    ]
    adam = torch.optim.AdamW(
        groups, lr=OPTIMIZER["learningRate"], betas=(OPTIMIZER["beta1"], OPTIMIZER["beta2"]), eps=OPTIMIZER["epsilon"]
    )
    losses, norms = [], []
    for _ in range(STEPS):
        adam.zero_grad()
        loss = mean_loss(c, p, batch, objective)
        loss.backward()
        norms.append(float(torch.nn.utils.clip_grad_norm_(list(p.values()), OPTIMIZER["gradientClip"])))
        adam.step()
        losses.append(float(loss.detach()))
    return losses, norms


def digits(values, count=8):
    return [float(f"{float(v):.{count}g}") for v in values]


def make_case(bias, positions, objective, tied_head=True, activation="gelu"):
    c = dict(
        vocabSize=29, blockSize=12, nLayer=2, nHead=3, nEmbd=18, bias=bias, positions=positions, dropout=0,
        tiedHead=tied_head, activation=activation,
    )  # fmt: skip
    p = {name: t.clone().requires_grad_() for name, t in make_tensors(c).items()}
    batch = make_batch(c)
    loss = mean_loss(c, p, batch, objective)
    loss.backward()
    gradients = {
        name: dict(norm=digits([t.grad.norm()])[0], first=digits(t.grad.flatten()[:LISTED])) for name, t in p.items()
    }
    logits = forward(c, p, batch).detach()
    tensors = [dict(name=name, shape=list(t.shape)) for name, t in p.items()]
    evaluated = float(loss.detach())
    losses, norms = train(c, p, batch, objective)
    return dict(
        config=c, objective=objective, tensors=tensors, batch=batch, loss=digits([evaluated], 10)[0],
        logitsOfRow0=digits(logits[0, 3], 7), logitsOfRow1=digits(logits[1, 9], 7), gradients=gradients,
        trainingLosses=digits(losses, 9), gradientNorms=digits(norms, 9),
    )  # fmt: skip


CASES = [
    (True, False, "remaining-genes"),
    (True, True, "next-gene"),
    (False, True, "remaining-genes"),
    (False, False, "next-gene"),
    (True, True, "next-gene", True, "gelu-tanh"),
    (False, False, "remaining-genes", False, "gelu-tanh"),
]

golden = dict(
    madeBy=f"make-gpt-golden.py, PyTorch {torch.__version__}, float64",
    optimizer=OPTIMIZER,
    cases=[make_case(*case) for case in CASES],
)
path = pathlib.Path(__file__).with_name("gpt.json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(f"{path.name}: {path.stat().st_size} bytes")
