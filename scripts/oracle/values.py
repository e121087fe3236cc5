"""Numbers in fixtures: how they are drawn, written with few digits, read back and compared."""

import hashlib
import math

import numpy as np

# Two runs of the same Keras on two processors differ in the last bits of float32 sums.
RELATIVE = 2e-5
ABSOLUTE = 2e-6


def seed_of(*words):
    """A seed below 2^31 that depends on nothing but the words."""
    return int(hashlib.sha256("/".join(words).encode()).hexdigest()[:8], 16) & 0x7FFFFFFF


def draw(spec, rng):
    """The array a SampleSpec describes. Floats lie in [-1, 1) and integers in [0, 2) unless the spec says otherwise."""
    shape = tuple(spec["shape"])
    if spec.get("words") is not None:
        return np.array(spec["words"], dtype=object).reshape(shape)
    dtype = spec.get("dtype", "float32")
    if spec.get("values") is not None:
        return np.array([number(v) for v in spec["values"]], dtype=dtype).reshape(shape)
    if spec.get("oneHot"):
        classes = rng.integers(0, shape[-1], size=shape[:-1])
        return np.eye(shape[-1], dtype=dtype)[classes]
    if spec.get("simplex"):
        positive = rng.uniform(0.05, 1.0, size=shape)
        return (positive / positive.sum(axis=-1, keepdims=True)).astype(dtype)
    if dtype == "bool":
        return rng.random(size=shape) < 0.5
    if dtype == "int32":
        return rng.integers(spec.get("low", 0), spec.get("high", 2), size=shape).astype("int32")
    return rng.uniform(spec.get("low", -1.0), spec.get("high", 1.0), size=shape).astype("float32")


def draw_mask(shape, rng):
    """A mask whose rows each begin with a true element."""
    mask = rng.random(size=tuple(shape)) < 0.6
    mask[..., 0] = True
    return mask


def number(value):
    """A number as fixtures hold it: infinities and NaN are words."""
    return float(value) if isinstance(value, str) else value


def plain(value):
    """A Python float of the fewest digits that name the same float32."""
    v = float(value)
    if math.isnan(v):
        return "NaN"
    if math.isinf(v):
        return "Infinity" if v > 0 else "-Infinity"
    short = float(str(np.float32(v)))
    return int(short) if short.is_integer() and abs(short) < 1e6 else short


def flat(array):
    """All elements in row-major order as JSON numbers."""
    a = np.asarray(array)
    if a.dtype == bool or np.issubdtype(a.dtype, np.integer):
        return [int(v) for v in a.ravel()]
    return [plain(v) for v in a.astype("float32").ravel()]


def dtype_of(array):
    name = np.asarray(array).dtype.name
    return {"float64": "float32", "int64": "int32", "uint8": "int32", "int8": "int32"}.get(name, name)


def tensor(array):
    """Shape, dtype and elements. Arrays of one repeated value are written as that value."""
    a = np.asarray(array)
    if a.dtype.kind in "OSU":
        words = [w.decode("utf-8") if isinstance(w, bytes) else str(w) for w in a.ravel()]
        return {"shape": list(a.shape), "dtype": "string", "data": words}
    data = flat(a)
    constant = len(data) > 4 and all(v == data[0] for v in data)
    return {"shape": list(a.shape), "dtype": dtype_of(a), "data": data[0] if constant else data}


def differences(old, new, path="", found=None):
    """Where two fixtures differ by more than rounding, at most ten places."""
    found = [] if found is None else found
    if len(found) >= 10:
        return found
    old_number = isinstance(old, (int, float)) and not isinstance(old, bool)
    new_number = isinstance(new, (int, float)) and not isinstance(new, bool)
    if old_number and new_number:
        if abs(old - new) > ABSOLUTE + RELATIVE * max(abs(old), abs(new)):
            found.append(f"{path}: {old} is now {new}")
    elif type(old) is not type(new):
        found.append(f"{path}: {str(old)[:60]} is now {str(new)[:60]}")
    elif isinstance(old, dict):
        for key in sorted(set(old) | set(new)):
            if key not in old or key not in new:
                found.append(f"{path}/{key}: {'new' if key not in old else 'gone'}")
            else:
                differences(old[key], new[key], f"{path}/{key}", found)
    elif isinstance(old, list):
        if len(old) != len(new):
            found.append(f"{path}: {len(old)} entries are now {len(new)}")
        else:
            for i, (a, b) in enumerate(zip(old, new)):
                differences(a, b, f"{path}/{i}", found)
    elif old != new:
        found.append(f"{path}: {old!r} is now {new!r}")
    return found
