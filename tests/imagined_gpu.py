"""A GPU that is not there: tensors say that they are on it, and refuse as they would.

What mixes devices, asks a GPU's tensor for its array, or draws with a generator of the
other device fails as on a GPU. The numbers are computed on the processor all the same.

PyTorch's device "meta" stands for the GPU: the only one besides the processor that it
has everywhere. What is compiled, exported, derived by `torch.func` or sent to another
process is out of reach.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any, ClassVar
from unittest.mock import patch

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode, return_and_correct_aliasing
from torch.utils._pytree import tree_leaves, tree_map_only

GPU = torch.device("meta")
CPU = torch.device("cpu")
aten = torch.ops.aten
# These take tensors of both devices.
MOVES = {aten._to_copy.default, aten.copy_.default}
PACKING = aten._pack_padded_sequence.default
# A processor's indices find their way to a GPU's tensor.
INDEXED = {aten.index.Tensor, aten.index_put.default, aten.index_put_.default}
INDICES = {torch.int64, torch.bool}
OPTIMIZER = import_module("torch.optim.optimizer")
FUSED_ON = "_get_fused_kernels_supported_devices"


class OnGPU(Tensor):
    """A tensor that says it is on a GPU, and is held on the processor."""

    held: Tensor
    # Here it is a device like any other.
    is_meta = False
    __torch_function__: Any = torch._C._disabled_torch_function_impl

    @staticmethod
    def __new__(cls, held: Tensor) -> "OnGPU":
        """Make a tensor of the same shape without anything in it."""
        made: OnGPU = Tensor._make_wrapper_subclass(
            cls,
            held.size(),
            strides=held.stride(),
            storage_offset=held.storage_offset(),
            dtype=held.dtype,
            device=GPU,
        )
        made.held = held
        return made

    def __repr__(  # type: ignore[override]
        self, *, tensor_contents: Any = None
    ) -> str:
        """Print as on a GPU."""
        return f"{repr(self.held).removesuffix(')')}, device='{GPU}')"

    def numpy(self, *, force: bool = False) -> Any:
        """Give an array only to who insists."""
        if force:
            return self.cpu().numpy(force=True)
        raise TypeError(f"can't convert {GPU} device type tensor to numpy")

    def tolist(self) -> Any:
        """Give numbers, as every device does."""
        return self.cpu().tolist()

    def new_tensor(  # type: ignore[override]
        self, value: Any, *, requires_grad: bool = False
    ) -> Tensor:
        """Make a tensor of the same kind in the same place."""
        made = torch.tensor(value, dtype=self.dtype, device=self.device)
        return made.requires_grad_(requires_grad)

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]
        cls, function: Any, types: object, args: Any = (), kwargs: Any = None
    ) -> Any:
        """Compute as the mode does, which another mode may have put aside."""
        return compute(function, args, kwargs or {})


class ImaginedGPU(TorchDispatchMode):
    """While it is on, what is made on a GPU is imagined to be there."""

    def __torch_dispatch__(
        self, function: Any, types: object, args: Any = (), kwargs: Any = None
    ) -> Any:
        """Compute on the processor, and note the device."""
        return compute(function, args, kwargs or {})


class Generator(torch.Generator):
    """A generator that is remembered if it was made for the GPU."""

    on_gpu: ClassVar[list[torch.Generator]] = []

    def __new__(cls, device: Any = CPU) -> "Generator":
        """Make one on the processor, whatever the device."""
        made = super().__new__(cls)
        if torch.device(device) == GPU:
            cls.on_gpu.append(made)
        return made


def maker(make: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """Let what makes a tensor of numbers make it on the processor, and then move it."""

    def made(
        value: Any,
        dtype: torch.dtype | None = None,
        device: Any = None,
        requires_grad: bool = False,
    ) -> Tensor:
        here = value if isinstance(value, Tensor) else make(value, device=CPU)
        # Whatever is the default here, `torch.empty` follows it.
        there = here.to(device or torch.empty(()).device, dtype)
        return there.requires_grad_() if requires_grad else there

    return made


def compute(function: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    """Compute an operation on the processor, and put its results where they belong."""
    tensors = [each for each in tree_leaves((args, kwargs)) if isinstance(each, Tensor)]
    where = kwargs.get("device")
    on_gpu = where is not None and torch.device(where).type == GPU.type
    if where is None:
        on_gpu = any(isinstance(each, OnGPU) for each in tensors)
    if function is PACKING:
        return packed(*args)
    if function not in MOVES:
        refuse_a_mixture(function, args, tensors)
        refuse_generator(kwargs.get("generator"), GPU if on_gpu else CPU)
    elif function is aten.copy_.default:
        on_gpu = isinstance(args[0], OnGPU)
    here = kwargs | ({"device": CPU} if where is not None else {})
    plain_args, plain = tree_map_only(OnGPU, lambda one: one.held, (args, here))
    found = function(*plain_args, **plain)
    if not on_gpu:
        return found
    placed = tree_map_only(Tensor, OnGPU, found)
    if not any(isinstance(each, OnGPU) for each in tensors):
        return placed  # made there, or moved there
    return return_and_correct_aliasing(function, args, kwargs, placed)


def packed(padded: Tensor, lengths: Tensor, *options: Any) -> tuple[Tensor, Tensor]:
    """Pack sequences: how long they are, the processor has to know, and is told.

    Raises:
        RuntimeError: The lengths are on the GPU.
    """
    if isinstance(lengths, OnGPU):
        raise RuntimeError("'lengths' argument should be a 1D CPU int64 tensor")
    if not isinstance(padded, OnGPU):
        found: tuple[Tensor, Tensor] = PACKING(padded, lengths, *options)
        return found
    data, sizes = PACKING(padded.held, lengths, *options)
    return OnGPU(data), sizes


def refuse_a_mixture(function: Any, args: Any, tensors: Sequence[Tensor]) -> None:
    """Refuse tensors of two devices; a single number may come from the processor.

    Raises:
        RuntimeError: There are tensors of both.
    """
    if function in INDEXED and isinstance(args[0], OnGPU):
        tensors = [each for each in tensors if each.dtype not in INDICES]
    on_gpu = any(isinstance(each, OnGPU) for each in tensors)
    if on_gpu and any(each.dim() for each in tensors if not isinstance(each, OnGPU)):
        raise RuntimeError(
            f"Expected all tensors to be on the same device, but {function} was "
            f"given tensors on {CPU} and on {GPU}"
        )


def refuse_generator(generator: Any, device: torch.device) -> None:
    """Refuse a generator of the other device.

    Raises:
        RuntimeError: It is of the other device.
    """
    if generator is None:
        return
    # What arrives here is wrapped anew, and known by the object in it alone.
    on_gpu = generator._cdata in {one._cdata for one in Generator.on_gpu}  # type: ignore[attr-defined]
    made_for = GPU if on_gpu else CPU
    if made_for != device:
        raise RuntimeError(
            f"Expected a '{device}' device type for generator but found '{made_for}'"
        )


@contextmanager
def imagined_gpu() -> Iterator[None]:
    """Let PyTorch have a GPU, and compute on it unless told otherwise."""
    with ExitStack() as stack:
        before = torch._C._only_lift_cpu_tensors()
        torch._C._set_only_lift_cpu_tensors(True)
        stack.callback(torch._C._set_only_lift_cpu_tensors, before)
        for name in ("tensor", "as_tensor"):
            made = maker(getattr(torch, name))
            stack.enter_context(patch.object(torch, name, made))
        stack.enter_context(patch.object(torch, "Generator", Generator))
        # Backwards, everything happens in the thread that knows of the GPU.
        stack.enter_context(torch.autograd.set_multithreading_enabled(False))
        stack.enter_context(ImaginedGPU())
        torch.set_default_device(GPU)
        stack.callback(torch.set_default_device, None)
        # Networks are taken to another type by exchanging their tensors.
        torch.__future__.set_swap_module_params_on_conversion(True)
        stack.callback(torch.__future__.set_swap_module_params_on_conversion, False)
        autocast = torch.autocast
        answers = {
            (torch, "autocast"): lambda _, *rest: autocast(CPU.type, *rest),
            (OPTIMIZER, FUSED_ON): lambda: [CPU.type, GPU.type],
        }
        for (place, name), answer in answers.items():
            stack.enter_context(patch.object(place, name, answer))
        yield
