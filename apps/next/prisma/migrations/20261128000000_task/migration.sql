-- CreateTable
CREATE TABLE "task" (
    "id" SERIAL NOT NULL,
    "org_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "assignee_id" TEXT,

    CONSTRAINT "task_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "task_org_id_title_key" ON "task"("org_id", "title");
