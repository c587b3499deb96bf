"""nanoGPT's own recipe on geneglot's training sets: next token, all positions of random blocks of one long stream.

Sets in stored order, an end token before, between and after them, as Talk Can Cells? trained; the learning rate falls by
a cosine over the steps that the processor's seconds allow (github.com/karpathy/nanoGPT, train.py and
config/train_shakespeare_char.py). The model is that of bench/engine/peers/torch_gpt.py.
Run: python3 bench/peers/nanogpt.py TASK_JSON; writes rankings and generated genes beside the tokens, prints JSON.
"""

import json
import math
import os
import sys
import time

import torch
from torch.nn import functional as F

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../engine/peers"))
from torch_gpt import CAUSAL, GPT, GRADIENT_CLIP, make_optimizer  # noqa: E402

END = 0
WARMUP_SHARE = 0.1
FIRST_STEPS = 5
TEMPERATURE, TOP_K, MOST_TOKENS = 0.8, 200, 500
BATCH = 64


def read_ints(path):
    with open(path, "rb") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=torch.int32).long()


def learning_rate(recipe, share):
    """Linear warm-up, then a cosine to the lowest rate. share: of all steps, 0..1."""
    highest, lowest = recipe["learningRate"], recipe["minLearningRate"]
    if share < WARMUP_SHARE:
        return highest * max(share, 1e-3) / WARMUP_SHARE
    done = (share - WARMUP_SHARE) / (1 - WARMUP_SHARE)
    return lowest + 0.5 * (1 + math.cos(math.pi * done)) * (highest - lowest)


def train(model, stream, recipe, seconds):
    """Returns the number of steps and the loss of the last tenth of them."""
    optimizer = make_optimizer(model)
    B, T = recipe["batchSize"], recipe["config"]["blockSize"]
    started, steps, losses = time.process_time(), 0, []
    total = math.inf
    while steps < total:
        starts = torch.randint(len(stream) - T - 1, (B, 1))
        rows = stream[starts + torch.arange(T + 1)]
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(recipe, steps / total)
        loss = model.loss(rows[:, :-1], rows[:, 1:])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), GRADIENT_CLIP)
        optimizer.step()
        losses.append(loss.item())
        steps += 1
        if steps >= FIRST_STEPS:
            # As many as the time allows at the pace so far.
            total = max(steps, seconds * steps / (time.process_time() - started))
    last = losses[-max(1, len(losses) // 10):]
    return steps, sum(last) / len(last)


def next_scores(model, rows):
    """Logits after the last token of each row, (B, V); the context is cut to the block as in nanoGPT."""
    block = model.mask.shape[0]
    return model.head(model.hidden(rows[:, -block:], CAUSAL)[:, -1])


def by_length(prompts):
    """Batches of places of prompts of one length."""
    places = {}
    for place, prompt in enumerate(prompts):
        places.setdefault(len(prompt), []).append(place)
    for same in places.values():
        for start in range(0, len(same), BATCH):
            yield same[start:start + BATCH]


def rows_of(prompts, places):
    return torch.tensor([[END, *prompts[place]] for place in places])


def rank(model, prompts):
    scores = torch.empty(len(prompts), model.wte.weight.shape[0])
    for places in by_length(prompts):
        scores[places] = next_scores(model, rows_of(prompts, places))
    return scores


def write(model, prompts):
    """Each prompt goes on until the end token or for 500 tokens; the distinct genes that are not in the prompt."""
    written = [[] for _ in prompts]
    for places in by_length(prompts):
        rows, open_places = rows_of(prompts, places), torch.tensor(places)
        for _ in range(MOST_TOKENS):
            logits = next_scores(model, rows) / TEMPERATURE
            lowest = logits.topk(TOP_K).values[:, -1:]
            chances = F.softmax(logits.masked_fill(logits < lowest, -math.inf), dim=1)
            chosen = torch.multinomial(chances, 1)
            goes_on = chosen[:, 0] != END
            rows, open_places = torch.cat([rows, chosen], dim=1)[goes_on], open_places[goes_on]
            for place, row in zip(open_places.tolist(), rows[:, -1].tolist()):
                written[place].append(row)
            if len(rows) == 0:
                break
    return [list(dict.fromkeys(token for token in own if token not in set(prompt))) for own, prompt in zip(written, prompts)]


def main(task):
    torch.manual_seed(task["seed"])
    recipe = task["recipe"]
    model = GPT(recipe["config"])
    steps, loss = train(model, read_ints(task["stream"]), recipe, task["processorSeconds"])
    model.eval()
    with torch.no_grad():
        with open(task["scores"], "wb") as file:
            file.write(rank(model, task["ranked"]).numpy().tobytes())
        written = write(model, task["written"])
    parameters = sum(p.numel() for p in model.parameters())
    print(json.dumps(dict(steps=steps, loss=loss, parameters=parameters, written=written, torch=torch.__version__)))


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        main(json.load(file))
