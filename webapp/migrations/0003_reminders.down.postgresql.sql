ALTER TABLE "reminder_settings" ADD COLUMN "is_on" BOOLEAN NOT NULL DEFAULT TRUE;

ALTER TABLE "reminder_settings" ADD COLUMN "lead_minutes" INTEGER NOT NULL DEFAULT 60;

INSERT INTO "reminder_settings" ("id", "user_id", "quiet_hours") SELECT "id", "user_id", '22:00-07:00' FROM "kind_settings" WHERE "kind" = 'session' AND "user_id" NOT IN (SELECT "user_id" FROM "reminder_settings");

UPDATE "reminder_settings" SET "is_on" = (SELECT "is_on" FROM "kind_settings" WHERE "kind" = 'session' AND "user_id" = "reminder_settings"."user_id") WHERE "user_id" IN (SELECT "user_id" FROM "kind_settings" WHERE "kind" = 'session');

UPDATE "reminder_settings" SET "lead_minutes" = (SELECT CAST("leads" AS INTEGER) FROM "kind_settings" WHERE "kind" = 'session' AND "user_id" = "reminder_settings"."user_id") WHERE "user_id" IN (SELECT "user_id" FROM "kind_settings" WHERE "kind" = 'session' AND "leads" <> '' AND "leads" = REPLACE("leads", ' ', ''));

DROP INDEX "reminder_begun";

DROP TABLE "lost_device";

DROP TABLE "worker_beat";

DROP TABLE "routine";

DROP INDEX "program_session_changed";

DROP TABLE "kind_settings";

DROP INDEX "reminder_done";

DROP INDEX "reminder_due";

ALTER TABLE "device" DROP COLUMN "failing_since";

ALTER TABLE "reminder" DROP COLUMN "mailed_at";

ALTER TABLE "reminder" DROP COLUMN "snoozed_until";

ALTER TABLE "reminder" DROP COLUMN "answered";

ALTER TABLE "reminder" DROP COLUMN "reason";

ALTER TABLE "reminder_settings" DROP COLUMN "paused_until";

ALTER TABLE "reminder_settings" DROP COLUMN "by_email";
