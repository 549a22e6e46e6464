"""Print how many images a second the classifier learns from in every mode."""

from spotdiff import runtime
from spotdiff.measure import synchronize_both


def main() -> None:
    """Measure and print."""
    chosen = runtime.start()
    print(chosen)
    # Only now: these import the frameworks, and starting sets how they run.
    from spotdiff.classifier.speed import sweep, tables

    found = sweep.measure(device=chosen.device, synchronize=synchronize_both)
    print(tables.rates(found))


if __name__ == "__main__":
    main()
