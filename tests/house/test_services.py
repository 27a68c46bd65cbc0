"""A change is one function: keyword-only after its subject, it names its actor and it leaves a trace."""

import ast

from tests.house.source import functions, place, python_files

# Services below the business: they are called by those that know the actor.
GROUND = {
    "journal.py",
    "outbox.py",
    "throttles.py",
    "chain.py",
    "purge.py",
    "email_codes.py",
    "secure_messages.py",
    "user_codes.py",
}


def service_functions() -> list[tuple[str, ast.FunctionDef]]:
    return [
        (place(path, function.lineno), function)
        for path in python_files()
        if path.parent.name == "services" and path.name not in GROUND
        for function in functions(path)
        if not function.name.startswith("_") and function.col_offset == 0
    ]


def test_arguments_after_the_subject_are_named() -> None:
    loose = [f"{where} {function.name}" for where, function in service_functions() if len(function.args.args) > 1]
    assert not loose, f"Put * after the subject: {loose}"


def test_what_records_names_its_actor() -> None:
    nameless = []
    for where, function in service_functions():
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        records = [node for node in calls if getattr(node.func, "id", "") == "record"]
        if any("by" not in {keyword.arg for keyword in call.keywords} for call in records):
            nameless.append(f"{where} {function.name}")
    assert not nameless, f"Say who acts (by=): {nameless}"


def test_public_services_promise_something() -> None:
    silent = [f"{where} {function.name}" for where, function in service_functions() if not ast.get_docstring(function)]
    assert not silent, f"Promise in one line, then when it refuses: {silent}"
