-- CreateTable
CREATE TABLE "scan_page" (
    "org_id" TEXT COLLATE "C" NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "list" TEXT NOT NULL,
    "user_ids" TEXT[] COLLATE "C",
    "next" TEXT,
    "started_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "scan_page_pkey" PRIMARY KEY ("org_id","id")
);
