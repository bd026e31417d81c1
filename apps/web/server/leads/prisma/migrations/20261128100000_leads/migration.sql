-- Guarded, because CREATE SCHEMA IF NOT EXISTS asks for the right to create a schema even where it exists.
DO $$ BEGIN
  IF pg_catalog.to_regnamespace('leads') IS NULL THEN CREATE SCHEMA leads; END IF;
END $$;

CREATE TABLE leads.lead (
  id UUID NOT NULL DEFAULT gen_random_uuid(),
  org_id TEXT COLLATE "C" NOT NULL,
  name TEXT NOT NULL,
  company TEXT,
  assignee_id TEXT COLLATE "C",
  version INTEGER NOT NULL DEFAULT 1,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  updated_at TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

  CONSTRAINT lead_pkey PRIMARY KEY (id)
);

CREATE INDEX lead_org_id_created_at_id_idx ON leads.lead (org_id, created_at, id);
CREATE INDEX lead_org_id_assignee_id_idx ON leads.lead (org_id, assignee_id);
