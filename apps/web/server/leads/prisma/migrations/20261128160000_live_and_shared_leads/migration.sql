ALTER TABLE leads.lead
  ADD COLUMN shared_with TEXT[] COLLATE "C" NOT NULL DEFAULT '{}',
  ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;

CREATE INDEX lead_org_id_revision_idx ON leads.lead (org_id, revision);

CREATE TABLE leads.revision (
  org_id TEXT COLLATE "C" NOT NULL,
  revision BIGINT NOT NULL DEFAULT 1,

  CONSTRAINT revision_pkey PRIMARY KEY (org_id)
);

CREATE TABLE leads.deletion (
  org_id TEXT COLLATE "C" NOT NULL,
  revision BIGINT NOT NULL,
  lead_id UUID NOT NULL,

  CONSTRAINT deletion_pkey PRIMARY KEY (org_id, revision, lead_id)
);
