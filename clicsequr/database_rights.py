"""What the role under which the application runs may do: everything but change the schema and rewrite the journal."""

from django.db import connection
from psycopg import sql

# Rows may be added and read; the trigger that chains them is the owner's (accounts/migrations/0002).
APPEND_ONLY = "accounts_journalentry"
READ_ONLY = "django_migrations"

GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    "REVOKE UPDATE, DELETE, TRUNCATE ON {append_only} FROM {role}",
    "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {read_only} FROM {role}",
)


def ensure_role(role: str, password: str) -> bool:
    """Create `role` with `password` where the server does not know it; say whether it was created."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone():
            return False
        creation = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
        cursor.execute(creation.format(sql.Identifier(role), sql.Literal(password)))
    return True


def grant(role: str) -> None:
    """Give `role` the rights of the application on every table, present and future."""
    names = {"role": role, "append_only": APPEND_ONLY, "read_only": READ_ONLY}
    identifiers = {name: sql.Identifier(value) for name, value in names.items()}
    with connection.cursor() as cursor:
        for statement in GRANTS:
            cursor.execute(sql.SQL(statement).format(**identifiers))
