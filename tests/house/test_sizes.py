"""Small pieces (style.md, rule 2)."""

from tests.house.source import functions, place, python_files

FILE_LINES, TEST_FILE_LINES, FUNCTION_LINES, VIEW_LINES = 250, 400, 40, 25


def test_files_are_small() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(tests=True)}
    limits = {path: TEST_FILE_LINES if "tests" in path.parts else FILE_LINES for path in lengths}
    long = [f"{place(path)} has {length} lines" for path, length in lengths.items() if length > limits[path]]
    assert not long, f"Split by noun: {long}"


def test_functions_are_small() -> None:
    long = []
    for path in python_files():
        limit = VIEW_LINES if "views" in path.parts or path.name == "views.py" else FUNCTION_LINES
        for function in functions(path):
            length = (function.end_lineno or function.lineno) - function.lineno + 1
            if length > limit:
                long.append(f"{place(path, function.lineno)} {function.name} has {length} lines, {limit} at most")
    assert not long, "Move a rule, a query or a step out:\n" + "\n".join(long)
