"""Writes set-encoder.json: logits, losses, gradients and ten training losses of set encoders in PyTorch, as reference.

The model is written here from its description in docs/engine.md, with PyTorch's own layers, autograd, AdamW and gradient
clipping, in float64, so that what the engines differ by is their own rounding.
Run: /usr/bin/python3 test/golden/make-set-encoder-golden.py   (Debian: apt-get install python3-torch)
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
VISIBLE = [[3, 7, 11, 19], [5], [2, 28, 14], [9, 8, 1, 22, 16, 30]]
TARGETS = [[4, 12, 20], [6, 17, 26, 33, 1, 40], [21], [10, 13]]
WEIGHTS = [0.5, 1.25, 1.0, 0.75]


def fill(shape, salt, scale, centre=0.0):
    """Values of a tensor by a formula that set-encoder.test.ts repeats, rounded to float32."""
    i = torch.arange(math.prod(shape))
    hashed = (i * 7919 + salt * 104729 + i * i * 31) % 1009
    return (centre + scale * (hashed / 504.5 - 1)).to(torch.float32).to(torch.float64).reshape(shape)


def list_tensors(c):
    """Names and shapes in the order of shared/engines/contract/set-encoder-tensors.ts."""
    V, C, layers = c["vocabSize"], c["nEmbd"], range(c["nLayer"])
    shapes = {"embedding.weight": [V, C]}
    if not c["tiedHead"]:
        shapes["head.weight"] = [V, C]
    for layer in layers:
        shapes[f"blocks.{layer}.expand.weight"] = [C, 4 * C]
        shapes[f"blocks.{layer}.contract.weight"] = [4 * C, C]
    if c["pooling"] == "attention":
        shapes["pooling.query"] = [c["nHead"], C]
    if c["pooling"] == "gene-score":
        shapes["pooling.score"] = [V]
    for layer in layers:
        shapes[f"blocks.{layer}.norm.weight"] = [C]
        shapes[f"blocks.{layer}.norm.bias"] = [C]
        shapes[f"blocks.{layer}.expand.bias"] = [4 * C]
        shapes[f"blocks.{layer}.contract.bias"] = [C]
    return {**shapes, "norm.weight": [C], "norm.bias": [C], "head.bias": [V]}


def make_tensors(c):
    tensors = {}
    for salt, (name, shape) in enumerate(list_tensors(c).items(), start=1):
        is_norm = name.endswith("norm.weight")
        tensors[name] = fill(shape, salt, 0.4 if len(shape) == 2 else 0.3, 1.0 if is_norm else 0.0)
    return tensors


def pool(c, p, genes):
    """The vector of one set (C)."""
    e = p["embedding.weight"][genes]
    if c["pooling"] == "mean":
        return e.mean(dim=0)
    if c["pooling"] == "root":
        return e.sum(dim=0) / math.sqrt(len(genes))
    if c["pooling"] == "gene-score":
        return torch.softmax(p["pooling.score"][genes], dim=0) @ e
    weights = torch.softmax(e @ p["pooling.query"].T, dim=0)  # (genes, heads)
    slices = e.reshape(len(genes), c["nHead"], -1)
    return (weights[:, :, None] * slices).sum(dim=0).flatten()


def forward(c, p):
    """Logits (B, V)."""
    C = c["nEmbd"]

    def norm(x, name):
        return torch.nn.functional.layer_norm(x, (C,), p[name + ".weight"], p[name + ".bias"], 1e-5)

    x = torch.stack([pool(c, p, genes) for genes in VISIBLE])
    for layer in range(c["nLayer"]):
        b = f"blocks.{layer}"
        wide = norm(x, b + ".norm") @ p[b + ".expand.weight"] + p[b + ".expand.bias"]
        x = x + torch.nn.functional.gelu(wide) @ p[b + ".contract.weight"] + p[b + ".contract.bias"]
    head = p["embedding.weight" if c["tiedHead"] else "head.weight"]
    return norm(x, "norm") @ head.T + p["head.bias"]


def mean_loss(c, p, loss, exclude_visible):
    logits = forward(c, p)
    wanted = torch.zeros_like(logits)
    open_to_loss = torch.ones_like(logits, dtype=torch.bool)
    for b, targets in enumerate(TARGETS):
        wanted[b, targets] = 1.0
        if exclude_visible:
            open_to_loss[b, VISIBLE[b]] = False
    if loss == "softmax":
        shares = wanted / wanted.sum(dim=1, keepdim=True)
        logits = logits.masked_fill(~open_to_loss, -1e300)
        losses = -(shares * torch.log_softmax(logits, dim=1)).sum(dim=1)
    else:
        each = torch.nn.functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
        losses = (each * open_to_loss).sum(dim=1)
    weights = torch.tensor(WEIGHTS)
    return (weights * losses).sum() / weights.sum()


def decays(name):
    return name == "embedding.weight" or name == "head.weight" or name.endswith(("expand.weight", "contract.weight"))


def train(c, p, loss, exclude_visible):
    """Losses of STEPS updates, each before its update, and the gradient norms before clipping."""
    groups = [
        dict(params=[t for n, t in p.items() if decays(n)], weight_decay=OPTIMIZER["weightDecay"]),
        dict(params=[t for n, t in p.items() if not decays(n)], weight_decay=0.0),
    ]
    adam = torch.optim.AdamW(
        groups, lr=OPTIMIZER["learningRate"], betas=(OPTIMIZER["beta1"], OPTIMIZER["beta2"]), eps=OPTIMIZER["epsilon"]
    )
    losses, norms = [], []
    for _ in range(STEPS):
        adam.zero_grad()
        value = mean_loss(c, p, loss, exclude_visible)
        value.backward()
        norms.append(float(torch.nn.utils.clip_grad_norm_(list(p.values()), OPTIMIZER["gradientClip"])))
        adam.step()
        losses.append(float(value.detach()))
    return losses, norms


def digits(values, count=8):
    return [float(f"{float(v):.{count}g}") for v in values]


def make_case(loss, pooling, tied_head, n_head, exclude_visible):
    c = dict(
        vocabSize=41, nEmbd=18, nLayer=2, nHead=n_head, pooling=pooling, tiedHead=tied_head, dropout=0
    )  # fmt: skip
    p = {name: t.clone().requires_grad_() for name, t in make_tensors(c).items()}
    value = mean_loss(c, p, loss, exclude_visible)
    value.backward()
    gradients = {
        name: dict(norm=digits([t.grad.norm()])[0], first=digits(t.grad.flatten()[:LISTED])) for name, t in p.items()
    }
    logits = forward(c, p).detach()
    tensors = [dict(name=name, shape=list(t.shape)) for name, t in p.items()]
    evaluated = float(value.detach())
    losses, norms = train(c, p, loss, exclude_visible)
    return dict(
        config=c, loss=loss, excludeVisible=exclude_visible, tensors=tensors, meanLoss=digits([evaluated], 10)[0],
        logits=[digits(logits[b], 7) for b in (0, 3)], gradients=gradients,
        trainingLosses=digits(losses, 9), gradientNorms=digits(norms, 9),
    )  # fmt: skip


CASES = [
    ("softmax", "mean", True, 1, False),
    ("softmax", "attention", True, 3, True),
    ("softmax", "attention", False, 1, False),
    ("softmax", "gene-score", True, 1, True),
    ("bce", "root", True, 1, False),
    ("bce", "root", False, 1, True),
    ("bce", "attention", True, 6, False),
]

golden = dict(
    madeBy=f"make-set-encoder-golden.py, PyTorch {torch.__version__}, float64",
    optimizer=OPTIMIZER,
    visible=VISIBLE,
    targets=TARGETS,
    weights=WEIGHTS,
    cases=[make_case(*case) for case in CASES],
)
path = pathlib.Path(__file__).with_name("set-encoder.json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(f"{path.name}: {path.stat().st_size} bytes")
