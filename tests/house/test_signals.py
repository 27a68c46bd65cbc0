"""What happens is written where it happens: no signal, no save() of our own, nothing swallowed."""

import ast

from tests.house.source import place, python_files, tree


def _calls(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == name


def test_nobody_receives_a_signal() -> None:
    found = [
        place(path, node.lineno)
        for path in python_files()
        for node in ast.walk(tree(path))
        if _calls(node, "receiver")
        or (isinstance(node, ast.FunctionDef) and node.name == "save" and "models" in str(path))
    ]
    assert not found, f"Call the service instead: {found}"


def test_a_save_names_its_fields() -> None:
    found = [
        place(path, node.lineno)
        for path in python_files()
        for node in ast.walk(tree(path))
        if _calls(node, "save")
        and isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and not {"update_fields", "force_insert"} & {keyword.arg for keyword in node.keywords}
        and "session" not in ast.unparse(node.func)
        and not node.args
    ]
    assert not found, f"Give update_fields: {found}"


def test_nothing_is_swallowed() -> None:
    found = []
    for path in python_files():
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.ExceptHandler):
                continue
            broad = node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"}
            told = any(_calls(inner, "exception") or isinstance(inner, ast.Raise) for inner in ast.walk(node))
            if broad and not told:
                found.append(place(path, node.lineno))
    assert not found, f"Catch what you can name, or log it: {found}"


def test_no_import_inside_a_function() -> None:
    found = [
        place(path, inner.lineno)
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not found, f"A cycle says that something lives in the wrong place: {found}"
