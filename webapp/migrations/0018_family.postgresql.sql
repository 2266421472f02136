CREATE TABLE "guest_words" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BYTEA, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "consent_id" TEXT NOT NULL, "guest_id" TEXT NOT NULL, "kind" TEXT NOT NULL CHECK (kind IN ('encouragement', 'question')), "sent_at" BIGINT NOT NULL, "told_at" BIGINT, "answered_at" BIGINT, "answered_by_id" TEXT, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE, FOREIGN KEY ("consent_id") REFERENCES "consent" ("id") ON DELETE CASCADE, FOREIGN KEY ("guest_id") REFERENCES "user_account" ("id") ON DELETE CASCADE, FOREIGN KEY ("answered_by_id") REFERENCES "user_account" ("id") ON DELETE RESTRICT);

CREATE INDEX "guest_words_enrollment_id" ON "guest_words" ("enrollment_id");

CREATE INDEX "guest_words_consent_id" ON "guest_words" ("consent_id");

CREATE INDEX "guest_words_guest_id" ON "guest_words" ("guest_id");

CREATE INDEX "guest_words_answered_by_id" ON "guest_words" ("answered_by_id");

CREATE INDEX "guest_words_enrollment_id_sent_at" ON "guest_words" ("enrollment_id", "sent_at") WHERE ("told_at" IS NULL);

CREATE INDEX "guest_words_enrollment_id_answered_at" ON "guest_words" ("enrollment_id", "answered_at") WHERE (("answered_at" IS NULL) AND ("kind" = 'question'));

CREATE TABLE "how_to_help" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BYTEA, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "written_at" BIGINT NOT NULL, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE);

CREATE UNIQUE INDEX "how_to_help_enrollment_id" ON "how_to_help" ("enrollment_id");

CREATE TABLE "milestone" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BYTEA, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "on_day" TEXT NOT NULL, "created_at" BIGINT NOT NULL, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE);

CREATE INDEX "milestone_enrollment_id" ON "milestone" ("enrollment_id");

CREATE INDEX "milestone_enrollment_id_on_day" ON "milestone" ("enrollment_id", "on_day");

CREATE TABLE "addressed_entry" ("id" TEXT NOT NULL PRIMARY KEY, "consent_id" TEXT NOT NULL, "entry_id" TEXT NOT NULL, "shown_at" BIGINT NOT NULL, FOREIGN KEY ("consent_id") REFERENCES "consent" ("id") ON DELETE CASCADE, FOREIGN KEY ("entry_id") REFERENCES "journal_entry" ("id") ON DELETE CASCADE);

CREATE INDEX "addressed_entry_consent_id" ON "addressed_entry" ("consent_id");

CREATE INDEX "addressed_entry_entry_id" ON "addressed_entry" ("entry_id");

CREATE UNIQUE INDEX "addressed_entry_consent_id_entry_id" ON "addressed_entry" ("consent_id", "entry_id");

CREATE TABLE "guest_check" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BYTEA, "revision" INTEGER NOT NULL, "user_id" TEXT NOT NULL, "at" BIGINT NOT NULL, FOREIGN KEY ("user_id") REFERENCES "user_account" ("id") ON DELETE CASCADE);

CREATE INDEX "guest_check_user_id" ON "guest_check" ("user_id");

CREATE INDEX "guest_check_user_id_at" ON "guest_check" ("user_id", "at");
