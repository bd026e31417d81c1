-- A reconcile holds what it saw in memory.
DROP TABLE "scan_page";

-- People whom a directory (SCIM) took away.
ALTER TABLE "app_user" ADD COLUMN "deprovisioned" BOOLEAN NOT NULL DEFAULT false;
