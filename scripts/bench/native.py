"""Native sides of the comparison: Keras 3 on JAX or PyTorch, and plain PyTorch, on at most two cores.

Started once per side; each line on standard input asks for one model, each line on standard output answers. All sides
train the same models on batches that lie in memory, and read one loss after many steps.
"""

import json
import math
import os
import sys
import time

THREADS = 2
SIDE = sys.argv[1]
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])
os.environ["OMP_NUM_THREADS"] = str(THREADS)
os.environ["MKL_NUM_THREADS"] = str(THREADS)
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["KERAS_BACKEND"] = "jax" if SIDE == "keras-jax" else "torch"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np  # noqa: E402

if SIDE != "keras-jax":
    import torch

    torch.set_num_threads(THREADS)
if SIDE != "torch":
    import keras

# Batches that go round.
BATCHES = 16
EPOCH_SECONDS = 0.1


def rows(model, count):
    """The rows that the browser's sides draw, in kind: numbers in -1..1 or integers, and labels."""
    generator = np.random.default_rng(1)
    shape = (count, *model["inputShape"])
    if "vocabulary" in model:
        x = generator.integers(0, model["vocabulary"], shape).astype("int32")
    else:
        x = generator.uniform(-1, 1, shape).astype("float32")
    return x, generator.integers(0, max(2, model["classes"]), count).astype("int32")


def sources(model, position):
    inputs = model["layers"][position].get("inputs")
    if inputs is None:
        return [position - 1]
    names = [layer.get("name") for layer in model["layers"]]
    return [-1 if name == "input" else names.index(name) for name in inputs]


def timed(epoch, begin, budget):
    """Median seconds of a step of `epoch(steps)`, as tests/bench/measure.ts takes it."""
    seconds = budget["milliseconds"] / 1000

    def step(steps):
        start = time.perf_counter()
        epoch(steps)
        return (time.perf_counter() - start) / steps

    epoch(1)
    first = time.perf_counter() - begin
    estimate = step(1)
    if estimate > seconds:
        return {"stepMs": estimate * 1000, "steps": 1, "firstStepMs": first * 1000}
    fitting = lambda: max(2, min(5000, round(EPOCH_SECONDS / estimate)))  # noqa: E731
    for _ in range(3):
        if estimate * fitting() < seconds:
            estimate = step(fitting())
    steps = fitting()
    times = []
    start = time.perf_counter()
    while len(times) < budget["minEpochs"] or time.perf_counter() - start < seconds:
        times.append(step(steps))
        if len(times) >= 3 and time.perf_counter() - start > 2 * seconds:
            break
    return {"stepMs": float(np.median(times)) * 1000, "steps": steps * len(times), "firstStepMs": first * 1000}


def keras_model(model):
    dtype = "int32" if "vocabulary" in model else "float32"
    tensors = [keras.Input(model["inputShape"], dtype=dtype)]
    for position, layer in enumerate(model["layers"]):
        inputs = [tensors[s + 1] for s in sources(model, position)]
        call = getattr(keras.layers, layer["className"])(**layer["config"])
        joins = layer["className"] == "Add"
        tensors.append(call(inputs) if joins else call(*inputs))
    made = keras.Model(tensors[0], tensors[-1])
    made.compile(optimizer=keras.optimizers.Adam(), loss=model["loss"], metrics=["accuracy"])
    return made


