ALTER TABLE "journal_entry" DROP COLUMN "recorded_at";

DROP TABLE "draft";

CREATE TABLE "draft" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BYTEA, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "about" TEXT NOT NULL, "typed_at" BIGINT NOT NULL, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE);

CREATE INDEX "draft_enrollment_id" ON "draft" ("enrollment_id");

CREATE UNIQUE INDEX "draft_enrollment_id_about" ON "draft" ("enrollment_id", "about");
