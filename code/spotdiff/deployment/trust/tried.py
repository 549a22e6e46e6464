"""Each trap sprung, with the door open and with the door shut."""

from pathlib import Path

from spotdiff.deployment.trust import keras_trap, tensorflow_trap, torch_trap

OPENED_BY = (
    ("`torch.load(weights_only=False)`", torch_trap, False),
    ("`torch.load`", torch_trap, True),
    ("`keras.saving.load_model(safe_mode=False)`", keras_trap, False),
    ("`keras.saving.load_model`", keras_trap, True),
)


def outcomes(folder: Path) -> list[tuple[str, str]]:
    """Set the traps in a folder, and return who reads them with what outcome."""
    files = {torch_trap: folder / "weights.pt", keras_trap: folder / "model.keras"}
    for trap, file in files.items():
        trap.set_trap(file)
    found = [(how, trap.read(files[trap], shut)) for how, trap, shut in OPENED_BY]
    model, victim = folder / "model", folder / "victim"
    tensorflow_trap.set_trap(model, victim)
    used = tensorflow_trap.use(model, victim)
    return [*found, ("`tf.saved_model.load`, and one call", used)]
