CREATE TABLE "assigned_instrument" ("id" TEXT NOT NULL PRIMARY KEY, "enrollment_id" TEXT NOT NULL, "instrument" TEXT NOT NULL, "every_days" INTEGER NOT NULL CHECK (every_days BETWEEN 0 AND 366), "starts_on" TEXT NOT NULL, "ends_on" TEXT, "assigned_by_id" TEXT, "assigned_at" INTEGER NOT NULL, "is_usual" INTEGER NOT NULL, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE, FOREIGN KEY ("assigned_by_id") REFERENCES "user_account" ("id") ON DELETE SET NULL) STRICT;

CREATE INDEX "assigned_instrument_enrollment_id" ON "assigned_instrument" ("enrollment_id");

CREATE INDEX "assigned_instrument_assigned_by_id" ON "assigned_instrument" ("assigned_by_id");

CREATE INDEX "assigned_instrument_enrollment_id_starts_on" ON "assigned_instrument" ("enrollment_id", "starts_on");

CREATE TABLE "answering" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BLOB, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "assigned_id" TEXT, "instrument" TEXT NOT NULL, "answered_at" INTEGER NOT NULL, "received_at" INTEGER NOT NULL, "is_declined" INTEGER NOT NULL, "acted_at" INTEGER, "acted_by_id" TEXT, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE, FOREIGN KEY ("assigned_id") REFERENCES "assigned_instrument" ("id") ON DELETE SET NULL, FOREIGN KEY ("acted_by_id") REFERENCES "user_account" ("id") ON DELETE SET NULL) STRICT;

CREATE INDEX "answering_enrollment_id" ON "answering" ("enrollment_id");

CREATE INDEX "answering_assigned_id" ON "answering" ("assigned_id");

CREATE INDEX "answering_acted_by_id" ON "answering" ("acted_by_id");

CREATE INDEX "answering_enrollment_id_instrument_answered_at" ON "answering" ("enrollment_id", "instrument", "answered_at");

CREATE TABLE "partial_answers" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BLOB, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "assigned_id" TEXT NOT NULL, "begun_at" INTEGER NOT NULL, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE, FOREIGN KEY ("assigned_id") REFERENCES "assigned_instrument" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "partial_answers_enrollment_id" ON "partial_answers" ("enrollment_id");

CREATE UNIQUE INDEX "partial_answers_assigned_id" ON "partial_answers" ("assigned_id");

CREATE INDEX "partial_answers_begun_at" ON "partial_answers" ("begun_at");

CREATE TABLE "assessment_policy" ("id" TEXT NOT NULL PRIMARY KEY, "program_id" TEXT NOT NULL, "hides_bands" INTEGER NOT NULL, "is_noncommercial" INTEGER NOT NULL, "confirmed_by_id" TEXT, "confirmed_at" INTEGER, "usual" TEXT NOT NULL, "usual_since" TEXT, "looked_at" TEXT NOT NULL, FOREIGN KEY ("program_id") REFERENCES "program" ("id") ON DELETE CASCADE, FOREIGN KEY ("confirmed_by_id") REFERENCES "user_account" ("id") ON DELETE SET NULL) STRICT;

CREATE UNIQUE INDEX "assessment_policy_program_id" ON "assessment_policy" ("program_id");

CREATE INDEX "assessment_policy_confirmed_by_id" ON "assessment_policy" ("confirmed_by_id");
