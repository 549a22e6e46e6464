"""The kinds that came after the article, written for TensorBoard."""

from torch.utils.tensorboard import SummaryWriter

from spotdiff.visualization.gallery import WANTED, Gallery


def log(folder: str, shown: Gallery) -> None:
    """Write a text, a curve of precision over recall, and a surface."""
    with SummaryWriter(folder) as writer:
        writer.add_text("momenta", shown.text, 0)
        found = shown.labels == WANTED
        writer.add_pr_curve("eights", found, shown.scores, 0)
        surface = (shown.vertices, shown.colours, shown.faces)
        writer.add_mesh("power", *(part[None] for part in surface))


def log_settings(folder: str, shown: Gallery) -> None:
    """Write the settings of several runs, and what each came to."""
    with SummaryWriter(folder) as writer:
        for number, (setting, result) in enumerate(shown.settings):
            writer.add_hparams(setting, result, run_name=str(number))
