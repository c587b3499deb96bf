"""Answers questions about folders of GPTs by transformers."""

import os

import torch
from answer_lines import answer_lines
from transformers import AutoModelForCausalLM, AutoTokenizer, GPT2Config, GPT2LMHeadModel
from transformers.utils import logging

torch.set_num_threads(2)
logging.set_verbosity_error()
logging.disable_progress_bar()


def log_probabilities(model, prompts):
    with torch.no_grad():
        return [model(torch.tensor([prompt])).logits[0, -1].double().log_softmax(-1).tolist() for prompt in prompts]


def generate(model, prompts, new_tokens, **options):
    """What follows each prompt, greedily, without the end token."""
    answers = []
    for prompt in prompts:
        tokens = torch.tensor([prompt])
        written = model.generate(
            tokens, attention_mask=torch.ones_like(tokens), do_sample=False, max_new_tokens=new_tokens, **options
        )[0, len(prompt) :].tolist()
        end = model.config.eos_token_id
        answers.append(written[: written.index(end)] if end in written else written)
    return answers


def open_folder(folder, prompts, newTokens):
    """Everything that a user asks of a folder, by the Auto classes."""
    model = AutoModelForCausalLM.from_pretrained(folder)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    words = tokenizer.convert_ids_to_tokens(list(range(model.config.vocab_size)))
    text = " ".join(words[1:])
    return dict(
        scores=log_probabilities(model, prompts),
        greedy=generate(model, prompts, newTokens),
        withoutRepeats=generate(model, prompts, newTokens, no_repeat_ngram_size=1),
        words=words,
        size=len(tokenizer),
        tokensOfWords=[tokenizer.encode(word) for word in words],
        textsOfTokens=[tokenizer.decode([token]) for token in range(len(words))],
        tokensOfText=tokenizer.encode(text),
        textAgain=tokenizer.decode(tokenizer.encode(text), skip_special_tokens=True) == text,
        keys=sorted(tokenizer(text).keys()),
        padded=tokenizer([words[1], " ".join(words[1:3])], padding=True)["input_ids"],
        longest=tokenizer.model_max_length,
    )


def save_again(folder, target, shardSize):
    """A folder of ours as transformers saves it, in shards."""
    AutoModelForCausalLM.from_pretrained(folder).save_pretrained(target, max_shard_size=shardSize)
    AutoTokenizer.from_pretrained(folder).save_pretrained(target)
    return sorted(os.listdir(target))


def save_random(folder, prompts, dtype="float32", shardSize="5GB", tied=True, base=False, pickled=False):
    """A GPT-2 with random weights, saved; its files, and its answers once it is opened again in float32."""
    torch.manual_seed(3)
    config = GPT2Config(
        vocab_size=61, n_positions=24, n_embd=16, n_layer=3, n_head=2, tie_word_embeddings=tied, bos_token_id=0, eos_token_id=0
    )
    model = GPT2LMHeadModel(config).eval().to(getattr(torch, dtype))
    if pickled:
        config.save_pretrained(folder)
        torch.save(model.state_dict(), os.path.join(folder, "pytorch_model.bin"))
    else:
        (model.transformer if base else model).save_pretrained(folder, max_shard_size=shardSize)
    opened = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    return dict(files=sorted(os.listdir(folder)), scores=log_probabilities(opened, prompts))


def follow_remedy(folder):
    """What the refusal of a pickled model advises."""
    AutoModelForCausalLM.from_pretrained(folder).save_pretrained(folder)


answer_lines(dict(open=open_folder, saveAgain=save_again, saveRandom=save_random, followRemedy=follow_remedy))
