-- A reconcile holds what it saw in memory.
DROP TABLE "scan_page";

-- People whom a directory (SCIM) took away.
ALTER TABLE "app_user" ADD COLUMN "deprovisioned" BOOLEAN NOT NULL DEFAULT false;

-- What one read said that isn't believed before a second one agrees.
ALTER TABLE "app_user" ADD COLUMN "doubt" TEXT, ADD COLUMN "doubted_at" TIMESTAMPTZ(6);
ALTER TABLE "membership" ADD COLUMN "doubt" TEXT, ADD COLUMN "doubted_at" TIMESTAMPTZ(6);

-- When an organization is due apart from its turn: a reconcile that failed rests, one that is wanted comes next.
ALTER TABLE "organization" ADD COLUMN "doubt" TEXT, ADD COLUMN "doubted_at" TIMESTAMPTZ(6),
  ADD COLUMN "due_at" TIMESTAMPTZ(6), ADD COLUMN "failures" INTEGER NOT NULL DEFAULT 0;

-- A deletion may name the membership alone.
CREATE INDEX "membership_membership_id_idx" ON "membership"("membership_id");

-- Records that a read did not understand, once each; events have no record and stay one row each.
ALTER TABLE "dead_letter" ADD COLUMN "record_id" TEXT COLLATE "C";
CREATE UNIQUE INDEX "dead_letter_event_type_record_id_schema_path_key" ON "dead_letter"("event_type", "record_id", "schema_path");
