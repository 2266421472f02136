CREATE TABLE "study" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BYTEA, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "slug" TEXT NOT NULL, "visibility" TEXT NOT NULL CHECK (visibility IN ('private', 'shared')), "begun_at" BIGINT NOT NULL, "written_at" BIGINT NOT NULL, "completed_at" BIGINT, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE);

CREATE INDEX "study_enrollment_id" ON "study" ("enrollment_id");

CREATE UNIQUE INDEX "study_enrollment_id_slug" ON "study" ("enrollment_id", "slug");
