"""The tests that show what becomes of a build, by what befalls it."""

PUBLISH = "tests/ext/test_publish.py"
EXECUTION = "tests/ext/test_execution.py"
FORKS = "tests/ext/test_fork_server.py"
RESULTS = "tests/ext/test_results.py"
FRESHNESS = "tests/ext/test_freshness.py"
MEMORY = "tests/ext/test_memory_watch.py"
CHILDREN = "tests/test_children.py"
MNIST = "tests/test_mnist.py"
IDX = "tests/test_idx.py"
NATIVE = "tests/pytorch_1_0/test_native.py"

PROOFS = {
    "kill -9 of the build": [
        f"{PUBLISH}::test_a_build_killed_half_way_is_started_afresh_and_ends_right",
        f"{PUBLISH}::test_what_an_unfinished_build_left_in_the_workshop_is_not_published",
        f"{PUBLISH}::test_what_killed_builds_have_left_is_cleared_away_even_by_one_that_fails",
        f"{EXECUTION}::test_a_run_that_is_killed_outright_leaves_no_kernel",
        f"{FORKS}::test_a_build_that_is_killed_leaves_no_process_and_no_temporary_files",
        f"{CHILDREN}::test_nothing_outlives_a_build_that_is_killed",
    ],
    "kill -9 of a kernel": [
        f"{EXECUTION}::test_a_kernel_that_dies_is_told_as_such_with_its_cell",
        f"{FORKS}::test_a_forked_kernel_that_dies_is_told_as_such",
    ],
    "kill -9 of who forks the kernels": [
        f"{FORKS}::test_where_the_process_that_forks_is_killed_every_page_says_so",
    ],
    "a full disk": [
        f"{PUBLISH}::test_a_disk_that_is_full_is_told_with_what_to_do",
        f"{PUBLISH}::test_what_cannot_be_written_is_named_in_a_line_and_the_last_site_stays",
        f"{PUBLISH}::test_a_copy_that_fails_leaves_the_last_site_and_no_traceback",
        f"{PUBLISH}::test_a_copy_that_failed_leaves_nothing_behind_once_a_build_worked",
        f"{RESULTS}::test_a_write_that_fails_leaves_the_old_file_and_nothing_else",
    ],
    "an output folder that is read-only": [
        f"{PUBLISH}::test_a_folder_that_cannot_be_written_to_is_named_and_the_last_site_stays",
    ],
    "a port that is taken": [
        f"{CHILDREN}::test_a_port_that_somebody_else_has_is_not_taken_for_the_programs_own",
        "tests/visualization/test_board.py::test_a_port_that_is_taken_is_named",
    ],
    "no browser": [
        "tests/test_browser.py::test_where_there_is_none_it_says_so",
        "tests/visualization/test_board.py::test_without_a_browser_the_page_says_so",
        "tests/visualization/test_other_tools.py"
        "::test_without_npm_or_a_browser_the_page_says_so",
    ],
    "no compiler": [
        f"{NATIVE}::test_without_a_compiler_nothing_is_built_and_it_is_said_why",
        "tests/test_runtime.py::test_compiled_pytorch_needs_a_compiler",
    ],
    "no network": [
        f"{PUBLISH}::test_a_build_needs_no_network_at_all",
        f"{PUBLISH}::test_data_that_cannot_be_had_stops_the_build_before_any_page",
        f"{MNIST}::test_once_fetched_they_are_there_offline",
        f"{MNIST}::test_where_all_are_dead_it_says_what_each_answered",
        "tests/test_node_packages.py::test_a_registry_that_is_silent_is_told",
    ],
    "a corrupt cache": [
        f"{PUBLISH}::test_what_a_disk_has_spoilt_in_the_workshop_is_made_anew",
        f"{RESULTS}::test_a_damaged_result_is_as_good_as_absent_and_is_removed",
        f"{RESULTS}::test_a_result_cut_off_anywhere_is_as_good_as_absent",
        f"{FRESHNESS}::test_a_damaged_result_is_made_again",
        f"{NATIVE}::test_a_program_that_was_spoilt_in_the_cache_is_built_again",
    ],
    "corrupt or truncated data": [
        f"{MNIST}::test_a_damaged_file_is_fetched_again",
        f"{MNIST}::test_a_damaged_file_that_cannot_be_fetched_is_named",
        f"{MNIST}::test_a_download_that_fails_leaves_nothing_and_says_one_line",
        f"{IDX}::test_a_file_that_is_not_what_it_says_is_refused_by_name",
        f"{IDX}::test_a_damaged_gzip_file_is_refused_by_name",
    ],
    "two builds at once": [
        f"{PUBLISH}::test_a_second_build_at_the_same_time_ends_with_a_clear_message",
    ],
    "a clock that is set back": [
        f"{PUBLISH}::test_after_the_clock_was_set_back_an_edit_is_still_seen",
        f"{RESULTS}::test_the_last_one_put_is_kept_though_the_clock_was_set_back",
        f"{FRESHNESS}::test_a_page_replaced_by_an_older_file_is_shown",
        f"{FRESHNESS}::test_a_module_replaced_by_an_older_file_runs_its_pages_again",
    ],
    "a cell that hangs": [
        f"{EXECUTION}::test_a_hung_cell_ends_with_a_message_about_the_budget",
        f"{EXECUTION}::test_a_hung_cell_leaves_no_kernel_behind",
        f"{FORKS}::test_imports_without_end_are_ended_and_said",
    ],
    "a cell that eats memory": [
        f"{EXECUTION}::test_a_cell_that_eats_memory_is_ended_with_page_cell_and_bytes",
        f"{EXECUTION}::test_a_cell_that_eats_memory_leaves_no_kernel_behind",
        f"{FORKS}::test_what_all_forks_share_is_not_counted_for_each",
        f"{MEMORY}::test_who_holds_too_much_is_ended_with_all_that_it_started",
        f"{MEMORY}::test_a_page_is_what_linux_ends_first",
    ],
    "Ctrl-C": [
        f"{PUBLISH}::test_a_build_that_is_told_to_end_does_so_at_once_and_says_so",
        f"{EXECUTION}::test_ctrl_c_ends_the_run_at_once_and_leaves_no_kernel",
        "tests/data_parallelism/test_left_over.py"
        "::test_no_process_and_no_port_of_a_team_of_a_stopped_build",
    ],
    "SIGTERM": [
        f"{PUBLISH}::test_a_build_that_is_told_to_end_does_so_at_once_and_says_so",
    ],
}
