"""The journal is append-only and chained by the database at commit.

The chain is closed by a deferred trigger: the lock that orders entries is held from the end of the transaction to its
commit only, so a business transaction never waits for another one's work, and cannot deadlock on the journal.
"""

from django.db import migrations

CHAIN = """
CREATE FUNCTION journal_field(value text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT convert_to(octet_length(coalesce(value, '')) || ':' || coalesce(value, ''), 'UTF8')
$$;

-- Length-prefixed fields: no two different rows give the same bytes. accounts/services/chain.py does the same.
CREATE FUNCTION journal_hash(previous bytea, e accounts_journalentry) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(
        coalesce(previous, ''::bytea)
        || journal_field(e.position::text) || journal_field(e.id::text)
        || journal_field((extract(epoch FROM e.recorded_at) * 1000000)::bigint::text)
        || journal_field(e.action) || journal_field(e.actor_id) || journal_field(e.actor_label)
        || journal_field(e.on_behalf_of) || journal_field(e.subject_type) || journal_field(e.subject_id)
        || journal_field(e.reason) || journal_field(e.details::text) || journal_field(e.address)
        || journal_field(e.request_id))
$$;

CREATE FUNCTION journal_close_link() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE
    e accounts_journalentry;
    last record;
BEGIN
    PERFORM pg_advisory_xact_lock(7110701);
    SELECT position, hash INTO last FROM accounts_journalentry
        WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1;
    SELECT * INTO e FROM accounts_journalentry WHERE id = NEW.id;
    e.position := coalesce(last.position, 0) + 1;
    e.previous_hash := last.hash;
    e.hash := journal_hash(last.hash, e);
    UPDATE accounts_journalentry SET position = e.position, previous_hash = e.previous_hash, hash = e.hash
        WHERE id = NEW.id;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER journal_chain AFTER INSERT ON accounts_journalentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_close_link();

CREATE FUNCTION journal_open_link_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.position := NULL; NEW.previous_hash := NULL; NEW.hash := NULL;
    RETURN NEW;
END $$;

CREATE TRIGGER journal_insert BEFORE INSERT ON accounts_journalentry
    FOR EACH ROW EXECUTE FUNCTION journal_open_link_only();

CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.hash IS NULL AND NEW.hash IS NOT NULL AND
        to_jsonb(NEW) - ARRAY['position', 'previous_hash', 'hash']
        = to_jsonb(OLD) - ARRAY['position', 'previous_hash', 'hash'] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The journal is append-only.' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON accounts_journalentry
    FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON accounts_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
"""

UNCHAIN = """
DROP TRIGGER journal_no_truncate ON accounts_journalentry;
DROP TRIGGER journal_append_only ON accounts_journalentry;
DROP TRIGGER journal_insert ON accounts_journalentry;
DROP TRIGGER journal_chain ON accounts_journalentry;
DROP FUNCTION journal_refuse();
DROP FUNCTION journal_open_link_only();
DROP FUNCTION journal_close_link();
DROP FUNCTION journal_hash(bytea, accounts_journalentry);
DROP FUNCTION journal_field(text);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(CHAIN, UNCHAIN)]
