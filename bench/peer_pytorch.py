#!/usr/bin/python3
"""The training step in PyTorch, beside koine: the same parameters, the same mini-batches, the same machine.

    apt-get install python3-torch python3-numpy libopenblas0-openmp
    bench/peer_pytorch.py [--koine build/release/bin/koine] [--threads 2] [--rounds 5] [KOINE BENCHMARK OPTION ...]

First both train the same 200 steps on small vocabularies, and their losses must agree: a comparison of different work
is worthless. Then they take turns at the given sizes (default: 20,000 and 15,000 words), and the median of the ratios
of words a second is the result. Only options that keep the mathematics apply: sizes, --batch, --layers, --tied.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

import numpy
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

CLIP = 5.0
# At the rate of the training, 1, rounding errors double every few steps, whoever makes them; at this one they do not.
CHECKED_RATE = 0.1


class Model(torch.nn.Module):
    """Wada & Iwata 2018: a forward and a backward LSTM shared by all languages. One look-up, packed sequences, one
    cross entropy a mini-batch."""

    def __init__(self, folder, layers):
        super().__init__()
        array = lambda name: torch.from_numpy(numpy.load(folder / f"{name}.npy"))
        count = len(list(folder.glob("embedding.*.npy")))
        self.tied = not list(folder.glob("output.*.npy"))
        embeddings = [array(f"embedding.{l}") for l in range(count)]
        self.first_row = numpy.cumsum([0] + [len(e) for e in embeddings])
        # The rows of all languages and, last, that of <BOS>; a sparse gradient touches the rows of the batch alone.
        rows = torch.cat(embeddings + [array("bos")])
        self.embedding = torch.nn.Embedding.from_pretrained(rows, freeze=False, sparse=not self.tied)
        self.bos_row = len(rows) - 1
        self.eos = torch.nn.Parameter(array("eos"))
        if not self.tied:
            self.output = torch.nn.ParameterList(torch.nn.Parameter(array(f"output.{l}")) for l in range(count))
        dimension = rows.shape[1]
        self.lstms = torch.nn.ModuleList()
        for direction in ("forward", "backward"):
            lstm = torch.nn.LSTM(dimension, dimension, layers)
            with torch.no_grad():
                for k in range(layers):
                    getattr(lstm, f"weight_ih_l{k}").copy_(array(f"{direction}.{k}.w_x"))
                    getattr(lstm, f"weight_hh_l{k}").copy_(array(f"{direction}.{k}.w_h"))
                    getattr(lstm, f"bias_ih_l{k}").copy_(array(f"{direction}.{k}.b")[0])
                    second = getattr(lstm, f"bias_hh_l{k}")  # PyTorch has two biases, of which one is enough
                    second.zero_()
                    second.requires_grad = False
            self.lstms.append(lstm)

    def loss(self, language, sentences):
        """The sum over both directions and all positions of -log p, of a list of tensors of word ids, longest first."""
        first = int(self.first_row[language])
        vocabulary = int(self.first_row[language + 1]) - first
        lengths = [len(s) + 1 for s in sentences]
        bos, eos = torch.tensor([self.bos_row]), torch.tensor([vocabulary])
        reversed_sentences = [s.flip(0) for s in sentences]
        hidden, targets = [], []
        inputs = [torch.cat([bos, s + first]) for s in sentences + reversed_sentences]
        looked_up = self.embedding(pad_sequence(inputs))  # [time, 2 batch, dimension]
        for lstm, part, words in zip(self.lstms, looked_up.split(len(sentences), dim=1), (sentences, reversed_sentences)):
            hidden.append(lstm(pack_padded_sequence(part, lengths))[0].data)
            targets.append(pack_padded_sequence(pad_sequence([torch.cat([s, eos]) for s in words]), lengths).data)
        rows = self.embedding.weight[first:first + vocabulary] if self.tied else self.output[language]
        scores = torch.nn.functional.linear(torch.cat(hidden), torch.cat([rows, self.eos]))
        return torch.nn.functional.cross_entropy(scores, torch.cat(targets), reduction="sum")

    def step(self, language, sentences, rate):
        """One update of clipped SGD; the loss before it."""
        self.zero_grad(set_to_none=True)
        loss = self.loss(language, sentences)
        (loss / len(sentences)).backward()
        with torch.no_grad():
            moved = []
            for parameter in self.parameters():
                gradient = parameter.grad
                if gradient is not None:
                    moved.append((parameter, gradient.coalesce() if gradient.is_sparse else gradient))
            squares = [(g.values() if g.is_sparse else g).norm() ** 2 for _, g in moved]
            norm = torch.stack(squares).sum().sqrt().item()
            factor = -rate * min(1.0, CLIP / norm)
            for parameter, gradient in moved:
                parameter.add_(gradient, alpha=factor)
        return loss.item()


def koine(arguments, folder, steps, rate, options):
    command = [arguments.koine, "benchmark", "--record", str(folder), "--steps", str(steps), "--dropout", "0",
               "--learning-rate", str(rate), "--threads", str(arguments.threads), *options]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return [json.loads(line) for line in open(folder / "steps.jsonl")]


def pytorch(folder, steps, rate, layers):
    """(losses, seconds of each step)"""
    model = Model(folder, layers)
    batches = [(s["language"], [torch.tensor(x) for x in s["sentences"]]) for s in steps]
    losses, seconds = [], []
    for language, sentences in batches:
        start = time.perf_counter()
        losses.append(model.step(language, sentences, rate))
        seconds.append(time.perf_counter() - start)
    return losses, seconds


def words_per_second(steps, seconds):
    # The first step of each language warms up.
    return sum(s["words"] for s in steps[2:]) / sum(seconds[2:])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--koine", default="build/release/bin/koine")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=10, help="of a round")
    parser.add_argument("--layers", type=int, default=1)
    parser.add_argument("--json", help="write the figures here, too")
    arguments, options = parser.parse_known_args()
    options += ["--layers", str(arguments.layers)]
    torch.set_num_threads(arguments.threads)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        small = options + ["--source-vocabulary", "1500", "--target-vocabulary", "1000"]
        steps = koine(arguments, folder / "same", 200, CHECKED_RATE, small)
        losses, _ = pytorch(folder / "same", steps, CHECKED_RATE, arguments.layers)
        ours = [s["forward_nats"] + s["backward_nats"] for s in steps]
        worst = max(abs(a - b) / b for a, b in zip(ours, losses))
        a_word = lambda values: sum(values[-20:]) / sum(s["words"] for s in steps[-20:]) / 2
        print(f"200 equal steps: loss {a_word(ours):.5f} (koine), {a_word(losses):.5f} (PyTorch) nats a word over the "
              f"last 20; largest relative difference of a step {worst:.1e}")
        first = max(abs(a - b) / b for a, b in zip(ours[:10], losses[:10]))
        if first > 1e-5 or abs(a_word(ours) / a_word(losses) - 1) > 1e-3:
            raise SystemExit("the two do not compute the same thing")
        figures = []
        for r in range(arguments.rounds):
            place = folder / f"speed-{r + 1}"
            steps = koine(arguments, place, arguments.steps, 1, options)
            mine = words_per_second(steps, [s["seconds"] for s in steps])
            peer = words_per_second(steps, pytorch(place, steps, 1, arguments.layers)[1])
            figures.append({"koine": mine, "pytorch": peer, "ratio": mine / peer})
            print(f"round {r + 1}: koine {mine:.0f} words/s, PyTorch {peer:.0f} words/s, ratio {mine / peer:.2f}")
        ratio = statistics.median(f["ratio"] for f in figures)
        print(f"koine is {ratio:.2f} times as fast (median of {arguments.rounds}; PyTorch {torch.__version__}, "
              f"{arguments.threads} threads)")
        if arguments.json:
            pathlib.Path(arguments.json).write_text(json.dumps({"ratio": ratio, "rounds": figures}, indent=2) + "\n")


if __name__ == "__main__":
    main()
