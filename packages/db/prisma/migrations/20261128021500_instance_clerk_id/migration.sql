-- AlterTable
ALTER TABLE "instance" ADD COLUMN "clerk_id" TEXT COLLATE "C";
