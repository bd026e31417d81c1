-- Ids are compared byte by byte: one order for the list, its index and every join, whatever the locale of the database.

-- CreateEnum
CREATE TYPE "mirror_state" AS ENUM ('live', 'absent', 'deleted', 'unknown');

-- CreateTable
CREATE TABLE "app_user" (
    "clerk_id" TEXT COLLATE "C" NOT NULL,
    "first_name" TEXT,
    "last_name" TEXT,
    "email" TEXT,
    "image_url" TEXT,
    "has_image" BOOLEAN NOT NULL DEFAULT false,
    "banned" BOOLEAN NOT NULL DEFAULT false,
    "created_ms" BIGINT NOT NULL DEFAULT 0,
    "updated_ms" BIGINT NOT NULL DEFAULT 0,
    "content_hash" TEXT NOT NULL DEFAULT '',
    "state" "mirror_state" NOT NULL,
    "written_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "checked_at" TIMESTAMPTZ(6),
    "resync_at" TIMESTAMPTZ(6),
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "app_user_pkey" PRIMARY KEY ("clerk_id")
);

-- CreateTable
CREATE TABLE "organization" (
    "clerk_id" TEXT COLLATE "C" NOT NULL,
    "created_ms" BIGINT NOT NULL DEFAULT 0,
    "updated_ms" BIGINT NOT NULL DEFAULT 0,
    "content_hash" TEXT NOT NULL DEFAULT '',
    "state" "mirror_state" NOT NULL,
    "revision" BIGINT NOT NULL DEFAULT 0,
    "synced_at" TIMESTAMPTZ(6),
    "confirmed_at" TIMESTAMPTZ(6),
    "used_at" TIMESTAMPTZ(6),
    "leased_until" TIMESTAMPTZ(6),
    "written_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "checked_at" TIMESTAMPTZ(6),
    "resync_at" TIMESTAMPTZ(6),
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "organization_pkey" PRIMARY KEY ("clerk_id")
);

-- CreateTable
CREATE TABLE "membership" (
    "org_id" TEXT COLLATE "C" NOT NULL,
    "user_id" TEXT COLLATE "C" NOT NULL,
    "membership_id" TEXT NOT NULL DEFAULT '',
    "role" TEXT NOT NULL DEFAULT '',
    "created_ms" BIGINT NOT NULL DEFAULT 0,
    "updated_ms" BIGINT NOT NULL DEFAULT 0,
    "content_hash" TEXT NOT NULL DEFAULT '',
    "state" "mirror_state" NOT NULL,
    "written_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "checked_at" TIMESTAMPTZ(6),
    "resync_at" TIMESTAMPTZ(6),
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("org_id","user_id")
);

-- CreateTable
CREATE TABLE "revoked_session" (
    "sid" TEXT COLLATE "C" NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "revoked_session_pkey" PRIMARY KEY ("sid")
);

-- CreateTable
CREATE TABLE "dead_letter" (
    "id" BIGSERIAL NOT NULL,
    "event_type" TEXT NOT NULL,
    "user_id" TEXT COLLATE "C",
    "org_id" TEXT COLLATE "C",
    "schema_path" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "dead_letter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "instance" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "issuer" TEXT NOT NULL,
    "webhook_seen_at" TIMESTAMPTZ(6),

    CONSTRAINT "instance_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "instance_is_one_row" CHECK ("id" = 1)
);

-- CreateTable
CREATE TABLE "clerk_budget" (
    "name" TEXT NOT NULL,
    "window_start" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "spent" INTEGER NOT NULL DEFAULT 0,
    "paused_until" TIMESTAMPTZ(6),

    CONSTRAINT "clerk_budget_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "lead" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "org_id" TEXT COLLATE "C" NOT NULL,
    "name" TEXT NOT NULL,
    "company" TEXT,
    "assignee_id" TEXT COLLATE "C",
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "lead_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "membership_user_id_idx" ON "membership"("user_id");

-- CreateIndex
CREATE INDEX "revoked_session_at_idx" ON "revoked_session"("at");

-- CreateIndex
CREATE INDEX "lead_org_id_created_at_id_idx" ON "lead"("org_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "lead_org_id_assignee_id_idx" ON "lead"("org_id", "assignee_id");
