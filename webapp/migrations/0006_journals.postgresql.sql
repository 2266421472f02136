ALTER TABLE "journal_entry" ADD COLUMN "raised_at" BIGINT NULL;

ALTER TABLE "review" ADD COLUMN "flagged_at" BIGINT NULL;

ALTER TABLE "review" ADD COLUMN "flagged_by_id" TEXT NULL REFERENCES "user_account" ("id") ON DELETE RESTRICT;

CREATE INDEX "review_flagged_by_id" ON "review" ("flagged_by_id");

ALTER TABLE "program" ADD COLUMN "check_in_asks" TEXT NOT NULL DEFAULT '["craving","anxiety","energy","sleep"]';

ALTER TABLE "program" ADD COLUMN "tells_of_risk_words" BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE "cover" ("id" TEXT NOT NULL PRIMARY KEY, "program_id" TEXT NOT NULL, "away_id" TEXT NOT NULL, "colleague_id" TEXT NOT NULL, "first_on" TEXT NOT NULL, "last_on" TEXT NOT NULL, "created_at" BIGINT NOT NULL, FOREIGN KEY ("program_id") REFERENCES "program" ("id") ON DELETE CASCADE, FOREIGN KEY ("away_id") REFERENCES "user_account" ("id") ON DELETE CASCADE, FOREIGN KEY ("colleague_id") REFERENCES "user_account" ("id") ON DELETE CASCADE);

CREATE INDEX "cover_program_id" ON "cover" ("program_id");

CREATE INDEX "cover_away_id" ON "cover" ("away_id");

CREATE INDEX "cover_colleague_id" ON "cover" ("colleague_id");

CREATE INDEX "cover_colleague_id_last_on" ON "cover" ("colleague_id", "last_on");

CREATE TABLE "signal" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BYTEA, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "about" TEXT NOT NULL, "raised_at" BIGINT NOT NULL, "settled_at" BIGINT, "settled_by_id" TEXT, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE, FOREIGN KEY ("settled_by_id") REFERENCES "user_account" ("id") ON DELETE SET NULL);

CREATE INDEX "signal_enrollment_id" ON "signal" ("enrollment_id");

CREATE INDEX "signal_settled_by_id" ON "signal" ("settled_by_id");

CREATE UNIQUE INDEX "signal_enrollment_id_about" ON "signal" ("enrollment_id", "about");

CREATE INDEX "signal_enrollment_id_raised_at" ON "signal" ("enrollment_id", "raised_at") WHERE ("settled_at" IS NULL);

CREATE TABLE "entry_version" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BYTEA, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "entry_id" TEXT NOT NULL, "of_revision" INTEGER NOT NULL, "until" BIGINT NOT NULL, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE, FOREIGN KEY ("entry_id") REFERENCES "journal_entry" ("id") ON DELETE CASCADE);

CREATE INDEX "entry_version_enrollment_id" ON "entry_version" ("enrollment_id");

CREATE INDEX "entry_version_entry_id" ON "entry_version" ("entry_id");

CREATE UNIQUE INDEX "entry_version_entry_id_of_revision" ON "entry_version" ("entry_id", "of_revision");

CREATE TABLE "draft" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BYTEA, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "about" TEXT NOT NULL, "typed_at" BIGINT NOT NULL, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE);

CREATE INDEX "draft_enrollment_id" ON "draft" ("enrollment_id");

CREATE UNIQUE INDEX "draft_enrollment_id_about" ON "draft" ("enrollment_id", "about");

CREATE TABLE "entry_note" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BYTEA, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "entry_id" TEXT NOT NULL, "clinician_id" TEXT NOT NULL, "written_at" BIGINT NOT NULL, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE, FOREIGN KEY ("entry_id") REFERENCES "journal_entry" ("id") ON DELETE CASCADE, FOREIGN KEY ("clinician_id") REFERENCES "user_account" ("id") ON DELETE RESTRICT);

CREATE INDEX "entry_note_enrollment_id" ON "entry_note" ("enrollment_id");

CREATE INDEX "entry_note_entry_id" ON "entry_note" ("entry_id");

CREATE INDEX "entry_note_clinician_id" ON "entry_note" ("clinician_id");
