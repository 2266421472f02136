DROP TABLE "draft";

CREATE TABLE "draft" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BLOB, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "entry_id" TEXT, "page" TEXT NOT NULL, "typed_at" INTEGER NOT NULL, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE, FOREIGN KEY ("entry_id") REFERENCES "journal_entry" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "draft_enrollment_id" ON "draft" ("enrollment_id");

CREATE INDEX "draft_entry_id" ON "draft" ("entry_id");

CREATE UNIQUE INDEX "draft_enrollment_id_page" ON "draft" ("enrollment_id", "page");

ALTER TABLE "journal_entry" ADD COLUMN "recorded_at" INTEGER;
