CREATE TABLE "assignment" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BYTEA, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "slug" TEXT NOT NULL, "times_a_week" INTEGER NOT NULL CHECK (times_a_week BETWEEN 1 AND 7), "starts_on" TEXT NOT NULL, "ends_on" TEXT NOT NULL, "assigned_by_id" TEXT, "assigned_at" BIGINT NOT NULL, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE, FOREIGN KEY ("assigned_by_id") REFERENCES "user_account" ("id") ON DELETE SET NULL);

CREATE INDEX "assignment_enrollment_id" ON "assignment" ("enrollment_id");

CREATE INDEX "assignment_assigned_by_id" ON "assignment" ("assigned_by_id");

CREATE INDEX "assignment_enrollment_id_ends_on" ON "assignment" ("enrollment_id", "ends_on");
