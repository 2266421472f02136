ALTER TABLE "reminder_settings" ADD COLUMN "by_email" BOOLEAN NOT NULL DEFAULT FALSE;

ALTER TABLE "reminder_settings" ADD COLUMN "paused_until" BIGINT NULL;

ALTER TABLE "reminder" ADD COLUMN "reason" TEXT NOT NULL DEFAULT '';

ALTER TABLE "reminder" ADD COLUMN "answered" TEXT NOT NULL DEFAULT '';

ALTER TABLE "reminder" ADD COLUMN "snoozed_until" BIGINT NULL;

ALTER TABLE "reminder" ADD COLUMN "mailed_at" BIGINT NULL;

ALTER TABLE "device" ADD COLUMN "failing_since" BIGINT NULL;

CREATE INDEX "reminder_due" ON "reminder" ("due_at") WHERE ("outcome" IS NULL);

CREATE INDEX "reminder_done" ON "reminder" ("due_at") WHERE ("outcome" IS NOT NULL);

CREATE TABLE "kind_settings" ("id" TEXT NOT NULL PRIMARY KEY, "user_id" TEXT NOT NULL, "kind" TEXT NOT NULL, "is_on" BOOLEAN NOT NULL, "is_plain" BOOLEAN NOT NULL, "leads" TEXT NOT NULL, "times" TEXT NOT NULL, "weekdays" TEXT NOT NULL, FOREIGN KEY ("user_id") REFERENCES "user_account" ("id") ON DELETE CASCADE);

CREATE INDEX "kind_settings_user_id" ON "kind_settings" ("user_id");

CREATE UNIQUE INDEX "kind_settings_user_id_kind" ON "kind_settings" ("user_id", "kind");

INSERT INTO "kind_settings" ("id", "user_id", "kind", "is_on", "is_plain", "leads", "times", "weekdays") SELECT "id", "user_id", 'session', "is_on", FALSE, CAST("lead_minutes" AS TEXT), '', '0123456' FROM "reminder_settings";

ALTER TABLE "reminder_settings" DROP COLUMN "is_on";

ALTER TABLE "reminder_settings" DROP COLUMN "lead_minutes";

CREATE INDEX "program_session_changed" ON "program_session" ("changed_at") WHERE ("changed_at" IS NOT NULL);

CREATE TABLE "routine" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BYTEA, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "purpose" TEXT NOT NULL CHECK (purpose IN ('own', 'hard_time')), "repeats" TEXT NOT NULL CHECK (repeats IN ('once', 'weekly', 'monthly', 'yearly')), "starts_on" TEXT NOT NULL, "weekdays" TEXT NOT NULL, "at" TEXT NOT NULL, "created_at" BIGINT NOT NULL, "deleted_at" BIGINT, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE);

CREATE INDEX "routine_enrollment_id" ON "routine" ("enrollment_id");

CREATE TABLE "worker_beat" ("id" TEXT NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "started_at" BIGINT NOT NULL, "seen_at" BIGINT NOT NULL);

CREATE UNIQUE INDEX "worker_beat_name" ON "worker_beat" ("name");

CREATE TABLE "lost_device" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BYTEA, "revision" INTEGER NOT NULL, "user_id" TEXT NOT NULL, "lost_at" BIGINT NOT NULL, FOREIGN KEY ("user_id") REFERENCES "user_account" ("id") ON DELETE CASCADE);

CREATE INDEX "lost_device_user_id" ON "lost_device" ("user_id");

CREATE INDEX "reminder_begun" ON "reminder" ("claimed_at") WHERE (("outcome" IS NULL) AND ("claimed_at" IS NOT NULL));
