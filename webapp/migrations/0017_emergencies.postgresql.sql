CREATE TABLE "emergency_access" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BYTEA, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "clinician_id" TEXT NOT NULL, "began_at" BIGINT NOT NULL, "ends_at" BIGINT NOT NULL, "seen_at" BIGINT, "reviewed_at" BIGINT, "reviewed_by_id" TEXT, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE, FOREIGN KEY ("clinician_id") REFERENCES "user_account" ("id") ON DELETE RESTRICT, FOREIGN KEY ("reviewed_by_id") REFERENCES "user_account" ("id") ON DELETE RESTRICT);

CREATE INDEX "emergency_access_enrollment_id" ON "emergency_access" ("enrollment_id");

CREATE INDEX "emergency_access_clinician_id" ON "emergency_access" ("clinician_id");

CREATE INDEX "emergency_access_reviewed_by_id" ON "emergency_access" ("reviewed_by_id");

CREATE INDEX "emergency_access_clinician_id_ends_at" ON "emergency_access" ("clinician_id", "ends_at");
