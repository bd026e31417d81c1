-- A reconcile holds what it saw in memory.
DROP TABLE "scan_page";
