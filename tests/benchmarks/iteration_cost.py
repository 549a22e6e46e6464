"""Print what one iteration of the toy problem costs in every mode."""

from spotdiff import runtime
from spotdiff.measure import synchronize_both


def main() -> None:
    """Measure and print."""
    print(runtime.start())
    # Only now: these import the frameworks, and starting sets how they run.
    from spotdiff.toy_problem.iteration_cost import sweep, tables

    print(tables.medians(sweep.measure_modes(synchronize=synchronize_both)))


if __name__ == "__main__":
    main()
