ALTER TABLE "program" ADD COLUMN "gives_seats_at_once" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "series" ADD COLUMN "follows_id" TEXT NULL REFERENCES "series" ("id") ON DELETE SET NULL;

ALTER TABLE "series" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;

CREATE INDEX "series_follows_id" ON "series" ("follows_id");

ALTER TABLE "program_session" ADD COLUMN "changed_at" INTEGER NULL;

ALTER TABLE "program_session" ADD COLUMN "was_at" INTEGER NULL;

ALTER TABLE "program_session" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;

CREATE TABLE "facilitator" ("id" TEXT NOT NULL PRIMARY KEY, "series_id" TEXT NOT NULL, "clinician_id" TEXT NOT NULL, FOREIGN KEY ("series_id") REFERENCES "series" ("id") ON DELETE CASCADE, FOREIGN KEY ("clinician_id") REFERENCES "user_account" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "facilitator_series_id" ON "facilitator" ("series_id");

CREATE INDEX "facilitator_clinician_id" ON "facilitator" ("clinician_id");

CREATE UNIQUE INDEX "facilitator_series_id_clinician_id" ON "facilitator" ("series_id", "clinician_id");

CREATE TABLE "stand_in" ("id" TEXT NOT NULL PRIMARY KEY, "program_session_id" TEXT NOT NULL, "clinician_id" TEXT NOT NULL, FOREIGN KEY ("program_session_id") REFERENCES "program_session" ("id") ON DELETE CASCADE, FOREIGN KEY ("clinician_id") REFERENCES "user_account" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "stand_in_program_session_id" ON "stand_in" ("program_session_id");

CREATE INDEX "stand_in_clinician_id" ON "stand_in" ("clinician_id");

CREATE UNIQUE INDEX "stand_in_program_session_id_clinician_id" ON "stand_in" ("program_session_id", "clinician_id");

CREATE TABLE "seat" ("id" TEXT NOT NULL PRIMARY KEY, "program_session_id" TEXT NOT NULL, "enrollment_id" TEXT NOT NULL, "instead_of_id" TEXT, "state" TEXT NOT NULL CHECK (state IN ('asked', 'given', 'declined', 'withdrawn')), "asked_at" INTEGER NOT NULL, "answered_at" INTEGER, "answered_by_id" TEXT, FOREIGN KEY ("program_session_id") REFERENCES "program_session" ("id") ON DELETE CASCADE, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE, FOREIGN KEY ("instead_of_id") REFERENCES "program_session" ("id") ON DELETE SET NULL, FOREIGN KEY ("answered_by_id") REFERENCES "user_account" ("id") ON DELETE SET NULL) STRICT;

CREATE INDEX "seat_program_session_id" ON "seat" ("program_session_id");

CREATE INDEX "seat_enrollment_id" ON "seat" ("enrollment_id");

CREATE INDEX "seat_instead_of_id" ON "seat" ("instead_of_id");

CREATE INDEX "seat_answered_by_id" ON "seat" ("answered_by_id");

CREATE UNIQUE INDEX "seat_program_session_id_enrollment_id" ON "seat" ("program_session_id", "enrollment_id");

CREATE INDEX "seat_enrollment_id_state" ON "seat" ("enrollment_id", "state");

CREATE TABLE "busy_time" ("id" TEXT NOT NULL PRIMARY KEY, "program_id" TEXT NOT NULL, "clinician_id" TEXT, "place" TEXT NOT NULL, "starts_at" INTEGER NOT NULL, "ends_at" INTEGER NOT NULL, "uid" TEXT NOT NULL, FOREIGN KEY ("program_id") REFERENCES "program" ("id") ON DELETE CASCADE, FOREIGN KEY ("clinician_id") REFERENCES "user_account" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "busy_time_program_id" ON "busy_time" ("program_id");

CREATE INDEX "busy_time_clinician_id" ON "busy_time" ("clinician_id");

CREATE INDEX "busy_time_program_id_starts_at" ON "busy_time" ("program_id", "starts_at");

CREATE TABLE "notice" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BLOB, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "program_session_id" TEXT NOT NULL, "kind" TEXT NOT NULL CHECK (kind IN ('cannot_come', 'running_late')), "minutes" INTEGER, "given_at" INTEGER NOT NULL, "withdrawn_at" INTEGER, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE, FOREIGN KEY ("program_session_id") REFERENCES "program_session" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "notice_enrollment_id" ON "notice" ("enrollment_id");

CREATE INDEX "notice_program_session_id" ON "notice" ("program_session_id");

CREATE UNIQUE INDEX "notice_program_session_id_enrollment_id" ON "notice" ("program_session_id", "enrollment_id");

CREATE INDEX "notice_enrollment_id_given_at" ON "notice" ("enrollment_id", "given_at");

CREATE TABLE "attendance" ("id" TEXT NOT NULL PRIMARY KEY, "enrollment_id" TEXT NOT NULL, "program_session_id" TEXT NOT NULL, "state" TEXT NOT NULL CHECK (state IN ('present', 'late', 'left_early', 'excused', 'absent', 'made_up')), "minutes_late" INTEGER NOT NULL, "minutes_early" INTEGER NOT NULL, "marked_by_id" TEXT, "marked_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE, FOREIGN KEY ("program_session_id") REFERENCES "program_session" ("id") ON DELETE CASCADE, FOREIGN KEY ("marked_by_id") REFERENCES "user_account" ("id") ON DELETE SET NULL) STRICT;

CREATE INDEX "attendance_enrollment_id" ON "attendance" ("enrollment_id");

CREATE INDEX "attendance_program_session_id" ON "attendance" ("program_session_id");

CREATE INDEX "attendance_marked_by_id" ON "attendance" ("marked_by_id");

CREATE UNIQUE INDEX "attendance_program_session_id_enrollment_id" ON "attendance" ("program_session_id", "enrollment_id");

CREATE INDEX "attendance_enrollment_id_marked_at" ON "attendance" ("enrollment_id", "marked_at");

CREATE TABLE "correction" ("id" TEXT NOT NULL PRIMARY KEY, "attendance_id" TEXT NOT NULL, "state" TEXT NOT NULL, "minutes_late" INTEGER NOT NULL, "minutes_early" INTEGER NOT NULL, "marked_by_id" TEXT, "marked_at" INTEGER NOT NULL, "corrected_at" INTEGER NOT NULL, FOREIGN KEY ("attendance_id") REFERENCES "attendance" ("id") ON DELETE CASCADE, FOREIGN KEY ("marked_by_id") REFERENCES "user_account" ("id") ON DELETE SET NULL) STRICT;

CREATE INDEX "correction_attendance_id" ON "correction" ("attendance_id");

CREATE INDEX "correction_marked_by_id" ON "correction" ("marked_by_id");

CREATE TABLE "taught" ("id" TEXT NOT NULL PRIMARY KEY, "program_session_id" TEXT NOT NULL, "topic_covered" INTEGER NOT NULL, "skill" TEXT, "recorded_by_id" TEXT, "recorded_at" INTEGER NOT NULL, FOREIGN KEY ("program_session_id") REFERENCES "program_session" ("id") ON DELETE CASCADE, FOREIGN KEY ("recorded_by_id") REFERENCES "user_account" ("id") ON DELETE SET NULL) STRICT;

CREATE UNIQUE INDEX "taught_program_session_id" ON "taught" ("program_session_id");

CREATE INDEX "taught_recorded_by_id" ON "taught" ("recorded_by_id");

CREATE TABLE "reflection" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BLOB, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "program_session_id" TEXT NOT NULL, "visibility" TEXT NOT NULL CHECK (visibility IN ('private', 'shared')), "written_at" INTEGER NOT NULL, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE, FOREIGN KEY ("program_session_id") REFERENCES "program_session" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "reflection_enrollment_id" ON "reflection" ("enrollment_id");

CREATE INDEX "reflection_program_session_id" ON "reflection" ("program_session_id");

CREATE UNIQUE INDEX "reflection_enrollment_id_program_session_id" ON "reflection" ("enrollment_id", "program_session_id");

CREATE INDEX "reflection_program_session_id_visibility" ON "reflection" ("program_session_id", "visibility");

CREATE TABLE "commitment" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BLOB, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "shared" INTEGER NOT NULL, "created_at" INTEGER NOT NULL, "deleted_at" INTEGER, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "commitment_enrollment_id" ON "commitment" ("enrollment_id");

CREATE TABLE "feed" ("id" TEXT NOT NULL PRIMARY KEY, "enrollment_id" TEXT NOT NULL, "token_digest" TEXT NOT NULL, "real_titles" INTEGER NOT NULL, "created_at" INTEGER NOT NULL, "read_at" INTEGER, "revoked_at" INTEGER, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "feed_enrollment_id" ON "feed" ("enrollment_id");

CREATE UNIQUE INDEX "feed_token_digest" ON "feed" ("token_digest");

CREATE TABLE "letter" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BLOB, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "code_digest" TEXT NOT NULL, "first_day" TEXT NOT NULL, "last_day" TEXT NOT NULL, "minutes" INTEGER NOT NULL, "issued_at" INTEGER NOT NULL, "issued_by_id" TEXT, "withdrawn_at" INTEGER, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE, FOREIGN KEY ("issued_by_id") REFERENCES "user_account" ("id") ON DELETE SET NULL) STRICT;

CREATE INDEX "letter_enrollment_id" ON "letter" ("enrollment_id");

CREATE UNIQUE INDEX "letter_code_digest" ON "letter" ("code_digest");

CREATE INDEX "letter_issued_by_id" ON "letter" ("issued_by_id");

CREATE INDEX "letter_enrollment_id_issued_at" ON "letter" ("enrollment_id", "issued_at");
