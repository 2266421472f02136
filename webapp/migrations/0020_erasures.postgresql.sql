CREATE TABLE "erasure" ("id" TEXT NOT NULL PRIMARY KEY, "enrollment" TEXT, "person" TEXT NOT NULL, "kind" TEXT NOT NULL CHECK (kind IN ('erased', 'frozen')), "asked_at" BIGINT NOT NULL, "due_at" BIGINT NOT NULL, "erased_at" BIGINT, "swept_at" BIGINT);

CREATE UNIQUE INDEX "erasure_enrollment" ON "erasure" ("enrollment");

CREATE INDEX "erasure_person" ON "erasure" ("person");

ALTER TABLE "enrollment" ADD COLUMN "withdrawn_at" BIGINT NULL;

ALTER TABLE "program" ADD COLUMN "keeps_records" BOOLEAN NOT NULL DEFAULT FALSE;
