"""
One training update of a Hopfield or a coupled memory in PyTorch, with autograd: `torch_peer.py FORM FOLDER`.

The equations are those at the head of jax_peer.py. FORM is `dense`, matrices [N, N], or `sparse`, sums over the edges. The
steps of Tsit5 are written out from the tableau of the problem: y_i = y + h sum_j a_ij k_j, y' = y + h sum_i b_i k_i.
"""

import sys

import torch
from protocol import read_problem, serve

form, folder = sys.argv[1:]
problem = read_problem(folder)
torch.set_num_threads(problem["threads"])
arrays = {name: torch.tensor(values) for name, values in problem["arrays"].items()}
trained = {name: arrays[name].clone().requires_grad_() for name in problem["trained"]}
means = {name: torch.zeros_like(values) for name, values in trained.items()}
p = {**arrays, **trained}
N, B, steps = problem["neurons"], problem["batch"], problem["steps"]
coupled = problem["kind"] == "coupled"
# So many samples are in flight at a time: what the reverse pass keeps would not fit otherwise.
chunk = min(B, problem["chunk"]) if coupled else B
if coupled:
    i, j = arrays["sources"].long(), arrays["sinks"].long()


def symmetric(values):
    """Values of edges at (i, j) and (j, i)."""
    upper = torch.zeros(N, N).index_put((i, j), values)
    return upper + upper.T


def normalised(s):
    return s / s.norm(dim=-1, keepdim=True)


def pairs_dense(unit, g, q):
    overlaps = unit @ unit.transpose(1, 2)
    meeting = q["w"] * (g[:, :, None] * g[:, None, :])
    force = (meeting - q["A"] - q["B"] * torch.relu(overlaps)) @ unit
    return ((q["w"] * overlaps) @ g[:, :, None])[:, :, 0], force


def pairs_sparse(unit, g, q):
    """The neuron comes first, so that whole rows are gathered and added."""
    unit, g = unit.transpose(0, 1).contiguous(), g.T.contiguous()
    unit_i, unit_j, g_i, g_j = unit[i], unit[j], g[i], g[j]
    overlaps = (unit_i * unit_j).sum(-1)
    strength = q["w"] * g_i * g_j - q["A"][:, None] - q["B"][:, None] * torch.relu(overlaps)
    force = torch.zeros_like(unit).index_add(0, i, strength[..., None] * unit_j)
    force = force.index_add(0, j, strength[..., None] * unit_i)
    met = torch.zeros_like(g).index_add(0, i, q["w"] * overlaps * g_j).index_add(0, j, q["w"] * overlaps * g_i)
    return met.T, force.transpose(0, 1)


def field(state, q):
    x = state[0]
    g = torch.relu(x)
    dx = g @ q["W"] - x + q["b"]
    if not coupled:
        return (dx,)
    unit = normalised(state[1])
    met, force = (pairs_dense if form == "dense" else pairs_sparse)(unit, g, q)
    tangent = force - unit * (unit * force).sum(-1, keepdim=True)
    return dx + met, tangent + unit @ q["rotation"]


def combined(state, factors, slopes):
    for factor, slope in zip(factors, slopes):
        state = tuple(part + factor / steps * k for part, k in zip(state, slope))
    return state


def loss_of(x, targets):
    """sum_c (out_c - y_c)^2 over the samples, over B."""
    q = {"W": (p["V"] + p["V"].T) / 2, "b": p["b"]}
    state = (x,)
    if coupled:
        pair = symmetric if form == "dense" else lambda values: values
        q["A"], q["B"] = pair(p["A"]), pair(p["B"])
        q["w"] = p["alpha"] * pair(torch.ones_like(p["A"])) if form == "dense" else p["alpha"]
        q["rotation"] = (p["O"] - p["O"].T) / 2
        state = (x, normalised(p["start"]).expand(len(x), -1, -1))
    for _ in range(steps):
        slopes = []
        for row in problem["tableau"]["a"]:
            slopes.append(field(combined(state, row, slopes), q))
        state = combined(state, problem["tableau"]["b"], slopes)
    return ((state[0][:, -targets.shape[1] :] - targets) ** 2).sum() / B


def value_and_gradients():
    for values in trained.values():
        values.grad = None
    total = 0.0
    for x, targets in zip(arrays["x"].split(chunk), arrays["targets"].split(chunk)):
        loss = loss_of(x, targets)
        loss.backward()
        total += loss.item()
    return total, {name: values.grad for name, values in trained.items()}


def gradients():
    loss, found = value_and_gradients()
    return loss, {name: values.numpy() for name, values in found.items()}


@torch.no_grad()
def lion(found):
    """Lion: theta -= rate sign(0.9 m + 0.1 g), then m = 0.99 m + 0.01 g."""
    for name, values in trained.items():
        values -= problem["rate"] * torch.sign(0.9 * means[name] + 0.1 * found[name])
        means[name].mul_(0.99).add_(found[name], alpha=0.01)


serve(
    {"Python": sys.version.split()[0], "torch": torch.__version__},
    gradients,
    lambda: lion(value_and_gradients()[1]),
)
