CREATE TABLE "erasure" ("id" TEXT NOT NULL PRIMARY KEY, "enrollment" TEXT, "person" TEXT NOT NULL, "kind" TEXT NOT NULL CHECK (kind IN ('erased', 'frozen')), "asked_at" INTEGER NOT NULL, "due_at" INTEGER NOT NULL, "erased_at" INTEGER, "swept_at" INTEGER) STRICT;

CREATE UNIQUE INDEX "erasure_enrollment" ON "erasure" ("enrollment");

CREATE INDEX "erasure_person" ON "erasure" ("person");

ALTER TABLE "enrollment" ADD COLUMN "withdrawn_at" INTEGER NULL;

ALTER TABLE "program" ADD COLUMN "keeps_records" INTEGER NOT NULL DEFAULT 0;
