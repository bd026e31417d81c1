/**
 * Deletes all rows of a test's database. TRUNCATE replaces the files of a table and its indexes, and PGlite then plans
 * each statement anew: that takes twenty times as long as to delete a few rows without their triggers. Only tables that
 * a test made large are truncated. Fails where a connection of an earlier test still holds a lock.
 */
export const EMPTY = `
  DO $$
  DECLARE
    one record;
  BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN
      SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename <> '_prisma_migrations'
    LOOP
      IF pg_total_relation_size(one.name) < 500000 THEN EXECUTE 'DELETE FROM ' || one.name;
      ELSE EXECUTE 'TRUNCATE ' || one.name || ' CASCADE';
      END IF;
    END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename), start_value, false) FROM pg_sequences;
  END $$`
