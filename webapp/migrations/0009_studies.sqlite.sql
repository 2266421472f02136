CREATE TABLE "study" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BLOB, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "slug" TEXT NOT NULL, "visibility" TEXT NOT NULL CHECK (visibility IN ('private', 'shared')), "begun_at" INTEGER NOT NULL, "written_at" INTEGER NOT NULL, "completed_at" INTEGER, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "study_enrollment_id" ON "study" ("enrollment_id");

CREATE UNIQUE INDEX "study_enrollment_id_slug" ON "study" ("enrollment_id", "slug");
