"""
One training update of a Hopfield or a coupled memory in JAX with diffrax: `jax_peer.py FORM FOLDER`.

dx_i/dt = sum_j W_ij g_j - x_i + b_i + sum_j w_ij r_ij g_j,  g = relu(x),  W = (V + V^T) / 2
F_i     = sum_j (w_ij g_i g_j - phi'_ij(r_ij)) s_j,  phi'(r) = A + B relu(r),  r_ij = s_i . s_j,  w = alpha on edges
ds_i/dt = F_i - s_i (s_i . F_i) + s_i (O - O^T) / 2,  with every s_i normalised first, and where the flow starts

FORM is `dense`, matrices [N, N], or `sparse`, sums over the edges. Tsit5, equal steps to T = 1.
"""

import sys
from functools import partial

import diffrax
import jax
import jax.numpy as jnp
import numpy as np
from protocol import read_problem, serve

# On some processors float32 products are otherwise rounded to fewer digits, which shows in the gradients.
jax.config.update("jax_default_matmul_precision", "highest")
form, folder = sys.argv[1:]
problem = read_problem(folder)
arrays = {name: jnp.asarray(values) for name, values in problem["arrays"].items()}
trained = {name: arrays[name] for name in problem["trained"]}
frozen = {name: values for name, values in arrays.items() if name not in trained}
N, B, steps = problem["neurons"], problem["batch"], problem["steps"]
coupled = problem["kind"] == "coupled"
# So many samples are in flight at a time: what the reverse pass keeps would not fit otherwise.
chunk = min(B, problem["chunk"]) if coupled else B


def symmetric(values):
    """Values of edges at (i, j) and (j, i)."""
    upper = jnp.zeros((N, N)).at[frozen["sources"], frozen["sinks"]].set(values)
    return upper + upper.T


def normalised(s):
    return s / jnp.linalg.norm(s, axis=-1, keepdims=True)


def hopfield_field(t, x, p):
    return jax.nn.relu(x) @ p["W"] - x + p["b"]


def pairs_dense(unit, g, p):
    overlaps = jnp.einsum("bid,bjd->bij", unit, unit)
    meeting = p["w"] * (g[:, :, None] * g[:, None, :])
    force = jnp.einsum("bij,bjd->bid", meeting - p["A"] - p["B"] * jax.nn.relu(overlaps), unit)
    return jnp.einsum("bij,bj->bi", p["w"] * overlaps, g), force


def pairs_sparse(unit, g, p):
    """The neuron comes first, so that whole rows are gathered and added."""
    unit, g = unit.transpose(1, 0, 2), g.T
    i, j = frozen["sources"], frozen["sinks"]
    overlaps = jnp.sum(unit[i] * unit[j], axis=-1)
    strength = p["w"] * g[i] * g[j] - p["A"][:, None] - p["B"][:, None] * jax.nn.relu(overlaps)
    at = partial(jax.ops.segment_sum, num_segments=N)
    force = at(strength[..., None] * unit[j], i) + at(strength[..., None] * unit[i], j)
    met = at(p["w"] * overlaps * g[j], i) + at(p["w"] * overlaps * g[i], j)
    return met.T, force.transpose(1, 0, 2)


def coupled_field(t, state, p):
    x, s = state
    g = jax.nn.relu(x)
    unit = normalised(s)
    met, force = (pairs_dense if form == "dense" else pairs_sparse)(unit, g, p)
    tangent = force - unit * jnp.sum(unit * force, axis=-1, keepdims=True)
    return g @ p["W"] - x + p["b"] + met, tangent + unit @ p["rotation"]


def loss_of(theta, x, targets):
    """sum_c (out_c - y_c)^2 over the samples, over B."""
    p = {**frozen, **theta}
    prepared = {"W": (p["V"] + p["V"].T) / 2, "b": p["b"]}
    y0 = x
    if coupled:
        pair = symmetric if form == "dense" else lambda values: values
        ones = jnp.ones_like(p["A"])
        prepared["A"], prepared["B"] = pair(p["A"]), pair(p["B"])
        prepared["w"] = p["alpha"] * pair(ones) if form == "dense" else p["alpha"]
        prepared["rotation"] = (p["O"] - p["O"].T) / 2
        start = normalised(p["start"])
        y0 = (x, jnp.broadcast_to(start, (len(x), *start.shape)))
    end = diffrax.diffeqsolve(
        diffrax.ODETerm(coupled_field if coupled else hopfield_field),
        diffrax.Tsit5(),
        0.0,
        1.0,
        1.0 / steps,
        y0,
        args=prepared,
        stepsize_controller=diffrax.ConstantStepSize(),
        adjoint=diffrax.RecursiveCheckpointAdjoint(checkpoints=steps),
        max_steps=steps,
    ).ys
    outputs = (end[0] if coupled else end)[0, :, -targets.shape[1] :]
    return jnp.sum((outputs - targets) ** 2) / B


@jax.jit
def value_and_gradients(theta):
    def add(sums, samples):
        return jax.tree.map(jnp.add, sums, jax.value_and_grad(loss_of)(theta, *samples)), None

    samples = jax.tree.map(lambda all: all.reshape(-1, chunk, *all.shape[1:]), (frozen["x"], frozen["targets"]))
    zero = (jnp.zeros(()), jax.tree.map(jnp.zeros_like, theta))
    return jax.lax.scan(add, zero, samples)[0]


@jax.jit
def lion(theta, means, gradients):
    """Lion: theta -= rate sign(0.9 m + 0.1 g), then m = 0.99 m + 0.01 g."""
    moved = jax.tree.map(lambda v, m, g: v - problem["rate"] * jnp.sign(0.9 * m + 0.1 * g), theta, means, gradients)
    return moved, jax.tree.map(lambda m, g: 0.99 * m + 0.01 * g, means, gradients)


training = (trained, jax.tree.map(jnp.zeros_like, trained))


def gradients():
    loss, found = value_and_gradients(training[0])
    # Compiled here, so that no update has to.
    jax.block_until_ready(lion(*training, found))
    return loss, {name: np.asarray(values) for name, values in found.items()}


def update():
    global training
    loss, found = value_and_gradients(training[0])
    training = jax.block_until_ready(lion(*training, found))


versions = {"Python": sys.version.split()[0], "jax": jax.__version__, "diffrax": diffrax.__version__}
serve(versions, gradients, update)