def keras_fit(model, budget):
    size = model["batchSize"]
    most = max(2, min(500, 4_000_000 // (math.prod(model["inputShape"]) * size)))
    x, y = rows(model, most * size)
    begin = time.perf_counter()
    made = keras_model(model)

    def epoch(steps):
        left = steps
        while left > 0:
            count = min(left, most) * size
            made.fit(x[:count], y[:count], batch_size=size, epochs=1, shuffle=False, verbose=0)
            left -= most

    return timed(epoch, begin, budget)


def keras_jax_loop(model, budget):
    """Keras' own training step, jitted, state donated: what `fit` calls, without what `fit` adds."""
    import jax
    import jax.numpy as jnp

    size = model["batchSize"]
    x, y = rows(model, BATCHES * size)
    y = y if model["classes"] > 1 else y[:, None]
    batches = [(jnp.asarray(x[i * size : (i + 1) * size]), jnp.asarray(y[i * size : (i + 1) * size])) for i in range(BATCHES)]
    begin = time.perf_counter()
    made = keras_model(model)
    made._symbolic_build(data_batch=batches[0])
    made.optimizer.build(made.trainable_variables)
    step = jax.jit(made.train_step, donate_argnums=0)
    state = tuple(
        [jnp.array(v.value) for v in group]
        for group in (
            made.trainable_variables,
            made.non_trainable_variables,
            made.optimizer.variables,
            made.metrics_variables,
        )
    )
    held = [state]

    def epoch(steps):
        state = held[0]
        for i in range(steps):
            logs, state = step(state, batches[i % BATCHES])
        held[0] = state
        float(logs["loss"])

    return timed(epoch, begin, budget)


def keras_torch_loop(model, budget):
    size = model["batchSize"]
    x, y = rows(model, BATCHES * size)
    y = y if model["classes"] > 1 else y[:, None]
    batches = [(torch.tensor(x[i * size : (i + 1) * size]), torch.tensor(y[i * size : (i + 1) * size])) for i in range(BATCHES)]
    begin = time.perf_counter()
    made = keras_model(model)
    made._symbolic_build(data_batch=batches[0])
    made.optimizer.build(made.trainable_variables)

    def epoch(steps):
        for i in range(steps):
            logs = made.train_step(batches[i % BATCHES])
        float(logs["loss"])

    return timed(epoch, begin, budget)


def torch_model(model):
    """The model in plain modules, images first by channel, giving logits."""
    from torch import nn
    from torch.nn import functional

    activations = {"relu": torch.relu, "tanh": torch.tanh}

    class Attention(nn.Module):
        def __init__(self, width, heads, depth):
            super().__init__()
            self.heads, self.depth = heads, depth
            self.project = nn.Linear(width, 3 * heads * depth)
            self.out = nn.Linear(heads * depth, width)

        def forward(self, x):
            batch, length, _ = x.shape
            q, k, v = self.project(x).view(batch, length, 3, self.heads, self.depth).permute(2, 0, 3, 1, 4)
            mixed = functional.scaled_dot_product_attention(q, k, v)
            return self.out(mixed.transpose(1, 2).reshape(batch, length, -1))

    def convolution(shape, config, depthwise):
        channels, height, width = shape
        size, stride = config["kernel_size"], config.get("strides", 1)
        count = channels if depthwise else config["filters"]
        groups = channels if depthwise else 1
        biased = config.get("use_bias", True)
        if config.get("padding") != "same":
            made = nn.Conv2d(channels, count, size, stride, groups=groups, bias=biased)
            return made, [count, (height - size) // stride + 1, (width - size) // stride + 1]
        out = [count, -(-height // stride), -(-width // stride)]
        total = [max(0, (o - 1) * stride + size - n) for o, n in zip(out[1:], shape[1:])]
        before = [t // 2 for t in total]
        if all(t == 2 * b for t, b in zip(total, before)):
            return nn.Conv2d(channels, count, size, stride, before, groups=groups, bias=biased), out
        pad = nn.ZeroPad2d((before[1], total[1] - before[1], before[0], total[0] - before[0]))
        return nn.Sequential(pad, nn.Conv2d(channels, count, size, stride, groups=groups, bias=biased)), out

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            shape = list(model["inputShape"])
            shapes = [shape[-1:] + shape[:-1] if len(shape) == 3 else shape]
            self.parts = nn.ModuleList()
            self.calls = []
            for position, layer in enumerate(model["layers"]):
                reads = sources(model, position)
                part, shape, call = self.make(layer["className"], layer["config"], shapes[reads[0] + 1])
                shapes.append(shape)
                if part is not None:
                    self.parts.append(part)
                activation = activations.get(layer["config"].get("activation"))
                self.calls.append((call or part, activation, reads))

        def make(self, name, config, shape):
            if name == "Dense":
                return nn.Linear(shape[-1], config["units"]), [*shape[:-1], config["units"]], None
            if name in ("Conv2D", "DepthwiseConv2D"):
                part, out = convolution(shape, config, name == "DepthwiseConv2D")
                return part, out, None
            if name == "MaxPooling2D":
                return nn.MaxPool2d(2), [shape[0], shape[1] // 2, shape[2] // 2], None
            if name == "Flatten":
                return nn.Flatten(), [math.prod(shape)], None
            if name == "BatchNormalization":
                return nn.BatchNorm2d(shape[0], eps=1e-3, momentum=0.01), shape, None
            if name == "LayerNormalization":
                return nn.LayerNorm(shape[-1], eps=1e-3), shape, None
            if name == "ReLU":
                return None, shape, torch.relu
            if name == "Add":
                return None, shape, torch.add
            if name == "GlobalAveragePooling1D":
                return None, shape[1:], lambda x: x.mean(1)
            if name == "GlobalAveragePooling2D":
                return None, shape[:1], lambda x: x.mean((2, 3))
            if name == "Embedding":
                return nn.Embedding(config["input_dim"], config["output_dim"]), [*shape, config["output_dim"]], None
            if name in ("LSTM", "GRU"):
                part = getattr(nn, name)(shape[-1], config["units"], batch_first=True)
                return part, [config["units"]], lambda x: part(x)[0][:, -1]
            if name == "MultiHeadAttention":
                part = Attention(shape[-1], config["num_heads"], config["key_dim"])
                return part, shape, lambda query, _value: part(query)
            raise ValueError(f"no module for {name}")

        def forward(self, x):
            values = [x]
            for call, activation, reads in self.calls:
                y = call(*[values[r + 1] for r in reads])
                values.append(activation(y) if activation else y)
            return values[-1]

    return Model()


def torch_loop(model, budget):
    size = model["batchSize"]
    x, y = rows(model, BATCHES * size)
    if len(model["inputShape"]) == 3:
        x = np.ascontiguousarray(x.transpose(0, 3, 1, 2))
    # Sparse labels are class numbers; a probability has a column of its own.
    labels = torch.tensor(y[:, None], dtype=torch.float32) if model["classes"] == 1 else torch.tensor(y, dtype=torch.long)
    batches = [(torch.tensor(x[i * size : (i + 1) * size]), labels[i * size : (i + 1) * size]) for i in range(BATCHES)]
    begin = time.perf_counter()
    made = torch_model(model)
    optimizer = torch.optim.Adam(made.parameters(), eps=1e-7, fused=True)
    binary = model["classes"] == 1
    functional = torch.nn.functional
    criterion = functional.binary_cross_entropy_with_logits if binary else functional.cross_entropy

    def epoch(steps):
        for i in range(steps):
            inputs, targets = batches[i % BATCHES]
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(made(inputs), targets)
            loss.backward()
            optimizer.step()
        loss.item()

    return timed(epoch, begin, budget)


def peak():
    """Billions of operations per second of a product of matrices with 1024 rows and columns."""
    n = 1024
    if SIDE == "keras-jax":
        import jax
        import jax.numpy as jnp

        a = jnp.asarray(np.random.default_rng(1).uniform(size=(n, n)).astype("float32"))
        product = jax.jit(lambda m: m @ m)
        run = lambda: product(a).block_until_ready()  # noqa: E731
    else:
        a = torch.rand(n, n)
        run = lambda: a @ a  # noqa: E731
    run()
    best = math.inf
    for _ in range(10):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return {"gflops": 2 * n**3 / best / 1e9}


LOOPS = {
    "keras-jax": {"fit": keras_fit, "loop": keras_jax_loop},
    "keras-torch": {"fit": keras_fit, "loop": keras_torch_loop},
    "torch": {"loop": torch_loop},
}[SIDE]


def versions():
    found = {"python": sys.version.split()[0]}
    if SIDE != "torch":
        found["keras"] = keras.__version__
    if SIDE == "keras-jax":
        import jax

        found["jax"] = jax.__version__
    else:
        found["torch"] = torch.__version__
    return found


def answer(request):
    if "peak" in request:
        return peak()
    if SIDE != "torch":
        keras.backend.clear_session()
        keras.utils.set_random_seed(1)
    run = LOOPS[request["loop"]]
    if SIDE == "keras-jax":
        return {**run(request["model"], request["budget"]), "threads": THREADS}
    # Small models are faster on one thread: the better of both counts.
    budget = {**request["budget"], "milliseconds": request["budget"]["milliseconds"] / 2}
    found = []
    for threads in (THREADS, 1):
        torch.set_num_threads(threads)
        found.append({**run(request["model"], budget), "threads": threads})
    return min(found, key=lambda timing: timing["stepMs"])


# Whatever libraries print goes elsewhere: standard output carries answers only.
out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
print(json.dumps({"versions": versions(), "loops": list(LOOPS)}), file=out, flush=True)
for line in sys.stdin:
    try:
        result = answer(json.loads(line))
    except Exception as error:  # noqa: BLE001
        result = {"error": f"{type(error).__name__}: {error}".splitlines()[0][:300]}
    print(json.dumps(result), file=out, flush=True)
