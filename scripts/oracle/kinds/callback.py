"""Runs a callback's example cases: what it decides when it sees a given sequence of logs.

A case's `extra` holds `logs` (one object per epoch), and may hold `batches` (for each epoch a list of batch logs) and
`learning_rate`. The model's one weight is the number of epochs trained, so a restored copy shows its epoch.
"""

import contextlib
import io
import tempfile
from pathlib import Path

import keras
import numpy as np

import build
from values import number, plain

FILES = ("filename", "filepath", "backup_dir")


def make_model(extra):
    """A model whose metrics are those the logs speak of, so that their direction is known."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    keys = {k.removeprefix("val_") for logs in extra["logs"] for k in logs} - {"loss", "learning_rate"}
    metrics = [k for k in sorted(keys) if k == "accuracy" or known(k)]
    averages = {"use_ema": True} if extra.get("averages") else {}
    model.compile(keras.optimizers.SGD(extra.get("learning_rate", 0.01), **averages), "mse", metrics=metrics)
    one = np.ones((1, 1), dtype="float32")
    model._symbolic_build(data_batch=(one, one))
    model.optimizer.build(model.trainable_variables)
    return model


def known(name):
    try:
        keras.metrics.get(name)
        return True
    except ValueError:
        return False


def floats(logs):
    return {k: float(number(v)) for k, v in logs.items()}


def scheduled(value):
    """LearningRateScheduler wants a function that gives a float."""
    schedule = build.make("schedule", value)
    return lambda epoch: float(schedule(epoch))


def run_case(obj, case):
    extra = case["extra"]
    keras.utils.set_random_seed(1)
    build.forget_names()
    with tempfile.TemporaryDirectory() as folder:
        config = dict(case["config"])
        for name in FILES:
            if name in config or (name == "filename" and obj["name"] == "CSVLogger"):
                config[name] = str(Path(folder) / Path(config.get(name, "log.csv")).name)
        schedule = config.pop("schedule", None) if obj["name"] == "LearningRateScheduler" else None
        arguments = build.arguments(config, obj["args"])
        if schedule is not None:
            arguments["schedule"] = scheduled(schedule)
        callback = build.lookup("callback", obj["name"])(**arguments)
        # Some callbacks print what they do.
        with contextlib.redirect_stdout(io.StringIO()):
            return decide(callback, extra, case, folder)


def decide(callback, extra, case, folder):
    model = make_model(extra)
    weight = model.weights[0]
    weight.assign([[0.0]])
    saves = []
    model.save = lambda filepath, **_: saves.append(Path(filepath).name)
    model.save_weights = model.save
    batches = extra.get("batches", [[]] * len(extra["logs"]))
    callback.set_model(model)
    callback.set_params({"epochs": len(extra["logs"]), "steps": len(batches[0])})
    model.stop_training = False
    epochs = []
    logs = {}
    callback.on_train_begin({})
    for epoch, given in enumerate(extra["logs"]):
        saves.clear()
        callback.on_epoch_begin(epoch, {})
        begun = plain(model.optimizer.learning_rate)
        for index, batch in enumerate(batches[epoch]):
            callback.on_train_batch_begin(index, {})
            callback.on_train_batch_end(index, floats(batch))
            if model.stop_training:
                break
        weight.assign([[epoch + 1.0]])
        logs = floats(given)
        told = {}
        if extra.get("averages"):
            average = model.optimizer._model_variables_moving_average[0]
            average.assign([[-epoch - 1.0]])
            if any(k.startswith("val_") for k in logs):
                callback.on_test_begin()
                told["tested"] = plain(weight.value[0, 0])
                callback.on_test_end()
        callback.on_epoch_end(epoch, logs)
        if extra.get("averages"):
            told["left"] = [plain(weight.value[0, 0]), plain(average.value[0, 0])]
        epochs.append(
            {
                "rate": begun,
                "rateAfter": plain(model.optimizer.learning_rate),
                "logs": {k: plain(v) for k, v in logs.items()},
                "saves": list(saves),
                **told,
            }
        )
        if model.stop_training:
            break
    callback.on_train_end(logs)
    texts = {p.name: p.read_bytes().decode("utf8") for p in sorted(Path(folder).iterdir()) if p.is_file()}
    return {
        "name": case["name"],
        "epochs": epochs,
        "stopped": bool(model.stop_training),
        "weights": int(np.asarray(weight)[0, 0]),
        "files": texts,
    }


def run(obj):
    return [run_case(obj, case) for case in obj["cases"]]
